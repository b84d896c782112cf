"""The file of the open report, as the window sees it: the storage thread behind Qt signals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.storage.worker import Listener, StorageThread

if TYPE_CHECKING:
    from perfeval_desktop.domain.edits import Batch
    from perfeval_desktop.gui.dialogs.new_report import NewReportRequest
    from perfeval_desktop.services.session import Session
    from perfeval_desktop.storage.document import OpenDocument


class ReportFile(QObject):
    """Opens or creates one report and keeps it saved. Signals arrive in the GUI thread."""

    opened = Signal()
    open_failed = Signal(object)  # PerfevalError
    committed = Signal(int)
    published = Signal(object)  # datetime
    save_failed = Signal(object)  # PerfevalError

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: StorageThread | None = None
        self._document: OpenDocument | None = None
        self._session: Session | None = None

    # What starts a thread is imported by it: SQLAlchemy takes longer than all else in opening.

    def open(self, path: Path) -> None:
        """Open a file."""

        def start() -> OpenDocument:
            from perfeval_desktop.services.files import open_report

            return open_report(path)

        self._start(start)

    def create(self, request: NewReportRequest) -> None:
        """Create a report."""

        def start() -> OpenDocument:
            from perfeval_desktop.services.files import create_report

            return create_report(request.path, request.template_id, request.year, request.unit)

        self._start(start)

    def open_sample(self) -> None:
        """Open the sample, from the copy that is kept in the state folder."""

        def start() -> OpenDocument:
            from perfeval_desktop.services.files import open_sample

            return open_sample()

        self._start(start)

    @property
    def path(self) -> Path:
        """The document's file."""
        assert self._document is not None
        return self._document.path

    @property
    def is_resumed(self) -> bool:
        """Whether a crash had left edits that were not yet in the file."""
        return self._document is not None and self._document.is_resumed

    @property
    def is_cut_short(self) -> bool:
        """Whether the last edits before that crash could not be read."""
        return self._document is not None and self._document.is_cut_short

    def make_session(self) -> Session:
        """Return the session of the document that was opened."""
        assert self._session is not None
        return self._session

    def submit(self, batch: Batch) -> None:
        """Make a batch durable."""
        if self._thread is not None:
            self._thread.submit(batch)

    def publish_now(self) -> None:
        """Write the file at once."""
        if self._thread is not None:
            self._thread.publish_now()

    def save_as(self, path: Path) -> PerfevalError | None:
        """Write to another file and go on with that one; return what went wrong."""
        assert self._thread is not None
        saving = self._thread.call(lambda document: document.publish_as(path))
        return _error_of(saving.result)

    def close(self) -> PerfevalError | None:
        """Write what is not yet written and close; return what went wrong, and stay open then."""
        assert self._thread is not None
        return _error_of(self._thread.close)

    def abandon(self) -> None:
        """Close without writing the file; the next start resumes."""
        assert self._thread is not None
        self._thread.abandon()

    def _start(self, start: Callable[[], OpenDocument]) -> None:
        listener = Listener(
            opened=self._on_opened,
            open_failed=self.open_failed.emit,
            committed=self.committed.emit,
            published=self._on_published,
            failed=self.save_failed.emit,
        )
        self._thread = StorageThread(start, listener)
        self._thread.start()

    def _on_opened(self, document: OpenDocument) -> None:
        """Still on the storage thread: the checks run here, while the window stays alive.

        The narrative is read once the window is painted: `OpenReport.read_prose`.
        """
        from perfeval_desktop.services.files import start_session

        self._document = document
        self._session = start_session(document, self.submit, reads_prose=False)
        self.opened.emit()

    def _on_published(self, time: datetime) -> None:
        self.published.emit(time)


def _error_of(action: Callable[[], object]) -> PerfevalError | None:
    try:
        action()
    except PerfevalError as error:
        return error
    return None
