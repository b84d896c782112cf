"""Keys lead through the merged cells of the forms: ends of rows, blocks, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from perfeval_desktop.gui.models.sheet_model import SheetModel
from tests.gui.hands import CTRL, SHIFT, Hands

BASE, OVERALL, PROJECT = "附件1-1 基础数据表", "附件1-2 整体支出自评表", "附件1-3 自治奖励经费"
LAST, PLAN, DONE = "2021年决算数", "2022年预算数", "2022年决算数"
Keys = Qt.Key


def model(hands: Hands) -> SheetModel:
    found = hands.view.model()
    assert isinstance(found, SheetModel)
    return found


def test_home_and_end_go_to_the_first_and_last_field_of_the_row(sample: Hands) -> None:
    sample.go_to_sheet(OVERALL)
    sample.click(sample.find("年度资金总额", "全年预算数"))
    sample.key(Keys.Key_End)
    assert sample.here() == sample.find("年度资金总额", "得分"), "a computed cell, as for arrows"
    sample.key(Keys.Key_Home)
    assert sample.here() == sample.find("年度资金总额", "年初预算数"), "labels are passed over"
    sample.click(sample.find("其中：一般公共预算"))
    sample.key(Keys.Key_End)
    assert sample.text_here().startswith("其中：基本支出"), "a cell over four columns"
    sample.key(Keys.Key_End)
    assert sample.text_here().startswith("其中：基本支出"), "it stays there"


@pytest.mark.parametrize("name", [BASE, OVERALL, PROJECT, "封面"])
def test_ctrl_home_and_ctrl_end_go_to_the_first_and_last_field_of_the_sheet(
    sample: Hands, name: str
) -> None:
    sample.go_to_sheet(name)
    sample.view.setFocus()
    fields = list(model(sample).table.fields_in_reading_order())
    sample.key(Keys.Key_End, CTRL)
    assert sample.here() == fields[-1]
    sample.key(Keys.Key_Home, CTRL)
    assert sample.here() == fields[0]


def test_ctrl_arrows_go_to_the_edge_of_a_block_or_to_the_next_one(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("三公经费", LAST))
    sample.key(Keys.Key_Down, CTRL)
    assert sample.here() == sample.find("3、公务接待", LAST), "below it is an empty one"
    sample.key(Keys.Key_Down, CTRL)
    assert sample.here() == sample.find("公用经费", LAST), "over the empty ones to the next block"
    sample.key(Keys.Key_Up, CTRL)
    assert sample.here().row == 10
    sample.key(Keys.Key_Right, CTRL)
    assert sample.here().column == sample.find("三公经费", DONE).column
    sample.key(Keys.Key_Left, CTRL)
    assert sample.here().column == sample.find("三公经费", LAST).column
    sample.key(Keys.Key_Up, CTRL)
    assert sample.here().row == sample.find("编制数").row, "over a row of labels, as arrows go"


def test_with_nothing_filled_ahead_ctrl_arrows_go_to_the_last_field(sample: Hands) -> None:
    sample.go_to_sheet(PROJECT)
    sample.click(sample.find("自治小区奖励", "实际完成值"))
    sample.key(Keys.Key_Right, CTRL)
    assert sample.here().column == 8
    sample.key(Keys.Key_Left, CTRL)
    assert sample.here().column == 5, "the next filled one"
    sample.key(Keys.Key_Left, CTRL)
    assert sample.here().column == 3, "labels at the left are no edge"


def test_every_move_stands_on_a_field_and_far_moves_end(sample: Hands) -> None:
    keys = (Keys.Key_Up, Keys.Key_Down, Keys.Key_Left, Keys.Key_Right, Keys.Key_Home, Keys.Key_End)
    for name in (BASE, OVERALL, PROJECT):
        sample.go_to_sheet(name)
        sample.view.setFocus()
        for cell in list(model(sample).table.fields_in_reading_order())[::7]:
            for key in keys:
                for modifiers in ((), (CTRL,)):
                    sample.view.setCurrentIndex(model(sample).index(cell.row, cell.column))
                    sample.key(key, *modifiers)
                    sample.here()


def test_shift_enter_and_shift_tab_go_back_from_an_open_editor_too(sample: Hands) -> None:
    sample.go_to_sheet(BASE)
    sample.click(sample.find("3、公务接待", PLAN))
    start = sample.here()
    sample.key(Keys.Key_Return)
    sample.key(Keys.Key_Return, SHIFT)
    assert sample.here() == start
    sample.key(Keys.Key_Tab)
    assert sample.here().column > start.column
    sample.key(Keys.Key_Backtab, SHIFT)
    assert sample.here() == start
    sample.click(sample.find("其中：办公经费", PLAN))
    sample.type("7")
    sample.key(Keys.Key_Return, SHIFT)
    assert sample.here() == sample.find("公用经费", PLAN)
    assert sample.text("其中：办公经费", PLAN) == "7"
    sample.click(sample.find("其中：办公经费", PLAN))
    sample.type("8")
    sample.key(Keys.Key_Backtab, SHIFT)
    assert sample.here() == sample.find("其中：办公经费", LAST)
    assert sample.text("其中：办公经费", PLAN) == "8"
    sample.type("9")
    sample.key(Keys.Key_Return)
    assert sample.here().row == sample.find("水费、电费、差旅费", LAST).row, "Enter alone goes down"
