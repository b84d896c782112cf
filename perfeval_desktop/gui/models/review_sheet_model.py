"""A sheet as an import will leave it: marked is what is to be looked at, not what checks find."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.models.sheet_model import CellState, Index, SheetModel

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_LOOK = [int(Qt.ItemDataRole.BackgroundRole)]


class ReviewSheetModel(SheetModel):
    """`doubts` are the places to be looked at, with the reason."""

    doubts: Mapping[FieldAddress, str] = {}
    taken: frozenset[FieldAddress] = frozenset()  # what comes out of the document

    def show_doubts(
        self, doubts: Mapping[FieldAddress, str], taken: frozenset[FieldAddress]
    ) -> None:
        """Mark other places."""
        changed = {*self.doubts} ^ {*doubts} | (self.taken ^ taken)
        self.doubts, self.taken = doubts, taken
        for address in changed:
            index = self.index_of(address)
            if index.isValid():
                self.dataChanged.emit(index, index, _LOOK)

    def state(self, cell: GridCell) -> CellState:
        """Only how it gets its value, whether it is at hand, and whether it is to be looked at."""
        state = super().state(cell)
        address = cell.address
        if address is None:
            return state
        return CellState(
            state.role,
            is_unfilled=address not in self.taken and state.is_unfilled,
            is_stated=state.is_stated,
            severity=Severity.WARNING if address in self.doubts else None,
            is_lit=state.is_lit,
        )

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Over a place to be looked at stands why."""
        if role == _TOOL_TIP:
            cell = self.cell(index)
            return self.doubts.get(cell.address) if cell is not None and cell.address else None
        return super().data(index, role)
