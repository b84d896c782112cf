"""When backups of the open document are made; all of it on the storage thread.

A backup that cannot be written is told once, and the work goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.errors import BackupError, FileError
from perfeval_desktop.storage.backups import BackupReason, Written, facts_of, write_backup

if TYPE_CHECKING:
    from perfeval_desktop.storage.document import OpenDocument

AFTER_OPENING_S = 2.0  # the window paints first
OF_CHANGE_S = 30 * 60.0
BULK = 30  # as many edits in one batch came from elsewhere, or are missed when they are gone
_BEFORE = {
    Origin.IMPORTED: BackupReason.IMPORT,
    Origin.DATA_FILE: BackupReason.IMPORT,
    Origin.RESTORED: BackupReason.RESTORE,
    Origin.MERGED: BackupReason.MERGE,
}
_IN_BULK = frozenset({Origin.PASTED, Origin.CARRIED_OVER, Origin.ROWS})


def back_up(document: OpenDocument, reason: BackupReason) -> Written:
    """Keep the document as it is now.

    Raises:
        BackupError: it could not be kept.
    """
    data = document.original() if reason is BackupReason.MIGRATION else document.snapshot()
    number, hash_ = document.last_step()
    return write_backup(data, facts_of(data, document.doc_id, document.path, number, hash_), reason)


class BackupSchedule:
    """Makes the backups of one document. `warn` is told the first failure, and no other."""

    def __init__(self, warn: Callable[[BackupError], None], clock: Callable[[], float]) -> None:
        self._warn = warn
        self._clock = clock
        self.due: float | None = None  # when the next one is to be made
        self._reason = BackupReason.OPENED
        self._has_warned = False
        self._has_changed = False

    def opened(self, document: OpenDocument) -> None:
        """The document was opened: keep it as it was found, a little later.

        Of one that is only looked at nothing is kept.
        """
        if document.backup_trouble is not None:
            self._tell(document.backup_trouble)
        if not document.read_only:
            self.due = self._clock() + AFTER_OPENING_S

    def before(self, document: OpenDocument, batch: Batch) -> None:
        """A batch is about to be stored; some change so much that the state before is kept."""
        self._has_changed = True
        reason = _BEFORE.get(batch.origin)
        if reason is None and batch.origin in _IN_BULK and len(batch.edits) >= BULK:
            reason = BackupReason.IMPORT
        if reason is not None:
            self._make(document, reason)
        elif self.due is None:
            self.due, self._reason = self._clock() + OF_CHANGE_S, BackupReason.CHANGED

    def before_publishing(self, document: OpenDocument) -> None:
        """The file is about to be replaced: what was found there is kept first."""
        if self.due is not None and self._reason is BackupReason.OPENED:
            self._make(document, BackupReason.OPENED)

    def closing(self, document: OpenDocument) -> None:
        """The document holds everything and is about to be closed; what is unchanged is kept."""
        if self._has_changed:
            self._make(document, BackupReason.CLOSED)

    def make_what_is_due(self, document: OpenDocument) -> None:
        """Make the backup whose time has come."""
        if self.due is not None and self._clock() >= self.due:
            self._make(document, self._reason)

    def _make(self, document: OpenDocument, reason: BackupReason) -> None:
        self.due, self._reason = None, BackupReason.CHANGED
        try:
            trouble = back_up(document, reason).trouble
        except BackupError as error:
            trouble = error
        except FileError as error:
            trouble = BackupError(document.path.parent, error.reason)
        if trouble is not None:
            self._tell(trouble)

    def _tell(self, trouble: BackupError) -> None:
        if not self._has_warned:
            self._has_warned = True
            self._warn(trouble)
