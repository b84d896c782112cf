"""The history in a damaged file: which of its steps are proven, and how far they lead back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from perfeval_desktop.domain.edits import (
    MADE_WITH,
    NOTES,
    Batch,
    Origin,
    apply_edits,
    inverses,
)
from perfeval_desktop.domain.report import Report
from perfeval_desktop.storage.codec import chained_hash, decode_edit
from perfeval_desktop.storage.damaged_pages import Cell, FoundRows
from perfeval_desktop.storage.history import HistoryStart

_COLUMNS = ("number", "label", "origin", "person", "time", "target", "hash")


@dataclass
class FoundHistory:
    """What there is of the history.

    Attributes:
        start: What the history follows, as in a file that is whole.
        last: Number and hash of the last step of which anything is known; 0 where nothing is.
        proven: The last steps, as far back as the chain of hashes proves each without a gap.
        written: Of each step that is proven, its row and the edits as they are written.
        singles: All steps that are proven by the hash before them, those behind a gap too.
    """

    start: HistoryStart = field(default_factory=HistoryStart)
    last: HistoryStart = field(default_factory=HistoryStart)
    proven: list[Batch] = field(default_factory=list)
    written: dict[int, tuple[dict[str, Cell], list[str]]] = field(default_factory=dict)
    singles: list[Batch] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every step from an empty report on is proven."""
        return (
            self.last.number > 0 and self.start.number == 0 and len(self.proven) == self.last.number
        )

    def step(self, number: int) -> HistoryStart:
        """Return a step by its number; it was read, but may not be proven."""
        return HistoryStart(number, self.hashes[number])


def found_history(found: FoundRows) -> FoundHistory:
    """Put together what there is of the history."""
    history = FoundHistory()
    starts = found.tables["history_start"]
    if starts:
        history.start = HistoryStart(starts[0].number, str(starts[0].values[2]))
    rows = {row.number: row.values for row in found.tables["batch"]}
    history.hashes = {number: str(values[-1]) for number, values in rows.items()}
    history.hashes.setdefault(history.start.number, history.start.hash)
    bodies = _bodies(found)
    last = max([found.last_step, *history.hashes])
    # A hash that no other copy has stands for a step that is lost itself.
    history.last = HistoryStart(last, history.hashes.get(last, f"lost-{uuid.uuid4()}"))
    for number in sorted(rows):
        batch = _proven(number, rows[number], bodies.get(number, {}), history)
        if batch is not None:
            history.singles.append(batch)
    for batch in reversed(history.singles):
        if batch.number != last - len(history.proven):
            break
        history.proven.insert(0, batch)
    return history


def undone_as_far(report: Report, proven: Sequence[Batch]) -> list[Batch]:
    """Return the last steps that can be taken back from the report, one after another.

    Steps that undo something from before the first of them are of no use without it.
    """
    now = report.copy()
    kept: list[Batch] = []
    for batch in reversed(proven):
        try:
            apply_edits(now, inverses(batch.edits))
        except Exception as error:  # whatever a damaged file makes of it: it does not fit
            del error
            break
        kept.insert(0, batch)
    return kept[_first_that_stands_alone(kept) :]


def _first_that_stands_alone(batches: Sequence[Batch]) -> int:
    first, done, undone = 0, 0, 0
    for place, batch in enumerate(batches):
        if batch.origin in NOTES:
            continue
        if batch.origin is Origin.UNDO:
            done, undone = done - 1, undone + 1
        elif batch.origin is Origin.REDO:
            done, undone = done + 1, undone - 1
        elif batch.number != 1 or batch.origin not in MADE_WITH:
            done, undone = done + 1, 0
        if done < 0 or undone < 0:
            first, done, undone = place + 1, 0, 0
    return first


def _bodies(found: FoundRows) -> dict[int, dict[int, str]]:
    bodies: dict[int, dict[int, str]] = {}
    for _, (batch, place, body) in found.tables["edit"]:
        bodies.setdefault(int(str(batch)), {})[int(str(place))] = str(body)
    return bodies


def _proven(
    number: int, values: tuple[Cell, ...], bodies: dict[int, str], history: FoundHistory
) -> Batch | None:
    """Return a step whose row and edits are what was hashed, None when they are not."""
    *columns, stored = values
    previous = history.hashes.get(number - 1)
    texts = [bodies[place] for place in sorted(bodies)]
    if previous is None or list(range(len(texts))) != sorted(bodies):
        return None
    if chained_hash(previous, columns, texts) != stored:
        return None
    _, label, origin, person, time, target = columns
    try:
        edits = tuple(map(decode_edit, texts))
        batch = Batch(
            number,
            str(label),
            Origin(str(origin)),
            str(person),
            datetime.fromisoformat(str(time)),
            edits,
            target if isinstance(target, int) else None,
        )
    except Exception as error:  # another program's step, well hashed: as good as none
        del error
        return None
    history.written[number] = (dict(zip(_COLUMNS, values, strict=True)), texts)
    return batch
