"""A copy of a document that does not tell how it came about: none of the old texts is in its bytes.

It is a document like any other. Its history begins behind the last step that changed something, by
whose hash another copy of the report knows where the two part.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.edits import NOTES
from perfeval_desktop.domain.errors import ExportError, FileInUseError, PublishError
from perfeval_desktop.storage.copying import copy_checked
from perfeval_desktop.storage.database import check_database, make_engine
from perfeval_desktop.storage.disk import file_hash, is_same_path, real_path
from perfeval_desktop.storage.failures import NO_ROOM, opening, publishing_to
from perfeval_desktop.storage.history import HistoryStart, history_start
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.resuming import replacing
from perfeval_desktop.storage.sessions import reading_database, remove_database
from perfeval_desktop.storage.tables import (
    BATCHES,
    EDITS,
    EXPLANATIONS,
    HISTORY_START,
    PAPER_CODES,
    PAPERS,
    RECORDS,
    REMARKS,
    VERSIONS,
)
from perfeval_desktop.storage.writing import stamp_revision

_ITSELF = "副本不能盖在报告自己的文件上，请换一个文件名"


def copy_without_history(path: Path, target: Path, *, has_remarks: bool = True) -> None:
    """Write a copy of a document that is not open, without its history; see `write_shed`.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: the document cannot be read.
        ExportError: the copy cannot be written; what stood there is unchanged.
    """
    path = real_path(path)
    database = reading_database()
    try:
        with opening(path):
            copy_checked(path, database)
        _shed_to(database, path, target, has_remarks)
    finally:
        remove_database(database)


def write_shed(
    driver: sqlite3.Connection, path: Path, target: Path, *, has_remarks: bool = True
) -> None:
    """Write what a working copy holds without its history.

    The names of earlier states and the papers made of them go with it; those of the state there is
    now stay.

    Args:
        driver: The working copy, outside of any transaction.
        path: The file of its document.
        target: The file to make or replace.
        has_remarks: Whether what the clerk noted on cells is in the copy.

    Raises:
        ExportError: the copy cannot be written; what stood there is unchanged.
    """
    database = reading_database()
    try:
        with _exporting(target):
            driver.execute("VACUUM INTO ?", (str(database),))
        _shed_to(database, path, target, has_remarks)
    finally:
        remove_database(database)


def _shed_to(database: Path, path: Path, target: Path, has_remarks: bool) -> None:
    target = real_path(target)
    if is_same_path(target, path):
        raise ExportError(target, _ITSELF)
    engine = make_engine(database, is_working_copy=False)
    try:
        with _exporting(target), engine.begin() as connection:
            _shed(connection, has_remarks)
            stamp_revision(connection)
    finally:
        engine.dispose()
    check_database(database, path)
    # Named as every export is while it is written: the next one there removes what a kill left.
    beside = target.with_name(f".perfeval-export-{os.urandom(6).hex()}.tmp~")
    with _exporting(target), publishing_to(target), replacing(target):
        base = file_hash(target) if target.is_file() else ""
        with closing(sqlite3.connect(database)) as driver:
            driver.isolation_level = None
            # The pages are written anew: what was deleted is in none of them.
            publish_database(driver, beside, target, base, lambda new: None)


@contextmanager
def _exporting(target: Path) -> Iterator[None]:
    """What cannot be written is an export that failed: the report itself is not concerned."""
    try:
        yield
    except FileInUseError as error:
        raise ExportError(target, "它正在另一个窗口里打开着") from error
    except PublishError as error:
        raise ExportError(target, error.reason) from error
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise ExportError(target, NO_ROOM) from error


def _shed(connection: Connection, has_remarks: bool) -> None:
    start = _last_change(connection)
    connection.execute(delete(EDITS))
    connection.execute(delete(BATCHES))
    connection.execute(delete(HISTORY_START))
    if start.number:
        connection.execute(insert(HISTORY_START).values(id=1, **start._asdict()))
    connection.execute(delete(VERSIONS).where(VERSIONS.c.place != start.number))
    gone = select(PAPERS.c.number).where(PAPERS.c.place != start.number)
    connection.execute(delete(PAPER_CODES).where(PAPER_CODES.c.paper.in_(gone)))
    connection.execute(delete(PAPERS).where(PAPERS.c.place != start.number))
    there = select(RECORDS.c.id)
    of_gone_rows = EXPLANATIONS.c.record.not_in(there) & (EXPLANATIONS.c.record != "")
    connection.execute(delete(EXPLANATIONS).where(of_gone_rows))
    if not has_remarks:
        connection.execute(delete(REMARKS))


def _last_change(connection: Connection) -> HistoryStart:
    """Return the last step that is more than a note."""
    notes = [each.value for each in NOTES]
    last = (
        select(BATCHES.c.number, BATCHES.c.hash)
        .where(BATCHES.c.origin.not_in(notes))
        .order_by(BATCHES.c.number.desc())
        .limit(1)
    )
    row = connection.execute(last).first()
    return history_start(connection) if row is None else HistoryStart(row.number, row.hash)
