"""A sentence over the sheets that stays until it is gone on from; messages come and go below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class GuideBar(QFrame):
    """Where to look, a button that goes on, and one that ends it for ever."""

    gone_on = Signal()
    given_up = Signal()
    left = Signal()  # it is not seen any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("messageBar", True)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._next = QPushButton(self)
        self._next.clicked.connect(self.gone_on)
        give_up = QPushButton("不再提示", self)
        give_up.clicked.connect(self.given_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self._text, 1)
        row.addWidget(self._next)
        row.addWidget(give_up)

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell of being sent away, or of the report being closed; a minimised window is neither."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.left.emit()

    def say(self, text: str, going_on: str) -> None:
        """Show a sentence, and what the button that goes on does."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._next.setText(going_on)
