"""Random damages: refused with a reason or opened with the very content, never a crash or a hang.

`sh packaging/perfeval.sh soak` does the same by the hundred.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from tests.conftest import HETANG
from tests.soak.damages import KINDS, Damager, Damages
from tests.soak.forks import Forks

pytestmark = pytest.mark.slow
STAFF = FieldAddress("", "编制数")


@pytest.fixture(scope="module")
def damager(server: Forks, tmp_path_factory: pytest.TempPathFactory) -> Damager:
    return Damager(server, tmp_path_factory.mktemp("damages") / "soak", seed=2022)


def expect_all_noticed(result: Damages) -> None:
    assert result.problems == []
    assert (result.unnoticed, result.crashed, result.hung) == (0, 0, 0)


def test_a_damaged_document_is_refused_or_holds_the_very_content(damager: Damager) -> None:
    result = damager.documents(2 * len(KINDS))
    expect_all_noticed(result)
    assert result.refused > len(KINDS)


def test_a_damaged_working_copy_is_set_aside_or_holds_what_was_done(damager: Damager) -> None:
    result = damager.working_copies(len(KINDS))
    expect_all_noticed(result)
    assert result.shortened > 0, "a damaged log is opened up to the damage, and that is told"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET text = '71', number = '71' WHERE text = '11'",
        "UPDATE template_file SET text = replace(text, '编制数', '编织数')"
        " WHERE name = '附件1-1.toml'",
    ],
    ids=["figure", "form"],
)
def test_a_working_copy_with_another_figure_or_form_than_there_was_is_set_aside(
    tmp_path: Path, state_dir: Path, change: str
) -> None:
    """Nothing in the database itself is wrong: its history and its hashes tell of another one."""
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, STAFF, "11"), "填写", Origin.TYPED)
    document.abandon()
    (work,) = (state_dir / "sessions").glob("*/work.db")
    with sqlite3.connect(work) as database:
        changed = database.execute(change)
        assert changed.rowcount == 1
    database.close()
    document = open_report(path)
    assert not document.is_resumed
    assert document.report.value(STAFF) is None, "the file is as it was saved last"
    assert "编织数" not in document.report.template.texts["附件1-1.toml"]
    document.close()
    assert [each.name[:6] for each in (state_dir / "sessions").iterdir()] == ["aside-"]
