"""The numbered steps from one format to the next; what is written here never changes again."""

from __future__ import annotations

from perfeval_desktop.storage.migrations import Migration

_FORMAT_1 = {
    "document": (
        "CREATE TABLE document ( id INTEGER NOT NULL, doc_id TEXT NOT NULL,"
        " template_id TEXT NOT NULL, template_digest TEXT NOT NULL, year INTEGER NOT NULL,"
        " revision TEXT NOT NULL, digest TEXT NOT NULL, app_version TEXT NOT NULL,"
        " created TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (id), CHECK (id = 1) ) STRICT"
    ),
    "template_file": (
        "CREATE TABLE template_file ( name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (name) )"
        " STRICT"
    ),
    "record": (
        "CREATE TABLE record ( id TEXT NOT NULL, group_id TEXT NOT NULL, parent TEXT NOT NULL,"
        " section TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (id),"
        " CHECK (id <> '' AND position >= 0) ) STRICT"
    ),
    "entry": (
        "CREATE TABLE entry ( record TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL,"
        " text TEXT NOT NULL, number TEXT, reason TEXT NOT NULL, PRIMARY KEY (record, field) )"
        " STRICT"
    ),
    "batch": (
        "CREATE TABLE batch ( number INTEGER NOT NULL, label TEXT NOT NULL, origin TEXT NOT NULL,"
        " person TEXT NOT NULL, time TEXT NOT NULL, target INTEGER, hash TEXT NOT NULL,"
        " PRIMARY KEY (number) ) STRICT"
    ),
    "edit": (
        "CREATE TABLE edit ( batch INTEGER NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL,"
        " PRIMARY KEY (batch, place), FOREIGN KEY(batch) REFERENCES batch (number) ) STRICT"
    ),
}
_RECORD_INDEX = "CREATE INDEX record_by_parent ON record (parent, group_id, position)"
_EXPLANATION = (
    "CREATE TABLE explanation ( check_id TEXT NOT NULL, record TEXT NOT NULL,"
    ' "left" TEXT NOT NULL, "right" TEXT NOT NULL, text TEXT NOT NULL, link_record TEXT,'
    " link_field TEXT, PRIMARY KEY (check_id, record),"
    " CHECK ((link_record IS NULL) = (link_field IS NULL)) ) STRICT"
)
_STATUS = (
    "CREATE TABLE status ( id INTEGER NOT NULL, draft INTEGER NOT NULL, is_final INTEGER NOT NULL,"
    " reason TEXT NOT NULL, PRIMARY KEY (id),"
    " CHECK (id = 1 AND draft >= 0 AND is_final IN (0, 1)) ) STRICT"
)
_LAST_YEAR = (
    "CREATE TABLE last_year ( id INTEGER NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,"
    " PRIMARY KEY (id), CHECK (id = 1) ) STRICT"
)
_LAST_VALUE = (
    "CREATE TABLE last_value ( field TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
    " text TEXT NOT NULL, number TEXT, PRIMARY KEY (field, name) ) STRICT"
)
# The index that each table with a key of texts has of itself.
_AUTOMATIC = ("edit", "entry", "record", "template_file")


def _schema_of(tables: dict[str, str]) -> tuple[str, ...]:
    """Return what `schema_of` finds in a file with these tables."""
    return (
        f"index record_by_parent record {_RECORD_INDEX}",
        *(f"index sqlite_autoindex_{name}_1 {name}" for name in _AUTOMATIC),
        *(f"table {name} {name} {tables[name]}" for name in sorted(tables)),
    )


TO_FORMAT_2 = Migration(
    to=2,  # explanations of findings, reports made final, last year's values
    ddl=(*_FORMAT_1.values(), _EXPLANATION, _STATUS, _LAST_YEAR, _LAST_VALUE, _RECORD_INDEX),
    copy=(
        *(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in _FORMAT_1),
        "INSERT INTO status VALUES (1, 0, 0, '')",
    ),
    old_schema=_schema_of(_FORMAT_1),
    old_digest=(
        "SELECT id, doc_id, template_id, template_digest, year, revision, app_version, created,"
        " modified FROM document",
        "SELECT name, text FROM template_file ORDER BY name",
        "SELECT id, group_id, parent, section, position FROM record ORDER BY id",
        "SELECT record, field, kind, text, number, reason FROM entry ORDER BY record, field",
        "SELECT number, hash FROM batch ORDER BY number DESC LIMIT 1",
    ),
)
STEPS = (TO_FORMAT_2,)
