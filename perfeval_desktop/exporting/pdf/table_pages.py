"""A laid table cut into the pieces that stand on one page each."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from .cells import LaidCell, LaidTable

_MOST_HEAD = 1 / 3  # of a page: higher head rows are not repeated
_LEAST_OF_CUT_ROW = 0.25  # of a page: less is left empty rather than filled with a cut row
_LOOK_BACK = 5  # rows tried for a better break
_SHORT_SPAN = 6  # rows: spans that are better not cut
_LINES_WITH_TAIL = 3  # of a cut row, on the page of the signature
_SLACK = 0.05

# What a break costs, and what a whole page left empty by it would.
_AFTER_HEAD, _LONE_LAST_ROW, _CUT_SPAN, _EMPTY_PAGE = 100.0, 5.0, 2.0, 20.0


@dataclass(frozen=True)
class Fragment:
    """Rows of a table on one page, repeated heads first."""

    rows: list[int]
    cells: list[LaidCell]
    heights: list[float]

    @cached_property
    def height(self) -> float:
        """The whole height."""
        return sum(self.heights)

    @property
    def end(self) -> int:
        """The row that comes next."""
        return self.rows[-1] + 1

    def part_of(self, cell: LaidCell) -> range:
        """Return which rows of this fragment the cell covers, as indexes; they are neighbours."""
        return _part(self.rows, cell)


class TableCutter:
    """Gives a table piece by piece for the room that each page has."""

    def __init__(self, laid: LaidTable, page_height: float, tail_height: float) -> None:
        """`tail_height` is what must stand under the last row on its page."""
        self._laid = laid
        self._page_height = page_height
        self._tail_height = tail_height
        self._row = 0
        self._heads = range(0)  # to be repeated above `_row`

    @property
    def is_done(self) -> bool:
        """Say whether every row was given."""
        return self._row >= len(self._laid.heights)

    def least_height(self) -> float:
        """Return the height that the first piece needs at least: heads and one row."""
        if self.is_done:
            return 0.0
        end = 1
        while end < len(self._laid.heights) and self._laid.are_heads[end - 1]:
            end += 1
        height = self._fragment(0, end).height + self._tail(end)
        return height if height <= self._page_height else 0.0

    def take(self, room: float, *, is_fresh_page: bool) -> Fragment | None:
        """Return the piece for `room` points; None when it should begin on a new page.

        On a fresh page something is always given: a row higher than the page is cut.
        """
        self._heads = self._find_heads(self._row)
        fragment = self._tightened(room) or self._largest(room)
        end = fragment.end if fragment else self._row
        rest = room - self._height_to_cut_at(end)
        if self._is_cut_at(end, rest, is_forced=is_fresh_page and fragment is None):
            self._laid.cut_row(end, rest)
            fragment = self._fragment(self._row, end + 1)
        elif fragment is None and is_fresh_page:
            fragment = self._alone(room)
        if fragment is not None:
            self._row = fragment.end
        return fragment

    def _tightened(self, room: float) -> Fragment | None:
        """Give all the rows that are left where a little less air between them makes them fit."""
        heights, start = self._laid.heights, self._row
        stop = len(heights)
        lacking = self._heads_height() + sum(heights[start:]) + self._tail_height - room
        spare = [self._laid.spare_of(row) for row in range(start, stop)] if lacking > 0 else []
        if lacking <= 0 or sum(spare) < lacking:
            return None
        share = lacking / sum(spare)
        heights[start:] = [
            height - share * own for height, own in zip(heights[start:], spare, strict=True)
        ]
        fragment = self._fragment(start, stop)
        if fragment.height + self._tail_height <= room + _SLACK:
            return fragment
        heights[start:] = [
            height + share * own for height, own in zip(heights[start:], spare, strict=True)
        ]
        return None

    def _is_cut_at(self, row: int, rest: float, *, is_forced: bool) -> bool:
        """Say whether a row that no page could hold begins in the `rest` of this page."""
        if not self._is_too_high(row):
            return False
        least = max(self._repeated_height(row), _LEAST_OF_CUT_ROW * self._page_height)
        return is_forced or rest >= least

    def _height_to_cut_at(self, row: int) -> float:
        """Return what stands above `row` in a piece with a part of it.

        Spanning cells that go on beside this part ask nothing of the rows above it.
        """
        rows = [*self._heads, *range(self._row, row)]
        ending = [cell for cell in self._laid.spanning if cell.end_row <= row and _part(rows, cell)]
        return sum(self._heights(rows, ending))

    def _is_too_high(self, row: int) -> bool:
        if row >= len(self._laid.heights):
            return False
        heads = sum(self._laid.heights[head] for head in self._find_heads(row))
        return heads + self._laid.heights[row] > self._page_height + _SLACK

    def _alone(self, room: float) -> Fragment:
        """Give one row on a fresh page, cut if need be.

        Its last lines go on to the next page where they would part from what stands under them.
        """
        alone = self._fragment(self._row, self._row + 1)
        height = room - self._heads_height()
        if alone.height <= room + _SLACK:
            moved = _last_lines(alone)
            if not moved:
                return alone
            height = alone.heights[-1] - moved
        self._laid.cut_row(self._row, height)
        return self._fragment(self._row, self._row + 1)

    def _tail(self, end: int) -> float:
        return self._tail_height if end == len(self._laid.heights) else 0.0

    def _largest(self, room: float) -> Fragment | None:
        start = self._row
        for end in range(self._end_by_rows(room), start, -1):
            fragment = self._fragment(start, end)
            if fragment.height + self._tail(end) <= room + _SLACK:
                better = end if self._is_too_high(end) else self._best_end(end)
                return fragment if better == end else self._fragment(start, better)
        return None

    def _end_by_rows(self, room: float) -> int:
        """Return how far the rows alone would go, spans asking for nothing."""
        left = room - self._heads_height()
        end = self._row
        while end < len(self._laid.heights) and left >= self._laid.heights[end] - _SLACK:
            left -= self._laid.heights[end]
            end += 1
        return end

    def _best_end(self, end: int) -> int:
        """Look a few rows back for a break that hurts less."""
        if end == len(self._laid.heights):
            return end
        choices = range(end, max(self._row, end - _LOOK_BACK), -1)
        return min(choices, key=lambda choice: self._cost(choice) + self._emptiness(choice, end))

    def _emptiness(self, choice: int, end: int) -> float:
        """Return what it costs to leave the rows between two breaks to the next page."""
        left = sum(self._laid.heights[choice:end])
        return _EMPTY_PAGE * left / self._page_height

    def _cost(self, end: int) -> float:
        cost = _AFTER_HEAD if self._laid.are_heads[end - 1] else 0.0
        if end == len(self._laid.heights) - 1:
            cost += _LONE_LAST_ROW
        cut = (
            cell.end_row - cell.row <= _SHORT_SPAN
            for cell in self._laid.spanning
            if cell.row < end < cell.end_row
        )
        return cost + _CUT_SPAN * sum(cut)

    def _repeated_height(self, row: int) -> float:
        """Return what spanning cells ask of any piece that has this row."""
        return max(
            (
                cell.left_height
                for cell in self._laid.spanning
                if not cell.flows and cell.row <= row < cell.end_row
            ),
            default=0.0,
        )

    def _fragment(self, start: int, end: int) -> Fragment:
        rows = [*self._heads, *range(start, end)]
        spanning = [cell for cell in self._laid.spanning if _part(rows, cell)]
        before = [cell for cell in spanning if cell.row < start and cell.row not in self._heads]
        cells = before + self._beginning_in(self._heads) + self._beginning_in(range(start, end))
        return Fragment(rows, cells, self._heights(rows, spanning))

    def _beginning_in(self, rows: range) -> list[LaidCell]:
        cells = self._laid.cells
        first = bisect_left(cells, rows.start, key=lambda cell: cell.row)
        stop = bisect_left(cells, rows.stop, key=lambda cell: cell.row)
        return cells[first:stop]

    def _heights(self, rows: list[int], spanning: list[LaidCell]) -> list[float]:
        """Raise rows until the part of every spanning cell holds its text."""
        heights = [self._laid.heights[row] for row in rows]
        for cell in sorted(spanning, key=lambda cell: cell.end_row - cell.row):
            if cell.flows and cell.end_row > rows[-1] + 1:
                continue  # the rest of its lines comes on the next page
            part = _part(rows, cell)
            lacking = cell.left_height - sum(heights[part.start : part.stop])
            if lacking > 0:
                for index in part:
                    heights[index] += lacking / len(part)
        return heights

    def _heads_height(self) -> float:
        return sum(self._laid.heights[row] for row in self._heads)

    def _find_heads(self, start: int) -> range:
        """Return the head rows to repeat when row `start` begins a page."""
        heads = self._laid.are_heads
        if start == 0 or heads[start]:
            return range(0)
        stop = next((row + 1 for row in range(start - 1, -1, -1) if heads[row]), 0)
        first = stop
        while first > 0 and heads[first - 1]:
            first -= 1
        run = range(first, stop)
        return run if self._reaches(run, start) and not self._is_high(run) else range(0)

    def _reaches(self, run: range, row: int) -> bool:
        """Say whether heads belong to `row`: theirs are the rows their own cells span, if any."""
        furthest = max((cell.end_row for cell in self._beginning_in(run)), default=run.stop)
        return furthest == run.stop or furthest > row

    def _is_high(self, run: range) -> bool:
        return sum(self._laid.heights[row] for row in run) > _MOST_HEAD * self._page_height


def _last_lines(alone: Fragment) -> float:
    """Return the height of the last lines of a row; 0 when it has too few to be cut."""
    row = alone.rows[-1]
    texts = [
        cell
        for cell in alone.cells
        if cell.row <= row < cell.end_row and (cell.flows or cell.is_in_one_row)
    ]
    highest = max(texts, key=lambda cell: cell.left_height, default=None)
    if highest is None or len(highest.lines) - highest.lines_done < 2 * _LINES_WITH_TAIL:
        return 0.0
    return _LINES_WITH_TAIL * highest.pitch_pt


def _part(rows: list[int], cell: LaidCell) -> range:
    return range(bisect_left(rows, cell.row), bisect_left(rows, cell.end_row))
