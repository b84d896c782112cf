"""perfeval rollover, and templates next: from the file of one year to that of the next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.resources import STATE_DIR_VARIABLE
from perfeval_desktop.services.carried import chapters_to_look_at, confirm_edits, is_locked
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.rollover import start_next_year

OFFICE, PROBLEMS = FieldAddress("", "公用经费_上年决算"), FieldAddress("", "存在问题")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of last year, made once."""
    folder = tmp_path_factory.mktemp("last")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE_DIR_VARIABLE, str(folder / "state"))
        create_from_data_file(folder / "2022.peval", sample_data()).close()
    return folder / "2022.peval"


@pytest.fixture
def last(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(made, tmp_path / "2022.peval"))


@pytest.fixture
def new(last: Path, tmp_path: Path) -> Path:
    path = tmp_path / "2023.peval"
    assert run(_rollover(last, path)) == 0
    return path


def _rollover(last: Path, new: Path) -> list[str]:
    return ["rollover", str(last), str(new), "--template", "hunan/hetang/2023-沿用"]


def test_the_next_years_file_is_made_and_what_was_carried_over_is_said(
    last: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "2023.peval"
    assert run(_rollover(last, new)) == 0
    said = capsys.readouterr().out
    assert "株洲市荷塘区物业服务指导中心 2022 年度的报告建立 2023 年度的报告" in said
    assert "2022.peval 没有作任何改动" in said
    report = read_session(new).report
    assert (report.year, report.template.id) == (2023, "hunan/hetang/2023-沿用")
    assert report.last_year is not None
    assert report.last_year.year == 2022


def test_a_form_can_be_named_and_one_that_is_not_there_is_refused(
    last: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "别的.peval"
    assert run(["rollover", str(last), str(other), "--template", "没有/这套"]) == 2
    assert "没有“没有/这套”这套表样" in capsys.readouterr().err
    assert not other.exists()
    assert run(["rollover", str(last), str(other), "--template", "hunan/hetang/2022"]) == 0
    assert read_session(other).report.template.year == 2023


def test_the_year_after_follows_from_that(new: Path, tmp_path: Path) -> None:
    third = tmp_path / "2024.peval"
    assert run(["rollover", str(new), str(third), "--template", "hunan/hetang/2024-沿用"]) == 0
    report = read_session(third).report
    assert report.year == 2024
    assert "本单位沿用2022年表样" in report.template.name


def test_marks_and_locks_survive_closing_and_so_does_that_something_was_looked_at(
    new: Path,
) -> None:
    document = open_report(new)
    session = start_session(document, document.commit)
    assert session.history.to_undo is None
    chapters = chapters_to_look_at(session)
    assert PROBLEMS in chapters
    session.apply(confirm_edits(session, [PROBLEMS]), "看过了", Origin.CONFIRMED)
    document.close()
    document = open_report(new)
    again = start_session(document, document.commit)
    assert chapters_to_look_at(again) == [each for each in chapters if each != PROBLEMS]
    assert is_locked(again, OFFICE)
    again.undo()
    assert chapters_to_look_at(again) == chapters
    assert document.verify_history() is None
    document.close()


def test_a_report_that_was_just_imported_begins_the_next_year_without_a_file_of_its_own(
    last: Path, tmp_path: Path
) -> None:
    session = read_session(last)
    document, done = start_next_year(session, tmp_path / "新.peval")
    document.close()
    assert read_session(tmp_path / "新.peval").report.template.digest == done.template.digest


def test_a_carried_form_is_written_for_a_finance_officer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "2025"
    assert run(["templates", "next", "hunan/hetang/2022", str(folder), "--year", "2025"]) == 0
    assert "2025年度" in capsys.readouterr().out
    assert "year = 2025" in (folder / "template.toml").read_text(encoding="utf-8")
    assert run(["templates", "next", "hunan/hetang/2022", str(folder)]) == 2
    assert "已经有这个文件夹了" in capsys.readouterr().err
