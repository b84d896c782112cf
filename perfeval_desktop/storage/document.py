"""One `.peval` document: created, opened, edited in a private working copy, published whole."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.edits import Batch, apply_edits
from perfeval_desktop.domain.errors import (
    BackupError,
    FileError,
    PublishError,
)
from perfeval_desktop.domain.history import report_told
from perfeval_desktop.domain.report import Report
from perfeval_desktop.storage.database import (
    check_database,
    is_sound,
    make_engine,
)
from perfeval_desktop.storage.disk import file_hash, is_same_path, real_path
from perfeval_desktop.storage.failures import (
    NO_ROOM,
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
)
from perfeval_desktop.storage.locks import DocumentLock, take_lock
from perfeval_desktop.storage.log_file import is_cut_short
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.reading import read_report
from perfeval_desktop.storage.resuming import (
    replacing,
)
from perfeval_desktop.storage.sessions import (
    Session,
    remove_database,
)
from perfeval_desktop.storage.tables import DOCUMENT
from perfeval_desktop.storage.writing import (
    HistoryIsFullError,
    OutOfOrderError,
    stamp_digest,
    stamp_revision,
    write_batch,
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
        form = self._connection.execute(select(DOCUMENT.c.template_digest)).scalar_one()
        if form != self.report.template.digest or broken_batch(self._connection) is not None:
            return False
        if self.steps_before:
            return True  # what the steps before made is not told
        told = report_told(self.batches, self.report.template, self.report.year)
        return told.holds_the_same(self.report)

    def _take_lock(self, path: Path, left: set[str]) -> DocumentLock:
        name = self._session.folder.name
        person = self._lock.person if self._lock is not None else ""
        return take_lock(path, name, person, left)

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


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
