"""`perfeval approve` over real files: what is filled in, what is kept, what stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.services.files import create_from_data_file, read_session, sample_data
from perfeval_desktop.storage.backups import BackupReason, backups_of_file
from tests.approval_forms import Approval, Target, write_excel, write_word

TARGETS = (
    Target("数量指标", "发放奖励小区数", "≥20个", "20"),
    Target("服务对象满意度指标", "居民满意度", "≥95%", "10"),
)
PROJECT = Approval("按时发放奖励。", TARGETS, "自治奖励经费")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2022.peval"
    create_from_data_file(path, sample_data()).close()
    return path


def found(file: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    run(["check", str(file), "--format", "json"])
    data = json.loads(capsys.readouterr().out)["findings"]
    return [each["message"] for each in data if each["rule"] == "R2"]


def test_the_approval_is_kept_in_the_file_and_listed_line_by_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_word(tmp_path / "申报表.docx", PROJECT)
    listed = tmp_path / "清单.json"
    assert run(["approve", str(source), str(file), "--report", str(listed)]) == 1
    data = json.loads(listed.read_text("utf-8"))
    assert [(each["what"], each["filled"]) for each in data["targets"]] == [
        ("预期目标", False),
        ("数量指标", True),
        ("服务对象满意度指标", False),
    ]
    assert "报告里另有内容，没有改" in capsys.readouterr().out
    kept = read_session(file).report.approved
    assert kept is not None
    assert kept.document == "申报表.docx"
    assert [each.reason for each in backups_of_file(file)] == [BackupReason.IMPORT]
    assert any("≥95%" in each for each in found(file, capsys))


def test_with_overwrite_everything_is_as_approved(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_excel(tmp_path / "申报表.xlsx", PROJECT)
    assert run(["approve", str(source), str(file), "--overwrite"]) == 0
    assert not any("居民满意度" in each for each in found(file, capsys))


def test_a_document_without_targets_leaves_the_file_as_it_was(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "通知.csv"
    source.write_text("关于,召开会议\n的,通知\n", encoding="utf-8")
    before = file.read_bytes()
    assert run(["approve", str(source), str(file)]) == 2
    assert "没有认出批复的绩效目标" in capsys.readouterr().err
    assert file.read_bytes() == before
