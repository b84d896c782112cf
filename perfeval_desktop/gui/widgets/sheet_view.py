"""The sheet in the window: the official form as white paper, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from perfeval_desktop.domain.copied_block import Covered
from perfeval_desktop.domain.layout import GridCell, sheet_label
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import is_blank
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import DevicePixels
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets import sheet_moves as moves
from perfeval_desktop.gui.widgets.chosen_cells import Filling, block_of, chosen_cells, filling
from perfeval_desktop.gui.widgets.place_keeper import PlaceKeeper
from perfeval_desktop.gui.widgets.row_heights import Place, RowHeights
from perfeval_desktop.gui.widgets.sheet_delegate import BASE_WIDTH, SheetDelegate
from perfeval_desktop.gui.widgets.wheel_zoom import WheelZoom

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.frozen_head import FrozenHead

Index = QModelIndex | QPersistentModelIndex

WIDEST = 980  # of the form at its own size
NARROWEST = 460  # of the form; a narrower window scrolls it sideways
_PAGE = 0.8  # of what is seen, by which Page Down goes: Page Up leads back
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_CHOICE_ALPHA = 46  # of the ground over several chosen cells


class SheetView(QTableView):
    """Shows a `SheetModel`. Focus goes to fields only; Tab skips what is computed."""

    painted = Signal()
    field_focused = Signal(object)  # FieldAddress or None
    menu_requested = Signal(QPoint)
    clear_requested = Signal()  # of several chosen cells
    choice_changed = Signal()
    zoom_requested = Signal(int, QPoint)  # by steps, with the place of the mouse on the screen

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = SheetDelegate(self)
        self._model = model
        self._came_by_tab_from = -1  # column to which Enter returns after a run of Tabs
        self._way: tuple[GridCell | None, int] = (None, 0)  # the cell gone to up or down, and where
        self._to_measure: set[Place] = set()  # cells whose text has changed
        self._laid_out_width = -1
        self.frozen_head: FrozenHead | None = None  # once it was scrolled
        self._zoom = 1.0
        self._wheel_zoom = WheelZoom()
        self._set_up()
        self._row_heights = RowHeights(model, self._delegate, self._cell_width)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        model.laid_out.connect(self._lay_out)
        self._place_keeper = PlaceKeeper(self)
        model.dataChanged.connect(self._on_data_changed)

    def _set_up(self) -> None:
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(4)
        self.horizontalHeader().setMinimumSectionSize(4)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.setAccessibleName(sheet_label(self._model.open_report.report, self._model.ref))

    @property
    def sheet_model(self) -> SheetModel:
        """The model that is shown, as what it is."""
        return self._model

    @property
    def sheet_delegate(self) -> SheetDelegate:
        """What draws the cells."""
        return self._delegate

    # Places

    def focus_field(self, address: FieldAddress) -> bool:
        """Go to a field and show it; False when it is not on this sheet."""
        index = self._model.index_of(address)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.setFocus()
        return True

    def focus_record(self, record: str) -> None:
        """Go to the first field of a row."""
        for cell in self._model.table.fields_in_reading_order():
            if cell.address is not None and cell.address.record == record:
                self.focus_field(cell.address)
                return

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Show a cell, also from under the head that stays above."""
        super().scrollTo(index, hint)
        if self.frozen_head is not None:
            self.frozen_head.uncover(index)

    @property
    def covered_height(self) -> int:
        """How much of the view lies under the head that stays above."""
        return self.frozen_head.covered_height if self.frozen_head is not None else 0

    def finish_editing(self) -> None:
        """Take over what stands in an open editor."""
        editor = self._open_editor()
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def take_typed(self) -> str | None:
        """Close an open editor without taking its text over, and return that; None for none."""
        editor = self._open_editor()
        if editor is None:
            return None
        text = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        return text

    def _open_editor(self) -> QLineEdit | QPlainTextEdit | None:
        editor = QApplication.focusWidget()
        is_open = self.state() == QAbstractItemView.State.EditingState
        if not is_open or not isinstance(editor, QLineEdit | QPlainTextEdit):
            return None
        return editor if self.viewport().isAncestorOf(editor) else None

    def current_field(self) -> FieldAddress | None:
        """Return the address of the field the cursor is on."""
        cell = self._model.cell(self.currentIndex())
        return cell.address if cell is not None else None

    def current_record(self) -> str:
        """Return the repeating record the cursor is on, "" on a fixed row."""
        return self._model.record_at(self.currentIndex())

    # What is chosen

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.choice_changed.emit()

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """With Ctrl the cursor takes the choice along, as in a spreadsheet; Qt would leave it."""
        keys, flags = Qt.KeyboardModifier, QItemSelectionModel.SelectionFlag
        held = event.modifiers() if isinstance(event, QKeyEvent) else keys.NoModifier
        if not held & keys.ControlModifier:
            return super().selectionCommand(index, event)
        return flags.SelectCurrent if held & keys.ShiftModifier else flags.ClearAndSelect

    def _chosen_cells(self) -> list[GridCell]:
        places = ((each.row(), each.column()) for each in self.selectedIndexes())
        current = self._model.cell(self.currentIndex())
        return chosen_cells(self._model.table, places, current)

    def chosen_fields(self) -> list[FieldAddress]:
        """Return the fields that are chosen, in reading order; one at least, the current."""
        return [each.address for each in self._chosen_cells() if each.address is not None]

    def chosen_block(self) -> list[list[str | Covered]]:
        """Return the texts of the chosen cells place by place, merged as the form has them."""
        block = block_of(self._model.table, self._chosen_cells())
        return [[self._shown(each) for each in row] for row in block]

    def _shown(self, cell: GridCell | Covered | None) -> str | Covered:
        if not isinstance(cell, GridCell):
            return cell or ""
        return self.editing_text(cell.address) if cell.address else self._model.text(cell)

    def editing_text(self, address: FieldAddress) -> str:
        """Return what stands in a field, as it may be typed."""
        return str(self._model.data(self._model.index_of(address), Qt.ItemDataRole.EditRole) or "")

    def fill_targets(self, *, is_down: bool) -> Filling:
        """Return which of the chosen fields are filled from which."""
        return filling(self._model.table, self._chosen_cells(), is_down=is_down)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.field_focused.emit(self.current_field())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first visit starts at the first field that is to be typed; a click where it is."""
        super().focusInEvent(event)
        is_click = event.reason() == Qt.FocusReason.MouseFocusReason
        if not self.currentIndex().isValid() and not is_click:
            cell = moves.next_field(self._model.table, None, 1, self._is_computed)
            if cell is not None:
                self.setCurrentIndex(self._model.index(cell.row, cell.column))
        self.field_focused.emit(self.current_field())

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measuring all texts is dear: it is done for each width once, the first being the real."""
        super().resizeEvent(event)
        if self.viewport().width() != self._laid_out_width:
            self._lay_out()

    def _lay_out(self) -> None:
        """Set column widths, spans and row heights from the form's proportions."""
        self._laid_out_width = self.viewport().width()
        table = self._model.table
        width = self._form_width()
        self._delegate.scale = width / BASE_WIDTH
        total, used = sum(table.grid.sheet.columns), 0.0
        edges = [0]
        for part in table.grid.sheet.columns:
            used += part
            edges.append(round(width * used / total))
        for column, (left, right) in enumerate(pairwise(edges)):
            self.setColumnWidth(column, right - left)
        self.clearSpans()
        for cell in table.cells.values():
            if cell.rows > 1 or cell.columns > 1:
                self.setSpan(cell.row, cell.column, cell.rows, cell.columns)
        self._set_heights()

    def _form_width(self) -> float:
        """Enlarged, the form is wider than what is there; made smaller, the paper is as well."""
        room = self._laid_out_width - 1
        if self._zoom > 1:
            return max(NARROWEST, min(WIDEST, room)) * self._zoom
        return max(NARROWEST * self._zoom, room)

    def set_zoom(self, zoom: float) -> None:
        """Show the form larger or smaller, an open editor with it."""
        self._zoom = zoom
        if self._laid_out_width < 0:
            return
        self._lay_out()
        self.updateGeometries()  # now, and not with the next painting: it is scrolled at once
        for editor in self.viewport().findChildren(QWidget, "cellEditor"):
            cell = self._model.cell(self.currentIndex())
            editor.setFont(self._delegate.font(cell.style if cell is not None else ""))
            self.updateEditorGeometries()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the wheel zooms."""
        if not self._wheel_zoom.takes(event, self.zoom_requested.emit):
            super().wheelEvent(event)

    def set_texts_anew(self) -> None:
        """Forget how texts were broken: there are other faces now."""
        self._delegate.forget_texts()
        self._set_heights()
        self.viewport().update()

    def _set_heights(self) -> None:
        """Measure all texts: at another width, with other rows or other faces."""
        self._to_measure.clear()
        for row, height in enumerate(self._row_heights.measure_all()):
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def _set_heights_of_changed(self) -> None:
        places, self._to_measure = self._to_measure, set()
        if self._laid_out_width < 0:
            return  # a page that was not shown yet: all is measured when it is
        for row, height in self._row_heights.measure(places).items():
            self.setRowHeight(row, height)

    def _cell_width(self, cell: GridCell) -> int:
        columns = range(cell.column, cell.column + cell.columns)
        return sum(self.columnWidth(column) for column in columns)

    def _on_data_changed(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Longer text may need a higher row; many changes at once are measured once."""
        if roles and _DISPLAY not in roles:
            return  # only frames and grounds
        if not self._to_measure:
            QTimer.singleShot(0, self, self._set_heights_of_changed)
        for row in range(first.row(), last.row() + 1):
            for column in range(first.column(), last.column() + 1):
                self._to_measure.add((row, column))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the form, then the frame of the cell the cursor is on."""
        super().paintEvent(event)
        index = self.currentIndex()
        cell = self._model.cell(index) if index.isValid() else None
        self._draw_choice()
        if cell is not None:
            self._draw_cursor(self.visualRect(index), cell)
        self.painted.emit()

    def _draw_choice(self) -> None:
        """Lay a ground over several chosen cells; one alone has the cursor's frame."""
        chosen = self.chosen_fields()
        if len(chosen) < 2:
            return
        painter = QPainter(self.viewport())
        ground = QColor(theme.on_paper().accent)
        ground.setAlpha(_CHOICE_ALPHA)
        for address in chosen:
            painter.fillRect(self.visualRect(self._model.index_of(address)), ground)

    def _draw_cursor(self, rect: QRect, cell: GridCell) -> None:
        """The frame lies on the rules around the cell; the frame of a finding is inside of it."""
        painter = QPainter(self.viewport())
        pixels = DevicePixels(painter)
        rule_left = 0 if cell.column == 0 else pixels.rule
        box = pixels.box(rect).inside(-rule_left, -pixels.rule, 0, 0)
        is_here = self.hasFocus() or self.state() == QAbstractItemView.State.EditingState
        colours = theme.on_paper()
        colour = colours.accent if is_here else colours.resting
        width = theme.focus_width() if is_here else 2
        pixels.frame(box, pixels.length(width), QColor(colour))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down as in Excel, Delete empties the cell."""
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self._go_by_enter(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and len(self.chosen_fields()) > 1:
            self.clear_requested.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.setData(self.currentIndex(), "", Qt.ItemDataRole.EditRole)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method commits without composing (，。６) opens the cell and is kept.

        A composition is led by Qt, which keeps the focus on the view until its first commit.
        """
        is_open = self.state() == QAbstractItemView.State.EditingState
        text = event.commitString()
        if is_open or not text:
            super().inputMethodEvent(event)
            return
        self.edit(self.currentIndex())
        editor = QApplication.focusWidget()
        if isinstance(editor, QLineEdit):
            editor.setText(text)
        elif isinstance(editor, QPlainTextEdit):
            editor.selectAll()
            editor.insertPlainText(text)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cursor goes down, after Tab on; the next cell is not opened, as in Excel.

        An editor that only lost the focus (NoHint) leaves the cursor where it is.
        """
        hints, actions = QAbstractItemDelegate.EndEditHint, self.CursorAction
        super().closeEditor(editor, hints.NoHint)
        if hint == hints.SubmitModelCache:
            self._go_by_enter(self._delegate.enter_step)
        elif hint in (hints.EditNextItem, hints.EditPreviousItem):
            action = actions.MoveNext if hint == hints.EditNextItem else actions.MovePrevious
            self.setCurrentIndex(self.moveCursor(action, Qt.KeyboardModifier.NoModifier))
        if hint != hints.NoHint:
            self.setFocus()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        current = self._model.cell(self.currentIndex())
        is_far = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        found = moves.target(self._around(), current, action, is_far)
        is_tab = action in (self.CursorAction.MoveNext, self.CursorAction.MovePrevious)
        if is_tab and self._came_by_tab_from < 0 and current is not None:
            self._came_by_tab_from = current.column
        elif not is_tab:
            self._came_by_tab_from = -1
        if found is None:
            return self.currentIndex()
        if action in (self.CursorAction.MoveUp, self.CursorAction.MoveDown):
            self._way = (found, self._column())
        return self._model.index(found.row, found.column)

    def _column(self) -> int:
        """Return the column in which the cursor goes: below a merged cell it is found again."""
        cell, column = self._way
        current = self._model.cell(self.currentIndex())
        if current is None or cell == current:
            return column
        return current.column

    def _around(self) -> moves.Around:
        room = _PAGE * self.viewport().height()  # the same whether a head is frozen or not
        rows = int(room) // max(1, self.rowHeight(max(0, self.currentIndex().row())))
        table, is_computed = self._model.table, self._is_computed
        return moves.Around(table, is_computed, self._is_filled, max(1, rows - 2), self._column())

    def _is_computed(self, cell: GridCell) -> bool:
        field = self._model.field(cell)
        return field is not None and field.role is Role.COMPUTED

    def _is_filled(self, cell: GridCell) -> bool:
        session, address = self._model.open_report.session, cell.address
        return address is not None and not is_blank(session.value(address))

    def _go_by_enter(self, step: int) -> None:
        current = self._model.cell(self.currentIndex())
        column = self._came_by_tab_from if self._came_by_tab_from >= 0 else None
        self._came_by_tab_from = -1
        if current is None:
            found = moves.next_field(self._model.table, None, 1, self._is_computed)
        else:
            found = moves.under(self._model.table, current, step, column)
            if found == current:
                found = moves.under(self._model.table, current, step)
        if found is not None:
            self.setCurrentIndex(self._model.index(found.row, found.column))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu is for what is chosen, or for the cell under the mouse outside of it."""
        index = self.indexAt(event.pos())
        is_chosen = self.selectionModel().isSelected(index)
        if index.isValid() and self._model.cell(index) is not None and not is_chosen:
            self.setCurrentIndex(index)
        self.menu_requested.emit(event.globalPos())
