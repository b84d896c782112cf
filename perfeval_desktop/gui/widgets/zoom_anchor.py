"""What stays where it is on the screen while a sheet becomes larger or smaller."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF
from PySide6.QtWidgets import QTableView

Index = QModelIndex | QPersistentModelIndex


class ZoomAnchor:
    """A point of a cell: under the mouse, or in the middle of the cell that has the cursor."""

    def __init__(self, view: QTableView, place: QPoint | None) -> None:
        """Take the point at `place` on the screen; without one go by the cursor."""
        self._view = view
        port = view.viewport()
        point = port.mapFromGlobal(place) if place is not None else self._of_cursor()
        self._index = view.indexAt(point)
        rect = view.visualRect(self._index)
        self._part = QPointF(
            (point.x() - rect.left()) / max(1, rect.width()),
            (point.y() - rect.top()) / max(1, rect.height()),
        )
        self._on_screen = port.mapToGlobal(point)

    def _of_cursor(self) -> QPoint:
        """A cursor that is out of sight does not pull the sheet along."""
        seen = self._view.viewport().rect()
        cursor = self._view.visualRect(self._view.currentIndex()).intersected(seen)
        return cursor.center() if not cursor.isEmpty() else seen.center()

    def hold(self) -> None:
        """Scroll the point back to where it was on the screen."""
        if not self._index.isValid():
            return
        rect = self._view.visualRect(self._index)
        wanted = self._view.viewport().mapFromGlobal(self._on_screen)
        x = rect.left() + self._part.x() * rect.width() - wanted.x()
        y = rect.top() + self._part.y() * rect.height() - wanted.y()
        for bar, by in (
            (self._view.horizontalScrollBar(), x),
            (self._view.verticalScrollBar(), y),
        ):
            bar.setValue(bar.value() + round(by))
