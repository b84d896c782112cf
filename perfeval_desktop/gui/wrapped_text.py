"""Text broken into lines the same way when it is measured and when it is drawn.

Qt breaks Chinese at the right places (no punctuation at the start of a line, numbers whole) as long
as it may choose; only what is wider than the room by itself is broken anywhere.
"""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

# Unicode's rules glue “ and ” to both neighbours, since other languages turn them round. In Chinese
# a line may end before the opening and behind the closing one: 处理 | “12345” | 市长热线投诉.
_QUOTES = re.compile("[“‘”’]")
_QUOTE_EDGES = "(?<=[一-鿿])(?=[“‘])|(?<=[”’])(?=[一-鿿])"  # dear to compile: not before a quote
_MAY_BREAK = "\u200b"


class WrappedText:
    """A text set in a face, broken for a width (device-independent pixels)."""

    def __init__(self, text: str, font: QFont, width: float, align: Qt.AlignmentFlag) -> None:
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.height = 0.0
        self._layouts = []
        for paragraph in text.split("\n"):
            layout = QTextLayout(_breakable(paragraph) or " ", font)
            layout.setTextOption(option)
            self.height = _break_lines(layout, width, self.height)
            self._layouts.append(layout)

    def lines(self) -> list[str]:
        """Return the text of each line."""
        found = []
        for layout in self._layouts:
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                text = layout.text()[line.textStart() : line.textStart() + line.textLength()]
                found.append(text.replace(_MAY_BREAK, ""))
        return found

    def end_of(self, beginning: str) -> float:
        """Return where a text that begins so goes on, from the left, on the first line."""
        layout = self._layouts[0]
        place: Any = layout.lineAt(0).cursorToX(len(_breakable(beginning)))
        # The binding gives the place with the position it was asked for, or the place alone.
        return float(place[0] if isinstance(place, tuple) else place)

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Draw in the middle of the room's height, or from its top when it is higher."""
        top = room.top() + max(0.0, (room.height() - self.height) / 2)
        for layout in self._layouts:
            layout.draw(painter, QPointF(room.left(), top))

    def draw_from_top(self, painter: QPainter, room: QRectF) -> None:
        """Draw from the top of the room."""
        for layout in self._layouts:
            layout.draw(painter, room.topLeft())


def _breakable(text: str) -> str:
    return re.sub(_QUOTE_EDGES, _MAY_BREAK, text) if _QUOTES.search(text) else text


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
