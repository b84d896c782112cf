"""One change, followed through: the clerk is told what it leaves to do, and accepts it by Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.consequences import ConsequencesDialog
from perfeval_desktop.services.explaining import explain_edits
from tests.gui.hands import Hands

STAFF = FieldAddress("", "人员情况")


def change(hands: Hands, label: str, text: str) -> None:
    hands.click(hands.find(label))
    hands.type(text)
    hands.key(Qt.Key.Key_Return)
    hands.wait_until_checked()


def prose(hands: Hands) -> str:
    value = hands.workspace.open_report.report.value(STAFF)
    assert value is not None
    return value.text


def test_the_sentence_that_tells_the_figure_is_offered_and_enter_accepts_it(hands: Hands) -> None:
    hands.open_sample()
    change(hands, "编制数", "12")
    assert hands.window.statusBar().currentMessage() == "这一改还牵连正文 1 处，按 F4 逐条看。"
    seen: list[str] = []

    def accept(dialog: ConsequencesDialog) -> None:
        seen.extend(dialog.list.texts())
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    hands.answer_dialog(ConsequencesDialog, accept)
    hands.key(Qt.Key.Key_F4)
    assert seen[0].startswith("正文要跟着改　报告正文“（三）人员情况”：“11”改成“12”")
    assert any(each.startswith("现在对不上　") and "控制率" in each for each in seen)
    assert "编制数 12 人" in prose(hands)
    hands.press("undo")
    assert "编制数 11 人" in prose(hands)


def test_what_has_no_tick_is_left_alone(hands: Hands) -> None:
    hands.open_sample()
    change(hands, "编制数", "12")

    def refuse(dialog: ConsequencesDialog) -> None:
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert dialog.accepted_ones == []
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    hands.answer_dialog(ConsequencesDialog, refuse)
    hands.press("consequences")
    assert "编制数 11 人" in prose(hands)


def test_an_explanation_whose_figures_moved_is_offered_to_be_confirmed(hands: Hands) -> None:
    hands.open_sample()
    report = hands.workspace.open_report
    finding = next(each for each in report.findings() if each.check == "1-2.收支平衡")
    report.apply(explain_edits(report.report, [finding], "上年结转 9.30 万元"), "写说明")
    hands.go_to_sheet("附件1-2 整体支出自评表")
    hands.type_into("其他资金", text="24.28")
    hands.wait_until_checked()
    assert "说明 1 条" in hands.window.statusBar().currentMessage()

    def accept(dialog: ConsequencesDialog) -> None:
        assert any(each.startswith("说明要重新确认") for each in dialog.list.texts())
        assert any(each.startswith("已经自动算好") for each in dialog.list.texts())
        dialog.accept_button.click()

    hands.answer_dialog(ConsequencesDialog, accept)
    hands.press("consequences")
    found = next(each for each in report.findings() if each.key == finding.key)
    assert report.state(found).value == "explained"


def test_without_a_changed_figure_there_is_nothing_to_list(hands: Hands) -> None:
    hands.open_sample()
    hands.press("consequences")
    assert "没有改数" in hands.bar()


def test_the_clerk_can_go_and_look_first(hands: Hands) -> None:
    hands.open_sample()
    change(hands, "编制数", "12")
    hands.answer_dialog(ConsequencesDialog, lambda dialog: dialog.go_button.click())
    hands.press("consequences")
    assert hands.current_sheet().sheet == "报告正文"
    assert "编制数 11 人" in prose(hands)
