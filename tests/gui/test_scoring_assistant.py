"""评分助手 with real keys: accept, give another score with a reason, spread points, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDoubleSpinBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant
from perfeval_desktop.gui.dialogs.spread_weights import SpreadWeightsDialog
from perfeval_desktop.gui.models.scores_model import ACTUAL, PROPOSED, REASON, SCORE, WORKING
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts
from tests.gui.hands import Hands

HOTLINE, MEETING, ENVIRONMENT = "处理“12345”市长热线投诉", "召开现场调解会", "小区人居环境"
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def assistant(hands: Hands) -> ScoringAssistant:
    """The assistant on 附件1-2 of the sample, opened by its shortcut."""
    hands.open_sample()
    hands.go_to_sheet("附件1-2 整体支出自评表")
    return open_assistant(hands)


def open_assistant(hands: Hands) -> ScoringAssistant:
    hands._activate()
    press(Qt.Key.Key_P, CTRL | SHIFT)
    found = hands.workspace.findChild(ScoringAssistant)
    assert found is not None
    hands.qtbot.waitUntil(found.isActiveWindow)
    hands.qtbot.waitUntil(found.table.hasFocus)
    return found


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


def shown(assistant: ScoringAssistant, name: str, column: int) -> str:
    model = assistant.model
    rows = {str(model.index(row, 0).data()): row for row in range(model.rowCount())}
    return str(model.index(rows[name], column).data())


def current(assistant: ScoringAssistant) -> str:
    return str(assistant.model.index(assistant.table.row(), 0).data())


def spread(hands: Hands, assistant: ScoringAssistant) -> None:
    def confirm(dialog: QDialog) -> None:
        assert isinstance(dialog, SpreadWeightsDialog)
        assert dialog.problem() == "满意度指标没有填年度指标值，分不出去。"
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    hands.answer_dialog(SpreadWeightsDialog, confirm)
    click(assistant.spread_button)
    assistant.activateWindow()  # the offscreen platform does not, after a dialog
    hands.qtbot.waitUntil(assistant.table.hasFocus)


def type_actual(hands: Hands, row: str, text: str) -> None:
    """Type 实际完成值 into the sheet, beside the open assistant."""
    hands._activate()
    address = hands.find(row, "实际\n完成值").address
    assert address is not None
    hands.workspace.show_field(address)
    hands.workspace.focus_sheet()
    hands.type(text)
    hands.key(Qt.Key.Key_Return)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_it_is_offered_on_sheets_with_scores_only(hands: Hands) -> None:
    hands.open_sample()
    action = hands.window.actions_by_id["scoring_assistant"]
    offered = []
    for name in hands.sheet_names():
        hands.go_to_sheet(name)
        offered.append((name.split()[0], action.isEnabled()))
    assert dict(offered) == {
        "附件1-1": False,
        "附件1-3": True,
        "附件1-2": True,
        "报告正文": False,
        "封面": False,
        "核对底数": False,
    }


def test_points_are_spread_in_one_step(hands: Hands, assistant: ScoringAssistant) -> None:
    assert shown(assistant, HOTLINE, WORKING) == "没有填分值"
    spread(hands, assistant)
    assert shown(assistant, HOTLINE, WORKING) == "294起 ÷ 294起 × 13分 = 13分"
    assert hands.text("数量指标", "分值") == "13"
    press(Qt.Key.Key_Z, CTRL)
    assert hands.text("数量指标", "分值") == ""
    assert shown(assistant, HOTLINE, WORKING) == "没有填分值"


def test_enter_accepts_and_goes_on_and_each_is_one_step(
    hands: Hands, assistant: ScoringAssistant
) -> None:
    spread(hands, assistant)
    for _ in range(2):
        press(Qt.Key.Key_Return)
    assert [shown(assistant, each, SCORE) for each in (HOTLINE, MEETING)] == ["13", "13"]
    assert current(assistant) == "投诉办结率"
    assert hands.text("数量指标", "得分") == "13"
    press(Qt.Key.Key_Z, CTRL)
    assert [shown(assistant, each, SCORE) for each in (HOTLINE, MEETING)] == ["13", ""]


def test_all_proposals_are_accepted_in_one_step(hands: Hands, assistant: ScoringAssistant) -> None:
    spread(hands, assistant)
    stated = "　表上总分填的是 98 分"
    assert assistant.total_text() == f"现在 10 分（差）{stated}　全部采用后 90 分（优）"
    click(assistant.accept_all_button)
    assert assistant.total_text() == f"现在 90 分（优）{stated}"
    assert not assistant.accept_all_button.isEnabled()
    press(Qt.Key.Key_Z, CTRL)
    assert assistant.total_text().startswith("现在 10 分（差）")


@pytest.mark.xcb
def test_lost_points_ask_for_a_reason_that_goes_into_the_form(
    hands: Hands, assistant: ScoringAssistant
) -> None:
    spread(hands, assistant)
    type_actual(hands, "数量指标", "280起")
    assert shown(assistant, HOTLINE, PROPOSED) == "12.38", "it follows the sheet"
    assert shown(assistant, HOTLINE, REASON) == "要写：扣了 0.62 分"
    open_assistant(hands)
    press(Qt.Key.Key_Return)
    assert shown(assistant, HOTLINE, SCORE) == "", "first the reason"
    assert assistant.strip.reason_line.hasFocus()
    hands.type("十四起还在办理")
    press(Qt.Key.Key_Return)
    assert hands.text("数量指标", "得分") == "12.38"
    assert hands.text("数量指标", "偏差原因\n分析及\n改进措施") == "十四起还在办理"
    assert assistant.table.hasFocus()
    press(Qt.Key.Key_Z, CTRL)
    assert hands.text("数量指标", "得分") == ""
    assert hands.text("数量指标", "偏差原因\n分析及\n改进措施") == ""


def test_f2_gives_another_score_with_a_reason(hands: Hands, assistant: ScoringAssistant) -> None:
    spread(hands, assistant)
    press(Qt.Key.Key_F2)
    hands.type("14")
    press(Qt.Key.Key_Return)
    assert assistant.message() == "得分要在 0 和分值 13 之间。"
    press(Qt.Key.Key_Escape)
    assert assistant.table.hasFocus()
    assert assistant.isVisible()
    assert shown(assistant, HOTLINE, SCORE) == ""
    press(Qt.Key.Key_F2)
    hands.type("12")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert assistant.message() == "扣了 1 分，请写一句原因。"
    hands.type("有一起超时")
    press(Qt.Key.Key_Return)
    assert hands.text("数量指标", "得分") == "12"
    assert shown(assistant, HOTLINE, REASON) == "有一起超时"
    assert current(assistant) == MEETING
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    assert shown(assistant, HOTLINE, SCORE) == "12", "Enter passes over a score of her own"


def test_the_button_takes_what_was_typed_else_what_is_proposed(
    hands: Hands, assistant: ScoringAssistant
) -> None:
    spread(hands, assistant)
    press(Qt.Key.Key_F2)
    hands.type("12")
    click(assistant.strip.accept_button)
    assert shown(assistant, HOTLINE, SCORE) == "", "first the reason"
    hands.type("有一起超时")
    click(assistant.strip.accept_button)
    assert hands.text("数量指标", "得分") == "12"
    assert current(assistant) == MEETING
    click(assistant.strip.accept_button)
    assert shown(assistant, MEETING, SCORE) == "13"


def test_a_target_in_words_is_scored_by_a_band_and_a_value_inside(
    hands: Hands, assistant: ScoringAssistant
) -> None:
    spread(hands, assistant)
    type_actual(hands, "经济效益指标", "有好转")
    assert shown(assistant, ENVIRONMENT, PROPOSED) == ""
    open_assistant(hands)
    for _ in range(4):
        press(Qt.Key.Key_Down)
    assert current(assistant) == ENVIRONMENT
    press(Qt.Key.Key_Return)
    assert assistant.message() == f"{ENVIRONMENT}：按文字评分：先选完成程度。"
    press(Qt.Key.Key_2)
    assert shown(assistant, ENVIRONMENT, PROPOSED) == "7"
    assert shown(assistant, ENVIRONMENT, WORKING) == "部分达到：可得 6～7.99分（60%～80%）"
    press(Qt.Key.Key_F2)
    hands.type("6.5")
    press(Qt.Key.Key_Return)
    hands.type("还有死角")
    press(Qt.Key.Key_Return)
    assert hands.text("经济效益指标", "得分") == "6.5"
    assert shown(assistant, ENVIRONMENT, PROPOSED) == "6.5"
    buttons = assistant.strip.bands.buttons()
    press(Qt.Key.Key_Up)
    assert [each.isChecked() for each in buttons] == [False, True, False]


def confirm_deletion(box: QDialog) -> None:
    assert isinstance(box, QMessageBox)
    click(next(each for each in box.buttons() if each.text() == "删除项目和附件1-3"))


def test_it_follows_the_sheet_that_is_shown(hands: Hands, assistant: ScoringAssistant) -> None:
    hands.go_to_sheet("附件1-3 自治奖励经费")
    assert assistant.windowTitle() == "评分助手 — 附件1-3 自治奖励经费"
    assert shown(assistant, "居民满意度", WORKING) == "没有填实际完成值"
    hands.go_to_sheet("报告正文")
    assert assistant.windowTitle() == "评分助手 — 附件1-3 自治奖励经费"
    hands.go_to_sheet("附件1-1 基础数据表")
    hands.click(hands.find("2、自治奖励"))
    hands.answer_dialog(QMessageBox, confirm_deletion)
    hands.press("delete_row")
    hands.qtbot.waitUntil(lambda: not assistant.isVisible())
    hands.press("undo")
    hands.go_to_sheet("附件1-3 自治奖励经费")
    assert open_assistant(hands) is assistant
    assert assistant.windowTitle() == "评分助手 — 附件1-3 自治奖励经费"


def test_escape_closes_it_and_the_report_can_be_closed_while_it_is_open(
    hands: Hands, assistant: ScoringAssistant
) -> None:
    press(Qt.Key.Key_Escape)
    assert not assistant.isVisible()
    type_actual(hands, "数量指标", "280起")
    open_assistant(hands)
    assert shown(assistant, HOTLINE, ACTUAL) == "280起", "what was typed meanwhile is there"
    hands.press("close_report")
    hands.open_sample()
    hands.go_to_sheet("附件1-2 整体支出自评表")
    assert open_assistant(hands) is not assistant


def dialog_on(session: Session, qtbot: QtBot) -> SpreadWeightsDialog:
    dialog = SpreadWeightsDialog(session, SheetRef("附件1-2"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def points_of(dialog: SpreadWeightsDialog) -> dict[str, list[str]]:
    return {plan.head.name: [str(each) for each in points] for plan, points in dialog.parts}


def test_points_can_be_spread_in_halves(sample_session: Session, qtbot: QtBot) -> None:
    dialog = dialog_on(sample_session, qtbot)
    assert points_of(dialog)["产出指标"] == ["13", "13", "12", "12"]
    click(dialog.step_buttons[1])
    assert points_of(dialog)["产出指标"] == ["12.5", "12.5", "12.5", "12.5"]


def test_heads_with_a_range_can_be_moved_as_long_as_the_form_sums_up(
    template: ReportTemplate, qtbot: QtBot
) -> None:
    text = template.texts["template.toml"]
    text = text.replace('points = "50"', 'points = "50"\nleast = "40"')
    text = text.replace('points = "30"', 'points = "30"\nmost = "40"')
    flexible = template_from_texts({**template.texts, "template.toml": text})
    session = Session(Report(flexible, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), flexible), "", Origin.DATA_FILE)
    dialog = dialog_on(session, qtbot)
    first, second = dialog.findChildren(QDoubleSpinBox)
    first.setFocus()
    first.selectAll()
    QTest.keyClicks(first, "40")
    assert dialog.problem() == "执行率和各一级指标合计 90 分，应是 100 分。"
    assert not dialog.spread_button.isEnabled()
    second.setFocus()
    second.selectAll()
    QTest.keyClicks(second, "40")
    assert points_of(dialog)["效益指标"] == ["14", "13", "13"]
    assert dialog.spread_button.isEnabled()
