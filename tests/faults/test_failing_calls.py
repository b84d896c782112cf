"""Each call to the system fails in its turn: a reason is given, the edit is kept, the file whole.

The first call fails, then the second, and so on until all pass; here every few of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG
from tests.soak.forks import Forks

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "文件夹"
    folder.mkdir()
    create_report(folder / "报告.peval", HETANG, 2022, "甲单位").close()
    return folder / "报告.peval"


@pytest.mark.parametrize(
    ("code", "how_long", "first"), [("EIO", "once", 1), ("ENOSPC", "for ever", 4)]
)
def test_an_edit_and_its_saving_survive_the_failure_of_any_call(
    server: Forks, path: Path, state_dir: Path, code: str, how_long: str, first: int
) -> None:
    ended = server.run("fail saving", state_dir, path, code, how_long, first, 47, limit=60)
    assert ended.how == "done", "\n".join(ended.said)
    outcomes = {each.split(" ", 2)[2] for each in ended.said}
    assert {"refused", "not stored"} <= outcomes


@pytest.mark.parametrize(
    ("code", "how_long", "outcome"),
    [("EIO", "once", "shown"), ("ENOSPC", "for ever", "CannotOpenError")],
)
def test_opening_survives_the_failure_of_any_call_and_leaves_the_document_alone(
    server: Forks, path: Path, state_dir: Path, code: str, how_long: str, outcome: str
) -> None:
    ended = server.run("fail opening", state_dir, path, code, how_long, 1, 11, limit=60)
    assert ended.how == "done", ended.said
    assert {each.split(" ", 2)[2] for each in ended.said} >= {outcome}
