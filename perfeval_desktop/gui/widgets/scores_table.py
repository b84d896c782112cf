"""The table of the scoring assistant: arrows go through it, Enter, F2 and digits act on a row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from perfeval_desktop.gui.models.scores_model import (
    ACTUAL,
    NAME,
    PROPOSED,
    REASON,
    SCORE,
    TARGET,
    WEIGHT,
    WORKING,
    ScoresModel,
)
from perfeval_desktop.gui.widgets.row_table import fit_rows, set_up_rows

_WIDTHS = {
    NAME: 210,
    TARGET: 96,
    ACTUAL: 96,
    WEIGHT: 52,
    PROPOSED: 68,
    WORKING: 270,
    SCORE: 68,
    REASON: 150,
}


class ScoresTable(QTableView):
    """One line a row, whole rows chosen."""

    accepted = Signal()  # Enter
    score_wanted = Signal()  # F2
    band_wanted = Signal(int)  # 1, 2, 3: its place among the bands, from 0

    def __init__(self, model: ScoresModel) -> None:
        super().__init__()
        self.setModel(model)
        set_up_rows(self, "各指标的建议得分")
        self.restyle()
        self.horizontalHeader().setSectionResizeMode(WORKING, QHeaderView.ResizeMode.Stretch)

    def restyle(self) -> None:
        """Larger letters need higher rows, and room for the titles."""
        fit_rows(self)
        for column, width in _WIDTHS.items():
            needed = self.horizontalHeader().sectionSizeHint(column)
            self.setColumnWidth(column, max(width, needed + 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter accepts, F2 asks for another score, a digit chooses a band."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_F2:
            self.score_wanted.emit()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.band_wanted.emit(key - Qt.Key.Key_1)
        else:
            super().keyPressEvent(event)

    def row(self) -> int:
        """Return the row of the cursor, -1 for none."""
        return self.currentIndex().row()

    def go_to_row(self, row: int) -> None:
        """Put the cursor on a row, the last one where there are fewer."""
        last = self.model().rowCount() - 1
        self.selectRow(max(0, min(row, last)))
