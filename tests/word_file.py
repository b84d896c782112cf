"""What stands in a Word file, read from its XML: paragraphs, and forms as grids of cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class WordCell(NamedTuple):
    """A cell with its merges, counted over all the tables that make one form."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass
class WordForm:
    """Tables that stand edge to edge: one official form.

    Attributes:
        repeated: The rows that Word repeats on every page.
        widths: The columns, in twips.
    """

    cells: list[WordCell]
    repeated: list[int]
    whole: list[int]
    widths: list[int]
    row_count: int

    def at(self, row: int, column: int) -> str:
        return next(each.text for each in self.cells if (each.row, each.column) == (row, column))


class WordFile:
    """The parts of a DOCX."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.document[0]

    def paragraphs(self) -> list[etree._Element]:
        """The paragraphs outside of tables."""
        return [each for each in self.body if each.tag == W + "p"]

    def forms(self) -> list[WordForm]:
        return [_form(tables) for tables in self._adjoining()]

    def _adjoining(self) -> Iterator[list[etree._Element]]:
        """Yield the tables of one form: between them stands a hidden paragraph only."""
        tables: list[etree._Element] = []
        for each in self.body:
            if each.tag == W + "tbl":
                tables.append(each)
            elif tables and not _is_hidden(each):
                yield tables
                tables = []
        if tables:
            yield tables

    def styles(self) -> dict[str, etree._Element]:
        root = etree.fromstring(self.parts["word/styles.xml"])
        return {each.get(W + "styleId"): each for each in root.iter(W + "style")}


def text_of(element: etree._Element) -> str:
    r"""The text of a paragraph, "\n" for a line break."""
    marks = {W + "br": "\n", W + "tab": "\t"}
    return "".join(
        each.text or "" if each.tag == W + "t" else marks[each.tag]
        for each in element.iter(W + "t", W + "br", W + "tab")
        if each.getparent().tag == W + "r"
    )


def value(element: etree._Element, path: str) -> str | None:
    """The w:val of the element at a path like pPr/jc; None where it is not there."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return found.get(W + "val", "") if found is not None else None


def _is_hidden(element: etree._Element) -> bool:
    return value(element, "pPr/rPr/vanish") is not None


def _has_no_line(cell: etree._Element, side: str) -> bool:
    """Say whether a side is open: said so, or left out where only cells have lines."""
    line = value(cell, f"tcPr/tcBorders/{side}")
    borders = cell.find(f"../../{W}tblPr/{W}tblBorders")
    return line == "nil" or (line is None and borders is None)


class _Region:
    def __init__(self, cell: etree._Element, row: int, column: int, columns: int) -> None:
        self.text = "\n".join(text_of(each) for each in cell.iter(W + "p"))
        self.row, self.end_row, self.column, self.columns = row, row + 1, column, columns
        self.is_open_above = _has_no_line(cell, "top")
        self.is_open_below = _has_no_line(cell, "bottom")


def _form(tables: list[etree._Element]) -> WordForm:
    regions: list[_Region] = []
    above: dict[int, _Region] = {}
    repeated, whole, row = [], [], 0
    for table in tables:
        for tr in table.iter(W + "tr"):
            above = _row(tr, row, above, regions)
            if value(tr, "trPr/tblHeader") is not None:
                repeated.append(row)
            if value(tr, "trPr/cantSplit") is not None:
                whole.append(row)
            row += 1
    widths = [int(each.get(W + "w")) for each in tables[0].iter(W + "gridCol")]
    cells = [
        WordCell(each.text, each.row, each.column, each.end_row - each.row, each.columns)
        for each in regions
    ]
    return WordForm(cells, repeated, whole, widths, row)


def _row(
    tr: etree._Element, row: int, above: dict[int, _Region], regions: list[_Region]
) -> dict[int, _Region]:
    """Read a row; cells that are merged, or have no line between them, are one."""
    column, here = 0, {}
    for cell in tr.iter(W + "tc"):
        columns = int(value(cell, "tcPr/gridSpan") or 1)
        merge = value(cell, "tcPr/vMerge")
        region = above.get(column)
        new = _Region(cell, row, column, columns)
        if merge in ("", "continue"):
            assert region is not None, "a merge goes on that never began"
            assert region.columns == columns
            region.end_row = row + 1
            assert new.text == "", "text in a cell that is not seen"
        elif region is not None and new.is_open_above and region.is_open_below:
            assert region.columns == columns
            region.end_row, region.text = row + 1, region.text + new.text
            region.is_open_below = new.is_open_below
        else:
            region = new
            regions.append(region)
        here[column] = region
        column += columns
    return here
