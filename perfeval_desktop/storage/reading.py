"""Rows of a document → `Report` and `Batch` objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from perfeval_desktop.domain.edits import AddRecord, Batch, Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.parsing import decode_value
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.storage.codec import FIRST_HASH, chained_hash, decode_edit
from perfeval_desktop.storage.tables import (
    BATCHES,
    DOCUMENT,
    EDITS,
    ENTRIES,
    RECORDS,
    TEMPLATE_FILES,
)
from perfeval_desktop.templates.loader import template_from_texts


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a file says about itself."""

    doc_id: str
    format: int
    app_version: str
    created: str
    modified: str


def read_report(connection: Connection) -> Report:
    """Return the report of a document, under the template embedded in it.

    Raises:
        TemplateError: the embedded template is faulty.
        EditError, ValueParseError: the rows do not make a report.
    """
    texts = {row.name: row.text for row in connection.execute(select(TEMPLATE_FILES))}
    year = connection.execute(select(DOCUMENT.c.year)).scalar_one()
    report = Report(template_from_texts(texts), year)
    apply_edits(report, _record_edits(connection))
    apply_edits(report, _entry_edits(connection))
    return report


def read_facts(connection: Connection, file_format: int) -> DocumentFacts:
    """Return what the document says about itself."""
    row = connection.execute(select(DOCUMENT)).one()
    return DocumentFacts(row.doc_id, file_format, row.app_version, row.created, row.modified)


def read_batches(connection: Connection) -> list[Batch]:
    """Return the whole history, oldest first.

    Raises:
        ValueError, KeyError, TypeError: an edit of the history cannot be read.
    """
    edits: dict[int, list[Edit]] = {}
    for row in connection.execute(select(EDITS).order_by(EDITS.c.batch, EDITS.c.place)):
        edits.setdefault(row.batch, []).append(decode_edit(row.body))
    rows = connection.execute(select(BATCHES).order_by(BATCHES.c.number))
    return [
        Batch(
            row.number,
            row.label,
            Origin(row.origin),
            row.person,
            datetime.fromisoformat(row.time),
            tuple(edits.get(row.number, ())),
            row.target,
        )
        for row in rows
    ]


def broken_batch(connection: Connection) -> int | None:
    """Return the number of the first batch whose hash is wrong; None when the chain is whole."""
    bodies: dict[int, list[str]] = {}
    for row in connection.execute(select(EDITS).order_by(EDITS.c.batch, EDITS.c.place)):
        bodies.setdefault(row.batch, []).append(row.body)
    stored = {row.number: row.hash for row in connection.execute(select(BATCHES))}
    previous = FIRST_HASH
    for batch in read_batches(connection):
        previous = chained_hash(previous, batch, bodies.get(batch.number, []))
        if stored[batch.number] != previous:
            return batch.number
    return None


def _record_edits(connection: Connection) -> list[Edit]:
    """Records in an order in which parents come before their children."""
    rows = connection.execute(select(RECORDS).order_by(RECORDS.c.position)).all()
    by_parent: dict[str, list[Record]] = {}
    for row in rows:
        record = Record(row.id, row.group_id, row.parent, row.section)
        by_parent.setdefault(row.parent, []).append(record)
    edits: list[Edit] = []
    pending = [REPORT]
    while pending:
        counts: dict[str, int] = {}
        for record in by_parent.pop(pending.pop(), ()):
            index = counts.get(record.group, 0)
            edits.append(AddRecord(record, index))
            counts[record.group] = index + 1
            pending.append(record.id)
    if by_parent:
        raise ValueError("records without a parent")
    return edits


def _entry_edits(connection: Connection) -> Iterable[Edit]:
    for row in connection.execute(select(ENTRIES)):
        entry = Entry(decode_value(row.kind, row.text, row.number), row.reason)
        yield SetEntry(FieldAddress(row.record, row.field), None, entry)
