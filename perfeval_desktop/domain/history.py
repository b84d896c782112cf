"""What can be undone and redone, read from the batches, so that it survives a restart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval_desktop.domain.edits import Batch, Origin


class History:
    """The undo and redo stacks of one report."""

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        self._undoable: list[Batch] = []
        self._redoable: list[Batch] = []
        self.last_number = 0
        for batch in batches:
            self.append(batch)

    def append(self, batch: Batch) -> None:
        """Take note of a batch that was applied."""
        self.last_number = batch.number
        match batch.origin:
            case Origin.UNDO:
                self._redoable.append(self._undoable.pop())
            case Origin.REDO:
                self._undoable.append(self._redoable.pop())
            case Origin.CREATED | Origin.DATA_FILE if batch.number == 1:
                pass  # what a report was made with is no action of the clerk's
            case _:
                self._undoable.append(batch)
                self._redoable.clear()

    def newest_first(self) -> Iterator[Batch]:
        """Yield what was done and not taken back, the last first."""
        return reversed(self._undoable)

    @property
    def to_undo(self) -> Batch | None:
        """The batch that undo would take back."""
        return self._undoable[-1] if self._undoable else None

    @property
    def to_redo(self) -> Batch | None:
        """The batch that redo would repeat."""
        return self._redoable[-1] if self._redoable else None
