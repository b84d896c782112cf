"""The head of the part of a table that is read, kept visible above while the table scrolls."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import Box, DevicePixels
from perfeval_desktop.gui.models.sheet_table import SheetTable
from perfeval_desktop.gui.widgets.sheet_view import SheetView

_SHADES = ("#9aa4af", "#d9dee4", "#eef1f4")  # of the edge under the head, a pixel each
_MOST = 0.45  # of the view: a higher head would leave too little to read


class HeadBlock(NamedTuple):
    """Head rows `first` to `stop`, and the row `end` before which what they head ends."""

    first: int
    stop: int
    end: int


def head_blocks(table: SheetTable) -> list[HeadBlock]:
    """Return the heads of a table, by the rule that repeats them on paper.

    A head is for the rows down to the next head; where a cell of its own spans rows, for those.
    """
    rows, blocks = table.rows, list[HeadBlock]()
    for first, row in enumerate(rows):
        if not row.is_head or (first > 0 and rows[first - 1].is_head):
            continue
        stop = _first(table, first, lambda each: not each.is_head)
        end = _first(table, stop, lambda each: each.is_head or not each.has_border)
        own = (cell for cell in table.cells.values() if first <= cell.row < stop)
        furthest = max((cell.row + cell.rows for cell in own), default=stop)
        blocks.append(HeadBlock(first, stop, min(end, furthest) if furthest > stop else end))
    return blocks


def _first(table: SheetTable, start: int, test: object) -> int:
    assert callable(test)
    rows = table.rows
    return next((row for row in range(start, len(rows)) if test(rows[row])), len(rows))


class FrozenHead(QWidget):
    """Lies over the top of the view and draws head rows there, exactly as the view does.

    The next head pushes it away. It takes no part in choosing: a click on it does nothing.
    """

    def __init__(self, view: SheetView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._model = view.sheet_model
        self._is_on = True
        self._table: SheetTable | None = None  # whose blocks these are
        self._blocks: list[HeadBlock] = []
        self._block: HeadBlock | None = None
        self._is_waiting = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("冻结的表头")
        self.hide()
        view.verticalScrollBar().valueChanged.connect(self.follow)
        view.horizontalScrollBar().valueChanged.connect(self._follow_sideways)
        for header in (view.verticalHeader(), view.horizontalHeader()):
            header.sectionResized.connect(self._follow_soon)
        self._model.laid_out.connect(self._follow_soon)
        self._model.dataChanged.connect(self._on_data_changed)
        view.viewport().installEventFilter(self)
        self.follow()

    @property
    def rows(self) -> range:
        """The head rows that are shown."""
        return range(self._block.first, self._block.stop) if self._block else range(0)

    @property
    def covered_height(self) -> int:
        """How much of the view is covered."""
        return max(0, self.y() + self.height()) if self._block is not None else 0

    def set_on(self, is_on: bool) -> None:
        """Keep heads, or let them scroll with the rest."""
        self._is_on = is_on
        self.follow()

    # Following the view

    def follow(self) -> None:
        """Show the head of what stands at the top of the view, if it is not there itself."""
        self._is_waiting = False
        before, self._block = self._block, self._block_above()
        if self._block is None:
            self.hide()
            return
        height = self._y(self._block.stop) - self._y(self._block.first)
        edge = len(_SHADES)
        top = min(0, self._y(self._block.end) - height)
        self.setGeometry(0, top, self._view.viewport().width(), height + edge)
        if self._block != before:
            self.update()
        self.show()

    def _block_above(self) -> HeadBlock | None:
        if not self._is_on:
            return None
        if self._table is not self._model.table:
            self._table = self._model.table
            self._blocks = head_blocks(self._table)
        for block in reversed(self._blocks):
            if self._y(block.first) < 0:
                height = self._y(block.stop) - self._y(block.first)
                is_read = self._y(block.end) > 0
                is_low = height <= _MOST * self._view.viewport().height()
                return block if is_read and is_low else None
        return None

    def _y(self, row: int) -> int:
        """Return where a row begins in the view; behind the last row, where that ends."""
        if row < len(self._model.table.rows):
            return self._view.rowViewportPosition(row)
        return self._view.verticalHeader().length() - self._view.verticalHeader().offset()

    def _follow_sideways(self) -> None:
        self.follow()
        self.update()

    def _follow_soon(self) -> None:
        """Many rows are resized one after another: look once."""
        if not self._is_waiting:
            self._is_waiting = True
            QTimer.singleShot(0, self, self._follow_sideways)

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._block and first.row() < self._block.stop and last.row() >= self._block.first:
            self.update()

    def uncover(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Scroll a cell out from under the head; where it comes to, the head may be another."""
        bar = self._view.verticalScrollBar()
        for _ in self._blocks or (None,):
            lacking = self.covered_height - self._view.visualRect(index).top()
            if not self.covered_height or lacking <= 0:
                return
            bar.setValue(bar.value() - lacking)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells through the view's own delegate, then the edge under them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().paper))
        if self._block is None:
            return
        top = self._y(self._block.first)
        height = self._y(self._block.stop) - top
        for cell in self._model.table.cells.values():
            if self._block.first <= cell.row < self._block.stop:
                rect = self._rect(cell).translated(0, -top)
                self._draw(painter, cell, rect, height - rect.top())
        self._draw_edges(painter, height)

    def _rect(self, cell: GridCell) -> QRect:
        return self._view.visualRect(self._model.index(cell.row, cell.column))

    def _draw(self, painter: QPainter, cell: GridCell, rect: QRect, room: int) -> None:
        """A cell that goes on below the head is drawn as far as it reaches here."""
        delegate, option = self._view.sheet_delegate, QStyleOptionViewItem()
        rect.setHeight(min(rect.height(), room))
        needed = delegate.height_for(self._model, cell, rect.width())
        if needed > room and cell.rows > 1:
            _draw_sides(DevicePixels(painter), rect)  # its words stand further down
            return
        option.rect = rect
        delegate.paint(painter, option, self._model.index(cell.row, cell.column))

    def _draw_edges(self, painter: QPainter, height: int) -> None:
        """A rule above, as the first row of the form has it, and a shade below."""
        left = self._rect_left()
        width = self._view.horizontalHeader().length()
        painter.save()
        pixels = DevicePixels(painter)
        box = pixels.box(QRect(left, 0, width, height))
        rule = QColor(theme.colours().rule)
        pixels.fill(Box(box.left, box.top, box.right, box.top + pixels.rule), rule)
        painter.restore()
        for place, colour in enumerate(_SHADES):
            painter.fillRect(0, height + place, self.width(), 1, QColor(colour))

    def _rect_left(self) -> int:
        return -self._view.horizontalHeader().offset()

    # What lies under it is not reached

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The view has another size."""
        if event.type() == QEvent.Type.Resize:
            self._follow_soon()
        return False

    def event(self, event: QEvent) -> bool:
        """No tool tip of the cells below."""
        if event.type() == QEvent.Type.ToolTip:
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the sheet, as over its cells."""
        QApplication.sendEvent(self._view.viewport(), event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click gives the keyboard to the sheet, and chooses nothing."""
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()


def _draw_sides(pixels: DevicePixels, rect: QRect) -> None:
    box, colour = pixels.box(rect), QColor(theme.colours().rule)
    pixels.fill(Box(box.right - pixels.rule, box.top, box.right, box.bottom), colour)
    if rect.left() <= 0:
        pixels.fill(Box(box.left, box.top, box.left + pixels.rule, box.bottom), colour)
