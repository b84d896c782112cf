"""Older formats: a file is rebuilt, on its private copy, one numbered step after another.

A step makes a *new* database with its own frozen DDL and copies the rows over in one transaction,
so that the result has exactly the schema of its format. Steps never use today's classes: they
describe the past. The document on disk changes only when the rebuilt copy is published.

The old format's schema and digest are frozen with the step that leaves it, so that an old file is
trusted no more than a new one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.storage.database import (
    TOO_SLOW,
    digest_of_rows,
    make_engine,
    problem_of_schema,
    schema_of,
)
from perfeval_desktop.storage.failures import DAMAGED, is_out_of_time
from perfeval_desktop.storage.state import private_file
from perfeval_desktop.storage.tables import APPLICATION_ID, FORMAT


@dataclass(frozen=True, slots=True)
class Migration:
    """The step from format `to - 1` to format `to`.

    `copy` reads from the schema `old`, for example `INSERT INTO record SELECT … FROM old.record`.
    `old_schema` is what `schema_of` returns for a file of the old format, `old_digest` the queries
    whose rows its stored digest is made of; they are checked before anything is copied.
    """

    to: int
    ddl: tuple[str, ...]
    copy: tuple[str, ...]
    old_schema: tuple[str, ...] = ()
    old_digest: tuple[str, ...] = ()


def migrate(
    database: Path,
    file_format: int,
    document: Path,
    migrations: Sequence[Migration],
    target: int = FORMAT,
) -> None:
    """Bring a private copy to the target format, in place; its digest has to be stored anew.

    Raises:
        NotAReportError: there is no way from its format, it is damaged, or a step failed; the copy
            is as before.
    """
    steps = {step.to: step for step in migrations}
    numbers = range(file_format + 1, target + 1)
    if any(number not in steps for number in numbers):
        raise NotAReportError(document, "这种早期格式已经不能识别")
    for number in numbers:
        _run(database, steps[number], document, is_checked=number == numbers[0])


def _run(database: Path, step: Migration, document: Path, *, is_checked: bool) -> None:
    rebuilt = database.with_name(f"{database.name}.format-{step.to}")
    rebuilt.unlink(missing_ok=True)
    try:
        if is_checked:
            _check_old(database, step, document)
        _rebuild(database, step, rebuilt)
        os.replace(rebuilt, database)
    except (SQLAlchemyError, sqlite3.Error) as error:
        if is_out_of_time(error):
            raise NotAReportError(document, TOO_SLOW) from error
        raise NotAReportError(document, "早期格式的内容没有转换成功") from error
    finally:
        rebuilt.unlink(missing_ok=True)


def _check_old(database: Path, step: Migration, document: Path) -> None:
    engine = make_engine(database, is_working_copy=False, is_foreign=True)
    try:
        with engine.connect() as connection:
            problem = problem_of_schema(connection, step.old_schema or schema_of(connection))
            if not problem and not _has_its_digest(connection, step):
                problem = DAMAGED
            if problem:
                raise NotAReportError(document, problem)
    finally:
        engine.dispose()


def _has_its_digest(connection: Connection, step: Migration) -> bool:
    if not step.old_digest:
        return True
    stored = connection.exec_driver_sql("SELECT digest FROM document").scalar()
    rows = (connection.exec_driver_sql(statement) for statement in step.old_digest)
    return bool(stored == digest_of_rows(rows))


def _rebuild(database: Path, step: Migration, rebuilt: Path) -> None:
    private_file(rebuilt)
    engine = make_engine(rebuilt, is_working_copy=False)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("ATTACH DATABASE ? AS old", (str(database),))
            with connection.begin():
                for statement in (*step.ddl, *step.copy):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={step.to}")
            driver.execute("DETACH DATABASE old")
    finally:
        engine.dispose()
