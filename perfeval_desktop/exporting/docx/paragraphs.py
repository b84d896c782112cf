"""Paragraphs in their styles, and the empty ones that keep a height free."""

from __future__ import annotations

from dataclasses import dataclass

from ..document import Paragraph
from ..styles import TYPE_STYLES
from . import xml
from .bookmarks import Bookmarks
from .look import SPACE, justification, outline, spacing, style_of
from .runs import runs

_HIGHEST_PT = 1584.0  # of a line in Word
_HAIRLINE_PT = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """What a paragraph has from where it stands.

    Attributes:
        keeps_next: It does not part from what follows.
        breaks_before: It begins a page.
        section: The properties of the section that ends with it, or "".
        anchored: A run with a shape that stands relative to it, or "".
    """

    keeps_next: bool = False
    breaks_before: bool = False
    section: str = ""
    anchored: str = ""


def paragraph_xml(block: Paragraph, place: Place, bookmarks: Bookmarks) -> str:
    """Return a paragraph; one with a bookmark is in the navigation pane, no other is."""
    measures, style = TYPE_STYLES[block.style], style_of(block.style)
    level = max(block.outline_level - 1, 0) if block.bookmark is not None else None
    look = "".join(
        (
            f'<w:pStyle w:val="{style.id}"/>',
            xml.flag("keepNext", is_on=place.keeps_next and not measures.keeps_with_next),
            xml.flag("pageBreakBefore", is_on=place.breaks_before),
            justification(block.align) if block.align not in (None, measures.align) else "",
            outline(level) if level != style.outline else "",
            place.section,
        )
    )
    content = runs(block.spans, measures.face)
    if block.bookmark is not None:
        content = bookmarks.around(block.bookmark, content)
    return f"<w:p><w:pPr>{look}</w:pPr>{place.anchored}{content}</w:p>"


def space_xml(height_pt: float, place: Place) -> str:
    """Return an empty paragraph, exactly so high."""
    height = min(max(height_pt, _HAIRLINE_PT), _HIGHEST_PT)
    look = "".join(
        (
            f'<w:pStyle w:val="{SPACE.id}"/>',
            xml.flag("keepNext", is_on=place.keeps_next),
            xml.flag("pageBreakBefore", is_on=place.breaks_before),
            spacing(height),
            place.section,
        )
    )
    return f"<w:p><w:pPr>{look}</w:pPr>{place.anchored}</w:p>"


def hairline_xml(place: Place) -> str:
    """Return a paragraph of no height to speak of, where Word asks for one."""
    return space_xml(_HAIRLINE_PT, place)


def joint_xml() -> str:
    """Return what parts two pieces of one table: hidden, so that they stand edge to edge."""
    look = f'<w:pStyle w:val="{SPACE.id}"/>{spacing(_HAIRLINE_PT)}'
    return f'<w:p><w:pPr>{look}<w:rPr><w:vanish/><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
