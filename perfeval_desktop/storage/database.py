"""Connections to the databases of documents: pragmas, transactions, checks of a file's bytes."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    FileTooNewError,
    NotAReportError,
    TamperedHistoryError,
)
from perfeval_desktop.storage.failures import DAMAGED, NO_ROOM, is_about_disk
from perfeval_desktop.storage.history import broken_batch
from perfeval_desktop.storage.schemas import FORMAT_5, schema_of_tables
from perfeval_desktop.storage.tables import (
    APPLICATION_ID,
    BATCHES,
    DOCUMENT,
    ENTRIES,
    EXPLANATIONS,
    FORMAT,
    HISTORY_START,
    LAST_VALUES,
    LAST_YEAR,
    MERGED,
    METADATA,
    PAPER_CODES,
    PAPERS,
    RECORDS,
    REMARKS,
    STATUS,
    TEMPLATE_FILES,
    VERSIONS,
)

_SCHEMA = schema_of_tables(FORMAT_5)
_MAGIC = b"SQLite format 3\x00"
ROLLBACK_HEADER = b"\x01\x01"  # bytes 18 and 19: the file needs nothing beside it
_MAX_BYTES = 128 * 2**20
_WORKING = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
)
_ALWAYS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA foreign_keys=ON",
)


def make_engine(path: Path, *, is_working_copy: bool) -> Engine:
    """Return an engine on a private database file; each connection is the caller's own."""
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,  # an error must not carry figures or names into a log
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # no hidden BEGIN: ours is IMMEDIATE
        for pragma in (*_ALWAYS, *(_WORKING if is_working_copy else ())):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def create_schema(path: Path) -> None:
    """Make an empty database of the current format."""
    engine = make_engine(path, is_working_copy=False)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute(f"PRAGMA application_id={APPLICATION_ID}")
        driver.execute(f"PRAGMA user_version={FORMAT}")
        with connection.begin():
            METADATA.create_all(connection)
    engine.dispose()


def file_format(path: Path) -> int:
    """Return the format number in the header of a document, read before SQLite touches the file.

    Raises:
        CannotOpenError: the file cannot be read.
        NotAReportError: it is no whole `.peval` file.
        FileTooNewError: a newer program wrote it.
    """
    try:
        if not path.is_file():
            raise CannotOpenError(path, "没有这个文件" if not path.exists() else "这不是一个文件")
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise CannotOpenError(path, "没有读取权限，或者磁盘已经拔出") from error
    if len(header) < 100 or header[:16] != _MAGIC:
        raise NotAReportError(path, "它不是自评报告文件，或者没有复制完整")
    (page_size,) = struct.unpack(">H", header[16:18])
    pages, version, application = (
        struct.unpack(">I", header[at : at + 4])[0] for at in (28, 60, 68)
    )
    if application != APPLICATION_ID:
        raise NotAReportError(path, "它是别的程序的数据文件")
    if version > FORMAT:
        raise FileTooNewError(path)
    if header[18:20] != ROLLBACK_HEADER:
        raise NotAReportError(path, "文件被其他程序打开改动过")  # its journal may hold the rest
    if size > _MAX_BYTES or size != pages * (65_536 if page_size == 1 else page_size):
        raise NotAReportError(path, "文件不完整，可能还在复制，或者复制中断了")
    return int(version)


def check_database(path: Path, document: Path, *, is_ours: bool = False) -> None:
    """Check a private copy of a document: schema, integrity, references, digest, history.

    `is_ours` says that this process has just made it from its own working copy, whose history is
    known to be whole.

    Raises:
        NotAReportError: something is wrong; `document` is named in it.
    """
    engine = make_engine(path, is_working_copy=False)
    try:
        with engine.connect() as connection:
            problem = _problem(connection)
            broken = broken_batch(connection) if not problem and not is_ours else None
    except Exception as error:
        if is_about_disk(error):
            raise CannotOpenError(document, NO_ROOM) from error
        # sqlite3 and SQLAlchemy raise many kinds over a damaged file; all mean the same here.
        raise NotAReportError(document, DAMAGED) from error
    finally:
        engine.dispose()
    if problem:
        raise NotAReportError(document, problem)
    if broken is not None:
        raise TamperedHistoryError(document, broken)


def _problem(connection: Connection) -> str:
    if schema_of(connection) != _SCHEMA:
        return "文件被其他程序改动过"
    if not is_sound(connection):
        return DAMAGED
    stored = connection.execute(select(DOCUMENT.c.digest)).scalar()
    return "" if stored == content_digest(connection) else DAMAGED


def is_sound(connection: Connection) -> bool:
    """Say whether SQLite finds nothing wrong with the database itself."""
    checked = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    return (
        checked == "ok" and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    )


def schema_of(connection: Connection) -> tuple[str, ...]:
    """Return what the database consists of, white space aside."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
    )
    return tuple(" ".join(" ".join(row).split()) for row in rows)


def content_digest(connection: Connection) -> str:
    """Return the SHA-256 over all rows; the hash of the last batch stands for the history."""
    facts = [column for column in DOCUMENT.c if column.name != "digest"]
    last = select(BATCHES.c.number, BATCHES.c.hash).order_by(BATCHES.c.number.desc()).limit(1)
    statements = (
        select(*facts),
        select(TEMPLATE_FILES).order_by(TEMPLATE_FILES.c.name),
        select(RECORDS).order_by(RECORDS.c.id),
        select(ENTRIES).order_by(ENTRIES.c.record, ENTRIES.c.field),
        select(EXPLANATIONS).order_by(EXPLANATIONS.c.check_id, EXPLANATIONS.c.record),
        select(REMARKS).order_by(REMARKS.c.record, REMARKS.c.field),
        select(STATUS),
        select(LAST_YEAR),
        select(LAST_VALUES).order_by(LAST_VALUES.c.field, LAST_VALUES.c.name),
        select(PAPERS).order_by(PAPERS.c.number),
        select(PAPER_CODES).order_by(PAPER_CODES.c.paper, PAPER_CODES.c.place),
        select(VERSIONS).order_by(VERSIONS.c.name),
        select(MERGED).order_by(MERGED.c.hash),
        select(HISTORY_START),
        last,
    )
    return digest_of_rows(connection.execute(statement).all() for statement in statements)


def digest_of_rows(results: Iterable[Iterable[Iterable[object]]]) -> str:
    """Return the SHA-256 over the rows of several queries; how it is made never changes."""
    digest = hashlib.sha256()
    for rows in results:
        for row in rows:
            digest.update(repr(tuple(row)).encode())
        digest.update(b"\n")
    return digest.hexdigest()
