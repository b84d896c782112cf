"""One `.peval` document: created, opened, edited in a private working copy, published whole."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.edits import Batch, apply_edits
from perfeval_desktop.domain.errors import (
    BackupError,
    CannotCreateError,
    CannotOpenError,
    FileError,
    FileExistsAlreadyError,
    FileHeldError,
    OnlyReadableError,
    PublishError,
)
from perfeval_desktop.domain.history import report_told
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.copying import copy_checked, reading_copy
from perfeval_desktop.storage.database import (
    check_database,
    create_schema,
    file_format,
    is_sound,
    make_engine,
)
from perfeval_desktop.storage.disk import file_hash, is_same_path, real_path
from perfeval_desktop.storage.failures import (
    NO_ROOM,
    UNREADABLE,
    is_about_disk,
    opening,
    publishing_to,
)
from perfeval_desktop.storage.history import (
    Chain,
    HistoryStart,
    broken_batch,
    history_start,
    last_step,
    read_batches,
    read_chain,
    step_hashes,
)
from perfeval_desktop.storage.locks import DocumentLock, take_lock
from perfeval_desktop.storage.log_file import is_cut_short
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.reading import read_report
from perfeval_desktop.storage.resuming import (
    fitting_session,
    let_go,
    names_of,
    put_away,
    replacing,
    take_left,
)
from perfeval_desktop.storage.sessions import (
    Session,
    left_documents,
    remove_database,
    start_session,
)
from perfeval_desktop.storage.tables import DOCUMENT, FORMAT
from perfeval_desktop.storage.writable import READ_ONLY_FOLDER, why_only_readable
from perfeval_desktop.storage.writing import (
    HistoryIsFullError,
    OutOfOrderError,
    stamp_digest,
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
        read_only: Why nothing can be changed, as a Chinese sentence; "" where it can.
        aside: Folders of sessions that opening it set aside: they did not fit the file any more.
        doc_id: What stays the same for the life of the document.
        backup_trouble: Why the file of an older format could not be kept, if it could not.
    """

    read_only = ""
    aside: tuple[Path, ...] = ()

    def __init__(
        self, session: Session, lock: DocumentLock | None, *, is_resumed: bool = False
    ) -> None:
        self._session = session
        self._lock = lock
        self.is_cut_short = is_resumed and is_cut_short(session.log)
        self._engine = make_engine(session.database, is_working_copy=True)
        self._connection = self._engine.connect()
        self.is_resumed = is_resumed
        self.is_published = not is_resumed
        self.backup_trouble: BackupError | None = None
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
        except HistoryIsFullError as error:
            reason = "修改记录已经有二十万处，再多就打不开了。请另存一份不带修改记录的副本，接着填"
            raise FileError(self.path, reason) from error
        except UnicodeError as error:
            raise FileError(self.path, "内容里有不能保存的字符") from error
        self.is_published = False

    def begin_with(self, batch: Batch) -> None:
        """Store one of the first batches of a new document, and apply it to the report."""
        apply_edits(self.report, batch.edits)
        self.commit(batch)
        self.batches.append(batch)

    def keep_locked(self) -> None:
        """Tell other computers, every `locks.BEAT_S` seconds, that we are still there."""
        if self._lock is not None:
            self._lock.beat()

    def publish(self) -> None:
        """Write the whole document to its file.

        Raises:
            PublishError: it could not be written; every edit is safe in the working copy.
        """
        with publishing_to(self.path):
            if self._lock is not None:
                self._lock.confirm()
            base, pending = self._session.facts.base, self._session.facts.pending
            if pending and file_hash(self.path) == pending:
                base = pending  # a crash came between replacing the file and writing that down
            self._session.note(base=self._write(self.path, base), pending="")
        self.is_published = True

    def publish_as(self, path: Path) -> None:
        """Write the document to another file, replacing what is there, and go on with that one.

        Raises:
            FileInUseError: that file is open in another window, or on another computer.
            PublishError: it could not be written; the document's file stays what it was.
        """
        path = real_path(path)
        with publishing_to(path):
            is_own = is_same_path(path, self.path) and path.exists()
        if is_own:
            self.publish()
            return
        with publishing_to(path), replacing(path, but=self._session) as left:
            self._session.note(other=str(path))
            lock = self._take_lock(path, left)
            try:
                base = file_hash(path) if path.is_file() else ""
                new = self._write(path, base)
                self._session.note(path=str(path), base=new, pending="", other="")
            except BaseException:
                if not is_same_path(path, self.path):
                    lock.release()
                raise
        if self._lock is not None and not is_same_path(path, self._lock.document):
            self._lock.release()
        self._lock = lock
        self.is_published = True

    def copy_without_history(self, path: Path, *, has_remarks: bool = True) -> None:
        """Write a copy that does not tell how the document came about, and go on with this one.

        Raises:
            ExportError: the copy cannot be written; what stood there is unchanged.
        """
        from perfeval_desktop.storage.without_history import write_shed

        write_shed(_driver(self._connection), self.path, path, has_remarks=has_remarks)

    def copy_to(self, path: Path) -> None:
        """Write the document to another file, replacing what is there, and stay with this one.

        Raises:
            FileInUseError: that file is open in another window, or on another computer.
            PublishError: it could not be written.
        """
        path = real_path(path)
        with publishing_to(path), replacing(path) as left:
            pending = self._session.facts.pending
            self._session.note(other=str(path))
            lock = self._take_lock(path, left)
            try:
                self._write(path, file_hash(path) if path.is_file() else "")
                self._session.note(pending=pending, other="")
            finally:
                lock.release()

    def last_step(self) -> HistoryStart:
        """Return number and hash of the last step: they stand for all that the document holds.

        Raises:
            PublishError: they could not be read.
        """
        with publishing_to(self.path), self._connection.begin():
            return last_step(self._connection)

    def original(self) -> bytes:
        """Return the document's file as this session last read or wrote it, byte for byte.

        Raises:
            PublishError: it is not there any more, or is another one.
        """
        with publishing_to(self.path):
            data = self.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self._session.facts.base:
            raise PublishError(self.path, "文件被别的程序或别人改动过")
        return data

    def snapshot(self) -> bytes:
        """Return a whole, verified file of the document as it is now, published or not.

        Raises:
            PublishError: it could not be made.
        """
        if self.is_published:
            with suppress(PublishError):
                return self.original()
        beside = self._session.folder / "snapshot.db"
        with publishing_to(self.path):
            try:
                with self._connection.begin():
                    stamp_digest(self._connection)
                remove_database(beside)
                _driver(self._connection).execute("VACUUM INTO ?", (str(beside),))
                check_database(beside, self.path, is_ours=True)
                return beside.read_bytes()
            finally:
                remove_database(beside)

    def verify_history(self) -> int | None:
        """Return the number of the first batch that was tampered with, None when there is none."""
        with self._connection.begin():
            return broken_batch(self._connection)

    def chain(self) -> Chain:
        """Return the document's id and the hashes of its steps, as they are stored now."""
        with self._connection.begin():
            return read_chain(self._connection)

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
            self.doc_id: str = self._connection.execute(select(DOCUMENT.c.doc_id)).scalar_one()
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
        told = report_told(self.batches, self.report.template, self.report.year)
        return told.holds_the_same(self.report)

    def _take_lock(self, path: Path, left: set[str]) -> DocumentLock:
        name = self._session.folder.name
        person = self._lock.person if self._lock is not None else ""
        return take_lock(path, name, person, {*left, name})

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
        if self._lock is not None:
            self._lock.release()


def create_document(
    path: Path,
    template: ReportTemplate,
    year: int,
    first: Batch | None = None,
    person: str = "",
    then: Sequence[Batch] = (),
) -> OpenDocument:
    """Create a document that holds what `first` and `then` do, and publish it once it does.

    Raises:
        FileExistsAlreadyError: there is something at `path`.
        FileInUseError: it was there, and is still open in another window.
        CannotCreateError: it cannot be written there; nothing is left behind.
    """
    try:
        return _create(path, template, year, [first, *then] if first else [], person)
    except PublishError as error:
        raise CannotCreateError(error.path, error.reason) from error


def _create(
    path: Path, template: ReportTemplate, year: int, batches: Sequence[Batch], person: str
) -> OpenDocument:
    with publishing_to(path):
        if path.exists() or path.is_symlink():
            raise FileExistsAlreadyError(path)
    path = real_path(path)
    with publishing_to(path), replacing(path) as left:
        session = start_session(path)
        lock: DocumentLock | None = None
        document: OpenDocument | None = None
        try:
            lock = _lock_of_new(path, session, person, left)
            _fill_new(session.database, template, year)
            document = OpenDocument(session, lock)
            for batch in batches:
                document.begin_with(batch)
            document.publish()
        except BaseException:
            if document is not None:
                document.abandon()
            elif lock is not None:
                lock.release()
            session.discard()
            raise
    return document


def _lock_of_new(path: Path, session: Session, person: str, left: set[str]) -> DocumentLock:
    """Lock a document that is not there yet; a lock that one left that was there does not count."""
    name = session.folder.name
    try:
        return take_lock(path, name, person, left)
    except FileHeldError as error:
        if not error.may_take_over:
            raise
        return take_lock(path, name, person, left, takes_over=True)


def open_document(path: Path, person: str = "", *, takes_over: bool = False) -> OpenDocument:
    """Open a document; a session that a crash left behind is resumed.

    Args:
        path: The file. It may be gone when a session was left behind that can go on without it.
        person: Whose name others are told who want to open it, too.
        takes_over: Somebody said that nobody else is at it, whatever its lock says.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read; it is as before.
        FileInUseError: a running program has it open; FileHeldError: on another computer.
        OnlyReadableError: it could be looked at (`shown.look_at_document`), but not written.
    """
    path = real_path(path)
    with opening(path):
        left = take_left(path)
        lock: DocumentLock | None = None
        fresh: Session | None = None
        try:
            if not left or path.exists():
                file_format(path)  # what is no report leaves the sessions of the one before alone
            fitting = fitting_session(path, left)
            if fitting is None:
                _refuse_if_only_readable(path, why_only_readable(path))
            session = fitting or (fresh := start_session(path))
            name = session.folder.name
            if path.exists():
                ours = {*names_of(left), name}
                lock = take_lock(path, name, person, ours, takes_over=takes_over)
            else:  # nothing is made where a stick was pulled
                lock = DocumentLock(path, name, person)
            if fitting is None and lock.is_refused:
                _refuse_if_only_readable(path, READ_ONLY_FOLDER)
            aside = put_away(path, left, fitting)
            document = _opened(path, session, lock, is_resumed=fitting is not None)
            document.aside = tuple(aside)
            return document
        except BaseException:
            if lock is not None:
                lock.release()
            if fresh is not None:
                fresh.discard()
            let_go(left)
            raise


def _refuse_if_only_readable(path: Path, why: str) -> None:
    if why:
        raise OnlyReadableError(path, why)


def _opened(path: Path, session: Session, lock: DocumentLock, *, is_resumed: bool) -> OpenDocument:
    if is_resumed:
        resumed = _resumed(session, lock)
        if resumed is not None:
            return resumed
        lock.release()
        session = start_session(path)
        lock = take_lock(path, session.folder.name, lock.person, ())
    try:
        number, base = copy_checked(path, session.database)
        session.note(base=base)
        document = OpenDocument(session, lock)
    except BaseException:
        lock.release()
        session.discard()
        raise
    if number < FORMAT:
        _keep_original(document)
    return document


def _keep_original(document: OpenDocument) -> None:
    """The first publishing will make the file one that older programs do not know."""
    from perfeval_desktop.storage.backing_up import back_up
    from perfeval_desktop.storage.backups import BackupReason

    try:
        document.backup_trouble = back_up(document, BackupReason.MIGRATION).trouble
    except BackupError as error:
        document.backup_trouble = error
    except FileError as error:
        document.backup_trouble = BackupError(document.path.parent, error.reason)


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


def _resumed(session: Session, lock: DocumentLock) -> OpenDocument | None:
    """Open a session that was left behind; None when its working copy is damaged."""
    try:
        return OpenDocument(session, lock, is_resumed=True)
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
