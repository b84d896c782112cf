"""Every released format opens, and an older one is rebuilt without touching the document."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.domain.report import FieldAddress, LastPlace
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage.migration_steps import STEPS
from perfeval_desktop.storage.migrations import Migration, migrate
from perfeval_desktop.storage.tables import FORMAT
from tests.data.formats.make import CELLS

KEPT = Path(__file__).parents[1] / "data" / "formats"
REMARKS_SINCE, PAPERS_SINCE, COPIES_SINCE, FORMS_SINCE = 3, 4, 5, 6  # formats
LAST_LABEL = {
    1: "填写 其他说明",
    2: "填写 其他说明",
    3: "填写 其他说明",
    4: "导出 PDF",
    5: "合并 副本",
    6: "调整表样：附件1-1 的“公用经费”改为“日常公用”",
}
STEP = Migration(
    to=FORMAT + 1,
    ddl=("CREATE TABLE cell (record TEXT, field TEXT, text TEXT) STRICT",),
    copy=("INSERT INTO cell SELECT record, field, text FROM old.entry",),
)


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_the_kept_file_of_each_format_opens_with_its_content(tmp_path: Path, number: int) -> None:
    path = tmp_path / "旧.peval"
    shutil.copyfile(KEPT / f"format-{number}.peval", path)
    document = open_report(path)
    values = {each: document.report.value(FieldAddress("", each)) for each in CELLS}
    assert {each: value.text for each, value in values.items() if value} == CELLS
    remark = document.report.remark(FieldAddress("", "编制数"))
    assert (remark is not None) == (number >= REMARKS_SINCE)
    assert [each.mark for each in document.report.papers] == ["送审稿"] * (number >= PAPERS_SINCE)
    assert list(document.report.versions) == ["送审稿"] * (number >= COPIES_SINCE)
    assert document.report.merged == frozenset(["0" * 64] * (number >= COPIES_SINCE))
    approved = document.report.approved
    assert (approved is not None) == (number >= FORMS_SINCE)
    if approved is not None:
        assert (approved.document, approved.day) == ("批复的目标表.docx", date(2022, 3, 1))
        assert approved.values == {LastPlace("预期目标"): Text("保障单位正常运转。")}
    adjustments = document.report.template.adjustments
    assert [each.after for each in adjustments] == ["日常公用"] * (number >= FORMS_SINCE)
    label = document.report.template.fields["公用经费_本年决算"].label
    assert label == ("日常公用" if number >= FORMS_SINCE else "公用经费")
    assert document.batches[-1].label == LAST_LABEL[number]
    assert document.verify_history() is None
    document.close()


def test_a_step_rebuilds_the_copy_with_its_own_schema(tmp_path: Path) -> None:
    copy = tmp_path / "work.db"
    shutil.copyfile(KEPT / f"format-{FORMAT}.peval", copy)
    migrate(copy, FORMAT, copy, (STEP,), FORMAT + 1)
    database = sqlite3.connect(copy)
    assert database.execute("PRAGMA user_version").fetchone() == (FORMAT + 1,)
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("cell",)]
    assert ("", "编制数", "11") in database.execute("SELECT * FROM cell").fetchall()
    database.close()


def test_a_failed_step_leaves_the_copy_as_it_was(tmp_path: Path) -> None:
    copy = tmp_path / "work.db"
    shutil.copyfile(KEPT / f"format-{FORMAT}.peval", copy)
    before = copy.read_bytes()
    broken = Migration(
        STEP.to, STEP.ddl, (*STEP.copy, "INSERT INTO cell SELECT nothing FROM old.x")
    )
    with pytest.raises(NotAReportError):
        migrate(copy, FORMAT, copy, (broken,), FORMAT + 1)
    assert copy.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["work.db"]


def test_a_format_without_a_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAReportError, match="早期格式"):
        migrate(tmp_path / "work.db", 0, tmp_path / "旧.peval", STEPS)
