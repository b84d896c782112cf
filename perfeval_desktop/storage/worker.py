"""The storage thread: it owns the open document, so that the window never waits for a disk."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from perfeval_desktop.domain.errors import FileError, PerfevalError

if TYPE_CHECKING:
    from perfeval_desktop.domain.edits import Batch
    from perfeval_desktop.domain.errors import BackupError
    from perfeval_desktop.storage.backing_up import BackupSchedule
    from perfeval_desktop.storage.document import OpenDocument

T = TypeVar("T")


class Pace(NamedTuple):
    """When the document is published by itself, in seconds."""

    quiet: float = 3.0  # after the last edit
    latest: float = 30.0  # after the first edit that is not published, while edits keep coming
    retry: float = 30.0  # after a failure
    beat: float = 60.0  # between two signs of life in the lock beside the document


class Listener(NamedTuple):
    """Who is told what happens; called on the storage thread."""

    opened: Callable[[OpenDocument], None]
    open_failed: Callable[[PerfevalError], None]
    committed: Callable[[int], None]  # number of the batch
    published: Callable[[datetime], None]
    failed: Callable[[PerfevalError], None]
    backup_failed: Callable[[BackupError], None] = lambda error: None


class _Command(NamedTuple):
    run: Callable[[], None]
    cancel: Callable[[], object] = bool  # called instead, when the thread is over


class StorageThread(threading.Thread):
    """Opens one document and serves it until it is closed. Commands are done in order."""

    def __init__(
        self,
        start: Callable[[], OpenDocument],
        listener: Listener,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(name="storage")
        self._start_document = start
        self._listener = listener
        self._pace = pace or Pace()
        self._clock = clock
        self._commands: queue.Queue[_Command] = queue.Queue()
        self._document: OpenDocument | None = None
        self._waiting: deque[Batch] = deque()  # submitted, and not durable yet
        self._first_edit: float | None = None  # that is not published yet
        self._due: float | None = None  # when to publish
        self._not_before = 0.0  # when to try again after a failure
        self._beat = 0.0  # when to give the next sign of life
        self._is_over = False
        self._backups: BackupSchedule  # made on the thread, with what it imports

    # From any thread

    def submit(self, batch: Batch) -> None:
        """Make a batch durable, after those submitted before."""
        self._put(_Command(lambda: self._take(batch)))

    def publish_now(self) -> None:
        """Write the file at once, also when nothing has changed."""
        self._put(_Command(self._publish))

    def call(self, action: Callable[[OpenDocument], T]) -> Future[T]:
        """Run something on the document, in its turn; what it raises comes with the result.

        What cannot be stored before it is such an error, too; then the action is not run.
        """

        def stored(document: OpenDocument) -> T:
            self._store_waiting(document)
            return action(document)

        return self._call(stored)

    def close(self) -> None:
        """Publish what is not yet published, close the document, and end the thread.

        Raises:
            FileError: something could not be written; document and thread go on.
        """

        def close(document: OpenDocument) -> None:
            self._store_waiting(document)
            if not document.is_published:
                document.publish()
            self._backups.closing(document)
            document.close()
            self._is_over = True

        self._finish(close)

    def abandon(self) -> None:
        """Close without publishing, and end the thread; the next start resumes."""

        def abandon(document: OpenDocument) -> None:
            with suppress(PerfevalError):
                self._store_waiting(document)
            document.abandon()
            self._is_over = True

        self._finish(abandon)

    def drop(self) -> None:
        """Close without publishing, forget what is not in the file, and end the thread."""

        def drop(document: OpenDocument) -> None:
            document.drop()
            self._is_over = True

        self._finish(drop)

    def _call(self, action: Callable[[OpenDocument], T]) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            assert self._document is not None
            try:
                future.set_result(action(self._document))
            except BaseException as error:
                future.set_exception(error)

        self._put(_Command(run, future.cancel))
        return future

    def _finish(self, action: Callable[[OpenDocument], None]) -> None:
        with suppress(CancelledError):  # it had ended by itself: the document never opened
            self._call(action).result()
        self.join()

    def _put(self, command: _Command) -> None:
        self._commands.put(command)
        if self._is_over:
            self._cancel_rest()

    # On the thread itself

    def run(self) -> None:
        """Open the document, then do what is asked and publish when it is time."""
        try:
            self._serve()
        finally:
            self._is_over = True
            self._cancel_rest()

    def _serve(self) -> None:
        try:
            document = self._document = self._start_document()
        except PerfevalError as error:
            self._listener.open_failed(error)
            return
        try:
            self._listener.opened(document)
        except PerfevalError as error:  # it opens, and cannot be worked on
            document.abandon() if document.is_resumed else document.drop()
            self._listener.open_failed(error)
            return
        from perfeval_desktop.storage.backing_up import BackupSchedule  # the window comes first

        self._backups = BackupSchedule(self._listener.backup_failed, self._clock)
        self._backups.opened(document)
        self._beat = self._clock() + self._pace.beat
        if not document.is_published:
            self._edited()
        while not self._is_over:
            try:
                command = self._commands.get(timeout=self._seconds_left(document)).run
            except queue.Empty:
                command = partial(self._do_what_is_due, document)
            self._do(command, document)

    def _do(self, command: Callable[[], None], document: OpenDocument) -> None:
        """What nobody expected ends neither the thread nor its trying: more may be typed."""
        try:
            command()
        except Exception as error:
            told = (type(error), error, error.__traceback__, self)
            threading.excepthook(threading.ExceptHookArgs(told))
            self._failed(FileError(document.path, "程序出了意外的错误"))

    def _cancel_rest(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._commands.get_nowait().cancel()

    def _do_what_is_due(self, document: OpenDocument) -> None:
        if self._due is not None and self._clock() >= self._due:
            self._publish()
        if self._clock() >= self._beat:
            document.keep_locked()
            self._beat = self._clock() + self._pace.beat
        self._backups.make_what_is_due(document)

    def _seconds_left(self, document: OpenDocument) -> float:
        if document.is_published and not self._waiting:
            self._first_edit = self._due = None
        times = (self._beat, self._due, self._backups.due)
        return max(0.0, min(each for each in times if each is not None) - self._clock())

    def _take(self, batch: Batch) -> None:
        assert self._document is not None
        self._waiting.append(batch)
        try:
            self._store_waiting(self._document)
        except PerfevalError as error:
            self._failed(error)

    def _store_waiting(self, document: OpenDocument) -> None:
        """Store in order; a batch that cannot be stored holds up those after it.

        Raises:
            FileError: one could not be stored; it is tried again with the next command or retry.
        """
        while self._waiting:
            self._backups.before(document, self._waiting[0])
            document.commit(self._waiting[0])
            batch = self._waiting.popleft()
            self._edited()
            self._listener.committed(batch.number)

    def _edited(self) -> None:
        now = self._clock()
        if self._first_edit is None:
            self._first_edit = now
        due = min(now + self._pace.quiet, self._first_edit + self._pace.latest)
        self._due = max(due, self._not_before)

    def _publish(self) -> None:
        assert self._document is not None
        try:
            self._store_waiting(self._document)
            self._backups.before_publishing(self._document)
            self._document.publish()
        except PerfevalError as error:
            self._failed(error)
            return
        self._first_edit = self._due = None
        self._not_before = 0.0
        self._listener.published(datetime.now().astimezone())

    def _failed(self, error: PerfevalError) -> None:
        self._due = self._not_before = self._clock() + self._pace.retry
        self._listener.failed(error)
