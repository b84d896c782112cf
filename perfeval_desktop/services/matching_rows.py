"""Which rows of two reports are the same, where they were not made as copies of one.

Rows are the same where their ids are; else where they stand under the same row in the same section
and have the same name; else where most of what is filled in is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from perfeval_desktop.domain.edits import AddRecord, SetEntry, SetExplanation, SetRemark, apply_edit
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Text, is_blank

_LEAST_ALIKE = 0.5  # of what is filled in in two rows that may be one, changed
_MOST_PAIRED = 40_000  # pairs of rows whose contents are compared; beyond it only names count


def in_rows_of(old: Report, new: Report) -> Report:
    """Return the old report, with the ids of `new` for the rows that are the same.

    Both are of one template. What is compared then by ids is compared by rows.
    """
    ids = {REPORT: REPORT}
    for parent, group in _places(old, ids):
        olds = old.children(parent, group)
        news = new.children(ids[parent], group) if new.has_record(ids[parent]) else []
        ids.update(_matched(old, new, olds, news))
    return _with_ids(old, ids)


def _places(old: Report, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield where rows stand, those of parents first; each finds its id before its children."""
    pending = [REPORT]
    while pending:
        parent = pending.pop(0)
        for group in old.template.groups_under(old.group_of(parent)):
            yield parent, group.id
            pending += old.children(parent, group.id)


def _matched(
    old: Report, new: Report, olds: Sequence[str], news: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield an id for each of `olds`: that of its row among `news`, else its own."""
    found = {each: each for each in olds if new.has_record(each)}
    taken = set(found)
    for is_same in (_same_names(old, new), _like_contents(old, new, len(olds) * len(news))):
        for each in olds:
            if each in found:
                continue
            section = old.record(each).section
            left = [e for e in news if e not in taken and new.record(e).section == section]
            scored = [(is_same(each, other), other) for other in left]
            likest = max((likeness for likeness, _ in scored), default=0.0)
            if likest:
                found[each] = next(other for likeness, other in scored if likeness == likest)
                taken.add(found[each])
    for each in olds:
        yield each, found.get(each, each)


def _same_names(old: Report, new: Report) -> Callable[[str, str], float]:
    def name(report: Report, record: str) -> str:
        field = report.template.groups[report.group_of(record)].name_field
        value = report.value(FieldAddress(record, field)) if field else None
        return normalised(value.text) if value is not None else ""

    return lambda one, other: float(bool(name(old, one)) and name(old, one) == name(new, other))


def _like_contents(old: Report, new: Report, pairs: int) -> Callable[[str, str], float]:
    def filled(report: Report, record: str) -> set[tuple[str, str]]:
        entries = report.entries_of(record)
        return {(a.field, e.value.text) for a, e in entries if not is_blank(e.value)}

    def likeness(one: str, other: str) -> float:
        if pairs > _MOST_PAIRED:
            return 0.0
        here, there = filled(old, one), filled(new, other)
        if not here and not there:
            return 1.0  # two empty rows
        alike = len(here & there) / len(here | there)
        return alike if alike >= _LEAST_ALIKE else 0.0

    return likeness


def _with_ids(old: Report, ids: dict[str, str]) -> Report:
    """Return the same report with other ids for its rows."""
    report = Report(old.template, old.year)
    report.status, report.last_year = old.status, old.last_year
    report.approved = old.approved
    places: dict[tuple[str, str], int] = {}
    for each in old.all_records():
        record = Record(ids[each.id], each.group, ids[each.parent], each.section)
        place = places.get((each.parent, each.group), 0)
        places[each.parent, each.group] = place + 1
        apply_edit(report, AddRecord(record, place))
    for address, entry in old.entries():
        put = entry
        if old.template.fields[address.field].refers_to:
            to = entry.value.text
            put = Entry(Text(ids.get(to, to)), entry.reason)
        apply_edit(report, SetEntry(_moved(address, ids), None, put))
    for address, remark in old.remarks():
        apply_edit(report, SetRemark(_moved(address, ids), None, remark))
    for (check, record_id), said in old.explanations():
        link = _moved(said.link, ids) if said.link is not None else None
        key = (check, ids.get(record_id, record_id))
        apply_edit(report, SetExplanation(key, None, said._replace(link=link)))
    return report


def _moved(address: FieldAddress, ids: dict[str, str]) -> FieldAddress:
    return FieldAddress(ids.get(address.record, address.record), address.field)
