"""What stands in an XLSX, read from the file alone: cells, merges, names, and what is shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import NamedTuple

import openpyxl
from lxml import etree, html
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.office import convert, convert_all

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Shown(NamedTuple):
    """A cell as it is shown, its place counted from 1, blanks left out of its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


class ExcelFile:
    """A workbook: with its formulas (`book`), with their stored values (`values`), and its XML."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self._data), rich_text=False)

    @cached_property
    def values(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self._data), data_only=True)

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self._data)) as package:
            return {name: package.read(name) for name in package.namelist()}

    def xml(self, number: int) -> etree._Element:
        """The XML of a worksheet, counted from 0."""
        return etree.fromstring(self.parts[f"xl/worksheets/sheet{number + 1}.xml"])

    def names(self) -> list[tuple[str, str, str]]:
        """Every name that somebody gave: its worksheet, itself, and the cells it stands for."""
        return [
            (sheet.title, name, defined.attr_text.rpartition("!")[2].replace("$", ""))
            for sheet in self.book
            for name, defined in sheet.defined_names.items()
        ]

    def widths(self, name: str) -> list[float]:
        """The widths of the columns of a worksheet, in digits."""
        root = self.xml(self.book.sheetnames.index(name))
        return [
            float(each.get("width"))
            for each in root.iter(S + "col")
            for _ in range(int(each.get("min")), int(each.get("max")) + 1)
        ]

    def formulas(self) -> list[Cell]:
        return [cell for sheet in self.book for cell in cells_of(sheet) if cell.data_type == "f"]


def cells_of(sheet: Worksheet) -> list[Cell]:
    """The cells that hold something."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def lines_of(sheet: Worksheet) -> list[str]:
    """The texts of the cells, from left to right and from top to bottom."""
    return [str(cell.value) for cell in cells_of(sheet)]


def merges_of(sheet: Worksheet) -> set[tuple[int, int, int, int]]:
    """The merges: first row and column, last row and column, counted from 1."""
    return {(each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells}


Changes = Mapping[tuple[str, str], object]  # by worksheet and cell


def recomputed(data: bytes, folder: Path, changes: Changes | None = None) -> openpyxl.Workbook:
    """Return what LibreOffice computes, after some cells were changed."""
    (book,) = recomputed_all([(data, changes or {})], folder)
    return book


def recomputed_all(books: Sequence[tuple[bytes, Changes]], folder: Path) -> list[openpyxl.Workbook]:
    """Return what LibreOffice computes in each workbook, after some cells were changed.

    openpyxl writes formulas without values, so that none of them can be an old one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (data, changes) in enumerate(books):
        book = openpyxl.load_workbook(io.BytesIO(data))
        for (sheet, place), value in changes.items():
            book[sheet][place].value = value
        paths.append(folder / f"改过-{number}.xlsx")
        book.save(paths[-1])
    computed = convert_all(paths, "xlsx", folder / "算过")
    return [openpyxl.load_workbook(each, data_only=True) for each in computed]


def shown(path: Path, folder: Path) -> dict[str, list[Shown]]:
    """Return what LibreOffice shows in every worksheet."""
    page = html.parse(convert(path, "html", folder), html.HTMLParser(encoding="utf-8"))
    titles = [each.text_content() for each in page.iter("em")]
    return {
        title: list(_shown_in(table))
        for title, table in zip(titles, page.iter("table"), strict=True)
    }


def _shown_in(table: html.HtmlElement) -> Iterator[Shown]:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in line.iter("td"):
            while (row, column) in taken:
                column += 1
            rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            spread = product(range(row, row + rows), range(column, column + columns))
            taken.update(spread)
            yield Shown(row, column, rows, columns, squeezed(cell.text_content()))


def squeezed(text: str) -> str:
    """Return a text without its blanks and line ends."""
    return "".join(text.split())
