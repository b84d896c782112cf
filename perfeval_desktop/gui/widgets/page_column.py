"""The pages of a paper under each other, as they will be printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import Box, DevicePixels
from perfeval_desktop.gui.widgets.page_pictures import PagePictures
from perfeval_desktop.gui.widgets.wheel_zoom import WheelZoom

LEAST_PERCENT, MOST_PERCENT = 20, 400
STEP = 1.15  # a notch of the wheel
_GAP = 14  # around pages
_MM_AN_INCH = 25.4
_AHEAD = 1  # pages drawn before they come into sight
_OVERLAP = 40  # what stays in sight when one pages on


class Fit(Enum):
    """What the size of the pages follows."""

    WIDTH = "页宽"
    PAGE = "整页"
    OWN = "自定"


class ShownPage(NamedTuple):
    """A page to show: which of the paper, how large, and what stands under it."""

    page: int
    width_mm: float
    height_mm: float
    caption: str


class PageColumn(QAbstractScrollArea):
    """Shows pages; only those in sight are drawn. It can be moved through with keys alone."""

    current_changed = Signal(int)  # place in the column
    zoom_changed = Signal(int)  # percent of the true size

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = PagePictures(self)
        self.pictures.arrived.connect(lambda: self.viewport().update())
        self.fit = Fit.PAGE
        self._pages: tuple[ShownPage, ...] = ()
        self._percent = 100.0
        self._tops: list[int] = []
        self._current = 0
        self._wheel_zoom = WheelZoom()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("预览")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    # What is shown

    @property
    def pages(self) -> tuple[ShownPage, ...]:
        """The pages in the column."""
        return self._pages

    @property
    def current(self) -> int:
        """The place of the page that is looked at, the first being 0."""
        return self._current

    @property
    def percent(self) -> int:
        """How large pages are, 100 being as large as on paper."""
        return round(self._percent)

    def show_pages(self, pages: Sequence[ShownPage]) -> None:
        """Show other pages; what is looked at stays where it is as far as it is still there."""
        here = self._pages[self._current].page if self._pages else 0
        into = self.verticalScrollBar().value() - self._top(self._current) if self._pages else -_GAP
        self._pages = tuple(pages)
        self._lay_out()
        places = [place for place, each in enumerate(self._pages) if each.page <= here]
        place = places[-1] if places else 0
        is_same = bool(self._pages) and self._pages[place].page == here
        self.verticalScrollBar().setValue(self._top(place) + (into if is_same else -_GAP))
        self._on_scrolled()

    def go_to(self, place: int) -> None:
        """Show a page from its upper edge on."""
        if self._pages:
            place = max(0, min(place, len(self._pages) - 1))
            self.verticalScrollBar().setValue(self._top(place) - _GAP)
            self._set_current(place)

    # Size

    def set_fit(self, fit: Fit) -> None:
        """Let the size follow the window, or stay."""
        self.fit = fit
        self._keeping_place(self._lay_out)

    def zoom_by(self, steps: int, at: QPoint | None = None) -> None:
        """Make the pages larger or smaller; the point `at` of the screen stays where it is."""
        self.fit = Fit.OWN
        percent = self._percent * STEP**steps
        if self._percent < 100 < percent or percent < 100 < self._percent:
            percent = 100.0  # one passes through the true size
        self._percent = max(LEAST_PERCENT, min(MOST_PERCENT, percent))
        point = self.viewport().mapFromGlobal(at) if at is not None else None
        self._keeping_place(self._lay_out, point)

    def _keeping_place(self, change: object, point: QPoint | None = None) -> None:
        """Lay out anew with what is at a point, or at the top, where it was."""
        assert callable(change)
        y = point.y() if point is not None else 0
        place = self._place_at(y)
        rect = self._rect(place)
        part = (y - rect.top()) / max(1, rect.height()) if self._pages else 0.0
        change()
        rect = self._rect(place)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(rect.top() + part * rect.height()) - y)
        self._on_scrolled()

    def _per_mm(self) -> float:
        return self.logicalDpiX() / _MM_AN_INCH * self._percent / 100

    def _lay_out(self) -> None:
        self._follow_fit()
        caption = self._caption_height()
        y, self._tops = _GAP, []
        for each in self._pages:
            self._tops.append(y)
            y += round(each.height_mm * self._per_mm()) + caption + _GAP
        port = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, y - port.height()))
        self.verticalScrollBar().setPageStep(port.height())
        self.verticalScrollBar().setSingleStep(48)
        wide = max((round(each.width_mm * self._per_mm()) for each in self._pages), default=0)
        self.horizontalScrollBar().setRange(0, max(0, wide + 2 * _GAP - port.width()))
        self.horizontalScrollBar().setPageStep(port.width())
        self.horizontalScrollBar().setSingleStep(48)
        self.zoom_changed.emit(self.percent)
        self.viewport().update()

    def _follow_fit(self) -> None:
        if self.fit is Fit.OWN or not self._pages:
            return
        port, dots = self.viewport().size(), self.logicalDpiX() / _MM_AN_INCH
        wide = max(each.width_mm for each in self._pages)
        high = max(each.height_mm for each in self._pages)
        percent = 100 * (port.width() - 2 * _GAP) / (wide * dots)
        if self.fit is Fit.PAGE:
            room = port.height() - 2 * _GAP - self._caption_height()
            percent = min(percent, 100 * room / (high * dots))
        self._percent = max(LEAST_PERCENT, min(MOST_PERCENT, percent))

    def _caption_height(self) -> int:
        return self.fontMetrics().height() + 4

    # Places

    def _top(self, place: int) -> int:
        return self._tops[place] if place < len(self._tops) else 0

    def _place_at(self, y: int) -> int:
        """Return the place of the page at a height of the viewport."""
        found = bisect_right(self._tops, y + self.verticalScrollBar().value() + _GAP) - 1
        return max(0, min(found, len(self._pages) - 1))

    def _rect(self, place: int) -> QRect:
        """Return where a page is in the viewport."""
        if place >= len(self._pages):
            return QRect()
        page = self._pages[place]
        width, height = (
            round(page.width_mm * self._per_mm()),
            round(page.height_mm * self._per_mm()),
        )
        room = self.viewport().width()
        x = (room - width) // 2 if width + 2 * _GAP <= room else _GAP
        x -= self.horizontalScrollBar().value()
        return QRect(x, self._top(place) - self.verticalScrollBar().value(), width, height)

    def _in_sight(self) -> range:
        if not self._pages:
            return range(0)
        return range(self._place_at(0), self._place_at(self.viewport().height()) + 1)

    def _on_scrolled(self) -> None:
        self._set_current(self._place_at(self.viewport().height() // 3))
        self._wish()
        self.viewport().update()

    def _set_current(self, place: int) -> None:
        if place != self._current or not self.accessibleDescription():
            self._current = place
            self.current_changed.emit(place)
        if place < len(self._pages):
            self.setAccessibleDescription(self._pages[place].caption)

    def _wish(self) -> None:
        """Ask for what is in sight, and then for its neighbours."""
        seen = self._in_sight()
        around = range(max(0, seen.start - _AHEAD), min(len(self._pages), seen.stop + _AHEAD))
        order = [*seen, *(each for each in around if each not in seen)]
        self.pictures.wish([(self._pages[each].page, self._pixels(each)) for each in order])

    def _pixels(self, place: int) -> int:
        return max(1, round(self._rect(place).width() * self.devicePixelRatioF()))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = theme.colours()
        painter.fillRect(self.viewport().rect(), QColor(colours.desk))
        pixels = DevicePixels(painter)
        for place in self._in_sight():
            rect = self._rect(place)
            box = pixels.box(rect)
            edge = pixels.rule
            pixels.fill(box.inside(-edge, -edge, -edge, -edge), QColor(colours.edge))
            pixels.fill(box, QColor(colours.paper))
            self._paint_page(painter, pixels, self._pages[place].page, box)
            below = QRect(rect.left(), rect.bottom() + 4, rect.width(), self._caption_height())
            painter.setPen(QColor(colours.quiet))
            caption = self._pages[place].caption
            fitting = self.fontMetrics().elidedText(
                caption, Qt.TextElideMode.ElideRight, below.width()
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, fitting)
        self._paint_focus(painter, pixels)

    def _paint_page(self, painter: QPainter, pixels: DevicePixels, page: int, box: Box) -> None:
        image = self.pictures.image(page)
        if image is None:
            return
        source = QRectF(image.rect())
        is_exact = image.width() == box.right - box.left
        if is_exact:  # its own pixels, not scaled; the last row may lie beyond the paper's edge
            source.setHeight(min(image.height(), box.bottom - box.top))
            box = Box(box.left, box.top, box.right, box.top + int(source.height()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_exact)
        painter.drawImage(pixels.rect(box), image, source)

    def _paint_focus(self, painter: QPainter, pixels: DevicePixels) -> None:
        if self.hasFocus():
            whole = pixels.box(self.viewport().rect())
            width = pixels.length(theme.focus_width())
            pixels.frame(whole, width, QColor(theme.colours().accent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keeping_place(self._lay_out)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._wheel_zoom.takes(event, self.zoom_by):
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_PageDown:
                self._page_on()
            case Qt.Key.Key_PageUp:
                self._page_back()
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(len(self._pages) - 1)
            case Qt.Key.Key_Down:
                bar.setValue(bar.value() + bar.singleStep())
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - bar.singleStep())
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if has_ctrl:
                self.zoom_by(1)
            case Qt.Key.Key_Minus if has_ctrl:
                self.zoom_by(-1)
            case _:
                super().keyPressEvent(event)

    def _page_on(self) -> None:
        """Go on by what is in sight, or to the next page once this one was seen to its end."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        place = self._place_at(0)
        following = self._tops[place + 1] - _GAP if place + 1 < len(self._tops) else bar.maximum()
        is_seen = self._rect(place).bottom() <= high
        bar.setValue(following if is_seen else min(bar.value() + high - _OVERLAP, following))

    def _page_back(self) -> None:
        """Go back by what is in sight, but not past the upper edge of a page."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        place = self._place_at(0)
        if self._top(place) - _GAP >= bar.value():
            place = max(0, place - 1)
        edge = self._top(place) - _GAP
        fits = self._rect(place).height() <= high
        bar.setValue(edge if fits else max(edge, bar.value() - high + _OVERLAP))

    def close_pictures(self) -> None:
        """Draw nothing any more."""
        self.pictures.close()
