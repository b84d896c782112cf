"""A piece of a table drawn: the text of its cells, then the lines of its grid."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from .cells import PAD_X, PAD_Y, LaidCell
from .marks import Mark, Rule
from .table_pages import Fragment


def fragment_marks(fragment: Fragment, left: float, top: float) -> list[Mark]:
    """Return what to draw for a piece whose top left corner is given; row by row, cell by cell."""
    edges = [top + edge for edge in accumulate(fragment.heights, initial=0.0)]
    placed = [(fragment.part_of(cell), cell) for cell in fragment.cells]
    placed.sort(key=lambda one: (one[0].start, one[1].column))
    marks: list[Mark] = []
    grid = _Grid()
    for part, cell in placed:
        cell_top, cell_bottom = edges[part.start], edges[part.stop]
        is_whole = fragment.end >= cell.end_row
        marks += _text_marks(cell, left, cell_top, cell_bottom, is_whole=is_whole)
        if cell.has_border:
            grid.add_box(left + cell.left, cell_top, left + cell.left + cell.width, cell_bottom)
    return marks + grid.rules()


def _text_marks(
    cell: LaidCell, left: float, top: float, bottom: float, *, is_whole: bool
) -> list[Mark]:
    """Draw a cell's lines in the middle of its height; a text that runs on begins at the top."""
    lines = cell.lines
    if cell.flows:
        count = cell.lines_fitting(bottom - top)
        lines = cell.lines[cell.lines_done : cell.lines_done + count]
    is_cut = cell.flows and (cell.lines_done > 0 or not is_whole)
    height = len(lines) * cell.pitch_pt
    line_top = top + PAD_Y if is_cut else top + (bottom - top - height) / 2
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        marks += line.marks(
            left + cell.left + PAD_X + cell.indent, line_top + number * cell.pitch_pt, cell.pitch_pt
        )
    if cell.flows:
        cell.lines_done += len(lines)
    return marks


class _Grid:
    """Collects the edges of boxes, and draws each line once and as long as it goes."""

    def __init__(self) -> None:
        self._across: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)
        self._down: defaultdict[float, list[tuple[float, float]]] = defaultdict(list)

    def add_box(self, left: float, top: float, right: float, bottom: float) -> None:
        left, top, right, bottom = (round(edge, 2) for edge in (left, top, right, bottom))
        self._across[top].append((left, right))
        self._across[bottom].append((left, right))
        self._down[left].append((top, bottom))
        self._down[right].append((top, bottom))

    def rules(self) -> list[Mark]:
        across: list[Mark] = [
            Rule(start, y, end, y)
            for y, parts in sorted(self._across.items())
            for start, end in _joined(parts)
        ]
        down: list[Mark] = [
            Rule(x, start, x, end)
            for x, parts in sorted(self._down.items())
            for start, end in _joined(parts)
        ]
        return across + down


def _joined(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join stretches of one line that touch or overlap."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
