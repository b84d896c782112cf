"""A line over a list: its words leave what holds them; arrows go through the list meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget

from perfeval_desktop.domain.parsing import folded

_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class FilterLine(QLineEdit):
    """Knows the list it is for, and what each of its entries is found by."""

    def __init__(self, hint: str, filtered: QListWidget, texts: Sequence[str]) -> None:
        super().__init__()
        self._list = filtered
        self._keys = [folded(each) for each in texts]
        self.setPlaceholderText(hint)
        self.setAccessibleName("查找")

    def found(self) -> list[int]:
        """Return the places of the texts that hold all words of the line."""
        parts = folded(self.text()).split()
        return [at for at, key in enumerate(self._keys) if all(each in key for each in parts)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go through the list while one types."""
        if event.key() in _MOVES:
            self._list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)
