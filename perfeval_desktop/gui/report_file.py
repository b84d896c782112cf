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
    from perfeval_desktop.storage.history import Chain


class ReportFile(QObject):
    """Opens or creates one report and keeps it saved. Signals arrive in the GUI thread."""

    opened = Signal()
    open_failed = Signal(object)  # PerfevalError
    committed = Signal(int)
    published = Signal(object)  # datetime
    save_failed = Signal(object)  # PerfevalError
    backup_failed = Signal(object)  # BackupError; the first one only

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: StorageThread | None = None
        self._document: OpenDocument | None = None
        self._session: Session | None = None

    # What starts a thread is imported by it: SQLAlchemy takes longer than all else in opening.

    def open(self, path: Path, *, takes_over: bool = False) -> None:
        """Open a file, whatever its lock says when it is taken over."""

        def start() -> OpenDocument:
            from perfeval_desktop.services.files import open_report

            return open_report(path, takes_over=takes_over)

        self._start(start)

    def look_at(self, path: Path, why: str) -> None:
        """Open a file only to look at."""

        def start() -> OpenDocument:
            from perfeval_desktop.services.files import look_at_report

            return look_at_report(path, why)

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
    def doc_id(self) -> str:
        """What the report and all its copies and backups have in common."""
        assert self._document is not None
        return self._document.doc_id

    @property
    def is_resumed(self) -> bool:
        """Whether a crash had left edits that were not yet in the file."""
        return self._document is not None and self._document.is_resumed

    @property
    def is_cut_short(self) -> bool:
        """Whether the last edits before that crash could not be read."""
        return self._document is not None and self._document.is_cut_short

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, as a sentence; "" where it can."""
        return self._document.read_only if self._document is not None else ""

    @property
    def aside(self) -> tuple[Path, ...]:
        """What a crash had left and does not fit the file any more; see `services.files`."""
        return self._document.aside if self._document is not None else ()

    @property
    def export_folder(self) -> Path:
        """Where exports are offered to go: beside the file, unless nothing can be put there."""
        folder = self.path.parent
        if not self.read_only and folder.is_dir():
            return folder
        from PySide6.QtCore import QStandardPaths

        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(documents))

    def make_session(self) -> Session:
        """Return the session of the document that was opened."""
        assert self._session is not None
        return self._session

    def submit(self, batch: Batch) -> None:
        """Make a batch durable."""
        if self._thread is not None:
            self._thread.submit(batch)

    def publish_now(self) -> None:
        """Write the file at once; one that is only looked at is not written."""
        if self._thread is not None and not self.read_only:
            self._thread.publish_now()

    def save_as(self, path: Path) -> PerfevalError | None:
        """Write to another file and go on with that one; return what went wrong.

        One that is only looked at stays what is looked at.
        """
        assert self._thread is not None
        saving = self._thread.call(lambda document: document.publish_as(path))
        return _error_of(saving.result)

    def copy_without_history(self, path: Path, *, has_remarks: bool) -> PerfevalError | None:
        """Write a copy without its history, and stay with this file; return what went wrong."""
        assert self._thread is not None
        copying = self._thread.call(
            lambda document: document.copy_without_history(path, has_remarks=has_remarks)
        )
        return _error_of(copying.result)

    def chain(self) -> Chain:
        """Return what tells where copies of this document parted, after all that was submitted.

        Raises:
            FileError: something submitted before could not be stored.
        """
        assert self._thread is not None
        return self._thread.call(lambda document: document.chain()).result()

    def close(self) -> PerfevalError | None:
        """Write what is not yet written and close; return what went wrong, and stay open then."""
        assert self._thread is not None
        return _error_of(self._thread.close)

    def abandon(self) -> None:
        """Close without writing the file; the next start resumes."""
        assert self._thread is not None
        self._thread.abandon()

    def drop(self) -> None:
        """Close without writing the file, and forget what is not in it."""
        assert self._thread is not None
        self._thread.drop()

    def keep_copy_unless_unreadable(self, other: Path) -> Path | PerfevalError:
        """Keep this report as a file of its own, so that `other` can be opened in its place.

        Returns:
            The file; or what is wrong with either of them, and then nothing was done.
        """
        from perfeval_desktop.storage.keeping import keep_copy
        from perfeval_desktop.storage.read_documents import read_document

        assert self._thread is not None
        try:
            read_document(other)
            return self._thread.call(keep_copy).result()
        except PerfevalError as error:
            return error

    def _start(self, start: Callable[[], OpenDocument]) -> None:
        listener = Listener(
            opened=self._on_opened,
            open_failed=self.open_failed.emit,
            committed=self.committed.emit,
            published=self._on_published,
            failed=self.save_failed.emit,
            backup_failed=self.backup_failed.emit,
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
