"""Where a key leads in a sheet: pure functions over the laid-out table, merged cells and all.

`current` is the cell the cursor is on, None before the first visit; `step` is 1 onward or
downward, -1 back or upward. Labels are never stood on. A move that leads nowhere gives `current`;
None is given only where a sheet has no field to go to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtWidgets import QAbstractItemView

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui.models.sheet_table import SheetTable

Test = Callable[[GridCell], bool]
Action = QAbstractItemView.CursorAction
_TAB_STEPS = {Action.MoveNext: 1, Action.MovePrevious: -1}
_PAGE_STEPS = {Action.MovePageDown: 1, Action.MovePageUp: -1}
_END_STEPS = {Action.MoveEnd: 1, Action.MoveHome: -1}
_SIDE_STEPS = {Action.MoveRight: 1, Action.MoveLeft: -1}
_LINE_STEPS = {Action.MoveDown: 1, Action.MoveUp: -1}


class Around(NamedTuple):
    """What a move depends on besides the cell it begins at."""

    table: SheetTable
    is_computed: Test
    is_filled: Test
    page_rows: int  # how many rows Page Down goes
    column: int  # in which the cursor goes up and down: also of a cell merged over columns


def target(
    around: Around, current: GridCell | None, action: Action, is_far: bool
) -> GridCell | None:
    """Return where a key leads, with Ctrl (`is_far`) or without."""
    if current is None:
        step = -1 if action in (Action.MovePrevious, Action.MoveEnd) else 1
        return next_field(around.table, None, step, around.is_computed)
    if action in _TAB_STEPS:
        return next_field(around.table, current, _TAB_STEPS[action], around.is_computed)
    if action in _PAGE_STEPS:
        return page(around.table, current, _PAGE_STEPS[action], around.page_rows)
    if is_far:
        return _far_target(around, current, action)
    return _near_target(around.table, current, action, around.column)


def _near_target(table: SheetTable, current: GridCell, action: Action, column: int) -> GridCell:
    if action in _END_STEPS:
        return end_of_row(table, current, _END_STEPS[action])
    if action in _SIDE_STEPS:
        return beside(table, current, _SIDE_STEPS[action])
    return under(table, current, _LINE_STEPS[action], column)


def _far_target(around: Around, current: GridCell, action: Action) -> GridCell | None:
    if action in _END_STEPS:
        return end_of_sheet(around.table, _END_STEPS[action])
    if action in _SIDE_STEPS:
        return block_edge_beside(around.table, current, _SIDE_STEPS[action], around.is_filled)
    return block_edge_under(around.table, current, _LINE_STEPS[action], around.is_filled)


def next_field(
    table: SheetTable, current: GridCell | None, step: int, is_computed: Test
) -> GridCell | None:
    """Return the next cell to type in, in reading order; computed ones are passed over."""
    rank = table.ranks.get((current.row, current.column)) if current is not None else None
    if rank is None:
        rank = -1 if step > 0 else len(table.fields)
    for at in range(rank + step, len(table.fields) if step > 0 else -1, step):
        if not is_computed(table.fields[at]):
            return table.fields[at]
    return current


def beside(table: SheetTable, current: GridCell, step: int, row: int | None = None) -> GridCell:
    """Return the next field to the right or left, in a row or the first the cursor is in."""
    at = current.row if row is None else row
    column = current.column + (current.columns if step > 0 else -1)
    while 0 <= column < table.column_count:
        cell = table.cell_at(at, column)
        if cell is None:
            return current
        if cell.slot is not None:
            return cell
        column = cell.column + (cell.columns if step > 0 else -1)
    return current


def under(table: SheetTable, current: GridCell, step: int, column: int | None = None) -> GridCell:
    """Return the next field above or below, in a column or the first the cursor is in.

    A row that has a label in that column is left for a field under or over the rest of the cell.
    """
    wanted = current.column if column is None else column
    columns = sorted(
        {wanted, *range(current.column, current.column + current.columns)},
        key=lambda each: abs(each - wanted),
    )
    row = current.row + (current.rows if step > 0 else -1)
    while 0 <= row < len(table.rows):
        for each in columns:
            cell = table.cell_at(row, each)
            if cell is not None and cell.slot is not None:
                return cell
        row += step
    return current


def field_near(table: SheetTable, row: int, column: int) -> GridCell | None:
    """Return the field at a place, else the next above it in that column."""
    for above in range(min(row, len(table.rows) - 1), -1, -1):
        cell = table.cell_at(above, column)
        if cell is not None and cell.slot is not None:
            return cell
    return None


def page(table: SheetTable, current: GridCell, step: int, rows: int) -> GridCell:
    """Return the field some rows above or below."""
    for _ in range(rows):
        current = under(table, current, step)
    return current


def end_of_row(table: SheetTable, current: GridCell, step: int) -> GridCell:
    """Return the first (-1) or last (1) field of the row the cursor is in."""
    *_, last = _line(current, lambda cell: beside(table, cell, step, current.row))
    return last


def end_of_sheet(table: SheetTable, step: int) -> GridCell | None:
    """Return the first (-1) or last (1) field of the sheet."""
    return table.fields[0 if step < 0 else -1] if table.fields else None


def block_edge_beside(table: SheetTable, current: GridCell, step: int, is_filled: Test) -> GridCell:
    """Return the edge of the block of filled fields to the right or left, as Excel does."""
    return _block_edge(
        _line(current, lambda cell: beside(table, cell, step, current.row)), is_filled
    )


def block_edge_under(table: SheetTable, current: GridCell, step: int, is_filled: Test) -> GridCell:
    """Return the edge of the block of filled fields above or below, as Excel does."""
    column = current.column
    return _block_edge(_line(current, lambda cell: under(table, cell, step, column)), is_filled)


def _line(start: GridCell, following: Callable[[GridCell], GridCell]) -> Iterator[GridCell]:
    """Yield a cell and those that follow it, up to the one that is followed by itself."""
    cell: GridCell | None = start
    while cell is not None:
        yield cell
        after = following(cell)
        cell = after if after != cell else None


def _block_edge(line: Iterator[GridCell], is_filled: Test) -> GridCell:
    """From within a block the last of it, else the next filled field, else the end of the line."""
    cells = list(line)
    is_within = len(cells) > 1 and is_filled(cells[0]) and is_filled(cells[1])
    if not is_within:
        return next((each for each in cells[1:] if is_filled(each)), cells[-1])
    return next((cell for cell, after in pairwise(cells) if not is_filled(after)), cells[-1])
