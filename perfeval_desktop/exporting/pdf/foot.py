"""What stands under the text block of a page: its number, and the small line at the left."""

from __future__ import annotations

from typing import NamedTuple

from ..fonts import FontSet
from ..pages import LineParts, PageField, PageNumbers
from ..styles import MM, PAGE_NUMBER_BELOW_MM, SIZE_4, Align, Face
from .marks import Mark, Page
from .paragraphs import Setting, set_text

_FOOTER_ABOVE_EDGE_MM = 6.0  # from the small line to the edge of the paper
_FOOTER_PT = 8.0


class Place(NamedTuple):
    """Which page of how many it is."""

    page: int
    pages: int

    def filled_in(self, parts: LineParts) -> str:
        """Return a line with the numbers in their places."""
        numbers = {PageField.PAGE: str(self.page), PageField.PAGES: str(self.pages)}
        return "".join(each if isinstance(each, str) else numbers[each] for each in parts)


def foot_marks(page: Page, place: Place, fonts: FontSet) -> list[Mark]:
    """Return what to draw at the foot of a page, after everything else on it."""
    return _footer(page, place, fonts) + _number(page, fonts)


def _footer(page: Page, place: Place, fonts: FontSet) -> list[Mark]:
    if not page.settings.footer:
        return []
    top = page.height_pt - _FOOTER_ABOVE_EDGE_MM * MM - _FOOTER_PT
    setting = Setting(Face.SONG, _FOOTER_PT, Align.LEFT)
    line = set_text(place.filled_in(page.settings.footer), page.measure, setting, fonts)[0]
    return line.marks(page.left, top, _FOOTER_PT)


def _number(page: Page, fonts: FontSet) -> list[Mark]:
    """Set "— 1 —" one character away from the outer edge of the text block."""
    if page.number is None:
        return []
    setting = Setting(Face.SONG, SIZE_4, _side(page.settings.page_numbers, page.number))
    line = set_text(f"— {page.number} —", page.measure - 2 * SIZE_4, setting, fonts)[0]
    return line.marks(page.left + SIZE_4, page.bottom + PAGE_NUMBER_BELOW_MM * MM, SIZE_4)


def _side(numbers: PageNumbers, number: int) -> Align:
    if numbers is PageNumbers.CENTER:
        return Align.CENTER
    return Align.RIGHT if number % 2 else Align.LEFT
