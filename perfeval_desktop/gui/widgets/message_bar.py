"""Messages that need no answer: a bar over the sheet that goes away by itself or by a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from perfeval_desktop.gui import theme

SHOWN_MS = 15_000
Action = tuple[str, Callable[[], None]]


class MessageBar(QFrame):
    """Shows one sentence at a time, with one thing to do about it, or two at most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("messageBar", True)
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of files are in it
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # names of files are never markup
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._severity = "hint"
        self._action = QPushButton("去处理")
        self._action.clicked.connect(self._on_action)
        self._todo: Callable[[], None] | None = None
        self._more = QPushButton("去看")
        self._more.clicked.connect(self._on_more)
        self._more_todo: Callable[[], None] | None = None
        close = self._close = QPushButton("知道了")
        close.clicked.connect(self._on_close)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._more)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self._leave)
        self._standing: tuple[str, str, Action] | None = None
        self._is_standing = False  # what stands is what is shown
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown, "" when there is none."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self,
        text: str,
        severity: str = "hint",
        *,
        is_lasting: bool = False,
        action: Action | None = None,
        more: Action | None = None,
    ) -> None:
        """Show a sentence; `severity` is error, warning or hint.

        `action` becomes a button, and so does `more`, beside it.
        """
        self._is_standing = False
        self._more_todo = more[1] if more is not None else None
        if more is not None:
            self._more.setText(more[0])
        self._more.setVisible(more is not None)
        self._todo = action[1] if action is not None else None
        if action is not None:
            self._action.setText(action[0])
        self._action.setVisible(action is not None)
        self._severity = severity
        self.restyle()
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.show()
        if is_lasting:
            self._timer.stop()
        else:
            self._timer.start()

    def stand(self, text: str, severity: str, action: Action) -> None:
        """Show a sentence that comes back after every other one, until it was read."""
        self.say(text, severity, is_lasting=True, action=action)
        self._standing = (text, severity, action)
        self._is_standing = True

    def restyle(self) -> None:
        """The sign is a picture in the colours there are."""
        self._sign.setPixmap(theme.severity_icon(self._severity).pixmap(18, 18))

    def focus_button(self) -> None:
        """Put the keyboard on what can be done about it, or on the button that closes the bar."""
        button = self._close if self._action.isHidden() else self._action
        button.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_action(self) -> None:
        todo = self._todo
        if not self._is_standing:
            self._leave()
        if todo is not None:
            todo()

    def _on_more(self) -> None:
        todo = self._more_todo
        self._leave()
        if todo is not None:
            todo()

    def _on_close(self) -> None:
        if self._is_standing:
            self._standing = None
        self._leave()

    def _leave(self) -> None:
        if self._standing is not None:
            self.stand(*self._standing)
        else:
            self.hide()
