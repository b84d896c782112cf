"""A list as a worksheet: a title, a summary, heads, and rows of texts and figures."""

from __future__ import annotations

import io
import re
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

CellValue = str | Decimal


class Column(NamedTuple):
    """A column's head and its width in characters."""

    head: str
    width: int


_FIGURE_WRITTEN = re.compile(r"-?\d{1,15}(\.\d+)?")
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FONT, _TITLE_FONT = Font(bold=True), Font(bold=True, size=14)
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")
_TEXT = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(vertical="top", horizontal="right")
_HEAD_ROW = 3
_LINE_PT, _HIGHEST_PT = 16, 409
_MOST_CHARACTERS = 32_767  # of a cell; a text that is longer is cut there


def write_list(
    name: str,
    title: str,
    summary: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    path: Path,
) -> None:
    """Write a workbook with one worksheet, called `name`.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    _put(sheet, 1, 1, title).font = _TITLE_FONT
    _put(sheet, 2, 1, summary)
    _fill_head(sheet, columns)
    for number, row in enumerate(rows, _HEAD_ROW + 1):
        _fill_row(sheet, number, row)
        lines = max(
            _lines(str(value), each.width) for value, each in zip(row, columns, strict=True)
        )
        if lines > 1:  # else the program that opens it has its own height for a line
            sheet.row_dimensions[number].height = min(_LINE_PT * lines, _HIGHEST_PT)
    _set_up_page(sheet, len(columns))
    buffer = io.BytesIO()
    workbook.save(buffer)
    replace_file(path, buffer.getvalue())


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; a Chinese character is as wide as two."""
    room = width - 1
    halves = (sum(1 if each.isascii() else 2 for each in line) for line in text.split("\n"))
    return sum(max(1, -(-each // room)) for each in halves)


def figure_or_text(shown: str) -> CellValue:
    """A worksheet can sort and add up plain figures; 54.55% and ≥95% stay as they are shown."""
    return Decimal(shown) if _FIGURE_WRITTEN.fullmatch(shown) else shown


def _fill_head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for column, (head, width) in enumerate(columns, 1):
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
    if isinstance(value, str):
        cell.value = clean_text(value)[:_MOST_CHARACTERS]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _set_up_page(sheet: Worksheet, columns: int) -> None:
    """Keep the head in sight, and print on landscape pages as wide as the paper."""
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    last = get_column_letter(columns)
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}{sheet.max_row}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
