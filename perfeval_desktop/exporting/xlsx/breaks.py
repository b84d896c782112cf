"""Where a page ends: an office program would cut a label in two, and part a heading from its text.

Excel and LibreOffice keep to breaks of pages also where a sheet is made as wide as the paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SHARE = 0.96  # of a page that is filled: rows come out a little higher on other machines
_LEAST_SHARE = 0.55  # of a page that stays filled where a break moves up


def page_breaks(
    heights: Sequence[float],
    costs: Mapping[int, int],
    page_pt: float,
    starts: Sequence[int] = (),
    titles: tuple[int, int] | None = None,
) -> list[int]:
    """Return the rows that begin a page.

    Args:
        heights: Of the rows.
        costs: By row: how bad it is to begin a page there.
        page_pt: The height of the text block.
        starts: Rows that begin a page anyway.
        titles: First and last of the rows that are repeated on every page below them.
    """
    found: list[int] = []
    start = 0
    while start < len(heights):
        room = page_pt * _SHARE
        if titles is not None and start > titles[1]:
            room -= sum(heights[titles[0] : titles[1] + 1])
        forced = next((row for row in starts if row > start), len(heights))
        end = _first_beyond(heights, start, forced, room)
        start = end if end == forced else _best(heights, costs, start, end, room)
        if start < len(heights):
            found.append(start)
    return found


def _first_beyond(heights: Sequence[float], start: int, last: int, room: float) -> int:
    """Return the first row that does not fit any more, at least one after the start."""
    used = 0.0
    for row in range(start, last):
        used += heights[row]
        if used > room and row > start:
            return row
    return last


def _best(
    heights: Sequence[float], costs: Mapping[int, int], start: int, end: int, room: float
) -> int:
    """Return the row where a break harms least, the last of them."""
    best, used = end, sum(heights[start:end])
    for row in range(end - 1, start, -1):
        used -= heights[row]
        if used < _LEAST_SHARE * room:
            break
        if costs.get(row, 0) < costs.get(best, 0):
            best = row
    return best
