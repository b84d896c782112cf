"""Where everything of a source document stands when it is drawn: arithmetic, without Qt.

Heights are reckoned from the number of characters, not measured: a worksheet of 5,000 rows is laid
out at once, and only what is seen is set.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from perfeval_desktop.domain.source_document import (
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)

_NARROWEST, _WIDEST = 5, 34  # half characters of a column, before widths are shared out
_LEAST_COLUMN = 38  # pixels
_BETWEEN = 10  # blocks


class Rect(NamedTuple):
    """A place on the paper, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        """Say whether a point is in it."""
        is_beside = self.left <= x < self.left + self.width
        return is_beside and self.top <= y < self.top + self.height


class Drawn(NamedTuple):
    """Something to draw: a paragraph, or a cell of a table."""

    place: SourcePlace
    rect: Rect
    text: str
    level: int = 0  # of a heading
    is_cell: bool = False


class Measures(NamedTuple):
    """What the letters need, in pixels."""

    half: float  # width of half a character
    line: int
    padding: int


class _Block:
    """One block; its top is known once those before it are laid out."""

    def __init__(self, number: int, top: int, height: int) -> None:
        self.number, self.top, self.height = number, top, height

    def drawn_between(self, top: int, bottom: int) -> Iterator[Drawn]:
        raise NotImplementedError

    def rect_of(self, place: SourcePlace) -> Rect | None:
        raise NotImplementedError


class _Paragraph(_Block):
    def __init__(
        self, number: int, top: int, width: int, block: SourceParagraph, measures: Measures
    ) -> None:
        self.text = f"{block.number}{block.text}"
        self.level = block.level
        lines = _lines(self.text, width, measures)
        super().__init__(number, top, lines * measures.line + 4)
        self._rect = Rect(0, top, width, self.height)

    def drawn_between(self, top: int, bottom: int) -> Iterator[Drawn]:
        if self.text:
            yield Drawn(SourcePlace(self.number), self._rect, self.text, self.level)

    def rect_of(self, place: SourcePlace) -> Rect | None:
        return self._rect


class _Table(_Block):
    def __init__(
        self, number: int, top: int, width: int, block: SourceTable, measures: Measures
    ) -> None:
        columns = max((each.column + each.columns for each in block.cells), default=1)
        rows = max((each.row + each.rows for each in block.cells), default=0)
        self._lefts = _edges(_widths(block.cells, columns, width))
        heights = self._heights(block.cells, rows, measures)
        self._tops = [top + each for each in _edges(heights)]
        super().__init__(number, top, self._tops[-1] - top)
        self._by_row: dict[int, list[SourceCell]] = {}
        self._high: list[SourceCell] = []
        self._by_place: dict[tuple[int, int], SourceCell] = {}
        for cell in block.cells:
            self._by_place[cell.row, cell.column] = cell
            if cell.rows > 1:
                self._high.append(cell)
            else:
                self._by_row.setdefault(cell.row, []).append(cell)

    @property
    def width(self) -> int:
        return self._lefts[-1]

    def _heights(self, cells: Sequence[SourceCell], rows: int, measures: Measures) -> list[int]:
        least = measures.line + 2 * measures.padding
        heights = [least] * rows
        lefts = self._lefts
        for cell in cells:
            if cell.text and cell.rows == 1:
                width = lefts[cell.column + cell.columns] - lefts[cell.column]
                room = width - 2 * measures.padding
                needed = _lines(cell.text, room, measures) * measures.line + 2 * measures.padding
                heights[cell.row] = max(heights[cell.row], needed)
        for cell in cells:
            if cell.text and cell.rows > 1:
                width = lefts[cell.column + cell.columns] - lefts[cell.column]
                room = width - 2 * measures.padding
                needed = _lines(cell.text, room, measures) * measures.line + 2 * measures.padding
                last = cell.row + cell.rows - 1
                heights[last] += max(0, needed - sum(heights[cell.row : last + 1]))
        return heights

    def drawn_between(self, top: int, bottom: int) -> Iterator[Drawn]:
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_right(self._tops, bottom)
        for row in range(first, last):
            for cell in self._by_row.get(row, ()):
                yield self._drawn(cell)
        for cell in self._high:
            if cell.row < last and cell.row + cell.rows > first:
                yield self._drawn(cell)

    def _drawn(self, cell: SourceCell) -> Drawn:
        place = SourcePlace(self.number, cell.row, cell.column)
        return Drawn(place, self._rect(cell), cell.text, is_cell=True)

    def _rect(self, cell: SourceCell) -> Rect:
        left, top = self._lefts[cell.column], self._tops[cell.row]
        right = self._lefts[cell.column + cell.columns]
        return Rect(left, top, right - left, self._tops[cell.row + cell.rows] - top)

    def rect_of(self, place: SourcePlace) -> Rect | None:
        cell = self._by_place.get((place.row, place.column))
        return self._rect(cell) if cell is not None else None


class SourceLayout:
    """A document laid out in a width."""

    def __init__(self, document: SourceDocument, width: int, measures: Measures) -> None:
        self._blocks: list[_Block] = []
        self._tops: list[int] = []
        top, self.width = 0, width
        for number, block in enumerate(document.blocks):
            made: _Block
            if isinstance(block, SourceParagraph):
                made = _Paragraph(number, top, width, block, measures)
            else:
                made = _Table(number, top + _BETWEEN, width, block, measures)
                self.width = max(self.width, made.width)
            self._blocks.append(made)
            self._tops.append(made.top)
            top = made.top + made.height + (_BETWEEN if isinstance(made, _Table) else 0)
        self.height = top

    def drawn_between(self, top: int, bottom: int) -> Iterator[Drawn]:
        """Yield what is to be seen between two heights."""
        at = max(0, bisect_right(self._tops, top) - 1)
        for block in self._blocks[at:]:
            if block.top > bottom:
                return
            yield from block.drawn_between(top, bottom)

    def rect_of(self, place: SourcePlace) -> Rect | None:
        """Return where something stands; None where there is nothing."""
        if not 0 <= place.block < len(self._blocks):
            return None
        return self._blocks[place.block].rect_of(place)

    def place_at(self, x: int, y: int) -> SourcePlace | None:
        """Return what stands at a point."""
        return next((d.place for d in self.drawn_between(y, y) if d.rect.holds(x, y)), None)


def _lines(text: str, width: float, measures: Measures) -> int:
    """A Chinese character is as wide as two others; the last place of a line may stay empty."""
    room = max(2, int(width / measures.half) - 1)
    return sum(max(1, -(-_halves(each) // room)) for each in text.split("\n"))


def _halves(text: str) -> int:
    return (len(text) + len(text.encode("utf-8", "replace")) + 1) // 2


def _widths(cells: Sequence[SourceCell], columns: int, width: int) -> list[int]:
    """Share the width out as the texts need it; many columns make a table wider than the paper."""
    wanted = [_NARROWEST] * columns
    for cell in cells:
        if cell.columns == 1 and cell.text:
            longest = max(_halves(each) for each in cell.text.split("\n"))
            wanted[cell.column] = max(wanted[cell.column], min(_WIDEST, longest))
    room = max(width, columns * _LEAST_COLUMN)
    shares = [room * each / sum(wanted) for each in wanted]
    more = sum(max(0.0, _LEAST_COLUMN - each) for each in shares)
    spare = sum(max(0.0, each - _LEAST_COLUMN) for each in shares) or 1.0
    part = 1 - more / spare  # of what the wide ones have, since the narrow ones are made wider
    return [int(_LEAST_COLUMN + max(0.0, each - _LEAST_COLUMN) * part) for each in shares]


def _edges(sizes: Sequence[int]) -> list[int]:
    return [0, *accumulate(sizes)]
