"""Which cells of a sheet are chosen, and what copying and filling make of them."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_desktop.domain.copied_block import Covered
from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.models.sheet_table import SheetTable
from perfeval_desktop.gui.widgets.sheet_moves import beside, under

Filling = list[tuple[FieldAddress, list[FieldAddress]]]  # from which field which are filled


def chosen_cells(
    table: SheetTable, places: Iterable[tuple[int, int]], current: GridCell | None
) -> list[GridCell]:
    """Return the cells of the block around the places (row, column), labels too, in order."""
    chosen = list(places)
    rows, columns = [row for row, _ in chosen], [column for _, column in chosen]
    found = {
        table.cell_at(row, column)
        for row in range(min(rows, default=0), max(rows, default=-1) + 1)
        for column in range(min(columns), max(columns) + 1)
    }
    cells = (each for each in found | {current} if each is not None)
    return sorted(cells, key=lambda each: (each.row, each.column))


def block_of(table: SheetTable, cells: list[GridCell]) -> list[list[GridCell | Covered | None]]:
    """Return what stands in the rectangle around chosen fields, place by place.

    A merged cell stands at its first place there and covers the rest.
    """
    fields = [each for each in cells if each.address is not None]
    rows = range(
        min((each.row for each in fields), default=0),
        max((each.row + each.rows for each in fields), default=0),
    )
    columns = range(
        min((each.column for each in fields), default=0),
        max((each.column + each.columns for each in fields), default=0),
    )
    return [[_at(table, row, column, rows, columns) for column in columns] for row in rows]


def _at(
    table: SheetTable, row: int, column: int, rows: range, columns: range
) -> GridCell | Covered | None:
    cell = table.cell_at(row, column)
    if cell is None:
        return None
    if column > max(cell.column, columns.start):
        return Covered.BY_LEFT
    return Covered.BY_ABOVE if row > max(cell.row, rows.start) else cell


def filling(table: SheetTable, cells: list[GridCell], *, is_down: bool) -> Filling:
    """Return which fields are filled from which: by columns down, or by rows to the right.

    One cell alone is filled from that above or at its left.
    """
    lines: dict[int, list[GridCell]] = {}
    for cell in cells:
        if cell.address is not None:
            lines.setdefault(cell.column if is_down else cell.row, []).append(cell)
    if [len(line) for line in lines.values()] == [1]:
        ((alone,),) = lines.values()
        before = under(table, alone, -1) if is_down else beside(table, alone, -1)
        lines = {0: [before, alone]} if before != alone else {}
    return [
        (first.address, [each.address for each in rest if each.address is not None])
        for first, *rest in lines.values()
        if first.address is not None and rest
    ]
