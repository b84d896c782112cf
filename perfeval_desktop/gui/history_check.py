"""The full check of a report that was opened: does its history lead to what stands in it?

Integrity, references, digest and the chain of hashes were checked before anything was shown; this
takes longer with a long history, and so waits until all is quiet.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from perfeval_desktop.gui.background import Background, Job, OnStep
from perfeval_desktop.gui.open_report import OpenReport

QUIET_MS = 3_000


class HistoryCheck(QObject):
    """Checks once. Nothing is said of a history that is well."""

    found = Signal(str)  # a sentence for the message bar
    finished = Signal()

    def __init__(self, open_report: OpenReport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._background = Background("history-check", self)
        self._background.done.connect(self._on_done)
        self._background.broken.connect(self._on_broken)
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self.begin)
        self._timer.start()

    def begin(self) -> None:
        """Check on a thread of its own what the report is now."""
        session = self._open_report.session
        report, before = session.report.copy(), session.history.steps_before
        batches = session.history.after(before)

        def work(on_step: OnStep) -> object:
            from perfeval_desktop.services.salvaging import history_fault

            return history_fault(report, batches, before)

        self._background.want([Job("check", work)])

    def close(self) -> None:
        """The report is not shown any more."""
        self._timer.stop()
        self._background.close()

    def _on_done(self, key: object, words: object) -> None:
        self.close()
        if words:
            self.found.emit(str(words))
        self.finished.emit()

    def _on_broken(self, error: object) -> None:
        from perfeval_desktop.services.fault_log import log_fault

        self.close()
        assert isinstance(error, BaseException)
        log_fault(error)
        self.finished.emit()
