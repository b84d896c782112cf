"""How high the rows of a sheet are: every text has its room, and the form's own heights hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.sheet_delegate import SheetDelegate

TOP = 14  # white paper above the form, scrolled with it
MM = 3.0  # pixels a millimetre of the form's own row heights is shown with, at scale 1

Place = tuple[int, int]  # row, column


class RowHeights:
    """The heights of one sheet's rows. After an edit only the cells that changed are measured.

    What every cell needs is kept: a row is as high as the highest of its own cells wants, and the
    last row under a cell that spans several gets what that one lacks.
    """

    def __init__(
        self, model: SheetModel, delegate: SheetDelegate, width_of: Callable[[GridCell], int]
    ) -> None:
        self._model = model
        self._delegate = delegate
        self._width_of = width_of
        self._least: list[int] = []  # of each row, whatever stands in it
        self._needs: list[dict[int, int]] = []  # of each row's own cells, by column
        self._spanning: dict[Place, tuple[GridCell, int]] = {}  # with what each needs
        self._own: list[int] = []  # heights before the spanning cells have asked
        self._heights: list[int] = []

    def measure_all(self) -> list[int]:
        """Measure every text anew; return the height of each row, in pixels."""
        table, delegate = self._model.table, self._delegate
        least = int(2 * delegate.padding + 20 * delegate.scale)
        self._least = [max(least, int(row.height_mm * MM * delegate.scale)) for row in table.rows]
        self._needs = [{} for _ in table.rows]
        self._spanning = {}
        for cell in table.cells.values():
            self._measure(cell)
        self._own = [self._own_height(row) for row in range(len(table.rows))]
        self._heights = self._with_spanning()
        return self._heights

    def measure(self, places: Iterable[Place]) -> dict[int, int]:
        """Measure the cells at some places; return the rows that have another height now."""
        cells = self._model.table.cells
        changed = [
            cells[place] for place in places if place in cells and self._measure(cells[place])
        ]
        if not changed:
            return {}
        for row in {cell.row for cell in changed}:
            self._own[row] = self._own_height(row)
        before, self._heights = self._heights, self._with_spanning()
        pairs = zip(before, self._heights, strict=True)
        return {row: new for row, (old, new) in enumerate(pairs) if old != new}

    def _measure(self, cell: GridCell) -> bool:
        """Note what a cell needs; say whether that is something else than before."""
        needed = self._delegate.height_for(self._model, cell, self._width_of(cell))
        place = (cell.row, cell.column)
        if cell.rows > 1:
            known = self._spanning.get(place, (cell, -1))[1]
            self._spanning[place] = (cell, needed)
        else:
            known = self._needs[cell.row].get(cell.column, -1)
            self._needs[cell.row][cell.column] = needed
        return known != needed

    def _own_height(self, row: int) -> int:
        top = TOP if row == 0 else 0
        return max(self._least[row] + top, *self._needs[row].values(), 0)

    def _with_spanning(self) -> list[int]:
        """Adding up whole slices takes microseconds, be they of thousands of rows."""
        heights = self._own.copy()
        for cell, needed in self._spanning.values():
            end = cell.row + cell.rows
            lacking = needed - sum(heights[cell.row : end])
            if lacking > 0:
                heights[end - 1] += lacking
        return heights
