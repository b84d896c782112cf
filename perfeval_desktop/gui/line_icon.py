"""Line icons in any colour, drawn when they are first seen, at the very size and scaling."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_PALE = 0.35  # opacity of what cannot be used


class LineIconEngine(QIconEngine):
    """Draws one SVG whose lines are `currentColor`."""

    def __init__(self, path: Path, colour: Callable[[], str]) -> None:
        super().__init__()
        self._path = path
        self._colour = colour
        self._drawn: dict[tuple[str, int, int, bool], QPixmap] = {}

    def clone(self) -> QIconEngine:
        """Return another one for a copy of the icon that is changed."""
        return LineIconEngine(self._path, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into `rect`, as sharp as the device is."""
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.pixmap(rect.size() * scale, mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon at a size in device pixels."""
        is_pale = mode == QIcon.Mode.Disabled
        key = (self._colour(), size.width(), size.height(), is_pale)
        if key not in self._drawn:
            self._drawn[key] = self._draw(size, _PALE if is_pale else 1.0)
        return self._drawn[key]

    def _draw(self, size: QSize, opacity: float) -> QPixmap:
        svg = self._path.read_text(encoding="utf-8").replace("currentColor", self._colour())
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setOpacity(opacity)
        QSvgRenderer(QByteArray(svg.encode())).render(
            painter, QRectF(0, 0, size.width(), size.height())
        )
        painter.end()
        return pixmap


def line_icon(path: Path, colour: Callable[[], str]) -> QIcon:
    """Return the icon drawn by the SVG at `path`, in the colour there is when it is drawn."""
    return QIcon(LineIconEngine(path, colour))
