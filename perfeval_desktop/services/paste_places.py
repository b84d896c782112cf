"""Which cell of the form each text of a copied block belongs to.

A block is laid over the form cell by cell (a merged cell is one, on either side) or, where that
fits better, column by column, as text copied from a sheet with the same merged cells has it. Labels
that were copied too say where the block belongs: it is moved until they lie on their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from perfeval_desktop.domain.copied_block import Block, Covered
from perfeval_desktop.domain.layout import Grid, GridCell, cell_text, signature_cells
from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import display, editing_text
from perfeval_desktop.services.session import Session

_MANY = 1_000_000
_ROWS_COMPARED = 60  # what a longer block lacks in labels by then, it lacks


class Landing(NamedTuple):
    """Where a text comes to lie; no cell: outside of the form."""

    text: str
    cell: GridCell | None
    is_again: bool = False  # the cell has a text already, being merged


class Origin(NamedTuple):
    """The place of the form at which a block begins, and how it is laid over the cells."""

    row: int
    column: int
    by_columns: bool


class Form:
    """The laid-out form that is pasted into."""

    def __init__(self, session: Session, grid: Grid) -> None:
        self._session = session
        self._cells = list(_all_cells(grid))
        self._width = len(grid.sheet.columns)
        self._numbers = session.report.template.numbers
        self._owners = {
            (row, column): cell
            for cell in self._cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        self._labels = {words(self.label(each)) for each in self._cells if each.address is None} - {
            ""
        }

    def label(self, cell: GridCell) -> str:
        """Return the words of a cell that is no field."""
        return cell_text(cell.segments, self._session.value, self._numbers)

    def row_of(self, address: FieldAddress) -> int:
        """Return the row a field stands in."""
        return next(each.row for each in self._cells if each.address == address)

    def origin(self, start: FieldAddress, block: Block, width: int) -> Origin:
        """Return where a block begins, the current cell being `start`.

        `width` is that of the block with the empty columns at its end.
        """
        current = next(each for each in self._cells if each.address == start)
        compared = block[:_ROWS_COMPARED]
        best, fewest = Origin(current.row, current.column, False), (_MANY, False)
        for each in self._origins(current, compared, width):
            problems = self._problems(self.landings(each, compared), fewest[0] + 1)
            found = (problems, bool(problems) and each.by_columns)
            if found < fewest:
                best, fewest = each, found
            if not problems:
                break
        return best

    def _origins(self, current: GridCell, block: Block, width: int) -> Iterator[Origin]:
        """Yield the current cell, and those from which a block with labels would cover it."""
        has_merged = any(isinstance(each, Covered) for row in block for each in row)

        def ways(row: int, column: int) -> list[Origin]:
            end = self._owners.get((row, column + width))
            ends_there = width > 1 and (end is None or end.column == column + width)
            by_columns = ends_there and not has_merged
            return [Origin(row, column, by_columns), Origin(row, column, not by_columns)]

        yield from ways(current.row, current.column)
        if self._labels.isdisjoint(words(each) for row in block for each in row if is_text(each)):
            return
        for row in range(current.row, max(-2, current.row - len(block)), -1):
            for column in range(self._width):
                yield from ways(row, column)

    def rows_lacking(self, block: Block, origin: Origin, left: int) -> int:
        """Return how many rows a group needs for a block that begins in one of its rows.

        What lies behind the group's last rows, of which `left` are left, may be what stands under
        the group in the form: its labels, or the same figures.
        """
        if len(block) <= left:
            return 0
        below = {
            words(self.label(c)) for c in self._in_row(origin.row + left, 0) if c.address is None
        }
        for down, texts in enumerate(block):
            if down and any(is_text(each) and words(each) in below - {""} for each in texts):
                return max(0, down - left)
        landings = self.landings(origin._replace(row=origin.row + left), block[left:])
        return 0 if all(map(self._is_same, landings)) else len(block) - left

    def _is_same(self, landing: Landing) -> bool:
        text, cell, is_again = landing
        if cell is None or is_again:
            return not text
        if cell.address is None:
            return not text or words(self.label(cell)) == words(text)
        return self.shows(cell, text)

    def landings(self, origin: Origin, block: Block) -> Iterator[Landing]:
        """Yield where each text of a block comes to lie."""
        row, column, by_columns = origin
        way = self._by_columns if by_columns else self._by_cells
        return way(row, column, block)

    def _in_row(self, row: int, column: int) -> Iterator[GridCell]:
        while (row, column) in self._owners:
            cell = self._owners[row, column]
            yield cell
            column = cell.column + cell.columns

    def _by_cells(self, row: int, column: int, block: Block) -> Iterator[Landing]:
        done: set[tuple[int, int]] = set()
        for down, texts in enumerate(block):
            cells = self._in_row(row + down, column)
            for text in texts:
                if text is Covered.BY_LEFT:
                    continue
                cell = next(cells, None)
                place = (cell.row, cell.column) if cell is not None else (-1, -1)
                if isinstance(text, str):
                    yield Landing(text, cell, cell is not None and place in done)
                done.add(place)

    def _by_columns(self, row: int, column: int, block: Block) -> Iterator[Landing]:
        done: set[GridCell] = set()
        for down, texts in enumerate(block):
            for right, text in enumerate(texts):
                cell = self._owners.get((row + down, column + right))
                is_again = cell in done
                if isinstance(text, str) and (text or not is_again):
                    yield Landing(text, cell, is_again)
                if cell is not None and cell.address is not None:
                    done.add(cell)

    def _problems(self, landings: Iterable[Landing], enough: int) -> int:
        """Count texts that lie where they cannot belong, up to `enough`."""
        count = 0
        for each in landings:
            count += bool(each.text) and not self._may_belong(each)
            if count >= enough:
                break
        return count

    def _may_belong(self, landing: Landing) -> bool:
        text, cell, is_again = landing
        if cell is None or is_again:
            return False
        written = words(text)
        if cell.address is None:
            return words(self.label(cell)) == written
        field = self._session.report.template.fields[cell.address.field]
        if field.role is Role.COMPUTED:
            return self.shows(cell, text)
        return written not in self._labels

    def shows(self, cell: GridCell, text: str) -> bool:
        """Say whether a field shows this text already, with its fixed words or without."""
        if cell.address is None or not self._session.report.has_record(cell.address.record):
            return False
        value = self._session.value(cell.address)
        shown = {words(display(value, self._numbers)), words(editing_text(value, self._numbers))}
        return not shown.isdisjoint((words(text), words(without_fixed_words(cell, text))))


def _all_cells(grid: Grid) -> Iterator[GridCell]:
    """Yield the cells with the lines above and below the grid, as the window shows them."""
    width, below = len(grid.sheet.columns), len(grid.rows)
    yield GridCell(-1, 0, 1, width, grid.title)
    yield from grid.cells
    for row, note in enumerate(grid.notes, below):
        yield GridCell(row, 0, 1, width, (note,))
    yield from signature_cells(grid, below + len(grid.notes))


def is_text(each: str | Covered) -> TypeGuard[str]:
    """Say whether something stands at a place of a block."""
    return isinstance(each, str) and bool(each)


def words(text: str) -> str:
    """Return what stands there, but for blanks, width and a colon at its end."""
    return written_plainly(text).rstrip(":")


def without_fixed_words(cell: GridCell, text: str) -> str:
    """Return the value in `按收入性质分：125.98`, as another program has the whole cell."""
    before = cell.segments[0] if cell.segments else ""
    after = cell.segments[-1] if len(cell.segments) > 1 else ""
    written = half_width(text)
    if isinstance(before, str) and (match := _pattern(before).match(written)):
        text, written = text[match.end() :], written[match.end() :]
    if isinstance(after, str) and after.strip():
        ends = list(_pattern(after).finditer(written))
        if ends and ends[-1].end() == len(written.rstrip()):
            text = text[: ends[-1].start()]
    return text.strip(" \t　\xa0")


@lru_cache(maxsize=512)
def _pattern(fixed: str) -> re.Pattern[str]:
    """Fixed words with any blanks between them; the number of a line may be another."""
    parts = re.findall(r"\d+|\S", half_width(fixed))
    return re.compile(
        r"\s*".join(["", *(r"\d+" if p.isdigit() else re.escape(p) for p in parts)]) or "(?!)"
    )
