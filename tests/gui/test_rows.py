"""Rows by keyboard shortcuts in the real window: insert, delete, move, 附件1-3, rename, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from tests.gui.hands import ALT, CTRL, Hands, button

PLUS, MINUS, UP, DOWN = Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Up, Qt.Key.Key_Down
BASE = "附件1-1 基础数据表"
OWN_SHEET = "附件1-3 自治奖励经费"


@pytest.fixture
def sample(hands: Hands) -> Hands:
    """The sample report, with 附件1-1 shown."""
    hands.open_sample()
    return hands


def lines(hands: Hands) -> list[str]:
    """Return the project lines of 附件1-1, as they are shown."""
    drawn = hands.drawn().splitlines()
    first = next(number for number, row in enumerate(drawn) if row.startswith("项目支出"))
    last = next(number for number, row in enumerate(drawn) if row.startswith("公用经费"))
    return [row.split(" | ")[0] for row in drawn[first + 1 : last]]


def go_to_line(hands: Hands, text: str) -> None:
    hands.click(hands.find(text))


def line_of_cursor(hands: Hands) -> str:
    return str(hands.view.currentIndex().data()).strip(" 　")


def test_a_row_is_inserted_below_and_the_cursor_goes_to_it(sample: Hands) -> None:
    go_to_line(sample, "2、自治奖励")
    sample.key(PLUS, CTRL)
    assert lines(sample)[1:4] == ["2、自治奖励", "3、", "4、矛盾调解"]
    sample.type("新项目")
    sample.key(Qt.Key.Key_Return)
    assert lines(sample)[2] == "3、新项目"


def test_a_line_without_a_sheet_is_deleted_without_a_question(sample: Hands) -> None:
    go_to_line(sample, "1、双随机")
    sample.key(MINUS, CTRL)
    assert lines(sample)[0] == "1、自治奖励"
    assert OWN_SHEET in sample.sheet_names()


def answer_with(hands: Hands, text: str) -> None:
    def answer(dialog: QDialog) -> None:
        assert "附件1-3已经填了内容" in dialog.text()  # type: ignore[attr-defined]
        hands.qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, answer)


def test_a_project_with_a_filled_sheet_is_deleted_only_after_a_question(sample: Hands) -> None:
    before = sample.drawn()
    go_to_line(sample, "2、自治奖励")
    answer_with(sample, "不删除")
    sample.key(MINUS, CTRL)
    assert sample.drawn() == before
    assert OWN_SHEET in sample.sheet_names()


def test_a_deleted_project_takes_its_sheet_along_and_undo_brings_both_back(sample: Hands) -> None:
    names = sample.sheet_names()
    sample.go_to_sheet(OWN_SHEET)
    sheet = sample.drawn()
    sample.go_to_sheet(BASE)
    table = sample.drawn()
    go_to_line(sample, "2、自治奖励")
    answer_with(sample, "删除项目和附件1-3")
    sample.key(MINUS, CTRL)
    assert "2、自治奖励" not in lines(sample)
    assert OWN_SHEET not in sample.sheet_names()

    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.sheet_names() == names
    sample.go_to_sheet(BASE)
    assert sample.drawn() == table
    sample.go_to_sheet(OWN_SHEET)
    assert sample.drawn() == sheet


def test_the_last_line_the_form_needs_stays_and_the_bar_says_why(sample: Hands) -> None:
    table = sample.drawn()
    sample.click(sample.find("批复规模"))
    sample.key(MINUS, CTRL)
    assert "至少要保留 1 行" in sample.bar()
    assert sample.drawn() == table


def test_a_line_moves_with_its_figures_and_the_cursor_stays_on_it(sample: Hands) -> None:
    go_to_line(sample, "2、自治奖励")
    sample.key(DOWN, ALT)
    assert lines(sample)[1:3] == ["2、矛盾调解", "3、自治奖励"]
    assert sample.text("3、自治奖励", "2022年决算数") == "20"
    assert line_of_cursor(sample) == "3、自治奖励"
    sample.key(UP, ALT)
    sample.key(UP, ALT)
    assert lines(sample)[:2] == ["1、自治奖励", "2、双随机、一公开"]
    sample.key(UP, ALT)
    assert sample.bar() == "已经在最上面了。"


def test_a_project_gets_its_sheet_by_shortcut_and_a_second_press_opens_the_same(
    sample: Hands,
) -> None:
    missing = "基层治理工作经费在附件1-1有决算数 1 万元，但没有它的附件1-3"
    assert any(missing in each for each in sample.workspace.findings_panel.messages())
    go_to_line(sample, "6、基层治理")
    sample.key(Qt.Key.Key_J, CTRL)
    assert sample.text("项目支出名称") == "基层治理工作经费"
    assert not any(missing in each for each in sample.workspace.findings_panel.messages())
    names, sheet = sample.sheet_names(), sample.current_sheet()
    sample.go_to_sheet(BASE)
    go_to_line(sample, "6、基层治理")
    sample.key(Qt.Key.Key_J, CTRL)
    assert sample.current_sheet() == sheet
    assert sample.sheet_names() == names


def test_a_line_that_gets_its_name_is_offered_a_sheet(sample: Hands) -> None:
    go_to_line(sample, "8、民生实事")
    sample.key(PLUS, CTRL)
    sample.type("老旧小区改造")
    sample.key(Qt.Key.Key_Return)
    assert sample.bar() == "“老旧小区改造”还没有附件1-3。"
    bar = sample.workspace.message_bar
    sample.qtbot.mouseClick(button(bar, "建立附件1-3"), Qt.MouseButton.LeftButton)
    assert sample.text("项目支出名称") == "老旧小区改造"
    assert sample.bar() == ""


def test_line_and_sheet_are_renamed_together_from_either_side(sample: Hands) -> None:
    go_to_line(sample, "6、基层治理")
    sample.key(Qt.Key.Key_J, CTRL)
    sample.type_into("项目支出名称", text="网格治理")
    assert "附件1-3 网格治理" in sample.sheet_names()
    sample.go_to_sheet(BASE)
    assert lines(sample)[5] == "6、网格治理"
    sample.type_into("6、网格治理", text="社区治理")
    assert "附件1-3 社区治理" in sample.sheet_names()
    sample.key(Qt.Key.Key_Z, CTRL)
    assert lines(sample)[5] == "6、网格治理"
    assert "附件1-3 网格治理" in sample.sheet_names(), "one undo takes both names back"


def test_undo_and_redo_go_through_row_operations_step_by_step(sample: Hands) -> None:
    states = [sample.drawn()]
    go_to_line(sample, "1、双随机")
    for key, modifier in ((PLUS, CTRL), (UP, ALT), (MINUS, CTRL)):
        sample.key(key, modifier)
        states.append(sample.drawn())
    assert len(set(states)) == 3, "what was inserted, moved and deleted is gone again"
    for state in reversed(states[:-1]):
        sample.key(Qt.Key.Key_Z, CTRL)
        assert sample.drawn() == state
    assert "一行" not in sample.window.actions_by_id["undo"].text(), "nothing is left to undo"
    for state in states[1:]:
        sample.key(Qt.Key.Key_Y, CTRL)
        assert sample.drawn() == state
    assert not sample.window.actions_by_id["redo"].isEnabled()
