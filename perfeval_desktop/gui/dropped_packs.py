"""A pack of a template that is dropped on the window is offered for installing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from perfeval_desktop.gui.forms_actions import FormsActions


class DroppedPacks(QObject):
    """Watches a window for what is dropped on it; all other files are left to others."""

    def __init__(self, window: QMainWindow, actions: FormsActions, ending: str) -> None:
        super().__init__(window)
        self._actions = actions
        self._ending = ending
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            return False
        paths = [Path(each.toLocalFile()) for each in event.mimeData().urls()]
        if len(paths) != 1 or paths[0].suffix.lower() != self._ending:
            return False
        event.acceptProposedAction()
        if type(event) is QDropEvent:  # the program that is dragged from waits for the answer
            QTimer.singleShot(0, self, lambda: self._actions.install(paths[0]))
        return True
