"""What a window without a report shows; it is painted first, so it imports little of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QPaintEvent


class FirstPage(QFrame):
    """A page on the desk that tells when it is painted for the first time."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("desk", True)
        self._is_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first painting."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()


class Pages(QStackedWidget):
    """What the window shows, one at a time; a page that is not shown asks for no room."""

    def minimumSizeHint(self) -> QSize:
        """Return what the page that is shown needs at least."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class OpeningPage(FirstPage):
    """Stands in for a report that was named at the start, until it is read."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        from PySide6.QtCore import Qt  # to make it takes long: no sooner than it is asked for

        super().__init__(parent)
        label = QLabel(f"正在打开 {name}…")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("quiet", True)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(label)
        row.addStretch(1)
