"""What other programs copied (`tests/data/clipboard/`), pasted with real keys and clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.clipboard_actions import EXCEL_XML
from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
from tests.gui.hands import CTRL, Hands, button
from tests.gui.test_clipboard import at_line, copied, spent
from tests.unit.test_clipboard_corpus import flavour


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
