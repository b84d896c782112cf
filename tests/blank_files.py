"""Blanks as bureaus make them: the empty form in a Word file or a workbook of another program."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.layout import GridCell, cell_text, lay_out, sheet_refs
from perfeval_desktop.domain.template import ReportTemplate, SheetKind
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.services.blank_form import blank_session
from perfeval_desktop.services.session import Session
from tests.word_reports import write_word

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NOTE = "填表说明"
MACROS = "xl/vbaProject.bin"
_FORMATS = {ValueType.AMOUNT: "#,##0.00", ValueType.RATE: "0.00%", ValueType.TEXT: "@"}


def word_blank(template: ReportTemplate, path: Path) -> None:
    """Make one with python-docx, with a header, and letters of its own in every filled cell."""
    import docx
    from docx.shared import Pt

    write_word(blank_session(template, template.year), path)
    word = docx.Document(str(path))
    word.sections[0].header.paragraphs[0].text = "主管部门统一印制"
    for table in word.tables:
        for run in (r for c in table._cells for p in c.paragraphs for r in p.runs):
            run.font.size, run.font.bold = Pt(9), True
    word.save(str(path))


def workbook_blank(
    template: ReportTemplate, path: Path, *, unit: str = "万元", has_formula: bool = False
) -> None:
    """Make one with openpyxl: formats, a header, a validation, a comment, a sheet of its own."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.worksheet.datavalidation import DataValidation

    session = blank_session(template, template.year)
    book = Workbook()
    note = book.active
    assert note is not None
    note.title = NOTE
    note["A1"] = "请用黑色字体填写，不要改动表格。"
    note["A1"].comment = Comment("由股室解释", "股室")
    note["B2"] = "=1+1"
    for ref in sheet_refs(session.report):
        grid = lay_out(session.report, ref)
        if grid.sheet.kind is not SheetKind.TABLE:
            continue
        sheet = book.create_sheet(grid.sheet.id)
        sheet.oddHeader.center.text = "统一印制"
        sheet.append([grid.sheet.mark])
        sheet.append([_text(session, grid.title)])
        for cell in grid.cells:
            _put(session, sheet, cell, unit)
        sheet.append(["　　".join(_text(session, each) for each in grid.signature)])
        sheet.add_data_validation(DataValidation("whole", formula1="0", sqref="H40"))
        sheet.protection.sheet = True
    if has_formula:
        book["附件1-1"]["B6"] = "=B7+B10+B11"
        book["附件1-1"]["B6"].number_format = "0.00"
    book.save(path)


def with_macros(path: Path) -> Path:
    """Return the workbook as .xlsm; the macros are bytes that nothing here runs."""
    new = path.with_suffix(".xlsm")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as macro:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                assert kind in data
                data = data.replace(
                    kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                ).replace(
                    b"</Types>",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                    b"</Types>",
                )
            macro.writestr(info, data)
        macro.writestr(MACROS, b"\xd0\xcf\x11\xe0 not run")
    return new


def _text(session: Session, segments: tuple[object, ...]) -> str:
    return cell_text(segments, session.value, session.report.template.numbers)  # type: ignore[arg-type]


def _put(session: Session, sheet: Worksheet, cell: GridCell, unit: str) -> None:
    row, column = cell.row + 3, cell.column + 1
    text = _text(session, cell.segments).replace("万元", unit)
    there = sheet.cell(row, column, text or None)
    if cell.address is not None:
        kind = session.report.template.fields[cell.address.field].type
        there.number_format = _FORMATS.get(kind, "General")
    if cell.rows > 1 or cell.columns > 1:
        last = (row + cell.rows - 1, column + cell.columns - 1)
        sheet.merge_cells(start_row=row, start_column=column, end_row=last[0], end_column=last[1])
