"""Choosing, copying, pasting and filling cells of a sheet, with real keys and clipboard.

What other programs copied is read from `tests/data/clipboard/`.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.clipboard_actions import EXCEL_XML
from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
from perfeval_desktop.services.pasting import Plan
from tests.gui.hands import CTRL, SHIFT, Hands, button
from tests.unit.test_clipboard_corpus import flavour


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


# What other programs copied


def copied_by(member: str) -> None:
    """Put a member of the corpus onto the clipboard, with all its flavours."""
    data = QMimeData()
    data.setText(flavour(member, "txt").decode())
    if html := flavour(member, "html"):
        data.setHtml(html.decode())
    if xml := flavour(member, "xml"):
        data.setData(EXCEL_XML, xml)
    QApplication.clipboard().setMimeData(data)


def rows_drawn(hands: Hands, first: str, count: int) -> str:
    """Draw some rows of the sheet, from the one that begins with these words on."""
    lines = hands.drawn().split("\n")
    at = next(n for n, each in enumerate(lines) if each.startswith(first))
    return "\n".join(lines[at : at + count])


def paste_all(hands: Hands) -> list[str]:
    """Paste, accept the preview, and return what it says is refused."""
    seen: list[str] = []

    def accept(preview: PastePreview) -> None:
        assert QApplication.focusWidget() is preview.paste_button
        seen.extend(preview.list.texts())
        hands.key(Qt.Key.Key_Return)

    hands.answer_dialog(PastePreview, accept)
    hands.key(Qt.Key.Key_V, CTRL)
    return seen


def test_merged_cells_of_excel_lie_on_those_of_the_form(sample: Hands) -> None:
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.click(sample.find("编制数"))
    before = sample.drawn()
    copied_by("excel365-合并")
    refused = paste_all(sample)
    assert rows_drawn(sample, "财政供养", 3) == (
        "财政供养人员情况（人） | 编制数 | 2022年实际在职人数 | 控制率\n"
        "12 | 7 | \n"
        "经费控制情况（万元） | 2021年决算数 | 2022年预算数 | 2022年决算数"
    )
    assert len(refused) == 4  # 政府采购 and what stands below it in that sheet, not in this form
    sample.press("undo")
    assert sample.drawn() == before


def test_amounts_of_wps_in_yuan_are_converted_when_the_box_is_ticked(sample: Hands) -> None:
    at_line(sample, 0)
    copied_by("wps-元")

    def accept(preview: PastePreview) -> None:
        assert preview.yuan_box.isVisible()
        preview.yuan_box.setChecked(True)
        preview.paste_button.click()

    sample.key(Qt.Key.Key_Left)
    sample.answer_dialog(PastePreview, accept)
    sample.key(Qt.Key.Key_V, CTRL)
    assert rows_drawn(sample, "1、双随机", 2) == (
        "1、双随机、一公开 |  | 64.48 | 20\n2、自治奖励 |  | 123.46 | 0"
    )
    assert spent(sample)[0] == "200000元"


def test_what_is_hidden_in_excel_is_not_pasted(sample: Hands) -> None:
    at_line(sample, 0)
    copied_by("excel365-隐藏")
    sample.key(Qt.Key.Key_Home)
    sample.key(Qt.Key.Key_V, CTRL)
    assert rows_drawn(sample, "1、甲", 3) == (
        "1、甲项目 | 1.5 | 0.4 | 0\n2、丙项目 | 3 | 1 | 20\n3、矛盾调解 |  | 0.75 | 0"
    )


def test_text_alone_goes_by_the_columns_of_the_form(sample: Hands) -> None:
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.click(sample.find("编制数"))
    copied_by("excel365-仅文本")
    paste_all(sample)
    assert rows_drawn(sample, "12", 1) == "12 | 7 | "


def test_the_figures_behind_a_narrow_column_come_from_the_third_flavour(sample: Hands) -> None:
    at_line(sample, 0)
    copied_by("excel365-无值")
    sample.key(Qt.Key.Key_Home)
    refused = paste_all(sample)
    assert sum("列太窄" in each for each in refused) == 3
    sample.press("undo")
    copied("####\n17.15", "<table><tr><td>####<tr><td>17.15</table>")
    data = QMimeData()
    data.setHtml("<table><tr><td>####<tr><td>17.15</table>")
    data.setText("####\r\n17.15\r\n")
    data.setData(EXCEL_XML, TWO_FIGURES.encode())
    QApplication.clipboard().setMimeData(data)
    at_line(sample, 0)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[:2] == ["20.5", "17.153456"]


TWO_FIGURES = """<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table
 ss:ExpandedColumnCount="1" ss:ExpandedRowCount="2">
 <Row><Cell><Data ss:Type="Number">20.5</Data></Cell></Row>
 <Row><Cell><Data ss:Type="Number">17.153456</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_words_of_a_table_in_word_are_pasted_with_their_line_breaks(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    cell = sample.find("成本指标", "三级指标")
    assert cell.address is not None
    sample.workspace.show_field(cell.address)
    copied_by("libreoffice-writer-表格")
    sample.key(Qt.Key.Key_V, CTRL)
    report = sample.workspace.open_report
    lines = report.report.children("", "整体指标")
    below = lines[lines.index(cell.address.record) + 1]
    value = report.session.value(FieldAddress(below, "整体指标.三级指标"))
    assert value is not None
    assert value.text == "自治奖励\n（含以奖代补）"


def test_single_cells_are_unticked_by_the_keyboard_and_stay_as_they_were(sample: Hands) -> None:
    at_line(sample, 0)
    before = spent(sample)
    copied("1\n2\n很多\n4")

    def untick(preview: PastePreview) -> None:
        preview.table.setFocus()
        preview.table.selectRow(1)
        sample.key(Qt.Key.Key_Space)
        assert preview.paste_button.text() == "填这 2 格"
        button(preview, "填这 2 格").click()

    sample.answer_dialog(PastePreview, untick)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample)[:4] == ["1", before[1], before[2], "4"]
    sample.press("undo")
    assert spent(sample) == before


def test_nothing_can_be_pasted_once_every_cell_is_unticked(sample: Hands) -> None:
    at_line(sample, 0)
    copied("1\n很多")

    def look(preview: PastePreview) -> None:
        button(preview, "全部去掉").click()
        assert not preview.paste_button.isEnabled()
        button(preview, "全部勾上").click()
        assert preview.paste_button.isEnabled()
        sample.key(Qt.Key.Key_Escape)

    before = spent(sample)
    sample.answer_dialog(PastePreview, look)
    sample.key(Qt.Key.Key_V, CTRL)
    assert spent(sample) == before


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
