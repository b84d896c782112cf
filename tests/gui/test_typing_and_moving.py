"""Typed as into a spreadsheet, on forms with merged cells: what each key does, drawn as text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from perfeval_desktop.gui.models.sheet_model import SheetModel
from tests.gui.hands import ALT, CTRL, SHIFT, Hands

BASE, OVERALL, PROJECT = "附件1-1 基础数据表", "附件1-2 整体支出自评表", "附件1-3 自治奖励经费"
BUDGET, DONE = "2022年预算数", "2022年决算数"
Key = Qt.Key


def drawn(hands: Hands, first: str, rows: int) -> list[str]:
    """Draw rows of the sheet from that of a label on; 【】 stands around the cursor."""
    model = hands.view.model()
    assert isinstance(model, SheetModel)
    here, table = hands.here(), model.table
    start = hands.find_label(first).row
    lines = []
    for row in range(start, start + rows):
        cells = (table.cells.get((row, column)) for column in range(table.column_count))
        texts = [
            f"【{model.text(cell).strip()}】" if cell == here else model.text(cell).strip()
            for cell in cells
            if cell is not None
        ]
        lines.append("|".join(texts))
    return lines


def editor() -> QLineEdit | QPlainTextEdit:
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit | QPlainTextEdit)
    return found


def edited() -> str:
    found = editor()
    return found.text() if isinstance(found, QLineEdit) else found.toPlainText()


def test_enter_goes_down_and_after_tabs_back_under_the_first_cell(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("其中：公车购置", "2021年决算数"))
    for text in ("1", "2", "3"):
        sample.type(text)
        sample.key(Key.Key_Tab if text != "3" else Key.Key_Return)
    assert drawn(sample, "其中：公车购置", 2) == ["其中：公车购置|1|2|3", "公车运行维护|【0】|0|0"]
    sample.type("4")
    sample.key(Key.Key_Return)
    assert drawn(sample, "公车运行维护", 2) == ["公车运行维护|4|0|0", "2、出国经费|【0】|0|0"]
    sample.key(Key.Key_Return, SHIFT)
    assert drawn(sample, "公车运行维护", 1) == ["公车运行维护|【4】|0|0"]


def test_tab_passes_labels_and_computed_cells_in_both_directions(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("编制数"))
    sample.key(Key.Key_Tab)
    sample.key(Key.Key_Tab)
    assert sample.here() == sample.find("其中：公车购置", "2021年决算数"), "totals are passed"
    sample.key(Key.Key_Backtab, SHIFT)
    assert sample.here() == sample.find("2022年实际在职人数")
    sample.key(Key.Key_Tab, SHIFT)
    assert sample.here() == sample.find("编制数")


def test_arrows_lead_through_cells_merged_over_columns_and_back(sample: Hands) -> None:
    sample.go_to_sheet(OVERALL)
    sample.click(sample.find("年度资金总额", "全年执行数"))
    ways = []
    for key in (Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_Right, Key.Key_Down):
        sample.key(key)
        ways.append(sample.text_here())
    assert ways == [
        "按支出性质分：135.28",
        "按收入性质分：125.98",
        "74.49",  # the first field above it: its own column has a label there
        "135.28",
        "按收入性质分：125.98",
    ]
    sample.key(Key.Key_Up)
    assert sample.here() == sample.find("年度资金总额", "全年预算数"), "back where it came from"


def test_arrows_pass_heads_merged_over_rows(sample: Hands) -> None:
    sample.go_to_sheet(PROJECT)
    sample.click(sample.find("自治小区奖励", "三级指标"))
    sample.key(Key.Key_Left)
    assert sample.text_here() == "自治小区奖励", "at its left are heads only"
    for _ in range(3):
        sample.key(Key.Key_Down)
    assert sample.text_here() == "自治小区确保做到“三保”", "into the rows of the next head"
    for _ in range(4):
        sample.key(Key.Key_Up)
    assert sample.text_here().startswith("推动无人管理的小区"), "up over two rows of heads"


def test_page_down_and_page_up_go_as_far_as_one_sees_and_come_back(sample: Hands) -> None:
    sample.go_to_sheet(PROJECT)
    sample.click(sample.find("自治小区奖励", "年度指标值"))
    start = sample.here()
    sample.key(Key.Key_PageDown)
    below = sample.here()
    assert below.row > start.row + 3
    assert below.column == start.column
    visible = sample.view.viewport().rect()
    index = sample.view.model().index(below.row, below.column)
    assert visible.contains(sample.view.visualRect(index).center())
    sample.key(Key.Key_PageUp)
    assert sample.here() == start


@pytest.mark.parametrize("key", [Key.Key_F2, None])
def test_f2_edits_what_stands_there_and_typing_overwrites_it(
    sample: Hands, key: Qt.Key | None
) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("政府采购金额", DONE))
    if key is not None:
        sample.key(key)
        assert edited() == "54.38"
        sample.key(Key.Key_End)
    sample.type("5")
    assert edited() == ("54.385" if key is not None else "5")
    sample.key(Key.Key_Return)
    assert sample.text("政府采购金额", DONE) == ("54.39" if key is not None else "5")


def test_escape_restores_and_delete_clears(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("政府采购金额", DONE))
    sample.type("999")
    sample.key(Key.Key_Escape)
    assert sample.text("政府采购金额", DONE) == "54.38"
    assert sample.here() == sample.find("政府采购金额", DONE)
    sample.key(Key.Key_Delete)
    assert sample.text("政府采购金额", DONE) == ""
    sample.press("undo")
    assert sample.text("政府采购金额", DONE) == "54.38"


def test_alt_enter_breaks_the_line_and_enter_ends(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("厉行节约保障措施"))
    sample.type("甲")
    sample.key(Key.Key_Return, ALT)
    sample.type("乙")
    assert edited() == "甲\n乙"
    sample.key(Key.Key_Return)
    assert sample.text("厉行节约保障措施") == "甲\n乙"
    height = sample.view.rowHeight(sample.find("厉行节约保障措施").row)
    assert height > sample.view.rowHeight(sample.find("编制数").row)


def test_what_is_refused_is_said_and_the_cursor_stays_on_the_way(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.type_into("政府采购金额", DONE, "五十")
    assert sample.text("政府采购金额", DONE) == "54.38"
    assert sample.bar().endswith("原来的内容没有改动。")


def test_shift_with_arrows_chooses_over_merged_cells_as_one(sample: Hands) -> None:
    sample.go_to_sheet(OVERALL)
    sample.click(sample.find("其中：一般公共预算"))
    sample.key(Key.Key_Right, SHIFT)
    sample.key(Key.Key_Down, SHIFT)
    labels = {each.field for each in sample.view.chosen_fields()}
    assert labels == {"一般公共预算", "基本支出", "政府性基金拨款", "项目支出"}
    sample.key(Key.Key_Escape)
    sample.key(Key.Key_Home, CTRL)
    assert len(sample.view.chosen_fields()) == 1
