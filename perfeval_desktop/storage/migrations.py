"""Older formats: a file is rebuilt, on its private copy, one numbered step after another.

A step makes a *new* database with its own frozen DDL and copies the rows over in one transaction,
so that the result has exactly the schema of its format. Steps never use today's classes: they
describe the past. The document on disk changes only when the rebuilt copy is published.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.storage.database import make_engine
from perfeval_desktop.storage.tables import APPLICATION_ID, FORMAT


@dataclass(frozen=True, slots=True)
class Migration:
    """The step from format `to - 1` to format `to`.

    `copy` reads from the schema `old`, for example `INSERT INTO record SELECT … FROM old.record`.
    """

    to: int
    ddl: tuple[str, ...]
    copy: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = ()


def migrate(
    database: Path,
    file_format: int,
    document: Path,
    migrations: Sequence[Migration] = MIGRATIONS,
    target: int = FORMAT,
) -> None:
    """Bring a private copy to the target format, in place.

    Raises:
        NotAReportError: there is no way from its format, or a step failed; the copy is as before.
    """
    steps = {step.to: step for step in migrations}
    for number in range(file_format + 1, target + 1):
        if number not in steps:
            raise NotAReportError(document, "这种早期格式已经不能识别")
        _run(database, steps[number], document)


def _run(database: Path, step: Migration, document: Path) -> None:
    rebuilt = database.with_name(f"{database.name}.format-{step.to}")
    rebuilt.unlink(missing_ok=True)
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
    except SQLAlchemyError as error:
        engine.dispose()
        rebuilt.unlink(missing_ok=True)
        raise NotAReportError(document, "早期格式的内容没有转换成功") from error
    engine.dispose()
    os.replace(rebuilt, database)
