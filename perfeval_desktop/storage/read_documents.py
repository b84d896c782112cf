"""Documents that are only read, through a private copy: nothing is written to or beside them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.report import Report
from perfeval_desktop.storage.copying import reading_copy
from perfeval_desktop.storage.database import (
    file_format,
)
from perfeval_desktop.storage.disk import real_path
from perfeval_desktop.storage.failures import (
    opening,
)
from perfeval_desktop.storage.history import (
    history_start,
    read_batches,
    step_hashes,
)
from perfeval_desktop.storage.reading import read_report
from perfeval_desktop.storage.tables import DOCUMENT, FORMAT


def read_document(path: Path) -> Report:
    """Read a document through a private copy; nothing is written to it or beside it.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    with reading_copy(path) as (connection, _):
        return read_report(connection)


class ReadDocument(NamedTuple):
    """A document that was only read. `hashes` are those of `step_hashes`."""

    doc_id: str
    report: Report
    batches: list[Batch]
    steps_before: int
    hashes: dict[int, str]


def read_with_history(path: Path) -> ReadDocument:
    """Read a document and its history, as `read_document` does.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    with reading_copy(path) as (connection, _):
        return ReadDocument(
            connection.execute(select(DOCUMENT.c.doc_id)).scalar_one(),
            read_report(connection),
            read_batches(connection),
            history_start(connection).number,
            step_hashes(connection),
        )


def is_of_older_format(path: Path) -> bool:
    """Say whether publishing a document would give it a format that older programs do not know.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    path = real_path(path)
    with opening(path):
        return file_format(path) < FORMAT
