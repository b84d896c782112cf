"""XML looked through before a library builds anything from it: what could swell is counted.

Expat reads it piece by piece and keeps nothing. A file that passes is read by others in time that
grows with its size only.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

_SPACES = (  # of Word and of Excel, as usually and as strictly written
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
)
_AGAIN = "请把要用的内容复制到一个新文件里，再选它。"
_NEW_FILE = "请在 Word、Excel 或 WPS 里打开它，另存一份，再选一次。"


class LimitError(Exception):
    """Something is more than anybody writes; the message is a Chinese sentence."""


class Limits(NamedTuple):
    """How much of each an XML part may have."""

    elements: int = 1_000_000
    depth: int = 250
    rows: int = 20_000  # of a worksheet, those in which something stands
    merges: int = 3_000
    merged_cells: int = 200_000
    span: int = 63  # columns of a Word table
    paragraphs: int = 100_000
    tables_inside: int = 8


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
    except (expat.ExpatError, LookupError, ValueError) as error:  # or an encoding nobody knows
        raise LimitError(f"它坏了，或者没有复制完整。{_NEW_FILE}") from error


def _refuse_declaration(*_: object) -> None:
    words = "里面有 Word、Excel、WPS 不会写的声明（DOCTYPE），为了安全没有读。"
    raise LimitError(f"{words}{_NEW_FILE}")


class _Scan:
    """The counts of one part. Half a million elements a second: what is done for each is little."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left, self._depth_left = limits.elements, limits.depth
        self._rows = self._paragraphs = self._tables = self._merges = self._merged = 0
        self._is_row_new = False
        self._watch = {
            space + name: method
            for space in _SPACES
            for name, method in (
                ("row", self._row),
                ("v", self._value),
                ("is", self._value),
                ("mergeCell", self._merge),
                ("gridSpan", self._span),
                ("gridBefore", self._span),
                ("gridAfter", self._span),
                ("p", self._paragraph),
                ("tbl", self._table),
            )
        }

    def start(self, name: str, given: dict[str, str]) -> None:
        self._left -= 1
        self._depth_left -= 1
        watch = self._watch.get(name)
        if watch is not None:
            watch(given)
        if self._left < 0:
            raise LimitError(f"里面的内容太多。{_AGAIN}")
        if self._depth_left < 0:
            raise LimitError(f"里面一层套一层，套得太深。{_AGAIN}")

    def end(self, name: str) -> None:
        self._depth_left += 1
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
        words = next((v for k, v in given.items() if k.rpartition(" ")[2] == "val"), "").strip()
        is_number = words.isascii() and words.isdigit() and len(words) < 20
        if not is_number or int(words) > self._limits.span:
            words = "一个表格单元格跨的列太多，Word 里做不出来，为了安全没有读。"
            raise LimitError(f"{words}{_NEW_FILE}")

    def _paragraph(self, given: dict[str, str]) -> None:
        self._paragraphs += 1
        if self._paragraphs > self._limits.paragraphs:
            raise LimitError(f"里面超过 {self._limits.paragraphs} 个段落，太多了。{_AGAIN}")

    def _table(self, given: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > self._limits.tables_inside:
            raise LimitError(f"表格里一层套一层，套得太深。{_AGAIN}")


@lru_cache(maxsize=1_024)
def _column(letters: str) -> int:
    """Return the number of a column written like B, from 0; -1 when it is none."""
    if not (0 < len(letters) < 4 and letters.isascii() and letters.isalpha()):
        return -1
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column, from 0, of a cell written like B7; None when it is no cell."""
    letters = reference.rstrip("0123456789")
    digits, column = reference[len(letters) :], _column(letters.replace("$", ""))
    if column < 0 or not 0 < len(digits) < 8 or digits.startswith("0"):
        return None
    return int(digits) - 1, column


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Return first row and column, last row and column of an area written like A1:C2."""
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last or first)
    if begin is None or end is None or end < begin or end[1] < begin[1]:
        return None
    return (*begin, *end)
