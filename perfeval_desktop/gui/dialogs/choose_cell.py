"""Lets a cell of the tables be chosen: type a part of its name or its figure, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.filter_line import FilterLine
from perfeval_desktop.services.figure_notes import Cell

MOST_LISTED = 500


class Words(NamedTuple):
    """What the dialog says, by what the cell is chosen for."""

    hint: str
    listed: str
    accept: str


FIGURE_WORDS = Words("打几个字找：项目名、栏目，或者数", "有数的格", "选这一格")


class ChooseCellDialog(QDialog):
    """Shows cells; the line at the top leaves those that hold all its words.

    `chosen` is the index of the chosen cell in `cells`, None when none was.
    """

    def __init__(
        self, title: str, cells: Sequence[Cell], parent: QWidget | None = None,
        words: Words = FIGURE_WORDS,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self.chosen: int | None = None
        self._texts = [f"{cell.label}　{cell.shown}".rstrip("　") for cell in cells]
        self.list = QListWidget()
        self.list.setAccessibleName(words.listed)
        self.line = FilterLine(words.hint, self.list, self._texts)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.more = QLabel()
        self.more.setTextFormat(Qt.TextFormat.PlainText)
        self.more.setProperty("quiet", True)
        self.accept_button = QPushButton(words.accept)
        self.accept_button.setDefault(True)
        self._lay_out()
        open_at(self, 560, 460)
        self.line.textChanged.connect(self._filter)
        self.list.itemActivated.connect(self._on_accept)
        self.accept_button.clicked.connect(self._on_accept)
        self._filter()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)
        column.addLayout(button_row(leaving_button(self), self.accept_button))

    def _filter(self) -> None:
        """Only so many are listed as one looks through: a big report has 100 000 cells."""
        found = self.line.found()
        before = self._current()
        self.list.clear()
        for at in found[:MOST_LISTED]:
            item = QListWidgetItem(self._texts[at])
            item.setData(Qt.ItemDataRole.UserRole, at)
            self.list.addItem(item)
        listed = found[:MOST_LISTED]
        self.list.setCurrentRow(listed.index(before) if before in listed else 0)
        left_out = len(found) - len(listed)
        self.more.setText(f"还有 {left_out} 格没有列出，再打几个字。" if left_out else "")
        self.more.setVisible(bool(left_out))
        self.accept_button.setEnabled(bool(found))

    def _current(self) -> int | None:
        row = self.list.currentRow()
        return int(self.list.item(row).data(Qt.ItemDataRole.UserRole)) if row >= 0 else None

    def _on_accept(self) -> None:
        if self.accept_button.isEnabled():  # then one of those that are left is current
            self.chosen = self._current()
            self.accept()
