"""The panes of the window: F6 goes to the next, and a line shows which has the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from perfeval_desktop.gui import theme

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.widgets.fitting_tool_bar import FittingToolBar

_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Pane(NamedTuple):
    """A part of the window, and what puts the keyboard into it."""

    widget: QWidget
    enter: Callable[[], None]


class Panes(QObject):
    """Follows the keyboard through the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        self.line = QWidget(window)
        self.line.setObjectName("paneLine")
        self.line.hide()
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def there(self) -> list[Pane]:
        """Return the panes that can be gone to now, in the order of F6."""
        workspace = self._window.workspace
        if workspace is None:
            return []
        panes = [
            Pane(workspace.sheet_list, workspace.sheet_list.setFocus),
            Pane(workspace.sheet_area, workspace.focus_sheet),
            Pane(workspace.side, workspace.side.focus_list),
        ]
        if workspace.message_bar.text:
            panes.append(Pane(workspace.message_bar, workspace.message_bar.focus_button))
        bar = self._window.tool_bar
        return [*panes, Pane(bar, lambda: _focus_first(bar))]

    def current(self) -> Pane | None:
        """Return the pane that has the keyboard."""
        focused = QApplication.focusWidget()
        for pane in self.there():
            if focused is not None and (
                focused is pane.widget or pane.widget.isAncestorOf(focused)
            ):
                return pane
        return None

    def go(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) pane; behind the last comes the first."""
        panes, current = self.there(), self.current()
        if not panes:
            return
        widgets = [each.widget for each in panes]
        at = widgets.index(current.widget) if current is not None else 1 - step
        panes[(at + step) % len(panes)].enter()

    def take_key(self, event: QKeyEvent) -> bool:
        """Enter presses the button that has the keyboard, Escape goes back to the sheet."""
        focused, workspace = QApplication.focusWidget(), self._window.workspace
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_button = isinstance(focused, QAbstractButton)
            if isinstance(focused, QAbstractButton):
                focused.click()
            return is_button
        current = self.current()
        if event.key() != Qt.Key.Key_Escape or workspace is None or current is None:
            return False
        if current.widget is not workspace.sheet_area:
            workspace.focus_sheet()
        return True

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is self._window:
            self.follow()

    def follow(self) -> None:
        """Draw the line over the pane that has the keyboard."""
        pane = self.current()
        self._watch(pane.widget if pane is not None else None)
        if pane is None:
            self.line.hide()
            return
        place = pane.widget.mapTo(self._window, QPoint(0, 0))
        thick = theme.focus_width() + 1
        self.line.setGeometry(place.x(), place.y(), pane.widget.width(), thick)
        self.line.raise_()
        self.line.show()

    def _watch(self, widget: QWidget | None) -> None:
        """The pane may become wider while the keyboard is in it."""
        if widget is self._watched:
            return
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow once the layout is done."""
        if event.type() in _MOVES:
            QTimer.singleShot(0, self, self.follow)
        return False


def _focus_first(bar: FittingToolBar) -> None:
    """Put the keyboard on the first button that can be pressed."""
    for button in bar.buttons():
        if button.isEnabled() and button.isVisible():
            button.setFocus(Qt.FocusReason.TabFocusReason)
            return
