"""The pages of a neutral document: paper, margins, and what stands at head and foot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .styles import TEXT_HEIGHT_MM, TEXT_WIDTH_MM
from .text import clean_fields, clean_text

A4_SHORT_MM = 210.0


A4_LONG_MM = 297.0


class PageNumbers(Enum):
    """Where "— 1 —" stands at the foot of a page."""

    NONE = "none"
    OUTSIDE = "outside"  # odd pages right, even pages left
    CENTER = "center"


class PageField(Enum):
    """What is known when the pages are made; both count every page from 1, the cover too."""

    PAGE = "page"
    PAGES = "pages"


LineParts = tuple[str | PageField, ...]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The page of one section: A4 upright or on its side, margins in mm.

    Attributes:
        first_number: The number of the first page; None counts on from the section before.
        mark: What the paper is, in the upper right corner of every page: 送审稿; "" for nothing.
        footer: A small line of its own at the left of the foot of every page, or ().
        qr: What a QR code beside that line says, or ().
    """

    top_mm: float = 37.0
    bottom_mm: float = A4_LONG_MM - 37.0 - TEXT_HEIGHT_MM
    left_mm: float = 28.0
    right_mm: float = A4_SHORT_MM - 28.0 - TEXT_WIDTH_MM
    is_landscape: bool = False
    page_numbers: PageNumbers = PageNumbers.OUTSIDE
    first_number: int | None = None
    mark: str = ""
    footer: LineParts = ()
    qr: LineParts = ()

    def __post_init__(self) -> None:
        clean_fields(self, "mark")
        for name in ("footer", "qr"):
            parts = tuple(
                each if isinstance(each, PageField) else clean_text(each)
                for each in getattr(self, name)
            )
            object.__setattr__(self, name, parts)

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
