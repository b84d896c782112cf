"""Errors that nothing expected: written down on this computer, said in a sentence; work goes on."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class UncaughtErrors(QObject):
    """Takes over what Python does with errors that reach the top of a thread."""

    _happened = Signal(object, bool)  # from any thread; whether it was the one that stores

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_telling = False
        self._happened.connect(self._tell)

    def begin(self) -> None:
        """From now on no traceback is printed."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        from perfeval_desktop.services.fault_log import log_fault

        log_fault(error)
        self._happened.emit(error, False)

    def _on_thread_error(self, of: threading.ExceptHookArgs) -> None:
        from perfeval_desktop.services.fault_log import log_fault

        if of.exc_value is not None:
            log_fault(of.exc_value)
            is_storing = of.thread is not None and of.thread.name == "storage"
            self._happened.emit(of.exc_value, is_storing)

    def _tell(self, error: BaseException, is_storing: bool) -> None:
        """One box at a time: what fails at each painting is not said at each."""
        if self._is_telling:
            return
        self._is_telling = True
        try:
            self._show(error, is_storing)
        finally:
            self._is_telling = False

    def _show(self, error: BaseException, is_storing: bool) -> None:
        from datetime import datetime

        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.fault_log import fault_report, keep_fault_report
        from perfeval_desktop.services.user_text import (
            STORING_FAILED,
            has_own_text,
            user_text,
        )

        if has_own_text(error):
            show_problem(user_text(error), self._window)
            return
        now = datetime.now().astimezone()
        report = fault_report(error, now)
        path = keep_fault_report(report, now)
        text = STORING_FAILED if is_storing else user_text(error)
        kept = f"\n错误报告只存在本机，没有发给任何人：\n{path}" if path is not None else ""
        show_problem(text.and_also(kept), self._window, details=report)
