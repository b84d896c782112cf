"""Lets a cell of the tables be chosen: type a part of its name or its figure, Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.services.figure_notes import Cell

_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class ChooseCellDialog(QDialog):
    """All cells that show a figure; the line at the top leaves those that hold all its words."""

    def __init__(self, title: str, cells: Sequence[Cell], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(560, 460)
        self.chosen: FieldAddress | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText("打几个字找：项目名、栏目，或者数")
        self.line.setAccessibleName("查找")
        self.list = QListWidget()
        self.list.setAccessibleName("有数的格")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.accept_button = QPushButton("选这一格")
        self.accept_button.setDefault(True)
        for cell in cells:
            item = QListWidgetItem(f"{cell.label}　{cell.shown}")
            item.setData(Qt.ItemDataRole.UserRole, cell.address)
            self.list.addItem(item)
        self._lay_out()
        self.line.textChanged.connect(self._filter)
        self.list.itemActivated.connect(self._on_accept)
        self.accept_button.clicked.connect(self._on_accept)
        self._filter()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(leaving_button(self), self.accept_button))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go through the list while one types."""
        if event.key() in _MOVES and self.line.hasFocus():
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _filter(self) -> None:
        words = self.line.text().split()
        shown = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(each in item.text() for each in words))
            if not item.isHidden():
                shown.append(row)
        current = self.list.currentRow()
        if shown and current not in shown:
            self.list.setCurrentRow(shown[0])
        self.accept_button.setEnabled(bool(shown))

    def _on_accept(self) -> None:
        if self.accept_button.isEnabled():  # then one of those that are left is current
            item = self.list.currentItem()
            self.chosen = item.data(Qt.ItemDataRole.UserRole)
            self.accept()
