"""The source document as it looks: paragraphs and tables on white paper, only to look at.

A click goes to what stands there; a cell can be dragged to a place of the form.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygon,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.source_layout import Drawn, Measures, Rect, SourceLayout
from perfeval_desktop.gui.wrapped_text import WrappedText
from perfeval_desktop.services.import_review import Kind

PIECE_MIME = "application/x-perfeval-piece"
_MARGIN = 14
_PIXELS = 13
_MARK = 8
_MOST_TEXTS = 1_500

KindOf = Callable[[SourcePlace], Kind | None]


class SourceView(QAbstractScrollArea):
    """Draws a document; `kind_of` tells what became of what stands at a place."""

    place_chosen = Signal(object)  # SourcePlace
    step_wanted = Signal(int)  # to the next piece, or back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = SourceDocument("", ())
        self._kind_of: KindOf = lambda place: None
        self._layout: SourceLayout | None = None
        self._current: SourcePlace | None = None
        self._pressed: QPoint | None = None
        self._texts: dict[tuple[str, int, int], WrappedText] = {}
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("原来的文件")
        self.verticalScrollBar().setSingleStep(24)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def show_document(self, document: SourceDocument, kind_of: KindOf) -> None:
        """Draw another document."""
        self._document, self._kind_of = document, kind_of
        self._current = None
        self._lay_out()

    def show_place(self, place: SourcePlace) -> None:
        """Light a place, and scroll to it."""
        self._current = place
        if not self.isVisible():
            return  # it is laid out once, in the width that it is shown in
        rect = self._laid_out().rect_of(place)
        if rect is not None:
            self._scroll_to(rect)
            self.setAccessibleDescription(self._document.text_at(place))
        self.viewport().update()

    @property
    def current(self) -> SourcePlace | None:
        """The place that is lit."""
        return self._current

    def rect_of(self, place: SourcePlace) -> QRect | None:
        """Return where something is drawn now, in the viewport."""
        rect = self._laid_out().rect_of(place)
        return self._on_screen(rect) if rect is not None else None

    def restyle(self) -> None:
        """Other letters, other colours."""
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(520, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    # Laying out

    def _font(self, level: int = 0) -> QFont:
        pixels = _PIXELS * theme.letter_scale()
        return theme.form_font("FormHei" if level else "FormSong", pixels)

    def _laid_out(self) -> SourceLayout:
        if self._layout is None:
            metrics = QFontMetrics(self._font())
            half = metrics.horizontalAdvance("国国国国国国国国国国") / 20
            measures = Measures(half, metrics.lineSpacing(), 4)
            width = max(220, self.viewport().width() - 2 * _MARGIN)
            self._layout = SourceLayout(self._document, width, measures)
            self._set_bars(self._layout)
        return self._layout

    def _lay_out(self) -> None:
        """Forget where everything is: it is found out when it is painted, or gone to."""
        self._layout = None
        self._texts.clear()
        self.viewport().update()

    def _set_bars(self, layout: SourceLayout) -> None:
        page = self.viewport().size()
        for bar, size, room in (
            (self.verticalScrollBar(), layout.height, page.height()),
            (self.horizontalScrollBar(), layout.width, page.width()),
        ):
            bar.setRange(0, max(0, size + 2 * _MARGIN - room))
            bar.setPageStep(max(1, room))

    def _on_screen(self, rect: Rect) -> QRect:
        left = rect.left + _MARGIN - self.horizontalScrollBar().value()
        top = rect.top + _MARGIN - self.verticalScrollBar().value()
        return QRect(left, top, rect.width, rect.height)

    def _scroll_to(self, rect: Rect) -> None:
        page = self.viewport().size()
        shown = self._on_screen(rect)
        if shown.top() < 0 or shown.bottom() > page.height():
            middle = rect.top + _MARGIN - max(0, page.height() - rect.height) // 2
            self.verticalScrollBar().setValue(middle)
        if shown.left() < 0 or shown.right() > page.width():
            self.horizontalScrollBar().setValue(max(0, rect.left - page.width() // 3))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self._layout
        if layout is not None and event.size().width() == event.oldSize().width():
            self._set_bars(layout)
            return
        self._lay_out()
        if self._current is not None:
            self.show_place(self._current)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._current is not None:
            self.show_place(self._current)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.colours().paper))
        layout = self._laid_out()
        top = event.rect().top() + self.verticalScrollBar().value() - _MARGIN
        current: Drawn | None = None
        for drawn in layout.drawn_between(top, top + event.rect().height()):
            self._draw(painter, drawn)
            if drawn.place == self._current:
                current = drawn
        if current is not None:
            pen = QPen(QColor(theme.on_paper().paper_accent), 2)
            painter.setPen(pen)
            painter.drawRect(self._on_screen(current.rect).adjusted(1, 1, -1, -1))

    def _draw(self, painter: QPainter, drawn: Drawn) -> None:
        colours, rect = theme.colours(), self._on_screen(drawn.rect)
        kind = self._kind_of(drawn.place)
        ground = colours.paper
        if drawn.place == self._current:
            ground = colours.lit
        elif kind in (Kind.TAKEN, Kind.DOUBTED):
            ground = colours.input
        painter.fillRect(rect, QColor(ground))
        if drawn.is_cell:
            painter.setPen(QColor(colours.rule))
            painter.drawRect(rect)
        is_form = kind is Kind.FORM and drawn.is_cell
        painter.setPen(QColor(colours.ink_quiet if is_form else colours.ink))
        room = QRectF(rect).adjusted(4, 1, -4, -1)
        painter.save()
        painter.setClipRect(rect)
        text = self._wrapped(drawn, int(room.width()))
        if text.height > room.height():
            text.draw_from_top(painter, room)
        else:
            text.draw(painter, room)
        painter.restore()
        _draw_mark(painter, rect, kind)

    def _wrapped(self, drawn: Drawn, width: int) -> WrappedText:
        key = (drawn.text, width, drawn.level)
        if key not in self._texts:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            left = Qt.AlignmentFlag.AlignLeft
            self._texts[key] = WrappedText(drawn.text, self._font(drawn.level), width, left)
        return self._texts[key]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        self._pressed = event.position().toPoint() if place is not None else None
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.place_chosen.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is lit to a place of the form."""
        if self._pressed is None or self._current is None:
            return
        way = (event.position().toPoint() - self._pressed).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._pressed = None
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def _drag(self) -> None:
        drag, data = QDrag(self), QMimeData()
        data.setData(PIECE_MIME, b"1")
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from piece to piece, as in the list."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.step_wanted.emit(step)
        else:
            super().keyPressEvent(event)

    def _place_at(self, point: QPoint) -> SourcePlace | None:
        x = point.x() - _MARGIN + self.horizontalScrollBar().value()
        y = point.y() - _MARGIN + self.verticalScrollBar().value()
        return self._laid_out().place_at(x, y)


def _draw_mark(painter: QPainter, rect: QRect, kind: Kind | None) -> None:
    """Shape as well as colour: a triangle where one has to look, a square where nothing is done."""
    corner = rect.topRight()
    if kind is Kind.DOUBTED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_paper().warning))
        below, beside = QPoint(0, _MARK), QPoint(-_MARK, 0)
        painter.drawPolygon(QPolygon([corner, corner + beside, corner + below]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif kind is Kind.NOT_TAKEN:
        side = _MARK - 1
        painter.fillRect(
            QRect(corner.x() - side, corner.y(), side, side), QColor(theme.on_paper().error)
        )
