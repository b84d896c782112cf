"""Records of a plan: which of them the report has already, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perfeval_desktop.domain.import_plan import PlannedLink, PlannedRecord
from perfeval_desktop.domain.naming import normalised, written_plainly
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import is_blank


def fitted_records(
    report: Report, planned: Sequence[PlannedRecord], names: Mapping[str, str]
) -> list[PlannedRecord]:
    """Return the records with the ids of those that the report has.

    They are the same where they have the same name; what has no name, or stands for nothing in the
    report yet, is taken in order.
    """
    ids: dict[str, str] = {REPORT: REPORT}
    runs: dict[tuple[str, str, str], list[PlannedRecord]] = {}
    for each in planned:
        runs.setdefault((each.parent, each.group, each.section), []).append(each)
    for (parent, group, section), own in runs.items():
        if ids.get(parent) is None:
            continue
        there = report.children_in(ids[parent], group, section)
        ids.update(_fitted(report, own, there, names))
    return [each._replace(record_id=ids.get(each.key, "")) for each in planned]


def _fitted(
    report: Report,
    own: Sequence[PlannedRecord],
    there: Sequence[str],
    names: Mapping[str, str],
) -> dict[str, str]:
    left = list(there)
    found: dict[str, str] = {}
    for each in own:
        name = _key(names.get(each.key, ""))
        match = next((r for r in left if name and _key(_name(report, r)) == name), None)
        if match is not None:
            found[each.key] = match
            left.remove(match)
    empty = [each for each in left if not report.entries_of(each) or _is_empty(report, each)]
    for each in own:
        if each.key in found:
            continue
        pool = empty if names.get(each.key) else left
        if pool:
            chosen = pool[0]
            found[each.key] = chosen
            left.remove(chosen)
            if chosen in empty:
                empty.remove(chosen)
    return found


def _key(name: str) -> str:
    """Of a name such as 专项经费 nothing would be left."""
    return normalised(name) or written_plainly(name)


def _name(report: Report, record: str) -> str:
    field = report.template.groups[report.group_of(record)].name_field
    value = report.value(FieldAddress(record, field)) if field else None
    return value.text if value is not None else ""


def _is_empty(report: Report, record: str) -> bool:
    return all(is_blank(entry.value) for _, entry in report.entries_of(record))


def links_by_name(
    template: ReportTemplate, planned: Sequence[PlannedRecord], names: Mapping[str, str]
) -> Iterator[PlannedLink]:
    """Yield the references between records of the same name; none where two could be meant."""
    for group in template.groups.values():
        to = template.fields[group.sheet_field].refers_to if group.sheet_field else ""
        if not to:
            continue
        sheets: dict[str, list[str]] = {}
        for each in planned:
            if each.group == to and (name := normalised(names.get(each.key, ""))):
                sheets.setdefault(name, []).append(each.key)
        for each in planned:
            if each.group == group.id:
                found = sheets.get(normalised(names.get(each.key, "")), [])
                if len(found) == 1:
                    yield PlannedLink(each.key, group.sheet_field, found[0])
