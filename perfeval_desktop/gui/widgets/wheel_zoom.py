"""Ctrl and the wheel, in steps, for whatever they make larger or smaller."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

_NOTCH = 120  # of Qt's angle, a step of a common wheel; touchpads send parts of it


class WheelZoom:
    """Gathers the turns of the wheel while Ctrl is held."""

    def __init__(self) -> None:
        self._turned = 0

    def steps(self, event: QWheelEvent) -> int | None:
        """Return by how many steps to make larger, 0 for not yet; None for a wheel that scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return None
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        return steps
