"""The list of the pieces of an import, with the keys by which they are corrected."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from perfeval_desktop.gui.models.pieces_model import (
    HEADS,
    SOURCE,
    STATE,
    TARGET,
    VALUE,
    WHY,
    PiecesModel,
)
from perfeval_desktop.gui.widgets.row_table import fit_rows, set_up_rows
from perfeval_desktop.services.import_review import Line

Index = QModelIndex | QPersistentModelIndex

_WIDTHS = {STATE: 84, SOURCE: 250, TARGET: 280, VALUE: 120, WHY: 200}
_NARROWEST = 62
_CONFIRM = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class PiecesView(QTableView):
    """Whole rows are chosen, several with Shift or Ctrl."""

    line_chosen = Signal(object)  # Line
    confirm_wanted = Signal()  # Space, Enter
    removal_wanted = Signal()  # Delete
    text_wanted = Signal()  # F2
    place_wanted = Signal()  # L

    def __init__(self, model: PiecesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        set_up_rows(self, "文件里的内容和它填到的地方")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """A narrow window gives each column less."""
        part = min(1.0, self.viewport().width() / sum(_WIDTHS.values()))
        for column, width in _WIDTHS.items():
            if column != WHY:
                self.setColumnWidth(column, max(_NARROWEST, int(width * part)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def restyle(self) -> None:
        """Other letters need other rows."""
        fit_rows(self)

    def current_line(self) -> Line | None:
        """Return the line of the cursor."""
        index = self.currentIndex()
        return self._model.line(index.row()) if index.isValid() else None

    def chosen_pieces(self) -> list[int]:
        """Return the chosen pieces, in the order of the list."""
        rows = sorted(each.row() for each in self.selectionModel().selectedRows())
        lines = (self._model.line(row) for row in rows)
        return [each.piece for each in lines if each.piece >= 0]

    def go_to(self, row: int) -> None:
        """Choose a row, and show it."""
        index = self._model.index(row, SOURCE)
        # Not `setCurrentIndex`: with Ctrl held down, as for Ctrl+Z, that would toggle the row.
        flags = QItemSelectionModel.SelectionFlag
        how = flags.ClearAndSelect | flags.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.line_chosen.emit(self._model.line(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that correct what is chosen; Enter does not close the dialog from here."""
        key = Qt.Key(event.key())
        if key in _CONFIRM:
            self.confirm_wanted.emit()
        elif key == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        elif key == Qt.Key.Key_F2:
            self.text_wanted.emit()
        elif key == Qt.Key.Key_L and not event.modifiers():
            self.place_wanted.emit()
        else:
            super().keyPressEvent(event)
