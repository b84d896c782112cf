"""A table in the pieces that Word needs, since it repeats only the first rows of a table.

The head rows of an official form stand in the middle of it. So a form is written as several tables
of the same columns, edge to edge, each beginning with the heads that are to be repeated over it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..tables import PlacedCell, Table, head_runs, place_cells

_LEAST_REPEATED = 3  # rows: heads of fewer stay with them on one page instead


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows of a table that are written as one table.

    Attributes:
        start, end: Its rows, the last not included.
        repeated: How many of them, from the first, are repeated on every page.
        kept: Rows that stay on one page with the row after them.
        cells: Those that begin in it.
    """

    start: int
    end: int
    repeated: int
    kept: frozenset[int]
    cells: tuple[PlacedCell, ...]


def part_table(table: Table) -> list[TablePart]:
    """Cut a table before its runs of head rows, where no cell spans the cut."""
    cells = place_cells(table)
    runs = head_runs(table)
    starts = [0, *(run.start for run in runs if run.start and not _is_spanned(cells, run.start))]
    ends = [*starts[1:], len(table.rows)]
    return [_part(start, end, runs, cells) for start, end in zip(starts, ends, strict=True)]


def _part(start: int, end: int, runs: list[range], cells: tuple[PlacedCell, ...]) -> TablePart:
    kept: set[int] = set()
    repeated = 0
    for run in runs:
        if not start <= run.start < end:
            continue
        furthest = _reach(run, end, cells)
        if furthest - run.stop < _LEAST_REPEATED:
            kept.update(range(run.start, furthest - 1))
            continue
        kept.update(run)
        if run.start == start:
            repeated = len(run)
    inside = tuple(cell for cell in cells if start <= cell.row < end)
    return TablePart(start, end, repeated, frozenset(kept), inside)


def _reach(run: range, end: int, cells: tuple[PlacedCell, ...]) -> int:
    """Return the row after the last one that heads belong to (see `Table`)."""
    furthest = max((cell.end_row for cell in cells if cell.row in run), default=run.stop)
    return furthest if furthest > run.stop else end


def _is_spanned(cells: tuple[PlacedCell, ...], row: int) -> bool:
    return any(cell.row < row < cell.end_row for cell in cells)
