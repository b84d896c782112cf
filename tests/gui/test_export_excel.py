"""文件 → 导出 Excel, from the window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from tests.gui.hands import Hands


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """Answer the system's file dialog, which tests cannot work; return what it was asked with."""
    asked: list[str] = []

    def answer(parent: object, title: str, suggested: str, kind: str) -> tuple[str, str]:
        asked.append(Path(suggested).name)
        return str(path), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return asked


def test_the_menu_writes_what_is_on_the_screen_and_opens_it(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    sample.window.open_document = lambda path: opened.append(path) is None
    asked = save_as(monkeypatch, tmp_path / "报告")
    sample.press("export_xlsx")
    path = tmp_path / "报告.xlsx"
    assert asked[0].endswith("整体支出绩效自评报告.xlsx")
    assert opened == [path]
    assert "已导出 报告.xlsx" in sample.bar()
    cells = openpyxl.load_workbook(path, data_only=True)["附件1-2"]
    values = {cell.value for row in cells.iter_rows() for cell in row}
    assert {135.28, "总分"} <= values


def test_an_export_that_fails_is_said_and_nothing_is_opened(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    sample.window.open_document = lambda path: opened.append(path) is None
    save_as(monkeypatch, tmp_path / "没有" / "报告.xlsx")
    sample.press("export_xlsx")
    assert "文件夹不存在" in sample.bar()
    assert opened == []
