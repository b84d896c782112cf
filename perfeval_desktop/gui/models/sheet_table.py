"""A sheet as one table: the official grid with mark, title, notes and signature as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfeval_desktop.domain.layout import Grid, GridCell, GridRow, PlacedSegment, signature_cells
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import SheetKind

MARK, TITLE, NOTE, SIGNATURE = "mark", "title", "note", "signature"


class SheetTable(NamedTuple):
    """Rows and cells by place; `cells` holds each cell at its upper left place only."""

    grid: Grid
    rows: tuple[GridRow, ...]
    cells: dict[tuple[int, int], GridCell]
    owners: dict[tuple[int, int], GridCell]  # every place → the cell that covers it
    places: dict[FieldAddress, GridCell]
    fields: tuple[GridCell, ...]  # see `fields_in_reading_order`
    ranks: dict[tuple[int, int], int]  # where each of them stands among `fields`, by its place

    @property
    def column_count(self) -> int:
        """How many columns the official grid has."""
        return len(self.grid.sheet.columns)

    def cell_at(self, row: int, column: int) -> GridCell | None:
        """Return the cell that covers a place of the table."""
        return self.owners.get((row, column))

    def fields_in_reading_order(self) -> tuple[GridCell, ...]:
        """Return the cells with a field, row by row."""
        return self.fields


def make_sheet_table(grid: Grid) -> SheetTable:
    """Put the parts of a laid-out sheet under each other."""
    sheet, width = grid.sheet, len(grid.sheet.columns)
    rows: list[GridRow] = []
    cells: list[GridCell] = []

    def add_line(segments: Sequence[PlacedSegment], style: str) -> None:
        cells.append(GridCell(len(rows), 0, 1, width, tuple(segments), "left", style))
        rows.append(GridRow(has_border=False, style=style))

    if sheet.kind is SheetKind.TABLE:
        add_line([sheet.mark], MARK)
        add_line(grid.title, TITLE)
    first = len(rows)
    rows += grid.rows
    for cell in grid.cells:
        style = cell.style or grid.rows[cell.row].style
        cells.append(cell._replace(row=cell.row + first, style=style))
    for note in grid.notes:
        add_line([note], NOTE)
    if grid.signature:
        cells += signature_cells(grid, len(rows))
        rows.append(GridRow(has_border=False, style=SIGNATURE))
    return _indexed(grid, tuple(rows), cells)


def _indexed(grid: Grid, rows: tuple[GridRow, ...], cells: list[GridCell]) -> SheetTable:
    owners = {
        (row, column): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    places = {cell.address: cell for cell in cells if cell.address is not None}
    by_place = {(cell.row, cell.column): cell for cell in cells}
    fields = tuple(by_place[each] for each in sorted(by_place) if by_place[each].slot is not None)
    ranks = {(cell.row, cell.column): at for at, cell in enumerate(fields)}
    return SheetTable(grid, rows, by_place, owners, places, fields, ranks)
