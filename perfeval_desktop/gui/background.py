"""A thread of its own for work whose wish may change while it runs: the newest wish counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, SignalInstance

from perfeval_desktop.domain.errors import PerfevalError

OnStep = Callable[[int, int], None]


class Job(NamedTuple):
    """Something to do; `work` calls what it is given now and then, which ends it when unwanted."""

    key: Hashable
    work: Callable[[OnStep], object]


class UnwantedError(Exception):
    """Raised inside the work when nobody waits for it any more."""


class Background(QObject):
    """Does the jobs that are wanted, one after another. Signals arrive in the GUI thread.

    What was finished just before it became unwanted may still arrive: who listens goes by the key.
    """

    done = Signal(object, object)  # key, what the work returned
    failed = Signal(object, object)  # key, PerfevalError
    broken = Signal(object)  # another exception: a fault of the program
    stepped = Signal(object, int, int)  # key, done, total

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._changed = threading.Condition()
        self._wanted: list[Job] = []
        self._running: Hashable = None
        self._is_running_wanted = False
        self._to_clear: list[Callable[[], None]] = []
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def want(self, jobs: Sequence[Job]) -> None:
        """Do these jobs and no others; one of them that is running already goes on."""
        with self._changed:
            keys = {each.key for each in jobs}
            self._is_running_wanted = self._is_running_wanted and self._running in keys
            running = self._running if self._is_running_wanted else None
            self._wanted = [each for each in jobs if each.key != running]
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def clear_away(self, clear: Callable[[], None]) -> None:
        """Call `clear` on the thread once what runs now has ended, also after closing."""
        with self._changed:
            self._to_clear.append(clear)
            self._changed.notify_all()

    def close(self) -> None:
        """Want nothing any more: no signal comes after this. Nobody waits for what still runs."""
        with self._changed:
            self._is_closed = True
            self._wanted = []
            self._is_running_wanted = False
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait for the thread to end after closing."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        for job in iter(self._next, None):
            self._do(job)

    def _next(self) -> Job | None:
        while True:
            with self._changed:
                self._running, self._is_running_wanted = None, False
                self._changed.wait_for(
                    lambda: bool(self._wanted or self._to_clear or self._is_closed)
                )
                to_clear, self._to_clear = self._to_clear, []
                if not to_clear:
                    return self._take()
            for clear in to_clear:
                clear()

    def _take(self) -> Job | None:
        if self._is_closed:
            return None
        job = self._wanted.pop(0)
        self._running, self._is_running_wanted = job.key, True
        return job

    def _do(self, job: Job) -> None:
        def on_step(done: int, total: int) -> None:
            with self._changed:
                if not self._is_running_wanted:
                    raise UnwantedError
                self.stepped.emit(job.key, done, total)

        try:
            value = job.work(on_step)
        except UnwantedError:
            return
        except PerfevalError as error:
            self._tell(self.failed, job.key, error)
        except BaseException as error:  # told in the GUI thread, which knows what to say
            self._tell(self.broken, error)
        else:
            self._tell(self.done, job.key, value)

    def _tell(self, signal: SignalInstance, *values: object) -> None:
        with self._changed:
            if self._is_running_wanted:
                signal.emit(*values)
