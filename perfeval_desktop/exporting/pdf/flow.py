"""Blocks flowing onto pages: what is kept together, where a page ends, what stands at its foot."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ..document import Block, Document, PageBreak, Paragraph, SealPlace, Section, Space, paragraph
from ..fonts import FontSet
from ..pages import PageNumbers
from ..styles import LINE_PITCH_PT, MM, TYPE_STYLES, ParagraphStyle, TypeStyle
from ..tables import SignatureLine, Table
from .cells import Room, lay_table
from .foot import Place, margin_marks
from .marks import Mark, OutlineEntry, Page
from .paragraphs import SetLine, set_paragraph
from .seal import area_left, seal_guide
from .signature import set_signature, signature_height
from .table_marks import fragment_marks
from .table_pages import TableCutter

_LINES_WITH_SEAL = 2  # so many lines before a seal place stand on its page
_MOST_TAIL = 0.5  # of a page: longer notes under a table are not kept with its last row
_SLACK = 0.05
_HEADINGS = (
    ParagraphStyle.HEADING1,
    ParagraphStyle.HEADING2,
    ParagraphStyle.HEADING3,
    ParagraphStyle.HEADING4,
)


def lay_out(
    document: Document, fonts: FontSet, on_step: Callable[[int], None] | None = None
) -> list[Page]:
    """Set a whole document and return its pages.

    `on_step` is called many times a second with the number of pages so far; an exception it raises
    ends the work.
    """
    flow = _Flow(fonts, on_step)
    for section in document.sections:
        flow.add_section(section)
    for page in flow.pages:
        flow.step()
        page.marks += margin_marks(page, Place(page.place, len(flow.pages)), fonts)
    return flow.pages


class _Flow:
    """The pages so far, and how far down the last one is filled."""

    def __init__(self, fonts: FontSet, on_step: Callable[[int], None] | None) -> None:
        self.pages: list[Page] = []
        self._fonts = fonts
        self._on_step = on_step
        self._y = 0.0
        self._is_fresh = True  # nothing stands on the page yet
        self._is_continued = False  # the page began because the one before was full
        self._next_number = 1
        self._cutters: dict[int, TableCutter] = {}  # of tables measured but not yet set, by id

    def step(self) -> None:
        """Say that the work goes on."""
        if self._on_step is not None:
            self._on_step(len(self.pages))

    # The page ----------------------------------------------------------------------------------

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    @property
    def _room(self) -> float:
        return self._page.bottom - self._y

    def _put(self, marks: Iterable[Mark]) -> None:
        self._page.marks += marks
        self._is_fresh = False

    def _open_page(self, section: Section) -> None:
        settings = section.page
        number = None
        if settings.page_numbers is not PageNumbers.NONE:
            number, self._next_number = self._next_number, self._next_number + 1
        place = len(self.pages) + 1
        self.pages.append(Page(settings, section.name, number, place, section.sheet))
        self._y, self._is_fresh, self._is_continued = self._page.top, True, False

    def _new_page(self, section: Section) -> None:
        self._open_page(section)
        self._is_continued = True

    # Blocks ------------------------------------------------------------------------------------

    def add_section(self, section: Section) -> None:
        """Set a section on pages of its own."""
        if section.page.first_number is not None:
            self._next_number = section.page.first_number
        self._open_page(section)
        for index, block in enumerate(section.blocks):
            self.step()
            if not self._is_fresh:
                needed = self._kept_height(section.blocks, index)
                if self._room + _SLACK < needed <= self._page.text_height:
                    self._new_page(section)
            self._add(section, block, self._reserve(section.blocks, index))

    def _add(self, section: Section, block: Block, reserve: float) -> None:
        match block:
            case Paragraph():
                self._add_paragraph(section, block, reserve)
            case Space():
                self._add_space(block)
            case PageBreak():
                self._new_page(section)
                self._is_continued = False
            case SealPlace():
                self._add_seal_place(section, block)
            case SignatureLine():
                self._add_signature(section, block)
            case Table():
                self._add_table(section, block)

    def _kept_height(self, blocks: tuple[Block, ...], index: int) -> float:
        """Return the height needed for `blocks[index]` and what it may not part from."""
        height = 0.0
        for at, block in enumerate(blocks[index:], start=index):
            height += self._least_height(block, self._reserve(blocks, at))
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if not _is_kept_with(block, following):
                return height
        return height

    def _least_height(self, block: Block, reserve: float) -> float:
        match block:
            case Paragraph():
                return self._least_of_paragraph(block, reserve)
            case Space():
                return block.height_mm * MM
            case SealPlace():
                return self._seal_height(block)
            case Table():
                return self._cutter(block).least_height()
            case SignatureLine():
                return signature_height(block, self._page.measure, self._fonts)
            case PageBreak():
                return 0.0

    def _least_of_paragraph(self, block: Paragraph, reserve: float) -> float:
        """A heading stands whole above its text, of a text one line is enough.

        A text so short that all of it has to stand with the seal after it needs the room of both.
        """
        style = TYPE_STYLES[block.style]
        if not style.keeps_with_next and not reserve:
            return style.before_pt + style.pitch_pt
        count = len(set_paragraph(block, self._page.measure, self._fonts))
        if style.keeps_with_next:
            return style.before_pt + count * style.pitch_pt + style.after_pt
        if count > _LINES_WITH_SEAL:
            return style.before_pt + style.pitch_pt
        return style.before_pt + count * style.pitch_pt + reserve

    def _reserve(self, blocks: tuple[Block, ...], index: int) -> float:
        """Return the height that the last lines of a block leave free for a seal after them."""
        height = 0.0
        for block in blocks[index + 1 :]:
            match block:
                case Space():
                    height += block.height_mm * MM
                case SealPlace():
                    return height + self._seal_height(block)
                case _:
                    return 0.0
        return 0.0

    def _add_space(self, block: Space) -> None:
        if not (self._is_fresh and self._is_continued):
            self._y = min(self._y + block.height_mm * MM, self._page.bottom)
            self._is_fresh = False

    def _add_paragraph(self, section: Section, block: Paragraph, reserve: float = 0.0) -> None:
        style = TYPE_STYLES[block.style]
        lines = set_paragraph(block, self._page.measure, self._fonts)
        if not self._is_fresh:
            self._y += style.before_pt
        for number, line in enumerate(lines):
            self._snap(style)
            left = len(lines) - number
            is_kept = reserve and (left == _LINES_WITH_SEAL or left == len(lines) == 1)
            needed = left * style.pitch_pt + reserve if is_kept else style.pitch_pt
            if self._room + _SLACK < min(needed, self._page.text_height) and not self._is_fresh:
                self._new_page(section)
            if number == 0 and block.bookmark is not None:
                self._put([OutlineEntry(block.bookmark, block.outline_level, self._y)])
            self._put_line(line, style)
        self._y += style.after_pt

    def _put_line(self, line: SetLine, style: TypeStyle) -> None:
        self._put(line.marks(self._page.left, self._y, style.pitch_pt))
        self._y += style.pitch_pt

    def _snap(self, style: TypeStyle) -> None:
        """Begin on one of the 22 lines of the page."""
        if style.is_on_grid:
            lines = math.ceil((self._y - self._page.top - _SLACK) / LINE_PITCH_PT)
            self._y = self._page.top + lines * LINE_PITCH_PT

    # Seal and signature ------------------------------------------------------------------------

    def _seal_height(self, block: SealPlace) -> float:
        return max(block.height_mm * MM, self._lines_height(block))

    def _lines_height(self, block: SealPlace) -> float:
        return sum(
            len(set_paragraph(line, self._page.measure, self._fonts))
            * TYPE_STYLES[line.style].pitch_pt
            for line in block.lines
        )

    def _add_seal_place(self, section: Section, block: SealPlace) -> None:
        height, lines_height = self._seal_height(block), self._lines_height(block)
        top = self._y
        if block.has_guide:
            left = area_left(block, self._page.left, self._page.measure)
            self._put(seal_guide(block, left, top, height, lines_height))
        self._y = top + (height - lines_height) / 2
        for line in block.lines:
            self._add_paragraph(section, line)
        self._y = top + height

    def _add_signature(self, section: Section, block: SignatureLine) -> None:
        height = signature_height(block, self._page.measure, self._fonts)
        if self._room + _SLACK < height and not self._is_fresh:
            self._new_page(section)
        marks = set_signature(block, self._page.left, self._y, self._page.measure, self._fonts)
        self._put(marks)
        self._y += height

    # Tables ------------------------------------------------------------------------------------

    def _cutter(self, table: Table) -> TableCutter:
        """Measure a table, once."""
        cutter = self._cutters.get(id(table))
        if cutter is None:
            cutter = self._cutters[id(table)] = self._measured(table)
        return cutter

    def _measured(self, table: Table) -> TableCutter:
        room = Room(self._page.measure, self._page.text_height)
        laid = lay_table(table, room, self._fonts, self.step)
        tail = self._tail_height(table)
        kept = tail if tail <= _MOST_TAIL * self._page.text_height else 0.0
        return TableCutter(laid, self._page.text_height, kept)

    def _tail_height(self, table: Table) -> float:
        style = TYPE_STYLES[ParagraphStyle.NOTE]
        height = sum(
            style.before_pt
            + style.pitch_pt * len(set_paragraph(note, self._page.measure, self._fonts))
            for note in _notes(table)
        )
        if table.signature is not None:
            height += signature_height(table.signature, self._page.measure, self._fonts)
        return height

    def _add_table(self, section: Section, table: Table) -> None:
        cutter = self._cutter(table)
        del self._cutters[id(table)]
        while not cutter.is_done:
            self.step()
            fragment = cutter.take(self._room, is_fresh_page=self._is_fresh)
            if fragment is not None:
                self._put(fragment_marks(fragment, self._page.left, self._y))
                self._y += fragment.height
            if not cutter.is_done:
                self._new_page(section)
        for note in _notes(table):
            self._add_paragraph(section, note)
        if table.signature is not None:
            self._add_signature(section, table.signature)


def _is_kept_with(block: Block, following: Block | None) -> bool:
    """Say whether a block may not end a page; a heading without text may, before the next one."""
    if isinstance(block, Space):
        return True
    if not isinstance(block, Paragraph) or not TYPE_STYLES[block.style].keeps_with_next:
        return False
    if not isinstance(following, Paragraph):
        return True
    styles = (block.style, following.style)
    if not all(style in _HEADINGS for style in styles):
        return True
    level, next_level = map(_HEADINGS.index, styles)
    return next_level > level


def _notes(table: Table) -> list[Paragraph]:
    return [paragraph(note, ParagraphStyle.NOTE) for note in table.notes]
