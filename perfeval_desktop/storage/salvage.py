"""Salvage: a damaged file is read as far as it can be, into a new file; it is never written to.

Three witnesses are heard. The tables say what stands in the report; the history says how it came
there, and its chain of hashes proves every step that is whole; the indexes say which cells had
something in them. Where the chain is whole to the end, the history has the last word.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, update

from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    Origin,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetVersion,
)
from perfeval_desktop.domain.errors import (
    CannotOpenError,
    FileExistsAlreadyError,
    SalvageError,
    TemplateError,
    UnknownTemplateError,
)
from perfeval_desktop.domain.history import report_told
from perfeval_desktop.domain.report import FieldAddress, Report, Version
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.storage.damaged_pages import FoundRows, found_rows
from perfeval_desktop.storage.database import check_database, create_schema, make_engine
from perfeval_desktop.storage.disk import real_path
from perfeval_desktop.storage.failures import publishing_to, reason_of
from perfeval_desktop.storage.publishing import publish_database
from perfeval_desktop.storage.salvaged_history import FoundHistory, found_history, undone_as_far
from perfeval_desktop.storage.salvaged_tables import TableReader
from perfeval_desktop.storage.sessions import remove_database
from perfeval_desktop.storage.state import sessions_dir
from perfeval_desktop.storage.tables import BATCHES, DOCUMENT, EDITS, HISTORY_START
from perfeval_desktop.storage.writing import stamp_revision, write_batch, write_new_document

_MAX_BYTES = 128 * 2**20
MARK = "抢救出来的内容"


@dataclass(frozen=True, slots=True)
class Losses:
    """What of a file could not be read.

    Attributes:
        pages: How many parts of the file are unreadable, of `of_pages`.
        cells: Cells that had something in them, which is nowhere to be read.
        from_history: Cells whose table is lost, filled from the history.
        others: How many rows beside the cells were lost: records, explanations, papers and so on.
        steps: How many steps of the history are no longer told.
        of_steps: How many there were.
        is_template_lost: The program's own copy of the template took its place.
        is_year_lost: The year is that of the template.
        beside: The file of another program's last changes, which are not in this one; "" for none.
    """

    pages: int = 0
    of_pages: int = 0
    cells: tuple[FieldAddress, ...] = ()
    from_history: tuple[FieldAddress, ...] = ()
    others: int = 0
    steps: int = 0
    of_steps: int = 0
    is_template_lost: bool = False
    is_year_lost: bool = False
    beside: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether the report and its history are all there."""
        lost = (self.cells, self.others, self.steps, self.is_template_lost, self.is_year_lost)
        return not any((*lost, self.beside))


class Salvaged(NamedTuple):
    """A report that was read out of a damaged file."""

    report: Report
    losses: Losses


def doc_id_in(data: bytes) -> str:
    """Return which report the bytes of a damaged file are of, "" where that cannot be read."""
    rows = found_rows(data).tables["document"]
    return str(rows[0].values[1]) if rows else ""


def read_damaged(path: Path) -> bytes:
    """Return the bytes of a file, whatever is wrong with them.

    Raises:
        CannotOpenError: the system does not let it be read.
        SalvageError: it is no file, or too large to be a report.
    """
    try:
        if not path.is_file():
            raise CannotOpenError(path, "没有这个文件" if not path.exists() else "这不是一个文件")
        if path.stat().st_size > _MAX_BYTES:
            raise SalvageError(path, "它太大了，不是自评报告文件")
        return path.read_bytes()
    except OSError as error:
        raise CannotOpenError(path, reason_of(error)) from error


def salvage(path: Path, new: Path, person: str, now: datetime | None = None) -> Salvaged:
    """Read what can be read of a damaged file, and write it to a new one.

    Raises:
        CannotOpenError: the damaged file cannot be read at all.
        SalvageError: there is nothing of a report in it.
        FileExistsAlreadyError: there is something at `new`.
        PublishError: the new file cannot be written; nothing is left of it.
    """
    now = now or datetime.now().astimezone()
    found = found_rows(read_damaged(path))
    template, is_template_lost = _template(path, found)
    document = found.tables["document"]
    year = int(str(document[0].values[4])) if document else template.year
    history = found_history(found)
    reader = TableReader(found, Report(template, year), history)
    report, kept = _report_and_steps(path, reader, history)
    losses = Losses(
        pages=found.lost_pages,
        of_pages=found.pages,
        cells=tuple(reader.lost_cells),
        from_history=tuple(reader.from_history),
        others=reader.lost_rows,
        steps=history.last.number - len(kept) - history.start.number,
        of_steps=history.last.number - history.start.number,
        is_template_lost=is_template_lost,
        is_year_lost=not document,
        beside=_left_beside(path),
    )
    write = _Writer(report, history, kept, person, now, path.name)
    _write_new(new, write, losses, str(document[0].values[1]) if document else str(uuid.uuid4()))
    return Salvaged(report, losses)


def _left_beside(path: Path) -> str:
    """Return the journal of another program; whose changes they are nobody knows."""
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        with suppress(OSError):
            if beside.stat().st_size:
                return beside.name
    return ""


def _template(path: Path, found: FoundRows) -> tuple[ReportTemplate, bool]:
    """Return the template, and whether it is not the one in the file.

    Raises:
        SalvageError: no template fits what is in the file.
    """
    from perfeval_desktop.templates.installed import installed_template_ids, load_installed
    from perfeval_desktop.templates.loader import template_from_texts

    document = found.tables["document"]
    wanted_id, digest = (document[0].values[2:4]) if document else ("", "")
    texts = {str(row.values[0]): str(row.values[1]) for row in found.tables["template_file"]}
    own: ReportTemplate | None = None
    try:
        own = template_from_texts(texts)
    except (TemplateError, ValueError, KeyError, TypeError):
        own = None
    if own is not None and (own.digest == digest or not document):
        return own, False
    fields = Counter(str(row.values[1]) for row in found.tables["entry"])
    offered: list[tuple[tuple[bool, bool, int], ReportTemplate]] = []
    for template_id in installed_template_ids():
        try:
            template = load_installed(template_id)
        except (TemplateError, UnknownTemplateError):
            continue
        known = sum(count for name, count in fields.items() if name in template.fields)
        offered.append(((template.digest == digest, template_id == wanted_id, known), template))
    if offered:
        rank, best = max(offered, key=lambda each: each[0])
        if rank[0] or (own is None and rank[2]):
            return best, not rank[0]
    if own is None:
        raise SalvageError(path)
    return own, False


def _report_and_steps(
    path: Path, reader: TableReader, history: FoundHistory
) -> tuple[Report, list[Batch]]:
    """Return the report, and the last steps of its history as far as they lead back from it."""
    if history.is_whole:
        try:
            told = report_told(history.proven, reader.empty.template, reader.empty.year)
        except Exception as error:  # a proven step that does not fit: another program's work
            del error
        else:
            reader.compare_with(told)
            return told, history.proven
    report = reader.read()
    if not any(report.entries()) and not any(report.all_records()):
        raise SalvageError(path)
    return report, undone_as_far(report, history.proven)


class _Writer(NamedTuple):
    """Writes what was salvaged into an empty database."""

    report: Report
    history: FoundHistory
    kept: Sequence[Batch]
    person: str
    now: datetime
    name: str

    def write(self, connection: Connection, losses: Losses, doc_id: str) -> None:
        report = self.report
        write_new_document(connection, report.template, report.year)
        connection.execute(update(DOCUMENT).values(doc_id=doc_id))
        label = f"抢救：从损坏的文件“{self.name}”里读出"
        number = self.history.last.number
        edits = tuple(edits_of(report))
        write_batch(connection, Batch(1, label, Origin.CREATED, self.person, self.now, edits))
        if number:
            connection.execute(delete(EDITS))
            connection.execute(delete(BATCHES))
            self._write_history(connection)
            if not losses.is_nothing:
                write_batch(connection, self._note(label, number))
        stamp_revision(connection)

    def _write_history(self, connection: Connection) -> None:
        """Steps are written as they stood, word for word: their hashes prove them."""
        start = self.history.start
        if self.kept:
            first = self.kept[0].number
            start = start if first == start.number + 1 else self.history.step(first - 1)
        else:
            start = self.history.last
        if start.number:
            row = {"id": 1, "number": start.number, "hash": start.hash}
            connection.execute(insert(HISTORY_START), row)
        for batch in self.kept:
            columns, bodies = self.history.written[batch.number]
            connection.execute(insert(BATCHES), columns)
            rows = [
                {"batch": batch.number, "place": place, "body": body}
                for place, body in enumerate(bodies)
            ]
            if rows:
                connection.execute(insert(EDITS), rows)

    def _note(self, label: str, number: int) -> Batch:
        """The step that says what happened: it gives the state a name."""
        before = self.report.versions.get(MARK)
        edit = SetVersion(MARK, before, Version(number, self.person, self.now))
        return Batch(number + 1, label, Origin.NAMED, self.person, self.now, (edit,))


def edits_of(report: Report) -> list[Edit]:
    """Return the edits that make an empty report into this one."""
    edits: list[Edit] = []
    counts: Counter[tuple[str, str]] = Counter()
    for record in report.all_records():
        key = (record.parent, record.group)
        edits.append(AddRecord(record, counts[key]))
        counts[key] += 1
    edits += [SetEntry(address, None, entry) for address, entry in report.entries()]
    edits += [SetExplanation(key, None, each) for key, each in report.explanations()]
    edits += [SetRemark(address, None, each) for address, each in report.remarks()]
    edits.append(SetStatus(Report(report.template, report.year).status, report.status))
    if report.last_year is not None:
        edits.append(SetLastYear(None, report.last_year))
    if report.approved is not None:
        edits.append(SetApproved(None, report.approved))
    edits += [AddPaper(each) for each in report.papers]
    edits += [SetVersion(name, None, each) for name, each in report.versions.items()]
    edits += [AddMerged(each) for each in sorted(report.merged)]
    return edits


def _write_new(new: Path, writer: _Writer, losses: Losses, doc_id: str) -> None:
    with publishing_to(new):
        if new.exists() or new.is_symlink():
            raise FileExistsAlreadyError(new)
        new = real_path(new)
        database = sessions_dir() / f"salvage-{os.urandom(8).hex()}.db"
        beside = new.with_name(f".perfeval-{os.urandom(8).hex()}.tmp~")
        try:
            create_schema(database)
            engine = make_engine(database, is_working_copy=False)
            try:
                with engine.begin() as connection:
                    writer.write(connection, losses, doc_id)
            finally:
                engine.dispose()
            check_database(database, new)
            _publish(database, beside, new)
        finally:
            remove_database(database)


def _publish(database: Path, beside: Path, new: Path) -> None:
    engine = make_engine(database, is_working_copy=False)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            publish_database(driver, beside, new, "", lambda hash_: None)
    finally:
        engine.dispose()
