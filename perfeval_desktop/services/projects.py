"""Projects: a line of 附件1-1 and its 附件1-3 sheet, linked and named alike."""

from __future__ import annotations

from perfeval_desktop.domain.edits import Edit, SetEntry
from perfeval_desktop.domain.names import normalised
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import Group
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.records import delete_record_edits, new_record_edits, removal_edits


def line_group(report: Report) -> Group | None:
    """Return the group of project lines: the one whose records have sheets of their own."""
    for group in report.template.groups.values():
        if group.sheet_field:
            return group
    return None


def sheet_of_line(report: Report, line: str) -> str:
    """Return the record id of the line's sheet, "" when it has none."""
    group = report.template.groups[report.group_of(line)]
    value = report.value(FieldAddress(line, group.sheet_field)) if group.sheet_field else None
    sheet = value.text if value is not None else ""
    return sheet if sheet and report.has_record(sheet) else ""


def lines_of_sheet(report: Report, sheet: str) -> list[str]:
    """Return the lines that one sheet covers."""
    group = line_group(report)
    if group is None:
        return []
    lines = report.children("", group.id)
    return [line for line in lines if sheet_of_line(report, line) == sheet]


def lines_without_sheet(report: Report) -> list[str]:
    """Return the named lines that have no sheet yet."""
    group = line_group(report)
    if group is None:
        return []
    lines = report.children("", group.id)
    return [each for each in lines if _name(report, each) and not sheet_of_line(report, each)]


def add_sheet_edits(report: Report, line: str) -> tuple[str, list[Edit]]:
    """Return the id of a new sheet for a line, and the edits that add, name and link it.

    A sheet of the same name that no line is linked to yet is linked instead of adding another.
    """
    group = report.template.groups[report.group_of(line)]
    sheet_group = report.template.groups[report.template.fields[group.sheet_field].refers_to]
    link = FieldAddress(line, group.sheet_field)
    name = _name(report, line)
    for sheet in report.children("", sheet_group.id):
        is_same = name and normalised(_name(report, sheet)) == normalised(name)
        if is_same and not lines_of_sheet(report, sheet):
            return sheet, [SetEntry(link, report.entry(link), Entry(Text(sheet)))]
    record = Record(new_record_id(), sheet_group.id)
    edits = new_record_edits(report.template, record, _place(report, line, sheet_group.id))
    if name:
        edits.append(
            SetEntry(FieldAddress(record.id, sheet_group.name_field), None, Entry(Text(name)))
        )
    edits.append(SetEntry(link, report.entry(link), Entry(Text(record.id))))
    return record.id, edits


def delete_line_edits(report: Report, line: str) -> list[Edit]:
    """Return the edits that delete a row, and with a project line the sheet that only it had.

    Raises:
        RowRefusedError: the form needs at least this row.
    """
    edits = delete_record_edits(report, line)
    sheet = sheet_of_line(report, line)
    if sheet and lines_of_sheet(report, sheet) == [line]:
        edits += removal_edits(report, sheet)
    return edits


def _place(report: Report, line: str, sheet_group: str) -> int:
    """Sheets stand in the order of their lines."""
    sheets = report.children("", sheet_group)
    lines = report.children("", report.group_of(line))
    for later in lines[lines.index(line) + 1 :]:
        sheet = sheet_of_line(report, later)
        if sheet in sheets:
            return sheets.index(sheet)
    return len(sheets)


def rename_edits(report: Report, address: FieldAddress, after: Entry | None) -> list[Edit]:
    """Return the edits by which the other side of a link follows a change of name.

    Only names that were the same stay the same: an author who named them differently meant it.
    """
    record = address.record
    if not record or after is None:
        return []
    group = report.template.groups[report.group_of(record)]
    if address.field != group.name_field:
        return []
    before = _name(report, record)
    partners = (
        [sheet_of_line(report, record)] if group.sheet_field else lines_of_sheet(report, record)
    )
    edits: list[Edit] = []
    for partner in partners:
        if not partner or _name(report, partner) != before:
            continue
        name = FieldAddress(partner, report.template.groups[report.group_of(partner)].name_field)
        edits.append(SetEntry(name, report.entry(name), Entry(after.value)))
    return edits


def _name(report: Report, record: str) -> str:
    group = report.template.groups[report.group_of(record)]
    value = report.value(FieldAddress(record, group.name_field))
    return value.text if value is not None else ""
