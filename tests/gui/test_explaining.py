"""The clerk explains findings, confirms what went stale, and makes the report final."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.dialogs.explain_findings import ExplainFindingsDialog
from perfeval_desktop.gui.dialogs.finalise import FinaliseDialog, ReopenDialog
from perfeval_desktop.gui.models.findings_model import FindingsModel, said_text
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.services.data_file import DataFile
from perfeval_desktop.services.files import create_from_data_file, sample_data
from tests.gui.hands import ALT, CTRL, Hands

BALANCE = "1-2.收支平衡"
REASON = "上年结转没有列入收入"
OFFSCREEN_LISTS = r"This plugin does not support (raise|grabbing the keyboard)"


def finding(hands: Hands, check: str = BALANCE) -> Finding:
    return next(each for each in hands.workspace.findings_panel.findings() if each.check == check)


def said(hands: Hands, check: str = BALANCE) -> str:
    model = hands.workspace.findings_panel.list.model()
    assert isinstance(model, FindingsModel)
    return said_text(model.said(finding(hands, check)))


def choose(hands: Hands, check: str = BALANCE) -> None:
    hands.workspace.findings_panel.select(finding(hands, check))
    hands.workspace.findings_panel.list.setFocus()


def explain(hands: Hands, check: str = BALANCE, reason: str = REASON) -> None:
    def write(dialog: ExplainFindingsDialog) -> None:
        hands.type(reason)
        hands.key(Qt.Key.Key_Return)

    choose(hands, check)
    hands.answer_dialog(ExplainFindingsDialog, write)
    hands.key(CTRL, Qt.Key.Key_E)


def action(hands: Hands, name: str) -> QAction:
    return hands.window.actions_by_id[name]


def test_an_explained_finding_steps_back_and_is_counted_no_more(sample: Hands) -> None:
    report = sample.workspace.open_report
    before = len(report.open_findings())
    explain(sample)
    assert said(sample) == f"已说明：{REASON}"
    assert len(report.open_findings()) == before - 1
    sample.go_to_sheet("附件1-2 整体支出自评表")
    cell = sample.find("按收入性质分")
    model = sample.view.model()
    assert isinstance(model, SheetModel)
    assert model.state(cell).severity is None, "no frame around what was explained"


def test_a_reason_in_the_report_is_chosen_in_place_of_words(sample: Hands) -> None:
    vague = "1-2.模糊"
    address = FieldAddress(finding(sample, vague).record, "整体指标.偏差原因")
    sample.workspace.open_report.enter(address, "年中追加了任务")

    def link(dialog: ExplainFindingsDialog) -> None:
        assert not dialog.save_button.isEnabled()
        dialog.passage_box.setFocus()
        sample.key(Qt.Key.Key_Down)
        assert not dialog.reason_edit.isEnabled()
        sample.key(Qt.Key.Key_Return)

    choose(sample, vague)
    sample.answer_dialog(ExplainFindingsDialog, link)
    sample.key(CTRL, Qt.Key.Key_E)
    assert said(sample, vague).startswith("已说明：见附件1-2 ")
    assert said(sample, vague).endswith("偏差原因：年中追加了任务")

    kept: list[ExplainFindingsDialog] = []

    def keep(dialog: ExplainFindingsDialog) -> None:
        passage = dialog.passage_box.passage
        assert passage is not None
        assert passage.address == address
        kept.append(dialog)
        dialog.reject()

    choose(sample, vague)
    sample.answer_dialog(ExplainFindingsDialog, keep)
    sample.press("explain_findings")
    assert kept


def test_a_moved_value_asks_for_confirmation_and_one_click_gives_it(sample: Hands) -> None:
    explain(sample)
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="24.28")
    assert said(sample) == f"需重新确认：{REASON}"
    choose(sample)
    sample.press("confirm_explanations")
    assert said(sample) == f"已说明：{REASON}"
    sample.press("undo")
    sample.press("undo")
    assert said(sample) == f"已说明：{REASON}", "the values are those that were explained"


def test_cancelling_the_dialog_leaves_the_finding_open(sample: Hands) -> None:
    def cancel(dialog: ExplainFindingsDialog) -> None:
        assert not dialog.save_button.isEnabled(), "nothing is no reason"
        sample.qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)

    choose(sample)
    sample.answer_dialog(ExplainFindingsDialog, cancel)
    sample.press("explain_findings")
    assert said(sample) == ""


def test_a_common_reason_is_at_hand_and_may_be_changed(sample: Hands) -> None:
    explain(sample)

    def pick(dialog: ExplainFindingsDialog) -> None:
        assert dialog.common_box.itemText(1) == REASON, "what was said before comes first"
        dialog.common_box.activated.emit(1)
        sample.key(CTRL, Qt.Key.Key_End)
        sample.type("。")
        sample.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    other = next(
        each
        for each in sample.workspace.findings_panel.findings()
        if each.severity is Severity.ERROR and each.check != BALANCE
    )
    choose(sample, other.check)
    sample.answer_dialog(ExplainFindingsDialog, pick)
    sample.press("explain_findings")
    assert said(sample, other.check) == f"已说明：{REASON}。"


def shown_reasons(dialog: ExplainFindingsDialog) -> list[str]:
    box = dialog.common_box
    return [box.itemText(row) for row in range(1, box.count())]


def look_at_reasons(hands: Hands) -> list[str]:
    """What the dialog of the first finding offers."""
    shown: list[str] = []

    def look(dialog: ExplainFindingsDialog) -> None:
        shown.extend(shown_reasons(dialog))
        hands.key(Qt.Key.Key_Escape)

    choose(hands, hands.workspace.findings_panel.findings()[0].check)
    hands.answer_dialog(ExplainFindingsDialog, look)
    hands.key(CTRL, Qt.Key.Key_E)
    return shown


def test_a_reason_is_offered_in_another_file_of_the_unit_and_not_in_anothers(
    sample: Hands, tmp_path: Path
) -> None:
    explain(sample, reason="年中追加了 3 万元")
    data = sample_data()
    for unit, is_offered in ((str(data.values["单位名称"]), True), ("乙单位", False)):
        sample.press("close_report")
        path = tmp_path / f"{unit}.peval"
        create_from_data_file(path, of_unit(data, unit)).close()
        sample.open(path)
        assert (look_at_reasons(sample)[0] == "年中追加了 3 万元") is is_offered


def test_a_passage_is_no_reason_to_keep(sample: Hands) -> None:
    before = look_at_reasons(sample)
    vague = "1-2.模糊"
    address = FieldAddress(finding(sample, vague).record, "整体指标.偏差原因")
    sample.workspace.open_report.enter(address, "年中追加了任务")

    def link(dialog: ExplainFindingsDialog) -> None:
        dialog.passage_box.setFocus()
        sample.key(Qt.Key.Key_Down)
        sample.key(Qt.Key.Key_Return)

    choose(sample, vague)
    sample.answer_dialog(ExplainFindingsDialog, link)
    sample.key(CTRL, Qt.Key.Key_E)
    assert said(sample, vague).startswith("已说明")
    assert look_at_reasons(sample) == before


@pytest.mark.qt_log_ignore(OFFSCREEN_LISTS)
def test_del_in_the_open_list_drops_a_reason_for_good(sample: Hands) -> None:
    explain(sample)

    def drop(dialog: ExplainFindingsDialog) -> None:
        assert shown_reasons(dialog)[0] == REASON
        dialog.common_box.setFocus()
        sample.key(Qt.Key.Key_Down, ALT)
        view = dialog.common_box.view()
        sample.qtbot.waitUntil(view.isVisible)
        sample.qtbot.keyClick(view, Qt.Key.Key_Down)
        sample.qtbot.keyClick(view, Qt.Key.Key_Delete)
        assert REASON not in shown_reasons(dialog)
        assert view.isVisible(), "the list stays open"
        kept = dialog.reason_edit.toPlainText()
        sample.qtbot.keyClick(view, Qt.Key.Key_Escape)
        assert dialog.reason_edit.toPlainText() == kept
        dialog.reject()

    choose(sample)
    sample.answer_dialog(ExplainFindingsDialog, drop)
    sample.key(CTRL, Qt.Key.Key_E)
    assert said(sample) == f"已说明：{REASON}", "what was said stays"
    assert REASON not in look_at_reasons(sample)


@pytest.mark.qt_log_ignore(OFFSCREEN_LISTS)
def test_the_right_button_offers_to_drop_a_reason_and_chooses_none(sample: Hands) -> None:
    explain(sample)

    def drop(dialog: ExplainFindingsDialog) -> None:
        dialog.common_box.setFocus()
        sample.key(Qt.Key.Key_Down, ALT)
        view = dialog.common_box.view()
        sample.qtbot.waitUntil(view.isVisible)
        place = view.visualRect(view.model().index(1, 0)).center()
        sample.qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=place)
        assert view.isVisible(), "the right button chooses nothing"
        QTimer.singleShot(0, press_first_entry)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(view.viewport(), event)
        assert REASON not in shown_reasons(dialog)
        dialog.common_box.hidePopup()
        dialog.reject()

    def press_first_entry() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert [each.text() for each in menu.actions()] == ["从常用说明中删去"]
        sample.qtbot.keyClick(menu, Qt.Key.Key_Down)
        sample.qtbot.keyClick(menu, Qt.Key.Key_Return)

    choose(sample)
    sample.answer_dialog(ExplainFindingsDialog, drop)
    sample.key(CTRL, Qt.Key.Key_E)
    assert REASON not in look_at_reasons(sample)


def test_a_long_reason_is_chosen_whole_and_does_not_widen_the_dialog(sample: Hands) -> None:
    reason = "年中追加预算" * 60
    explain(sample, reason=reason)

    def pick(dialog: ExplainFindingsDialog) -> None:
        assert dialog.width() < 800
        dialog.common_box.setFocus()
        sample.key(Qt.Key.Key_Down)
        assert dialog.reason_edit.toPlainText() == reason
        dialog.reject()

    choose(sample, "1-2.模糊")
    sample.answer_dialog(ExplainFindingsDialog, pick)
    sample.key(CTRL, Qt.Key.Key_E)


def of_unit(data: DataFile, unit: str) -> DataFile:
    return data._replace(values={**data.values, "单位名称": unit})


def test_a_hint_is_put_aside_with_one_click_and_an_error_is_not(sample: Hands) -> None:
    choose(sample)
    sample.press("mark_seen")
    assert said(sample) == ""
    assert "请先在右边的问题里选中提示性问题" in sample.bar()
    choose(sample, "1-1.控制率未填")
    sample.press("mark_seen")
    assert said(sample, "1-1.控制率未填") == "已阅"


def test_without_a_chosen_finding_the_bar_says_what_to_do(sample: Hands) -> None:
    sample.workspace.findings_panel.list.clearSelection()
    sample.press("explain_findings")
    assert "请先在右边的问题里选中问题" in sample.bar()


def test_the_gate_lists_what_is_left_and_leads_there(sample: Hands) -> None:
    listed: list[str] = []

    def go(dialog: FinaliseDialog) -> None:
        listed.extend(dialog.list.item(row).text() for row in range(dialog.list.count()))
        assert not dialog.finalise_button.isEnabled(), "a reason is missing"
        sample.qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)

    sample.answer_dialog(FinaliseDialog, go)
    sample.press("finalise")
    assert any("125.98" in each and "135.28" in each for each in listed)
    assert not sample.workspace.open_report.report.status.is_final
    chosen = sample.workspace.findings_panel.chosen()
    assert [each.message for each in chosen] == [listed[0]]


def finalise(hands: Hands) -> None:
    def go_on(dialog: FinaliseDialog) -> None:
        dialog.reason_edit.setFocus()
        hands.type("财政局要求先行报送")
        hands.qtbot.mouseClick(dialog.finalise_button, Qt.MouseButton.LeftButton)

    hands.answer_dialog(FinaliseDialog, go_on)
    hands.press("finalise")


def test_a_final_report_opens_no_editor_and_takes_no_row(sample: Hands) -> None:
    finalise(sample)
    report = sample.workspace.open_report.report
    assert report.status.is_final
    before = dict(report.entries())
    sample.type_into("公用经费", "2022年决算数", text="1")
    assert dict(report.entries()) == before
    for name in ("undo", "redo", "insert_row", "delete_row", "explain_findings", "finalise"):
        assert not action(sample, name).isEnabled(), name
    assert action(sample, "reopen").isEnabled()
    assert action(sample, "export_pdf").isEnabled()
    sample.click(sample.find("公用经费", "2022年决算数"))
    sample.press("copy")
    assert QApplication.clipboard().text().strip() == "29.35"


def test_the_narrative_of_a_final_report_is_read_only(sample: Hands) -> None:
    sample.go_to_sheet("报告正文")
    finalise(sample)
    editor = sample.workspace.narrative
    assert editor is not None
    part = editor.editor("其他说明")
    assert part.isReadOnly()
    sample.qtbot.keyClicks(part, "x")
    assert part.toPlainText() == "无。"


def test_a_reopened_report_can_be_filled_in_again(sample: Hands) -> None:
    finalise(sample)

    def reopen(dialog: ReopenDialog) -> None:
        assert not dialog.reopen_button.isEnabled()
        dialog.reason_edit.setFocus()
        sample.type("退回修改")
        sample.qtbot.mouseClick(dialog.reopen_button, Qt.MouseButton.LeftButton)

    sample.answer_dialog(ReopenDialog, reopen)
    sample.press("reopen")
    sample.type_into("公用经费", "2022年决算数", text="30")
    assert sample.text("公用经费", "2022年决算数") == "30"
    assert sample.workspace.open_report.report.status.draft == 1


def test_explained_findings_stay_explained_in_the_reopened_file(sample: Hands) -> None:
    explain(sample)
    assert sample.window.report_file is not None
    path = sample.window.report_file.path
    sample.press("close_report")
    sample.open(path)
    assert sample.workspace.open_report.state(finding(sample)) is FindingState.EXPLAINED
