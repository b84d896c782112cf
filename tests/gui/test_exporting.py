"""文件 → 导出 …, from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QMessageBox

from tests.gui.hands import Hands, button
from tests.gui.save_as import opened_by, save_as
from tests.word_file import WordFile


def test_word_writes_what_is_on_the_screen_and_opens_it(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    asked = save_as(monkeypatch, tmp_path / "报告")
    sample.press("export_docx")
    path = tmp_path / "报告.docx"
    assert asked[0].endswith("整体支出绩效自评报告.docx")
    assert opened == [path]
    assert "已导出 报告.docx" in sample.bar()
    texts = {cell.text for form in WordFile(path.read_bytes()).forms() for cell in form.cells}
    assert {"135.28", "总分"} <= texts


def test_excel_writes_what_is_on_the_screen_and_opens_it(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    asked = save_as(monkeypatch, tmp_path / "报告")
    sample.press("export_xlsx")
    path = tmp_path / "报告.xlsx"
    assert asked[0].endswith("整体支出绩效自评报告.xlsx")
    assert opened == [path]
    assert "已导出 报告.xlsx" in sample.bar()
    cells = load_workbook(path, data_only=True)["附件1-2"]
    values = {cell.value for row in cells.iter_rows() for cell in row}
    assert {135.28, "总分"} <= values


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_an_export_that_fails_is_said_and_nothing_is_opened(
    kind: str, sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    save_as(monkeypatch, tmp_path / "没有" / f"报告.{kind}")
    sample.press(f"export_{kind}")
    assert "文件夹不存在" in sample.bar()
    assert opened == []


def test_a_point_in_the_name_is_part_of_the_name(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    save_as(monkeypatch, tmp_path / "自评报告v1.2")
    sample.press("export_pdf")
    assert opened == [tmp_path / "自评报告v1.2.pdf"]


def test_a_file_that_gets_its_ending_from_the_program_replaces_none_unasked(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "报告.docx"
    old.write_bytes(b"of last week")
    opened = opened_by(sample)
    save_as(monkeypatch, tmp_path / "报告", tmp_path / "报告二")

    def keep(box: QMessageBox) -> None:
        assert "报告.docx 已经有了" in box.text()
        button(box, "换个名字").click()

    sample.answer_dialog(QMessageBox, keep)
    sample.press("export_docx")
    assert old.read_bytes() == b"of last week"
    assert opened == [tmp_path / "报告二.docx"]

    save_as(monkeypatch, tmp_path / "报告")
    sample.answer_dialog(QMessageBox, lambda box: button(box, "换掉").click())
    sample.press("export_docx")
    assert opened[-1] == old
    assert old.read_bytes() != b"of last week"
