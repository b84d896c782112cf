"""`perfeval import` over real Word files: what is taken, what is listed, what stays as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_report,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.backups import BackupReason, backups_of_file
from tests.conftest import HETANG
from tests.word_reports import write_word


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory, template: ReportTemplate) -> Path:
    path = tmp_path_factory.mktemp("word") / "2022年自评报告.docx"
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    write_word(session, path)
    return path


def check(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str, str]]:
    """Return what `perfeval check` finds: id, severity and both values."""
    capsys.readouterr()
    run(["check", str(path), "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return sorted(
        (
            ".".join(each["check"].split(".")[:2]),
            each["severity"],
            str(each["left"]["value"]),
            str(each["right"]["value"]),
        )
        for each in found
    )


def listed(tmp_path: Path, word: Path, file: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Import with a list; return the exit code and the list."""
    path = tmp_path / "清单.json"
    code = run(["import", str(word), str(file), "--report", str(path), *more])
    return code, json.loads(path.read_text("utf-8"))


def filled(tmp_path: Path, field: str, text: str) -> Path:
    """Return a file in which one field is filled in."""
    path = tmp_path / "有内容.peval"
    document = create_report(path, HETANG, 2022, "")
    session = start_session(document, document.commit)
    session.apply(
        entry_edits(session.report, FieldAddress(REPORT, field), text), "填", Origin.TYPED
    )
    document.close()
    return path


def value(path: Path, field: str) -> str:
    found = read_session(path).value(FieldAddress(REPORT, field))
    return found.text if found is not None else ""


@pytest.mark.slow
def test_a_word_file_becomes_a_report_with_the_findings_of_the_one_it_was_typed_from(
    tmp_path: Path, word: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sample = tmp_path / "新.peval", tmp_path / "样例.peval"
    assert run(["import", str(word), str(file)]) == 0
    out = capsys.readouterr().out
    assert "没有放进去 0" in out
    assert "2022 年度" in out
    assert run(["sample", str(sample)]) == 0
    assert check(file, capsys) == check(sample, capsys)


@pytest.mark.slow
def test_the_list_has_every_piece_and_a_second_import_changes_nothing(
    tmp_path: Path, word: Path
) -> None:
    path = tmp_path / "新.peval"
    code, found = listed(tmp_path, word, path)
    first = read_session(path)
    assert code == 0
    assert run(["import", str(word), str(path)]) == 0
    again = read_session(path)
    assert again.report.holds_the_same(first.report)
    assert again.history.last_number == first.history.last_number
    assert (found["template"], found["year"]) == (HETANG, 2022)
    assert sum(found["counts"].values()) == len(found["pieces"])
    total = next(
        each
        for each in found["pieces"]
        if each["state"] == "taken" and each["target"]["field"] == "总得分"
    )
    assert (total["text"], total["value"]) == ("98", "98")
    assert total["place"].startswith("第2张表第")
    assert total["target"]["label"]
    name = next(
        each
        for each in found["pieces"]
        if each["target"] and each["target"]["field"] == "项目.财政拨款_全年预算"
    )
    assert name["target"]["record"] == "自治奖励经费"


@pytest.mark.slow
def test_a_file_is_backed_up_before_an_import_and_one_undo_takes_it_back(
    tmp_path: Path, word: Path
) -> None:
    path = filled(tmp_path, "编制数", "12")
    before = read_session(path).report
    assert run(["import", str(word), str(path)]) == 1
    assert BackupReason.IMPORT in [each.reason for each in backups_of_file(path)]
    document = open_report(path)
    session = start_session(document, document.commit)
    session.undo()
    assert session.report.holds_the_same(before)
    document.close()


@pytest.mark.slow
def test_what_the_file_holds_stays_and_is_listed_unless_it_is_to_be_overwritten(
    tmp_path: Path, word: Path
) -> None:
    path = filled(tmp_path, "编制数", "12")
    code, found = listed(tmp_path, word, path)
    assert code == 1
    assert found["conflicts"] == [
        {
            "record": "",
            "field": "编制数",
            "label": "编制数",
            "here": "12",
            "document": "11",
        }
    ]
    assert [e["why"] for e in found["pieces"] if e["state"] == "not-taken"] == [
        "报告里已经填了“12”，没有改动。"
    ]
    assert (value(path, "编制数"), value(path, "在职人数")) == ("12", "6")
    assert run(["import", str(word), str(path), "--overwrite"]) == 0
    assert value(path, "编制数") == "11"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--template", "hunan/nowhere/2022"], "没有“hunan/nowhere/2022”这套表样"),
        (["--year", "2019", "--report", "没有这个文件夹/清单.json"], "未能导出"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_and_leaves_no_file(
    tmp_path: Path, word: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    path = tmp_path / "新.peval"
    assert run(["import", str(word), str(path), *more]) == 2
    streams = capsys.readouterr()
    assert said in streams.err
    assert not streams.out
    assert not path.exists()


def test_a_file_of_another_year_is_left_as_it_was(
    tmp_path: Path, word: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path, "编制数", "12")
    before = path.read_bytes()
    assert run(["import", str(word), str(path), "--year", "2023"]) == 2
    assert "它是 2022 年度的" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_document_like_none_of_the_forms_needs_a_template_to_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, path = tmp_path / "菜谱.csv", tmp_path / "新.peval"
    source.write_text("菜名,做法\n白菜,炒\n", "utf-8")
    assert run(["import", str(source), str(path)]) == 2
    assert "--template" in capsys.readouterr().err
    assert not path.exists()
    assert run(["import", str(source), str(path), "--template", HETANG]) == 1
    assert "没有放进去 4" in capsys.readouterr().out


@pytest.mark.slow
def test_our_own_workbook_comes_back_as_the_same_report(tmp_path: Path) -> None:
    sample, back = tmp_path / "样例.peval", tmp_path / "回来.peval"
    run(["sample", str(sample)])
    run(["export", str(sample), "--to", str(tmp_path), "--xlsx"])
    (workbook,) = tmp_path.glob("*.xlsx")
    assert run(["import", str(workbook), str(back)]) == 0
    assert run(["compare", str(sample), str(back)]) == 0


def test_a_source_that_is_no_document_is_said_in_one_sentence_and_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "照片.docx"
    source.write_bytes(b"\xff\xd8\xff\xe0 no document")
    assert run(["import", str(source), str(tmp_path / "新.peval")]) == 2
    error = capsys.readouterr().err
    assert "照片.docx" in error
    assert "Traceback" not in error
    assert not (tmp_path / "新.peval").exists()


def test_a_report_made_for_another_year_is_asked_for_and_told(
    tmp_path: Path, word: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "新.peval"
    run(["import", str(word), str(path), "--year", "2023"])
    assert "文档是 2022 年度的，报告是 2023 年度的" in capsys.readouterr().out
    assert read_session(path).report.year == 2023
