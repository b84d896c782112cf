"""A table that is a list of rows over a model; Enter or a double click takes one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.row_table import set_up_rows


class RowView(QTableView):
    """Columns have widths of their own, so that no row is looked at before it is shown."""

    taken = Signal(int)  # row

    def __init__(
        self, model: QAbstractItemModel, name: str, widths: Sequence[int], wide: Sequence[int]
    ) -> None:
        """Show a model: `widths` for letters of the usual size; `wide` columns share the rest."""
        super().__init__()
        model.setParent(self)
        self.setModel(model)
        set_up_rows(self, name)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, int(width * theme.letter_scale()))
            if column in wide:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self.taken.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the row, and not for a button of the dialog as well."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.currentIndex().isValid():
            self.taken.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
