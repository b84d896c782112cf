"""The desk with one sheet of the official form as white paper on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.sheet_view import WIDEST, SheetView
from perfeval_desktop.gui.widgets.zoom_anchor import ZoomAnchor

MARGIN = 22  # white paper beside the form
DESK = 10  # around the paper
_NARROW_PAGE = 640  # below this the margins give their room to the form


class SheetPage(QWidget):
    """The desk with one sheet of paper in its middle."""

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
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
