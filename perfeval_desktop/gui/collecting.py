"""Garbage is collected on the thread of the window, and on no other.

Python collects wherever the next object happens to be made, which may be the thread of the storage
or of a printing; what it finds may be a part of the window, and Qt lets those be destroyed only on
their own thread. So Python's own collecting stays off, and a timer of the window does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000


class Collector(QTimer):
    """Collects, while the event loop runs, what Python would have collected by itself."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(_INTERVAL_MS)
        self.timeout.connect(collect_what_is_due)

    def begin(self) -> None:
        """Collect from now on, and leave alone for good what is there already."""
        if not self.isActive():
            gc.disable()
            gc.freeze()
            self.start()


def collect_what_is_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds, if any is."""
    due = [at for at, count in enumerate(gc.get_count()) if count > gc.get_threshold()[at]]
    if due:
        gc.collect(due[-1])
