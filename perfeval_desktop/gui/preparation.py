"""What is made ready behind the start page, so that it neither waits nor makes anybody wait."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal


class Preparation(QThread):
    """Imports storage on a thread of its own, and looks for reports that a crash interrupted."""

    interrupted_found = Signal(object)  # set[Path]; none when there are none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preparation")

    def run(self) -> None:
        """Nothing here fails for want of anything but the state folder, which opening reports."""
        from perfeval_desktop.services.files import unfinished_reports

        try:
            interrupted: set[Path] = set(unfinished_reports())
        except OSError:
            return
        if interrupted:
            self.interrupted_found.emit(interrupted)
