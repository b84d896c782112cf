"""Choosing, copying, pasting and filling cells of a sheet, with real keys and clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
from perfeval_desktop.services.pasting import Plan
from tests.gui.hands import CTRL, SHIFT, Hands


def spent(hands: Hands) -> list[str]:
    """Return what the project lines of 附件1-1 show as 本年决算."""
    report = hands.workspace.open_report
    lines = report.report.children("", "项目明细")
    values = [report.session.value(FieldAddress(each, "项目明细.本年决算")) for each in lines]
    return [each.text if each is not None else "" for each in values]


def at_line(hands: Hands, number: int) -> None:
    lines = hands.workspace.open_report.report.children("", "项目明细")
    hands.workspace.show_field(FieldAddress(lines[number], "项目明细.本年决算"))


def copied(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)


def test_several_cells_are_chosen_copied_and_pasted_elsewhere(sample: Hands) -> None:
    at_line(sample, 0)
    before = spent(sample)
    for _ in range(2):
        sample.key(Qt.Key.Key_Down, SHIFT)
    assert len(sample.view.chosen_fields()) == 3
    sample.key(Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "\n".join(before[:3])
    assert '<td colspan="2">20</td>' in QApplication.clipboard().mimeData().html()
    at_line(sample, 3)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[3:6] == before[:3]
    sample.press("undo")
    assert spent(sample) == before


def test_delete_empties_all_chosen_cells_as_one_step(sample: Hands) -> None:
    at_line(sample, 0)
    before = spent(sample)
    for _ in range(2):
        sample.key(Qt.Key.Key_Down, SHIFT)
    sample.key(Qt.Key.Key_Delete)
    assert spent(sample)[:3] == ["", "", ""]
    sample.press("undo")
    assert spent(sample) == before


def test_cut_and_fill_down_and_one_text_for_all(sample: Hands) -> None:
    at_line(sample, 1)
    assert spent(sample)[1] == "20"
    sample.key(Qt.Key.Key_Down, SHIFT)
    sample.key(Qt.Key.Key_D, CTRL)
    assert spent(sample)[1:3] == ["20", "20"]
    sample.key(Qt.Key.Key_X, CTRL)
    assert spent(sample)[1:3] == ["", ""]
    copied("7")
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[1:3] == ["7", "7"]


def test_ctrl_d_on_one_cell_takes_what_stands_above(sample: Hands) -> None:
    at_line(sample, 2)
    sample.key(Qt.Key.Key_D, CTRL)
    assert spent(sample)[2] == "20"


def test_what_does_not_fit_is_shown_first_and_the_rest_is_pasted(sample: Hands) -> None:
    at_line(sample, 0)
    copied(
        "1\n两万\n3", "<table><tr><td>1</td></tr><tr><td>两万</td></tr><tr><td>3</td></tr></table>"
    )
    seen: list[str] = []

    def accept(preview: PastePreview) -> None:
        seen.extend(preview.list.texts())
        preview.paste_button.click()

    before = spent(sample)
    sample.answer_dialog(PastePreview, accept)
    sample.key(Qt.Key.Key_V, CTRL)
    assert len(seen) == 1
    assert "“两万”" in seen[0]
    assert spent(sample)[:3] == ["1", before[1], "3"]


def test_a_refused_preview_changes_nothing_and_yuan_is_offered(sample: Hands) -> None:
    at_line(sample, 0)
    copied("644783.52\n200000")
    before = spent(sample)

    def look(preview: PastePreview) -> None:
        assert preview.yuan_box.isVisible()
        preview.reject()

    sample.answer_dialog(PastePreview, look)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample) == before

    def accept(preview: PastePreview) -> None:
        preview.yuan_box.setChecked(True)
        plan = preview.plan
        assert isinstance(plan, Plan)
        preview.paste_button.click()

    sample.answer_dialog(PastePreview, accept)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[:2] == ["644783.52元", "200000元"]


def test_rows_are_added_after_asking(sample: Hands) -> None:
    count = len(spent(sample))
    at_line(sample, count - 1)
    copied("1\n2\n3")
    sample.answer_dialog(PastePreview, lambda preview: preview.paste_button.click())
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[count - 1 :] == ["1", "2", "3"]
    sample.press("undo")
    assert len(spent(sample)) == count


def test_in_the_list_of_findings_the_findings_are_copied(sample: Hands) -> None:
    panel = sample.workspace.findings_panel
    panel.list.setFocus()
    panel.list.choose_only(1)
    sample.key(Qt.Key.Key_C, CTRL)
    assert panel.findings()[0].message in QApplication.clipboard().text()


def test_the_sum_of_chosen_figures_stands_below(sample: Hands) -> None:
    at_line(sample, 1)
    for _ in range(4):
        sample.key(Qt.Key.Key_Down, SHIFT)
    status = sample.window.statusBar()
    assert status.currentMessage() == "求和 21　个数 5　平均 4.2"
    sample.key(Qt.Key.Key_Up)
    assert status.currentMessage() == ""


def test_ctrl_with_shift_and_an_arrow_chooses_to_the_edge_of_the_block(sample: Hands) -> None:
    at_line(sample, 0)
    sample.key(Qt.Key.Key_Down, CTRL | SHIFT)
    assert len(sample.view.chosen_fields()) >= 8
    sample.key(Qt.Key.Key_Up, CTRL)
    assert len(sample.view.chosen_fields()) == 1
    assert sample.view.selectedIndexes()[0] == sample.view.currentIndex()


# One text into all chosen cells


def test_ctrl_enter_puts_what_is_typed_into_all_chosen_cells_as_one_step(sample: Hands) -> None:
    at_line(sample, 0)
    before = spent(sample)
    for _ in range(2):
        sample.key(Qt.Key.Key_Down, SHIFT)
    sample.type("7.5")
    sample.key(Qt.Key.Key_Return, CTRL)
    assert spent(sample)[:4] == ["7.5", "7.5", "7.5", before[3]]
    assert sample.view.hasFocus()
    sample.press("undo")
    assert spent(sample) == before


def test_ctrl_enter_without_an_editor_fills_with_the_current_cell(sample: Hands) -> None:
    at_line(sample, 3)
    before = spent(sample)
    for _ in range(2):
        sample.key(Qt.Key.Key_Up, SHIFT)  # the current cell is the last gone to
    sample.key(Qt.Key.Key_Return, CTRL)
    assert spent(sample)[1:4] == [before[1]] * 3


def test_ctrl_enter_in_one_cell_takes_it_over_and_stays(sample: Hands) -> None:
    at_line(sample, 0)
    place = sample.view.currentIndex()
    sample.type("=1+2")
    sample.key(Qt.Key.Key_Return, CTRL)
    assert spent(sample)[0] == "3"
    assert sample.view.currentIndex() == place


def test_ctrl_enter_fills_words_with_line_breaks(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.click(sample.find("成本指标", "偏差原因分析及改进措施"))
    sample.key(Qt.Key.Key_Down, SHIFT)
    sample.type("资金未到位")
    sample.key(Qt.Key.Key_Enter, CTRL)
    report = sample.workspace.open_report
    values = [report.session.value(each) for each in sample.view.chosen_fields()]
    assert [each.text for each in values if each is not None] == ["资金未到位"] * 2


def test_a_sum_typed_over_several_cells_is_worked_out(sample: Hands) -> None:
    at_line(sample, 0)
    sample.key(Qt.Key.Key_Down, SHIFT)
    sample.type("=20+1")
    sample.key(Qt.Key.Key_Return, CTRL)
    assert spent(sample)[:2] == ["21", "21"]


# Copied from our own sheet


def test_a_choice_with_labels_in_it_is_pasted_where_it_was_without_any_change(
    sample: Hands,
) -> None:
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.click(sample.find("项目支出", "2021年决算数"))
    for _ in range(11):
        sample.key(Qt.Key.Key_Down, SHIFT)
    sample.key(Qt.Key.Key_Right, SHIFT)
    before = sample.drawn()
    sample.key(Qt.Key.Key_C, CTRL)
    sample.key(Qt.Key.Key_V, CTRL)
    assert sample.drawn() == before
    assert sample.bar() == ""
    assert sample.unexpected_dialogs == []


def test_cutting_several_cells_and_pasting_them_elsewhere_moves_them(sample: Hands) -> None:
    at_line(sample, 5)
    before = spent(sample)
    sample.key(Qt.Key.Key_Left, SHIFT)
    sample.key(Qt.Key.Key_Down, SHIFT)
    sample.key(Qt.Key.Key_X, CTRL)
    assert spent(sample)[5:7] == ["", ""]
    at_line(sample, 0)
    sample.key(Qt.Key.Key_Left)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[:2] == before[5:7]
    sample.press("undo")
    sample.press("undo")
    assert spent(sample) == before


def test_the_signature_line_can_be_pasted_into(sample: Hands) -> None:
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.click(sample.find("编制数"))
    sample.key(Qt.Key.Key_End, CTRL)
    copied("13800000000")
    sample.key(Qt.Key.Key_V, CTRL)
    assert sample.text_here().endswith("13800000000")
