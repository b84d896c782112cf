"""The tables of a `.peval` file, format 1.

They are typed mappings; opening and committing use Core statements on them, since those are the hot
paths. All tables are STRICT; there are no views, triggers or generated columns, so the expected
schema is a fixed list and anything else is another program's work.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPLICATION_ID = 0x5045564C  # "PEVL"
FORMAT = 1  # user_version

_STRICT = {"sqlite_strict": True}


class Base(DeclarativeBase):
    """All tables of the file. STRICT tables know TEXT, not VARCHAR."""

    type_annotation_map: ClassVar[dict[type, type[Text]]] = {str: Text}


class DocumentRow(Base):
    """What the file is; exactly one row."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("id = 1"), _STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    doc_id: Mapped[str]  # stays the same for the life of the document
    template_id: Mapped[str]
    template_digest: Mapped[str]  # SHA-256 of the embedded template
    year: Mapped[int]
    revision: Mapped[str]  # new with each publishing
    digest: Mapped[str]  # SHA-256 of everything else in the file
    app_version: Mapped[str]
    created: Mapped[str]
    modified: Mapped[str]


class TemplateFileRow(Base):
    """One TOML file of the template that made the document."""

    __tablename__ = "template_file"
    __table_args__ = _STRICT

    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class RecordRow(Base):
    """One row of a repeating group; `parent` is "" for the report itself."""

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint("id <> '' AND position >= 0"),
        Index("record_by_parent", "parent", "group_id", "position"),
        _STRICT,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[str]
    parent: Mapped[str]
    section: Mapped[str]
    position: Mapped[int]  # among the siblings of all sections


class EntryRow(Base):
    """What stands in a field; `record` is "" for the report itself."""

    __tablename__ = "entry"
    __table_args__ = _STRICT

    record: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]
    number: Mapped[str | None]  # the exact decimal
    reason: Mapped[str]


class BatchRow(Base):
    """One action in the history."""

    __tablename__ = "batch"
    __table_args__ = _STRICT

    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    origin: Mapped[str]
    person: Mapped[str]
    time: Mapped[str]  # ISO 8601 with offset
    target: Mapped[int | None]  # the batch an undo or redo is about
    hash: Mapped[str]  # chained to the batch before, so that tampering shows


class EditRow(Base):
    """One edit of a batch, with what stood there before and after, as JSON."""

    __tablename__ = "edit"
    __table_args__ = _STRICT

    batch: Mapped[int] = mapped_column(ForeignKey("batch.number"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


DOCUMENT = _table(DocumentRow)
TEMPLATE_FILES = _table(TemplateFileRow)
RECORDS = _table(RecordRow)
ENTRIES = _table(EntryRow)
BATCHES = _table(BatchRow)
EDITS = _table(EditRow)
