"""F1 in every window: the handbook, at what the clerk is about, usable beside a modal dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.handbook import Handbook
    from perfeval_desktop.gui.main_window import MainWindow

KEY = "F1"
_HANDBOOK = "Handbook"  # has its own F1, which closes it


class Help(QObject):
    """Gives F1 to each dialog of the window when it first has the keyboard.

    An action of the window is out of reach in a dialog, and a filter over the whole application
    would look at every event.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        window.report_opened.connect(self._on_report_opened)

    def open_here(self) -> None:
        """Open the handbook at what has the keyboard."""
        from perfeval_desktop.gui.help_topics import topic_of  # of every sheet: not for starting

        self.open_at(topic_of(QApplication.focusWidget(), self._window.workspace))

    def open_at(self, words: str) -> None:
        """Open the handbook at a heading."""
        handbook = self._handbook()
        owner = QApplication.activeModalWidget() or self._window
        if handbook.parentWidget() is not owner:
            _hand_over(handbook, owner)
            if isinstance(owner, QDialog):
                owner.finished.connect(self._take_back)
        handbook.open_at(words)

    def _handbook(self) -> Handbook:
        from perfeval_desktop.gui.dialogs.handbook import Handbook

        found = self._window.findChild(Handbook)
        return found if isinstance(found, Handbook) else Handbook(self._window)

    def _take_back(self) -> None:
        """The modal dialog it lay over is left: it stays open, over what is there now."""
        _hand_over(self._handbook(), QApplication.activeModalWidget() or self._window)

    def _on_report_opened(self) -> None:
        """Guide through the sample, until it was gone through once."""
        window = self._window
        if window.settings.is_guide_over or window.report_file is None:
            return
        from perfeval_desktop.services.files import sample_path

        if window.workspace is not None and window.report_file.path == sample_path():
            from perfeval_desktop.gui.sample_guide import SampleGuide

            SampleGuide(window, window.workspace)

    def _on_focus_changed(self, _: QWidget | None, widget: QWidget | None) -> None:
        window = widget.window() if widget is not None else None
        if not isinstance(window, QDialog) or type(window).__name__ == _HANDBOOK:
            return
        if _outermost(window) is self._window and window.findChild(QShortcut, KEY) is None:
            shortcut = QShortcut(QKeySequence(KEY), window)
            shortcut.setObjectName(KEY)
            shortcut.activated.connect(self.open_here)


def _hand_over(handbook: Handbook, owner: QWidget) -> None:
    """Give it to a window: a modal dialog leaves only its own children usable."""
    if handbook.parentWidget() is owner:
        return
    was_visible, geometry = handbook.isVisible(), handbook.geometry()
    handbook.setParent(owner, handbook.windowFlags())
    handbook.setGeometry(geometry)
    handbook.setVisible(was_visible)


def _outermost(widget: QWidget) -> QWidget:
    parent = widget.parentWidget()
    return widget if parent is None else _outermost(parent)
