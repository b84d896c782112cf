"""The findings of a check as a worksheet, one row a finding."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_desktop.exporting.atomic import replace_file
from perfeval_desktop.exporting.text import clean_text
from perfeval_desktop.exporting.xlsx.contents import cut_text, looks_like_formula

CellValue = str | Decimal


class FindingRow(NamedTuple):
    """What stands in one row; figures are Decimals, everything else is text."""

    severity: str
    sheet: str
    title: str
    message: str
    left_label: str
    left: CellValue
    right_label: str
    right: CellValue
    difference: CellValue
    places: str
    basis: str
    cause: str
    state: str
    explanation: str
    said_by: str


_COLUMNS = (  # head, width in characters
    ("级别", 8),
    ("所在表", 18),
    ("问题", 28),
    ("说明", 48),
    ("一方", 20),
    ("数值", 12),
    ("另一方", 20),
    ("数值", 12),
    ("相差", 10),
    ("涉及填报项", 36),
    ("依据", 30),
    ("可能的原因", 36),
    ("状态", 12),
    ("审核说明", 40),
    ("说明人和日期", 20),
)
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FONT, _TITLE_FONT = Font(bold=True), Font(bold=True, size=14)
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")
_TEXT = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(vertical="top", horizontal="right")
_HEAD_ROW = 3


def write_findings(title: str, summary: str, rows: Iterable[FindingRow], path: Path) -> None:
    """Write a workbook with one worksheet: a title, a summary, and a row for each finding.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "审核结果"
    _put(sheet, 1, 1, title).font = _TITLE_FONT
    _put(sheet, 2, 1, summary)
    _fill_head(sheet)
    for number, row in enumerate(rows, _HEAD_ROW + 1):
        _fill_row(sheet, number, row)
    _set_up_page(sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    replace_file(path, buffer.getvalue())


def _fill_head(sheet: Worksheet) -> None:
    for column, (head, width) in enumerate(_COLUMNS, 1):
        cell = _put(sheet, _HEAD_ROW, column, head)
        cell.font, cell.fill, cell.border, cell.alignment = _HEAD_FONT, _HEAD_FILL, _BORDER, _TEXT
        sheet.column_dimensions[get_column_letter(column)].width = width


def _fill_row(sheet: Worksheet, number: int, row: Sequence[CellValue]) -> None:
    for column, value in enumerate(row, 1):
        cell = _put(sheet, number, column, value)
        cell.border = _BORDER
        cell.alignment = _FIGURE if isinstance(value, Decimal) else _TEXT


def _put(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """Put a figure or a text into a cell; a text that begins with "=" stays a text."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if not isinstance(value, str):
        cell.value = value
        return cell
    text, rest = cut_text(clean_text(value))
    if text:
        cell.value = f"{text[:-1]}…" if rest else text
        cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)  # nor does it become one when it is edited
    return cell


def _set_up_page(sheet: Worksheet) -> None:
    """Keep the head in sight, and print on landscape pages as wide as the paper."""
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    last = get_column_letter(len(_COLUMNS))
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}{sheet.max_row}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
