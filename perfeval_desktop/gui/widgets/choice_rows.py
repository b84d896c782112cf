"""Rows of choices: a label and a box, checks, a note over the whole width."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QSpinBox,
    QWidget,
)


class ChoiceRows:
    """Rows of a label and what it is for, in one grid: notes are broken as the width asks for."""

    def __init__(self, body: QWidget) -> None:
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._labels: dict[QWidget, QLabel] = {}

    def add_heading(self, words: str) -> None:
        """Begin a group of rows."""
        heading = QLabel(words)
        heading.setProperty("heading", True)
        if self._grid.rowCount() > 1:
            heading.setContentsMargins(0, 8, 0, 0)
        self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)

    def add(self, words: str, widget: QWidget) -> None:
        """Add a row; what has no words and needs the width has it all."""
        row = self._grid.rowCount()
        if words:
            self._labels[widget] = label = QLabel(words)
            inner = widget.findChild(QSpinBox) or widget.findChild(QCheckBox) or widget
            label.setBuddy(inner)
            self._grid.addWidget(label, row, 0)
        is_wide = not words and isinstance(widget, QLabel | QListWidget)
        self._grid.addWidget(widget, row, 0 if is_wide else 1, 1, 2 if is_wide else 1)

    def fill_up(self) -> None:
        """Leave what room is left below."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def show(self, widget: QWidget, is_shown: bool) -> None:
        """Show or hide a row."""
        widget.setVisible(is_shown)
        if widget in self._labels:
            self._labels[widget].setVisible(is_shown)


def beside(*widgets: QWidget) -> QWidget:
    """Return widgets in one row."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for each in widgets:
        row.addWidget(each)
    row.addStretch(1)
    return pair


def choice_box(name: str, choices: type[Enum] | None = None) -> QComboBox:
    """Return a box with a name for screen readers, narrow enough for a column."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for each in choices or ():
        box.addItem(str(each.value), each)
    return box


class _Note(QLabel):
    """A wrapped sentence that is never lower than its lines: a scrolled grid would squeeze it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_height()

    def _keep_height(self) -> None:
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


def note_label() -> QLabel:
    """Return a label for a sentence that is broken into lines."""
    label = _Note()
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label


def row_of(box: QComboBox, choice: object) -> int:
    """Return the row of a choice; Qt's own search does not know our values."""
    return next((row for row in range(box.count()) if box.itemData(row) == choice), -1)


def choose(box: QComboBox, choice: object) -> None:
    """Show a choice in a box, if it is there."""
    row = row_of(box, choice)
    if row >= 0:
        box.setCurrentIndex(row)
