"""Lists of what a document sets: the lines that are ticked are filled in, the rest is told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
)

from perfeval_desktop.gui.widgets.row_table import set_up_rows

_MOST_LINES = 4  # of what is told and seen at once


class TickedTable(QTableWidget):
    """A list of rows; a space ticks the one at hand, where there is a box to tick."""

    def __init__(self, heads: Sequence[str], name: str) -> None:
        super().__init__(0, len(heads))
        self._boxes: dict[int, QTableWidgetItem] = {}
        self.setHorizontalHeaderLabels(list(heads))
        set_up_rows(self, name)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def begin_rows(self, count: int) -> None:
        """Make room for so many rows; those before are gone."""
        self._boxes = {}
        self.setRowCount(count)

    def put_row(
        self, row: int, items: Sequence[QTableWidgetItem], is_ticked: bool | None = None
    ) -> None:
        """Put a row; without `is_ticked` there is nothing to tick in it."""
        box = items[0]
        if is_ticked is not None:
            box.setFlags(box.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            box.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
            self._boxes[row] = box
        for column, item in enumerate(items):
            self.setItem(row, column, item)

    def ticked_rows(self) -> frozenset[int]:
        """Return the rows that are ticked."""
        checked = Qt.CheckState.Checked
        return frozenset(row for row, box in self._boxes.items() if box.checkState() == checked)

    def tick_all(self) -> None:
        """Tick every row that has a box."""
        for box in self._boxes.values():
            box.setCheckState(Qt.CheckState.Checked)


def read_only_item(shown: str, whole: str = "") -> QTableWidgetItem:
    """Return a cell that is only read; `whole` is its text where that is cut."""
    item = QTableWidgetItem(shown)
    item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
    item.setToolTip(whole or shown)
    return item


class UnusedList(QListWidget):
    """What sets nothing, with the reason; as high as it needs to be."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("没有用上的")

    def show_lines(self, lines: Sequence[str]) -> None:
        """List them anew."""
        self.clear()
        self.addItems(list(lines))
        self.setVisible(bool(lines))
        height = self.fontMetrics().lineSpacing() + 8
        self.setFixedHeight(height * min(_MOST_LINES, len(lines)) + 6)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())
