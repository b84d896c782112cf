"""What is different between two states of a report: cell by cell, as the sheets are bound.

Records are the same where their ids are, in two states of one file as in two copies of it. For a
file of its own, `matching_rows.in_rows_of` finds out first which of its rows are the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple, TypeVar

from perfeval_desktop.domain.layout import (
    SheetRef,
    lay_out,
    sheet_label,
    sheet_of,
    sheet_refs,
    sheet_refs_in_filling_order,
)
from perfeval_desktop.domain.report import (
    Explanation,
    FieldAddress,
    FindingKey,
    Remark,
    Report,
)
from perfeval_desktop.domain.template import REPORT, Check, SheetKind, TextCheck
from perfeval_desktop.domain.text import field_label, in_year
from perfeval_desktop.domain.text_difference import Piece, changed_sentences
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    Figure,
    Value,
    ValueType,
    display,
    plain,
)
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.revisions import State

K = TypeVar("K")
_LONG = 24  # characters: a text that is longer is told sentence by sentence
_ONLY_BREAKS = Piece("（文字相同）", "（只改了分段、空格）")


class Kind(Enum):
    """What happened to a place."""

    CHANGED = "改动"
    ADDED = "新增"  # its row or sheet came
    REMOVED = "删除"  # its row or sheet went
    MOVED = "移动"  # its row stands elsewhere; before and after are its numbers


class Difference(NamedTuple):
    """One cell or chapter that shows something else, with what it showed."""

    kind: Kind
    sheet: SheetRef
    sheet_name: str
    label: str  # row and column, as the clerk calls them
    before: str
    after: str
    address: FieldAddress


def differences(
    old: State, new: State, *, is_exact: bool = False, is_whole: bool = False
) -> list[Difference]:
    """Return what is different, in binding order; what went with a sheet or row comes last in it.

    A place that several sheets print is listed on the first. With `is_exact` figures are different
    that only print the same, and are told with all their decimals; with `is_whole` also what no
    sheet prints is told.
    """
    found: list[Difference] = []
    seen: set[FieldAddress] = set()
    for ref in _all_sheets(old.report, new.report, sheet_refs):
        found += _of_sheet(old, new, ref, seen, is_exact)
    if is_whole:
        for ref in _all_sheets(old.report, new.report, sheet_refs_in_filling_order):
            form = (new if _has_sheet(new.report, ref) else old).report.template
            if not form.sheet(ref.sheet).is_printed:
                found += _of_sheet(old, new, ref, seen, is_exact)
        found += _on_no_sheet(old, new, seen)
    return found


def _of_sheet(
    old: State, new: State, ref: SheetRef, seen: set[FieldAddress], is_exact: bool
) -> Iterator[Difference]:
    for address in _fields(old.report, new.report, ref):
        if address not in seen:
            seen.add(address)
            yield from _difference(old, new, ref, address, is_exact)
    yield from _moves(old.report, new.report, ref)


def _on_no_sheet(old: State, new: State, seen: set[FieldAddress]) -> Iterator[Difference]:
    """What is filled in elsewhere: which sheet covers a project, why one is not due."""
    entered = (address for state in (new, old) for address, _ in state.report.entries())
    for address in dict.fromkeys(entered):
        if address not in seen:
            holder = (new if _has_place(new.report, address) else old).report
            yield from _difference(old, new, home_sheet(holder, address), address, False)


def home_sheet(report: Report, address: FieldAddress) -> SheetRef:
    """Return the sheet a place is listed on: its own, else that of its row's name."""
    found = sheet_of(report, address)
    group = report.group_of(address.record)
    if found is None and group:
        name = report.template.groups[group].name_field
        found = sheet_of(report, FieldAddress(address.record, name)) if name else None
    return found if found is not None else sheet_refs(report)[0]


def _all_sheets(
    old: Report, new: Report, refs_of: Callable[[Report], list[SheetRef]]
) -> list[SheetRef]:
    """A sheet that went comes after those of its kind that stayed."""
    now = refs_of(new)
    order = [sheet.id for report in (new, old) for sheet in report.template.sheets]
    gone = [ref for ref in refs_of(old) if ref not in now]
    return sorted([*now, *gone], key=lambda ref: order.index(ref.sheet))


def _fields(old: Report, new: Report, ref: SheetRef) -> list[FieldAddress]:
    both = (report for report in (new, old) if _has_sheet(report, ref))
    return list(
        dict.fromkeys(each for report in both for each in lay_out(report, ref).printed_fields())
    )


def _has_sheet(report: Report, ref: SheetRef) -> bool:
    is_on_form = any(each.id == ref.sheet for each in report.template.sheets)
    return is_on_form and report.has_record(ref.record)


def _has_place(report: Report, address: FieldAddress) -> bool:
    """Say whether a report has the row and its form the field: forms may be unlike, too."""
    return address.field in report.template.fields and report.has_record(address.record)


def _difference(
    old: State, new: State, ref: SheetRef, address: FieldAddress, is_exact: bool
) -> Iterator[Difference]:
    was, now = _shown(old, address), _shown(new, address)
    if was == now and is_exact:
        was, now = _exact(old, address), _exact(new, address)
    if was == now:
        return
    is_old, is_new = _has_place(old.report, address), _has_place(new.report, address)
    kind = Kind.CHANGED if is_old and is_new else Kind.ADDED if is_new else Kind.REMOVED
    report = new.report if is_new else old.report
    label = label_on(report, ref, address)
    yield Difference(kind, ref, _sheet_name(old, new, ref), label, was, now, address)


def _moves(old: Report, new: Report, ref: SheetRef) -> Iterator[Difference]:
    """Rows that changed places, as few as explain the new order."""
    if not (_has_sheet(old, ref) and _has_sheet(new, ref)):
        return
    for row in new.template.sheet(ref.sheet).rows:
        if not row.repeat:
            continue
        before = old.children_in(ref.record, row.repeat, row.section)
        after = new.children_in(ref.record, row.repeat, row.section)
        name_field = new.template.groups[row.repeat].name_field
        was, now = ({each: n for n, each in enumerate(rows, 1)} for rows in (before, after))
        for record in moved_rows(before, after):
            yield Difference(
                Kind.MOVED,
                ref,
                sheet_label(new, ref),
                place_label(new, record),
                f"第{was[record]}行",
                f"第{now[record]}行",
                FieldAddress(record, name_field or next(new.template.fields_of(row.repeat)).id),
            )


def moved_rows(before: list[str], after: list[str]) -> list[str]:
    """Return the rows outside the longest run that kept its order, in the new order."""
    place = {record: number for number, record in enumerate(before)}
    kept = [each for each in after if each in place]
    stayed = longest_rising([place[each] for each in kept])
    return [each for each in kept if place[each] not in stayed]


def longest_rising(numbers: list[int]) -> set[int]:
    """Return the members of a longest rising run of a sequence without repetitions."""
    tails: list[int] = []
    last_at: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        last_at.append(at)
    chosen: set[int] = set()
    wanted = len(tails) - 1
    for number, at in zip(reversed(numbers), reversed(last_at), strict=True):
        if at == wanted:
            chosen.add(number)
            wanted -= 1
    return chosen


def place_label(report: Report, record: str) -> str:
    """Return what the clerk calls a row: its section and its name."""
    return " ".join(filter(None, (report.record(record).section, report.record_name(record))))


def column_label(report: Report, address: FieldAddress) -> str:
    """Return what the column of a cell is called, without its row."""
    field = report.template.fields[address.field]
    return in_year(field.column or field.label, report.year)


def _sheet_name(old: State, new: State, ref: SheetRef) -> str:
    return sheet_label((new if _has_sheet(new.report, ref) else old).report, ref)


def _shown(state: State, address: FieldAddress) -> str:
    if not _has_place(state.report, address):
        return ""
    return value_text(state.report, address, state.value(address))


def value_text(report: Report, address: FieldAddress, value: Value | None) -> str:
    """Return what a value shows in a place: where that leads to a row, the row's name."""
    shown = display(value, report.template.numbers)
    is_link = bool(report.template.fields[address.field].refers_to)
    return report.record_name(shown) if is_link and shown and report.has_record(shown) else shown


def _exact(state: State, address: FieldAddress) -> str:
    """Return what stands there with all its decimals, however it was typed."""
    value = state.value(address) if _has_place(state.report, address) else None
    if not isinstance(value, Figure):
        return _shown(state, address)
    if value.type is ValueType.RATE:
        return plain(value.number * 100) + "%"
    return plain(value.number * (YUAN_PER_WAN if value.type is ValueType.YUAN else 1))


def label_on(report: Report, ref: SheetRef, address: FieldAddress) -> str:
    """Return what the clerk calls a place on a sheet: its row and column, or its chapter."""
    sheet = report.template.sheet(ref.sheet)
    if sheet.kind is SheetKind.NARRATIVE:
        heading = next((each for each in sheet.headings if each.field == address.field), None)
        if heading is not None:
            return heading.text
    if address.record in (REPORT, ref.record):
        return field_label(report.template.fields[address.field], report.year)
    section = report.record(address.record).section
    return " ".join(filter(None, (section, cell_label(report, address))))


def is_told_by_sentence(report: Report, difference: Difference) -> bool:
    """Say whether what changed in a place is told sentence by sentence."""
    if difference.kind is not Kind.CHANGED:
        return False
    kind = report.template.fields[difference.address.field].type
    is_long = max(len(difference.before), len(difference.after)) > _LONG
    return kind is ValueType.PROSE or (kind is ValueType.TEXT and is_long)


def sentences_told(difference: Difference) -> list[Piece]:
    """Return the sentences that changed, each with what it was; at least one piece."""
    return changed_sentences(difference.before, difference.after) or [_ONLY_BREAKS]


class Beside(Enum):
    """What stands beside a value, and is told apart from it."""

    REMARK = "批注"
    EXPLANATION = "审核说明"
    REASON = "照填理由"


class DifferenceBeside(NamedTuple):
    """A remark, an explanation or a reason that is another one, or only in one of two states."""

    what: Beside
    sheet: SheetRef
    sheet_name: str
    label: str
    before: str
    after: str
    address: FieldAddress


def differences_beside(old: State, new: State) -> list[DifferenceBeside]:
    """Return what is different beside the values: remarks, reasons for stated values, explanations.

    What is left of rows that went is not told.
    """
    found: list[DifferenceBeside] = []
    for address in _places(old.report.remarks(), new.report.remarks()):
        was, now = (remark_words(each.report.remark(address)) for each in (old, new))
        found += _beside(new.report, Beside.REMARK, address, was, now)
    for address in _places(old.report.entries(), new.report.entries()):
        entries = [each.report.entry(address) for each in (old, new)]
        was, now = (each.reason if each is not None else "" for each in entries)
        found += _beside(new.report, Beside.REASON, address, was, now)
    for key in _places(old.report.explanations(), new.report.explanations()):
        was, now = (explanation_words(each, each.report.explanation(key)) for each in (old, new))
        found += _of_finding(new.report, key, was, now)
    return found


def _places(one: Iterator[tuple[K, object]], other: Iterator[tuple[K, object]]) -> Iterator[K]:
    return iter(dict.fromkeys(key for each in (one, other) for key, _ in each))


def _beside(
    report: Report, what: Beside, address: FieldAddress, was: str, now: str
) -> Iterator[DifferenceBeside]:
    if was != now and _has_place(report, address):
        ref = home_sheet(report, address)
        name, label = sheet_label(report, ref), label_on(report, ref, address)
        yield DifferenceBeside(what, ref, name, label, was, now, address)


def _of_finding(report: Report, key: FindingKey, was: str, now: str) -> Iterator[DifferenceBeside]:
    if was == now or not report.has_record(key[1]):
        return
    place = finding_place(report, key)
    ref = home_sheet(report, place)
    what, label = Beside.EXPLANATION, finding_label(report, key)
    yield DifferenceBeside(what, ref, sheet_label(report, ref), label, was, now, place)


def finding_label(report: Report, key: FindingKey) -> str:
    """Return what a finding is called, and the row it is about."""
    check, record = key
    checks: list[Check | TextCheck] = [*report.template.checks, *report.template.text_checks]
    title = next((each.title for each in checks if each.id == check), check)
    row = place_label(report, record) if record and report.has_record(record) else ""
    return " ".join(filter(None, (row, title)))


def finding_place(report: Report, key: FindingKey) -> FieldAddress:
    """Return a place of what a finding is about, to go to: the name of its row."""
    record = key[1]
    if not record:
        return FieldAddress(REPORT, report.template.unit_field)
    group = report.template.groups[report.group_of(record)]
    return FieldAddress(record, group.name_field or next(report.template.fields_of(group.id)).id)


def remark_words(remark: Remark | None) -> str:
    """Return a remark in words, "" for none."""
    if remark is None:
        return ""
    return " ".join(filter(None, ("待核实" if remark.is_to_verify else "", remark.text)))


def explanation_words(state: State, explanation: Explanation | None) -> str:
    """Return why a finding stands as it was said, "" where nothing was."""
    if explanation is None:
        return ""
    link = explanation.link
    if link is not None:
        is_there = _has_place(state.report, link)
        return value_text(state.report, link, state.value(link)) if is_there else ""
    return explanation.text or "已阅"
