"""Which cells of a sheet are chosen, and what copying and filling make of them."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_desktop.domain.cell_table import Covered
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


def block_of(cells: list[GridCell]) -> list[list[GridCell | Covered | None]]:
    """Return chosen cells place by place; a merged cell stands at its first and covers the rest."""
    fields = [each for each in cells if each.address is not None]
    if not fields:
        return []
    owners = {
        (row, column): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    columns = range(
        min(each.column for each in cells), max(each.column + each.columns for each in cells)
    )
    rows = range(fields[0].row, max(each.row + each.rows for each in fields))
    seen: set[GridCell] = set()
    return [[_at(owners.get((row, each)), row, each, seen) for each in columns] for row in rows]


def _at(
    cell: GridCell | None, row: int, column: int, seen: set[GridCell]
) -> GridCell | Covered | None:
    if cell is None or cell not in seen:
        seen |= {cell} if cell is not None else set()
        return cell
    return Covered.BY_ABOVE if column == cell.column and row > cell.row else Covered.BY_LEFT


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
