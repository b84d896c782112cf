"""The neutral laid-out document: what stands on the paper, before any file format.

It knows no PDF, Word or Excel. Every text in it is cleaned when it enters (`clean_text`), so that a
writer may put it on paper as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from .styles import TEXT_HEIGHT_MM, TEXT_WIDTH_MM, Align, ParagraphStyle
from .text import clean_text

A4_SHORT_MM = 210.0
A4_LONG_MM = 297.0


def _clean(value: object, *names: str) -> None:
    """Clean the named texts of a frozen value under construction."""
    for name in names:
        text = getattr(value, name)
        cleaned = clean_text(text) if text is not None else None
        object.__setattr__(value, name, cleaned)


class PageNumbers(Enum):
    """Where "— 1 —" stands at the foot of a page."""

    NONE = "none"
    OUTSIDE = "outside"  # odd pages right, even pages left
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The page of one section: A4 upright or on its side, margins in mm.

    Attributes:
        first_number: The number of the first page; None counts on from the section before.
        footer: A small line of its own at the left of the foot of every page, or "".
    """

    top_mm: float = 37.0
    bottom_mm: float = A4_LONG_MM - 37.0 - TEXT_HEIGHT_MM
    left_mm: float = 28.0
    right_mm: float = A4_SHORT_MM - 28.0 - TEXT_WIDTH_MM
    is_landscape: bool = False
    page_numbers: PageNumbers = PageNumbers.OUTSIDE
    first_number: int | None = None
    footer: str = ""

    def __post_init__(self) -> None:
        _clean(self, "footer")

    @property
    def width_mm(self) -> float:
        """Width of the sheet of paper."""
        return A4_LONG_MM if self.is_landscape else A4_SHORT_MM

    @property
    def height_mm(self) -> float:
        """Height of the sheet of paper."""
        return A4_SHORT_MM if self.is_landscape else A4_LONG_MM


COVER_PAGE = PageSettings(page_numbers=PageNumbers.NONE)
NARRATIVE_PAGE = PageSettings(first_number=1)
ANNEX_PAGE = PageSettings(top_mm=25.0, bottom_mm=25.0, left_mm=20.0, right_mm=20.0)
ANNEX_LANDSCAPE_PAGE = PageSettings(
    top_mm=25.0, bottom_mm=22.0, left_mm=20.0, right_mm=20.0, is_landscape=True
)


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A piece of a paragraph that is set in one way."""

    text: str
    is_bold: bool = False

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one official style; `paragraph()` makes one from plain text.

    Attributes:
        bookmark: Its entry in the outline, or None.
        outline_level: Depth of that entry, 0 for chapters and annexes.
        align: Set otherwise than the style says.
    """

    spans: tuple[TextSpan, ...]
    style: ParagraphStyle = ParagraphStyle.BODY
    bookmark: str | None = None
    outline_level: int = 0
    align: Align | None = None

    def __post_init__(self) -> None:
        _clean(self, "bookmark")

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(span.text for span in self.spans)


def paragraph(
    text: str,
    style: ParagraphStyle = ParagraphStyle.BODY,
    *,
    bookmark: str | None = None,
    outline_level: int = 0,
    align: Align | None = None,
) -> Paragraph:
    """Make a paragraph of one plain text."""
    return Paragraph((TextSpan(text),), style, bookmark, outline_level, align)


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height, in mm; it disappears at a page break that falls into it."""

    height_mm: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page in the same section."""


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Lines (unit name, date) with the area left free over them for the paper seal (盖章处).

    The lines stand in the middle of the area's height, nothing else comes into it, and it never
    opens a page by itself: the last lines before it come along. No seal is ever drawn.

    Attributes:
        align: Where the area stands between the margins; the lines have their own alignment.
        has_guide: Print a thin frame of the area, for drafts.
    """

    lines: tuple[Paragraph, ...]
    width_mm: float = 50.0
    height_mm: float = 50.0
    align: Align = Align.CENTER
    has_guide: bool = False


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """What is filled in by hand under a table (填表人：, 填报日期： …), spread over its width."""

    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(map(clean_text, self.parts)))


class CellStyle(Enum):
    """What a table cell is."""

    LABEL = "label"
    HEAD = "head"
    VALUE = "value"
    NUMBER = "number"  # digits of one width


@dataclass(frozen=True, slots=True)
class TableCell:
    r"""One cell of a form, with the rows and columns it spans.

    An explicit "\\n" starts a new line: 绩\\n效\\n指\\n标 stands upright.

    Attributes:
        align: None for the alignment of its style: centred, VALUE left.
        indent_chars: Widths of a character left free before every line.
    """

    text: str = ""
    rows: int = 1
    columns: int = 1
    style: CellStyle = CellStyle.VALUE
    align: Align | None = None
    is_bold: bool = False
    indent_chars: int = 0

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells that *begin* in a row; spans from above fill the rest, as in the form's data.

    Attributes:
        is_head: Repeated on a page that continues the rows below it (see `Table`).
        has_border: False for a row without lines around its cells.
    """

    cells: tuple[TableCell, ...]
    is_head: bool = False
    min_height_mm: float = 6.5
    has_border: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """An official grid, as wide as the text block.

    The latest run of head rows above a page break is repeated after it. Where cells that begin in
    those head rows span rows below them, the heads belong to these rows only; else to all rows up
    to the next head row.

    Attributes:
        columns: Relative widths.
        notes: Paragraphs right under the table (说明：…).
        signature: Kept on one page with the last row and the notes.
        text_pt, floor_pt: Size of the text, and the smallest to which it may shrink.
    """

    columns: tuple[float, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    signature: SignatureLine | None = None
    text_pt: float = 10.5
    floor_pt: float = 7.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(map(clean_text, self.notes)))


Block = Paragraph | Space | PageBreak | SealPlace | SignatureLine | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one kind; begins a new page. `name` is that of the sheet (附件1-1)."""

    name: str
    blocks: tuple[Block, ...]
    page: PageSettings = field(default_factory=PageSettings)

    def __post_init__(self) -> None:
        _clean(self, "name")


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, in order."""

    title: str
    sections: tuple[Section, ...]
    author: str = ""
    subject: str = ""
    language: str = "zh-CN"

    def __post_init__(self) -> None:
        _clean(self, "title", "author", "subject")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell at its place in the grid, rows and columns counted from 0."""

    cell: TableCell
    row: int
    column: int

    @property
    def end_row(self) -> int:
        """The row after its last one."""
        return self.row + self.cell.rows

    @property
    def end_column(self) -> int:
        """The column after its last one."""
        return self.column + self.cell.columns


class GridError(ValueError):
    """The spans of a table do not fill its grid exactly."""


def place_cells(table: Table) -> tuple[PlacedCell, ...]:
    """Put every cell at its row and column, row by row.

    Raises:
        GridError: Cells overlap, stand out of the grid or leave a hole in it.
    """
    width, height = len(table.columns), len(table.rows)
    covered_until = [0] * width  # by column: the first row that is still free
    placed: list[PlacedCell] = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells.cells:
            while column < width and covered_until[column] > row:
                column += 1
            here = PlacedCell(cell, row, column)
            if here.end_column > width or here.end_row > height:
                raise GridError(f"row {row}: cell {cell.text!r} stands out of the grid")
            if any(until > row for until in covered_until[column : here.end_column]):
                raise GridError(f"row {row}: cell {cell.text!r} overlaps a span from above")
            covered_until[column : here.end_column] = [here.end_row] * cell.columns
            placed.append(here)
            column = here.end_column
        if any(until <= row for until in covered_until):
            raise GridError(f"row {row}: the cells leave a hole")
    return tuple(placed)


def iter_texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every text of the document with its place as a clerk would say it."""
    for section in document.sections:
        if section.page.footer:
            yield f"{section.name}页脚", section.page.footer
        for block in section.blocks:
            for where, text in _block_texts(block):
                yield f"{section.name}{where}", text


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
        yield f"第{placed.row + 1}行第{placed.column + 1}列", placed.cell.text
    for note in table.notes:
        yield "表下说明", note
    if table.signature is not None:
        for part in table.signature.parts:
            yield "签字行", part


def _snippet(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 12 else f"{first[:12]}…"
