"""文件 → 填入原表 through the window: what is listed, chosen by keys, and written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.gui.dialogs.fill_blank import FillBlankDialog
from tests.blank_files import workbook_blank
from tests.gui.hands import Hands, button
from tests.gui.save_as import opened_by, save_as


def test_the_ticked_places_are_written_into_a_copy(
    sample: Hands,
    template: ReportTemplate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank, out = tmp_path / "空表.xlsx", tmp_path / "交上去.xlsx"
    workbook_blank(template, blank)
    before = blank.read_bytes()
    seen: list[str] = []

    def work(dialog: QDialog) -> None:
        assert isinstance(dialog, FillBlankDialog)
        seen.append(dialog.words)
        model = dialog.table.model()
        rows = range(model.rowCount())
        labels = [str(model.index(row, 0).data()) for row in rows]
        dialog.table.setCurrentCell(labels.index("编制数"), 0)
        sample.qtbot.keyClick(dialog.table, Qt.Key.Key_Space)  # not this one
        count = len(dialog.chosen)
        assert button(dialog, f"填 {count} 处，另存为…").isEnabled()
        sample.qtbot.keyClick(dialog.fill_button, Qt.Key.Key_Space)

    asked = save_as(monkeypatch, out)
    opened = opened_by(sample)
    sample.name_file(blank)
    sample.answer_dialog(FillBlankDialog, work)
    sample.press("fill_blank")
    sample.qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    assert "没有填进去" in seen[0]
    assert asked == ["空表（已填）.xlsx"]
    assert blank.read_bytes() == before
    sheet = openpyxl.load_workbook(out)["附件1-1"]
    assert sheet["B4"].value is None
    assert sheet["D4"].value == 6
    assert "没有填进去" in sample.bar()


def test_what_is_no_blank_is_said(sample: Hands, tmp_path: Path) -> None:
    other = tmp_path / "别的.csv"
    other.write_text("项目,金额\n", "utf-8")
    sample.name_file(other)
    sample.press("fill_blank")
    assert "另存为 .docx 或 .xlsx" in sample.bar()
