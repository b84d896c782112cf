"""One `.peval` document: created, opened, edited in a private working copy, published whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import (
    CannotOpenError,
    EditError,
    FileError,
    FileExistsAlreadyError,
    FileInUseError,
    NotAReportError,
    TemplateError,
    ValueParseError,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.database import (
    check_database,
    create_schema,
    file_format,
    file_hash,
    make_engine,
)
from perfeval_desktop.storage.migrations import migrate
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.reading import (
    DocumentFacts,
    broken_batch,
    read_batches,
    read_facts,
    read_report,
)
from perfeval_desktop.storage.sessions import (
    Session,
    SessionHeldError,
    left_sessions,
    set_aside,
    start_session,
)
from perfeval_desktop.storage.state import sessions_dir
from perfeval_desktop.storage.tables import FORMAT
from perfeval_desktop.storage.writing import stamp_revision, write_batch, write_new_document

_UNREADABLE = (
    SQLAlchemyError,
    EditError,
    ValueParseError,
    TemplateError,
    ValueError,
    KeyError,
    TypeError,
)


class OpenDocument:
    """A document in its working copy.

    Attributes:
        report: As it was when the document was opened; the caller applies edits to it.
        batches: The history as it was then.
        is_resumed: A crash had left edits that were not yet in the file.
        is_published: The file holds everything that was committed.
    """

    def __init__(self, session: Session, *, is_resumed: bool = False) -> None:
        self._session = session
        self._engine = make_engine(session.database, is_working_copy=True)
        self._connection = self._engine.connect()
        self.is_resumed = is_resumed
        self.is_published = not is_resumed
        with self._connection.begin():
            self.report: Report = read_report(self._connection)
            self.batches: list[Batch] = read_batches(self._connection)

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
            raise FileError(self.path, "本机的工作文件写不进去，请检查磁盘空间") from error
        self.is_published = False

    def publish(self) -> None:
        """Write the whole document to its file.

        Raises:
            PublishError: it could not be written; every edit is safe in the working copy.
        """
        self._publish_to(self.path, self._session.facts.base, self._session.facts.pending)

    def publish_as(self, path: Path) -> None:
        """Write the document to another file, and go on with that one.

        Raises:
            PublishError: it could not be written; the document's file stays what it was.
        """
        old = self._session.facts
        self._publish_to(path, file_hash(path) if path.is_file() else "", "")
        self._session.note(path=str(path), base=self._session.facts.base or old.base)

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

    def _publish_to(self, target: Path, base: str, pending: str) -> None:
        with self._connection.begin():
            stamp_revision(self._connection)
        if pending and file_hash(target) == pending:
            base = pending  # a crash came between replacing the file and writing that down
        new = publish_database(
            _driver(self._connection), target, base, lambda hash_: self._session.note(pending=hash_)
        )
        self._session.note(base=new, pending="")
        self.is_published = True

    def _disconnect(self) -> None:
        self._connection.close()
        self._engine.dispose()


def create_document(path: Path, template: ReportTemplate, year: int) -> OpenDocument:
    """Create a document without records and entries, and publish it at once.

    Raises:
        FileExistsAlreadyError: there is something at `path`.
        PublishError: it cannot be written there; nothing is left behind.
    """
    path = path.absolute()
    if path.exists() or path.is_symlink():
        raise FileExistsAlreadyError(path)
    session = start_session(path, "")
    create_schema(session.database)
    engine = make_engine(session.database, is_working_copy=False)
    with engine.begin() as connection:
        write_new_document(connection, template, year)
    engine.dispose()
    document = OpenDocument(session)
    try:
        document.publish()
    except FileError:
        document._disconnect()
        session.discard()
        raise
    return document


def open_document(path: Path) -> OpenDocument:
    """Open a document; a session that a crash left behind is resumed.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read; it is as before.
        FileInUseError: a running program has it open.
    """
    path = path.absolute()
    left = _left_session(path)
    if left is not None and _is_current(left, path):
        return _resume(left, path)
    if left is not None:
        set_aside(left)
    session = start_session(path, "")
    try:
        _copy_checked(path, session.database)
        session.note(base=file_hash(path))
        return _opened(session, path)
    except BaseException:
        session.discard()
        raise


def read_document(path: Path) -> tuple[Report, DocumentFacts]:
    """Read a document through a private copy; nothing is written to it or beside it.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    path = path.absolute()
    with _private_copy(path) as (database, number):
        engine = make_engine(database, is_working_copy=False)
        try:
            with engine.begin() as connection:
                return read_report(connection), read_facts(connection, number)
        except _UNREADABLE as error:
            raise NotAReportError(path, "文件内容已经损坏") from error
        finally:
            engine.dispose()


def unfinished_documents() -> list[Path]:
    """Return the documents whose last session ended without being closed."""
    found = []
    for session in left_sessions():
        found.append(session.document)
        session.let_go()
    return found


def _left_session(path: Path) -> Session | None:
    found: Session | None = None
    try:
        for session in left_sessions(path):
            if found is not None:
                set_aside(found)
            found = session
    except SessionHeldError:
        raise FileInUseError(path) from None
    return found


def _is_current(session: Session, path: Path) -> bool:
    """A working copy fits only the very file it was made from or has written."""
    if not session.database.is_file():
        return False
    return file_hash(path) in (session.facts.base, session.facts.pending)


def _resume(session: Session, path: Path) -> OpenDocument:
    try:
        return OpenDocument(session, is_resumed=True)
    except _UNREADABLE:
        # The working copy itself is damaged: keep it, and open the file as it is.
        set_aside(session)
        return open_document(path)


def _opened(session: Session, path: Path) -> OpenDocument:
    try:
        return OpenDocument(session)
    except _UNREADABLE as error:
        raise NotAReportError(path, "文件内容已经损坏") from error


def _copy_checked(path: Path, database: Path) -> int:
    """Copy a document and check the copy; return the format it had."""
    number = file_format(path)
    try:
        shutil.copyfile(path, database)
    except OSError as error:
        raise CannotOpenError(path, "没有读取权限，或者磁盘已经拔出") from error
    if number < FORMAT:
        migrate(database, number, path)
    check_database(database, path)
    return number


@contextmanager
def _private_copy(path: Path) -> Iterator[tuple[Path, int]]:
    import secrets

    database = sessions_dir().parent / f"read-{secrets.token_hex(8)}.db"
    try:
        yield database, _copy_checked(path, database)
    finally:
        with suppress(OSError):
            database.unlink(missing_ok=True)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
