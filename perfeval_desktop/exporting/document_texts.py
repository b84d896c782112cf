"""Every text of a document with its place, as a clerk would say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .document import Block, Document, PageBreak, Paragraph, SealPlace, Space
from .pages import LineParts
from .spans import spans_text
from .styles import TYPE_STYLES, Face, ParagraphStyle
from .tables import CELL_FACES, SignatureLine, Table, place_cells


class PlacedText(NamedTuple):
    """A text, where it stands as a clerk would say it, and the typeface it is set in."""

    where: str
    text: str
    face: Face


def iter_texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every text of the document with its place."""
    for placed in iter_set_texts(document):
        yield placed.where, placed.text


def iter_set_texts(document: Document) -> Iterator[PlacedText]:
    """Yield every text of the document with its place and typeface."""
    for section in document.sections:
        page = section.page
        if page.mark:
            yield PlacedText(f"{section.name}页眉", page.mark, Face.HEI)
        if page.footer:
            yield PlacedText(f"{section.name}页脚", _words(page.footer), Face.SONG)
        for block in section.blocks:
            for where, text, face in _block_texts(block):
                yield PlacedText(f"{section.name}{where}", text, face)


def _words(parts: LineParts) -> str:
    return "".join(each for each in parts if isinstance(each, str))


def _block_texts(block: Block) -> Iterator[PlacedText]:
    match block:
        case Paragraph():
            yield _paragraph_text(block)
        case SealPlace():
            yield from map(_paragraph_text, block.lines)
        case SignatureLine():
            yield from _signature_texts(block)
        case Table():
            yield from _table_texts(block)
        case Space() | PageBreak():
            return


def _paragraph_text(block: Paragraph) -> PlacedText:
    return PlacedText(f"“{_snippet(block.text)}”", block.text, TYPE_STYLES[block.style].face)


def _table_texts(table: Table) -> Iterator[PlacedText]:
    for placed in place_cells(table):
        where = f"第{placed.row + 1}行第{placed.column + 1}列"
        yield PlacedText(where, spans_text(placed.cell.spans), CELL_FACES[placed.cell.style])
    for note in table.notes:
        yield PlacedText("表下说明", note, TYPE_STYLES[ParagraphStyle.NOTE].face)
    if table.signature is not None:
        yield from _signature_texts(table.signature)


def _signature_texts(signature: SignatureLine) -> Iterator[PlacedText]:
    for part in signature.parts:
        yield PlacedText("签字行", part, TYPE_STYLES[ParagraphStyle.SIGNATURE].face)


def _snippet(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 12 else f"{first[:12]}…"
