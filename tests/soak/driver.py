"""SQLite through apsw behind the face of the `sqlite3` module: below it lies a disk of our own.

The program's own statements, pragmas and transactions run unchanged; only the library under them
is another copy of SQLite, one that lets Python see every write and every sync.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw

_NAMES = {value: name for value, name in apsw.mapping_result_codes.items() if isinstance(value, int)}


class Cursor:
    """What SQLAlchemy asks of a cursor."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._cursor = connection.below.cursor()
        self._cursor.exec_trace = self._begin
        self.description: tuple[tuple[Any, ...], ...] | None = None

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        self.description = None
        with _as_sqlite3():
            self._cursor.execute(sql, parameters or None)
        return self

    def executemany(self, sql: str, rows: Iterable[Any]) -> Cursor:
        self.description = None
        with _as_sqlite3():
            self._cursor.executemany(sql, rows)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        with _as_sqlite3():
            return self._cursor.fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        with _as_sqlite3():
            return self._cursor.fetchall()

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        rows = (self.fetchone() for _ in range(size))
        return [row for row in rows if row is not None]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    @property
    def lastrowid(self) -> int:
        return self.connection.below.last_insert_rowid()

    @property
    def rowcount(self) -> int:
        return self.connection.below.changes()

    def close(self) -> None:
        self._cursor.close(True)

    def _begin(self, cursor: apsw.Cursor, sql: str, bindings: Any) -> bool:
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
        with _as_sqlite3():
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
        name = str(_NAMES.get(getattr(error, "result", 0), ""))
        if isinstance(error, apsw.ConstraintError):
            kind: type[sqlite3.Error] = sqlite3.IntegrityError
        elif isinstance(error, apsw.CorruptError | apsw.NotADBError):
            kind = sqlite3.DatabaseError
        else:
            kind = sqlite3.OperationalError
        ours = kind(str(error))
        ours.sqlite_errorname = name
        raise ours from error
