"""Where the cursor of a sheet stays while rows come, go and move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from perfeval_desktop.gui.widgets.sheet_moves import field_near

if TYPE_CHECKING:
    from perfeval_desktop.domain.layout import GridCell
    from perfeval_desktop.gui.widgets.sheet_view import SheetView


class PlaceKeeper(QObject):
    """Laying a sheet out anew, Qt forgets the cursor: it is put back.

    The cursor follows its field; where that is gone, it stays at the place on the sheet.
    """

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self._view = view
        self._model = view.sheet_model
        self._cell: GridCell | None = None
        self._model.modelAboutToBeReset.connect(self._keep)
        self._model.laid_out.connect(self._return)

    def _keep(self) -> None:
        self._cell = self._model.cell(self._view.currentIndex())

    def _return(self) -> None:
        cell = self._cell
        if cell is None or cell.address is None or self._view.currentIndex().isValid():
            return
        index = self._model.index_of(cell.address)
        if not index.isValid():
            there = field_near(self._model.table, cell.row, cell.column)
            index = self._model.index(there.row, there.column) if there is not None else index
        self._view.setCurrentIndex(index)
