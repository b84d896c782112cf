"""The panel lists what is asked for, says what that is, and one click lists everything again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import sheet_of
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.models.findings_model import FindingsModel, SheetHead
from perfeval_desktop.gui.widgets.filter_bar import FilterBar
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel
from perfeval_desktop.services.explaining import explain_edits
from tests.gui.hands import CTRL, Hands

BALANCE = "1-2.收支平衡"
LEFT = Qt.MouseButton.LeftButton


def panel(hands: Hands) -> FindingsPanel:
    return hands.workspace.findings_panel


def bar(hands: Hands) -> FilterBar:
    return panel(hands).filter_bar


def press(hands: Hands, button: QToolButton) -> None:
    hands.qtbot.mouseClick(button, LEFT)


def heads(hands: Hands) -> list[str]:
    model = panel(hands).list.model()
    assert isinstance(model, FindingsModel)
    rows = [model.row(model.index(number)) for number in range(model.rowCount())]
    return [row.label for row in rows if isinstance(row, SheetHead)]


def everything(hands: Hands) -> list[Finding]:
    return hands.workspace.open_report.findings()


def counts(hands: Hands) -> list[str]:
    return [button.text() for button in panel(hands).count_buttons.values()]


def test_a_click_on_a_count_lists_only_those_and_another_lists_all(sample: Hands) -> None:
    before = counts(sample)
    press(sample, panel(sample).count_buttons[Severity.ERROR])
    listed = panel(sample).findings()
    assert listed
    assert {each.severity for each in listed} == {Severity.ERROR}
    assert bar(sample).summary == f"只看 强制性：{len(listed)}／{len(everything(sample))} 个"
    assert counts(sample) == before, "the counts are those of the whole"
    press(sample, panel(sample).count_buttons[Severity.ERROR])
    assert len(panel(sample).findings()) == len(everything(sample))
    assert bar(sample).summary == ""


def test_this_sheet_lists_what_has_a_cell_on_it_and_follows_the_sheet(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    press(sample, bar(sample).sheet_button)
    report = sample.workspace.open_report.report

    def touching() -> set[str]:
        here = sample.current_sheet()
        return {
            each.message
            for each in everything(sample)
            if any(sheet_of(report, place) == here for place in each.places)
        }

    assert set(panel(sample).messages()) == touching()
    sample.go_to_sheet("报告正文")
    assert set(panel(sample).messages()) == touching()
    assert "报告正文" in bar(sample).summary


def test_f8_stays_on_the_sheet_that_is_listed(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    here = sample.current_sheet()
    press(sample, bar(sample).sheet_button)
    for _ in panel(sample).findings():
        sample.key(Qt.Key.Key_F8)
        assert sample.current_sheet() == here


def test_a_state_is_chosen_in_its_menu_which_counts_them(sample: Hands) -> None:
    report = sample.workspace.open_report
    finding = next(each for each in everything(sample) if each.check == BALANCE)
    report.apply(explain_edits(report.report, [finding], "上年结转"), "说明")
    actions = bar(sample).state_button.menu().actions()
    total = len(everything(sample))
    texts = [each.text() for each in actions]
    assert texts == [f"全部　{total}", f"待处理　{total - 1}", "需重新确认　0", "已说明　1"]
    actions[3].trigger()
    assert [each.check for each in panel(sample).findings()] == [BALANCE]
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="24")
    assert panel(sample).findings() == [], "its values moved: it is no longer explained"
    actions[2].trigger()
    assert [report.state(each) for each in panel(sample).findings()] == [FindingState.STALE]


def test_ctrl_f_searches_sentences_and_figures_and_escape_ends_it(sample: Hands) -> None:
    panel(sample).list.setFocus()
    sample.key(Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is bar(sample).search_edit
    sample.type("125.98")
    assert [each.check for each in panel(sample).findings()] == [BALANCE]
    assert "“125.98”" in bar(sample).summary
    sample.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel(sample).list
    assert [each.check for each in panel(sample).chosen()] == [BALANCE]
    sample.key(Qt.Key.Key_F, CTRL)
    sample.key(Qt.Key.Key_Escape)
    assert len(panel(sample).findings()) == len(everything(sample))
    assert not bar(sample).search_edit.isVisible()


def test_one_click_clears_every_part_of_the_filter(sample: Hands) -> None:
    press(sample, bar(sample).sheet_button)
    press(sample, panel(sample).count_buttons[Severity.HINT])
    bar(sample).begin_search()
    sample.type("没有这样的字")
    assert panel(sample).findings() == []
    assert "清除" in panel(sample).nothing_words
    press(sample, bar(sample).clear_button)
    assert len(panel(sample).findings()) == len(everything(sample))
    assert not any(each.isChecked() for each in panel(sample).count_buttons.values())


def test_by_severity_the_gravest_come_first(sample: Hands) -> None:
    by_sheet = panel(sample).findings()
    press(sample, bar(sample).sorting_button)
    assert heads(sample) == [each.value for each in Severity]
    listed = panel(sample).findings()
    order = list(Severity)
    assert listed == sorted(by_sheet, key=lambda each: order.index(each.severity))
    press(sample, bar(sample).sorting_button)
    assert panel(sample).findings() == by_sheet


def test_going_to_a_finding_that_is_not_listed_clears_the_filter(sample: Hands) -> None:
    finding = next(each for each in everything(sample) if each.severity is Severity.HINT)
    press(sample, panel(sample).count_buttons[Severity.ERROR])
    sample.workspace.jump_to(finding)
    assert panel(sample).chosen() == [finding]


def test_at_240_pixels_every_button_is_whole_and_inside(sample: Hands) -> None:
    panel(sample).setFixedWidth(240)
    press(sample, panel(sample).count_buttons[Severity.ERROR])
    QApplication.processEvents()
    for button in panel(sample).findChildren(QToolButton):
        if button.isVisible() and not button.objectName().startswith("qt_"):
            right = button.mapTo(panel(sample), QPoint(button.width(), 0)).x()
            assert right <= 240, button.text()
            assert button.width() >= button.minimumSizeHint().width(), button.text()
