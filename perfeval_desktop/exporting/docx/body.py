"""The document part: block after block, section after section."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..document import (
    Block,
    Document,
    PageBreak,
    Paragraph,
    SealPlace,
    Section,
    Space,
    paragraph,
)
from ..pages import PageSettings
from ..styles import MM, ParagraphStyle
from ..tables import SignatureLine, Table
from . import xml
from .block_heights import height_pt
from .bookmarks import Bookmarks
from .paragraphs import Place, hairline_xml, paragraph_xml, space_xml
from .seal import seal_xml
from .sections import SectionWriter
from .signature import signature_xml
from .tables import Measures, table_xml

OnStep = Callable[[int, int], None]


class BodyWriter:
    """Writes the body; the headers and footers it asked for are in `sections.running`."""

    def __init__(self, document: Document) -> None:
        self.sections = SectionWriter(document)
        self._document = document
        self._bookmarks = Bookmarks()
        self._measures = Measures(0.0, 0.0)

    def document_xml(self, on_step: OnStep | None = None) -> bytes:
        """Return document.xml; `on_step` is called before each section."""
        sections = self._document.sections
        content: list[str] = []
        for number, section in enumerate(sections):
            if on_step is not None:
                on_step(number, len(sections))
            self._measures = _measures(section.page)
            content += self._section(section, is_last=number == len(sections) - 1)
        return xml.part("w:document", f"<w:body>{''.join(content)}</w:body>")

    def _section(self, section: Section, *, is_last: bool) -> list[str]:
        """Write the blocks; the properties stand in the last paragraph, those of the last after it.

        After a table there is always a paragraph: Word asks for one.
        """
        properties = self.sections.properties(section)
        inside = "" if is_last else properties
        blocks, breaks = _without_breaks(section.blocks)
        result = []
        for index, block in enumerate(blocks):
            is_end = index == len(blocks) - 1
            place = Place(
                keeps_next=_leads_to_seal(blocks, index),
                breaks_before=index in breaks,
                section=inside if is_end else "",
            )
            result.append(self._block(block, place, blocks[:index]))
        if not blocks:
            result.append(hairline_xml(Place(section=inside)))
        return [*result, properties] if is_last else result

    def _block(self, block: Block, place: Place, before: Sequence[Block] = ()) -> str:
        match block:
            case Paragraph():
                return paragraph_xml(block, place, self._bookmarks)
            case Space():
                return space_xml(block.height_mm * MM, place)
            case PageBreak():
                return hairline_xml(place)
            case SealPlace():
                return seal_xml(block, self._measures.width, place, self._bookmarks)
            case SignatureLine():
                return signature_xml(block, self._measures.width, place)
            case Table():
                return self._table(block, place, before)

    def _room(self, before: Sequence[Block], under: list[Paragraph | SignatureLine]) -> float:
        """Return the height left to a table on its first page; 0 where that cannot be known."""
        if any(isinstance(block, Table | PageBreak) for block in before):
            return 0.0
        used = sum(height_pt(block, self._measures.width) for block in (*before, *under))
        return self._measures.height - used

    def _table(self, table: Table, place: Place, before: Sequence[Block]) -> str:
        """Write a form with its notes and its signature line, which do not leave its last row."""
        under: list[Paragraph | SignatureLine] = [
            paragraph(note, ParagraphStyle.NOTE) for note in table.notes
        ]
        if table.signature is not None:
            under.append(table.signature)
        result = [hairline_xml(Place(breaks_before=True))] if place.breaks_before else []
        keeps_next = bool(under) or place.keeps_next
        measures = self._measures._replace(room=self._room(before, under))
        result.append(table_xml(table, measures, keeps_next=keeps_next))
        for number, block in enumerate(under):
            is_end = number == len(under) - 1
            result.append(
                self._block(
                    block,
                    Place(
                        keeps_next=place.keeps_next or not is_end,
                        section=place.section if is_end else "",
                    ),
                )
            )
        if not under:
            result.append(hairline_xml(Place(place.keeps_next, section=place.section)))
        return "".join(result)


def _measures(page: PageSettings) -> Measures:
    width = page.width_mm - page.left_mm - page.right_mm
    height = page.height_mm - page.top_mm - page.bottom_mm
    return Measures(width * MM, height * MM)


def _without_breaks(blocks: tuple[Block, ...]) -> tuple[list[Block], set[int]]:
    """Return the blocks without page breaks, and which of them begin a page; a last one stays."""
    kept: list[Block] = []
    breaks: set[int] = set()
    for index, block in enumerate(blocks):
        is_last = index == len(blocks) - 1
        if isinstance(block, PageBreak):
            breaks.add(len(kept))
            if not is_last:
                continue
        kept.append(block)
    return kept, breaks


def _leads_to_seal(blocks: list[Block], index: int) -> bool:
    """Say whether a seal comes next: it never opens a page without the lines before it."""
    for block in blocks[index + 1 :]:
        if not isinstance(block, Space):
            return isinstance(block, SealPlace)
    return False
