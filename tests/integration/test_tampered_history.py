"""A history that was changed with another tool is refused, even when the digest was made to fit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import TamperedHistoryError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from perfeval_desktop.services.user_text import user_text
from perfeval_desktop.storage.database import content_digest, make_engine
from perfeval_desktop.storage.without_history import copy_without_history
from tests.conftest import HETANG

STAFF = FieldAddress("", "编制数")
CHANGES = (
    "UPDATE edit SET body = replace(body, '\"12\"', '\"21\"')",
    "UPDATE batch SET person = '别人' WHERE number = (SELECT max(number) FROM batch)",
    "UPDATE batch SET time = '2020-01-01T00:00:00+08:00' WHERE number = 2",
    "UPDATE batch SET label = '没有改过' WHERE number = (SELECT max(number) FROM batch)",
    "DELETE FROM edit WHERE batch = (SELECT max(number) FROM batch)",
)


@pytest.fixture(params=["with its history", "a copy without it"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file with three steps, two of them after the copying where it is a copy."""
    file, copy = tmp_path / "报告.peval", tmp_path / "副本.peval"
    create_report(file, HETANG, 2022, "甲单位").close()
    if request.param != "with its history":
        copy_without_history(file, copy)
        file = copy
    with closing(open_report(file)) as document:
        session = start_session(document, document.commit)
        for text in ("11", "12"):
            edits = entry_edits(session.report, STAFF, text)
            session.apply(edits, "填写", Origin.TYPED)
    return file


def tamper(path: Path, change: str) -> None:
    """Change the history, and adjust the digest as somebody would who has read our source."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(change)
        assert database.total_changes
    engine = make_engine(path, is_working_copy=False)
    with engine.begin() as connection:
        digest = content_digest(connection)
        connection.exec_driver_sql("UPDATE document SET digest = ?", (digest,))
    engine.dispose()


def test_it_is_refused_with_the_step_and_what_to_do_and_left_as_it_is(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = path.read_bytes()
    for change in CHANGES:
        path.write_bytes(sound)
        tamper(path, change)
        expect_refusal(path, capsys)
    path.write_bytes(sound)
    open_report(path).close()


def expect_refusal(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_bytes()
    with pytest.raises(TamperedHistoryError) as caught:
        open_report(path)
    assert path.read_bytes() == before
    assert caught.value.step in (2, 3)
    said = user_text(caught.value)
    assert f"修改记录从第 {caught.value.step} 步起对不上" in said.body
    for words in ("没有作任何改动", "另要一份", "备份"):
        assert words in said.body
    assert run(["check", str(path)]) == 2
    assert capsys.readouterr().err.strip() == said.sentence
