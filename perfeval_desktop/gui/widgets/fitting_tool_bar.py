"""A tool bar that leaves out the words where there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton


class FittingToolBar(QToolBar):
    """Icons with words; in a narrow window, or with large letters, icons with tool tips."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._full_width = 0
        self._buttons: dict[QAction, QToolButton] = {}
        self.setMovable(False)
        self._show_words(True)

    def add_button(self, action: QAction) -> None:
        """Add a button for an action; Tab and F6 reach it, a click leaves the keyboard alone.

        The button is our own: asked for one that Qt has made, PySide may give the wrapper of
        something that stood at its address before.
        """
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(self.iconSize())
        button.setToolButtonStyle(self.toolButtonStyle())
        self.toolButtonStyleChanged.connect(button.setToolButtonStyle)
        self.addWidget(button)
        self._buttons[action] = button

    def button_of(self, action: QAction) -> QToolButton:
        """Return the button of an action.

        Raises:
            KeyError: it has none.
        """
        return self._buttons[action]

    def buttons(self) -> list[QToolButton]:
        """Return the buttons from left to right."""
        return list(self._buttons.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Other letters need other room."""
        self._full_width = 0
        self._show_words(True)
        self._fit()

    def _fit(self) -> None:
        if not self._full_width:
            self._full_width = self.sizeHint().width()
        has_words = self._full_width <= self.width()
        if has_words == bool(self.property("narrow")):
            self._show_words(has_words)

    def _show_words(self, has_words: bool) -> None:
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextBesideIcon if has_words else styles.ToolButtonIconOnly
        self.setProperty("narrow", not has_words)
        self.setToolButtonStyle(style)
