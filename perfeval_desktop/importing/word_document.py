"""A Word document as paragraphs and tables: every cell with the places that its merge covers.

Rows are walked as they are written, never through a grid that a library makes up: a span says
anything. What is wrong with a table (merges lost, rows of unlike length, a table cut in two) stays
as it is; `importing/matching` deals with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.text import shortened

from .package import TOO_MUCH, Package
from .word_numbering import W, is_on, value_of
from .word_styles import Styles
from .word_text import ALTERNATIVES, DELETED, TextReader, chosen, paragraphs_and_tables

_MAX_CELLS = 200_000
_MAX_COLUMNS = 300
_CONTENTS = "目录 {} 行"
_COVERED = "合并单元格时被盖住的文字没有读：{}"
_SAID = 30  # characters of what is left out
_NO_WORDS = re.compile(r"[\W\d_]*|第?\s*\d*\s*页.{0,12}")
_TEXT_PARTS = {
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}


class WordBlock(NamedTuple):
    """A block with where it comes from: a w:p or w:tbl, and the w:tc of each cell by its place."""

    block: SourceBlock
    element: ElementTree.Element
    cells: dict[tuple[int, int], ElementTree.Element]


@dataclass
class _Cell:
    """A cell whose merge may still go on."""

    element: ElementTree.Element
    row: int
    column: int
    columns: int
    text: str = ""
    rows: int = 1
    doubt: str = ""
    tables: list[ElementTree.Element] = field(default_factory=list)

    def source(self) -> SourceCell:
        return SourceCell(
            self.row, self.column, self.text, self.rows, self.columns, doubt=self.doubt
        )


def read_word(package: Package, on_step: Callable[[int, int], None]) -> Iterator[WordBlock | str]:
    """Yield the blocks of a document in their order, then the names of what was left out.

    Args:
        package: The file, looked through.
        on_step: Called now and then with the blocks done and about how many there are.

    Raises:
        SourceRefusedError: it is broken, or has more than anybody writes.
    """
    main = package.main_part()
    parts = {each.kind: each.target for each in package.relationships(main).values()}
    body = package.xml(main).find(W + "body")
    if body is None:
        package.refuse("里面没有正文。请在 Word 或 WPS 里打开它，另存为 .docx，再选一次。")
    reader = _Reader(package, Styles(*(_xml(package, parts, k) for k in ("styles", "numbering"))))
    total = len(body)
    for done, each in enumerate(reader.blocks(body)):
        if done % 50 == 0:
            on_step(min(done, total), total)
        yield each
    for words, count in reader.text.omitted.items():
        if count:
            yield words.format(count)
    yield from _other_parts(package, main)


def _xml(package: Package, parts: dict[str, str], kind: str) -> ElementTree.Element | None:
    return package.xml(parts[kind]) if package.has(parts.get(kind, "")) else None


class _Reader:
    def __init__(self, package: Package, styles: Styles) -> None:
        self._package = package
        self._styles = styles
        self.text = TextReader()
        self._count = 0  # blocks so far
        self._cells = 0

    def blocks(self, container: ElementTree.Element) -> Iterator[WordBlock]:
        """Yield the blocks of a body or a text box; an empty paragraph is none."""
        begun: SourceParagraph | None = None  # its end was deleted: it goes on in the next
        for each in paragraphs_and_tables(container, self.text.omitted):
            if each.tag == W + "tbl":
                yield from self._table(each, None)
                continue
            paragraph, boxes = self._paragraph(each)
            if begun is not None:
                paragraph = begun._replace(text=begun.text + paragraph.text)
            begun = paragraph if _is_end_deleted(each) else None
            if begun is None and paragraph.text.strip():
                self._count += 1
                yield WordBlock(paragraph, each, {})
            for box in boxes:
                yield from self.blocks(box)

    def _paragraph(
        self, element: ElementTree.Element
    ) -> tuple[SourceParagraph, tuple[ElementTree.Element, ...]]:
        properties = element.find(W + "pPr")
        text, boxes, doubt = self.text.paragraph(element)
        if self._styles.is_of_contents(properties) and text.strip():
            self.text.omitted[_CONTENTS] += 1
            return SourceParagraph(""), boxes
        number = self._styles.next_number(properties)
        return SourceParagraph(text, number, self._styles.level(properties), doubt), boxes

    def _table(
        self, element: ElementTree.Element, inside: SourcePlace | None
    ) -> Iterator[WordBlock]:
        cells, hidden = self._cells_of(element)
        block = self._count
        self._count += 1
        cells.sort(key=lambda each: (each.row, each.column))
        table = SourceTable(
            tuple(each.source() for each in cells), inside=inside, hidden_rows=frozenset(hidden)
        )
        yield WordBlock(table, element, {(e.row, e.column): e.element for e in cells})
        for cell in cells:
            for nested in cell.tables:
                yield from self._table(nested, SourcePlace(block, cell.row, cell.column))

    def _cells_of(self, table: ElementTree.Element) -> tuple[list[_Cell], list[int]]:
        cells: list[_Cell] = []
        hidden: list[int] = []
        above: dict[int, _Cell] = {}  # those whose merge goes on below, by column
        row = 0
        for each in _wrapped(table, W + "tr"):
            properties = each.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.text.omitted[DELETED] += 1
                continue
            if properties is not None and is_on(properties.find(W + "hidden")):
                hidden.append(row)
            above = self._row(each, row, above, cells)
            row += 1
        return cells, hidden

    def _row(
        self, tr: ElementTree.Element, row: int, above: dict[int, _Cell], cells: list[_Cell]
    ) -> dict[int, _Cell]:
        column = _span(tr.find(W + "trPr"), "gridBefore", 0)
        here: dict[int, _Cell] = {}
        last: _Cell | None = None
        for tc in _wrapped(tr, W + "tc"):
            properties = tc.find(W + "tcPr")
            new = self._cell(tc, row, column, _span(properties, "gridSpan", 1))
            down, right = _merge(properties, "vMerge"), _merge(properties, "hMerge")
            over = above.get(column)
            if right == "continue" and last is not None:
                last.columns += new.columns
                _cover(last, new)
            elif down == "continue" and over is not None and over.columns == new.columns:
                over.rows = row + 1 - over.row
                _cover(over, new)
                here[column] = last = over
            else:
                cells.append(new)
                last = new
                if down:
                    here[column] = new
            column += new.columns
            self._cells += 1
        if column > _MAX_COLUMNS or self._cells > _MAX_CELLS:
            self._package.refuse(TOO_MUCH)
        return here

    def _cell(self, tc: ElementTree.Element, row: int, column: int, columns: int) -> _Cell:
        cell = _Cell(tc, row, column, columns)
        lines = list(self._lines(tc, cell))
        cell.text = "\n".join(lines).strip("\n")
        return cell

    def _lines(self, container: ElementTree.Element, cell: _Cell) -> Iterator[str]:
        """Yield the paragraphs of a cell, its text boxes behind the one that they hang on."""
        for each in paragraphs_and_tables(container, self.text.omitted):
            if each.tag == W + "tbl":
                cell.tables.append(each)
                continue
            paragraph, boxes = self._paragraph(each)
            cell.doubt = cell.doubt or paragraph.doubt
            yield paragraph.number + paragraph.text
            for box in boxes:
                yield from self._lines(box, cell)


def _wrapped(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Yield rows or cells, also those in content controls."""
    for each in element:
        if each.tag == tag:
            yield each
        elif each.tag == ALTERNATIVES:
            yield from _wrapped(chosen(each), tag)
        elif each.tag not in (W + "tr", W + "tc", W + "tblPr", W + "trPr", W + "tblGrid"):
            yield from _wrapped(each, tag)


def _cover(cell: _Cell, covered: _Cell) -> None:
    """Say what a merge hides, and keep the tables that stand in what it hides."""
    cell.tables += covered.tables
    if covered.text.strip():
        cell.doubt = _COVERED.format(shortened(covered.text, _SAID))


def _span(properties: ElementTree.Element | None, name: str, otherwise: int) -> int:
    words = value_of(properties, name) if properties is not None else ""
    return int(words) if words.strip().isdigit() else otherwise


def _merge(properties: ElementTree.Element | None, name: str) -> str:
    found = properties.find(W + name) if properties is not None else None
    return "" if found is None else found.get(W + "val", "continue")


def _is_end_deleted(paragraph: ElementTree.Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _other_parts(package: Package, main: str) -> Iterator[str]:
    """Name what stands outside the body, and what is no text at all."""
    told = set()
    for each in package.relationships(main).values():
        if each.kind in _TEXT_PARTS and package.has(each.target):
            for note in _notes(package.xml(each.target)):
                words = " ".join("".join(e.text or "" for e in note.iter(W + "t")).split())
                if not _NO_WORDS.fullmatch(words):
                    told.add(f"{_TEXT_PARTS[each.kind]}：{shortened(words, _SAID)}")
        elif each.kind == "vbaProject":
            told.add("宏")
    yield from sorted(told)


def _notes(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    if root.tag in (W + "hdr", W + "ftr"):
        yield root
    else:
        yield from (each for each in root if each.get(W + "type", "normal") == "normal")


def word_source(
    path: Path, package: Package, on_step: Callable[[int, int], None]
) -> SourceDocument:
    """Return a Word document as what it says; errors as of `read_word`."""
    found = list(read_word(package, on_step))
    blocks = tuple(each.block for each in found if isinstance(each, WordBlock))
    left_out = tuple(each for each in found if isinstance(each, str))
    return SourceDocument(path.name, blocks, left_out)
