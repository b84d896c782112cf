"""From the window: 还差什么, findings copied and exported, 审核情况说明."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.gui.widgets.missing_panel import MissingPanel
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG
from tests.gui.hands import CTRL, SHIFT, Hands
from tests.gui.save_as import opened_by, save_as

BALANCE = "1-2.收支平衡"
F7 = Qt.Key.Key_F7


@pytest.fixture
def blank(hands: Hands, tmp_path: Path) -> Hands:
    path = tmp_path / "空白.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    hands.open(path)
    return hands


def missing(hands: Hands) -> MissingPanel:
    return hands.workspace.missing_panel


def finding(hands: Hands, check: str = BALANCE) -> Finding:
    findings = hands.workspace.findings_panel.findings()
    return next(each for each in findings if each.check == check)


def test_f7_lists_what_is_missing_and_enter_goes_there(blank: Hands) -> None:
    blank.key(F7)
    assert missing(blank).isVisible()
    assert missing(blank).words.startswith(f"还差 {len(missing(blank).texts())} 项：未填 ")
    assert QApplication.focusWidget() is missing(blank).list
    assert missing(blank).texts()[0] == "编制数"
    blank.key(Qt.Key.Key_Down)
    blank.key(Qt.Key.Key_Return)
    assert blank.view.current_field() == missing(blank).places()[1]
    assert QApplication.focusWidget() is blank.view


def test_the_list_shrinks_while_it_is_worked_off(blank: Hands) -> None:
    blank.key(F7)
    before = missing(blank).texts()
    blank.key(Qt.Key.Key_Return)
    blank.type("11")
    blank.key(Qt.Key.Key_Return)
    assert missing(blank).texts()[0] != before[0]
    assert missing(blank).words.startswith(f"还差 {len(before) - 1} 项：")


def test_a_click_goes_to_another_sheet(blank: Hands) -> None:
    blank.key(F7)
    items = missing(blank).list
    row = next(
        row
        for row in range(items.count())
        if items.item(row).text().startswith("报告正文（")  # its head
    )
    item = items.item(row + 1)
    items.scrollToItem(item)
    place = items.visualItemRect(item).center()
    blank.qtbot.mouseClick(items.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert blank.current_sheet().sheet == "报告正文"


@pytest.mark.parametrize("key", [F7, Qt.Key.Key_Escape])
def test_the_same_key_or_escape_goes_back_to_the_findings(blank: Hands, key: Qt.Key) -> None:
    blank.key(F7)
    assert blank.window.actions_by_id["missing"].isChecked()
    blank.key(key)
    assert not missing(blank).isVisible()
    assert blank.workspace.findings_panel.isVisible()
    assert not blank.window.actions_by_id["missing"].isChecked()


def test_going_to_a_finding_shows_the_findings_again(sample: Hands) -> None:
    sample.key(F7)
    sample.key(Qt.Key.Key_F8)
    assert sample.workspace.findings_panel.isVisible()
    assert not sample.window.actions_by_id["missing"].isChecked()


def test_no_sentence_of_the_list_is_cut_off(sample: Hands) -> None:
    sample.key(F7)
    items = missing(sample).list
    for width in (240, 320):
        missing(sample).setFixedWidth(width)
        QApplication.processEvents()
        last = items.item(items.count() - 1)
        assert items.visualItemRect(last).width() <= items.viewport().width()
        heights = [items.visualItemRect(items.item(row)).height() for row in range(items.count())]
        assert max(heights) >= 2 * items.fontMetrics().height()


def test_ctrl_c_copies_the_chosen_findings(sample: Hands) -> None:
    panel = sample.workspace.findings_panel
    panel.list.setFocus()
    sample.key(Qt.Key.Key_Home)
    sample.key(Qt.Key.Key_Down, SHIFT)
    sample.key(Qt.Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 1 + len(panel.chosen()) == 3
    for line, each in zip(lines[1:], panel.chosen(), strict=True):
        assert each.message in line
        assert each.left.shown in line.split("\t")
    assert sample.bar().startswith("已复制 2 个问题")


def test_exported_findings_open_nothing_and_say_where_they_are(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_by(sample)
    asked = save_as(monkeypatch, tmp_path / "结果")
    sample.press("export_findings")
    assert asked[0].endswith("审核结果.xlsx")
    (sheet,) = load_workbook(tmp_path / "结果.xlsx").worksheets
    total = len(sample.workspace.open_report.session.engine.findings(True))
    assert sheet.max_row == 3 + total
    assert "结果.xlsx" in sample.bar()
    assert str(tmp_path) in sample.bar()
    assert opened == []


def test_an_export_that_fails_is_said_in_the_bar(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_as(monkeypatch, tmp_path / "没有" / "结果.xlsx")
    sample.press("export_findings")
    assert "文件夹不存在" in sample.bar()


def test_the_annex_is_printed_once_something_was_explained(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = save_as(monkeypatch, tmp_path / "说明.pdf")
    sample.press("export_explanations")
    assert "还没有给问题写说明" in sample.bar()
    assert asked == []
    report = sample.workspace.open_report
    report.apply(explain_edits(report.report, [finding(sample)], "上年结转"), "说明")
    sample.press("export_explanations")
    assert asked[0].endswith("审核情况说明.pdf")
    assert (tmp_path / "说明.pdf").read_bytes().startswith(b"%PDF")
    assert "说明.pdf" in sample.bar()
