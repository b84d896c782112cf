"""What the clerk notes on cells, what the window tells of a cell, and how its state is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui.dialogs.change_carried import ChangeCarriedDialog
from perfeval_desktop.gui.dialogs.legend import LEGEND, Legend
from perfeval_desktop.gui.dialogs.remark import RemarkDialog
from perfeval_desktop.gui.models.sheet_model import CellState, SheetModel
from perfeval_desktop.gui.widgets.cell_marks import Sign, signs_of
from perfeval_desktop.services.explaining import explain_edits
from tests.gui.hands import CTRL, SHIFT, Hands
from tests.gui.test_last_year_action import choose, last_file, unit_shown

BASE = "附件1-1 基础数据表"
LAST, BUDGET, DONE = "2021年决算数", "2022年预算数", "2022年决算数"
Key = Qt.Key


@pytest.fixture
def sample(hands: Hands) -> Hands:
    """The sample report with 附件1-1 shown."""
    hands.open_sample()
    hands.go_to_sheet(BASE)
    return hands


def state(hands: Hands, cell: GridCell) -> CellState:
    model = hands.view.model()
    assert isinstance(model, SheetModel)
    return model.state(cell)


def drawn_row(hands: Hands, label: str) -> str:
    """Draw the row of a label as text, each cell with the marks of its state."""
    model = hands.view.model()
    assert isinstance(model, SheetModel)
    row = hands.find_label(label).row
    cells = [model.table.cells.get((row, column)) for column in range(model.table.column_count)]
    return " | ".join(_drawn(model, cell) for cell in cells if cell is not None)


def _drawn(model: SheetModel, cell: GridCell) -> str:
    now = model.state(cell)
    marks = "".join(each.value for each in signs_of(now))
    marks += "批" if now.has_remark else ""
    marks += "✓" if now.is_explained else ""
    marks += now.severity.value[0] if now.severity is not None else ""
    return f"{model.text(cell).strip()}{f'[{marks}]' if marks else ''}"


def note(hands: Hands, text: str) -> None:
    """Press Shift+F2, write, and keep it by Ctrl+Enter."""

    def write(dialog: RemarkDialog) -> None:
        dialog.edit.setFocus()
        hands.type(text)
        hands.key(Key.Key_Return, CTRL)

    hands.answer_dialog(RemarkDialog, write)
    hands.key(Key.Key_F2, SHIFT)


def info(hands: Hands) -> str:
    return hands.workspace.side.info.text.toPlainText()


def test_a_remark_is_written_shown_saved_and_undone(sample: Hands, tmp_path: Path) -> None:
    sample.click(sample.find("2、出国经费", BUDGET))
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0 | 0"
    note(sample, "等外办核对")
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0[批] | 0"
    assert "批注：等外办核对" in sample.workspace.field_line.text()
    tip = sample.view.model().index(
        *((cell := sample.find("2、出国经费", BUDGET)).row, cell.column)
    )
    assert "批注：等外办核对" in str(tip.data(Qt.ItemDataRole.ToolTipRole))
    sample.name_file(tmp_path / "另存.peval")
    sample.press("save_as")
    sample.press("close_report")
    sample.open(tmp_path / "另存.peval")
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0[批] | 0"
    sample.press("undo")
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0 | 0"


def test_a_remark_is_taken_away_by_its_button(sample: Hands) -> None:
    sample.click(sample.find("2、出国经费", BUDGET))
    note(sample, "问一下")
    sample.answer_dialog(RemarkDialog, lambda dialog: dialog.delete_button.click())
    sample.key(Key.Key_F2, SHIFT)
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0 | 0"


def test_chosen_cells_are_marked_to_verify_as_one_step_and_listed(sample: Hands) -> None:
    sample.click(sample.find("2、出国经费", LAST))
    sample.key(Key.Key_Right, SHIFT)
    sample.key(Key.Key_Y, CTRL, SHIFT)
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0[?] | 0[?] | 0"
    sample.key(Key.Key_F7)
    panel = sample.workspace.missing_panel
    assert "出国经费（2021年决算数）" in panel.texts()
    assert "待核实 2" in panel.words
    sample.key(Key.Key_F7)
    sample.click(sample.find("2、出国经费", LAST))
    sample.key(Key.Key_Y, CTRL, SHIFT)
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0[?] | 0"
    sample.press("undo")
    sample.press("undo")
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 0 | 0 | 0"


def test_each_state_of_a_cell_has_a_sign_of_its_own(sample: Hands) -> None:
    assert drawn_row(sample, "三公经费").startswith("三公经费 | 0[=] | 0[=]")
    unmarked = sample.find("厉行节约保障措施")
    assert state(sample, unmarked).severity is None
    finding = next(
        each for each in sample.workspace.findings_panel.findings() if each.check == "1-2.收支平衡"
    )
    sample.go_to_sheet("附件1-2 整体支出自评表")
    cell = sample.view.model().table.places[finding.places[0]]  # type: ignore[attr-defined]
    assert state(sample, cell).severity is not None
    report = sample.workspace.open_report
    report.apply(explain_edits(report.report, [finding], "上年结转"), "说明")
    others = [each for each in report.open_findings() if finding.places[0] in each.places]
    assert state(sample, cell).is_explained
    assert (state(sample, cell).severity is None) == (not others)


def test_the_legend_shows_every_sign_and_mark_one_key_away(sample: Hands) -> None:
    sample.key(Key.Key_F11)
    legend = sample.workspace.findChild(Legend)
    assert isinstance(legend, Legend)
    assert legend.isVisible()
    states = [each for _, each, _ in LEGEND]
    assert {sign for each in states for sign in signs_of(each)} == set(Sign)
    flags = (name for name, kind in CellState.__annotations__.items() if kind == "bool")
    for flag in flags:
        assert any(getattr(each, flag) for each in states), flag
    sample.key(Key.Key_F11)
    assert not legend.isVisible()


def test_marks_are_seen_not_only_kept(sample: Hands) -> None:
    """The corner of a remark and the sign of 待核实 are painted, in the colour of the legend."""
    cell = sample.find("2、出国经费", BUDGET)
    sample.click(cell)
    note(sample, "问")
    sample.key(Key.Key_Y, CTRL, SHIFT)
    sample.click(sample.find("1、公务用车购置和维护经费", BUDGET))
    rect = sample.view.visualRect(sample.view.model().index(cell.row, cell.column))
    image = sample.view.viewport().grab(rect).toImage()
    corner = QColor(image.pixel(QPoint(3, 3)))
    assert corner.red() > 150, corner.name()
    assert corner.blue() < 80, corner.name()
    assert _has_colour(image, image.height() - 12, corner)


def _has_colour(image: QImage, from_row: int, colour: QColor) -> bool:
    near = 60
    for y in range(from_row, image.height()):
        for x in range(3, 16):
            pixel = QColor(image.pixel(x, y))
            if abs(pixel.red() - colour.red()) < near and abs(pixel.blue() - colour.blue()) < near:
                return True
    return False


def test_the_information_of_a_cell_follows_the_cursor(sample: Hands) -> None:
    sample.click(sample.find("三公经费", DONE))
    sample.key(Key.Key_I, CTRL)
    text = info(sample)
    for words in (
        "三公经费（2022年决算数）",
        "附件1-1",
        "单位：万元",
        "自动计算",
        "公务用车购置和维护经费 ＋ 出国经费 ＋ 公务接待",
        "用到这一格的审核",
    ):
        assert words in text, words
    sample.type_into("3、公务接待", DONE, "0.4")
    sample.click(sample.find("3、公务接待", DONE))
    text = info(sample)
    assert "修改记录（2）" in text
    assert "0 → 0.4" in text
    assert text.index("0 → 0.4") < text.index("空 → 0"), "the newest stands first"
    sample.press("undo")
    assert "撤销：填写 公务接待（2022年决算数）" in info(sample)
    sample.key(Key.Key_I, CTRL)
    assert sample.workspace.findings_panel.isVisible()


def test_a_check_in_the_information_leads_to_its_finding(sample: Hands) -> None:
    sample.click(sample.find("公用经费：", DONE))
    sample.key(Key.Key_I, CTRL)
    browser = sample.workspace.side.info.text
    assert "finding:0" in browser.toHtml()
    browser.anchorClicked.emit(QUrl("finding:0"))
    assert sample.workspace.findings_panel.isVisible()
    assert sample.view.current_field() is not None


def test_escape_in_the_information_goes_back_to_the_findings(sample: Hands) -> None:
    sample.key(Key.Key_I, CTRL)
    sample.workspace.side.info.text.setFocus()
    sample.key(Key.Key_Escape)
    assert sample.workspace.findings_panel.isVisible()
    assert not sample.window.actions_by_id["field_info"].isChecked()


def _give_reason(dialog: ChangeCarriedDialog) -> None:
    QTest.keyClicks(dialog.reason_box, "B-23")
    QTest.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)


def test_last_years_figures_stand_above_on_request_and_can_be_taken_over(
    sample: Hands, tmp_path: Path
) -> None:
    sample.press("show_last_year")
    assert "还没有读入上年文件" in sample.bar()
    assert not sample.window.actions_by_id["show_last_year"].isChecked()
    choose(sample, last_file(tmp_path / "2021.peval"))
    sample.press("show_last_year")
    model = sample.view.model()
    assert isinstance(model, SheetModel)
    before, now = (sample.find("公用经费：", each) for each in (LAST, DONE))
    assert model.last_year_text(before) == "上年 94.9", "last year's 决算 stands under 上年决算"
    assert model.last_year_text(now) == "上年 94.9"
    sample.click(before)
    assert "上年：94.9" in sample.workspace.field_line.text()
    sample.key(Key.Key_L, CTRL, SHIFT)
    assert sample.text("公用经费：", LAST) == "94.9"
    assert "«" in drawn_row(sample, "公用经费：").split(" | ")[1]
    sample.answer_dialog(ChangeCarriedDialog, _give_reason)  # last year's figure is locked
    sample.type_into("公用经费：", LAST, "95")
    assert "«" not in drawn_row(sample, "公用经费：").split(" | ")[1]
    sample.press("undo")
    assert "«" in drawn_row(sample, "公用经费：").split(" | ")[1], "carried over again"
    sample.press("show_last_year")
    assert model.last_year_text(before) == ""


def test_the_switch_takes_bare_amounts_for_yuan_and_leaves_those_in_wan(sample: Hands) -> None:
    sample.key(Key.Key_U, CTRL, SHIFT)
    assert unit_shown(sample) == ["金额单位：万元　录入：元"]
    sample.type_into("3、公务接待", DONE, "644783.52")
    assert sample.text("3、公务接待", DONE) == "64.48"
    sample.type_into("2、出国经费", DONE, "=20000+1")
    assert sample.text("2、出国经费", DONE) == "2"
    sample.type_into("2、出国经费", BUDGET, "3万元")
    assert sample.text("2、出国经费", BUDGET) == "3"
    sample.click(sample.find("2、出国经费", BUDGET))
    sample.key(Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "3万元", "what stands there names its unit, so that it stays 万元"
    sample.key(Key.Key_Return)
    assert sample.text("2、出国经费", BUDGET) == "3"
    sample.type_into("编制数", text="12")
    assert sample.text("编制数") == "12", "people are not money"
    sample.key(Key.Key_U, CTRL, SHIFT)
    sample.type_into("3、公务接待", DONE, "0.4")
    assert sample.text("3、公务接待", DONE) == "0.4"
    assert unit_shown(sample) == ["金额单位：万元"]


def test_while_amounts_are_entered_in_yuan_pastes_and_fills_are_too(sample: Hands) -> None:
    sample.key(Key.Key_U, CTRL, SHIFT)
    sample.click(sample.find("2、出国经费", LAST))
    for _ in range(2):
        sample.key(Key.Key_Right, SHIFT)
    sample.type("30000")
    sample.key(Key.Key_Return, CTRL)
    assert drawn_row(sample, "2、出国经费") == "2、出国经费 | 3 | 3 | 3"
    QApplication.clipboard().setText("10000\t20000")
    sample.click(sample.find("3、公务接待", LAST))
    sample.key(Key.Key_V, CTRL)
    assert drawn_row(sample, "3、公务接待") == "3、公务接待 | 1 | 2 | 0"
    sample.click(sample.find("2、出国经费", BUDGET))
    sample.key(Key.Key_D, CTRL)
    assert sample.text("2、出国经费", BUDGET) == sample.text("公车运行维护", BUDGET), "万元 stays"


def test_a_cell_that_is_opened_and_left_in_yuan_stays_what_it_was(sample: Hands) -> None:
    sample.key(Key.Key_U, CTRL, SHIFT)
    report = sample.workspace.open_report
    before, number = dict(report.report.entries()), report.session.history.last_number
    for label in ("项目支出：", "三公经费", "公用经费："):
        sample.click(sample.find(label, DONE))
        sample.key(Key.Key_F2)
        sample.key(Key.Key_Return)
    assert dict(report.report.entries()) == before, "computed cells are not stated by looking"
    assert report.session.history.last_number == number


def test_the_same_digits_typed_in_yuan_are_another_amount(sample: Hands) -> None:
    assert sample.text("政府采购金额", BUDGET) == "29"
    sample.key(Key.Key_U, CTRL, SHIFT)
    sample.type_into("政府采购金额", BUDGET, "29")
    address = sample.find("政府采购金额", BUDGET).address
    assert address is not None
    value = sample.workspace.open_report.report.value(address)
    assert value is not None
    assert value.text == "29元"
