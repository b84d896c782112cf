"""Export a report: PDF for the paper, DOCX to write on, XLSX to compute on, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval_desktop.domain.errors import ExportError
from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.domain.paper import Edition, PaperChoices
from perfeval_desktop.domain.parsing import encode_value
from perfeval_desktop.domain.report import FieldAddress, Report, unit_name
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Value, display
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.printing import Printable, lay_out, read_report, write_pages

if TYPE_CHECKING:
    from perfeval_desktop.domain.paper import PaperCodes
    from perfeval_desktop.services.session import Session


def export_name(
    report: Report,
    value_of: Callable[[FieldAddress], Value | None],
    edition: Edition = Edition.SUBMITTED,
) -> str:
    """Return the file name, without ending, that an export is offered under."""
    name = f"{report.year}年度{unit_name(report, value_of)}整体支出绩效自评报告"
    return safe_name(name, f"（{edition.value}）" if edition is Edition.PUBLIC else "")


def safe_name(name: str, tail: str = "") -> str:
    """Return a name as every file system takes it; `tail` is kept whole."""
    return safe_file_name(name, tail)


def folder_for(path: Path) -> Path:
    """Return the folder to export to, made when it is not there yet.

    Raises:
        ExportError: it cannot be made, or a file stands in its place.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(path, "文件夹建不起来，请换一个位置") from error
    return path


def export_pdf(
    session: Session,
    path: Path,
    on_page: Callable[[int, int], None] | None = None,
    choices: PaperChoices | None = None,
    codes: PaperCodes | None = None,
) -> tuple[str, ...]:
    """Write the whole report as PDF; whoever calls this notes its codes (`services.papers`).

    Returns:
        A sentence for every character that no font has; they are printed as 〓. Of the public
        edition also one for every telephone number in its texts.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    chosen = choices or PaperChoices()
    documents = read_report(Printable(session, lambda choices: codes), chosen, compares=False)
    paper = lay_out(documents, chosen, on_page).paper
    write_pages(paper, range(len(paper.pages)), path)
    if chosen.edition is not Edition.PUBLIC:
        return paper.missing
    from perfeval_desktop.services.public_edition import public_warnings

    return (*paper.missing, *(each.sentence for each in public_warnings(session)))


def export_docx(
    session: Session,
    path: Path,
    choices: PaperChoices | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> None:
    """Write the whole report as a Word file, to be edited: it carries no check codes.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.docx import write_docx

    write_docx(paper_document(session, choices), path, on_step)


def export_xlsx(
    session: Session,
    path: Path,
    choices: PaperChoices | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> tuple[str, ...]:
    """Write the whole report as a workbook, a worksheet a sheet: it carries no check codes.

    Returns:
        A sentence for every text that one cell could not hold.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.xlsx import write_xlsx
    from perfeval_desktop.services.worksheet_formulas import worksheet_formula

    document = paper_document(
        session, choices, formula_of=lambda address: worksheet_formula(session, address)
    )
    return write_xlsx(document, path, on_step)


def export_json(session: Session, path: Path) -> None:
    """Write every shown value as JSON, records nested as in a data file.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.atomic import replace_file

    text = json.dumps(report_data(session), ensure_ascii=False, indent=1)
    replace_file(path, (text + "\n").encode())


def report_data(session: Session) -> dict[str, Any]:
    """Return the report as plain data: {"template", "year", "values"}."""
    report = session.report
    return {
        "template": report.template.id,
        "year": report.year,
        "values": _record_data(session, REPORT, REPORT),
    }


def _record_data(session: Session, record: str, group: str) -> dict[str, Any]:
    report = session.report
    data: dict[str, Any] = {}
    for field in report.template.fields_of(group):
        value = session.value(FieldAddress(record, field.id))
        if value is None or field.reading is not None:
            continue
        if field.refers_to:
            data[field.name] = (
                report.record_name(value.text) if report.has_record(value.text) else ""
            )
        else:
            data[field.name] = _value_data(session, FieldAddress(record, field.id), value)
    for child in report.template.groups_under(group):
        rows = {
            section: [
                _record_data(session, each, child.id)
                for each in report.children_in(record, child.id, section)
            ]
            for section in child.section_ids()
        }
        data[child.id] = rows if child.sections else rows[""]
    return data


def _value_data(session: Session, address: FieldAddress, value: Value) -> dict[str, str]:
    kind, _, number = encode_value(value)
    data = {"kind": kind, "text": display(value, session.report.template.numbers)}
    if number is not None:
        data["number"] = number
    field = session.report.template.fields[address.field]
    if field.formula:
        data["source"] = "stated" if session.report.entry(address) is not None else "computed"
    return data
