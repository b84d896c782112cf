"""SQLite through apsw behind the face of the `sqlite3` module: below it lies a disk of our own.

The program's own statements, pragmas and transactions run unchanged; only the library under them
is another copy of SQLite, one that lets Python see every write and every sync.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import apsw

# A disk of ours that refuses raises one of these itself, without a number in it.
_NAMES = {
    apsw.CantOpenError: "SQLITE_CANTOPEN",
    apsw.CorruptError: "SQLITE_CORRUPT",
    apsw.FullError: "SQLITE_FULL",
    apsw.IOError: "SQLITE_IOERR",
    apsw.NotADBError: "SQLITE_NOTADB",
    apsw.PermissionsError: "SQLITE_PERM",
    apsw.ReadOnlyError: "SQLITE_READONLY",
}


class Cursor:
    """What SQLAlchemy asks of a cursor."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: tuple[tuple[Any, ...], ...] | None = None
        self._rows: deque[tuple[Any, ...]] = deque()

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        return self._run(lambda cursor: cursor.execute(sql, parameters or None))

    def executemany(self, sql: str, rows: Iterable[Any]) -> Cursor:
        return self._run(lambda cursor: cursor.executemany(sql, rows))

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.popleft() if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    @property
    def lastrowid(self) -> int:
        return self.connection.below.last_insert_rowid()

    @property
    def rowcount(self) -> int:
        return self.connection.below.changes()

    def close(self) -> None:
        self._rows.clear()

    def _run(self, act: Callable[[apsw.Cursor], apsw.Cursor]) -> Cursor:
        """Read all rows at once: a statement left in the middle would hold up the commit."""
        self.description = None
        cursor = self.connection.below.cursor()
        cursor.exec_trace = self._describe
        try:
            with _as_sqlite3():
                self._rows = deque(act(cursor))
        finally:
            cursor.exec_trace = None
            cursor.close(True)
        return self

    def _describe(self, cursor: apsw.Cursor, sql: str, bindings: Any) -> bool:
        columns = cursor.get_description()
        self.description = tuple((each[0], *[None] * 6) for each in columns) or None
        return True


class Connection(sqlite3.Connection):
    """A connection of `sqlite3` in name, whose work apsw does."""

    below: apsw.Connection

    def cursor(self, *args: object) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:  # type: ignore[override]
        return self.cursor().execute(sql, parameters)

    def create_function(self, *args: Any, **names: Any) -> None:
        """SQLAlchemy offers REGEXP; nothing here asks for it."""

    @property
    def in_transaction(self) -> bool:  # type: ignore[override]
        return self.below.in_transaction

    def commit(self) -> None:
        if self.below.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.below.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with suppress(apsw.Error):  # as `sqlite3` does: what cannot be tidied up is left
            self.below.close(True)
        super().close()


@contextmanager
def driven_by(vfs: str) -> Iterator[None]:
    """Let every database that is opened meanwhile lie on a file system of apsw's."""
    connect = sqlite3.dbapi2.connect

    def connect_below(path: str, **names: object) -> Connection:
        connection = connect(":memory:", factory=Connection, check_same_thread=False)
        with _as_sqlite3():
            connection.below = apsw.Connection(str(path), vfs=vfs)
        return connection

    sqlite3.dbapi2.connect = connect_below  # type: ignore[assignment]
    try:
        yield
    finally:
        sqlite3.dbapi2.connect = connect


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    """Raise what the standard module would raise."""
    try:
        yield
    except apsw.Error as error:
        if isinstance(error, apsw.ConstraintError):
            kind: type[sqlite3.Error] = sqlite3.IntegrityError
        elif isinstance(error, apsw.CorruptError | apsw.NotADBError):
            kind = sqlite3.DatabaseError
        else:
            kind = sqlite3.OperationalError
        ours = kind(str(error))
        ours.sqlite_errorname = _NAMES.get(type(error), "")
        raise ours from error
