"""The XLSX writer: every section a worksheet, numbers as numbers, formulas that compute.

XlsxWriter writes the values of formulas beside them, so that a preview, a phone or a reader that
does not compute shows them as well.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from perfeval_desktop.domain.defined_names import (
    FORMAT_PROPERTY,
    NAMES_FORMAT,
    TEMPLATE_PROPERTY,
    YEAR_PROPERTY,
)

from ..atomic import replace_file
from ..document import Document, PageBreak, Paragraph, SealPlace, Section, Space
from ..tables import SignatureLine, Table
from .breaks import page_breaks
from .formats import Formats
from .page import PagedWorksheet, goes_on_one, set_page, text_height_pt
from .sheet import Sheet
from .sheet_names import sheet_names
from .table import TableWriter

__all__ = ["OnStep", "XlsxFile", "make_xlsx", "write_xlsx", "xlsx_bytes"]

OnStep = Callable[[int, int], None]

_CREATED = datetime(2000, 1, 1)  # the same for all files: the same data gives the same bytes
_LONGEST_PROPERTY = 255

# Widths of columns are counted in digits of the default font, and Calibri is missing on many
# machines here. In 宋体 11 a digit takes 8 pixels, as a column of 72 tells XlsxWriter.
_OPTIONS = {
    "in_memory": True,
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
    "default_column_width": 72,
    "default_row_height": 18,
}


class XlsxFile(NamedTuple):
    """A workbook, and sentences about what stands in it elsewhere than on paper."""

    data: bytes
    said: tuple[str, ...]


def write_xlsx(document: Document, path: Path, on_step: OnStep | None = None) -> tuple[str, ...]:
    """Write `document` as a workbook; the file at `path` is the old one until the new is whole.

    Args:
        document: What to write.
        path: The file to make or replace.
        on_step: Called before each sheet with its index and their number; an exception it raises
            cancels the export and leaves the old file.

    Returns:
        A sentence for every text that one cell could not hold.

    Raises:
        ExportError: The file could not be written.
    """
    made = make_xlsx(document, on_step)
    replace_file(path, made.data)
    return made.said


def xlsx_bytes(document: Document) -> bytes:
    """Return `document` as a workbook; the same document gives the same bytes."""
    return make_xlsx(document).data


def make_xlsx(document: Document, on_step: OnStep | None = None) -> XlsxFile:
    """Make the workbook in memory."""
    buffer, said = io.BytesIO(), list[str]()
    workbook = Workbook(buffer, _OPTIONS)
    _set_properties(workbook, document)
    formats = Formats(workbook)
    names = sheet_names(section.name for section in document.sections)
    for number, (section, name) in enumerate(zip(document.sections, names, strict=True)):
        if on_step is not None:
            on_step(number, len(names))
        _add_sheet(workbook, name, section, formats, said)
    workbook.close()
    return XlsxFile(buffer.getvalue(), tuple(said))


def _set_properties(workbook: Workbook, document: Document) -> None:
    texts = {"title": document.title, "author": document.author, "subject": document.subject}
    cut = {name: text.replace("\n", " ")[:_LONGEST_PROPERTY] for name, text in texts.items()}
    workbook.set_properties({**cut, "created": _CREATED})
    if document.template:
        workbook.set_custom_property(TEMPLATE_PROPERTY, document.template[:_LONGEST_PROPERTY])
        workbook.set_custom_property(YEAR_PROPERTY, document.year)
        workbook.set_custom_property(FORMAT_PROPERTY, NAMES_FORMAT)


def _add_sheet(
    workbook: Workbook, name: str, section: Section, formats: Formats, said: list[str]
) -> None:
    worksheet = workbook.add_worksheet(name, worksheet_class=PagedWorksheet)
    worksheet.hide_gridlines(2)
    sheet = Sheet(workbook, worksheet, name, section, formats, said)
    titles: tuple[int, int] | None = None
    for block in section.blocks:
        match block:
            case Table():
                written = TableWriter(sheet, block).write()
                titles = titles or written
            case Paragraph():
                sheet.add_paragraph(block)
            case Space():
                sheet.add_space(block)
            case PageBreak():
                sheet.add_page_break(block)
            case SealPlace():
                sheet.add_seal_place(block)
            case SignatureLine():
                sheet.add_signature(block)
    is_one = not sheet.page_breaks and goes_on_one(section.page, sum(sheet.heights))
    set_page(worksheet, section.page, is_one=is_one)
    sheet.name_paragraphs()
    if titles is not None:
        worksheet.repeat_rows(*titles)
    if sheet.row:
        worksheet.print_area(0, 0, sheet.row - 1, sheet.last_column)
        worksheet.ignore_errors(_quiet(sheet))
    if not is_one:
        height = text_height_pt(section.page)
        worksheet.set_h_pagebreaks(
            page_breaks(sheet.heights, sheet.break_costs, height, sheet.page_breaks, titles)
        )


def _quiet(sheet: Sheet) -> dict[str, str]:
    """What Excel need not point at: the form means it so."""
    everywhere = str(xl_range(0, 0, sheet.row - 1, sheet.last_column))
    kinds = ("number_stored_as_text", "formula_differs", "formula_range", "empty_cell_reference")
    return dict.fromkeys(kinds, everywhere)
