"""The storage thread: it owns the open document, so that the window never waits for a disk."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.storage.document import OpenDocument

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """When the document is published by itself, in seconds."""

    quiet: float = 3.0  # after the last edit
    latest: float = 30.0  # after the first edit that is not published, while edits keep coming
    retry: float = 30.0  # after a failure


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what happens; called on the storage thread."""

    opened: Callable[[OpenDocument], None]
    open_failed: Callable[[PerfevalError], None]
    committed: Callable[[int], None]  # number of the batch
    published: Callable[[datetime], None]
    failed: Callable[[PerfevalError], None]


class StorageThread(threading.Thread):
    """Opens one document and serves it until it is closed. Commands are done in order."""

    def __init__(
        self, start: Callable[[], OpenDocument], listener: Listener, pace: Pace | None = None
    ) -> None:
        super().__init__(name="storage")
        self._start_document = start
        self._listener = listener
        self._pace = pace or Pace()
        self._commands: queue.Queue[Callable[[], None]] = queue.Queue()
        self._document: OpenDocument | None = None
        self._first_edit: float | None = None  # that is not published yet
        self._due: float | None = None
        self._is_over = False

    # From any thread

    def submit(self, batch: Batch) -> None:
        """Make a batch durable, after those submitted before."""
        self._commands.put(lambda: self._commit(batch))

    def publish_now(self) -> None:
        """Write the file at once, also when nothing has changed."""
        self._commands.put(self._publish)

    def call(self, action: Callable[[OpenDocument], T]) -> Future[T]:
        """Run something on the document, in its turn; what it raises comes with the result."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                assert self._document is not None
                future.set_result(action(self._document))
            except BaseException as error:
                future.set_exception(error)

        self._commands.put(run)
        return future

    def close(self) -> None:
        """Publish what is not yet published, close the document, and end the thread.

        Raises:
            PublishError: it could not be written; document and thread go on.
        """
        self._finish(OpenDocument.close)

    def abandon(self) -> None:
        """Close without publishing, and end the thread; the next start resumes."""
        self._finish(OpenDocument.abandon)

    def _finish(self, action: Callable[[OpenDocument], None]) -> None:
        def finish(document: OpenDocument) -> None:
            action(document)
            self._is_over = True

        self.call(finish).result()
        self.join()

    # On the thread itself

    def run(self) -> None:
        """Open the document, then do what is asked and publish when it is time."""
        try:
            self._document = self._start_document()
        except PerfevalError as error:
            self._listener.open_failed(error)
            return
        self._listener.opened(self._document)
        if not self._document.is_published:
            self._edited()
        while not self._is_over:
            try:
                self._commands.get(timeout=self._seconds_left())()
            except queue.Empty:
                self._publish()

    def _seconds_left(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def _commit(self, batch: Batch) -> None:
        assert self._document is not None
        try:
            self._document.commit(batch)
        except PerfevalError as error:
            self._listener.failed(error)
            return
        self._edited()
        self._listener.committed(batch.number)

    def _edited(self) -> None:
        now = time.monotonic()
        if self._first_edit is None:
            self._first_edit = now
        self._due = min(now + self._pace.quiet, self._first_edit + self._pace.latest)

    def _publish(self) -> None:
        assert self._document is not None
        try:
            self._document.publish()
        except PerfevalError as error:
            self._due = time.monotonic() + self._pace.retry
            self._listener.failed(error)
            return
        self._first_edit = self._due = None
        self._listener.published(datetime.now().astimezone())
