"""Batches → rows: one transaction for what an action did and its place in the history."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from perfeval_desktop import __version__
from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    MoveRecord,
    RemoveMerged,
    RemovePaper,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetTemplate,
    SetVersion,
)
from perfeval_desktop.domain.parsing import encode_value
from perfeval_desktop.domain.report import Approved, Entry, LastYear, Paper, Record
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.codec import chained_hash, encode_batch, encode_edit
from perfeval_desktop.storage.database import content_digest
from perfeval_desktop.storage.history import history_start
from perfeval_desktop.storage.limits import MOST_ROWS
from perfeval_desktop.storage.tables import (
    APPROVED,
    APPROVED_VALUES,
    BATCHES,
    DOCUMENT,
    EDITS,
    ENTRIES,
    EXPLANATIONS,
    LAST_VALUES,
    LAST_YEAR,
    MERGED,
    PAPER_CODES,
    PAPERS,
    RECORDS,
    REMARKS,
    STATUS,
    TEMPLATE_FILES,
    VERSIONS,
)
from perfeval_desktop.templates.texts import digest_of, template_id_in

_LAST_BATCH = select(BATCHES.c.number, BATCHES.c.hash).order_by(BATCHES.c.number.desc()).limit(1)
_PUT_ENTRY = upsert(ENTRIES)
_PUT_ENTRY = _PUT_ENTRY.on_conflict_do_update(
    index_elements=[ENTRIES.c.record, ENTRIES.c.field],
    set_={name: _PUT_ENTRY.excluded[name] for name in ("kind", "text", "number", "reason")},
)
_DROP_ENTRY = delete(ENTRIES).where(
    ENTRIES.c.record == bindparam("of_record"), ENTRIES.c.field == bindparam("of_field")
)


class HistoryIsFullError(Exception):
    """There is no room for more steps: ten times what a year takes."""


class OutOfOrderError(Exception):
    """A batch does not follow the last one that is stored."""


def write_new_document(connection: Connection, template: ReportTemplate, year: int) -> None:
    """Fill an empty database with the facts of a new document and its template."""
    now = _now()
    connection.execute(
        insert(DOCUMENT).values(
            id=1,
            doc_id=str(uuid.uuid4()),
            template_id=template.id,
            template_digest=template.digest,
            year=year,
            revision="",
            digest="",
            app_version=__version__,
            created=now,
            modified=now,
        )
    )
    connection.execute(insert(STATUS).values(id=1, draft=0, is_final=0, reason=""))
    texts = [{"name": name, "text": text} for name, text in template.texts.items()]
    connection.execute(insert(TEMPLATE_FILES), texts)


def write_batch(connection: Connection, batch: Batch) -> None:
    """Store a batch: its place in the history and what it changed.

    Raises:
        OutOfOrderError: the batch before it is not stored, so that this one would not fit.
        HistoryIsFullError: a file with this batch would not be opened again.
    """
    _write_history(connection, batch)
    for run in _runs(batch.edits):
        if isinstance(run[0], SetEntry):
            _write_entries(connection, [each for each in run if isinstance(each, SetEntry)])
        else:
            _write_one(connection, run[0])


def stamp_revision(connection: Connection) -> None:
    """Give the document the facts of the publishing that is about to happen."""
    connection.execute(
        update(DOCUMENT).values(
            revision=str(uuid.uuid4()), app_version=__version__, modified=_now()
        )
    )
    stamp_digest(connection)


def stamp_digest(connection: Connection) -> None:
    """Store the digest of what the document holds now."""
    connection.execute(update(DOCUMENT).values(digest=content_digest(connection)))


def _write_history(connection: Connection, batch: Batch) -> None:
    bodies = [encode_edit(edit) for edit in batch.edits]
    last = connection.execute(_LAST_BATCH).first()
    number, previous = last or history_start(connection)
    if batch.number != number + 1:
        raise OutOfOrderError(batch.number)
    _refuse_endless_history(connection, len(bodies))
    columns = encode_batch(batch)
    hash_ = chained_hash(previous, columns.values(), bodies)
    connection.execute(insert(BATCHES), {**columns, "hash": hash_})
    if bodies:
        rows = [{"batch": batch.number, "place": n, "body": body} for n, body in enumerate(bodies)]
        connection.execute(insert(EDITS), rows)


def _refuse_endless_history(connection: Connection, more: int) -> None:
    """What is written can be opened again: there is no history that the gate would refuse."""
    edits = connection.exec_driver_sql("SELECT max(rowid) FROM edit").scalar() or 0
    if edits + more > MOST_ROWS:
        raise HistoryIsFullError


def _runs(edits: Iterable[Edit]) -> Iterable[list[Edit]]:
    """Group neighbouring entries, so that a paste is one statement; records go one by one."""
    run: list[Edit] = []
    for edit in edits:
        if run and not (isinstance(edit, SetEntry) and isinstance(run[0], SetEntry)):
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _write_entries(connection: Connection, edits: Sequence[SetEntry]) -> None:
    """The last word on each address counts."""
    latest = {edit.address: edit.after for edit in edits}
    put = [
        {"record": address.record, "field": address.field, **_entry_row(entry)}
        for address, entry in latest.items()
        if entry is not None
    ]
    dropped = [
        {"of_record": address.record, "of_field": address.field}
        for address, entry in latest.items()
        if entry is None
    ]
    if put:
        connection.execute(_PUT_ENTRY, put)
    if dropped:
        connection.execute(_DROP_ENTRY, dropped)


def _entry_row(entry: Entry) -> dict[str, Any]:
    kind, text, number = encode_value(entry.value)
    return {"kind": kind, "text": text, "number": number, "reason": entry.reason}


def _write_one(connection: Connection, edit: Edit) -> None:
    match edit:
        case SetExplanation():
            _write_explanation(connection, edit)
        case SetRemark():
            _write_remark(connection, edit)
        case SetLastYear():
            _write_last_year(connection, edit.after)
        case SetApproved():
            _write_approved(connection, edit.after)
        case SetTemplate():
            _write_template(connection, edit)
        case AddRecord():
            _shift(connection, edit.record, edit.index, 1)
            record = edit.record
            connection.execute(
                insert(RECORDS).values(
                    id=record.id,
                    group_id=record.group,
                    parent=record.parent,
                    section=record.section,
                    position=edit.index,
                )
            )
        case RemoveRecord():
            connection.execute(delete(RECORDS).where(RECORDS.c.id == edit.record.id))
            _shift(connection, edit.record, edit.index + 1, -1)
        case MoveRecord():
            _move(connection, edit)
        case _:
            _write_note(connection, edit)


def _write_note(connection: Connection, edit: Edit) -> None:
    match edit:
        case SetStatus():
            draft, is_final, reason = edit.after
            now = {"draft": draft, "is_final": int(is_final), "reason": reason}
            connection.execute(update(STATUS).values(**now))
        case AddPaper():
            _add_paper(connection, edit.paper)
        case RemovePaper():
            _remove_last_paper(connection)
        case SetVersion():
            _write_version(connection, edit)
        case AddMerged():
            connection.execute(insert(MERGED).values(hash=edit.hash))
        case RemoveMerged():
            connection.execute(delete(MERGED).where(MERGED.c.hash == edit.hash))


def _write_explanation(connection: Connection, edit: SetExplanation) -> None:
    check_id, record = edit.finding
    connection.execute(
        delete(EXPLANATIONS).where(
            EXPLANATIONS.c.check_id == check_id, EXPLANATIONS.c.record == record
        )
    )
    if edit.after is None:
        return
    left, right, text, link = edit.after
    connection.execute(
        insert(EXPLANATIONS).values(
            check_id=check_id,
            record=record,
            left=left,
            right=right,
            text=text,
            link_record=link.record if link is not None else None,
            link_field=link.field if link is not None else None,
        )
    )


def _write_remark(connection: Connection, edit: SetRemark) -> None:
    record, field = edit.address
    connection.execute(delete(REMARKS).where(REMARKS.c.record == record, REMARKS.c.field == field))
    if edit.after is not None:
        text, is_to_verify = edit.after
        row = {"record": record, "field": field, "text": text, "is_to_verify": int(is_to_verify)}
        connection.execute(insert(REMARKS), row)


def _write_last_year(connection: Connection, kept: LastYear | None) -> None:
    connection.execute(delete(LAST_VALUES))
    connection.execute(delete(LAST_YEAR))
    if kept is None:
        return
    connection.execute(insert(LAST_YEAR).values(id=1, unit=kept.unit, year=kept.year))
    rows = []
    for place, value in kept.values.items():
        kind, text, number = encode_value(value)
        rows.append({**place._asdict(), "kind": kind, "text": text, "number": number})
    if rows:
        connection.execute(insert(LAST_VALUES), rows)


def _write_approved(connection: Connection, kept: Approved | None) -> None:
    connection.execute(delete(APPROVED_VALUES))
    connection.execute(delete(APPROVED))
    if kept is None:
        return
    row = {"id": 1, "document": kept.document, "day": kept.day.isoformat()}
    connection.execute(insert(APPROVED), row)
    rows = []
    for position, (place, value) in enumerate(kept.values.items()):
        kind, text, number = encode_value(value)
        of_value = {"kind": kind, "text": text, "number": number, "position": position}
        rows.append({**place._asdict(), **of_value})
    if rows:
        connection.execute(insert(APPROVED_VALUES), rows)


def _write_template(connection: Connection, edit: SetTemplate) -> None:
    """Put the files in place of those before; which template it is then follows from them."""
    gone = delete(TEMPLATE_FILES).where(TEMPLATE_FILES.c.name.in_(tuple(edit.before)))
    connection.execute(gone)
    put = [{"name": name, "text": text} for name, text in edit.after.items()]
    if put:
        connection.execute(insert(TEMPLATE_FILES), put)
    rows = connection.execute(select(TEMPLATE_FILES.c.name, TEMPLATE_FILES.c.text)).all()
    texts = {name: text for name, text in rows}
    facts = {"template_id": template_id_in(texts), "template_digest": digest_of(texts)}
    connection.execute(update(DOCUMENT).values(**facts))


def _write_version(connection: Connection, edit: SetVersion) -> None:
    connection.execute(delete(VERSIONS).where(VERSIONS.c.name == edit.name))
    if edit.after is not None:
        row = {"name": edit.name, **edit.after._asdict(), "time": edit.after.time.isoformat()}
        connection.execute(insert(VERSIONS), row)


def _add_paper(connection: Connection, paper: Paper) -> None:
    number = _last_paper(connection) + 1
    row = {**paper._asdict(), "number": number, "time": paper.time.isoformat()}
    row["is_final"] = int(paper.is_final)
    del row["sheets"]
    connection.execute(insert(PAPERS), row)
    codes = [
        {"paper": number, "place": place, **each._asdict()}
        for place, each in enumerate(paper.sheets)
    ]
    if codes:
        connection.execute(insert(PAPER_CODES), codes)


def _remove_last_paper(connection: Connection) -> None:
    number = _last_paper(connection)
    connection.execute(delete(PAPER_CODES).where(PAPER_CODES.c.paper == number))
    connection.execute(delete(PAPERS).where(PAPERS.c.number == number))


def _last_paper(connection: Connection) -> int:
    return connection.execute(select(func.max(PAPERS.c.number))).scalar() or 0


def _shift(connection: Connection, record: Record, first: int, step: int) -> None:
    """Move the siblings from position `first` on by one place."""
    connection.execute(
        update(RECORDS)
        .where(
            RECORDS.c.parent == record.parent,
            RECORDS.c.group_id == record.group,
            RECORDS.c.position >= first,
        )
        .values(position=RECORDS.c.position + step)
    )


def _move(connection: Connection, edit: MoveRecord) -> None:
    row = connection.execute(select(RECORDS).where(RECORDS.c.id == edit.record_id)).one()
    record = Record(row.id, row.group_id, row.parent, row.section)
    connection.execute(delete(RECORDS).where(RECORDS.c.id == record.id))
    _shift(connection, record, edit.before + 1, -1)
    _write_one(connection, AddRecord(record, edit.after))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
