"""A list of whole sentences, each as high as its lines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QWidget

from perfeval_desktop.gui.wrapped_text import WrappedText

_ICON_AND_MARGINS = 44


class SentenceList(QListWidget):
    """Call `measure` once it is filled."""

    def __init__(self, beside_text: int = _ICON_AND_MARGINS, parent: QWidget | None = None) -> None:
        """Make an empty list; `beside_text` is what icon and margins take of its width."""
        super().__init__(parent)
        self._beside_text = beside_text
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setIconSize(QSize(16, 16))

    def texts(self) -> list[str]:
        """Return the lines of the list."""
        return [self.item(row).text() for row in range(self.count())]

    def measure(self) -> None:
        """Qt takes Chinese set in a fallback face for narrower than it is, and would cut it off."""
        width = self.viewport().width() - self._beside_text
        for row in range(self.count()):
            item = self.item(row)
            wrapped = WrappedText(item.text(), self.font(), width, Qt.AlignmentFlag.AlignLeft)
            item.setSizeHint(QSize(0, int(wrapped.height) + 10))

    def restyle(self) -> None:
        """Other letters break the lines elsewhere."""
        self.measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.measure()
