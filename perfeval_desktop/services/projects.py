"""Projects: a line of 附件1-1 and its 附件1-3 sheet, linked and named alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, SetEntry
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import REPORT, Group
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.records import (
    delete_record_edits,
    is_empty_record,
    new_record_edits,
    removal_edits,
    reordering_edits,
)


def line_group(report: Report) -> Group | None:
    """Return the group of project lines: the one whose records have sheets of their own."""
    for group in report.template.groups.values():
        if group.sheet_field:
            return group
    return None


def project_form(report: Report) -> str:
    """Return what the form of one project is called: 附件1-3."""
    group = line_group(report)
    per = report.template.fields[group.sheet_field].refers_to if group is not None else ""
    return next((e.id for e in report.template.sheets if per and e.per == per), "项目的表")


def form_of_lines(report: Report) -> str:
    """Return what the form is called on which the projects are listed: 附件1-1."""
    group = line_group(report)
    sheets = report.template.sheets
    own = (e for e in sheets if group and any(row.repeat == group.id for row in e.rows))
    return next((each.id for each in own), "项目清单")


def is_project_line(report: Report, record: str) -> bool:
    """Say whether the record is a line with a sheet of its own."""
    return record != REPORT and bool(report.template.groups[report.group_of(record)].sheet_field)


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


class Exemption(NamedTuple):
    """Why a project line needs no sheet (免报附件1-3)."""

    kind: str  # 限额以下, 运转类, 涉密
    reason: str = ""


def exemption_of(report: Report, line: str) -> Exemption | None:
    """Return why the line needs no sheet; None when it needs one, or is covered by one."""
    group = report.template.groups[report.group_of(line)]
    kind = _text(report, line, group.exempt_field)
    if not kind or sheet_of_line(report, line):
        return None
    return Exemption(kind, _text(report, line, group.exempt_reason_field))


def exemption_kinds(report: Report) -> tuple[str, ...]:
    """Return the kinds of exemption the form knows; none where every project needs its sheet."""
    group = line_group(report)
    field = report.template.fields.get(group.exempt_field) if group is not None else None
    return field.choices if field is not None else ()


def sheets_of_projects(report: Report) -> dict[str, str]:
    """Return the project sheets, id → name, in order."""
    group = line_group(report)
    if group is None:
        return {}
    sheets = report.children("", report.template.fields[group.sheet_field].refers_to)
    return {each: report.record_name(each) for each in sheets}


def coverage_words(report: Report, line: str) -> str:
    """Return one sentence on which sheet covers a project line; "" where nothing is said yet.

    For a record that is no project line, and for the report itself, it is "".
    """
    if not is_project_line(report, line):
        return ""
    sheet, exemption = sheet_of_line(report, line), exemption_of(report, line)
    if exemption is not None:
        return (
            f"免报{project_form(report)}：{exemption.kind}（{exemption.reason or '还没有写原因'}）"
        )
    if not sheet:
        return ""
    others = len(lines_of_sheet(report, sheet)) - 1
    shared = f"，它还覆盖另外 {others} 行" if others else ""
    return f"由{project_form(report)} {report.record_name(sheet)} 覆盖{shared}"


def cover_line_edits(
    report: Report, line: str, sheet: str = "", exemption: Exemption | None = None
) -> list[Edit]:
    """Return the edits that put a line under a sheet, exempt it, or (with neither) undo both.

    A sheet that was made for this line alone and never filled in goes away with the link.
    """
    before = sheet_of_line(report, line)
    edits = list(_declared(report, line, sheet, exemption))
    if before and before != sheet and lines_of_sheet(report, before) == [line]:
        edits += removal_edits(report, before) if is_untouched(report, before) else []
    return edits


def _declared(
    report: Report, line: str, sheet: str, exemption: Exemption | None = None
) -> Iterator[Edit]:
    group = report.template.groups[report.group_of(line)]
    kind, reason = exemption if exemption is not None else ("", "")
    yield from _text_edits(report, FieldAddress(line, group.sheet_field), sheet)
    yield from _text_edits(report, FieldAddress(line, group.exempt_field), kind)
    yield from _text_edits(report, FieldAddress(line, group.exempt_reason_field), reason)


def _text_edits(report: Report, address: FieldAddress, text: str) -> Iterator[Edit]:
    entry, after = report.entry(address), Entry(Text(text)) if text else None
    if address.field and entry != after:
        yield SetEntry(address, entry, after)


def is_untouched(report: Report, sheet: str) -> bool:
    """Say whether nothing but the name is filled in."""
    name = report.template.groups[report.group_of(sheet)].name_field
    kept = {address.field for address, _ in report.entries_of(sheet)}
    groups = report.template.groups_under(report.group_of(sheet))
    children = [child for group in groups for child in report.children(sheet, group.id)]
    return kept <= {name} and all(is_empty_record(report, child) for child in children)


def add_sheet_edits(report: Report, line: str) -> tuple[str, list[Edit]]:
    """Return the id of a new sheet for a line, and the edits that add, name and link it.

    A sheet of the same name that no line is linked to yet is linked instead of adding another.
    """
    group = report.template.groups[report.group_of(line)]
    sheet_group = report.template.groups[report.template.fields[group.sheet_field].refers_to]
    name = _name(report, line)
    for sheet in report.children("", sheet_group.id):
        is_same = name and normalised(_name(report, sheet)) == normalised(name)
        if is_same and not lines_of_sheet(report, sheet):
            return sheet, list(_declared(report, line, sheet))
    record = Record(new_record_id(), sheet_group.id)
    edits = new_record_edits(report.template, record, _place(report, line, sheet_group.id))
    if name:
        edits.append(
            SetEntry(FieldAddress(record.id, sheet_group.name_field), None, Entry(Text(name)))
        )
    return record.id, [*edits, *_declared(report, line, record.id)]


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


def sheets_follow_edits(report: Report, lines: list[str], moved: list[str]) -> list[Edit]:
    """Return the edits by which the sheets of `moved` follow their lines, which come to stand so.

    The sheets are bound in the order of their lines. Where they were not before, their author
    meant another order, and it stays. A sheet over several lines stands where its first does.
    """
    group = line_group(report)
    if group is None or not moved or report.group_of(moved[0]) != group.id:
        return []
    sheets = report.children("", report.template.fields[group.sheet_field].refers_to)
    before = _first_lines(report, report.children("", group.id))
    places = [before[sheet] for sheet in sheets if sheet in before]
    if places != sorted(places):
        return []
    after = _first_lines(report, lines)
    following = sorted(
        {sheet_of_line(report, line) for line in moved} & after.keys(), key=after.__getitem__
    )
    wanted = [sheet for sheet in sheets if sheet not in following]
    for sheet in following:
        wanted.insert(_place_among(wanted, after, after[sheet]), sheet)
    return reordering_edits(sheets, wanted, following)


def _first_lines(report: Report, lines: list[str]) -> dict[str, int]:
    """Return for every sheet that covers lines the place of the first."""
    places: dict[str, int] = {}
    for place, line in enumerate(lines):
        sheet = sheet_of_line(report, line)
        if sheet:
            places.setdefault(sheet, place)
    return places


def _place_among(sheets: list[str], first_lines: dict[str, int], line: int) -> int:
    """Return where a sheet stands: before that of the next line, else behind that of the last."""
    for place, sheet in enumerate(sheets):
        if first_lines.get(sheet, -1) > line:
            return place
    linked = [place for place, sheet in enumerate(sheets) if sheet in first_lines]
    return linked[-1] + 1 if linked else len(sheets)


def rename_edits(report: Report, address: FieldAddress, after: Entry | None) -> list[Edit]:
    """Return the edits by which the other side of a link follows a change of name.

    Only names that were the same stay the same: an author who named them differently meant it.
    A sheet that covers several lines has a name of its own.
    """
    record = address.record
    if not record or after is None:
        return []
    group = report.template.groups[report.group_of(record)]
    if address.field != group.name_field:
        return []
    before = _name(report, record)
    partner = _only_partner(report, record)
    if not partner or _name(report, partner) != before:
        return []
    name = FieldAddress(partner, report.template.groups[report.group_of(partner)].name_field)
    return [SetEntry(name, report.entry(name), Entry(after.value))]


def _only_partner(report: Report, record: str) -> str:
    """Return the sheet of a line or the line of a sheet, where they belong to each other alone."""
    group = report.template.groups[report.group_of(record)]
    sheet = sheet_of_line(report, record) if group.sheet_field else record
    lines = lines_of_sheet(report, sheet) if sheet else []
    if len(lines) != 1:
        return ""
    return sheet if group.sheet_field else lines[0]


def _name(report: Report, record: str) -> str:
    return _text(report, record, report.template.groups[report.group_of(record)].name_field)


def _text(report: Report, record: str, field: str) -> str:
    value = report.value(FieldAddress(record, field)) if field else None
    return value.text if value is not None else ""
