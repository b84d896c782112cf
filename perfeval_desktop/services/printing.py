"""The paper as it is printed: laid out whole, of which all pages or some go to a printer or a file.

A page of a partial print is the page of the whole paper: its number, its place in the page count
and its code are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Edition, PaperChoices, PaperCodes
from perfeval_desktop.services.page_ranges import parse_pages
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.print_job import PageSelection, Pick, Printed
from perfeval_desktop.services.revisions import State
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.exporting.fonts import FontSet
    from perfeval_desktop.exporting.pdf.marks import Mark, Page

OnPage = Callable[[int, int], None]


def _no_codes(choices: PaperChoices) -> PaperCodes | None:
    return None


def _nothing_earlier() -> Session | State | None:
    return None


@dataclass(frozen=True, slots=True)
class Printable:
    """What the clerk prints from.

    Attributes:
        session: The report as it is now.
        codes: The check codes to print with some choices, or None.
        earlier: The report as it was printed or exported last; None when it never was, or when
            that state cannot be had.
        earlier_name: What that state is called: 10月8日打印的.
    """

    session: Session
    codes: Callable[[PaperChoices], PaperCodes | None] = _no_codes
    earlier: Callable[[], Session | State | None] = _nothing_earlier
    earlier_name: str = ""


class Edges(NamedTuple):
    """Lengths at the four edges of a page, mm."""

    left: float
    top: float
    right: float
    bottom: float


class PageInfo(NamedTuple):
    """A page of the paper, as far as it matters before it is drawn.

    Attributes:
        section: What it belongs to, as a clerk says it: 附件1-1.
        sheet: The sheet it shows, or None for another paper.
        number: The number printed on it, None where there is none.
        free: How much of the paper is left white along each edge.
    """

    section: str
    sheet: SheetRef | None
    number: int | None
    width_mm: float
    height_mm: float
    free: Edges

    @property
    def part(self) -> SheetRef | str:
        """By what it is chosen when some sheets are printed."""
        return self.sheet if self.sheet is not None else self.section


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper laid out with some choices.

    Attributes:
        choices: Those it was laid out with.
        pdf: All of its pages.
        pages: What they are.
        missing: A sentence for every character that no font has.
        laid: The pages as they were laid out, to be compared and to be painted again.
    """

    choices: PaperChoices
    pdf: bytes
    pages: tuple[PageInfo, ...]
    missing: tuple[str, ...]
    document: Document
    laid: tuple[Page, ...]

    def parts(self) -> dict[SheetRef | str, str]:
        """Return the sheets it has, in order, each with its name."""
        return {each.part: each.section for each in self.pages}

    def pdf_of(self, pages: Sequence[int], on_page: OnPage | None = None) -> bytes:
        """Return a PDF of some of its pages, counted from 0."""
        from perfeval_desktop.exporting.pdf import pdf_of

        if list(pages) == list(range(len(self.pages))):
            return self.pdf
        chosen = [self.laid[each] for each in pages]
        return pdf_of(self.document, chosen, _fonts(self.choices), on_page)


class Documents(NamedTuple):
    """The report as it is now, and as it was printed last where that is compared."""

    now: Document
    earlier: Document | None = None


class LaidOut(NamedTuple):
    """The paper, and which of its pages changed, counted from 0; None where nothing is compared."""

    paper: Paper
    changed: tuple[int, ...] | None = None


def read_report(printable: Printable, choices: PaperChoices, *, compares: bool) -> Documents:
    """Return what is to be laid out; the report must not change meanwhile."""
    has_codes = choices.has_codes and choices.edition is Edition.SUBMITTED
    codes = printable.codes(choices) if has_codes else None
    now = paper_document(printable.session, choices, codes)
    earlier = printable.earlier() if compares else None
    return Documents(now, paper_document(earlier, choices) if earlier is not None else None)


def lay_out(documents: Documents, choices: PaperChoices, on_page: OnPage | None = None) -> LaidOut:
    """Lay out what was read, which may be done on any thread; an error in `on_page` ends it."""
    from perfeval_desktop.exporting.pdf import lay_out as laid_out_pages

    paper = lay_document(documents.now, choices, on_page)
    if documents.earlier is None:
        return LaidOut(paper)
    before = laid_out_pages(documents.earlier, _fonts(choices))
    return LaidOut(paper, changed_pages(before, paper.laid))


def lay_document(document: Document, choices: PaperChoices, on_page: OnPage | None = None) -> Paper:
    """Lay out a document and make its PDF."""
    from perfeval_desktop.exporting.fonts import missing_characters
    from perfeval_desktop.exporting.pdf import lay_out as laid_out_pages
    from perfeval_desktop.exporting.pdf import pdf_of

    fonts = _fonts(choices)
    laid = laid_out_pages(document, fonts, on_page)
    pdf = pdf_of(document, laid, fonts, on_page)
    missing = missing_characters(document, fonts)
    return Paper(
        choices,
        pdf,
        tuple(_info(document, each) for each in laid),
        tuple(f"“{each.char}”打印不出来，在{each.where}。" for each in missing),
        document,
        tuple(laid),
    )


def write_pages(
    paper: Paper, pages: Sequence[int], path: Path, on_page: OnPage | None = None
) -> Printed:
    """Write pages, counted from 0, to a PDF file.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.atomic import replace_file

    replace_file(path, paper.pdf_of(pages, on_page))
    numbers = tuple(each + 1 for each in pages)
    return Printed(paper.choices, numbers, len(paper.pages), "PDF", path.name)


def _fonts(choices: PaperChoices) -> FontSet:
    from perfeval_desktop.services.paper_fonts import fonts_for

    return fonts_for(choices)


def _info(document: Document, page: Page) -> PageInfo:
    sheet = next((each.sheet for each in document.sections if each.page is page.settings), None)
    size = (page.settings.width_mm, page.settings.height_mm)
    return PageInfo(page.section, sheet, page.number, *size, _free(page))


def _free(page: Page) -> Edges:
    """Return how far from the edges of the paper everything on a page stays."""
    from perfeval_desktop.exporting.styles import MM

    boxes = [box for box in map(_box, page.marks) if box is not None]
    left = min((box.left for box in boxes), default=page.width_pt)
    top = min((box.top for box in boxes), default=page.height_pt)
    right = page.width_pt - max((box.right for box in boxes), default=0.0)
    bottom = page.height_pt - max((box.bottom for box in boxes), default=0.0)
    return Edges(left / MM, top / MM, right / MM, bottom / MM)


def _box(mark: Mark) -> Edges | None:
    """Return where a mark stands, in points; None for what is not drawn."""
    from perfeval_desktop.exporting.pdf.marks import (
        ASCENT_EM,
        Blocks,
        Circle,
        OutlineEntry,
        Rule,
        TextLine,
    )

    match mark:
        case TextLine():
            top = mark.baseline - ASCENT_EM * mark.size_pt
            return Edges(mark.x, top, mark.x + mark.width_pt, top + mark.size_pt)
        case Rule():
            xs, ys = sorted((mark.x1, mark.x2)), sorted((mark.y1, mark.y2))
            return Edges(xs[0], ys[0], xs[1], ys[1])
        case Circle(x, y, radius):
            return Edges(x - radius, y - radius, x + radius, y + radius)
        case Blocks(boxes):
            lefts, tops = [each[0] for each in boxes], [each[1] for each in boxes]
            rights = [left + width for left, _, width, _ in boxes]
            bottoms = [top + height for _, top, _, height in boxes]
            return Edges(min(lefts), min(tops), max(rights), max(bottoms))
        case OutlineEntry():
            return None


# Which pages ---------------------------------------------------------------------------------


def changed_pages(old: Sequence[Page], new: Sequence[Page]) -> tuple[int, ...]:
    """Return which of the new pages, counted from 0, do not replace an equal old one.

    What counts is what is drawn between the upper and lower edge of the text, and the page's own
    number: codes, the count of all pages and draft marks are not compared.
    """
    before = [_drawn(each) for each in old]
    return tuple(
        place
        for place, page in enumerate(new)
        if place >= len(before) or before[place] != _drawn(page)
    )


def _drawn(page: Page) -> Hashable:
    inside = [mark for mark in page.marks if _is_in_text_block(page, mark)]
    return page.number, page.width_pt, page.height_pt, tuple(inside)


def _is_in_text_block(page: Page, mark: Mark) -> bool:
    box = _box(mark)
    return box is not None and box.top < page.bottom and box.bottom > page.top


def chosen_pages(
    paper: Paper, selection: PageSelection, changed: Sequence[int] = ()
) -> tuple[int, ...]:
    """Return the pages that are chosen, counted from 0.

    Args:
        paper: The whole paper.
        selection: What the clerk chose.
        changed: What changed since an earlier paper.

    Raises:
        ValueParseError: no page is chosen; its reason is for the clerk.
    """
    everything = range(len(paper.pages))
    match selection.pick:
        case Pick.ALL:
            return tuple(everything)
        case Pick.RANGE:
            typed = parse_pages(selection.text, len(paper.pages))
            return tuple(each - 1 for each in typed)
        case Pick.CHANGED:
            if not changed:
                raise ValueParseError("", "没有改过的页，不用重印。")
            return tuple(changed)
        case Pick.SHEETS:
            chosen = [each for each in everything if paper.pages[each].part in selection.parts]
            if not chosen:
                raise ValueParseError("", "还没有选表，请至少选一张。")
            return tuple(chosen)


def cut_edges(pages: Sequence[PageInfo], unprintable: Edges) -> list[str]:
    """Return the edges at which a printer would cut something off, as a clerk calls them.

    A landscape page goes through the printer turned, one way or the other: none of its edges may
    be nearer than the printer's worst.
    """
    found: dict[str, None] = {}
    for page in pages:
        turned = Edges(*[max(unprintable)] * 4)
        margins = turned if page.width_mm > page.height_mm else unprintable
        for name, free, margin in zip("左上右下", page.free, margins, strict=True):
            if free < margin:
                found[name] = None
    return list(found)
