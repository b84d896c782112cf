"""Every text of a document with its place, as a clerk would say it."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Block, Document, PageBreak, Paragraph, SealPlace, Space
from .pages import LineParts
from .spans import spans_text
from .tables import SignatureLine, Table, place_cells


def iter_texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every text of the document with its place as a clerk would say it."""
    for section in document.sections:
        for place, text in (("页眉", section.page.mark), ("页脚", _words(section.page.footer))):
            if text:
                yield f"{section.name}{place}", text
        for block in section.blocks:
            for where, text in _block_texts(block):
                yield f"{section.name}{where}", text


def _words(parts: LineParts) -> str:
    return "".join(each for each in parts if isinstance(each, str))


def _block_texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Paragraph():
            yield f"“{_snippet(block.text)}”", block.text
        case SealPlace():
            for line in block.lines:
                yield f"“{_snippet(line.text)}”", line.text
        case SignatureLine():
            for part in block.parts:
                yield "签字行", part
        case Table():
            yield from _table_texts(block)
        case Space() | PageBreak():
            return


def _table_texts(table: Table) -> Iterator[tuple[str, str]]:
    for placed in place_cells(table):
        yield f"第{placed.row + 1}行第{placed.column + 1}列", spans_text(placed.cell.spans)
    for note in table.notes:
        yield "表下说明", note
    if table.signature is not None:
        for part in table.signature.parts:
            yield "签字行", part


def _snippet(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 12 else f"{first[:12]}…"
