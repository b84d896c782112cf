"""What a reader of a PDF sees of its tables: the boxes between the rules, and their texts."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_SLACK = 0.6  # points: rounding of what was written


class Box(NamedTuple):
    """A box of a table on a page, numbered by the columns it spans; text without line ends."""

    page: int
    top: float
    column: int
    end_column: int
    text: str


class _Segment(NamedTuple):
    at: float  # y of a horizontal rule, x of an upright one
    start: float
    end: float


def boxes_of(pdf: Path, pages: range, columns: tuple[float, ...]) -> list[Box]:
    """Return the boxes with text on some pages, page by page, as one reads.

    Args:
        pdf: The file.
        pages: Numbers of the pages, the first being 0.
        columns: Relative widths of the columns of the table on them.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        return [box for page in pages for box in _boxes_on(document, page, columns)]


def _boxes_on(
    document: pypdfium2.PdfDocument, number: int, columns: tuple[float, ...]
) -> list[Box]:
    page = document[number]
    across, down = _rules(page)
    if not across:
        return []
    edges = _edges(min(each.start for each in across), max(each.end for each in across), columns)
    texts: dict[tuple[float, int, int], list[str]] = {}
    for char, x, y in _characters(page):
        box = _box_around(x, y, across, down)
        if box is not None:
            left, right, top = box
            key = (top, _nearest(edges, left), _nearest(edges, right))
            texts.setdefault(key, []).append(char)
    found = [Box(number, top, one, two, "".join(t)) for (top, one, two), t in texts.items()]
    return sorted(found, key=lambda box: (-box.top, box.column))


def _edges(left: float, right: float, columns: tuple[float, ...]) -> list[float]:
    scale = (right - left) / sum(columns)
    return [left + scale * sum(columns[:count]) for count in range(len(columns) + 1)]


def _nearest(edges: list[float], x: float) -> int:
    number = min(range(len(edges)), key=lambda each: abs(edges[each] - x))
    assert abs(edges[number] - x) < _SLACK, "a rule stands beside the columns of the form"
    return number


def _rules(page: pypdfium2.PdfPage) -> tuple[list[_Segment], list[_Segment]]:
    """Return the rules across, from the bottom up, and down, from the left."""
    across, down = [], []
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        points = list(_points(shape))
        for (_, x1, y1), (is_drawn, x2, y2) in pairwise(points):
            if is_drawn and abs(y1 - y2) < 0.01:
                across.append(_Segment(y1, min(x1, x2), max(x1, x2)))
            elif is_drawn and abs(x1 - x2) < 0.01:
                down.append(_Segment(x1, min(y1, y2), max(y1, y2)))
    return sorted(across), sorted(down)


def _points(shape: pypdfium2.PdfObject) -> Iterator[tuple[bool, float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = shape.get_matrix()
    for index in range(pdfium.FPDFPath_CountSegments(shape.raw)):
        segment = pdfium.FPDFPath_GetPathSegment(shape.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        is_drawn = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO
        yield (is_drawn, *matrix.on_point(x.value, y.value))


def _characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float]]:
    """Yield every printed character with the middle of its box, in the order of the page."""
    textpage = page.get_textpage()
    for index in range(textpage.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(textpage.raw, index))
        is_made_up = pdfium.FPDFText_IsGenerated(textpage.raw, index) == 1
        if not is_made_up and not char.isspace():
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            yield char, (left + right) / 2, (bottom + top) / 2


def _box_around(
    x: float, y: float, across: list[_Segment], down: list[_Segment]
) -> tuple[float, float, float] | None:
    """Return left, right and top of the smallest box of rules around a point."""
    covering = [each.at for each in across if each.start - _SLACK < x < each.end + _SLACK]
    beside = [each.at for each in down if each.start - _SLACK < y < each.end + _SLACK]
    above, right = bisect_right(covering, y), bisect_left(beside, x)
    if not 0 < above < len(covering) or not 0 < right < len(beside):
        return None
    return beside[right - 1], beside[right], covering[above]
