"""Rows of a document → `Report`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, select

from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Edit,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetVersion,
    apply_edits,
)
from perfeval_desktop.domain.parsing import decode_value
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    LastPlace,
    LastYear,
    Paper,
    PaperSheet,
    Record,
    Remark,
    Report,
    Status,
    Version,
)
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.storage.tables import (
    APPROVED,
    APPROVED_VALUES,
    DOCUMENT,
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
from perfeval_desktop.storage.template_cache import template_of

_YEARS = range(1950, 2200)
_ENTRIES = select(
    ENTRIES.c.record,
    ENTRIES.c.field,
    ENTRIES.c.kind,
    ENTRIES.c.text,
    ENTRIES.c.number,
    ENTRIES.c.reason,
)


def read_report(connection: Connection) -> Report:
    """Return the report of a document, under the template embedded in it.

    Raises:
        TemplateError: the embedded template is faulty.
        EditError, ValueParseError: the rows do not make a report.
    """
    rows = connection.execute(select(TEMPLATE_FILES).order_by(TEMPLATE_FILES.c.name))
    template = _template(tuple((name, text) for name, text in rows))
    year = connection.execute(select(DOCUMENT.c.year)).scalar_one()
    if year not in _YEARS:
        raise ValueError("a year in which there are no reports")
    report = Report(template, year)
    apply_edits(report, _record_edits(connection))
    apply_edits(report, _entry_edits(connection))
    apply_edits(report, _explanation_edits(connection))
    apply_edits(report, _remark_edits(connection))
    status = connection.execute(select(STATUS)).one()
    to = Status(status.draft, bool(status.is_final), status.reason)
    apply_edits(report, [SetStatus(report.status, to), *_last_year_edits(connection)])
    apply_edits(report, _approved_edits(connection))
    apply_edits(report, _paper_edits(connection))
    apply_edits(report, _copy_edits(connection))
    return report


@lru_cache(maxsize=4)
def _template(texts: tuple[tuple[str, str], ...]) -> ReportTemplate:
    """Two files of one template share it."""
    return template_of(dict(texts))


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
    for record, field, kind, text, number, reason in connection.execute(_ENTRIES).all():
        entry = Entry(decode_value(kind, text, number), reason)
        yield SetEntry(FieldAddress(record, field), None, entry)


def _explanation_edits(connection: Connection) -> Iterable[Edit]:
    for row in connection.execute(select(EXPLANATIONS)).all():
        link = None if row.link_field is None else FieldAddress(row.link_record, row.link_field)
        explanation = Explanation(row.left, row.right, row.text, link)
        yield SetExplanation((row.check_id, row.record), None, explanation)


def _remark_edits(connection: Connection) -> Iterable[Edit]:
    for record, field, text, is_to_verify in connection.execute(select(REMARKS)).all():
        yield SetRemark(FieldAddress(record, field), None, Remark(text, bool(is_to_verify)))


def _last_year_edits(connection: Connection) -> Iterable[Edit]:
    of = connection.execute(select(LAST_YEAR)).first()
    if of is None:
        return
    rows = connection.execute(select(LAST_VALUES)).all()
    values = {
        LastPlace(row.field, row.name): decode_value(row.kind, row.text, row.number) for row in rows
    }
    yield SetLastYear(None, LastYear(of.unit, of.year, values))


def _approved_edits(connection: Connection) -> Iterable[Edit]:
    of = connection.execute(select(APPROVED)).first()
    if of is None:
        return
    rows = connection.execute(select(APPROVED_VALUES).order_by(APPROVED_VALUES.c.position)).all()
    values = {
        LastPlace(row.field, row.name): decode_value(row.kind, row.text, row.number) for row in rows
    }
    yield SetApproved(None, Approved(of.document, date.fromisoformat(of.day), values))


def _paper_edits(connection: Connection) -> Iterable[Edit]:
    rows = connection.execute(select(PAPERS).order_by(PAPERS.c.number)).all()
    if not rows:
        return
    of_papers: dict[int, list[PaperSheet]] = {}
    codes = select(PAPER_CODES).order_by(PAPER_CODES.c.paper, PAPER_CODES.c.place)
    for paper, _, *facts in connection.execute(codes).all():
        of_papers.setdefault(paper, []).append(PaperSheet(*facts))
    for row in rows:
        sheets = tuple(of_papers.get(row.number, ()))
        yield AddPaper(
            Paper(
                row.place,
                datetime.fromisoformat(row.time),
                row.person,
                row.medium,
                row.edition,
                row.mark,
                row.draft,
                bool(row.is_final),
                row.code,
                sheets,
            )
        )


def _copy_edits(connection: Connection) -> Iterable[Edit]:
    """What is known of other states and copies."""
    for name, place, person, time in connection.execute(select(VERSIONS)).all():
        yield SetVersion(name, None, Version(place, person, datetime.fromisoformat(time)))
    for (hash_,) in connection.execute(select(MERGED)).all():
        yield AddMerged(hash_)
