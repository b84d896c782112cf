"""Draws the cells of a sheet as the printed form has them, and opens their editors."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import Box, DevicePixels
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.cell_marks import (
    background,
    draw_rules,
    draw_state,
    draw_uncovered,
)
from perfeval_desktop.gui.wrapped_text import WrappedText

Index = QModelIndex | QPersistentModelIndex

BASE_WIDTH = 780.0  # of the paper's text block, at which all below has its base size
BASE_FONT = 14.0
PADDING = 5.0  # device-independent pixels between a line and the text
_LEAST_PADDING = 3.3
_LINE_EDIT_MARGIN = 2  # that Qt adds to the text margins of a line editor
_LEAST_VALUE = 60  # width of an editor behind long words
_MOST_TEXTS = 2_000
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_LONG = frozenset({ValueType.TEXT, ValueType.QUANTITY})
_ABOVE = "above"  # the style of last year's figure
_FONTS = {
    "mark": ("FormHei", 1.1, False),
    "title": ("FormTitle", 1.55, False),
    "cover-title": ("FormTitle", 2.1, False),
    "cover-line": ("FormFang", 1.3, False),
    "note": ("FormSong", 0.95, False),
    _ABOVE: ("FormSong", 0.78, False),
    "signature": ("FormSong", 0.95, False),
}


class SheetDelegate(QStyledItemDelegate):
    """One delegate for all cells of a sheet view; `scale` follows the width of the paper."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.enter_step = 1  # where the last Enter in an editor leads: down, with Shift up
        self._fonts: dict[tuple[str, float], QFont] = {}
        self._texts: dict[tuple[object, ...], WrappedText] = {}  # an edit changes few of them

    # Measuring

    def font(self, style: str) -> QFont:
        """Return the face a cell of this style is set in."""
        key = (style if style in _FONTS else "", self.scale)
        if key not in self._fonts:
            name, factor, is_bold = _FONTS.get(style, ("FormSong", 1.0, False))
            # Qt sets text in whole pixels. Rounded up, it would be wider than its cell allows.
            pixels = int(BASE_FONT * factor * self.scale)
            self._fonts[key] = theme.form_font(name, pixels, is_bold)
        return self._fonts[key]

    @property
    def padding(self) -> float:
        """The room between a line and the text; a finding's frame has to fit into it."""
        return max(_LEAST_PADDING, PADDING * self.scale)

    def height_for(self, model: SheetModel, cell: GridCell, width: int) -> int:
        """Return how high a cell must be, in pixels, for its text to fit into `width`."""
        height = self._wrapped(model, cell, width).height + self._room_above(model, cell)
        return int(height + 2 * self.padding + 3)

    def lines(self, model: SheetModel, cell: GridCell, width: int) -> list[str]:
        """Return the lines in which a cell's text is drawn."""
        return self._wrapped(model, cell, width).lines()

    def _wrapped(self, model: SheetModel, cell: GridCell, width: float) -> WrappedText:
        """Measuring and drawing break a text alike, once for both."""
        text, align = model.text(cell), _horizontal(model, cell)
        key = (cell.style, text, width, self.scale, align)
        if key not in self._texts:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            room = width - 2 * self.padding
            self._texts[key] = WrappedText(text, self.font(cell.style), room, align)
        return self._texts[key]

    def _room_above(self, model: SheetModel, cell: GridCell) -> float:
        """Last year's figure stands in a line of its own above that of this year."""
        is_there = bool(model.last_year_text(cell))
        return QFontMetricsF(self.font(_ABOVE)).height() if is_there else 0.0

    def forget_texts(self) -> None:
        """Break every text anew."""
        self._fonts.clear()
        self._texts.clear()

    # Painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, text, lines, and the marks of the cell's state."""
        model = index.model()
        assert isinstance(model, SheetModel)
        cell = model.cell(index)
        if cell is None:
            return
        rect: QRect = option.rect
        state = model.state(cell)
        painter.save()
        pixels = DevicePixels(painter)
        box = pixels.box(rect)
        pixels.fill(box, background(state))
        if state.is_uncovered:
            draw_uncovered(painter, rect)
        self._draw_text(painter, rect, model, cell)
        if model.table.rows[cell.row].has_border:
            draw_rules(pixels, box, cell, is_first=not _has_border_above(model, cell))
        elif state.role is not None and model.prefix(cell):
            self._draw_underline(pixels, rect, model, cell)
        draw_state(painter, pixels, box, state)
        painter.restore()

    def _draw_text(self, painter: QPainter, rect: QRect, model: SheetModel, cell: GridCell) -> None:
        above = self._room_above(model, cell)
        room = QRectF(rect).adjusted(self.padding, above, -self.padding, 0)
        if above:
            head = QRectF(room.left(), rect.top() + 2, room.width(), above)
            painter.setPen(QColor(theme.colours().ink_quiet))
            painter.setFont(self.font(_ABOVE))
            painter.drawText(head, _horizontal(model, cell), model.last_year_text(cell))
        painter.setPen(QColor(theme.colours().ink))
        self._wrapped(model, cell, rect.width()).draw(painter, room)

    def _draw_underline(
        self, pixels: DevicePixels, rect: QRect, model: SheetModel, cell: GridCell
    ) -> None:
        """A field in a line without grid shows where it can be filled in."""
        room = pixels.box(self._value_rect(rect, model, cell))
        bottom = room.bottom - pixels.length(3)
        line = Box(room.left, bottom - pixels.rule, room.right - pixels.length(6), bottom)
        pixels.fill(line, QColor(theme.colours().under))

    def _value_rect(self, rect: QRect, model: SheetModel, cell: GridCell) -> QRect:
        """Return the part of a cell behind its fixed words, where an editor shows the same text."""
        prefix = model.prefix(cell)
        if not prefix or "\n" in prefix:
            return rect
        end = self._wrapped(model, cell, rect.width()).end_of(prefix)
        return rect.adjusted(min(int(end), max(0, rect.width() - _LEAST_VALUE)), 0, 0, 0)

    # Editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, SheetModel)
        cell = model.cell(index)
        field = model.field(cell) if cell is not None else None
        is_long = field is not None and field.type in _LONG
        margin = int(self.padding)
        editor: QWidget = _LongEditor(parent, margin) if is_long else QLineEdit(parent)
        editor.setFont(self.font(cell.style if cell is not None else ""))
        editor.setObjectName("cellEditor")
        if field is not None:
            editor.setAccessibleName(field.full_label)
        if isinstance(editor, QLineEdit):
            editor.setFrame(False)
            editor.setTextMargins(margin - _LINE_EDIT_MARGIN, 0, margin - _LINE_EDIT_MARGIN, 0)
            if cell is not None:
                editor.setAlignment(_horizontal(model, cell))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        assert isinstance(model, SheetModel)
        text = model.opening_text(index)
        if isinstance(editor, QPlainTextEdit):
            if editor.toPlainText() != text:
                editor.setPlainText(text)
                editor.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QPlainTextEdit):
            model.setData(index, editor.toPlainText(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        model = index.model()
        assert isinstance(model, SheetModel)
        cell = model.cell(index)
        rect: QRect = option.rect
        if cell is not None:
            rect = self._value_rect(rect, model, cell)
        rect = rect.adjusted(1, 1, -2, -2)  # inside the cursor's frame
        editor.setGeometry(rect)
        if isinstance(editor, _LongEditor):
            editor.set_room(rect.adjusted(-1, -1, 1, 1))  # its border lies on that frame

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter commits at once, and in a long editor Alt+Enter breaks the line, as in Excel.

        Qt would commit a line after the event loop's next turn; by then it may be closed.
        """
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(editor, event)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not is_enter or not isinstance(editor, QWidget):
            return super().eventFilter(editor, event)
        is_line_break = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if is_line_break and isinstance(editor, _LongEditor):
            editor.insertPlainText("\n")
            return True
        self.enter_step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)
        return True


class _LongEditor(QPlainTextEdit):
    """The editor of a text cell: wraps, and grows over the cells below while more is typed."""

    def __init__(self, parent: QWidget, margin: int) -> None:
        super().__init__(parent)
        self._room = QRect()
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(margin - 1)
        self.textChanged.connect(self._grow)

    def set_room(self, room: QRect) -> None:
        """Take the room of the cell: the editor is never smaller, and ends within the view."""
        self._room = room
        self.setGeometry(room)
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, as when the editor is first shown, breaks the lines elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def _grow(self) -> None:
        parent = self.parentWidget()
        if self._room.isNull() or parent is None:
            return
        needed = self._text_height()
        height = min(max(self._room.height(), needed), parent.height())
        top = min(self._room.top(), parent.height() - height)
        bars = Qt.ScrollBarPolicy
        is_cut = needed > height
        self.setVerticalScrollBarPolicy(
            bars.ScrollBarAsNeeded if is_cut else bars.ScrollBarAlwaysOff
        )
        self.setViewportMargins(0, max(0, (height - needed) // 2), 0, 0)
        self.setGeometry(self._room.left(), top, self._room.width(), height)

    def _text_height(self) -> int:
        """Lay every paragraph out; the document itself does so only when it is painted."""
        height = 2 * self.document().documentMargin()
        block = self.document().firstBlock()
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return ceil(height) + 2  # the border


def _horizontal(model: SheetModel, cell: GridCell) -> Qt.AlignmentFlag:
    if cell.style in ("title", "cover-title", "cover-line"):
        return Qt.AlignmentFlag.AlignHCenter
    return _ALIGN[model.alignment(cell)]


def _has_border_above(model: SheetModel, cell: GridCell) -> bool:
    return cell.row > 0 and model.table.rows[cell.row - 1].has_border
