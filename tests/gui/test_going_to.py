"""Ctrl+G finds any cell or chapter by parts of its name, and goes there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.edits import SetStatus
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.gui.dialogs.choose_cell import FIGURE_WORDS, MOST_LISTED, ChooseCellDialog
from perfeval_desktop.services.figure_notes import Cell
from tests.gui.hands import CTRL, Hands

OVERALL = "附件1-2 整体支出自评表"
Keys = Qt.Key


def go_by_name(hands: Hands, typed: str, look: Callable[[ChooseCellDialog], None]) -> None:
    def pick(dialog: ChooseCellDialog) -> None:
        assert dialog.line.hasFocus()
        hands.type(typed)
        look(dialog)
        QTest.keyClick(dialog.line, Keys.Key_Return)

    hands.answer_dialog(ChooseCellDialog, pick)
    hands.key(Keys.Key_G, CTRL)
    hands._activate()  # the offscreen platform does not, after a dialog


def first_is(expected: str) -> Callable[[ChooseCellDialog], None]:
    def look(dialog: ChooseCellDialog) -> None:
        assert dialog.list.currentItem().text() == expected

    return look


def test_ctrl_g_finds_an_empty_cell_of_another_sheet_and_goes_there(sample: Hands) -> None:
    sample.go_to_sheet(OVERALL)
    sample.view.setFocus()
    go_by_name(sample, "1-1 厉行", first_is("附件1-1 厉行节约保障措施"))
    assert sample.current_sheet().sheet == "附件1-1"
    assert sample.here() == sample.find("厉行节约保障措施")
    assert sample.view.hasFocus()


def test_ctrl_g_finds_chapters_and_leads_out_of_the_narrative_again(sample: Hands) -> None:
    sample.view.setFocus()
    go_by_name(sample, "正文 存在 问题", lambda dialog: None)
    assert sample.current_sheet().sheet == "报告正文"
    editor = QApplication.focusWidget()
    assert editor is not None
    assert "问题" in editor.accessibleName()
    go_by_name(sample, "1-3 票决 主管部门", lambda dialog: None)
    assert sample.workspace.sheet_list.currentIndex().data() == "附件1-3 民生实事项目-人大票决制"
    assert sample.here() == sample.find("主管部门")


def test_a_field_of_the_signature_line_is_gone_to_on_its_sheet(sample: Hands) -> None:
    sample.go_to_sheet("报告正文")
    sample.workspace.focus_sheet()
    go_by_name(sample, "1-1 填表人", lambda dialog: None)
    assert sample.current_sheet().sheet == "附件1-1"
    assert sample.text_here().startswith("填表人")


def test_full_width_and_capitals_make_no_difference_and_nothing_found_leads_nowhere(
    sample: Hands,
) -> None:
    sample.view.setFocus()

    def look(dialog: ChooseCellDialog) -> None:
        assert dialog.list.count() > 0
        dialog.line.setText("没有这样的格")
        assert dialog.list.count() == 0
        assert not dialog.accept_button.isEnabled()
        QTest.keyClick(dialog.line, Keys.Key_Escape)

    before = sample.here()
    sample.answer_dialog(
        ChooseCellDialog, lambda dialog: (dialog.line.setText("１－１"), look(dialog))
    )
    sample.key(Keys.Key_G, CTRL)
    assert sample.here() == before


def test_of_very_many_places_some_are_listed_and_the_rest_counted(hands: Hands) -> None:
    cells = [
        Cell(FieldAddress(REPORT, "编制数"), f"格{number}", "") for number in range(MOST_LISTED + 7)
    ]
    dialog = ChooseCellDialog("转到", cells, hands.window, FIGURE_WORDS)
    assert dialog.list.count() == MOST_LISTED
    assert dialog.more.text() == "还有 7 格没有列出，再打几个字。"
    dialog.line.setText(f"格{MOST_LISTED + 3}")
    assert dialog.list.count() == 1
    assert dialog.more.isHidden()
    dialog.deleteLater()


def test_in_a_final_report_one_can_still_go_anywhere(sample: Hands) -> None:
    status = sample.workspace.open_report.report.status
    final = status._replace(is_final=True)
    sample.workspace.open_report.apply([SetStatus(status, final)], "定稿")
    sample.view.setFocus()
    go_by_name(sample, "封面 报告日期", lambda dialog: None)
    assert sample.current_sheet().sheet == "封面"
