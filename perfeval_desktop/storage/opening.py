"""Open a document to work on; a session that a crash left behind goes on."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.domain.errors import (
    BackupError,
    CannotOpenError,
    FileError,
    OnlyReadableError,
)
from perfeval_desktop.storage.copying import copy_checked
from perfeval_desktop.storage.database import (
    file_format,
)
from perfeval_desktop.storage.disk import real_path
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.failures import (
    NO_ROOM,
    UNREADABLE,
    is_about_disk,
    making_working_copy,
    opening,
)
from perfeval_desktop.storage.locks import DocumentLock, take_lock
from perfeval_desktop.storage.resuming import (
    fitting_session,
    let_go,
    names_of,
    put_away,
    take_left,
)
from perfeval_desktop.storage.sessions import (
    Session,
    left_documents,
    start_session,
)
from perfeval_desktop.storage.tables import FORMAT
from perfeval_desktop.storage.writable import READ_ONLY_FOLDER, why_only_readable


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
        with making_working_copy(path):
            left = take_left(path)
        lock: DocumentLock | None = None
        fresh: Session | None = None
        try:
            if not left or path.exists():
                file_format(path)  # what is no report leaves the sessions of the one before alone
            fitting = fitting_session(path, left)
            if fitting is None:
                _refuse_if_only_readable(path, why_only_readable(path))
            with making_working_copy(path):
                session = fitting or (fresh := start_session(path))
            name = session.folder.name
            if path.exists():
                lock = take_lock(path, name, person, names_of(left), takes_over=takes_over)
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
        with making_working_copy(path):
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


def unfinished_documents() -> list[Path]:
    """Return the documents whose last session ended without being closed."""
    return left_documents()
