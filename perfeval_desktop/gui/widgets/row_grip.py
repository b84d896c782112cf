"""The margin left of a form: a grip beside the row one is on, by which the row is dragged."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.chosen_rows import chosen_rows
from perfeval_desktop.gui.widgets.sheet_view import SheetView

TIP = "按住拖动，移动这一行；Alt+↑、Alt+↓ 也行"
_DOT, _ACROSS, _DOWN = 2.5, 5.0, 5.0  # size of a dot, and from one to the next
_LINE = 3  # height of the line that shows where rows would go
_EDGE, _SCROLL, _SCROLL_MS = 24, 16, 40  # near an edge of the view it scrolls so much, so often
_BESIDE = 80  # so far beside the form rows may still be dropped


class _Drag(NamedTuple):
    """What is being dragged: the row that was pressed, and all rows that go with it."""

    row: str
    rows: list[str]
    beside: list[str]  # the rows among which they can be put, in order


class _Target(NamedTuple):
    """Where rows would be put: in front of a row, "" for the end, and the height of that line."""

    before: str
    y: int


class RowGrip(QWidget):
    """A strip of margin with a grip beside the row the mouse is on, and that of the cursor.

    Its heights are those of the view, beside which it lies.
    """

    dropped = Signal(object, str)  # rows, and the one they were dropped in front of; "": the end
    missed = Signal(object)  # rows that were dropped where they cannot stand

    def __init__(self, view: SheetView, paper: QWidget) -> None:
        super().__init__(paper)
        self._view = view
        self._model = view.sheet_model
        self._hovered = -1  # the row the mouse is on
        self._shown: list[int] = []  # where grips are drawn: the middles of their rows
        self._pressed: QPoint | None = None
        self._drag: _Drag | None = None
        self._target: _Target | None = None
        self._mouse = QPoint()
        self._line = QFrame(view.viewport())
        self._line.setObjectName("dropLine")
        self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line.hide()
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)
        self.setMouseTracking(True)
        self.setAccessibleName("移动行的把手")
        self.setAccessibleDescription(TIP)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)
        view.painted.connect(self._follow)
        self._model.laid_out.connect(self.cancel)
        self._fit()
        self.show()

    # Where grips are

    def _fit(self) -> None:
        self.setGeometry(0, 0, self._view.x(), self._view.height())

    def _follow(self) -> None:
        """Draw the grips anew where the view has moved its rows."""
        shown = [self._middle(row) for row in self._grip_rows()]
        if shown != self._shown:
            self._shown = shown
            self.update()

    def _grip_rows(self) -> list[int]:
        rows = {self._hovered, self._view.currentIndex().row()}
        return sorted(row for row in rows if self._record(row) and self._is_visible(row))

    def _record(self, row: int) -> str:
        """Return the record that is dragged by this row; "" for a row of the form itself."""
        if row < 0 or not self._model.open_report.can_edit:
            return ""
        return str(self._model.record_at(self._model.index(row, 0)))

    def _is_visible(self, row: int) -> bool:
        top, bottom = self._edges(row)
        return bottom > self._view.covered_height and top < self._view.viewport().height()

    def _edges(self, row: int) -> tuple[int, int]:
        top = self._view.rowViewportPosition(row)
        return top, top + self._view.rowHeight(row)

    def _middle(self, row: int) -> int:
        top, bottom = self._edges(row)
        return (max(top, self._view.covered_height) + bottom) // 2

    def _row_at(self, y: int) -> int:
        return self._view.rowAt(y) if y >= self._view.covered_height else -1

    def place_of(self, record: str) -> QPoint:
        """Return where the grip of a row is."""
        row = next(n for n, each in enumerate(self._model.table.rows) if each.record == record)
        return QPoint(self.width() // 2, self._middle(row))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw two columns of three dots for every grip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = theme.colours()
        painter.setBrush(
            QColor(colours.paper_accent if self._drag is not None else colours.resting)
        )
        across = min(_ACROSS, self.width() / 2)
        for y in self._shown:
            for column in (-0.5, 0.5):
                for row in (-1, 0, 1):
                    place = QPointF(self.width() / 2 + column * across, y + row * _DOWN)
                    painter.drawEllipse(place, _DOT / 2, _DOT / 2)

    # The mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the form, and the size of the view."""
        kind, types = event.type(), QEvent.Type
        if watched is self._view:
            if kind in (types.Resize, types.Move):
                self._fit()
        elif kind == types.MouseMove and isinstance(event, QMouseEvent):
            self._hover(event.position().toPoint().y())
        elif kind == types.Leave:
            self._hover(-1)
        return False

    def _hover(self, y: int) -> None:
        row = self._row_at(y) if y >= 0 else -1
        if row != self._hovered:
            self._hovered = row
            self._follow()

    def leaveEvent(self, event: QEvent) -> None:
        """Without the mouse only the row of the cursor has its grip."""
        self._hover(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what the mouse is on; with a pressed grip, where its rows would go."""
        self._mouse = event.position().toPoint()
        if self._drag is None and self._pressed is not None:
            if (self._mouse - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._begin(self._record(self._row_at(self._pressed.y())))
        elif self._pressed is None:
            self._hover(self._mouse.y())
            is_grip = bool(self._record(self._hovered))
            self.setToolTip(TIP if is_grip else "")
            shapes = Qt.CursorShape
            self.setCursor(shapes.OpenHandCursor if is_grip else shapes.ArrowCursor)
        if self._drag is not None:
            self._aim()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the row beside."""
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self._record(self._row_at(place.y())):
            self._view.finish_editing()
            self._pressed = place
            self.setFocus()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the rows go where they are; a press alone goes to the row."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        drag, target, row = self._drag, self._target, self._record(self._row_at(self._pressed.y()))
        self.cancel()
        if drag is None:
            if row:
                self._view.focus_record(row)
        elif target is None:
            self.missed.emit(drag.rows)
        else:
            self.dropped.emit(drag.rows, target.before)

    def _begin(self, record: str) -> None:
        if not record:
            return
        rows, report = chosen_rows(self._view).records, self._model.open_report.report
        each = report.record(record)
        beside = report.children_in(each.parent, each.group, each.section)
        is_block = record in rows and set(rows) <= set(beside)
        self._drag = _Drag(record, rows if is_block else [record], list(beside))
        self._scrolling.start()
        self.update()

    def cancel(self) -> None:
        """Let go, and leave all rows where they are."""
        if self._pressed is None:
            return
        self._pressed = self._drag = self._target = None
        self._scrolling.stop()
        self._line.hide()
        self.unsetCursor()
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update()

    # Where rows would go

    def _aim(self) -> None:
        """Show between which rows the dragged ones would come to stand."""
        self._target = target = self._target_at(self._mouse)
        shapes = Qt.CursorShape
        self.setCursor(shapes.ForbiddenCursor if target is None else shapes.ClosedHandCursor)
        if target is None or target.y < self._view.covered_height:
            self._line.hide()
            return
        width = min(self._view.horizontalHeader().length(), self._view.viewport().width())
        self._line.setGeometry(0, target.y - _LINE // 2 - 1, width, _LINE)
        self._line.show()
        self._line.raise_()

    def _target_at(self, mouse: QPoint) -> _Target | None:
        assert self._drag is not None
        beside, form = set(self._drag.beside), self._view.viewport()
        rows = [n for n, each in enumerate(self._model.table.rows) if each.record in beside]
        if not rows or not -_BESIDE <= mouse.x() - self.width() <= form.width():
            return None
        tops = [self._edges(row)[0] for row in rows]
        end = self._edges(rows[-1])[1]
        slack = self._view.rowHeight(rows[0]) // 2
        if not tops[0] - slack <= mouse.y() <= end + slack:
            return None
        lines = [*tops, end]
        nearest = min(range(len(lines)), key=lambda place: abs(lines[place] - mouse.y()))
        if nearest == len(rows):
            return _Target("", end)
        return _Target(self._model.table.rows[rows[nearest]].record, lines[nearest])

    def _scroll(self) -> None:
        """Near its edges the view scrolls under the mouse."""
        bar, y = self._view.verticalScrollBar(), self._mouse.y()
        if y < self._view.covered_height + _EDGE:
            step = -_SCROLL
        elif y > self._view.viewport().height() - _EDGE:
            step = _SCROLL
        else:
            return
        before = bar.value()
        bar.setValue(before + step)
        if bar.value() != before:
            self._aim()

    def event(self, event: QEvent) -> bool:
        """While rows are dragged, Esc is for them alone."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the rows where they were."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)
