"""A form cut into several tables by its author or by a program: one grid for all of them.

Each part may have columns of its own (LibreOffice writes only those that a part needs); they are
laid over each other by where their edges are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from perfeval_desktop.domain.source_document import SourceCell

_SAME_EDGE = 0.008  # of the whole width
_SAME_WIDTH = 0.03

Part = tuple[list[SourceCell], tuple[float, ...]]


def joined(upper: Part, lower: Part) -> Part | None:
    """Return both parts as one, the second below the first; None when they are unlike."""
    (cells, widths), (more, others) = upper, lower
    below = max((each.row + each.rows for each in cells), default=0)
    if not widths or not others:
        if _width(cells) != _width(more):
            return None
        return [*cells, *(each._replace(row=each.row + below) for each in more)], widths or others
    if abs(sum(widths) - sum(others)) > _SAME_WIDTH * sum(widths):
        return None
    edges, of_other = _edges(widths), _edges(others)
    all_edges = _merged(edges, of_other)
    cells = [_moved(each, edges, all_edges) for each in cells]
    cells += [_moved(each, of_other, all_edges)._replace(row=each.row + below) for each in more]
    total = sum(widths)
    return cells, tuple((right - left) * total for left, right in pairwise(all_edges))


def _width(cells: Sequence[SourceCell]) -> int:
    return max((each.column + each.columns for each in cells), default=0)


def _edges(widths: Sequence[float]) -> list[float]:
    return [0.0, *(each / sum(widths) for each in accumulate(widths))]


def _merged(edges: Sequence[float], others: Sequence[float]) -> list[float]:
    found = list(edges)
    for each in others:
        if all(abs(each - known) > _SAME_EDGE for known in found):
            found.append(each)
    return sorted(found)


def _moved(cell: SourceCell, edges: Sequence[float], all_edges: Sequence[float]) -> SourceCell:
    """Return a cell with the columns that it covers among all."""

    def place(column: int) -> int:
        at = edges[min(column, len(edges) - 1)]
        return min(range(len(all_edges)), key=lambda number: abs(all_edges[number] - at))

    first, end = place(cell.column), place(cell.column + cell.columns)
    return cell._replace(column=first, columns=max(1, end - first))
