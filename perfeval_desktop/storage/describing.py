"""What a document says about itself, read at leisure through the typed rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from perfeval_desktop.storage.copying import reading_copy
from perfeval_desktop.storage.history import history_start
from perfeval_desktop.storage.mappings import BatchRow, DocumentRow, EntryRow, PaperRow


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a file is, and how it came about.

    Times are ISO 8601 with offset; `last_*` tell of the newest action in its history.
    """

    doc_id: str
    format: int
    app_version: str
    created: str
    modified: str
    entries: int
    batches: int
    steps_before: int  # of them, those that a copy without its history does not tell
    last_label: str
    last_person: str
    last_time: str
    papers: int
    last_code: str  # of the paper made last, "" for none


def describe_document(path: Path) -> DocumentFacts:
    """Read what a document says about itself; nothing is written to it or beside it.

    Raises:
        CannotOpenError, NotAReportError, FileTooNewError: it cannot be read.
    """
    with reading_copy(path) as (connection, number):
        return _facts(connection, number)


def _facts(connection: Connection, file_format: int) -> DocumentFacts:
    with Session(connection) as session:
        document = session.scalars(select(DocumentRow)).one()
        last = session.scalars(select(BatchRow).order_by(BatchRow.number.desc()).limit(1)).first()
        paper = session.scalars(select(PaperRow).order_by(PaperRow.number.desc()).limit(1)).first()
        start = history_start(connection).number
        return DocumentFacts(
            doc_id=document.doc_id,
            format=file_format,
            app_version=document.app_version,
            created=document.created,
            modified=document.modified,
            entries=session.scalar(select(func.count()).select_from(EntryRow)) or 0,
            batches=last.number if last is not None else start,
            steps_before=start,
            last_label=last.label if last is not None else "",
            last_person=last.person if last is not None else "",
            last_time=last.time if last is not None else "",
            papers=paper.number if paper is not None else 0,
            last_code=paper.code if paper is not None else "",
        )
