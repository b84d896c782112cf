"""Connections to the databases of documents: pragmas, transactions, checks of a file's bytes."""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    FileTooNewError,
    NotAReportError,
    TamperedHistoryError,
)
from perfeval_desktop.storage.disk import can_be_written_down
from perfeval_desktop.storage.failures import (
    DAMAGED,
    NO_NAME,
    NO_ROOM,
    is_about_disk,
    is_out_of_time,
)
from perfeval_desktop.storage.history import broken_batch
from perfeval_desktop.storage.limits import (
    LONGEST_ENTRY,
    MOST_BYTES,
    MOST_RECORDS,
    MOST_ROWS,
    bind,
)
from perfeval_desktop.storage.schemas import FORMAT_6, schema_of_tables
from perfeval_desktop.storage.state import private_file
from perfeval_desktop.storage.tables import (
    APPLICATION_ID,
    APPROVED,
    APPROVED_VALUES,
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

_SCHEMA = schema_of_tables(FORMAT_6)
_MAGIC = b"SQLite format 3\x00"
ROLLBACK_HEADER = b"\x01\x01"  # bytes 18 and 19: the file needs nothing beside it
_PAGE_SIZE = 4096  # of every file that this program ever wrote
_UTF_8 = 1
CHANGED = "文件被其他程序改动过"
_WITH_JOURNAL = (
    "文件被其他程序打开改动过，一部分内容可能还在它旁边的 -wal 文件里。"
    "请先在那个程序里关闭它，或者让发来的人用绩效自评另存一份"
)
TOO_LARGE = "文件太大，不像自评报告"
TOO_SLOW = "文件检查了很久也没有检查完，里面可能有问题"
_WORKING = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
)
# No text of this program has the character NUL, where others would take the text to end.
_WITH_NUL = " UNION ALL ".join(
    f"SELECT 1 FROM {table.name} WHERE "
    + " OR ".join(f'instr("{c.name}", char(0))' for c in table.c if isinstance(c.type, Text))
    for table in (
        *(RECORDS, ENTRIES, EXPLANATIONS, REMARKS, STATUS, LAST_YEAR, LAST_VALUES),
        *(APPROVED, APPROVED_VALUES),
    )
)
_LONGEST_ENTRY = f"SELECT max(length(text)) FROM {ENTRIES.name}"
_ALWAYS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",  # figures must not get into a common folder for temporary files
    "PRAGMA foreign_keys=ON",
)


def make_engine(path: Path, *, is_working_copy: bool, is_foreign: bool = False) -> Engine:
    """Return an engine on a private database file; each connection is the caller's own.

    What `is_foreign` nobody has looked at yet: its connections are bounded in time and memory.
    """
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
        if is_foreign:
            bind(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def create_schema(path: Path) -> None:
    """Make an empty database of the current format."""
    private_file(path)
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
    if not can_be_written_down(path):
        raise CannotOpenError(path, NO_NAME)
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
    pages, encoding, version, application = (
        struct.unpack(">I", header[at : at + 4])[0] for at in (28, 56, 60, 68)
    )
    if application != APPLICATION_ID:
        raise NotAReportError(path, "它是别的程序的数据文件")
    if version > FORMAT:
        raise FileTooNewError(path)
    if header[18:20] != ROLLBACK_HEADER:  # what lies beside it may hold the rest
        raise NotAReportError(path, _WITH_JOURNAL)
    if size > MOST_BYTES:
        raise NotAReportError(path, TOO_LARGE)
    if size != pages * (65_536 if page_size == 1 else page_size):
        raise NotAReportError(path, "文件不完整，可能还在复制，或者复制中断了")
    if page_size != _PAGE_SIZE or encoding != _UTF_8:
        raise NotAReportError(path, CHANGED)
    return int(version)


def check_database(path: Path, document: Path, *, is_ours: bool = False) -> None:
    """Check a private copy of a document: schema, limits, integrity, references, digest, history.

    `is_ours` says that this process has just made it from its own working copy, whose history is
    known to be whole.

    Raises:
        NotAReportError: something is wrong; `document` is named in it.
    """
    engine = make_engine(path, is_working_copy=False, is_foreign=not is_ours)
    try:
        with engine.connect() as connection:
            problem = problem_of_schema(connection, _SCHEMA, is_ours=is_ours)
            problem = problem or _problem_of_content(connection, is_ours=is_ours)
            broken = broken_batch(connection) if not problem and not is_ours else None
    except Exception as error:
        if is_about_disk(error):
            raise CannotOpenError(document, NO_ROOM) from error
        # sqlite3 and SQLAlchemy raise many kinds over a damaged file; all mean the same here.
        reason = TOO_SLOW if is_out_of_time(error) else DAMAGED
        raise NotAReportError(document, reason) from error
    finally:
        engine.dispose()
    if problem:
        raise NotAReportError(document, problem)
    if broken is not None:
        raise TamperedHistoryError(document, broken)


def problem_of_schema(
    connection: Connection, schema: tuple[str, ...], *, is_ours: bool = False
) -> str:
    """Return why a database is no sound one of this schema, "" when it is.

    Nothing is asked of it before it is known to consist of our tables and of nothing else.
    """
    if schema_of(connection) != schema:
        return CHANGED
    if not is_ours and _has_too_many_rows(connection, schema):
        return TOO_LARGE
    return "" if is_sound(connection) else DAMAGED


def _has_too_many_rows(connection: Connection, schema: tuple[str, ...]) -> bool:
    names = (each.split(" ", 2)[1] for each in schema if each.startswith("table "))
    most = {name: MOST_RECORDS if name == RECORDS.name else MOST_ROWS for name in names}
    one_more = (f"EXISTS (SELECT 1 FROM {name} LIMIT 1 OFFSET {n})" for name, n in most.items())
    return bool(connection.exec_driver_sql(f"SELECT {' OR '.join(one_more)}").scalar())


def _problem_of_content(connection: Connection, *, is_ours: bool) -> str:
    stored = connection.execute(select(DOCUMENT.c.digest)).scalar()
    if stored != content_digest(connection):
        return DAMAGED
    if is_ours:
        return ""
    if connection.exec_driver_sql(_WITH_NUL).first() is not None:
        return CHANGED
    if (connection.exec_driver_sql(_LONGEST_ENTRY).scalar() or 0) > LONGEST_ENTRY:
        return TOO_LARGE
    return ""


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
        select(APPROVED),
        select(APPROVED_VALUES).order_by(APPROVED_VALUES.c.field, APPROVED_VALUES.c.name),
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
