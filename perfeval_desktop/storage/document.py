"""One `.peval` document: created, opened, edited in a private working copy, published whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.edits import Batch, apply_edits
from perfeval_desktop.domain.errors import (
    CannotCreateError,
    CannotOpenError,
    FileError,
    FileExistsAlreadyError,
    PublishError,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.copying import copy_checked, reading_copy
from perfeval_desktop.storage.database import create_schema, file_format, is_sound, make_engine
from perfeval_desktop.storage.disk import file_hash, is_same_path, real_path
from perfeval_desktop.storage.failures import (
    NO_ROOM,
    UNREADABLE,
    is_about_disk,
    opening,
    publishing_to,
)
from perfeval_desktop.storage.history import (
    broken_batch,
    history_start,
    read_batches,
    step_hashes,
)
from perfeval_desktop.storage.log_file import is_cut_short
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.reading import read_report
from perfeval_desktop.storage.resuming import replacing, session_to_resume
from perfeval_desktop.storage.sessions import Session, left_documents, start_session
from perfeval_desktop.storage.tables import DOCUMENT, FORMAT
from perfeval_desktop.storage.writing import (
    OutOfOrderError,
    stamp_revision,
    write_batch,
    write_new_document,
)


class OpenDocument:
    """A document in its working copy.

    Attributes:
        report: As it was when the document was opened; the caller applies edits to it.
        batches: The history as it was then.
        steps_before: How many steps came before the first of them; 0 but in a copy without history.
        is_resumed: A crash had left edits that were not yet in the file.
        is_cut_short: The crash, or what came after it, has damaged the working copy: the last of
            these edits could not be read.
        is_published: The file holds everything that was committed.
    """

    def __init__(self, session: Session, *, is_resumed: bool = False) -> None:
        self._session = session
        self.is_cut_short = is_resumed and is_cut_short(session.log)
        self._engine = make_engine(session.database, is_working_copy=True)
        self._connection = self._engine.connect()
        self.is_resumed = is_resumed
        self.is_published = not is_resumed
        try:
            self._read()
        except BaseException:
            self._disconnect()
            raise

    @property
    def path(self) -> Path:
        """The document's file."""
        return self._session.document

    def commit(self, batch: Batch) -> None:
        """Store a batch in one transaction; it is durable when this returns.

        Raises:
            FileError: it was not stored, and nothing of it was.
        """
        try:
            with self._connection.begin():
                write_batch(self._connection, batch)
        except SQLAlchemyError as error:
            raise FileError(self.path, NO_ROOM) from error
        except OutOfOrderError as error:
            raise FileError(self.path, "前面有一步没有存好，这一步也不能存") from error
        except UnicodeError as error:
            raise FileError(self.path, "内容里有不能保存的字符") from error
        self.is_published = False

    def begin_with(self, first: Batch) -> None:
        """Store the first batch of a new document, and apply it to the report."""
        apply_edits(self.report, first.edits)
        self.commit(first)
        self.batches.append(first)

    def publish(self) -> None:
        """Write the whole document to its file.

        Raises:
            PublishError: it could not be written; every edit is safe in the working copy.
        """
        with publishing_to(self.path):
            base, pending = self._session.facts.base, self._session.facts.pending
            if pending and file_hash(self.path) == pending:
                base = pending  # a crash came between replacing the file and writing that down
            self._session.note(base=self._write(self.path, base), pending="")
        self.is_published = True

    def publish_as(self, path: Path) -> None:
        """Write the document to another file, replacing what is there, and go on with that one.

        Raises:
            FileInUseError: that file is open in another window.
            PublishError: it could not be written; the document's file stays what it was.
        """
        path = real_path(path)
        if is_same_path(path, self.path):
            self.publish()
            return
        with publishing_to(path), replacing(path):
            self._session.note(other=str(path))
            base = file_hash(path) if path.is_file() else ""
            new = self._write(path, base)
            self._session.note(path=str(path), base=new, pending="", other="")
        self.is_published = True

    def verify_history(self) -> int | None:
        """Return the number of the first batch that was tampered with, None when there is none."""
        with self._connection.begin():
            return broken_batch(self._connection)

    def close(self) -> None:
        """Publish what is not yet published, and delete the working copy.

        Raises:
            PublishError: it could not be written; the document stays open.
        """
        if not self.is_published:
            self.publish()
        self._disconnect()
        self._session.discard()

    def abandon(self) -> None:
        """Close without publishing; the next start resumes the working copy."""
        self._disconnect()
        self._session.let_go()

    def drop(self) -> None:
        """Close without publishing, and forget what is not in the file."""
        self._disconnect()
        self._session.discard()

    def _read(self) -> None:
        with self._connection.begin():
            if self.is_resumed and not is_sound(self._connection):
                raise ValueError("the working copy is damaged")
            self.report: Report = read_report(self._connection)
            self.batches: list[Batch] = read_batches(self._connection)
            self.steps_before = history_start(self._connection).number
            if self.is_resumed and not self._is_what_was_done():
                raise ValueError("the working copy is damaged")

    def _is_what_was_done(self) -> bool:
        """Say whether a working copy holds what its history tells; its digest is an old one."""
        if broken_batch(self._connection) is not None:
            return False
        if self.steps_before:
            return True  # what the steps before made is not told
        told = Report(self.report.template, self.report.year)
        for batch in self.batches:
            apply_edits(told, batch.edits)
        return told.holds_the_same(self.report)

    def _write(self, target: Path, base: str) -> str:
        with self._connection.begin():
            stamp_revision(self._connection)
        beside = self._session.beside(target)
        return publish_database(_driver(self._connection), beside, target, base, self._note_pending)

    def _note_pending(self, new: str) -> None:
        self._session.note(pending=new)

    def _disconnect(self) -> None:
        self._connection.close()
        self._engine.dispose()


def create_document(
    path: Path, template: ReportTemplate, year: int, first: Batch | None = None
) -> OpenDocument:
    """Create a document that holds what `first` does, and publish it once it does.

    Raises:
        FileExistsAlreadyError: there is something at `path`.
        FileInUseError: it was there, and is still open in another window.
        CannotCreateError: it cannot be written there; nothing is left behind.
    """
    try:
        return _create(path, template, year, first)
    except PublishError as error:
        raise CannotCreateError(error.path, error.reason) from error


def _create(path: Path, template: ReportTemplate, year: int, first: Batch | None) -> OpenDocument:
    with publishing_to(path):
        if path.exists() or path.is_symlink():
            raise FileExistsAlreadyError(path)
    path = real_path(path)
    with publishing_to(path), replacing(path):
        session = start_session(path)
        document: OpenDocument | None = None
        try:
            _fill_new(session.database, template, year)
            document = OpenDocument(session)
            if first is not None:
                document.begin_with(first)
            document.publish()
        except BaseException:
            if document is not None:
                document.abandon()
            session.discard()
            raise
    return document


def open_document(path: Path) -> OpenDocument:
    """Open a document; a session that a crash left behind is resumed.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read; it is as before.
        FileInUseError: a running program has it open.
    """
    path = real_path(path)
    with opening(path):
        file_format(path)  # what is no report leaves the sessions of the one that stood there alone
        left = session_to_resume(path)
        resumed = _resumed(left) if left is not None else None
        if resumed is not None:
            return resumed
        session = start_session(path)
        try:
            _, base = copy_checked(path, session.database)
            session.note(base=base)
            return OpenDocument(session)
        except BaseException:
            session.discard()
            raise


def read_document(path: Path) -> Report:
    """Read a document through a private copy; nothing is written to it or beside it.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    with reading_copy(path) as (connection, _):
        return read_report(connection)


class ReadDocument(NamedTuple):
    """A document that was only read. `hashes` are those of `step_hashes`."""

    doc_id: str
    report: Report
    batches: list[Batch]
    steps_before: int
    hashes: dict[int, str]


def read_with_history(path: Path) -> ReadDocument:
    """Read a document and its history, as `read_document` does.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    with reading_copy(path) as (connection, _):
        return ReadDocument(
            connection.execute(select(DOCUMENT.c.doc_id)).scalar_one(),
            read_report(connection),
            read_batches(connection),
            history_start(connection).number,
            step_hashes(connection),
        )


def is_of_older_format(path: Path) -> bool:
    """Say whether publishing a document would give it a format that older programs do not know.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    path = real_path(path)
    with opening(path):
        return file_format(path) < FORMAT


def unfinished_documents() -> list[Path]:
    """Return the documents whose last session ended without being closed."""
    return left_documents()


def _fill_new(database: Path, template: ReportTemplate, year: int) -> None:
    create_schema(database)
    engine = make_engine(database, is_working_copy=False)
    try:
        with engine.begin() as connection:
            write_new_document(connection, template, year)
    finally:
        engine.dispose()


def _resumed(session: Session) -> OpenDocument | None:
    """Open a session that was left behind; None when its working copy is damaged."""
    try:
        return OpenDocument(session, is_resumed=True)
    except UNREADABLE as error:
        if is_about_disk(error):
            session.let_go()
            raise CannotOpenError(session.document, NO_ROOM) from error
        session.set_aside()  # kept, but the file is opened as it is
        return None


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
