"""The tables of a `.peval` file, format 6, as SQLAlchemy Core has them.

Opening and committing work on these: they are the hot paths, and Core alone is imported in half the
time. `mappings.py` gives the rows their types for reading at leisure. All tables are STRICT; there
are no views, triggers or generated columns, so the expected schema is a fixed list and anything
else is another program's work.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

APPLICATION_ID = 0x5045564C  # "PEVL"
FORMAT = 6  # user_version

METADATA = MetaData()


def _text(name: str, *, is_key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=is_key, nullable=False)


def _integer(name: str, *more: ForeignKey, is_key: bool = False) -> Column[int]:
    return Column(name, Integer, *more, primary_key=is_key, nullable=False)


def _table(name: str, *parts: Column[str] | Column[int] | CheckConstraint | Index) -> Table:
    return Table(name, METADATA, *parts, sqlite_strict=True)


# What the file is; exactly one row.
DOCUMENT = _table(
    "document",
    _integer("id", is_key=True),
    _text("doc_id"),  # stays the same for the life of the document
    _text("template_id"),
    _text("template_digest"),  # SHA-256 of the embedded template
    _integer("year"),
    _text("revision"),  # new with each publishing
    _text("digest"),  # SHA-256 of everything else in the file
    _text("app_version"),
    _text("created"),
    _text("modified"),
    CheckConstraint("id = 1"),
)

# The TOML files of the template of the document, with those of the unit's own adjustments.
TEMPLATE_FILES = _table("template_file", _text("name", is_key=True), _text("text"))

# The rows of repeating groups; `parent` is "" for the report itself.
RECORDS = _table(
    "record",
    _text("id", is_key=True),
    _text("group_id"),
    _text("parent"),
    _text("section"),
    _integer("position"),  # among the siblings of all sections
    CheckConstraint("id <> '' AND position >= 0"),
    Index("record_by_parent", "parent", "group_id", "position"),
)

# What stands in the fields; `record` is "" for the report itself.
ENTRIES = _table(
    "entry",
    _text("record", is_key=True),
    _text("field", is_key=True),
    _text("kind"),
    _text("text"),
    Column("number", Text),  # the exact decimal
    _text("reason"),
)

# Why findings stand, with the values that were explained; `record` is "" for the report itself.
EXPLANATIONS = _table(
    "explanation",
    _text("check_id", is_key=True),
    _text("record", is_key=True),
    _text("left"),
    _text("right"),
    _text("text"),
    Column("link_record", Text),  # the field that tells the reason, where one does
    Column("link_field", Text),
    CheckConstraint("(link_record IS NULL) = (link_field IS NULL)"),
)

# What the clerk noted on cells; `record` is "" for the report itself.
REMARKS = _table(
    "remark",
    _text("record", is_key=True),
    _text("field", is_key=True),
    _text("text"),
    _integer("is_to_verify"),
    CheckConstraint("is_to_verify IN (0, 1)"),
)

# How far the report is; exactly one row.
STATUS = _table(
    "status",
    _integer("id", is_key=True),
    _integer("draft"),  # how often it was made final
    _integer("is_final"),
    _text("reason"),
    CheckConstraint("id = 1 AND draft >= 0 AND is_final IN (0, 1)"),
)

# Whose file of last year was read, and of which year; no row where none was.
LAST_YEAR = _table(
    "last_year",
    _integer("id", is_key=True),
    _text("unit"),
    _integer("year"),
    CheckConstraint("id = 1"),
)

# What that file showed: by field, and by the names of the record, "" for the report itself.
LAST_VALUES = _table(
    "last_value",
    _text("field", is_key=True),
    _text("name", is_key=True),
    _text("kind"),
    _text("text"),
    Column("number", Text),  # the exact decimal
)

# Which document the approved targets were read from; no row where none was.
APPROVED = _table(
    "approved",
    _integer("id", is_key=True),
    _text("document"),
    _text("day"),  # ISO 8601
    CheckConstraint("id = 1"),
)

# The approved targets, in the order of that document: by field, and by the names of the record.
APPROVED_VALUES = _table(
    "approved_value",
    _text("field", is_key=True),
    _text("name", is_key=True),
    _text("kind"),
    _text("text"),
    Column("number", Text),  # the exact decimal
    _integer("position"),
    CheckConstraint("position >= 0"),
)

# The papers that were printed or exported to be printed, oldest first.
PAPERS = _table(
    "paper",
    _integer("number", is_key=True),  # from 1
    _integer("place"),  # the last step of the printed state
    _text("time"),  # ISO 8601 with offset
    _text("person"),
    _text("medium"),
    _text("edition"),
    _text("mark"),
    _integer("draft"),
    _integer("is_final"),
    _text("code"),  # of the whole report
    CheckConstraint("number >= 1 AND place >= 0 AND is_final IN (0, 1)"),
)

# The check codes of their sheets, in binding order.
PAPER_CODES = _table(
    "paper_code",
    _integer("paper", ForeignKey("paper.number"), is_key=True),
    _integer("place", is_key=True),
    _text("sheet"),
    _text("record"),
    _text("label"),
    _text("code"),
)

# States that were given names.
VERSIONS = _table(
    "version",
    _text("name", is_key=True),
    _integer("place"),  # the last step of the state
    _text("person"),
    _text("time"),  # ISO 8601 with offset
    CheckConstraint("name <> '' AND place >= 0"),
)

# Which states of other copies were taken in.
MERGED = _table("merged", _text("hash", is_key=True))

# What the history follows, in a copy that was given away without its own; no row elsewhere.
HISTORY_START = _table(
    "history_start",
    _integer("id", is_key=True),
    _integer("number"),  # of the last step that is not told
    _text("hash"),  # of that step
    CheckConstraint("id = 1 AND number >= 1"),
)

# The actions of the history.
BATCHES = _table(
    "batch",
    _integer("number", is_key=True),
    _text("label"),
    _text("origin"),
    _text("person"),
    _text("time"),  # ISO 8601 with offset
    Column("target", Integer),  # the batch an undo or redo is about
    _text("hash"),  # chained to the batch before, so that tampering shows
)

# The edits of each batch, with what stood there before and after, as JSON.
EDITS = _table(
    "edit",
    _integer("batch", ForeignKey("batch.number"), is_key=True),
    _integer("place", is_key=True),
    _text("body"),
)
