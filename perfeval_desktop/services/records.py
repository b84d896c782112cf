"""Edits that add, delete, copy and move single rows (明细行) and project sheets."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    MoveRecord,
    RemoveRecord,
    SetEntry,
    SetRemark,
)
from perfeval_desktop.domain.errors import RowRefusedError
from perfeval_desktop.domain.report import FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import REPORT, Group, ReportTemplate
from perfeval_desktop.domain.values import is_blank


def initial_edits(template: ReportTemplate) -> list[Edit]:
    """Return the edits that give an empty report the rows of the official blank."""
    return list(_initial_children(template, REPORT, REPORT))


def new_record_edits(template: ReportTemplate, record: Record, index: int) -> list[Edit]:
    """Return the edits that add a record with the empty rows the official blank has under it."""
    return [AddRecord(record, index), *_initial_children(template, record.group, record.id)]


def _initial_children(template: ReportTemplate, group: str, parent: str) -> Iterator[Edit]:
    for child in template.groups_under(group):
        index = 0
        for section in child.section_ids():
            for _ in range(child.initial):
                record = Record(new_record_id(), child.id, parent, section)
                yield from new_record_edits(template, record, index)
                index += 1


def insert_row_edits(report: Report, beside: str, below: bool = True) -> tuple[str, list[Edit]]:
    """Return the id of a new row beside the record `beside`, and the edits that insert it."""
    neighbour = report.record(beside)
    record = Record(new_record_id(), neighbour.group, neighbour.parent, neighbour.section)
    index = report.position(beside) + (1 if below else 0)
    return record.id, new_record_edits(report.template, record, index)


def delete_record_edits(report: Report, record_id: str) -> list[Edit]:
    """Return the edits that delete a record with everything in and under it.

    Links that point at the record are taken away with it.

    Raises:
        RowRefusedError: the form needs at least this row; emptying it is offered instead.
    """
    record = report.record(record_id)
    group = report.template.groups[record.group]
    siblings = report.children_in(record.parent, record.group, record.section)
    if len(siblings) <= group.minimum:
        raise RowRefusedError(
            f"这里至少要保留 {group.minimum} 行{group.label}，可以清空内容，不能删除。"
        )
    return [*_unlink(report, record), *removal_edits(report, record_id)]


def removal_edits(report: Report, record_id: str) -> list[Edit]:
    """Return the edits that take a record away with everything in and under it."""
    return list(_removal(report, record_id))


def _removal(report: Report, record_id: str) -> Iterator[Edit]:
    """Take a subtree away from its leaves up; siblings go last to first, so positions stay true."""
    record = report.record(record_id)
    for group in reversed(report.template.groups_under(record.group)):
        for child in reversed(report.children(record_id, group.id)):
            yield from _removal(report, child)
    for address, entry in report.entries_of(record_id):
        yield SetEntry(address, entry, None)
    for address, remark in report.remarks_of(record_id):
        yield SetRemark(address, remark, None)
    yield RemoveRecord(record, report.position(record_id))


def _unlink(report: Report, record: Record) -> Iterator[Edit]:
    for field in report.template.fields.values():
        if field.refers_to != record.group:
            continue
        for other in report.all_records():
            address = FieldAddress(other.id, field.id)
            entry = report.entry(address)
            if other.group == field.group and entry is not None and entry.value.text == record.id:
                yield SetEntry(address, entry, None)


def reordering_edits(current: list[str], wanted: list[str], moved: list[str]) -> list[Edit]:
    """Return the edits that bring siblings into the wanted order by moving `moved` alone.

    The others stand in the same order in both.
    """
    order, edits = list(current), list[Edit]()
    for record in sorted(moved, key=wanted.index):
        before = order.index(record)
        order.pop(before)
        place = wanted.index(record)
        after = order.index(wanted[place - 1]) + 1 if place > 0 else 0
        order.insert(after, record)
        if after != before:
            edits.append(MoveRecord(record, before, after))
    return edits


def copy_record_edits(report: Report, record_id: str, index: int) -> tuple[str, list[Edit]]:
    """Return the id of a copy of a record and all under it, and the edits that put it at `index`.

    What the record declares about sheets is its own: which sheet covers it, or why none has to.
    """
    edits = list(_copied(report, report.record(record_id), report.parent_of(record_id), index))
    first = edits[0]
    assert isinstance(first, AddRecord)
    return first.record.id, edits


def _copied(report: Report, record: Record, parent: str, index: int) -> Iterator[Edit]:
    copy = record._replace(id=new_record_id(), parent=parent)
    group = report.template.groups[record.group]
    left_out = (group.sheet_field, group.exempt_field, group.exempt_reason_field)
    yield AddRecord(copy, index)
    for address, entry in report.entries_of(record.id):
        if address.field not in left_out:
            yield SetEntry(FieldAddress(copy.id, address.field), None, entry)
    for under in report.template.groups_under(record.group):
        for place, child in enumerate(report.children(record.id, under.id)):
            yield from _copied(report, report.record(child), copy.id, place)


def is_empty_record(report: Report, record_id: str) -> bool:
    """Say whether nothing is filled in in the record and under it."""
    if any(not is_blank(entry.value) for _, entry in report.entries_of(record_id)):
        return False
    record = report.record(record_id)
    groups: tuple[Group, ...] = report.template.groups_under(record.group)
    return all(
        is_empty_record(report, child)
        for group in groups
        for child in report.children(record_id, group.id)
    )
