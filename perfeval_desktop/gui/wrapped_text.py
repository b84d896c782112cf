"""Text broken into lines the same way when it is measured and when it is drawn.

Qt breaks Chinese at the right places (no punctuation at the start of a line, numbers whole) as long
as it may choose; only what is wider than the room by itself is broken anywhere.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption


class WrappedText:
    """A text set in a face, broken for a width (device-independent pixels)."""

    def __init__(self, text: str, font: QFont, width: float, align: Qt.AlignmentFlag) -> None:
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.height = 0.0
        self._layouts = []
        for paragraph in text.split("\n"):
            layout = QTextLayout(paragraph or " ", font)
            layout.setTextOption(option)
            self.height = _break_lines(layout, width, self.height)
            self._layouts.append(layout)

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Draw in the middle of the room's height, or from its top when it is higher."""
        top = room.top() + max(0.0, (room.height() - self.height) / 2)
        for layout in self._layouts:
            layout.draw(painter, QPointF(room.left(), top))

    def draw_from_top(self, painter: QPainter, room: QRectF) -> None:
        """Draw from the top of the room."""
        for layout in self._layouts:
            layout.draw(painter, room.topLeft())


def _break_lines(layout: QTextLayout, width: float, top: float) -> float:
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return top
