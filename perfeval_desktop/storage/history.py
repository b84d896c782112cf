"""The history in the file: what was done, by whom, and whether it is still what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.history import History
from perfeval_desktop.storage.codec import FIRST_HASH, chained_hash, decode_edit
from perfeval_desktop.storage.tables import BATCHES, EDITS

_BATCHES = select(BATCHES).order_by(BATCHES.c.number)
_EDITS = select(EDITS).order_by(EDITS.c.batch, EDITS.c.place)

# number, label, origin, person, time, target
BatchColumns = tuple[int, str, str, str, str, int | None]


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
        History(batches)
    except IndexError:
        raise ValueError("something is undone that was never done") from None
    return batches


def broken_batch(connection: Connection) -> int | None:
    """Return the number of the first batch whose hash is wrong; None when the chain is whole."""
    previous = FIRST_HASH
    for columns, stored, bodies in _rows(connection):
        previous = chained_hash(previous, columns, bodies)
        if stored != previous:
            return columns[0]
    return None


def _rows(connection: Connection) -> Iterator[tuple[BatchColumns, str, list[str]]]:
    """Yield the columns of each batch, its hash, and its edits as they are written."""
    bodies: dict[int, list[str]] = {}
    for batch, _, body in connection.execute(_EDITS).all():
        bodies.setdefault(batch, []).append(body)
    for number, label, origin, person, time, target, stored in connection.execute(_BATCHES).all():
        columns = (number, label, origin, person, time, target)
        yield columns, stored, bodies.get(number, [])
