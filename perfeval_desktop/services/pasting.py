"""A block of cells put onto a sheet: what goes where, what cannot, and the edits of the rest.

The block is laid over the cells of the form from the current one on: a merged cell counts as one,
labels as well. Rows of a repeating group are added where the block is longer. Nothing is applied
here: what does not fit is told before anything changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, apply_edits
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import Grid, GridCell, SheetRef, cell_text, lay_out
from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Role
from perfeval_desktop.domain.values import Figure, ValueType, display
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.session import Session

Block = Sequence[Sequence[str]]

_IN_YUAN_FROM = Decimal(10_000)  # 万元: more than a small unit spends in a line
_MOST_ROWS = 3_000


class Refusal(NamedTuple):
    """A cell of the block that is not put onto the sheet: its text, where to, and why not."""

    text: str
    where: str
    reason: str


class Plan(NamedTuple):
    """What pasting would do; `filled` counts cells, `added` rows."""

    edits: tuple[Edit, ...]
    filled: int
    added: int
    refused: tuple[Refusal, ...]
    is_in_yuan: bool = False  # the amounts look like 元, in cells for 万元


def trimmed(block: Block) -> list[list[str]]:
    """Return a block without the empty rows and columns at its end."""
    rows = [[each.strip(" \t　\xa0") for each in row] for row in block]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((n + 1 for row in rows for n, each in enumerate(row) if each), default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def plan_paste(
    session: Session, ref: SheetRef, start: FieldAddress, block: Block, *, as_yuan: bool = False
) -> Plan:
    """Return what putting a block onto a sheet would do, from the cell of `start` on.

    Args:
        session: The open report, which is not changed.
        ref: The sheet.
        start: The field at the upper left.
        block: Texts row by row; an empty one empties its cell.
        as_yuan: Amounts without a unit are 元.
    """
    rows = trimmed(block)
    rows, left = rows[:_MOST_ROWS], rows[_MOST_ROWS:]
    report = session.report.copy()
    edits = list(_rows_added(report, ref, start, len(rows)))
    added = len({each for each in _records(report)} - {each for each in _records(session.report)})
    grid = lay_out(report, ref)
    paste = _Pasting(session, report, grid, as_yuan)
    for place, text in paste.over(start, rows):
        edits += paste.put(place, text)
    if left:
        where = f"第 {_MOST_ROWS + 1} 行起的 {len(left)} 行"
        paste.refused.append(Refusal("　".join(left[0]), where, "一次最多粘贴 3000 行，请分几次。"))
    return Plan(tuple(edits), paste.filled, added, tuple(paste.refused), paste.looks_like_yuan)


def plan_fill(session: Session, texts: Iterable[tuple[FieldAddress, str]]) -> Plan:
    """Return what putting a text into each of several cells would do."""
    report = session.report.copy()
    paste = _Pasting(session, report, None, False)
    edits = [edit for place, text in texts for edit in paste.put(place, text)]
    return Plan(tuple(edits), paste.filled, 0, tuple(paste.refused))


def chosen_numbers(session: Session, places: Sequence[FieldAddress]) -> list[Decimal]:
    """Return the numbers that fields show; rates do not add up with amounts and are left out."""
    values = (session.value(each) for each in places)
    figures = [each for each in values if isinstance(each, Figure)]
    rates = [each.type is ValueType.RATE for each in figures]
    return [each.number for each in figures] if len(set(rates)) == 1 else []


def _records(report: Report) -> Iterator[str]:
    return (each.id for each in report.all_records())


def _rows_added(report: Report, ref: SheetRef, start: FieldAddress, wanted: int) -> Iterator[Edit]:
    """Add to the copy, and yield, the rows that a longer block needs in a repeating group."""
    if start.record in (REPORT, ref.record):
        return
    record = report.record(start.record)
    siblings = report.children_in(record.parent, record.group, record.section)
    below = siblings[-1]
    for _ in range(wanted - (len(siblings) - siblings.index(start.record))):
        below, edits = insert_row_edits(report, below)
        apply_edits(report, edits)
        yield from edits


class _Pasting:
    """Puts texts into a copy of the report, and notes what is refused."""

    def __init__(self, session: Session, report: Report, grid: Grid | None, as_yuan: bool) -> None:
        self._session = session
        self._report = report
        self._as_yuan = as_yuan
        self._owners: dict[tuple[int, int], GridCell] = {}
        self._grid = grid
        for cell in grid.cells if grid is not None else ():
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    self._owners[row, column] = cell
        self._amounts: list[Decimal] = []
        self.filled = 0
        self.refused: list[Refusal] = []

    @property
    def looks_like_yuan(self) -> bool:
        """Say whether most amounts would be very large in 万元."""
        large = sum(each >= _IN_YUAN_FROM for each in self._amounts)
        return large * 2 > len(self._amounts) and not self._as_yuan

    def over(
        self, start: FieldAddress, rows: Sequence[Sequence[str]]
    ) -> Iterator[tuple[FieldAddress, str]]:
        """Yield the field under each text of a block; labels with the same words are passed."""
        assert self._grid is not None
        first = next(each for each in self._grid.cells if each.address == start)
        done: set[FieldAddress] = set()
        for down, texts in enumerate(rows):
            cells = self._cells_from(first.row + down, first.column)
            for text in texts:
                cell = next(cells, None)
                if cell is None or cell.address is None:
                    self._pass(cell, text)
                elif cell.address not in done:  # a cell merged over rows takes the first text
                    done.add(cell.address)
                    yield cell.address, text
                elif text:
                    self._refuse(text, cell.address, "合并的格只能填一个内容。")

    def _cells_from(self, row: int, column: int) -> Iterator[GridCell]:
        while (row, column) in self._owners:
            cell = self._owners[row, column]
            yield cell
            column = cell.column + cell.columns

    def _pass(self, cell: GridCell | None, text: str) -> None:
        if not text:
            return
        if cell is None:
            self.refused.append(Refusal(text, "表外", "表里没有这一行或这一列。"))
            return
        numbers = self._report.template.numbers
        label = cell_text(cell.segments, self._session.value, numbers)
        if _words(label) != _words(text):
            self.refused.append(Refusal(text, f"“{label}”", "这里是表头，不能填。"))

    def put(self, place: FieldAddress, text: str) -> list[Edit]:
        """Return the edits that put a text into a field of the copy, which has them then."""
        field = self._report.template.fields[place.field]
        if field.role is Role.COMPUTED:
            if text and not self._is_shown(place, text):
                self._refuse(text, place, "这一格自动计算；确要照填，请单独填。")
            return []
        try:
            value = parse_value(field.type, text)
            if isinstance(value, Figure) and field.type is ValueType.AMOUNT and "元" not in text:
                self._amounts.append(abs(value.number))
                text = f"{text}元" if self._as_yuan else text
            edits = entry_edits(self._report, place, text)
        except ValueParseError as error:
            self._refuse(text, place, error.reason)
            return []
        apply_edits(self._report, edits)
        self.filled += bool(edits)
        return edits

    def _is_shown(self, place: FieldAddress, text: str) -> bool:
        if not self._session.report.has_record(place.record):
            return False
        shown = display(self._session.value(place), self._report.template.numbers)
        return _words(shown) == _words(text)

    def _refuse(self, text: str, place: FieldAddress, reason: str) -> None:
        self.refused.append(Refusal(text, cell_label(self._report, place), reason))


def _words(text: str) -> str:
    """What stands there, but for blanks, width and a colon at its end."""
    return written_plainly(text).rstrip(":")
