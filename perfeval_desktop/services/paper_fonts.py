"""The fonts a paper is set in: what was chosen, what this machine has, and what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.fonts import FontSet


def fonts_for(choices: PaperChoices) -> FontSet:
    """Return the set to print with; the shipped one where the machine has no official font."""
    from perfeval_desktop.exporting.fonts import shipped_fonts
    from perfeval_desktop.exporting.official_fonts import official_fonts

    return official_fonts() if choices.uses_official_fonts else shipped_fonts()


def font_notes(choices: PaperChoices) -> tuple[str, ...]:
    """Return a sentence for every official typeface that is set in another font."""
    from perfeval_desktop.exporting.fonts import stand_ins

    return tuple(f"{each.sentence}。" for each in stand_ins(fonts_for(choices)))


def page_count_note(session: Session, choices: PaperChoices) -> str:
    """Say when the official fonts of this machine make more or fewer pages; "" when they do not."""
    from perfeval_desktop.exporting.fonts import shipped_fonts
    from perfeval_desktop.exporting.pdf import lay_out

    shipped, fonts = shipped_fonts(), fonts_for(choices)
    if fonts.chains == shipped.chains:
        return ""
    document = paper_document(session, choices)
    count = len(lay_out(document, fonts))
    more = count - len(lay_out(document, shipped))
    if not more:
        return ""
    difference = f"多 {more} 页" if more > 0 else f"少 {-more} 页"
    return f"用本机字体印出来是 {count} 页，比随程序带的字体{difference}。"
