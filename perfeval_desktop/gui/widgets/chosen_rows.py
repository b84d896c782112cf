"""Which rows of a sheet are chosen, and how they are chosen again after they were moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.sheet_view import SheetView


class ChosenRows(NamedTuple):
    """The repeating rows that are chosen, in order, and whether fixed rows are among them."""

    records: list[str]
    has_fixed: bool = False


def chosen_rows(view: SheetView) -> ChosenRows:
    """Return the rows of the chosen cells; of one cell alone its row."""
    model = view.sheet_model
    rows = {each.row() for each in view.selectionModel().selectedIndexes()}
    if len(rows) < 2:
        record = view.current_record()
        return ChosenRows([record] if record else [])
    there = [model.record_at(model.index(row, 0)) for row in range(min(rows), max(rows) + 1)]
    records = list(dict.fromkeys(filter(None, there)))
    return ChosenRows(records, bool(records) and "" in there)


def choose_rows(view: SheetView, records: Sequence[str], column: int) -> None:
    """Go to the first of some rows, in a column where it has a field; choose all if several."""
    model = view.sheet_model
    table = model.table
    rows = [row for row, each in enumerate(table.rows) if each.record in records]
    if not rows:
        return
    cell = table.cell_at(rows[0], column) if column >= 0 else None
    if cell is None or cell.slot is None:
        view.focus_record(records[0])
        column = view.currentIndex().column()
    index = model.index(rows[0], column)
    view.setCurrentIndex(index)
    if len(records) > 1:
        block = QItemSelection(index, model.index(rows[-1], column))
        flags = QItemSelectionModel.SelectionFlag
        view.selectionModel().select(block, flags.ClearAndSelect)
        view.scrollTo(model.index(rows[-1], column))
    view.scrollTo(index)
    view.setFocus()
