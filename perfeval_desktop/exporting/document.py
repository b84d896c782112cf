"""The neutral laid-out document: what stands on the paper, before any file format.

It knows no PDF, Word or Excel. Every text in it is cleaned when it enters (`clean_text`), so that a
writer may put it on paper as it is. Its parts are in `spans`, `pages` and `tables`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from perfeval_desktop.domain.layout import SheetRef

from .pages import PageSettings
from .spans import TextSpan, spans_text
from .styles import Align, ParagraphStyle
from .tables import SignatureLine, Table
from .text import clean_fields


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one official style; `paragraph()` makes one from plain text.

    Attributes:
        bookmark: Its entry in the outline, or None.
        outline_level: Depth of that entry, 0 for chapters and annexes.
        align: Set otherwise than the style says.
        name: The path of the field that it shows, alone or among fixed words; "" for none. Several
            paragraphs may show one field.
    """

    spans: tuple[TextSpan, ...]
    style: ParagraphStyle = ParagraphStyle.BODY
    bookmark: str | None = None
    outline_level: int = 0
    align: Align | None = None
    name: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, "bookmark")

    @property
    def text(self) -> str:
        """The whole text."""
        return spans_text(self.spans)


def paragraph(
    text: str,
    style: ParagraphStyle = ParagraphStyle.BODY,
    *,
    bookmark: str | None = None,
    outline_level: int = 0,
    align: Align | None = None,
    name: str = "",
) -> Paragraph:
    """Make a paragraph of one plain text."""
    return Paragraph((TextSpan(text),), style, bookmark, outline_level, align, name)


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
        diameter_mm: Of the seal itself.
        has_guide: Print a thin circle of the seal in the middle of the area, for drafts.
    """

    lines: tuple[Paragraph, ...]
    width_mm: float = 50.0
    height_mm: float = 50.0
    align: Align = Align.CENTER
    diameter_mm: float = 45.0
    has_guide: bool = False


Block = Paragraph | Space | PageBreak | SealPlace | SignatureLine | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one kind; begins a new page.

    Attributes:
        name: That of the sheet, as a clerk says it (附件1-1).
        sheet: The sheet of the report that it shows; None for another paper.
    """

    name: str
    blocks: tuple[Block, ...]
    page: PageSettings = field(default_factory=PageSettings)
    sheet: SheetRef | None = None

    def __post_init__(self) -> None:
        clean_fields(self, "name")


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, in order.

    Attributes:
        template: Id of the template whose fields the names of its parts mean; "" for none.
        year: The fiscal year of the report.
    """

    title: str
    sections: tuple[Section, ...]
    author: str = ""
    subject: str = ""
    language: str = "zh-CN"
    template: str = ""
    year: int = 0

    def __post_init__(self) -> None:
        clean_fields(self, "title", "author", "subject")
