"""Places in a worksheet, and formulas over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from ..tables import CellFormula

_LONGEST_FORMULA = 8000  # Excel takes 8192
_MOST_ARGUMENTS = 250  # Excel takes 255


class Area(NamedTuple):
    """The rows and columns of one cell of the form, counted from 0; the ends are within."""

    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def is_merged(self) -> bool:
        """Say whether it takes more than one cell of the worksheet."""
        return self.last_row > self.row or self.last_column > self.column

    @property
    def anchor(self) -> str:
        """The cell that holds what stands there: B4."""
        return str(xl_rowcol_to_cell(self.row, self.column))

    def has_columns_of(self, other: Area) -> bool:
        """Say whether both stand in the same columns."""
        return (self.column, self.last_column) == (other.column, other.last_column)


def formula_text(
    formula: CellFormula,
    area_of: Callable[[str], Area | None],
    is_free: Callable[[Area], bool],
) -> str | None:
    """Return a formula as text, None where a cell of it is not to be had or it grows too long.

    Args:
        formula: What is computed.
        area_of: Where a named cell stands; None where no number can be read there.
        is_free: Whether nothing stands in an area, nor ever will but a row of the same list.
    """
    text = "="
    for piece in formula:
        if isinstance(piece, str):
            text += piece
            continue
        areas = [area_of(name) for name in piece]
        known = [area for area in areas if area is not None]
        if len(known) < len(areas):
            return None
        runs = _runs(known, is_free)
        if len(runs) > _MOST_ARGUMENTS:
            return None
        text += ",".join(runs)
    return text if len(text) <= _LONGEST_FORMULA else None


def _runs(areas: Sequence[Area], is_free: Callable[[Area], bool]) -> list[str]:
    """Write cells one under the other as F10:F17, so that a row put between them counts, too."""
    runs: list[list[Area]] = []
    for area in areas:
        if runs and _follows(area, runs[-1][-1], is_free):
            runs[-1].append(area)
        else:
            runs.append([area])
    return [_range(run[0], run[-1]) for run in runs]


def _range(first: Area, last: Area) -> str:
    return str(xl_range(first.row, first.column, last.row, first.column))


def _follows(area: Area, before: Area, is_free: Callable[[Area], bool]) -> bool:
    """Say whether nothing else stands between two cells of a column."""
    if not area.has_columns_of(before) or area.row <= before.last_row:
        return False
    between = range(before.last_row + 1, area.row)
    return all(is_free(Area(row, area.column, row, area.last_column)) for row in between)
