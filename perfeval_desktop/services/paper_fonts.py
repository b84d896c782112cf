"""The fonts a paper is set in: what was chosen, what this machine has, and what that changes.

Every paper the program writes is set in them, the report and what goes along with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.paper import PaperChoices

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.exporting.fonts import FontSet

OnPage = Callable[[int, int], None]


def fonts_for(choices: PaperChoices) -> FontSet:
    """Return the set to print with; the shipped one where the machine has no official font."""
    from perfeval_desktop.exporting.fonts import shipped_fonts
    from perfeval_desktop.exporting.official_fonts import official_fonts

    return official_fonts() if choices.uses_official_fonts else shipped_fonts()


def font_notes(choices: PaperChoices) -> tuple[str, ...]:
    """Return a sentence for every official typeface that is set in another font."""
    from perfeval_desktop.exporting.fonts import stand_ins

    return tuple(f"{each.sentence}。" for each in stand_ins(fonts_for(choices)))


def write_paper(
    document: Document,
    path: Path,
    choices: PaperChoices | None = None,
    on_page: OnPage | None = None,
) -> None:
    """Write a paper that goes along with the report as PDF, in the fonts the report has.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.pdf import write_pdf

    write_pdf(document, path, fonts=fonts_for(choices or PaperChoices()), on_page=on_page)


def count_note(
    document: Document, count: int, choices: PaperChoices, on_page: OnPage | None = None
) -> str:
    """Say when a document has more or fewer pages with the official fonts of this machine.

    Args:
        document: What is printed.
        count: Its pages in the fonts chosen.
        choices: Which fonts are chosen.
        on_page: See `exporting.pdf.lay_out`.

    Returns:
        A sentence, "" where there is nothing to say.
    """
    from perfeval_desktop.exporting.fonts import shipped_fonts
    from perfeval_desktop.exporting.pdf import lay_out

    shipped = shipped_fonts()
    if fonts_for(choices).chains == shipped.chains:
        return ""
    more = count - len(lay_out(document, shipped, on_page))
    if not more:
        return ""
    difference = f"多 {more} 页" if more > 0 else f"少 {-more} 页"
    return f"用本机字体印出来是 {count} 页，比随程序带的字体{difference}。"
