"""One table as another program has it: where its figures, heads, titles and line numbers stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import (
    Cell,
    CellTable,
    bare_unit,
    compact,
    label_key,
    unit_of_table,
)
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.parsing import parse_decimal, parse_value
from perfeval_desktop.domain.template import Recognition
from perfeval_desktop.domain.values import Mark, ValueType

WAN, YUAN, PEOPLE = "万元", "元", ("人", "名")
_MOST_HEADS = 30  # rows over a figure that are looked at
_FARTHEST_BELOW = 8  # rows from a head to its figure
_LONGEST_TITLE = 60  # characters: longer cells are remarks
_TOO_LARGE = Decimal("1e15")  # no amount of a unit: the number of an account or a person
_COUNTED = re.compile(r"(\d+)(=.*)?")  # 3=1+2 in the row that counts the columns


class Number(NamedTuple):
    """The number of a cell."""

    number: Decimal
    unit: str  # of the cell itself, "" for none
    is_exact: bool  # as it was written; False for a binary fraction


class Candidate(NamedTuple):
    """A cell that may hold the figure of a label; no number where it holds — or 无."""

    row: int
    column: int
    number: Number | None
    unit: str = ""  # that stands between label and figure
    refusal: str = ""


@dataclass(slots=True)
class _Part:
    """A table within a sheet: it ends where a title stands behind figures."""

    titles: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # rows with several texts and no figure
    lone: list[tuple[int, str]] = field(default_factory=list)  # rows with one text
    counting_columns: set[int] = field(default_factory=set)
    has_figures: bool = False


class Grid:
    """The cells of one table, and what its heads and titles say."""

    def __init__(self, table: CellTable, words: Recognition) -> None:
        self.name = table.name
        self.rows = table.rows
        self._numbering = {label_key(each) for each in words.numbering}
        self.totals = {label_key(each) for each in words.totals}
        self.numbers = {
            (r, c): number
            for r, row in enumerate(table.rows)
            for c, cell in enumerate(row)
            if (number := number_of(cell)) is not None
        }
        self.counting_rows = {r for r in range(len(self.rows)) if self._counts_columns(r)}
        self._counted = self._columns_that_count()
        self._stated_units = [
            (r, unit)
            for r in range(len(self.rows))
            for _, text in self.texts(r)
            if (unit := unit_of_table(text))
        ]
        self._part_of: list[_Part] = []
        self._divide()

    def text(self, row: int, column: int) -> str:
        """Return what a cell says; "" for a number, and outside of the table."""
        line = self.rows[row]
        cell = line[column] if column < len(line) else None
        return cell.strip() if isinstance(cell, str) and (row, column) not in self.numbers else ""

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Return the texts of a row with their columns."""
        found = ((c, self.text(row, c)) for c in range(len(self.rows[row])))
        return [(c, text) for c, text in found if text]

    def part(self, row: int) -> _Part:
        """Return the table in which a row stands."""
        return self._part_of[row]

    def is_counting(self, row: int, column: int) -> bool:
        """Say whether a number only counts lines or columns (行次, 栏次)."""
        of_column = column in self._counted or column in self.part(row).counting_columns
        return of_column or row in self.counting_rows

    def beside(self, row: int, label: int) -> Iterator[Candidate]:
        """Yield the figures at the right of a label, up to the next text."""
        unit = ""
        for column in range(label + 1, len(self.rows[row])):
            number, text = self.numbers.get((row, column)), self.text(row, column)
            if number is not None and not self.is_counting(row, column):
                yield Candidate(row, column, number, unit)
            elif text and bare_unit(text):
                unit = bare_unit(text)
            elif text and is_mark(text):
                yield Candidate(row, column, None)
            elif text:
                return

    def below(self, row: int, label: int) -> Iterator[Candidate]:
        """Yield the figure under a head, when its row stands for the whole."""
        for r in range(row + 1, min(len(self.rows), row + 1 + _FARTHEST_BELOW)):
            if r in self.counting_rows:
                continue
            number, text = self.numbers.get((r, label)), self.text(r, label)
            if number is not None:
                yield Candidate(r, label, number, "", self._not_the_whole(r, label))
                return
            if text and label_key(text) not in self.totals:
                return

    def _not_the_whole(self, row: int, column: int) -> str:
        other = [text for c, text in self.texts(row) if c < column]
        other = [text for text in other if label_key(text) not in self.totals]
        return f"这一行是“{other[0]}”，不是合计。" if other else ""

    def column_words(self, row: int, column: int, label: tuple[int, int]) -> list[str]:
        """Return the heads over a figure, the nearest first; a merged head stands at its left."""
        words = []
        heads = [each for each in self.part(row).heads if each < row]
        for head in heads[: -_MOST_HEADS - 1 : -1]:
            least = label[1] + 1 if column > label[1] else 0
            for c in range(column, least - 1, -1):
                if (head, c) == label:
                    break
                if text := self.text(head, c):
                    words.append(text)
                    break
        return words

    def lone_words(self, row: int) -> list[str]:
        """Return the headings over a row that stand alone in theirs, the nearest first."""
        over = [text for r, text in self.part(row).lone if r < row]
        return over[: -_MOST_HEADS - 1 : -1]

    def stated_unit(self, row: int) -> str:
        """Return the unit that the table states over a row, else under it (单位：万元)."""
        over = next((unit for r, unit in reversed(self._stated_units) if r <= row), "")
        return over or next((unit for _, unit in self._stated_units), "")

    def _counts_columns(self, row: int) -> bool:
        """栏次 | 1 | 2=3+4, or 1 | 2 | 3 without that word."""
        cells = [compact(str(each)) for each in self.rows[row] if each not in (None, "")]
        named = [each for each in cells if label_key(each) in self._numbering]
        counted = [match[1] for each in cells if (match := _COUNTED.fullmatch(each))]
        if not counted or len(named) + len(counted) < len(cells):
            return False
        is_run = counted == [str(n) for n in range(1, len(counted) + 1)]
        return is_run and (bool(named) or len(counted) > 2)

    def _columns_that_count(self) -> set[int]:
        by_column: dict[int, list[Decimal]] = {}
        for (row, column), number in sorted(self.numbers.items()):
            if row not in self.counting_rows:
                by_column.setdefault(column, []).append(number.number)
        return {
            column
            for column, found in by_column.items()
            if len(found) > 2 and all(after - before == 1 for before, after in pairwise(found))
        }

    def _divide(self) -> None:
        part = _Part()
        with_figures = {r for r, _ in self.numbers} - self.counting_rows
        for row in range(len(self.rows)):
            texts = self.texts(row)
            is_title = any(_is_title(text) for _, text in texts) and row not in with_figures
            if is_title and part.has_figures:
                part = _Part()
            self._part_of.append(part)
            if row in with_figures:
                part.has_figures = True
            elif is_title:
                part.titles += [text for _, text in texts]
            elif len(texts) == 1 and len(texts[0][1]) < _LONGEST_TITLE:
                part.lone.append((row, texts[0][1]))
            elif texts and row not in self.counting_rows:
                part.heads.append(row)
            if row not in with_figures:
                part.counting_columns |= {c for c, t in texts if label_key(t) in self._numbering}


def number_of(cell: Cell) -> Number | None:
    """Return the number in a cell, None when it holds none, or more than one."""
    if isinstance(cell, str):
        return _number_in(cell)
    if cell is None or isinstance(cell, bool):
        return None
    number = Decimal(str(cell))
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return None
    return Number(number, "", not isinstance(cell, float))


def _number_in(text: str) -> Number | None:
    written = compact(text)
    unit = next((each for each in (WAN, YUAN, *PEOPLE) if written.endswith(each)), "")
    try:
        return Number(parse_decimal(written.removesuffix(unit)), unit, True)
    except ValueParseError:
        return None


def is_mark(text: str) -> bool:
    """Say whether a cell says "nothing" in words: ——, 无."""
    try:
        return parse_value(ValueType.YUAN, text) in (Mark.DASH, Mark.NOT_APPLICABLE)
    except ValueParseError:
        return False


def _is_title(text: str) -> bool:
    key = label_key(text)
    return 4 < len(key) < _LONGEST_TITLE and key.endswith("表")
