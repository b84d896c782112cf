"""`perfeval export --pdf` notes its codes in the file, `perfeval verify` answers from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    describe_file,
    open_report,
    read_session,
    sample_data,
    start_session,
    unfinished_reports,
)
from tests.data.formats.make import FOLDER as KEPT

Output = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    return path


def export(path: Path) -> int:
    return run(["export", str(path), "--to", str(path.parent / "出"), "--pdf"])


def change(path: Path, field: str, text: str) -> None:
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, FieldAddress("", field), text), "填写", Origin.TYPED)
    document.close()


def first_page(path: Path) -> str:
    (pdf,) = (path.parent / "出").glob("*.pdf")
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    return text


def test_an_export_is_noted_in_the_file_with_the_code_that_is_printed(
    path: Path, capsys: Output
) -> None:
    assert dict(describe_file(path))["打印和导出"] == "0 次"
    assert "最近一次的校验码" not in dict(describe_file(path))
    assert export(path) == 0
    assert capsys.readouterr().err == ""
    facts = dict(describe_file(path))
    assert facts["打印和导出"] == "1 次"
    assert f"全文 {facts['最近一次的校验码']}" in first_page(path)
    (paper,) = read_session(path).report.papers
    assert (paper.place, paper.medium) == (1, "PDF")
    assert unfinished_reports() == []


def test_the_same_export_again_writes_nothing_and_prints_the_same(path: Path) -> None:
    export(path)
    noted, printed = path.read_bytes(), first_page(path)
    export(path)
    assert path.read_bytes() == noted
    assert first_page(path) == printed


def test_verify_tells_current_changed_unknown_and_mistyped_by_its_exit_code(
    path: Path, tmp_path: Path, capsys: Output
) -> None:
    export(path)
    codes = codes_now(read_session(path))
    capsys.readouterr()
    assert run(["verify", str(path), *codes.report.lower().split("-")]) == 0
    assert "和现在的数据一致" in capsys.readouterr().out
    change(path, "编制数", "12")
    page = codes.sheets[SheetRef("附件1-1")]
    assert run(["verify", str(path), page]) == 1
    out = capsys.readouterr().out
    assert "修改记录第1步的附件1-1，后来有 1 处不同" in out
    assert "附件1-1　编制数　原来：11　现在：12" in out
    other = tmp_path / "别的.peval"
    run(["new", "--template", "hunan/hetang/2022", "--unit", "乙单位", str(other)])
    assert run(["verify", str(other), page]) == 1
    assert "另一个文件" in capsys.readouterr().out
    assert run(["verify", str(path), page[:-1]]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "第3组" in said.err
    assert run(["verify", str(tmp_path / "没有.peval"), page]) == 2


def test_verifying_writes_nothing(path: Path) -> None:
    export(path)
    before = path.read_bytes()
    run(["verify", str(path), codes_now(read_session(path)).report])
    assert path.read_bytes() == before


def expect_exported_only(path: Path, capsys: Output, why: str) -> None:
    before = path.read_bytes()
    assert export(path) == 0
    said = capsys.readouterr()
    assert "已导出" in said.out
    assert "校验码没有记入文件" in said.err
    assert why in said.err
    assert path.read_bytes() == before
    assert "全文 " in first_page(path)


def test_a_read_only_file_is_exported_and_said_not_to_be_noted(path: Path, capsys: Output) -> None:
    path.chmod(0o444)
    expect_exported_only(path, capsys, "只读")


def test_a_file_that_is_open_is_exported_and_said_not_to_be_noted(
    path: Path, capsys: Output
) -> None:
    document = open_report(path)
    expect_exported_only(path, capsys, "打开着")
    document.close()


def test_a_file_of_an_older_format_is_exported_and_stays_what_it_is(
    path: Path, capsys: Output
) -> None:
    shutil.copyfile(KEPT / "format-3.peval", path)
    expect_exported_only(path, capsys, "早期格式")


def test_a_file_that_a_crash_interrupted_is_left_to_the_window(path: Path, capsys: Output) -> None:
    document = open_report(path)
    session = start_session(document, document.commit)
    edits = entry_edits(session.report, FieldAddress("", "编制数"), "12")
    session.apply(edits, "填写", Origin.TYPED)
    document.abandon()
    expect_exported_only(path, capsys, "没有正常关闭")
    resumed = open_report(path)
    assert resumed.is_resumed
    assert resumed.report.value(FieldAddress("", "编制数")) == edits[0].after.value
    resumed.close()


def test_a_file_that_cannot_be_replaced_in_the_end_is_said_not_to_be_noted(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.copymode

    def full(source: Path, target: Path) -> None:
        real(source, target)
        path.write_bytes(path.read_bytes() + b"\0")  # somebody else writes to it meanwhile

    monkeypatch.setattr("perfeval_desktop.storage.publishing.shutil.copymode", full)
    assert export(path) == 0
    assert "校验码没有记入文件" in capsys.readouterr().err
    assert unfinished_reports() == [], "nothing waits to be written at the next start"


def test_a_failed_export_notes_nothing(path: Path, capsys: Output) -> None:
    folder = path.parent / "出"
    folder.write_text("这里是一个文件", encoding="utf-8")
    before = path.read_bytes()
    assert export(path) == 2
    assert "未能导出" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert read_session(path).report.papers == ()
