"""Ctrl and the wheel, in steps, for whatever they make larger or smaller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollArea

_NOTCH = 120  # of Qt's angle, a step of a common wheel; touchpads send parts of it


class WheelZoom:
    """Gathers the turns of the wheel while Ctrl is held."""

    def __init__(self) -> None:
        self._turned = 0

    def takes(self, event: QWheelEvent, zoom: Callable[[int, QPoint], None]) -> bool:
        """Call `zoom` with the steps and the place of the mouse; False for a wheel that scrolls."""
        steps = self._steps(event)
        if steps:
            zoom(steps, event.globalPosition().toPoint())
        return steps is not None

    def _steps(self, event: QWheelEvent) -> int | None:
        """Return by how many steps to make larger, 0 for not yet; None for a wheel that scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return None
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        return steps


class ZoomingArea(QScrollArea):
    """A page that is scrolled; with Ctrl the wheel zooms instead of turning the page."""

    zoom_requested = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self._wheel_zoom = WheelZoom()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._wheel_zoom.takes(event, self.zoom_requested.emit):
            super().wheelEvent(event)
