"""Work off the GUI thread, through one helper: it shows progress and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from perfeval_desktop.domain.errors import PerfevalError

T = TypeVar("T")
SHOWN_AFTER_MS = 500
OnStep = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class TaskResult(Generic[T]):
    """How a task ended: with a value, with an error that has a sentence, or cancelled."""

    value: T | None = None
    error: PerfevalError | None = None
    is_cancelled: bool = False


class _CancelledError(Exception):
    """Raised inside the work when the clerk cancels."""


class _Thread(QThread, Generic[T]):
    stepped = Signal(int, int)

    def __init__(self, work: Callable[[OnStep], T]) -> None:
        super().__init__()
        self._work = work
        self._is_cancelled = False
        self.result: TaskResult[T] = TaskResult()
        self.failure: BaseException | None = None

    def cancel(self) -> None:
        self._is_cancelled = True

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled

    def run(self) -> None:
        try:
            self.result = TaskResult(self._work(self._on_step))
        except _CancelledError:
            self.result = TaskResult(is_cancelled=True)
        except PerfevalError as error:
            # What stops by itself when it is cancelled says so by an error of its own.
            is_cancelled = self._is_cancelled
            self.result = TaskResult(
                error=None if is_cancelled else error, is_cancelled=is_cancelled
            )
        except BaseException as error:  # handed to the GUI thread, which raises it again
            self.failure = error

    def _on_step(self, done: int, total: int) -> None:
        if self._is_cancelled:
            raise _CancelledError
        self.stepped.emit(done, total)


def run_with_progress(parent: QWidget, title: str, work: Callable[[OnStep], T]) -> TaskResult[T]:
    """Run `work` on a thread of its own while the window stays alive.

    Args:
        parent: Over which the progress is shown, after half a second.
        title: What is being done.
        work: Called with a function to report steps through; that function ends it when cancelled.
    """
    return _run(parent, title, _Thread(work))


def run_cancellable(
    parent: QWidget, title: str, work: Callable[[OnStep, IsCancelled], T]
) -> TaskResult[T]:
    """Do as `run_with_progress` does with work that also asks whether it was cancelled.

    It may wait for another process, and so not report a step for a while.
    """
    thread: _Thread[T] = _Thread(lambda on_step: work(on_step, lambda: thread.is_cancelled))
    return _run(parent, title, thread)


def _run(parent: QWidget, title: str, thread: _Thread[T]) -> TaskResult[T]:
    progress = QProgressDialog(title, "取消", 0, 0, parent)
    progress.setWindowTitle("绩效自评")
    progress.setWindowModality(Qt.WindowModality.WindowModal)
    progress.setMinimumDuration(SHOWN_AFTER_MS)
    progress.canceled.connect(thread.cancel)
    thread.stepped.connect(lambda done, total: _show(progress, done, total))
    loop = QEventLoop()
    thread.finished.connect(loop.quit)
    thread.start()
    loop.exec()
    thread.wait()
    progress.canceled.disconnect(thread.cancel)
    progress.reset()
    progress.deleteLater()
    if thread.failure is not None:
        raise thread.failure
    return thread.result


def _show(progress: QProgressDialog, done: int, total: int) -> None:
    progress.setMaximum(total)
    progress.setValue(done)
