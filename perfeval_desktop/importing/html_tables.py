"""The tables of a copied HTML page as cells by place, as Excel, WPS, Word and browsers write them.

What is hidden there keeps its place and is marked, so that the other flavours can be compared.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

MOST_COLUMNS, MOST_ROWS = 1_000, 20_000  # a span says anything; nobody copies that much
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?={_WIDE})")
_HIDDEN = ("display:none", "mso-hide:all")
_NUMBER_FORMAT = re.compile(r"\.(\w+)\s*\{[^{}]*?mso-number-format:\s*((?:\"[^\"]*\"|[^;}])*)")
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4"})
_UNREAD = frozenset({"style", "script", "title", "rt", "rp"})
_MISALIGNED, _END = "if supportMisalignedColumns", "endif"


class TableCell(NamedTuple):
    """A cell; `kept` is the value another program keeps behind what it shows, "" for none."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    kept: str = ""
    number_format: str = ""


class HtmlTables(NamedTuple):
    """All cells in reading order, and which rows and columns are not to be seen."""

    cells: list[TableCell]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def html_tables(html: str) -> HtmlTables:
    """Return the cells of the tables of a page, one table under the other."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    parser.end_cell()
    return HtmlTables(parser.cells, frozenset(parser.hidden_rows), frozenset(parser.hidden_columns))


class _Open(NamedTuple):
    """The cell that is read."""

    given: dict[str, str]
    style: str
    parts: list[str]


class _Parser(HTMLParser):
    """Follows the outermost tables; a table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[TableCell] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._formats: dict[str, str] = {}
        self._taken: set[tuple[int, int]] = set()  # by cells merged over rows
        self._row, self._column, self._columns_told = -1, 0, 0
        self._rows_left_out = 0  # empty rows that one row stands for
        self._depth = 0
        self._cell: _Open | None = None
        self._unread = ""
        self._is_left_out = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell, break a line."""
        if tag in _UNREAD:
            self._unread = tag
        if self._is_left_out:
            return
        given = {name: value or "" for name, value in attrs}
        style = given.get("style", "").replace(" ", "").replace("\n", "").lower()
        if tag == "table":
            self._depth += 1
            self._columns_told = 0
        elif self._cell is not None and (tag == "br" or tag in _BLOCKS or self._depth > 1):
            self._break_line(tag)
        elif tag == "col":
            self._tell_columns(given, style)
        elif tag == "tr":
            self._begin_row(style)
        elif tag in ("td", "th"):
            self.end_cell()
            self._row = max(0, self._row)
            self._cell = _Open(given, style, [])

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag == self._unread:
            self._unread = ""
        if tag == "table":
            self._depth = max(0, self._depth - 1)
        if (self._depth <= 1 and tag in ("td", "th", "tr")) or (not self._depth and tag == "table"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        """White space in a page, line ends too, is one blank, and none between Chinese words."""
        if self._unread == "style":
            self._formats.update(_NUMBER_FORMAT.findall(data))
        elif self._cell is not None and not self._unread and not self._is_left_out:
            self._cell.parts.append(_SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", data)))

    def unknown_decl(self, data: str) -> None:
        """Leave out the row that only measures columns, for programs that cannot."""
        self._heed(data)

    def handle_comment(self, data: str) -> None:
        """Later versions of Python take `<![if …]>` for a comment."""
        self._heed(data)

    def _heed(self, condition: str) -> None:
        words = condition.strip("[] ")
        if words in (_MISALIGNED, _END):
            self._is_left_out = words == _MISALIGNED

    def _break_line(self, tag: str) -> None:
        assert self._cell is not None
        if tag in ("td", "th"):
            self._cell.parts.append(" ")
        elif tag in ("br", "tr") or (tag in _BLOCKS and "".join(self._cell.parts).strip(" \n")):
            self._cell.parts.append("\n")

    def _tell_columns(self, given: dict[str, str], style: str) -> None:
        first, self._columns_told = self._columns_told, self._columns_told + span(given, "span")
        if "display:none" in style:
            self.hidden_columns.update(range(first, min(self._columns_told, MOST_COLUMNS)))

    def _begin_row(self, style: str) -> None:
        self.end_cell()
        self._row += 1 + self._rows_left_out
        self._column = 0
        if any(each in style for each in _HIDDEN):
            self.hidden_rows.add(self._row)
        stands_for = re.search(r"mso-xlrowspan:(\d{1,4})", style)
        self._rows_left_out = max(0, int(stands_for[1]) - 1) if stands_for else 0

    def end_cell(self) -> None:
        """Take over the cell that is read, if there is one."""
        if self._cell is None:
            return
        (given, style, parts), self._cell = self._cell, None
        if any(each in style for each in _HIDDEN) or self._row >= MOST_ROWS:
            return
        while (self._row, self._column) in self._taken:
            self._column += 1
        rows, columns = span(given, "rowspan"), span(given, "colspan")
        text = _lines("".join(parts))
        kept = given.get("x:num") or given.get("sdval") or ""
        number_format = given.get("sdnum") or self._formats.get(given.get("class", ""), "")
        if "mso-ignore:colspan" in style:  # words that run over empty cells, or those alone
            places = [(1, text), *((1, "") for _ in range(columns - 1))]
        else:
            places = [(columns, text)]
        for width, words in places:
            cell = TableCell(
                self._row, self._column, rows, width, words, kept if words else "", number_format
            )
            self.cells.append(cell)
            self._taken |= {
                (self._row + down, self._column + right)
                for down in range(1, rows)
                for right in range(width)
            }
            self._column += width


def span(given: dict[str, str], name: str) -> int:
    """Return how many rows or columns an attribute says, 1 where it says nothing sensible."""
    text = given.get(name, "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return min(max(1, int(text)), MOST_COLUMNS) if is_number else 1


def _lines(text: str) -> str:
    lines = [each.strip(" ").replace("\xa0", " ") for each in text.split("\n")]
    return "\n".join(lines).strip("\n") if any(each.strip(" 　") for each in lines) else ""
