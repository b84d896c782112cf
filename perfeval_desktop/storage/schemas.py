"""The schema of each format as SQLite keeps it, word for word; what is written here never changes.

A test holds that of today against `tables.py`: making it anew at each opening would take as long
as reading the report.
"""

from __future__ import annotations

FORMAT_1 = {
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
FORMAT_2 = {
    **FORMAT_1,
    "explanation": (
        "CREATE TABLE explanation ( check_id TEXT NOT NULL, record TEXT NOT NULL,"
        ' "left" TEXT NOT NULL, "right" TEXT NOT NULL, text TEXT NOT NULL, link_record TEXT,'
        " link_field TEXT, PRIMARY KEY (check_id, record),"
        " CHECK ((link_record IS NULL) = (link_field IS NULL)) ) STRICT"
    ),
    "status": (
        "CREATE TABLE status ( id INTEGER NOT NULL, draft INTEGER NOT NULL,"
        " is_final INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id),"
        " CHECK (id = 1 AND draft >= 0 AND is_final IN (0, 1)) ) STRICT"
    ),
    "last_year": (
        "CREATE TABLE last_year ( id INTEGER NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,"
        " PRIMARY KEY (id), CHECK (id = 1) ) STRICT"
    ),
    "last_value": (
        "CREATE TABLE last_value ( field TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
        " text TEXT NOT NULL, number TEXT, PRIMARY KEY (field, name) ) STRICT"
    ),
}
FORMAT_3 = {
    **FORMAT_2,
    "remark": (
        "CREATE TABLE remark ( record TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL,"
        " is_to_verify INTEGER NOT NULL, PRIMARY KEY (record, field),"
        " CHECK (is_to_verify IN (0, 1)) ) STRICT"
    ),
}
FORMAT_4 = {
    **FORMAT_3,
    "paper": (
        "CREATE TABLE paper ( number INTEGER NOT NULL, place INTEGER NOT NULL, time TEXT NOT NULL,"
        " person TEXT NOT NULL, medium TEXT NOT NULL, edition TEXT NOT NULL, mark TEXT NOT NULL,"
        " draft INTEGER NOT NULL, is_final INTEGER NOT NULL, code TEXT NOT NULL,"
        " PRIMARY KEY (number), CHECK (number >= 1 AND place >= 0 AND is_final IN (0, 1)) ) STRICT"
    ),
    "paper_code": (
        "CREATE TABLE paper_code ( paper INTEGER NOT NULL, place INTEGER NOT NULL,"
        " sheet TEXT NOT NULL, record TEXT NOT NULL, label TEXT NOT NULL, code TEXT NOT NULL,"
        " PRIMARY KEY (paper, place), FOREIGN KEY(paper) REFERENCES paper (number) ) STRICT"
    ),
}
FORMAT_5 = {
    **FORMAT_4,
    "version": (
        "CREATE TABLE version ( name TEXT NOT NULL, place INTEGER NOT NULL, person TEXT NOT NULL,"
        " time TEXT NOT NULL, PRIMARY KEY (name), CHECK (name <> '' AND place >= 0) ) STRICT"
    ),
    "merged": "CREATE TABLE merged ( hash TEXT NOT NULL, PRIMARY KEY (hash) ) STRICT",
    "history_start": (
        "CREATE TABLE history_start ( id INTEGER NOT NULL, number INTEGER NOT NULL,"
        " hash TEXT NOT NULL, PRIMARY KEY (id), CHECK (id = 1 AND number >= 1) ) STRICT"
    ),
}
FORMAT_6 = {
    **FORMAT_5,
    "approved": (
        "CREATE TABLE approved ( id INTEGER NOT NULL, document TEXT NOT NULL, day TEXT NOT NULL,"
        " PRIMARY KEY (id), CHECK (id = 1) ) STRICT"
    ),
    "approved_value": (
        "CREATE TABLE approved_value ( field TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
        " text TEXT NOT NULL, number TEXT, position INTEGER NOT NULL, PRIMARY KEY (field, name),"
        " CHECK (position >= 0) ) STRICT"
    ),
}
RECORD_INDEX = "CREATE INDEX record_by_parent ON record (parent, group_id, position)"
# Tables with a key of texts, or of several columns, have an index of themselves.
_WITHOUT_INDEX = frozenset(
    {"approved", "batch", "document", "history_start", "last_year", "paper", "status"}
)


def schema_of_tables(tables: dict[str, str]) -> tuple[str, ...]:
    """Return what `database.schema_of` finds in a file with these tables."""
    indexed = (name for name in sorted(tables) if name not in _WITHOUT_INDEX)
    return (
        f"index record_by_parent record {RECORD_INDEX}",
        *(f"index sqlite_autoindex_{name}_1 {name}" for name in indexed),
        *(f"table {name} {name} {tables[name]}" for name in sorted(tables)),
    )
