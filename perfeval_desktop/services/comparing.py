"""What is different between two states of a report: cell by cell, as the sheets are bound.

Records are the same where their ids are, in two states of one file as in two copies of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from perfeval_desktop.domain.layout import (
    SheetRef,
    lay_out,
    sheet_label,
    sheet_refs,
)
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.text import field_label, in_year
from perfeval_desktop.domain.values import YUAN_PER_WAN, Figure, ValueType, display, plain
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.revisions import State


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


def differences(old: State, new: State, *, is_exact: bool = False) -> list[Difference]:
    """Return what is different, in binding order; what went with a sheet or row comes last in it.

    A place that several sheets print is listed on the first. With `is_exact` figures are different
    that only print the same, and are told with all their decimals.
    """
    found: list[Difference] = []
    seen: set[FieldAddress] = set()
    for ref in _all_sheets(old.report, new.report):
        for address in _fields(old.report, new.report, ref):
            if address not in seen:
                seen.add(address)
                found += _difference(old, new, ref, address, is_exact)
        found += _moves(old.report, new.report, ref)
    return found


def _all_sheets(old: Report, new: Report) -> list[SheetRef]:
    """A sheet that went comes after those of its kind that stayed."""
    now = sheet_refs(new)
    order = [sheet.id for sheet in new.template.sheets]
    gone = [ref for ref in sheet_refs(old) if ref not in now]
    return sorted([*now, *gone], key=lambda ref: order.index(ref.sheet))


def _fields(old: Report, new: Report, ref: SheetRef) -> list[FieldAddress]:
    both = (report for report in (new, old) if report.has_record(ref.record))
    return list(
        dict.fromkeys(each for report in both for each in lay_out(report, ref).printed_fields())
    )


def _difference(
    old: State, new: State, ref: SheetRef, address: FieldAddress, is_exact: bool
) -> Iterator[Difference]:
    was, now = _shown(old, address), _shown(new, address)
    if was == now and is_exact:
        was, now = _exact(old, address), _exact(new, address)
    if was == now:
        return
    is_old, is_new = old.report.has_record(address.record), new.report.has_record(address.record)
    kind = Kind.CHANGED if is_old and is_new else Kind.ADDED if is_new else Kind.REMOVED
    report = new.report if is_new else old.report
    yield Difference(
        kind, ref, _sheet_name(old, new, ref), _label(report, ref, address), was, now, address
    )


def _moves(old: Report, new: Report, ref: SheetRef) -> Iterator[Difference]:
    """Rows that changed places, as few as explain the new order."""
    if not (old.has_record(ref.record) and new.has_record(ref.record)):
        return
    for row in new.template.sheet(ref.sheet).rows:
        if not row.repeat:
            continue
        before = old.children_in(ref.record, row.repeat, row.section)
        after = new.children_in(ref.record, row.repeat, row.section)
        name_field = new.template.groups[row.repeat].name_field
        was, now = ({each: n for n, each in enumerate(rows, 1)} for rows in (before, after))
        for record in _moved(before, after):
            yield Difference(
                Kind.MOVED,
                ref,
                sheet_label(new, ref),
                place_label(new, record),
                f"第{was[record]}行",
                f"第{now[record]}行",
                FieldAddress(record, name_field or next(new.template.fields_of(row.repeat)).id),
            )


def _moved(before: list[str], after: list[str]) -> list[str]:
    """Return what is not part of the longest run that kept its order, in the new order."""
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
    return sheet_label((new if new.report.has_record(ref.record) else old).report, ref)


def _shown(state: State, address: FieldAddress) -> str:
    if not state.report.has_record(address.record):
        return ""
    return display(state.value(address), state.report.template.numbers)


def _exact(state: State, address: FieldAddress) -> str:
    """Return what stands there with all its decimals, however it was typed."""
    value = state.value(address) if state.report.has_record(address.record) else None
    if not isinstance(value, Figure):
        return _shown(state, address)
    if value.type is ValueType.RATE:
        return plain(value.number * 100) + "%"
    return plain(value.number * (YUAN_PER_WAN if value.type is ValueType.YUAN else 1))


def _label(report: Report, ref: SheetRef, address: FieldAddress) -> str:
    sheet = report.template.sheet(ref.sheet)
    if sheet.kind is SheetKind.NARRATIVE:
        heading = next((each for each in sheet.headings if each.field == address.field), None)
        if heading is not None:
            return heading.text
    if address.record in (REPORT, ref.record):
        return field_label(report.template.fields[address.field], report.year)
    section = report.record(address.record).section
    return " ".join(filter(None, (section, cell_label(report, address))))
