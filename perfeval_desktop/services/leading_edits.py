"""From one report to another: the edits that lead from what it holds to what it is to hold."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    apply_edits,
)
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    FindingKey,
    LastYear,
    Record,
    Remark,
    Report,
)
from perfeval_desktop.services.comparing import moved_rows
from perfeval_desktop.services.records import removal_edits, reordering_edits

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass
class Target:
    """What a report is to hold."""

    records: dict[str, Record] = field(default_factory=dict)
    orders: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # parents first
    entries: dict[FieldAddress, Entry] = field(default_factory=dict)
    remarks: dict[FieldAddress, Remark] = field(default_factory=dict)
    explanations: dict[FindingKey, Explanation] = field(default_factory=dict)
    last_year: LastYear | None = None
    approved: Approved | None = None


def leading_edits(report: Report, target: Target) -> Iterator[Edit]:
    """Yield the edits that make of a report what is wanted; it stays as it is itself.

    Raises:
        EditError: what is wanted cannot stand in this report.
    """
    work = report.copy()

    def done(edits: Iterable[Edit]) -> list[Edit]:
        found = list(edits)
        apply_edits(work, found)
        return found

    for record in list(report.all_records()):
        if record.id not in target.records and work.has_record(record.id):
            yield from done(removal_edits(work, record.id))
    for (parent, group), wanted in target.orders.items():
        for place, row in enumerate(wanted):
            if not work.has_record(row):
                rows = work.children(parent, group)
                index = rows.index(wanted[place - 1]) + 1 if place else 0
                yield from done([AddRecord(target.records[row], index)])
        rows = list(work.children(parent, group))
        yield from done(reordering_edits(rows, wanted, moved_rows(rows, wanted)))
    yield from done(_set(dict(work.entries()), target.entries, SetEntry))
    yield from done(_set(dict(work.remarks()), target.remarks, SetRemark))
    yield from done(_set(dict(work.explanations()), target.explanations, SetExplanation))
    if work.last_year != target.last_year:
        yield from done([SetLastYear(work.last_year, target.last_year)])
    if work.approved != target.approved:
        yield from done([SetApproved(work.approved, target.approved)])


def _set(
    now: Mapping[K, T], wanted: Mapping[K, T], edit: Callable[[K, T | None, T | None], Edit]
) -> Iterator[Edit]:
    for key in dict.fromkeys((*now, *wanted)):
        if now.get(key) != wanted.get(key):
            yield edit(key, now.get(key), wanted.get(key))
