"""The desk with one sheet of the official form as white paper on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.sheet_view import SheetView

MARGIN = 22  # white paper beside the form
DESK = 10  # around the paper
WIDEST = 980
_NARROW_PAGE = 640  # below this the margins give their room to the form


class SheetPage(QWidget):
    """The desk with one sheet of paper in its middle."""

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
        self.view = SheetView(model, self)
        paper = QFrame()
        paper.setObjectName("paper")
        paper.setStyleSheet(f"#paper {{ background: {theme.colours().paper}; }}")
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

    def _set_margins(self, part: float) -> None:
        self._on_paper.setContentsMargins(int(MARGIN * part), 0, 0, 0)
        desk = int(DESK * part)
        self._on_desk.setContentsMargins(desk, desk, desk, 0)
