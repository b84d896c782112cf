"""A document that is only looked at: through a private copy, and nothing is made beside the file.

The copy is of today's format, so that an older file on a read-only disk can be looked at, too.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import OnlyReadableError, PublishError, ReportIsReadOnlyError
from perfeval_desktop.storage.copying import copy_checked
from perfeval_desktop.storage.disk import is_same_path, real_path
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.failures import making_working_copy, opening
from perfeval_desktop.storage.resuming import sweep_looks
from perfeval_desktop.storage.sessions import Session, start_session


class ShownDocument(OpenDocument):
    """Takes no edits and is never published; it can be saved as another document."""

    def __init__(self, session: Session, path: Path, why: str) -> None:
        super().__init__(session, None)
        self._path = path
        self.read_only = why

    @property
    def path(self) -> Path:
        """The document that is looked at."""
        return self._path

    def commit(self, batch: Batch) -> None:
        """Refuse the batch.

        Raises:
            ReportIsReadOnlyError: always.
        """
        raise ReportIsReadOnlyError(self.read_only)

    def publish(self) -> None:
        """There is nothing to write."""

    def publish_as(self, path: Path) -> None:
        """Write a document that can be edited; this one stays what is looked at.

        Raises:
            FileInUseError: that file is open in another window, or on another computer.
            PublishError: it could not be written.
        """
        path = real_path(path)
        if is_same_path(path, self.path):
            raise PublishError(path, "这个文件现在只能看，请换一个文件名或者文件夹")
        self.copy_to(path)


def look_at_document(path: Path, why: str) -> ShownDocument:
    """Open a document to look at; `why` says, as a Chinese sentence, that this is all.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    path = real_path(path)
    with opening(path):
        try:
            with making_working_copy(path):
                sweep_looks()
                return _shown(path, why, None)
        except OnlyReadableError:  # the state folder takes nothing: looking needs no more than this
            return _shown(path, why, Path(tempfile.gettempdir()))


def _shown(path: Path, why: str, root: Path | None) -> ShownDocument:
    session = start_session(None, root)
    try:
        copy_checked(path, session.database)
        return ShownDocument(session, path, why)
    except BaseException:
        session.discard()
        raise
