"""What stands in the margins of a page: its number, the small line, the QR code, and the mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..fonts import FontSet
from ..pages import LineParts, PageField, PageNumbers
from ..styles import MM, PAGE_NUMBER_BELOW_MM, SIZE_3, SIZE_4, Align, Face
from .marks import Mark, Page
from .paragraphs import SetLine, Setting, set_text
from .qr import qr_marks

_FOOTER_ABOVE_EDGE_MM = 6.0  # from the small line to the edge of the paper: printers reach no more
_MARK_BELOW_EDGE_MM = 12.0
_FOOTER_PT = 8.0
_ONE_LINE_PT = 7.0  # the size to which the small line shrinks before it becomes two lines
_LEAST_PT = 2.0
_STEP_PT = 0.5
_PITCH_EM = 1.2
_CLEAR_MM = 1.0  # between what stands in a margin and its neighbours
_QR_MM = 18.0  # side, with the white border that belongs to it
_QR_ABOVE_EDGE_MM = 4.5
_QR_CLEAR_MM = 2.0


class Place(NamedTuple):
    """Which page of how many it is."""

    page: int
    pages: int

    def filled_in(self, parts: LineParts) -> str:
        """Return a line with the numbers in their places."""
        numbers = {PageField.PAGE: str(self.page), PageField.PAGES: str(self.pages)}
        return "".join(each if isinstance(each, str) else numbers[each] for each in parts)


def margin_marks(page: Page, place: Place, fonts: FontSet) -> list[Mark]:
    """Return what to draw in the margins of a page, after everything else on it."""
    qr = _qr(page, place)
    footer = _footer(page, place, fonts, has_qr=bool(qr))
    return _mark(page, fonts) + qr + footer + _number(page, fonts)


def _mark(page: Page, fonts: FontSet) -> list[Mark]:
    """Set what the paper is (送审稿) into the upper right corner, over the text block."""
    top = _MARK_BELOW_EDGE_MM * MM
    room = page.top - _CLEAR_MM * MM - top
    lines = _set_to_fit(page.settings.mark, page.measure, room, Face.HEI, fonts)
    return _stacked(lines, page.left, top)


def _set_to_fit(
    text: str, measure: float, room: float, face: Face, fonts: FontSet
) -> list[SetLine]:
    """Set a line flush right; it shrinks, and wraps, until it is no higher than `room`."""
    return next(
        (
            lines
            for size in _sizes(SIZE_3)
            if _height(lines := set_text(text, measure, Setting(face, size, Align.RIGHT), fonts))
            <= room
        ),
        [],
    )


def _qr(page: Page, place: Place) -> list[Mark]:
    """Put the QR code into the foot, at the inner side, away from the page number."""
    if not page.settings.qr:
        return []
    side = _qr_side(page)
    x = page.left
    if _number_side(page) is Align.LEFT:
        x += page.measure - side
    top = page.height_pt - _QR_ABOVE_EDGE_MM * MM - side
    return qr_marks(place.filled_in(page.settings.qr), x, top, side)


def _qr_side(page: Page) -> float:
    """Return its side; a low margin makes it smaller."""
    room = page.settings.bottom_mm - _QR_ABOVE_EDGE_MM - _QR_CLEAR_MM
    return min(_QR_MM, room) * MM


def _footer(page: Page, place: Place, fonts: FontSet, *, has_qr: bool) -> list[Mark]:
    """Set the small line under the page number, beside the QR code."""
    text = place.filled_in(page.settings.footer)
    if not text.strip():
        return []
    left, measure = page.left, page.measure
    if has_qr:
        taken = _qr_side(page) + _QR_CLEAR_MM * MM
        measure -= taken
        if _number_side(page) is not Align.LEFT:
            left += taken
    bottom = page.height_pt - _FOOTER_ABOVE_EDGE_MM * MM
    lines = _small_lines(text, measure, bottom - _footer_top(page), fonts)
    return _stacked(lines, left, bottom - _height(lines))


def _footer_top(page: Page) -> float:
    """Return how high the small line may reach."""
    below = page.bottom + _CLEAR_MM * MM
    return below if page.number is None else below + PAGE_NUMBER_BELOW_MM * MM + SIZE_4


def _small_lines(text: str, measure: float, room: float, fonts: FontSet) -> list[SetLine]:
    """Shrink a text a little to one line, else wrap it, else shrink it until it fits."""
    lines: list[SetLine] = []
    for size in _sizes(_FOOTER_PT):
        lines = set_text(text, measure, Setting(Face.SONG, size, Align.LEFT), fonts)
        if len(lines) == 1 or (size <= _ONE_LINE_PT and _height(lines) <= room):
            return lines
    return lines


def _sizes(largest: float) -> Iterator[float]:
    size = largest
    while size >= _LEAST_PT:
        yield size
        size -= _STEP_PT


def _height(lines: list[SetLine]) -> float:
    return sum(line.size_pt * _PITCH_EM for line in lines)


def _stacked(lines: list[SetLine], left: float, top: float) -> list[Mark]:
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        pitch = line.size_pt * _PITCH_EM
        marks += line.marks(left, top + number * pitch, pitch)
    return marks


def _number(page: Page, fonts: FontSet) -> list[Mark]:
    """Set "— 1 —" one character away from the outer edge of the text block."""
    if page.number is None:
        return []
    setting = Setting(Face.SONG, SIZE_4, _number_side(page))
    line = set_text(f"— {page.number} —", page.measure - 2 * SIZE_4, setting, fonts)[0]
    return line.marks(page.left + SIZE_4, page.bottom + PAGE_NUMBER_BELOW_MM * MM, SIZE_4)


def _number_side(page: Page) -> Align:
    if page.number is None or page.settings.page_numbers is PageNumbers.CENTER:
        return Align.CENTER
    return Align.RIGHT if page.number % 2 else Align.LEFT
