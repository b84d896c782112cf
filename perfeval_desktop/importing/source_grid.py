"""The rows of a document that belong to one sheet, laid under each other as one grid.

A sheet may be cut in two tables by a page, or stand below another on one worksheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourcePlace
from perfeval_desktop.domain.source_document import SourceTable as Table
from perfeval_desktop.importing.table_words import is_nothing, is_words

_LONGEST_MERGE, _WIDEST_MERGE = 500, 64


class Run(NamedTuple):
    """Consecutive rows of one table: `start` to before `end`."""

    block: int
    start: int
    end: int


class GridCell(NamedTuple):
    """A cell of the document with its place in the grid; `rows` is cut at the end of its run."""

    row: int
    column: int
    rows: int
    columns: int
    place: SourcePlace
    source: SourceCell

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def is_empty(self) -> bool:
        return is_nothing(self.source.text) and not self.source.kept

    @property
    def end(self) -> int:
        return self.column + self.columns


def row_count(table: Table) -> int:
    """Return how many rows of a table have something in them, or a merged cell beside them."""
    return _size(table)[0]


def _size(table: Table) -> tuple[int, int]:
    """Return the rows and columns up to the last with something in it.

    A worksheet may go on empty for a million rows, and a title be merged over all its columns.
    """
    filled = [each for each in table.cells if not is_nothing(each.text) or each.kept]
    rows = max((each.row + min(each.rows, _LONGEST_MERGE) for each in filled), default=0)
    columns = max((each.column + min(each.columns, _WIDEST_MERGE) for each in filled), default=0)
    return rows, columns


class SourceGrid:
    """The rows of several runs under each other."""

    def __init__(self, document: SourceDocument, runs: tuple[Run, ...]) -> None:
        self.runs = runs
        self.cells: list[GridCell] = []
        self._owner: dict[tuple[int, int], GridCell] = {}
        self._begin: dict[int, list[GridCell]] = {}
        self.height = 0
        self.width = 0
        self.starts: list[int] = []  # the first row of each run
        for run in runs:
            self.starts.append(self.height)
            self._add(document, run)

    def _add(self, document: SourceDocument, run: Run) -> None:
        table = document.blocks[run.block]
        assert isinstance(table, Table)
        _, width = _size(table)
        for each in table.cells:
            if each.column >= width:
                continue
            top, bottom = max(each.row, run.start), min(each.row + each.rows, run.end)
            if top >= bottom:
                continue
            place = SourcePlace(run.block, each.row, each.column)
            row = self.height + top - run.start
            columns = min(each.columns, width - each.column)
            cell = GridCell(row, each.column, bottom - top, columns, place, each)
            if each.row < run.start:  # told where it begins
                cell = cell._replace(source=each._replace(text="", kept=""))
            self.cells.append(cell)
            self.width = max(self.width, cell.end)
            for r in range(row, row + cell.rows):
                for c in range(cell.column, cell.end):
                    self._owner[r, c] = cell
        self.height += run.end - run.start
        self.cells.sort(key=lambda cell: (cell.row, cell.column))

    def at(self, row: int, column: int) -> GridCell | None:
        """Return the cell that covers a place."""
        return self._owner.get((row, column))

    def row(self, row: int) -> Iterator[GridCell]:
        """Yield the cells that cover a row, from the left."""
        column = 0
        while column < self.width:
            cell = self._owner.get((row, column))
            if cell is None:
                column += 1
                continue
            yield cell
            column = max(cell.end, column + 1)

    def begin_in(self, row: int) -> list[GridCell]:
        """Return the cells that begin in a row."""
        if row not in self._begin:
            self._begin[row] = [each for each in self.row(row) if each.row == row]
        return self._begin[row]

    def left_of(self, cell: GridCell) -> Iterator[GridCell]:
        """Yield the cells at the left of a cell in its first row, the nearest first."""
        column = cell.column - 1
        while column >= 0:
            other = self._owner.get((cell.row, column))
            if other is not None:
                yield other
                column = other.column
            column -= 1

    def right_of(self, cell: GridCell) -> Iterator[GridCell]:
        """Yield the cells at the right of a cell in its first row, the nearest first."""
        column = cell.end
        while column < self.width:
            other = self._owner.get((cell.row, column))
            if other is not None:
                yield other
                column = other.end - 1
            column += 1

    def over(self, cell: GridCell) -> Iterator[GridCell]:
        """Yield the cells over the first column of a cell, the nearest first."""
        row = cell.row - 1
        while row >= 0:
            other = self._owner.get((row, cell.column))
            if other is not None:
                yield other
                row = other.row
            row -= 1


def words_between(cells: Iterable[GridCell]) -> str:
    """Return the first words among cells, "" for none."""
    return next((compact(c.text) for c in cells if is_words(c.text)), "")
