"""A made-up format before today's, opened as a file of the past would be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.files import create_report, open_report, read_session
from perfeval_desktop.storage.database import create_schema, digest_of_rows, make_engine
from perfeval_desktop.storage.database import schema_of as schema_of_connection
from perfeval_desktop.storage.migrations import Migration
from perfeval_desktop.storage.schemas import FORMAT_6, schema_of_tables
from perfeval_desktop.storage.tables import FORMAT, METADATA
from tests.conftest import HETANG

KEPT = (
    "document",
    "template_file",
    "record",
    "explanation",
    "remark",
    "status",
    "last_year",
    "last_value",
    "paper",
    "paper_code",
    "version",
    "merged",
    "history_start",
    "batch",
    "edit",
)
OLD_ENTRIES = "CREATE TABLE value (place TEXT PRIMARY KEY, kind TEXT, text TEXT) STRICT"
OLD_DIGEST = ("SELECT doc_id FROM document", "SELECT place, kind, text FROM value ORDER BY place")


def new_schema() -> tuple[str, ...]:
    """The DDL of today's format, as it would be frozen in a step."""
    statements = [f"CREATE {each.partition('CREATE ')[2]}" for each in schema_of_tables(FORMAT_6)]
    tables = [each for each in statements if each.startswith("CREATE TABLE")]
    indexes = [each for each in statements if each.startswith("CREATE INDEX")]
    return (*tables, *indexes)


def old_file(path: Path) -> Path:
    """Turn a new file into one of the made-up format: one column for record and field."""
    create_report(path, HETANG, 2022, "甲单位").close()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(OLD_ENTRIES)
    database.execute("INSERT INTO value SELECT record || '/' || field, kind, text FROM entry")
    database.execute("DROP TABLE entry")
    rows = [database.execute(each).fetchall() for each in OLD_DIGEST]
    database.execute("UPDATE document SET digest = ?", (digest_of_rows(rows),))
    database.execute(f"PRAGMA user_version={FORMAT - 1}")
    database.execute("VACUUM")
    database.close()
    return path


def schema_of(path: Path) -> tuple[str, ...]:
    engine = make_engine(path, is_working_copy=False)
    with engine.connect() as connection:
        return schema_of_connection(connection)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = old_file(tmp_path / "旧.peval")
    copies = tuple(f"INSERT INTO {each} SELECT * FROM old.{each}" for each in KEPT)
    entries = (
        "INSERT INTO entry SELECT substr(place, 1, instr(place, '/') - 1),"
        " substr(place, instr(place, '/') + 1), kind, text, NULL, '' FROM old.value"
    )
    step = Migration(FORMAT, new_schema(), (*copies, entries), schema_of(path), OLD_DIGEST)
    monkeypatch.setattr("perfeval_desktop.storage.copying.STEPS", (step,))
    return path


def test_an_older_file_opens_and_is_untouched_until_the_next_publishing(old: Path) -> None:
    before = old.read_bytes()
    document = open_report(old)
    unit = document.report.value(FieldAddress("", "单位名称"))
    assert unit is not None
    assert unit.text == "甲单位"
    assert document.verify_history() is None
    assert old.read_bytes() == before
    document.publish()
    assert old.read_bytes()[60:64] == FORMAT.to_bytes(4, "big")
    document.close()
    read_session(old)


def test_an_older_file_that_was_only_looked_at_stays_what_it_was(old: Path) -> None:
    before = old.read_bytes()
    open_report(old).close()
    read_session(old)
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE value SET text = '乙单位' WHERE text = '甲单位'", "损坏"),
        ("CREATE TRIGGER t AFTER UPDATE ON value BEGIN DELETE FROM value; END", "其他程序"),
    ],
)
def test_an_older_file_is_trusted_no_more_than_a_new_one(
    old: Path, change: str, reason: str
) -> None:
    with sqlite3.connect(old) as database:
        database.execute(change)
    database.close()
    before = old.read_bytes()
    with pytest.raises(NotAReportError, match=reason):
        open_report(old)
    assert old.read_bytes() == before


def test_the_written_schema_is_that_of_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    create_schema(path)
    assert schema_of(path) == schema_of_tables(FORMAT_6)
    assert set(FORMAT_6) == set(METADATA.tables)
