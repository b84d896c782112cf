"""One worksheet: the blocks of a section one under the other, as wide as the paper."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from perfeval_desktop.domain.defined_names import defined_name
from perfeval_desktop.domain.layout import even_bounds

from ..document import PageBreak, Paragraph, SealPlace, Section, Space
from ..spans import Change, TextSpan, spans_text
from ..styles import TYPE_STYLES, Align, ParagraphStyle
from ..tables import SignatureLine, Table
from .areas import Area
from .contents import cut_text
from .formats import CellLook, Formats
from .measures import (
    HIGHEST_ROW_PT,
    PIXELS_A_MM,
    PIXELS_A_POINT,
    broken,
    height_of,
    line_pitch,
    points,
    room_in,
)

_PAPER_SHARE = 0.985  # of the text block: what printers make of pixels differs a little
_HEADING_COST = 20  # more than any form has labels beside each other
_KEPT_WITH_NEXT = frozenset(
    {
        *(ParagraphStyle.HEADING1, ParagraphStyle.HEADING2, ParagraphStyle.HEADING3),
        *(ParagraphStyle.HEADING4, ParagraphStyle.ANNEX_MARK, ParagraphStyle.ANNEX_TITLE),
    }
)
_IDENTITY = 1e-6  # of the width: edges of two tables that are as near are one


@dataclass(slots=True)
class Sheet:
    """Where the next block goes, and what was learnt of the rows above it.

    Attributes:
        name: That of the worksheet.
        edges: Of the columns, from 0 to 1.
        row: The next free row.
        heights: Of all rows above it, in points.
        break_costs: By row: how bad it is to begin a page there.
        page_breaks: Rows that begin a page.
        said: Sentences about what stands elsewhere than on paper.
    """

    workbook: Workbook
    worksheet: Worksheet
    name: str
    section: Section
    formats: Formats
    said: list[str]
    edges: list[float] = field(init=False)
    pixels: list[int] = field(init=False)
    row: int = 0
    heights: list[float] = field(default_factory=list)
    break_costs: Counter[int] = field(default_factory=Counter)
    page_breaks: list[int] = field(default_factory=list)
    _names: dict[str, list[int]] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.edges = _edges(self.section)
        page = self.section.page
        text_mm = page.width_mm - page.left_mm - page.right_mm
        whole = text_mm * PIXELS_A_MM * _PAPER_SHARE
        ends = [round(edge * whole) for edge in self.edges]
        self.pixels = [max(end - start, 1) for start, end in pairwise(ends)]
        for column, pixels in enumerate(self.pixels):
            self.worksheet.set_column_pixels(column, column, pixels)

    # Places

    @property
    def last_column(self) -> int:
        """The last column of the paper."""
        return len(self.pixels) - 1

    def column_at(self, edge: float) -> int:
        """Return the column that begins at an edge of a table."""
        return bisect_left(self.edges, edge - _IDENTITY)

    def width_pt(self, first: int, last: int) -> float:
        """Return the width of some columns."""
        return sum(self.pixels[first : last + 1]) / PIXELS_A_POINT

    @property
    def whole_width_pt(self) -> float:
        """The width of the paper's text block."""
        return self.width_pt(0, self.last_column)

    def add_rows(self, height_pt: float) -> int:
        """Add rows of this height together, since one row cannot be very high; return the first."""
        first, count = self.row, max(math.ceil(height_pt / HIGHEST_ROW_PT), 1)
        for _ in range(count):
            self.heights.append(round(height_pt / count, 2))
            self.worksheet.set_row(self.row, self.heights[-1])
            self.row += 1
        return first

    def keep(self, first: int, last: int, cost: int = 1) -> None:
        """Say that a page should not begin in these rows, but above the first or below the last."""
        for row in range(first + 1, last + 1):
            self.break_costs[row] += cost

    # Cells

    def put(self, area: Area, spans: Sequence[TextSpan], look: CellLook) -> str:
        """Write a text; return what no cell can hold of it."""
        text, rest = cut_text(spans_text(spans))
        form = self.formats.cell(look)
        self.merge(area, form)
        if not text:
            self.worksheet.write_blank(area.row, area.column, None, form)
        elif rest or all(not span.is_bold and span.change is Change.NONE for span in spans):
            self.worksheet.write_string(area.row, area.column, text, form)
        else:
            self._put_pieces(area, spans, look)
        return rest

    def _put_pieces(self, area: Area, spans: Sequence[TextSpan], look: CellLook) -> None:
        """Write a text of several looks, or of one that the cell takes over."""
        pieces: list[Format | str] = []
        for span in spans:
            if span.text:
                is_bold = look.is_bold or span.is_bold
                pieces += [self.formats.piece(look, span.change, is_bold=is_bold), span.text]
        form = self.formats.cell(look)
        if len(pieces) == 2:  # a text of one piece is no rich text
            pieces += [self.formats.piece(look, Change.NONE, is_bold=look.is_bold), " "]
        self.worksheet.write_rich_string(area.row, area.column, *pieces, form)

    def merge(self, area: Area, form: Format) -> None:
        """Make one cell of an area; the lines around it are those of the format."""
        if area.is_merged:
            self.worksheet.merge_range(*area, "", form)

    # Names

    def name_area(self, path: str, area: Area) -> None:
        """Let a path of a field name a cell; one named twice is found at its first place."""
        self._define(path, f"{_absolute(area.row, area.column)}")

    def _define(self, path: str, cells: str) -> None:
        name = defined_name(tuple(path.split("."))) if path else None
        if name is not None and name not in self._named:
            self._named.add(name)
            self.workbook.define_name(f"'{self.name}'!{name}", f"='{self.name}'!{cells}")

    def name_paragraphs(self) -> None:
        """Name the rows of fields that paragraphs show."""
        for path, (first, last) in self._names.items():
            start, end = _absolute(first, 0), _absolute(last, 0)
            self._define(path, start if first == last else f"{start}:{end}")

    # Blocks

    def add_paragraph(self, block: Paragraph) -> None:
        """Write a paragraph; a long one goes on in the rows below, broken where a line ends."""
        style = TYPE_STYLES[block.style]
        look = CellLook(style.face, style.size_pt, align=block.align or style.align)
        spans = block.spans
        if style.indent_chars:
            spans = (TextSpan("\u3000" * style.indent_chars), *spans)
        pitch = line_pitch(style.size_pt)
        lead = max(style.pitch_pt - pitch, 0.0)
        most = int((HIGHEST_ROW_PT - lead) / pitch)
        text = spans_text(spans)
        lines = broken(text, room_in(self.whole_width_pt), style.size_pt)
        first = self.row
        for start in range(0, len(lines), most):
            part = lines[start : start + most]
            room = style.before_pt + style.after_pt if start == 0 else 0.0
            row = self.add_rows(len(part) * pitch + lead + room)
            piece = _cut_spans(spans, part[0].start, part[-1].end)
            self._put_whole(row, piece, look)
        if block.style in _KEPT_WITH_NEXT:
            self.keep(first, self.row, _HEADING_COST)
        self._remember(block.name, first)

    def _put_whole(self, row: int, spans: Sequence[TextSpan], look: CellLook) -> None:
        self.put(Area(row, 0, row, self.last_column), spans, look)

    def _remember(self, path: str, first: int) -> None:
        if path:
            self._names.setdefault(path, [first, first])[1] = self.row - 1

    def add_space(self, block: Space) -> None:
        """Leave room."""
        if block.height_mm > 0:
            self.add_rows(points(block.height_mm))

    def add_page_break(self, block: PageBreak) -> None:
        """Begin a page."""
        self.page_breaks.append(self.row)

    def add_seal_place(self, block: SealPlace) -> None:
        """Leave the area free: the lines in its middle, nothing else in it."""
        styles = [TYPE_STYLES[line.style] for line in block.lines]
        free = points(block.height_mm) - sum(style.pitch_pt for style in styles)
        first = max(self.row - 1, 0)  # the last line before it comes along
        if free > 0:
            self.add_rows(free / 2)
        for line in block.lines:
            self.add_paragraph(line)
        if free > 0:
            self.add_rows(free / 2)
        self.keep(first, self.row - 1, _HEADING_COST)

    def add_signature(self, block: SignatureLine) -> None:
        """Spread the parts over the width, as many on a row as there are columns."""
        self.keep(max(self.row - 1, 0), self.row)
        names = block.names or ("",) * len(block.parts)
        parts = list(zip(block.parts, names, strict=True))
        count = len(self.pixels)
        for start in range(0, len(parts), count):
            self._add_signature_row(parts[start : start + count])

    def _add_signature_row(self, parts: Sequence[tuple[str, str]]) -> None:
        style = TYPE_STYLES[ParagraphStyle.SIGNATURE]
        look = CellLook(style.face, style.size_pt, align=Align.LEFT)
        bounds = even_bounds(self.pixels, len(parts))
        lines = max(
            len(broken(text, room_in(self.width_pt(start, end - 1)), style.size_pt))
            for (text, _), (start, end) in zip(parts, bounds, strict=True)
        )
        row = self.add_rows(style.before_pt + height_of(lines, style.size_pt))
        for (text, name), (start, end) in zip(parts, bounds, strict=True):
            area = Area(row, start, row, end - 1)
            self.put(area, (TextSpan(text),), look)
            self.name_area(name, area)


def _edges(section: Section) -> list[float]:
    """Return the edges of the columns of all tables of a section, of 0 and 1 if it has none."""
    edges = [0.0, 1.0]
    for block in section.blocks:
        if isinstance(block, Table):
            total = sum(block.columns)
            edges += [edge / total for edge in accumulate(block.columns)]
    edges.sort()
    kept = [edge for before, edge in pairwise(edges) if edge - before > _IDENTITY]
    return [0.0, *kept]


def _absolute(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _cut_spans(spans: Sequence[TextSpan], start: int, end: int) -> list[TextSpan]:
    """Return the part of a text from one character to another, in its spans."""
    cut, at = [], 0
    for span in spans:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            cut.append(replace(span, text=text))
        at += len(span.text)
    return cut
