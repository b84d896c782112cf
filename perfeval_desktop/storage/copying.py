"""Bring a document's bytes into a private copy and check them there; the original is only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from perfeval_desktop.domain.errors import CannotOpenError, NotAReportError
from perfeval_desktop.storage.database import check_database, file_format, make_engine
from perfeval_desktop.storage.disk import file_hash, real_path, sync_file
from perfeval_desktop.storage.failures import opening
from perfeval_desktop.storage.migration_steps import STEPS
from perfeval_desktop.storage.migrations import migrate
from perfeval_desktop.storage.sessions import (
    reading_database,
    remove_database,
    sweep_sessions_dir,
)
from perfeval_desktop.storage.state import private_file
from perfeval_desktop.storage.tables import FORMAT
from perfeval_desktop.storage.writing import stamp_digest

_TRIES = 3


def copy_checked(path: Path, database: Path) -> tuple[int, str]:
    """Copy a document and check the copy, which is brought to the format of today.

    Returns:
        The format the document had, and the SHA-256 of its bytes.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read, or is no sound report.
        OSError: the copy cannot be written.
    """
    number = file_format(path)
    base = _copy(path, database)
    if number < FORMAT:
        migrate(database, number, path, STEPS)
        _stamp(database)
    check_database(database, path)
    sync_file(database)
    return number, base


@contextmanager
def reading_copy(path: Path) -> Iterator[tuple[Connection, int]]:
    """Give a connection to a checked private copy, with the format the document had.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: the document cannot be read.
    """
    path = real_path(path)
    with opening(path):
        sweep_sessions_dir()
        database = reading_database()
        try:
            number, _ = copy_checked(path, database)
            engine = make_engine(database, is_working_copy=False)
            try:
                with engine.begin() as connection:
                    yield connection, number
            finally:
                engine.dispose()
        finally:
            remove_database(database)


def _copy(path: Path, database: Path) -> str:
    """Copy until the original has not changed meanwhile; return its hash."""
    for _ in range(_TRIES):
        private_file(database)
        with database.open("wb") as target:
            target.writelines(_pieces(path))
        if (base := _hash_of(path)) == file_hash(database):
            return base
    raise NotAReportError(path, "文件正在被别的程序写入")


def _pieces(path: Path) -> Iterator[bytes]:
    with _reading(path), path.open("rb") as source:
        while piece := source.read(2**20):
            yield piece


def _hash_of(path: Path) -> str:
    with _reading(path):
        return file_hash(path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotOpenError(path, "没有读取权限，或者磁盘已经拔出") from error


def _stamp(database: Path) -> None:
    engine = make_engine(database, is_working_copy=False)
    with engine.begin() as connection:
        stamp_digest(connection)
    engine.dispose()
