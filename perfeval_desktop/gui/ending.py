"""The desktop ends its session, or tells the program to stop: what is being typed is kept."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from perfeval_desktop.gui.main_window import MainWindow


class Ending(QObject):
    """Takes over an open editor, and closes the window where nobody is there to do it."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        application.commitDataRequest.connect(lambda manager: window.flush())

    def begin(self) -> None:
        """Close on SIGTERM, which a desktop sends to what does not speak its protocol.

        Python takes it between two of its own steps: at the latest with the next collecting.
        """
        signal.signal(signal.SIGTERM, lambda number, frame: self._close_soon())

    def _close_soon(self) -> None:
        QTimer.singleShot(0, self._window, self._window.close)
