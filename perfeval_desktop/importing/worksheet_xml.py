"""One worksheet, read as a stream of XML: cells that hold something, merges, what is hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.parsing import MAX_AMOUNT_DECIMALS, clean_text
from perfeval_desktop.domain.source_document import SourceCell
from perfeval_desktop.domain.values import plain, round_half_up

from .kept_values import real_text
from .number_formats import GENERAL, date_text, is_date_format, shown
from .prescan import LimitError, area_of, place_of
from .shared_strings import LONG_TEXT, MAX_TEXT, string_of, unescaped
from .source_cells import MAX_CELLS, MAX_COLUMNS, Area, Place
from .word_text import CHANGED

NO_VALUE = "这是公式，但文件里没有存它算出的数。请在 Excel 或 WPS 里打开，重新计算并保存后再导入。"
TOO_LONG = "这个数超过 15 位，Excel 只保留前 15 位，后面的可能已经变成 0。请对照原件。"
ERROR = "这一格在表里显示为错误，没有数。请在原表里改好。"
TRUTH = "这一格是逻辑值（真或假），不是数。"
SCALED = "这一格按缩小的单位显示，里面的数是 {}，请看清单位。"
_TOO_MANY = "里面的内容太多。请把要用的表复制到一个新文件里，再选它。"
_PRECISE = Context(prec=15)  # what spreadsheets compute with
_MOST_DIGITS = Decimal(10) ** 15
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,5})(?:\.\d{0,3}[1-9])?")  # shown as it is kept
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _MERGE, _COLUMN = (
    _S + each for each in ("row", "c", "v", "f", "is", "mergeCell", "col")
)
MAX_CHARACTERS = 20_000_000  # of all cells of a sheet
_SHARED_FORMULA = "=（公式）"


class SheetSettings(NamedTuple):
    """What the cells of all sheets share."""

    strings: Sequence[str] = ()
    formats: Sequence[str] = ()
    is_1904: bool = False


class Sheet(NamedTuple):
    """What stands in a worksheet.

    `computed` are the formulas that have a value, `blank` those whose value is stored as nothing:
    a formula that gives "" and one that was never computed look alike (`workbook._forget_blanks`).
    """

    cells: dict[Place, SourceCell]
    merges: list[Area]
    hidden_rows: list[int]
    hidden_columns: set[int]
    computed: set[Place]
    blank: set[Place]


def read_sheet(data: bytes, settings: SheetSettings) -> Sheet:
    """Read a worksheet, row by row.

    Raises:
        LimitError: it has more than anybody writes.
    """
    reader = _Reader(settings)
    for _, element in ElementTree.iterparse(io.BytesIO(data), events=("end",)):
        tag = element.tag
        if tag == _ROW:
            reader.read_row(element)
            element.clear()
        elif tag == _MERGE:
            area = area_of(element.get("ref", ""))
            if area is not None:
                reader.sheet.merges.append(area)
        elif tag == _COLUMN and _is_hidden(element, "width"):
            first, last = _number(element.get("min")), _number(element.get("max"))
            reader.sheet.hidden_columns.update(range(max(0, first - 1), min(last, MAX_COLUMNS)))
    return reader.sheet


class _Reader:
    def __init__(self, settings: SheetSettings) -> None:
        self.sheet = Sheet({}, [], [], set(), set(), set())
        self._settings = settings
        self._row = -1
        self._room = MAX_CHARACTERS

    def read_row(self, element: ElementTree.Element) -> None:
        """Take over the cells of a row that hold something."""
        self._row = _number(element.get("r"), self._row + 2) - 1
        if _is_hidden(element, "ht"):
            self.sheet.hidden_rows.append(self._row)
        column = -1
        for cell in element:
            if cell.tag == _CELL:
                place = place_of(cell.get("r", "")) or (self._row, column + 1)
                column = place[1]
                if len(cell):
                    self._read(cell, place)

    def _read(self, cell: ElementTree.Element, place: Place) -> None:
        value, formula, inline = cell.findtext(_VALUE), cell.find(_FORMULA), cell.find(_INLINE)
        if formula is not None and value is not None:
            (self.sheet.computed if value else self.sheet.blank).add(place)
        kind = cell.get("t", "n")
        if kind == "n" and value and inline is None:
            style = _number(cell.get("s"))
            text, kept, doubt = number_content(
                value, self._format(style), is_1904=self._settings.is_1904
            )
        elif formula is not None and not value and kind not in ("s", "str", "inlineStr"):
            words = (formula.text or "").strip()
            text, kept, doubt = (f"={words}" if words else _SHARED_FORMULA), "", NO_VALUE
        else:
            text, kept, doubt = self._words(kind, value or "", inline)
        self._room -= len(text)
        if len(text) > MAX_TEXT:
            raise LimitError(LONG_TEXT)
        if self._room < 0 or len(self.sheet.cells) >= MAX_CELLS:
            raise LimitError(_TOO_MANY)
        if not text.isprintable():
            cleaned = clean_text(text)
            doubt = doubt or (CHANGED if len(cleaned) < len(text.replace("\r\n", "\n")) else "")
            text = cleaned
        if text or doubt:
            self.sheet.cells[place] = SourceCell(*place, text, 1, 1, kept, doubt)

    def _words(
        self, kind: str, value: str, inline: ElementTree.Element | None
    ) -> tuple[str, str, str]:
        """Return text, kept value and doubt of a cell that holds no number."""
        if kind == "s":
            at, strings = _number(value, -1), self._settings.strings
            return (strings[at] if 0 <= at < len(strings) else ""), "", ""
        if kind == "b":
            return ("TRUE" if value.strip() in ("1", "true") else "FALSE"), "", TRUTH
        if kind == "d":
            return iso_text(value), "", ""
        written = string_of(inline) if inline is not None and not value else unescaped(value)
        return written, "", ERROR if kind == "e" else ""

    def _format(self, style: int) -> str:
        formats = self._settings.formats
        return formats[style] if style < len(formats) else GENERAL


@lru_cache(maxsize=8_192)
def number_content(
    value: str, number_format: str, *, is_1904: bool = False
) -> tuple[str, str, str]:
    """Return what a number shows, the figure behind it where that says more, and a doubt."""
    if number_format == GENERAL and _PLAIN_NUMBER.fullmatch(value):
        return value, "", ""
    exact = _exact(value)
    if exact is None:
        return value, "", ""
    number = _PRECISE.plus(exact)
    if abs(number) >= _MOST_DIGITS and not is_date_format(number_format):
        whole = format(exact.to_integral_value() if exact.adjusted() < 30 else number, "f")
        return whole, "", TOO_LONG
    found = shown(number, number_format, is_1904=is_1904)
    kept, doubt = "", ""
    if found.is_date:
        full = shown(number, "ymd", is_1904=is_1904).text if number >= 1 else ""
        kept = "" if found.text.startswith(full) else full
    elif found.scale > 1:
        kept = plain(round_half_up(number, MAX_AMOUNT_DECIMALS))
        doubt = SCALED.format(kept)
    elif not found.is_whole:
        real = real_text(found.text, plain(number), number_format)
        kept = real if real != found.text else found.full.strip()
        kept = kept if kept != found.text else ""
    return found.text, kept, doubt


def _exact(value: str) -> Decimal | None:
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 300 else None


def iso_text(value: str) -> str:
    """Return a date that is written as ISO does; another text as it is."""
    try:
        moment = datetime.fromisoformat(value.strip().removesuffix("Z"))
    except ValueError:
        return value
    return date_text(moment)


def _is_hidden(element: ElementTree.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _number(text: str | None, otherwise: int = 0) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
