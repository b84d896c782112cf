"""Draws the cells of a sheet as the printed form has them, and opens their editors."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygonF,
    QTextOption,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.sheet_model import CellState, SheetModel
from perfeval_desktop.gui.wrapped_text import WrappedText

Index = QModelIndex | QPersistentModelIndex

PADDING = 5  # device-independent pixels between a line and the text
BASE_WIDTH = 780.0  # of the paper's text block, at which fonts have their base size
BASE_FONT = 14.0
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_LONG = frozenset({ValueType.TEXT, ValueType.QUANTITY})
_FONTS = {
    "mark": ("FormHei", 1.1, False),
    "title": ("FormTitle", 1.55, False),
    "cover-title": ("FormTitle", 2.1, False),
    "cover-line": ("FormFang", 1.3, False),
    "note": ("FormSong", 0.95, False),
    "signature": ("FormSong", 0.95, False),
}


class SheetDelegate(QStyledItemDelegate):
    """One delegate for all cells of a sheet view; `scale` follows the width of the paper."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self._fonts: dict[tuple[str, float], QFont] = {}
        self._heights: dict[tuple[str, str, int, float], int] = {}  # an edit changes few of them

    # Measuring

    def font(self, style: str) -> QFont:
        """Return the face a cell of this style is set in."""
        key = (style if style in _FONTS else "", self.scale)
        if key not in self._fonts:
            name, factor, is_bold = _FONTS.get(style, ("FormSong", 1.0, False))
            self._fonts[key] = theme.form_font(name, BASE_FONT * factor * self.scale, is_bold)
        return self._fonts[key]

    def height_for(self, model: SheetModel, cell: GridCell, width: int) -> int:
        """Return how high a cell must be, in pixels, for its text to fit into `width`."""
        key = (cell.style, model.text(cell), width, self.scale)
        if key not in self._heights:
            wrapped = self._wrapped(model, cell, width)
            self._heights[key] = int(wrapped.height + 2 * PADDING + 3)
        return self._heights[key]

    def _wrapped(self, model: SheetModel, cell: GridCell, width: float) -> WrappedText:
        align = _horizontal(model, cell)
        return WrappedText(model.text(cell), self.font(cell.style), width - 2 * PADDING, align)

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
        painter.fillRect(rect, _background(state))
        self._draw_text(painter, rect, model, cell)
        if model.table.rows[cell.row].has_border:
            _draw_lines(painter, rect, cell)
        elif state.role is not None and model.prefix(cell):
            self._draw_underline(painter, rect, model, cell)
        _draw_state(painter, rect, state)
        painter.restore()

    def _draw_text(self, painter: QPainter, rect: QRect, model: SheetModel, cell: GridCell) -> None:
        painter.setPen(QColor(theme.colours().ink))
        room = QRectF(rect).adjusted(PADDING, 0, -PADDING, 0)
        self._wrapped(model, cell, rect.width()).draw(painter, room)

    def _draw_underline(
        self, painter: QPainter, rect: QRect, model: SheetModel, cell: GridCell
    ) -> None:
        """A field in a line without grid shows where it can be filled in."""
        room = self._value_rect(rect, model, cell)
        painter.setPen(QPen(QColor("#b8c0ca"), 1))
        painter.drawLine(room.left(), room.bottom() - 3, room.right(), room.bottom() - 3)

    def _value_rect(self, rect: QRect, model: SheetModel, cell: GridCell) -> QRect:
        """Return the part of a cell behind its fixed words."""
        prefix = model.prefix(cell)
        if not prefix or "\n" in prefix or model.alignment(cell) != "left":
            return rect
        width = QFontMetricsF(self.font(cell.style)).horizontalAdvance(prefix)
        left = min(int(width) + PADDING, max(0, rect.width() - 60))
        return rect.adjusted(left, 0, 0, 0)

    # Editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, SheetModel)
        cell = model.cell(index)
        field = model.field(cell) if cell is not None else None
        is_long = field is not None and field.type in _LONG
        editor: QWidget = _LongEditor(parent) if is_long else QLineEdit(parent)
        editor.setFont(self.font(cell.style if cell is not None else ""))
        editor.setObjectName("cellEditor")
        if field is not None:
            editor.setAccessibleName(field.full_label)
        if isinstance(editor, QLineEdit):
            editor.setFrame(False)
            if cell is not None:
                editor.setAlignment(_horizontal(model, cell))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
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
        rect = rect.adjusted(1, 1, -1, -1)
        if isinstance(editor, _LongEditor):
            least = max(int(BASE_FONT * self.scale * 2.2), rect.height())
            rect = QRect(rect.topLeft(), QSize(max(rect.width(), 90), least))
        editor.setGeometry(rect)

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
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)
        return True


class _LongEditor(QPlainTextEdit):
    """The editor of a text cell: wraps, has no scroll bar of its own until it is needed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(2)


def _horizontal(model: SheetModel, cell: GridCell) -> Qt.AlignmentFlag:
    if cell.style in ("title", "cover-title", "cover-line"):
        return Qt.AlignmentFlag.AlignHCenter
    return _ALIGN[model.alignment(cell)]


def _background(state: CellState) -> QColor:
    colours = theme.colours()
    if state.role is None:
        return QColor(colours.paper)
    if state.is_unfilled:
        return QColor(colours.unfilled)
    return QColor(
        {
            Role.INPUT: colours.input,
            Role.COMPUTED: colours.computed,
            Role.DEFAULT: colours.default,
        }[state.role]
    )


def _draw_lines(painter: QPainter, rect: QRect, cell: GridCell) -> None:
    """The thin lines of the form: every cell draws its right and lower one."""
    painter.setPen(QPen(QColor(theme.colours().rule), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    painter.drawLine(rect.topRight(), rect.bottomRight())
    if cell.column == 0:
        painter.drawLine(rect.topLeft(), rect.bottomLeft())


def _draw_state(painter: QPainter, rect: QRect, state: CellState) -> None:
    colours = theme.colours()
    if state.is_stated:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        size = 7
        painter.drawPolygon(
            QPolygonF(
                [
                    rect.bottomRight(),
                    rect.bottomRight() - QPoint(size, 0),
                    rect.bottomRight() - QPoint(0, size),
                ]
            )
        )
    if state.severity is not None:
        colour = QColor(getattr(theme.LIGHT, state.severity.code))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        size = 9
        top = rect.topRight()
        painter.drawPolygon(QPolygonF([top, top - QPoint(size, 0), top + QPoint(0, size)]))
