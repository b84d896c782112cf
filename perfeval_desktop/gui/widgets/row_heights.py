"""How high the rows of a sheet are: every text has its room, and the form's own heights hold."""

from __future__ import annotations

from collections.abc import Callable

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.sheet_delegate import SheetDelegate

TOP = 14  # white paper above the form, scrolled with it
MM = 3.0  # pixels a millimetre of the form's own row heights is shown with, at scale 1


def row_heights(
    model: SheetModel, delegate: SheetDelegate, width_of: Callable[[GridCell], int]
) -> list[int]:
    """Return the height of every row, in pixels, so that no cell's text is cut off."""
    table = model.table
    least = int(2 * delegate.padding + 20 * delegate.scale)
    heights = [max(least, int(row.height_mm * MM * delegate.scale)) for row in table.rows]
    heights[0] += TOP
    spanning = []
    for cell in table.cells.values():
        if cell.rows > 1:
            spanning.append(cell)
            continue
        needed = delegate.height_for(model, cell, width_of(cell))
        heights[cell.row] = max(heights[cell.row], needed)
    for cell in spanning:
        rows = range(cell.row, cell.row + cell.rows)
        lacking = delegate.height_for(model, cell, width_of(cell)) - sum(heights[r] for r in rows)
        if lacking > 0:
            heights[cell.row + cell.rows - 1] += lacking
    return heights
