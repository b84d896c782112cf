"""The text checks against the approved targets (批复的绩效目标): values, and rows."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, named, text_at
from perfeval_desktop.domain.approved import (
    APPROVED,
    ApprovedRecord,
    approved_fields,
    approved_name,
    paired,
    says_the_same,
)
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Group, ReportTemplate

_EMPTY = "空着"
_NONE = "无"


def unlike_approved(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find values that are not as they were approved.

    Parameters: `fields`. Blanks, width, and a number in front of a text do not count.
    """
    fields = given.fields("fields")

    def run(report: Report, view: Values) -> Iterator[Hit]:
        found = paired(report, lambda record, field: text_at(view, record, field))
        for record, approved in found.records.items():
            for field in fields:
                address = FieldAddress(record, field)
                wanted = approved.values.get(field)
                if wanted is not None and not says_the_same(view.value(address), wanted):
                    now = text_at(view, record, field) or _EMPTY
                    words = {"项": template.fields[field].label, "在": _where(report, record)}
                    yield Hit((address,), now, wanted.text, (), record, field, words)

    return Prepared(given.reads(*fields) | {APPROVED}, run)


def unapproved_rows(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find rows that nobody approved, and approved ones that are gone: one hit for each sheet.

    Parameters: `fields`, of any of the groups. A whole project without approval is no hit: it may
    have been added during the year.
    """
    fields = given.fields("fields")
    groups = {template.fields[each].group for each in fields}

    def run(report: Report, view: Values) -> Iterator[Hit]:
        found = paired(report, lambda record, field: text_at(view, record, field))
        rows: dict[tuple[str, str], tuple[list[str], list[ApprovedRecord]]] = {}
        for parent, record in found.new:
            group = template.groups[report.group_of(record)]
            if group.id in groups and group.sections:
                rows.setdefault((parent, group.id), ([], []))[0].append(record)
        for parent, group, approved in found.gone:
            if group.id in groups:
                rows.setdefault((parent, group.id), ([], []))[1].append(approved)
        for (parent, group_id), (new, gone) in rows.items():
            group = template.groups[group_id]
            places = [FieldAddress(each, group.name_field) for each in new]
            left = named(report.record_name(each) for each in new)
            right = named(approved_name(template, group, each) for each in gone)
            where = _where(report, parent) if group.sections else "报告"
            words = {"在": where, "处": str(len(new) + len(gone))}
            yield Hit(
                tuple(places) or _place_of(parent, group, report),
                left or _NONE,
                right or _NONE,
                (),
                parent,
                group_id,
                words,
            )

    return Prepared(given.reads(*fields) | {APPROVED}, run)


def _place_of(parent: str, group: Group, report: Report) -> tuple[FieldAddress, ...]:
    """Return where rows are missing: the cell of an approved field above them, else a row."""
    above = approved_fields(report.template, report.group_of(parent))
    if above and group.sections:
        return (FieldAddress(parent, above[0]),)
    rows = report.children(parent, group.id)
    return (FieldAddress(rows[0], group.name_field),) if rows else ()


def _where(report: Report, record: str) -> str:
    """Return what a row, and the project above it, is called in a sentence."""
    if record == REPORT:
        return "整体"
    group = report.template.groups[report.group_of(record)]
    if not group.sections:
        return f"“{report.record_name(record)}”"
    parent = report.parent_of(record)
    return f"{_where(report, parent)}的指标“{report.record_name(record)}”"
