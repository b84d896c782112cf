"""The grid of a blank: what each cell is, and which rows repeat.

A cell is a label, a fixed mark, or a place to fill in; a place has the labels beside and over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.source_document import SourceCell

_PLACEHOLDER = re.compile(
    r"(?:指标|项目)?[\d一二三四五六七八九十]*[、.．:：)）]*|[….·。]{2,}|\(?\d+\)?"
)
NUMBERED = re.compile(r"([\s　]*)(?:项目)?(\d{1,2}|[一二三四五六七八九十]+)[、.．)）:：]?[\s　_]*")
ELLIPSIS = re.compile(r"[\s　]*[….·]{2,}[\s　]*")
_FIXED = re.compile(r"[-—–―/]+|\d+(?:\.\d+)?%?")
_LONGEST_LABEL = 60


@dataclass
class FormCell:
    """A cell, and what is made of it."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    is_once: bool = False

    @property
    def end(self) -> int:
        return self.column + self.columns

    @property
    def bottom(self) -> int:
        return self.row + self.rows

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    @property
    def is_label(self) -> bool:
        plain = compact(self.text)
        return bool(plain) and not _FIXED.fullmatch(plain) and len(plain) <= _LONGEST_LABEL


@dataclass
class Repeat:
    """Rows that are one row for each record: from `first` to before `end`."""

    first: int
    end: int
    kind: str  # "numbered", "empty", "indicators"
    head: str = ""  # of indicators
    section: str = ""

    @property
    def count(self) -> int:
        return self.end - self.first


@dataclass
class FormGrid:
    """The cells of a table, made to cover every place exactly once."""

    cells: list[FormCell]
    width: int
    height: int
    owner: dict[tuple[int, int], FormCell] = field(default_factory=dict)

    def at(self, row: int, column: int) -> FormCell | None:
        return self.owner.get((row, column))

    def beginning(self, row: int) -> list[FormCell]:
        return [each for each in self.cells if each.row == row]

    def left_of(self, cell: FormCell) -> Iterator[FormCell]:
        """Yield the cells at the left, the nearest first."""
        column = cell.column - 1
        while column >= 0:
            other = self.owner[cell.row, column]
            yield other
            column = other.column - 1

    def is_head_row(self, row: int) -> bool:
        """Heads stand beside each other; only a corner is empty: nothing is filled in here."""
        begun = self.beginning(row)
        while begun and (begun[0].is_empty or begun[0].rows > 1):
            begun = begun[1:]
        if len(begun) < 2 or any(each.is_empty or not each.is_label for each in begun):
            return False
        return not any(is_inline(each.text) for each in begun)

    def heads_over(self, cell: FormCell) -> list[str]:
        """Return the column heads over a cell, the nearest first."""
        found: list[str] = []
        for row in range(cell.row - 1, -1, -1):
            head = self.owner[row, cell.column]
            if not self.is_head_row(head.row) or not head.is_label or head.bottom > cell.row:
                if found:
                    break
                continue
            if head.column > cell.column or head.end < cell.end:
                break
            if head.text not in found:
                found.append(head.text)
        return found

    def labels_left(self, cell: FormCell) -> list[str]:
        """Return the labels of the row of a cell, the nearest first."""
        return [each.text for each in self.left_of(cell) if each.is_label]

    def is_pairs(self, row: int) -> bool:
        """Labels and places by turns: 主管部门 | … | 实施单位 | …."""
        begun = self.beginning(row)
        seen_empty = False
        for each in begun:
            if each.is_label and not is_inline(each.text) and seen_empty:
                return True
            seen_empty = seen_empty or each.is_empty
        return False


def is_inline(text: str) -> bool:
    """Say whether a text ends with a colon: its figure is written behind it."""
    return compact(text).endswith(":")


def form_grid(cells: Sequence[SourceCell]) -> FormGrid:
    """Return the cells of a table without gaps and overlaps; rows that begin nothing are gone."""
    width = max((each.column + each.columns for each in cells), default=0)
    begun = sorted({each.row for each in cells})
    place = {row: number for number, row in enumerate(begun)}
    grid = FormGrid([], width, len(begun))
    for each in sorted(cells):
        bottom = sum(row < each.row + each.rows for row in begun)
        top = place[each.row]
        if (top, each.column) in grid.owner:
            continue
        columns = next(
            (n for n in range(each.columns) if (top, each.column + n) in grid.owner), each.columns
        )
        _put(grid, FormCell(top, each.column, bottom - top, columns, each.text))
    for row in range(grid.height):
        for column in range(width):
            if (row, column) not in grid.owner:
                _put(grid, FormCell(row, column, 1, 1, ""))
    _lift_into_corner(grid)
    grid.cells.sort(key=lambda cell: (cell.row, cell.column))
    return grid


def _put(grid: FormGrid, cell: FormCell) -> None:
    grid.cells.append(cell)
    for row in range(cell.row, cell.bottom):
        for column in range(cell.column, cell.end):
            grid.owner[row, column] = cell


def _lift_into_corner(grid: FormGrid) -> None:
    """A head that is repeated on each page leaves an empty corner over the label beside it."""
    for cell in [each for each in grid.cells if each.is_empty and each.column == 0 and each.row]:
        below = grid.at(cell.bottom, 0)
        if below is None or not below.is_label or below.rows < 2 or below.columns != cell.columns:
            continue
        if cell.rows == 1 and grid.is_head_row(cell.row):
            grid.cells.remove(cell)
            below.row, below.rows = cell.row, below.rows + cell.rows
            for column in range(cell.column, cell.end):
                grid.owner[cell.row, column] = below


def repeats_of(grid: FormGrid) -> list[Repeat]:
    """Return the rows that repeat, from the top."""
    found = _indicators(grid)
    taken = {row for each in found for row in range(each.first, each.end)}
    row = 0
    while row < grid.height:
        end = row
        if row not in taken:
            for kind, test in (("numbered", _is_numbered), ("empty", _is_empty)):
                end = row
                while end < grid.height and end not in taken and test(grid, end, row):
                    end += 1
                if end - row > 1:
                    found.append(Repeat(row, end, kind))
                    break
        row = max(row + 1, end if end - row > 1 else row + 1)
    return sorted(found, key=lambda each: each.first)


def indicator_columns(grid: FormGrid) -> tuple[int, int, int, int] | None:
    """Return the row of the heads and the columns of 一级, 二级 and 三级指标; None for none."""
    for row in range(grid.height):
        heads = {compact(each.text): each.column for each in grid.beginning(row)}
        names = ("一级指标", "二级指标", "三级指标")
        if all(name in heads for name in names):
            return (row, *(heads[name] for name in names))  # type: ignore[return-value]
    return None


def _indicators(grid: FormGrid) -> list[Repeat]:
    columns = indicator_columns(grid)
    if columns is None:
        return []
    head_row, first, second, third = columns
    found: list[Repeat] = []
    row = head_row + 1
    while row < grid.height:
        head, section = grid.owner[row, first], grid.owner[row, second]
        is_one = head is not section and head.is_label and section.is_label
        if not is_one or not is_placeholder(grid.owner[row, third].text) or section.row != row:
            break
        end = section.bottom
        while end < grid.height and grid.owner[end, second].is_empty:  # merges that were lost
            if grid.owner[end, first].is_label and grid.owner[end, first] is not head:
                break
            end += 1
        found.append(Repeat(row, end, "indicators", head.text, section.text))
        row = end
    return found


def is_placeholder(text: str) -> bool:
    """Say whether a text only holds a place: 指标1：, ……, 1、."""
    return bool(_PLACEHOLDER.fullmatch(compact(text).replace("…", "……")))


def _is_numbered(grid: FormGrid, row: int, first: int) -> bool:
    """1、 2、 … in the first cells; what is behind is empty."""
    begun = grid.beginning(row)
    if (
        not begun
        or len(begun) < 2
        or [_shape(e) for e in begun] != [_shape(e) for e in grid.beginning(first)]
    ):
        return False
    words = begun[0].text
    is_mark = NUMBERED.fullmatch(words) or (row > first and ELLIPSIS.fullmatch(words))
    return bool(is_mark) and all(e.is_empty or is_placeholder(e.text) for e in begun[1:])


def _is_empty(grid: FormGrid, row: int, first: int) -> bool:
    begun, like = grid.beginning(row), grid.beginning(first)
    if len(begun) < 2 or [_shape(e) for e in begun] != [_shape(e) for e in like]:
        # The first row may begin a label that is merged over all of them.
        like = [e for e in like if e.rows == 1]
        if row == first or [_shape(e) for e in begun] != [_shape(e) for e in like]:
            return False
    own = [e for e in begun if e.rows == 1]
    return len(own) > 1 and all(
        e.is_empty or (row > first and ELLIPSIS.fullmatch(e.text)) for e in own
    )


def _shape(cell: FormCell) -> tuple[int, int, int]:
    return cell.column, cell.columns, cell.rows
