"""Find and replace: where a text stands in the report, and the edits that put another there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, SetEntry, apply_edits
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind, moved
from perfeval_desktop.domain.layout import (
    SheetRef,
    lay_out,
    sheet_label,
    sheet_refs_in_filling_order,
)
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Role, SheetKind
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Text, Value, ValueType, display
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session

_BLANKS = frozenset(" \t　\xa0")  # no line feed: paragraphs are not run together
_AROUND = 16  # characters shown before and behind what was found

_ENDS_IN_FIGURE = re.compile(r"\d[.．,]?$")
_GOES_ON = re.compile(r"[.．]?\d|,\d{3}")

_FINAL = "报告已经定稿，先取消定稿再换。"
_COMPUTED = "这是算出来的数，改它引用的格，它跟着变。"
_STATED = "这是照填的数，改它要写理由，请到那一格里改。"
_QUOTED = "这里自动引用别处的内容，改了那一处，这里跟着变。"
_ROUNDED = "显示的和填的写法不同（四舍五入，或者按元填的），请到那一格里改。"
_LIVE = "这个数跟着一格变，改那一格，这里跟着改。"
_ALREADY = "已经是这样写的。"
_UNCHANGED = "换了以后还是原来的内容。"
_MOVED_ON = "这里的内容刚才变了。"


class Search(NamedTuple):
    """What is looked for, where, and what counts as the same."""

    text: str
    is_width_exact: bool = False  # １ is not 1
    is_case_exact: bool = False
    ignores_blanks: bool = False  # 11 人 is 11人
    is_figure_whole: bool = False  # 11 does not stand in 113, nor in 11.5
    sheet: SheetRef | None = None  # only what this sheet shows; None: the whole report


class Place(NamedTuple):
    """Where it was found: characters `start` to `end` of what a field shows.

    `number` counts the fields in reading order; `reason` says why nothing can be replaced here.
    """

    sheet: SheetRef
    address: FieldAddress
    start: int
    end: int
    shown: str
    label: str
    number: int
    reason: str = ""

    @property
    def found(self) -> str:
        """What stands there, as it is written."""
        return self.shown[self.start : self.end]

    @property
    def before(self) -> str:
        """The words before it."""
        words = _one_line(self.shown[max(0, self.start - _AROUND) : self.start])
        return f"…{words}" if self.start > _AROUND else words

    @property
    def behind(self) -> str:
        """The words behind it."""
        words = _one_line(self.shown[self.end : self.end + _AROUND])
        return f"{words}…" if self.end + _AROUND < len(self.shown) else words


class Refusal(NamedTuple):
    """A place that was left as it is, and why: a Chinese sentence."""

    place: Place
    reason: str


class Replacement(NamedTuple):
    """The edits of one replacement, to be applied as one batch.

    `followed` is the number of other fields that change along: the same project's other name.
    """

    edits: tuple[Edit, ...]
    changed: tuple[Place, ...]
    refused: tuple[Refusal, ...]
    followed: int


# Finding


def places(session: Session, search: Search) -> list[Place]:
    """Return where the text stands, sheet by sheet as they are filled in, and as one reads."""
    return list(_places(session, search))


def matches(text: str, search: Search) -> Iterator[tuple[int, int]]:
    """Yield where the text that is looked for starts and ends, none overlapping another."""
    wanted, _ = _folded(search.text, search)
    folded, origins = _folded(text, search)
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        behind = at + len(wanted)
        start, end = origins[at], origins[behind - 1] + 1
        if search.is_figure_whole and _is_part_of_figure(text, start, end):
            behind = at + 1
        else:
            yield start, end
        at = folded.find(wanted, behind)


def _is_part_of_figure(text: str, start: int, end: int) -> bool:
    """Say whether digits go on beside digits: 11 in 113, in 11.5, in 1,113; not in 11，2022年."""
    found, before, behind = text[start:end], text[max(0, start - 2) : start], text[end : end + 4]
    goes_on_before = _ENDS_IN_FIGURE.search(before) is not None and found[0].isdigit()
    goes_on_behind = _GOES_ON.match(behind) is not None and found[-1].isdigit()
    return goes_on_before or goes_on_behind


def _folded(text: str, search: Search) -> tuple[str, Sequence[int]]:
    """Return the text as it is compared, and for each character of it the one it stands for."""
    folded = text if search.is_width_exact else half_width(text)
    if not search.is_case_exact:
        folded = "".join(map(_lowered, folded)) if not folded.isascii() else folded.lower()
    if not search.ignores_blanks:
        return folded, range(len(folded))
    kept = [at for at, each in enumerate(folded) if each not in _BLANKS]
    return "".join(folded[at] for at in kept), kept


def _lowered(char: str) -> str:
    """One character has to stay one."""
    lower = char.lower()
    return lower if len(lower) == 1 else char


def _places(session: Session, search: Search) -> Iterator[Place]:
    report = session.report
    for number, (ref, address) in enumerate(_fields(report, search.sheet)):
        value = session.value(address)
        shown = display(value, report.template.numbers)
        found = list(matches(shown, search)) if shown else []
        if found:
            reason = _why_not(report, address, value, shown)
            label = _label(report, ref, address)
            for start, end in found:
                yield Place(ref, address, start, end, shown, label, number, reason)


def _fields(report: Report, only: SheetRef | None) -> Iterator[tuple[SheetRef, FieldAddress]]:
    """Yield each field where it is first read; a unit's name stands on many sheets."""
    fields, seen = report.template.fields, set()
    for ref in sheet_refs_in_filling_order(report):
        if only is not None and ref != only:
            continue
        for address in lay_out(report, ref).fields():
            # What refers to a record holds its id, which nobody sees.
            if address not in seen and fields[address.field].type is not ValueType.REFERENCE:
                seen.add(address)
                yield ref, address


def _label(report: Report, ref: SheetRef, address: FieldAddress) -> str:
    """Return sheet, row and field: 附件1-1 自治奖励经费 预算数, 报告正文 （三）人员情况."""
    form = report.template.sheet(ref.sheet)
    if form.kind is SheetKind.NARRATIVE:
        words = [each.text for each in form.headings if each.field == address.field]
        if words:
            return f"{ref.sheet} {words[0]}"
    row = report.record_name(address.record) if address.record not in (REPORT, ref.record) else ""
    field = field_label(report.template.fields[address.field], report.year)
    return " ".join(each for each in (sheet_label(report, ref), row, field) if each)


def _why_not(report: Report, address: FieldAddress, value: Value | None, shown: str) -> str:
    """Return why what a field shows cannot be replaced, "" when it can."""
    entry, role = report.entry(address), report.template.fields[address.field].role
    if report.status.is_final:
        return _FINAL
    if role is Role.COMPUTED:
        return _COMPUTED if entry is None else _STATED
    if entry is None or entry.value != value:
        return _QUOTED
    return "" if _is_what_was_entered(report, address, shown) else _ROUNDED


def _is_what_was_entered(report: Report, address: FieldAddress, shown: str) -> bool:
    """Say whether typing what is shown would change nothing: only then no digit is lost."""
    entry = report.entry(address)
    try:
        return not entry_edits(report, address, shown, entry.reason if entry is not None else "")
    except ValueParseError:
        return False


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


# Replacing


def replacement(session: Session, chosen: Iterable[Place], by: str) -> Replacement:
    """Return the edits that put `by` at each place, and what cannot take it, with the reason."""
    replacing = _Replacing(session, by)
    ordered = sorted(chosen, key=lambda each: (each.number, each.start))
    for address, group in groupby(ordered, key=lambda each: each.address):
        replacing.replace_in(address, list(group))
    return replacing.result()


class _Replacing:
    """Tries every change on a copy: a name that follows another must not be changed twice."""

    def __init__(self, session: Session, by: str) -> None:
        self._session = session
        self._report = session.report
        self._copy = session.report.copy()
        self._by = by
        self._touched: dict[FieldAddress, None] = {}
        self._changed: list[Place] = []
        self._refused: list[Refusal] = []

    def result(self) -> Replacement:
        """Return what came of it, one edit for each field."""
        told = {each.address for each in self._changed}
        edits = [
            SetEntry(each, self._report.entry(each), self._copy.entry(each))
            for each in self._touched
        ]
        followed = len([each for each in self._touched if each not in told])
        return Replacement(tuple(edits), tuple(self._changed), tuple(self._refused), followed)

    def replace_in(self, address: FieldAddress, group: list[Place]) -> None:
        """Replace at the places of one field."""
        value = self._session.value(address)
        shown = display(value, self._report.template.numbers)
        able = []
        for place in group:
            reason = self._why_not(place, value, shown)
            if reason:
                self._refused.append(Refusal(place, reason))
            else:
                able.append(place)
        if isinstance(value, Text) and value.notes:
            # One at a time, from the end: what moves is little, so every note finds its place.
            for place in reversed(able):
                self._enter(address, self._copy_text(address), [place])
        elif able:
            self._enter(address, shown, able)

    def _why_not(self, place: Place, value: Value | None, shown: str) -> str:
        if shown != place.shown:
            return _MOVED_ON
        if place.found == self._by:
            return _ALREADY
        return _why_not(self._report, place.address, value, shown)

    def _copy_text(self, address: FieldAddress) -> str:
        value = self._copy.value(address)
        return value.text if value is not None else ""

    def _enter(self, address: FieldAddress, shown: str, group: list[Place]) -> None:
        reason = self._try(address, self._put(shown, group))
        if reason:
            self._refused += [Refusal(each, reason) for each in group]
        else:
            self._changed += group

    def _try(self, address: FieldAddress, text: str) -> str:
        """Enter a text into the copy; return why it cannot be, "" when it stands there."""
        entry = self._copy.entry(address)
        value = entry.value if entry is not None else None
        notes = value.notes if isinstance(value, Text) else ()
        if notes and _live(moved(notes, self._copy_text(address), text)) != _live(notes):
            return _LIVE
        try:
            edits = entry_edits(self._copy, address, text, entry.reason if entry else "")
        except ValueParseError as error:
            return error.reason
        apply_edits(self._copy, edits)
        self._touched |= {each.address: None for each in edits if isinstance(each, SetEntry)}
        is_changed = self._copy.entry(address) != self._report.entry(address)
        return "" if is_changed else _UNCHANGED

    def _put(self, shown: str, group: list[Place]) -> str:
        """Return the text with the replacement at the places of the group."""
        for place in reversed(group):
            shown = shown[: place.start] + self._by + shown[place.end :]
        return shown


def _live(notes: Iterable[FigureNote]) -> int:
    return sum(each.kind is NoteKind.LIVE for each in notes)
