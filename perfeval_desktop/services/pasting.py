"""A block of cells put onto a sheet: what goes where, what cannot, and the edits of the rest.

The block is laid over the cells of the form from the current one on. Rows of a repeating group are
added where the block is longer. Nothing is applied here: what does not fit is told before anything
changes, and single cells can be left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.copied_block import Block
from perfeval_desktop.domain.edits import Edit, apply_edits
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import SheetRef, lay_out
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Role
from perfeval_desktop.domain.values import (
    Figure,
    ValueType,
    display,
    editing_text,
    plain,
    round_half_up,
)
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.entering import entry_edits, worked_out
from perfeval_desktop.services.paste_places import Form, Landing, Origin, without_fixed_words, words
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.session import Session

_IN_YUAN_FROM = Decimal(10_000)  # 万元: more than a small unit spends in a line
_YUAN_DECIMALS = 2
_MOST_ROWS = 3_000
_COVERED_UP = re.compile(r"#{2,}")
_FAULT = re.compile(r"#(REF!|VALUE!|DIV/0!|N/A|NAME\?|NUM!|NULL!)|Err:\d{3}")


class Refusal(NamedTuple):
    """A cell of the block that is not put onto the sheet: its text, where to, and why not."""

    text: str
    where: str
    reason: str


class Filling(NamedTuple):
    """A cell that is filled: what stood there, and what is to stand there."""

    address: FieldAddress
    where: str
    before: str
    text: str


class Plan(NamedTuple):
    """What pasting would do: `rows` are those added, each with the edits that add it."""

    edits: tuple[Edit, ...]
    fillings: tuple[Filling, ...]
    rows: tuple[tuple[str, tuple[Edit, ...]], ...]
    refused: tuple[Refusal, ...]
    is_in_yuan: bool = False  # the amounts look like 元, in cells for 万元

    @property
    def filled(self) -> int:
        """How many cells are filled."""
        return len(self.fillings)

    @property
    def added(self) -> int:
        """How many rows are added."""
        return len(self.rows)


def trimmed(block: Block) -> Block:
    """Return a block without the empty rows and columns at its end."""
    rows = [
        [each.strip(" \t　\xa0") if isinstance(each, str) else each for each in row]
        for row in block
    ]
    while rows and not any(each for each in rows[-1] if isinstance(each, str)):
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
    form = Form(session, lay_out(report, ref))
    compared = rows[: _rows_left(report, ref, start) or len(rows)]
    origin = form.origin(start, compared, max(map(len, block), default=0))
    added = tuple(_rows_added(report, ref, start, form, origin, rows))
    if added:
        form = Form(session, lay_out(report, ref))
    paste = _Pasting(session, report, as_yuan)
    edits = [edit for _, edits in added for edit in edits]
    for landing in form.landings(origin, rows):
        edits += paste.land(form, landing)
    if left:
        where = f"第 {_MOST_ROWS + 1} 行起的 {len(left)} 行"
        text = "　".join(each for each in left[0] if isinstance(each, str))
        paste.refused.append(Refusal(text, where, "一次最多粘贴 3000 行，请分几次。"))
    return Plan(
        tuple(edits), tuple(paste.fillings), added, tuple(paste.refused), paste.looks_like_yuan
    )


def plan_fill(
    session: Session, texts: Iterable[tuple[FieldAddress, str]], *, as_yuan: bool = False
) -> Plan:
    """Return what putting a text into each of several cells would do; `as_yuan` as in a paste."""
    paste = _Pasting(session, session.report.copy(), as_yuan)
    edits = [edit for place, text in texts for edit in paste.type(place, text)]
    return Plan(tuple(edits), tuple(paste.fillings), (), tuple(paste.refused))


def edits_without(session: Session, plan: Plan, left_out: Collection[int]) -> tuple[Edit, ...]:
    """Return the edits of a plan but for some of its fillings, and for added rows left empty."""
    if not left_out:
        return plan.edits
    chosen = [each for n, each in enumerate(plan.fillings) if n not in left_out]
    filled = {each.address.record for each in chosen}
    added = list(plan.rows)
    while added and added[-1][0] not in filled:
        added.pop()
    report = session.report.copy()
    edits = [edit for _, edits in added for edit in edits]
    apply_edits(report, edits)
    for each in chosen:
        more = entry_edits(report, each.address, each.text)
        apply_edits(report, more)
        edits += more
    return tuple(edits)


def chosen_numbers(session: Session, places: Sequence[FieldAddress]) -> list[Decimal]:
    """Return the numbers that fields show; rates do not add up with amounts and are left out."""
    values = (session.value(each) for each in places)
    figures = [each for each in values if isinstance(each, Figure)]
    rates = [each.type is ValueType.RATE for each in figures]
    return [each.number for each in figures] if len(set(rates)) == 1 else []


def _rows_left(report: Report, ref: SheetRef, start: FieldAddress) -> int:
    """Return how many rows a repeating group has from this one on; 0 on a fixed row."""
    if start.record in (REPORT, ref.record):
        return 0
    record = report.record(start.record)
    siblings = report.children_in(record.parent, record.group, record.section)
    return len(siblings) - siblings.index(start.record)


def _rows_added(
    report: Report,
    ref: SheetRef,
    start: FieldAddress,
    form: Form,
    origin: Origin,
    block: Block,
) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """Add to the copy, and yield, the rows that a longer block needs in a repeating group."""
    left = _rows_left(report, ref, start)
    if not left:
        return
    record = report.record(start.record)
    below = report.children_in(record.parent, record.group, record.section)[-1]
    row = form.row_of(start)
    above = row - origin.row
    for _ in range(form.rows_lacking(block[above:], origin._replace(row=row), left)):
        below, edits = insert_row_edits(report, below)
        apply_edits(report, edits)
        yield below, tuple(edits)


class _Pasting:
    """Puts texts into a copy of the report, and notes what is refused."""

    def __init__(self, session: Session, report: Report, as_yuan: bool) -> None:
        self._session = session
        self._report = report
        self._numbers = report.template.numbers
        self._as_yuan = as_yuan
        self._amounts: list[Decimal] = []
        self.fillings: list[Filling] = []
        self.refused: list[Refusal] = []

    @property
    def looks_like_yuan(self) -> bool:
        """Say whether most amounts would be very large in 万元."""
        large = sum(each >= _IN_YUAN_FROM for each in self._amounts)
        return large * 2 > len(self._amounts) and not self._as_yuan

    def land(self, form: Form, landing: Landing) -> list[Edit]:
        """Return the edits of one text; labels with the same words are passed."""
        text, cell, is_again = landing
        if cell is None:
            if text:
                self.refused.append(Refusal(text, "表外", "表里没有这一行或这一列。"))
        elif cell.address is None:
            label = form.label(cell)
            if text and words(label) != words(text):
                self.refused.append(Refusal(text, f"“{label}”", "这里是表头，不能填。"))
        elif not is_again:
            return self.put(cell.address, without_fixed_words(cell, text))
        elif text:
            self._refuse(text, cell.address, "合并的格只能填一个内容。")
        return []

    def type(self, place: FieldAddress, text: str) -> list[Edit]:
        """Return the edits of a text that was typed, which may be a sum (`=20+1`)."""
        try:
            return self.put(place, worked_out(self._report.template.fields[place.field], text))
        except ValueParseError as error:
            self._refuse(text, place, error.reason)
            return []

    def put(self, place: FieldAddress, text: str) -> list[Edit]:
        """Return the edits that put a text into a field of the copy, which has them then."""
        field = self._report.template.fields[place.field]
        before = self._text_at(place)
        if field.role is Role.COMPUTED:
            if text and not self._is_shown(place, text, before):
                self._refuse(text, place, "这一格自动计算；确要照填，请单独填。")
            return []
        is_amount = field.type is ValueType.AMOUNT
        if text == before and not (is_amount and self._as_yuan):
            return []  # what stands there: a referred figure stays one
        try:
            _expect_readable(text)
            if is_amount and "元" not in text:
                text = self._note_amount(place, text)
            edits = entry_edits(self._report, place, text)
        except ValueParseError as error:
            self._refuse(text, place, error.reason)
            return []
        apply_edits(self._report, edits)
        if edits:
            self.fillings.append(Filling(place, cell_label(self._report, place), before, text))
        return edits

    def _note_amount(self, place: FieldAddress, text: str) -> str:
        """Note an amount without a unit, and return it with one when it is 元."""
        value = parse_value(ValueType.AMOUNT, text)
        if not isinstance(value, Figure) or "万" in text or "元" in text:
            return text
        self._amounts.append(abs(value.number))
        return f"{plain(round_half_up(value.number, _YUAN_DECIMALS))}元" if self._as_yuan else text

    def _text_at(self, place: FieldAddress) -> str:
        if not self._session.report.has_record(place.record):
            return ""
        return editing_text(self._session.value(place), self._numbers)

    def _is_shown(self, place: FieldAddress, text: str, before: str) -> bool:
        if not self._session.report.has_record(place.record):
            return False
        shown = display(self._session.value(place), self._numbers)
        return words(text) in (words(shown), words(before))

    def _refuse(self, text: str, place: FieldAddress, reason: str) -> None:
        self.refused.append(Refusal(text, cell_label(self._report, place), reason))


def _expect_readable(text: str) -> None:
    """Refuse what stands for a value in another program and is none.

    Raises:
        ValueParseError: with the reason.
    """
    if _COVERED_UP.fullmatch(text):
        reason = "原表的列太窄，只复制到了 ####，没有数。请在原表把列拉宽，再复制一次。"
        raise ValueParseError(text, reason)
    if _FAULT.fullmatch(text):
        raise ValueParseError(text, "原表这一格的公式出错了，没有数。请先在原表改好。")
