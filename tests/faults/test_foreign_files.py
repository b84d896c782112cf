"""Files that are no sound report: refused with a reason, untouched, nothing new beside them."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import CannotOpenError, NotAReportError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from perfeval_desktop.storage import copying
from tests.conftest import HETANG


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a little history."""
    file = tmp_path / "报告.peval"
    document = create_report(file, HETANG, 2022, "甲单位")
    session = start_session(document, document.commit)
    for text in ("11", "12", "13"):
        edits = entry_edits(session.report, FieldAddress("", "编制数"), text)
        session.apply(edits, "填写", Origin.TYPED)
    document.close()
    return file


def refused(path: Path, match: str) -> None:
    before, names = path.read_bytes(), os.listdir(path.parent)
    with pytest.raises(NotAReportError, match=match):
        open_report(path)
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == sorted(names)


def test_a_changed_history_is_noticed_at_opening(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE edit SET body = replace(body, '\"12\"', '\"21\"')")
        assert database.execute("SELECT total_changes()").fetchone()[0]
    database.close()
    refused(path, "修改记录")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM edit WHERE batch = 2",
        "UPDATE batch SET person = '别人' WHERE number = 3",
        "UPDATE batch SET time = '2020-01-01T00:00:00+08:00' WHERE number = 2",
    ],
)
def test_a_history_with_something_missing_or_retold_is_noticed(path: Path, change: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(change)
    database.close()
    refused(path, "修改记录")


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER t AFTER UPDATE ON entry BEGIN DELETE FROM batch; END",
        "CREATE VIEW v AS SELECT * FROM entry",
        "CREATE TABLE mine (a)",
        "CREATE INDEX mine ON entry (text)",
        "ALTER TABLE entry ADD COLUMN mine TEXT",
        "DROP INDEX record_by_parent",
    ],
)
def test_a_schema_that_is_not_ours_is_refused(path: Path, change: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(change)
    database.close()
    refused(path, "其他程序")


def test_a_file_whose_journal_lies_elsewhere_is_refused(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.close()
    refused(path, "其他程序")


@pytest.mark.parametrize("length", [0, 1, 99, 100, 512, 4096, 5000, -4096, -1])
def test_a_piece_of_a_file_is_refused(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    refused(path, "完整")


def test_a_file_with_its_end_zeroed_is_refused(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-20_000] + bytes(20_000))
    refused(path, "损坏|其他程序")


@pytest.mark.slow
def test_of_random_flipped_bits_none_changes_the_content_unnoticed(path: Path) -> None:
    whole = path.read_bytes()
    document = open_report(path)
    expected = (dict(document.report.entries()), document.batches)
    document.close()
    dice, opened = random.Random(2022), 0
    for _ in range(60):
        place, bit = dice.randrange(len(whole)), dice.randrange(8)
        damaged = bytearray(whole)
        damaged[place] ^= 1 << bit
        path.write_bytes(damaged)
        try:
            document = open_report(path)
        except (NotAReportError, CannotOpenError):
            continue
        opened += 1
        assert (dict(document.report.entries()), document.batches) == expected
        document.close()
    assert opened < 60


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "管道.peval"
    os.mkfifo(pipe)
    caught: list[BaseException] = []

    def opens() -> None:
        try:
            open_report(pipe)
        except CannotOpenError as error:
            caught.append(error)

    thread = threading.Thread(target=opens, daemon=True)
    thread.start()
    thread.join(10)
    assert len(caught) == 1


def test_a_file_that_changes_while_it_is_copied_is_copied_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow copy onto the stick is still going on, or another computer saves just then."""
    other = path.with_name("别.peval")
    create_report(other, HETANG, 2022, "乙单位").close()
    pieces, copies = copying._pieces, []

    def disturbed(of: Path) -> Iterator[bytes]:
        yield from pieces(of)
        copies.append(1)
        if len(copies) == 1:
            path.write_bytes(other.read_bytes())

    monkeypatch.setattr(copying, "_pieces", disturbed)
    document = open_report(path)
    unit = document.report.value(FieldAddress("", "单位名称"))
    assert unit is not None
    assert unit.text == "乙单位"
    assert len(copies) == 2
    document.publish()  # no conflict: what was opened is what is there
    document.close()
