"""A list as a worksheet: a title, a summary, heads, and rows of texts and figures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
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


class Column(NamedTuple):
    """A column's head and its width in characters."""

    head: str
    width: int


_FIGURE_WRITTEN = re.compile(r"-?\d{1,15}(\.\d+)?")
_BORDER = {"border": 1, "border_color": "#808080", "valign": "top"}
_TITLE = {"bold": True, "font_size": 14}
_HEAD = {**_BORDER, "bold": True, "bg_color": "#E7E6E6", "text_wrap": True}
_TEXT = {**_BORDER, "text_wrap": True}
_FIGURE = {**_BORDER, "align": "right"}
_HEAD_ROW = 2  # counted from 0
_A4 = 9
_LINE_PT, _HIGHEST_PT = 16, 409


def write_list(
    name: str,
    title: str,
    summary: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    path: Path,
) -> None:
    """Write a workbook with one worksheet, called `name`.

    It is made in memory: no temporary file holds what the list says.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet(name)
    looks = _Looks(workbook)
    _put(sheet, (0, 0), title, looks, _TITLE)
    _put(sheet, (1, 0), summary, looks, {})
    for number, column in enumerate(columns):
        _put(sheet, (_HEAD_ROW, number), column.head, looks, _HEAD)
        sheet.set_column(number, number, column.width)
    last = _HEAD_ROW
    for last, row in enumerate(rows, _HEAD_ROW + 1):
        for number, value in enumerate(row):
            _put(sheet, (last, number), value, looks, _TEXT)
        lines = max(
            _lines(str(value), each.width) for value, each in zip(row, columns, strict=True)
        )
        if lines > 1:  # else the program that opens it has its own height for a line
            sheet.set_row(last, min(_LINE_PT * lines, _HIGHEST_PT))
    _set_up_page(sheet, last, len(columns))
    workbook.close()
    replace_file(path, buffer.getvalue())


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; a Chinese character is as wide as two."""
    room = width - 1
    halves = (sum(1 if each.isascii() else 2 for each in line) for line in text.split("\n"))
    return sum(max(1, -(-each // room)) for each in halves)


def figure_or_text(shown: str) -> CellValue:
    """A worksheet can sort and add up plain figures; 54.55% and ≥95% stay as they are shown."""
    return Decimal(shown) if _FIGURE_WRITTEN.fullmatch(shown) else shown


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
    place: tuple[int, int],
    value: CellValue,
    looks: _Looks,
    look: Mapping[str, object],
) -> None:
    """Put a figure or a text into a cell; a text stays one, also when somebody edits the cell."""
    if isinstance(value, Decimal):
        sheet.write_number(*place, float(value), looks.of(_FIGURE))
        return
    text, rest = cut_text(clean_text(value))
    if not text:
        sheet.write_blank(*place, None, looks.of(look))
        return
    kept = {**look, "quote_prefix": True} if looks_like_formula(text) else look
    sheet.write_string(*place, f"{text[:-1]}…" if rest else text, looks.of(kept))


def _set_up_page(sheet: Worksheet, last: int, columns: int) -> None:
    """Keep the head in sight, and print on landscape pages as wide as the paper."""
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.autofilter(_HEAD_ROW, 0, last, columns - 1)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
