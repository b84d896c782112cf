"""The list of usual reasons (常用说明): one is chosen, or dropped from the list for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QMenu

_LONGEST_SHOWN = 40


class UsualReasonsBox(QComboBox):
    """Shows no choice of its own: what is chosen goes into the reason, and may be changed there.

    In the open list Del, or the menu of the right button, drops an entry.
    """

    chosen = Signal(str)
    dropped = Signal(str)

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.addItem("常用说明…")
        for each in reasons:
            self.addItem(in_a_line(each, _LONGEST_SHOWN), each)
            self.setItemData(self.count() - 1, each, Qt.ItemDataRole.ToolTipRole)
        self.setAccessibleName("常用说明")
        self.setToolTip("选一条填进说明；在列表里按 Delete，这一条以后不再列出")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)
        self.view().installEventFilter(self)
        self.view().viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys and clicks that drop an entry from the open list."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            if event.type() == QEvent.Type.KeyPress:
                self._drop(self.view().currentIndex().row())
            return True
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton:
            return True  # or the list would choose the entry, and close
        if isinstance(event, QContextMenuEvent):
            is_by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
            index = self.view().indexAt(event.pos()) if is_by_mouse else self.view().currentIndex()
            self._show_menu(index.row(), event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def _on_activated(self, row: int) -> None:
        if row > 0:
            self.setCurrentIndex(0)
            self.chosen.emit(self.itemData(row))

    def _show_menu(self, row: int, place: QPoint) -> None:
        if row > 0:
            menu = QMenu(self.view())
            menu.addAction("从常用说明中删去").triggered.connect(lambda: self._drop(row))
            menu.exec(place)

    def _drop(self, row: int) -> None:
        if row > 0:
            reason = self.itemData(row)
            self.removeItem(row)
            self.dropped.emit(reason)


def in_a_line(text: str, longest: int) -> str:
    """Return the beginning of a text, in one line."""
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[:longest]}……"
