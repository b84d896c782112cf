"""The rows of a `.peval` file as typed classes, for reading at leisure.

`tables.py` is their schema. Importing SQLAlchemy's ORM takes as long as opening a report: nothing
on the way to the window may import this module.
"""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase, Mapped

from perfeval_desktop.storage.tables import (
    APPROVED,
    APPROVED_VALUES,
    BATCHES,
    DOCUMENT,
    EDITS,
    ENTRIES,
    EXPLANATIONS,
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


class Row(DeclarativeBase):
    """A row of one of the tables."""

    metadata = METADATA


class DocumentRow(Row):
    """What the file is."""

    __table__ = DOCUMENT

    id: Mapped[int]
    doc_id: Mapped[str]
    template_id: Mapped[str]
    template_digest: Mapped[str]
    year: Mapped[int]
    revision: Mapped[str]
    digest: Mapped[str]
    app_version: Mapped[str]
    created: Mapped[str]
    modified: Mapped[str]


class TemplateFileRow(Row):
    """One TOML file of the template that made the document."""

    __table__ = TEMPLATE_FILES

    name: Mapped[str]
    text: Mapped[str]


class RecordRow(Row):
    """One row of a repeating group."""

    __table__ = RECORDS

    id: Mapped[str]
    group_id: Mapped[str]
    parent: Mapped[str]
    section: Mapped[str]
    position: Mapped[int]


class EntryRow(Row):
    """What stands in a field."""

    __table__ = ENTRIES

    record: Mapped[str]
    field: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    number: Mapped[str | None]
    reason: Mapped[str]


class ExplanationRow(Row):
    """Why a finding stands."""

    __table__ = EXPLANATIONS

    check_id: Mapped[str]
    record: Mapped[str]
    left: Mapped[str]
    right: Mapped[str]
    text: Mapped[str]
    link_record: Mapped[str | None]
    link_field: Mapped[str | None]


class RemarkRow(Row):
    """What the clerk noted on a cell."""

    __table__ = REMARKS

    record: Mapped[str]
    field: Mapped[str]
    text: Mapped[str]
    is_to_verify: Mapped[int]


class StatusRow(Row):
    """How far the report is."""

    __table__ = STATUS

    id: Mapped[int]
    draft: Mapped[int]
    is_final: Mapped[int]
    reason: Mapped[str]


class LastYearRow(Row):
    """Whose file of last year was read."""

    __table__ = LAST_YEAR

    id: Mapped[int]
    unit: Mapped[str]
    year: Mapped[int]


class LastValueRow(Row):
    """One value that last year's file showed."""

    __table__ = LAST_VALUES

    field: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    number: Mapped[str | None]


class ApprovedRow(Row):
    """Which document the approved targets were read from."""

    __table__ = APPROVED

    id: Mapped[int]
    document: Mapped[str]
    day: Mapped[str]


class ApprovedValueRow(Row):
    """One approved target."""

    __table__ = APPROVED_VALUES

    field: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    number: Mapped[str | None]
    position: Mapped[int]


class PaperRow(Row):
    """One paper that was printed or exported."""

    __table__ = PAPERS

    number: Mapped[int]
    place: Mapped[int]
    time: Mapped[str]
    person: Mapped[str]
    medium: Mapped[str]
    edition: Mapped[str]
    mark: Mapped[str]
    draft: Mapped[int]
    is_final: Mapped[int]
    code: Mapped[str]


class PaperCodeRow(Row):
    """The check code of one sheet of a paper."""

    __table__ = PAPER_CODES

    paper: Mapped[int]
    place: Mapped[int]
    sheet: Mapped[str]
    record: Mapped[str]
    label: Mapped[str]
    code: Mapped[str]


class VersionRow(Row):
    """A state that was given a name."""

    __table__ = VERSIONS

    name: Mapped[str]
    place: Mapped[int]
    person: Mapped[str]
    time: Mapped[str]


class MergedRow(Row):
    """A state of another copy that was taken in."""

    __table__ = MERGED

    hash: Mapped[str]


class HistoryStartRow(Row):
    """What the history of a copy without its own follows."""

    __table__ = HISTORY_START

    id: Mapped[int]
    number: Mapped[int]
    hash: Mapped[str]


class BatchRow(Row):
    """One action in the history."""

    __table__ = BATCHES

    number: Mapped[int]
    label: Mapped[str]
    origin: Mapped[str]
    person: Mapped[str]
    time: Mapped[str]
    target: Mapped[int | None]
    hash: Mapped[str]


class EditRow(Row):
    """One edit of a batch."""

    __table__ = EDITS

    batch: Mapped[int]
    place: Mapped[int]
    body: Mapped[str]
