"""The desk with one sheet of the official form as white paper on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.sheet_view import WIDEST, SheetView
from perfeval_desktop.gui.widgets.zoom_anchor import ZoomAnchor

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.row_grip import RowGrip

MARGIN = 22  # white paper beside the form
DESK = 10  # around the paper
_NARROW_PAGE = 640  # below this the margins give their room to the form


class SheetPage(QWidget):
    """The desk with one sheet of paper in its middle."""

    rows_dropped = Signal(object, str)  # rows, and the one they were dropped in front of
    rows_missed = Signal(object)

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
        # Else Python owns it, and may destroy it on whichever thread happens to collect garbage.
        model.setParent(self)
        self.view = SheetView(model, self)
        paper = self._paper = QFrame()
        self._zoom = 1.0
        paper.setObjectName("paper")
        paper.setMaximumWidth(WIDEST + 2 * MARGIN)
        self._on_paper = QHBoxLayout(paper)
        self._on_paper.addWidget(self.view)
        self._on_desk = QHBoxLayout(self)
        self._on_desk.addWidget(paper)
        self._set_margins(1.0)  # as most windows have them: the first layout is then the last
        self.setFocusProxy(self.view)
        self._paper = paper
        self.row_grip: RowGrip | None = None
        self._has_frozen_head = True
        once = Qt.ConnectionType.SingleShotConnection
        self.view.painted.connect(lambda: QTimer.singleShot(0, self, self._add_grip), once)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _add_grip(self) -> None:
        """Behind the painting: nobody moves a row before it."""
        from perfeval_desktop.gui.widgets.row_grip import RowGrip

        if any(each.repeat for each in self.model.table.grid.sheet.rows):
            self.row_grip = RowGrip(self.view, self._paper)
            self.row_grip.dropped.connect(self.rows_dropped)
            self.row_grip.missed.connect(self.rows_missed)

    # The head that stays

    def freeze_head(self, is_frozen: bool) -> None:
        """Keep the head visible while the table scrolls, or let it go."""
        self._has_frozen_head = is_frozen
        self._on_scrolled()
        if self.view.frozen_head is not None:
            self.view.frozen_head.set_on(is_frozen)

    def _on_scrolled(self) -> None:
        """A table that is not scrolled has no use for a second head."""
        is_scrolled = self.view.verticalScrollBar().value() > 0
        if self._has_frozen_head and is_scrolled and self.view.frozen_head is None:
            from perfeval_desktop.gui.widgets.frozen_head import FrozenHead

            self.view.frozen_head = FrozenHead(self.view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page gives its margins to the form."""
        super().resizeEvent(event)
        self._set_margins(1.0 if self.width() >= _NARROW_PAGE else 0.4)
        self._fit_paper()

    def set_zoom(self, zoom: float, place: QPoint | None = None) -> None:
        """Show the form larger or smaller than it is (1.0).

        What is under `place` on the screen, or else the cursor, stays there.
        """
        if zoom == self._zoom:
            return
        anchor = ZoomAnchor(self.view, place)
        self._zoom = zoom
        self._fit_paper()
        self._on_desk.activate()
        self.view.set_zoom(zoom)
        anchor.hold()

    def _fit_paper(self) -> None:
        """Made smaller, the paper is a part of what it would be; enlarged, it may be wider."""
        widest = WIDEST + 2 * MARGIN
        if self._zoom < 1:
            room = self.width() - 2 * self._on_desk.contentsMargins().left()
            widest = int(min(room, widest) * self._zoom)
        elif self._zoom > 1:
            widest = int(WIDEST * self._zoom) + 2 * MARGIN
        self._paper.setMaximumWidth(widest)

    def _set_margins(self, part: float) -> None:
        self._on_paper.setContentsMargins(int(MARGIN * part), 0, 0, 0)
        desk = int(DESK * part)
        self._on_desk.setContentsMargins(desk, desk, desk, 0)
