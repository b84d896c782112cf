"""Laid-out pages painted with reportlab."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from ..document import Document
from ..fonts import FontSet
from ..styles import Face
from .marks import Blocks, Circle, OutlineEntry, Page, Rule, RuleLook, TextLine

OnPage = Callable[[int, int], None]

_PRODUCER = "perfeval_desktop"
_BOLD_STROKE_EM = 1 / 40  # bold is drawn by outlining: the shipped faces have one weight
_DASHES = (3, 2)


def paint(
    document: Document, pages: Sequence[Page], fonts: FontSet, on_page: OnPage | None = None
) -> bytes:
    """Return the PDF; the same pages give the same bytes."""
    rl_config.useA85 = 0  # binary streams: a quarter smaller
    buffer = BytesIO()
    first_font = fonts.glyphs(Face.FANG)["—"].font.fontName
    options: dict[str, Any] = {"initialFontName": first_font, "lang": document.language}
    canvas = Canvas(buffer, invariant=1, pageCompression=1, **options)
    _describe(canvas, document)
    painter = _Painter(canvas, fonts)
    for index, page in enumerate(pages):
        if on_page is not None:
            on_page(index, len(pages))
        painter.paint_page(page)
    _label_pages(canvas, pages)
    canvas.save()
    return buffer.getvalue()


def _describe(canvas: Any, document: Document) -> None:
    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    canvas.setSubject(document.subject)
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _label_pages(canvas: Any, pages: Sequence[Page]) -> None:
    """Show a viewer's page box what is printed: 1, 2, …, and the sheet's name where nothing is."""
    expected: int | None = 0
    section = None
    for index, page in enumerate(pages):
        if page.number is None and page.section != section:
            canvas.addPageLabel(index, prefix=page.section)
        elif page.number is not None and page.number != expected:
            canvas.addPageLabel(index, style="ARABIC", start=page.number)
        expected = page.number + 1 if page.number is not None else 0
        section = page.section


class _Painter:
    """One canvas, with the outline so far."""

    def __init__(self, canvas: Any, fonts: FontSet) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._height = 0.0
        self._outline_size = 0
        self._outline_level = -1

    def paint_page(self, page: Page) -> None:
        self._height = page.height_pt
        self._canvas.setPageSize((page.width_pt, page.height_pt))
        rules: list[Rule] = []
        for mark in page.marks:
            match mark:
                case TextLine():
                    self._paint_text(mark)
                case Rule():
                    rules.append(mark)
                case Circle():
                    self._paint_circle(mark)
                case Blocks():
                    self._paint_blocks(mark)
                case OutlineEntry():
                    self._add_to_outline(mark)
        for look, alike in groupby(rules, key=lambda rule: rule.look):
            self._paint_rules(look, alike)
        self._canvas.showPage()

    def _paint_text(self, mark: TextLine) -> None:
        """Draw a line as one text object; another font begins only where a glyph asks for it."""
        if not mark.text:
            return
        text = self._canvas.beginText(mark.x, self._height - mark.baseline)
        text.setCharSpace(round(mark.spacing_pt, 3))
        if mark.grey:
            text.setFillGray(mark.grey)
        if mark.is_bold:
            self._canvas.setLineWidth(mark.size_pt * _BOLD_STROKE_EM)
            text.setTextRenderMode(2)
        for run in self._fonts.runs(mark.text, mark.face):
            text.setFont(run.font_name, mark.size_pt)
            text.textOut(run.text)
        if mark.is_bold:
            text.setTextRenderMode(0)
        if mark.grey:
            text.setFillGray(0)
        self._canvas.drawText(text)

    def _paint_rules(self, look: RuleLook, rules: Iterable[Rule]) -> None:
        canvas, height = self._canvas, self._height
        self._take(look)
        canvas.lines([(rule.x1, height - rule.y1, rule.x2, height - rule.y2) for rule in rules])
        canvas.setStrokeGray(0)

    def _paint_circle(self, mark: Circle) -> None:
        self._take(mark.look)
        self._canvas.circle(mark.x, self._height - mark.y, mark.radius)
        self._canvas.setStrokeGray(0)

    def _paint_blocks(self, mark: Blocks) -> None:
        path = self._canvas.beginPath()
        for left, top, width, height in mark.boxes:
            path.rect(left, self._height - top - height, width, height)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _take(self, look: RuleLook) -> None:
        self._canvas.setLineWidth(look.width_pt)
        self._canvas.setLineCap(0 if look.has_flat_ends else 2)
        self._canvas.setStrokeGray(look.grey)
        self._canvas.setDash(*(_DASHES if look.is_dashed else ()))

    def _add_to_outline(self, mark: OutlineEntry) -> None:
        """A level that jumps down by more than one is raised: PDF has no other outline."""
        level = min(mark.level, self._outline_level + 1)
        key = f"outline{self._outline_size}"
        self._outline_size += 1
        self._outline_level = level
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=self._height - mark.y, zoom=0)
        self._canvas.addOutlineEntry(mark.title, key, level, closed=level > 0)
