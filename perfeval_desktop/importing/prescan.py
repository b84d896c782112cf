"""XML looked through before a library builds anything from it: what could swell is counted.

Expat reads it piece by piece and keeps nothing. A file that passes is read by others in time that
grows with its size only.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple
from xml.parsers import expat

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main ": _W,
    "http://purl.oclc.org/ooxml/spreadsheetml/main ": _S,
}
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_AGAIN = "请把要用的内容复制到一个新文件里，再选它。"
_NEW_FILE = "请在 Word、Excel 或 WPS 里打开它，另存一份，再选一次。"


class LimitError(Exception):
    """Something is more than anybody writes; the message is a Chinese sentence."""


class Limits(NamedTuple):
    """How much of each an XML part may have."""

    elements: int = 4_000_000
    depth: int = 250
    rows: int = 20_000  # of a worksheet, those in which something stands
    columns: int = 300
    merges: int = 3_000
    merged_cells: int = 200_000
    span: int = 63  # columns of a Word table
    paragraphs: int = 100_000
    tables_inside: int = 8
    attribute: int = 100_000  # characters


def scan_xml(data: bytes, limits: Limits) -> None:
    """Look one part through.

    Raises:
        LimitError: it is no XML, declares a document type, or has too much of something.
    """
    scan = _Scan(limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise LimitError(f"它坏了，或者没有复制完整。{_NEW_FILE}") from error


def _refuse_declaration(*_: object) -> None:
    raise LimitError(
        f"里面有 Word、Excel、WPS 不会写的声明（DOCTYPE），为了安全没有读。{_NEW_FILE}"
    )


class _Scan:
    """The counts of one part."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._elements = self._depth = self._rows = self._paragraphs = self._tables = 0
        self._merges = self._merged = 0
        self._is_row_new = False
        self._begun: Counter[str] = Counter()

    def start(self, name: str, given: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > self._limits.elements:
            raise LimitError(f"里面的内容太多。{_AGAIN}")
        if self._depth > self._limits.depth:
            raise LimitError(f"里面一层套一层，套得太深。{_AGAIN}")
        if given and max(map(len, given.values())) > self._limits.attribute:
            raise LimitError(f"里面的内容太多。{_AGAIN}")
        place, _, local = name.rpartition(" ")
        watch = _WATCHED.get(local)
        if watch is not None and (place + " " in (_W, _S) or place + " " in _STRICT):
            watch(self, given)

    def end(self, name: str) -> None:
        self._depth -= 1
        if name.endswith(" tbl"):
            self._tables -= 1

    def _row(self, given: dict[str, str]) -> None:
        self._is_row_new = True

    def _value(self, given: dict[str, str]) -> None:
        if self._is_row_new:
            self._is_row_new = False
            self._rows += 1
            if self._rows > self._limits.rows:
                raise LimitError(f"一张工作表里超过 {self._limits.rows} 行，太多了。{_AGAIN}")

    def _merge(self, given: dict[str, str]) -> None:
        area = area_of(given.get("ref", ""))
        self._merges += 1
        if area is not None:
            top, left, bottom, right = area
            self._merged += (bottom - top + 1) * (right - left + 1)
        if self._merges > self._limits.merges or self._merged > self._limits.merged_cells:
            raise LimitError(f"一张工作表里合并的单元格太多，或者太大。{_AGAIN}")

    def _span(self, given: dict[str, str]) -> None:
        words = next((v for k, v in given.items() if k.rpartition(" ")[2] == "val"), "")
        if words.strip().isdigit() and len(words) < 20 and int(words) <= self._limits.span:
            return
        raise LimitError(f"一个表格单元格跨的列太多，Word 里做不出来，为了安全没有读。{_NEW_FILE}")

    def _paragraph(self, given: dict[str, str]) -> None:
        self._paragraphs += 1
        if self._paragraphs > self._limits.paragraphs:
            raise LimitError(f"里面超过 {self._limits.paragraphs} 个段落，太多了。{_AGAIN}")

    def _table(self, given: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > self._limits.tables_inside:
            raise LimitError(f"表格里一层套一层，套得太深。{_AGAIN}")


_WATCHED = {
    "row": _Scan._row,
    "v": _Scan._value,
    "is": _Scan._value,
    "mergeCell": _Scan._merge,
    "gridSpan": _Scan._span,
    "gridBefore": _Scan._span,
    "gridAfter": _Scan._span,
    "p": _Scan._paragraph,
    "tbl": _Scan._table,
}


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column, from 0, of a cell written like B7; None when it is no cell."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row - 1, column - 1) if row else None


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Return first row and column, last row and column of an area written like A1:C2."""
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last or first)
    if begin is None or end is None or end < begin or end[1] < begin[1]:
        return None
    return (*begin, *end)
