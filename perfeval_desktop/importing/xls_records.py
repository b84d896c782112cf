"""What python-calamine does not tell of an .xls: number formats, what is hidden, empty results.

Excel's records of 97 to 2003 (BIFF8) are walked once; values are not read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .number_formats import GENERAL, built_in

_BOF, _END = 0x0809, 0x000A
_BIFF8 = 0x0600
_FORMAT, _XF, _SHEET, _DATE_MODE, _LOCKED = 0x041E, 0x00E0, 0x0085, 0x0022, 0x002F
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006
_ROW, _COLUMNS, _NOTE, _STRING = 0x0208, 0x007D, 0x001C, 0x0207
_HIDDEN_ROW = 0x20
_MOST_RECORDS = 3_000_000

Place = tuple[int, int]


@dataclass
class XlsSheet:
    """What is known of the cells of a sheet beside their values."""

    formats: dict[Place, str] = field(default_factory=dict)
    blanks: set[Place] = field(default_factory=set)  # formulas that give ""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: int = 0


@dataclass
class XlsBook:
    """What is known of a workbook."""

    sheets: dict[str, XlsSheet] = field(default_factory=dict)
    is_locked: bool = False
    is_1904: bool = False


def read_records(stream: bytes) -> XlsBook | None:
    """Return what an .xls says of its cells; None when it is of another version, or broken."""
    book = XlsBook()
    formats: dict[int, str] = {}
    styles: list[int] = []
    places: dict[str, int] = {}
    try:
        for kind, body in _records(stream, 0):
            if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
                return None
            if kind == _FORMAT:
                formats[struct.unpack_from("<H", body)[0]] = _text(body[2:], 2)
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == _SHEET:
                places[_text(body[6:], 1)] = struct.unpack_from("<I", body)[0]
            elif kind == _DATE_MODE:
                book.is_1904 = body[:1] == b"\1"
            elif kind == _LOCKED:
                book.is_locked = True
                return book
        format_of = [formats.get(each) or built_in(each) for each in styles]
        for name, begin in places.items():
            book.sheets[name] = _sheet(stream, begin, format_of)
    except (struct.error, UnicodeDecodeError):
        return None
    return book


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records up to the one that ends this part of the stream."""
    depth = 0
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _END)
        if depth <= 0:
            return


def _sheet(stream: bytes, begin: int, formats: list[str]) -> XlsSheet:
    sheet = XlsSheet()
    waiting: Place | None = None  # a formula whose text comes in the next record, or not at all
    for kind, body in _records(stream, begin):
        if waiting is not None and kind == _STRING:
            sheet.blanks.discard(waiting)
            waiting = None
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", body)
            sheet.formats[row, column] = formats[style] if style < len(formats) else GENERAL
            if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] in (0, 3):
                sheet.blanks.add((row, column))
                waiting = (row, column)
        elif kind == _MANY_RK:
            row, column = struct.unpack_from("<HH", body)
            for number in range((len(body) - 6) // 6):
                (style,) = struct.unpack_from("<H", body, 4 + 6 * number)
                known = formats[style] if style < len(formats) else GENERAL
                sheet.formats[row, column + number] = known
        elif kind == _ROW and len(body) > 12 and body[12] & _HIDDEN_ROW:
            sheet.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & 1 or not width:
                sheet.hidden_columns.update(range(first, min(last + 1, 256)))
        elif kind == _NOTE:
            sheet.notes += 1
    return sheet


def _text(body: bytes, counted: int) -> str:
    """Return a string with its length before it, in one or two bytes."""
    length = int.from_bytes(body[:counted], "little")
    is_wide = bool(body[counted] & 1) if len(body) > counted else False
    begin = counted + 1
    if is_wide:
        return body[begin : begin + 2 * length].decode("utf-16-le")
    return body[begin : begin + length].decode("latin-1")
