"""Write a paper as a workbook, in one of the ways in which offices do.

The ways are: `one-worksheet` (all below each other, else one worksheet each), `numbers` (figures
are numbers with a format, else texts), `colourful`, `unnamed` (worksheets are called Sheet1 …),
`hidden-rows` (an empty row and what `Sheet.hidden` says are hidden).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tests.corpus.paper import Line, Paper, Sheet, Written, text_of
from tests.corpus.word import repacked

_COLUMNS = 9


def write_excel(paper: Paper, path: Path) -> None:
    """Write a workbook."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        _Writer(book, paper.ways).write(paper)
    path.write_bytes(repacked(path.read_bytes()))


class _Writer:
    def __init__(self, book: Any, ways: frozenset[str]) -> None:
        self._book = book
        self._ways = ways
        look = {"text_wrap": True, "border": 1}
        if "colourful" in ways:
            look |= {"font_name": "Arial", "bg_color": "#E2EFDA", "font_size": 8}
        self._look = look
        self._formats: dict[str, Any] = {}
        self._page: Any = None
        self._row = 0
        self._is_below_table = False
        self._names: set[str] = set()

    def write(self, paper: Paper) -> None:
        """Write cover, chapters and sheets; what stands before a sheet goes onto its page."""
        before: list[Line] = []
        self._new_page("正文")
        for block in paper.blocks:
            if isinstance(block, Sheet):
                self._new_page(f"{block.id}{block.name}")
                self._lines(before)
                before = []
                self._sheet(block)
            elif block.kind in ("mark", "unit") or (block.kind == "title" and before):
                before.append(block)
            else:
                if self._is_below_table and block.kind in ("cover", "heading"):
                    self._new_page("正文")
                self._lines([*before, block])
                before = []
        self._lines(before)

    def _new_page(self, name: str) -> None:
        self._is_below_table = False
        if self._page is not None and "one-worksheet" in self._ways:
            self._row += 1
            return
        called, number = name[:28], 2
        if "unnamed" in self._ways:
            called = f"Sheet{len(self._names) + 1}"
        while called in self._names:
            called, number = f"{name[:26]}{number}", number + 1
        self._names.add(called)
        self._page = self._book.add_worksheet(called)
        self._page.set_column(0, _COLUMNS, 12)
        self._row = 0

    def _lines(self, lines: list[Line]) -> None:
        for line in lines:
            text = text_of(line.segments)
            if text.strip():
                look = self._format("@")
                self._page.merge_range(self._row, 0, self._row, _COLUMNS - 1, text, look)
            self._row += 1

    def _sheet(self, sheet: Sheet) -> None:
        for number, row, column, rows, columns in sheet.regions():
            segments = sheet.cells[number]
            top = self._row + row
            value, look = self._value(segments)
            if rows > 1 or columns > 1:
                self._page.merge_range(
                    top, column, top + rows - 1, column + columns - 1, "", self._format("@")
                )
            if isinstance(value, float):
                self._page.write_number(top, column, value, look)
            elif value:
                self._page.write_string(top, column, value, look)
        if "hidden-rows" in self._ways:
            for row in sheet.hidden:
                self._page.set_row(self._row + row, None, None, {"hidden": True})
        self._row += len(sheet.ids)
        self._is_below_table = True

    def _value(self, segments: tuple[str | Written, ...]) -> tuple[str | float, Any]:
        """Return what is written into a cell: a number where the paper has one and is so."""
        text = text_of(segments)
        alone = segments[0] if len(segments) == 1 else None
        if "numbers" in self._ways and isinstance(alone, Written) and alone.kind.is_numeric:
            bare = text.replace(",", "").removesuffix("%")
            try:
                number = Decimal(bare)
            except InvalidOperation:
                return text, self._format("@")
            decimals = len(bare.partition(".")[2])
            pattern = "0" + ("." + "0" * decimals if decimals else "")
            if "," in text:
                pattern = f"#,##{pattern}"
            if text.endswith("%"):
                return float(number / 100), self._format(f"{pattern}%")
            return float(number), self._format(pattern)
        return text, self._format("@")

    def _format(self, pattern: str) -> Any:
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format(self._look | {"num_format": pattern})
        return self._formats[pattern]
