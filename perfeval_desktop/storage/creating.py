"""A new document: locked, filled and published before anybody sees it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import (
    CannotCreateError,
    FileExistsAlreadyError,
    FileHeldError,
    PublishError,
)
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.database import (
    create_schema,
    make_engine,
)
from perfeval_desktop.storage.disk import real_path
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.failures import (
    publishing_to,
)
from perfeval_desktop.storage.locks import DocumentLock, take_lock
from perfeval_desktop.storage.resuming import (
    replacing,
)
from perfeval_desktop.storage.sessions import (
    Session,
    start_session,
)
from perfeval_desktop.storage.writing import (
    write_new_document,
)


def create_document(
    path: Path,
    template: ReportTemplate,
    year: int,
    batches: Sequence[Batch] = (),
    person: str = "",
) -> OpenDocument:
    """Create a document that holds what the batches do, and publish it once it does.

    Raises:
        FileExistsAlreadyError: there is something at `path`.
        FileInUseError: it was there, and is still open in another window.
        CannotCreateError: it cannot be written there; nothing is left behind.
    """
    try:
        return _create(path, template, year, batches, person)
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


def _fill_new(database: Path, template: ReportTemplate, year: int) -> None:
    create_schema(database)
    engine = make_engine(database, is_working_copy=False)
    try:
        with engine.begin() as connection:
            write_new_document(connection, template, year)
    finally:
        engine.dispose()
