"""One worksheet, read as a stream of XML: cells that hold something, merges, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple
from xml.parsers import expat

from perfeval_desktop.domain.parsing import MAX_AMOUNT_DECIMALS, clean_text
from perfeval_desktop.domain.source_document import SourceCell
from perfeval_desktop.domain.values import plain, round_half_up

from .kept_values import real_text
from .number_formats import GENERAL, date_text, is_date_format, shown
from .prescan import LimitError, area_of, place_of
from .shared_strings import MAX_TEXT, unescaped
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
_FORMULA = "=（公式）"


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
    hidden_columns: list[int]
    computed: set[Place]
    blank: set[Place]


def read_sheet(data: bytes, settings: SheetSettings) -> Sheet:
    """Read a worksheet.

    Raises:
        LimitError: it has more than anybody writes.
    """
    reader = _Reader(settings)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.Parse(data, True)
    return reader.sheet


class _Reader:
    def __init__(self, settings: SheetSettings) -> None:
        self.sheet = Sheet({}, [], [], [], set(), set())
        self._settings = settings
        self._row = self._column = -1
        self._kind = ""
        self._style = 0
        self._has_formula = self._has_value = False
        self._formula: list[str] = []
        self._value: list[str] = []
        self._inline: list[str] = []
        self._into: list[str] | None = None
        self._phonetic = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._begin_cell(given)
        elif local == "v":
            self._has_value = True
            self._into = self._value = []
        elif local == "row":
            self._begin_row(given)
        elif local == "f":
            self._has_formula = True
            self._into = self._formula = []
        elif local == "rPh":
            self._phonetic += 1
        elif local == "t":
            self._into = None if self._phonetic else self._inline
        elif local == "mergeCell":
            area = area_of(given.get("ref", ""))
            if area is not None:
                self.sheet.merges.append(area)
        elif local == "col" and _is_hidden(given, "width"):
            first, last = _number(given.get("min")), _number(given.get("max"))
            self.sheet.hidden_columns.extend(range(first - 1, min(last, MAX_COLUMNS)))

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._end_cell()
        elif local == "rPh":
            self._phonetic -= 1
        if local in ("v", "f", "t"):
            self._into = None

    def say(self, words: str) -> None:
        if self._into is not None:
            self._into.append(words)

    def _begin_row(self, given: dict[str, str]) -> None:
        stated = given.get("r", "")
        self._row = _number(stated) - 1 if _number(stated) else self._row + 1
        self._column = -1
        if _is_hidden(given, "ht"):
            self.sheet.hidden_rows.append(self._row)

    def _begin_cell(self, given: dict[str, str]) -> None:
        place = place_of(given.get("r", ""))
        if place is None:
            self._column += 1
            self._row = max(0, self._row)
        else:
            self._row, self._column = place
        self._kind = given.get("t", "n")
        self._style = _number(given.get("s"))
        self._has_formula = self._has_value = False
        self._formula, self._value, self._inline = [], [], []

    def _end_cell(self) -> None:
        value = "".join(self._value)
        if not value and not self._inline and not self._has_formula:
            return
        if len(self.sheet.cells) >= MAX_CELLS:
            raise LimitError(_TOO_MANY)
        place = (self._row, self._column)
        if self._has_formula and value:
            self.sheet.computed.add(place)
        elif self._has_formula and self._has_value:
            self.sheet.blank.add(place)
        text, kept, doubt = self._content(value)
        cleaned = clean_text(text)
        if len(cleaned) < len(text.replace("\r\n", "\n")):
            doubt = doubt or CHANGED
        if cleaned or doubt:
            cell = SourceCell(self._row, self._column, cleaned, kept=kept, doubt=doubt)
            self.sheet.cells[place] = cell

    def _content(self, value: str) -> tuple[str, str, str]:
        """Return text, kept value and doubt."""
        if self._has_formula and not value and self._kind not in ("s", "str", "inlineStr"):
            words = "".join(self._formula).strip()
            return f"={self._limited(words)}" if words else _FORMULA, "", NO_VALUE
        if self._kind == "n":
            return number_content(value, self._format(), is_1904=self._settings.is_1904)
        if self._kind == "b":
            return ("TRUE" if value.strip() in ("1", "true") else "FALSE"), "", TRUTH
        if self._kind == "d":
            return iso_text(value), "", ""
        return self._words(value), "", ERROR if self._kind == "e" else ""

    def _words(self, value: str) -> str:
        if self._kind == "s":
            at, strings = _number(value, -1), self._settings.strings
            return strings[at] if 0 <= at < len(strings) else ""
        return self._limited(unescaped(value or "".join(self._inline)))

    def _format(self) -> str:
        formats = self._settings.formats
        return formats[self._style] if self._style < len(formats) else GENERAL

    @staticmethod
    def _limited(text: str) -> str:
        if len(text) > MAX_TEXT:
            raise LimitError(f"有一个单元格超过 {MAX_TEXT} 个字。{_TOO_MANY}")
        return text


def number_content(
    value: str, number_format: str, *, is_1904: bool = False
) -> tuple[str, str, str]:
    """Return what a number shows, the figure behind it where that says more, and a doubt."""
    exact = _exact(value)
    if exact is None:
        return value, "", ""
    number = _PRECISE.plus(exact)
    if abs(number) >= _MOST_DIGITS and not is_date_format(number_format):
        whole = format(exact.to_integral_value() if exact.adjusted() < 30 else number, "f")
        return whole, "", TOO_LONG
    found = shown(number, number_format, is_1904=is_1904)
    if found.is_date:
        full = shown(number, "ymd", is_1904=is_1904).text if number >= 1 else ""
        return found.text, "" if found.text.startswith(full) else full, ""
    if found.scale > 1:
        figure = plain(round_half_up(number, MAX_AMOUNT_DECIMALS))
        return found.text, figure, SCALED.format(figure)
    real = real_text(found.text, plain(number), number_format)
    return found.text, real if real != found.text else "", ""


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


def _is_hidden(given: dict[str, str], size: str) -> bool:
    return given.get("hidden") in ("1", "true") or given.get(size) in ("0", "0.0")


def _number(text: str | None, otherwise: int = 0) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
