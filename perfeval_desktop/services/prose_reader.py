"""Reads the narrative on a thread of its own, so that nobody who types waits for it.

The thread has a copy of the report and an engine over it, and follows the same batches. When no
batch has come for a moment it tells what reading gave. Nothing is shared between the two threads
but what never changes: batches go in, results come out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.results import ProseResults
from perfeval_desktop.domain.edits import Batch, apply_edits
from perfeval_desktop.domain.report import Report

QUIET_SECONDS = 0.15  # without a batch, until the narrative is read


class Reading(NamedTuple):
    """What was read once the batch with this number was followed."""

    number: int
    results: ProseResults


class ProseReader:
    """Follows a report from the batch `number` on; `tell` and `fail` are called on its thread."""

    def __init__(
        self,
        report: Report,
        number: int,
        tell: Callable[[Reading], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._report = report.copy()
        self._number = number
        self._tell = tell
        self._fail = fail
        self._batches: list[Batch] = []
        self._last: Reading | None = None
        self._is_urgent = False
        self._is_closing = self._has_ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="prose", daemon=True)
        self._thread.start()

    def follow(self, batch: Batch) -> None:
        """Read the narrative again, after a moment, as it is after this batch."""
        with self._changed:
            self._batches.append(batch)
            self._changed.notify_all()

    def read_to(self, number: int) -> Reading | None:
        """Wait for what is read once a batch is followed; None when reading has failed."""
        with self._changed:
            self._is_urgent = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._has_ended or self._is_read_to(number))
            return self._last if self._is_read_to(number) else None

    def _is_read_to(self, number: int) -> bool:
        return self._last is not None and self._last.number >= number

    def close(self) -> None:
        """End the thread; what it has not read is not read."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        try:
            self._read()
        except Exception as error:  # a fault of the program: the window goes on without the prose
            self._fail(error)
        finally:
            with self._changed:
                self._has_ended = True
                self._changed.notify_all()

    def _read(self) -> None:
        engine = Engine(self._report)
        self._give(engine)
        for batches in iter(self._next, []):
            for batch in batches:
                apply_edits(self._report, batch.edits)
                engine.update(batch.edits)
            self._number = batches[-1].number
            self._give(engine)

    def _give(self, engine: Engine) -> None:
        reading = Reading(self._number, engine.prose_results())
        with self._changed:
            self._last = reading
            self._changed.notify_all()
        self._tell(reading)

    def _next(self) -> list[Batch]:
        """Return the batches to follow, once no more are coming; none when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._batches) or self._is_closing)
            while not (self._is_urgent or self._is_closing):
                if not self._changed.wait(QUIET_SECONDS):
                    break
            batches, self._batches = self._batches, []
            self._is_urgent = False
            return [] if self._is_closing else batches
