"""What the clipboard holds, as rows of texts: HTML for structure and line breaks, else text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from perfeval_desktop.importing.worksheets import table_of_text

_MOST_SPAN = 100
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = ("display:none", "mso-hide:all")


def pasted_block(html: str, text: str) -> list[list[str]]:
    """Return the cells that were copied; one merged over columns is one, as in the forms.

    The text flavour has the values as they are shown, and so has HTML; Excel writes #### into both
    where a column is too narrow, and then keeps the value in `x:num`, which is taken.
    """
    block = _html_block(html) if "<td" in html.lower() else []
    if block:
        return block
    return [[str(each) for each in row] for row in table_of_text(text.rstrip("\n")).rows]


def block_as_html(rows: list[list[str]]) -> str:
    """Return rows of texts as an HTML table, as spreadsheets and Word take it."""
    from html import escape

    cells = (
        "".join(f"<td>{escape(each).replace(chr(10), '<br>')}</td>" for each in row) for row in rows
    )
    return f"<table>{''.join(f'<tr>{each}</tr>' for each in cells)}</table>"


def block_as_text(rows: list[list[str]]) -> str:
    """Return rows of texts as spreadsheets put them on the clipboard."""
    return "\n".join("\t".join(_quoted(each) for each in row) for row in rows)


def _quoted(text: str) -> str:
    if any(each in text for each in '\t\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _html_block(html: str) -> list[list[str]]:
    parser = _Tables()
    parser.feed(html)
    parser.close()
    return parser.rows


class _Tables(HTMLParser):
    """Lays the cells of the tables of a page under each other."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._text: list[str] | None = None  # of the cell that is read
        self._kept = ""  # its value, where its text does not show it
        self._rows_high = 1
        self._covered: set[tuple[int, int]] = set()  # by cells merged over rows
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; a line break is one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
            self._fill_covered()
        elif tag in ("td", "th"):
            self._end_cell()
            style = given.get("style", "").replace(" ", "")
            self._is_hidden = any(each in style for each in _HIDDEN)
            self._text, self._kept = [], given.get("x:num", "")
            self._rows_high = _span(given.get("rowspan", ""))
        elif (tag == "br" and self._text is not None) or (tag == "p" and self._text):
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """White space in a page, line ends too, is one blank."""
        if self._text is not None:
            self._text.append(_SPACE.sub(" ", data))

    def _end_cell(self) -> None:
        if self._text is None:
            return
        lines = "".join(self._text).split("\n")
        text = "\n".join(each.strip(" \xa0") for each in lines).strip()
        self._text = None
        if self._is_hidden:
            return
        if not self.rows:
            self.rows.append([])
        row, column = len(self.rows) - 1, len(self.rows[-1])
        self._covered |= {(row + below, column) for below in range(1, self._rows_high)}
        self.rows[-1].append(self._kept if self._kept and set(text) <= {"#"} else text)
        self._fill_covered()

    def _fill_covered(self) -> None:
        row = len(self.rows) - 1
        while (row, len(self.rows[-1])) in self._covered:
            self.rows[-1].append("")


def _span(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    return min(max(1, int(text)), _MOST_SPAN) if is_number else 1
