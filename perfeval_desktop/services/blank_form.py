"""The blank official form (空白表样): every sheet of a template, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Edit, SetEntry, apply_edits
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Mark
from perfeval_desktop.services.records import initial_edits, new_record_edits
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document

_ROOM_MM = 40.0  # under each heading of the narrative: some four lines by hand


def blank_session(template: ReportTemplate, year: int) -> Session:
    """Return a session over the official blank: its usual empty rows, and not one value.

    Every repeating sheet is there once. What would be computed or offered by itself is left blank,
    as a clerk can leave it blank.
    """
    report = Report(template, year)
    apply_edits(report, initial_edits(template))
    for sheet in template.sheets:
        if sheet.per and not report.records_of(sheet.per):
            record = Record(new_record_id(), sheet.per)
            apply_edits(report, new_record_edits(template, record, 0))
    apply_edits(report, _emptied(report))
    return Session(report, lambda batch: None)


def _emptied(report: Report) -> list[Edit]:
    records = (REPORT, *(each.id for each in report.all_records()))
    return [
        SetEntry(FieldAddress(record, field.id), None, Entry(Mark.BLANK))
        for record in records
        for field in report.template.fields_of(report.group_of(record))
        if field.formula
    ]


def blank_document(template: ReportTemplate, year: int) -> Document:
    """Return the blank form laid out, with room to write under each heading of the narrative."""
    from perfeval_desktop.exporting.report_document import PaperSource, build_document

    session = blank_session(template, year)
    document = build_document(PaperSource(session.report, session.value, room_mm=_ROOM_MM))
    return replace(document, title=blank_name(template, year))


def blank_name(template: ReportTemplate, year: int) -> str:
    """Return the file name, without ending, that the blank form is offered under."""
    from perfeval_desktop.services.exporting import safe_name

    name = template.name.replace(str(template.year), str(year))
    return safe_name(f"{name}（空白表样）")


def export_blank(
    template: ReportTemplate,
    year: int,
    path: Path,
    on_page: Callable[[int, int], None] | None = None,
) -> None:
    """Write the blank form as PDF.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.pdf import write_pdf

    write_pdf(blank_document(template, year), path, on_page=on_page)
