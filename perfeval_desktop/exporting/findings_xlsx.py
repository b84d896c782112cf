"""The findings of a check as a worksheet, one row a finding."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

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
_BORDER = {"border": 1, "border_color": "#808080", "valign": "top"}
_TITLE = {"bold": True, "font_size": 14}
_HEAD = {**_BORDER, "bold": True, "bg_color": "#E7E6E6", "text_wrap": True}
_TEXT = {**_BORDER, "text_wrap": True}
_FIGURE = {**_BORDER, "align": "right"}
_HEAD_ROW = 2  # counted from 0
_A4 = 9


def write_findings(title: str, summary: str, rows: Iterable[FindingRow], path: Path) -> None:
    """Write a workbook with one worksheet: a title, a summary, and a row for each finding.

    It is made in memory: no temporary file holds what the findings say.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("审核结果")
    looks = _Looks(workbook)
    _put(sheet, 0, 0, title, looks, _TITLE)
    _put(sheet, 1, 0, summary, looks, {})
    for column, (head, width) in enumerate(_COLUMNS):
        _put(sheet, _HEAD_ROW, column, head, looks, _HEAD)
        sheet.set_column(column, column, width)
    last = _HEAD_ROW
    for last, row in enumerate(rows, _HEAD_ROW + 1):
        for column, value in enumerate(row):
            _put(sheet, last, column, value, looks, _TEXT)
    _set_up_page(sheet, last)
    workbook.close()
    replace_file(path, buffer.getvalue())


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def of(self, properties: Mapping[str, object]) -> Format:
        key = repr(properties)
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(properties))
        return self._made[key]


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: CellValue,
    looks: _Looks,
    look: Mapping[str, object],
) -> None:
    """Put a figure or a text into a cell; a text stays one, also when somebody edits the cell."""
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), looks.of(_FIGURE))
        return
    text, rest = cut_text(clean_text(value))
    if not text:
        sheet.write_blank(row, column, None, looks.of(look))
        return
    kept = {**look, "quote_prefix": True} if looks_like_formula(text) else look
    sheet.write_string(row, column, f"{text[:-1]}…" if rest else text, looks.of(kept))


def _set_up_page(sheet: Worksheet, last: int) -> None:
    """Keep the head in sight, and print on landscape pages as wide as the paper."""
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.autofilter(_HEAD_ROW, 0, last, len(_COLUMNS) - 1)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
