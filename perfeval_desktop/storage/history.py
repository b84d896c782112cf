"""The history in the file: what was done, by whom, and whether it is still what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.history import History
from perfeval_desktop.storage.codec import FIRST_HASH, chained_hash, decode_edit
from perfeval_desktop.storage.tables import BATCHES, DOCUMENT, EDITS, HISTORY_START

_BATCHES = select(BATCHES).order_by(BATCHES.c.number)
_LAST = select(BATCHES.c.number, BATCHES.c.hash).order_by(BATCHES.c.number.desc()).limit(1)
_EDITS = select(EDITS).order_by(EDITS.c.batch, EDITS.c.place)

# number, label, origin, person, time, target
BatchColumns = tuple[int, str, str, str, str, int | None]


class HistoryStart(NamedTuple):
    """What the first step of a history follows: nothing, or steps that the file does not tell."""

    number: int = 0
    hash: str = FIRST_HASH


class Chain(NamedTuple):
    """Which document a copy is one of, and the hashes of its steps (see `step_hashes`)."""

    doc_id: str
    hashes: dict[int, str]


def history_start(connection: Connection) -> HistoryStart:
    """Return what the history of a document follows."""
    row = connection.execute(select(HISTORY_START)).first()
    return HistoryStart() if row is None else HistoryStart(row.number, row.hash)


def last_step(connection: Connection) -> HistoryStart:
    """Return number and hash of the last step, of the one before the first where none is told."""
    row = connection.execute(_LAST).first()
    return history_start(connection) if row is None else HistoryStart(row.number, row.hash)


def read_batches(connection: Connection) -> list[Batch]:
    """Return the whole history, oldest first.

    Raises:
        ValueError, KeyError, TypeError: the history cannot be read, or could not have happened.
    """
    batches = []
    for (number, label, origin, person, time, target), _, bodies in _rows(connection):
        edits = tuple(map(decode_edit, bodies))
        at = datetime.fromisoformat(time)
        batches.append(Batch(number, label, Origin(origin), person, at, edits, target))
    try:
        History(batches, history_start(connection).number)
    except IndexError:
        raise ValueError("something is undone that was never done") from None
    return batches


def step_hashes(connection: Connection) -> dict[int, str]:
    """Return the hash of each step, with that of the one before the first that is told, if any.

    Two copies of a report were the same until the last step that has the same hash in both.
    """
    start = history_start(connection)
    told = connection.execute(select(BATCHES.c.number, BATCHES.c.hash)).all()
    return dict([*([start] if start.number else []), *((number, hash_) for number, hash_ in told)])


def read_chain(connection: Connection) -> Chain:
    """Return what tells copies of one document apart, and where they parted."""
    doc_id = connection.execute(select(DOCUMENT.c.doc_id)).scalar_one()
    return Chain(doc_id, step_hashes(connection))


def broken_batch(connection: Connection) -> int | None:
    """Return the number of the first batch that is missing or has a wrong hash, None for none."""
    before, previous = history_start(connection)
    for columns, stored, bodies in _rows(connection):
        previous = chained_hash(previous, columns, bodies)
        before += 1
        if stored != previous or columns[0] != before:
            return before
    return None


def _rows(connection: Connection) -> Iterator[tuple[BatchColumns, str, list[str]]]:
    """Yield the columns of each batch, its hash, and its edits as they are written."""
    bodies: dict[int, list[str]] = {}
    for batch, _, body in connection.execute(_EDITS).all():
        bodies.setdefault(batch, []).append(body)
    for number, label, origin, person, time, target, stored in connection.execute(_BATCHES).all():
        columns = (number, label, origin, person, time, target)
        yield columns, stored, bodies.get(number, [])
