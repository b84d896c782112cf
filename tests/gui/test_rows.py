"""Rows by keyboard in the real window: insert, copy, delete, move, several at once, undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from tests.gui.hands import ALT, CTRL, SHIFT, Hands, button
from tests.gui.test_explaining import OFFSCREEN_LISTS

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


# Several rows at once


def choose_lines(hands: Hands, first: str, number: int) -> None:
    """Choose some lines from one on, by Shift and the arrow."""
    go_to_line(hands, first)
    for _ in range(number - 1):
        hands.key(DOWN, SHIFT)


def chosen_texts(hands: Hands) -> list[str]:
    return [str(each.data()).strip(" 　") for each in hands.view.selectedIndexes()]


def action_text(hands: Hands, name: str) -> str:
    return hands.window.actions_by_id[name].text()


def test_as_many_rows_are_inserted_as_are_chosen(sample: Hands) -> None:
    choose_lines(sample, "2、自治奖励", 3)
    assert action_text(sample, "insert_row") == "在下面加 3 行(&I)"
    sample.key(PLUS, CTRL)
    assert lines(sample)[3:8] == [
        "4、小区自治工作以奖代投经费",
        "5、",
        "6、",
        "7、",
        "8、自治回头看",
    ]
    assert line_of_cursor(sample) == "5、"
    assert action_text(sample, "insert_row") == "在下面加一行(&I)", "one is chosen again"


def test_a_chosen_block_moves_together_and_stays_chosen(sample: Hands) -> None:
    before = sample.drawn_everywhere()
    choose_lines(sample, "2、自治奖励", 2)
    assert action_text(sample, "move_row_down") == "下移 2 行(&N)"
    sample.key(DOWN, ALT)
    assert lines(sample)[1:4] == ["2、小区自治工作以奖代投经费", "3、自治奖励", "4、矛盾调解"]
    assert chosen_texts(sample) == ["3、自治奖励", "4、矛盾调解"]
    sample.key(DOWN, ALT)
    assert lines(sample)[3:5] == ["4、自治奖励", "5、矛盾调解"]
    for _ in range(3):
        sample.key(UP, ALT)
    assert lines(sample)[:3] == ["1、自治奖励", "2、矛盾调解", "3、双随机、一公开"]
    sample.key(UP, ALT)
    assert sample.bar() == "已经在最上面了。"
    for _ in range(5):
        sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn_everywhere() == before


def test_chosen_projects_are_deleted_after_one_question_and_one_undo_brings_all_back(
    sample: Hands,
) -> None:
    before, names = sample.drawn_everywhere(), sample.sheet_names()
    go_to_line(sample, "8、民生实事")
    for _ in range(6):
        sample.key(UP, SHIFT)
    assert action_text(sample, "delete_row") == "删除 7 行(&D)"
    asked: list[str] = []

    def answer(text: str) -> None:
        def work(dialog: QDialog) -> None:
            asked.append(dialog.text())  # type: ignore[attr-defined]
            sample.qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)

        sample.answer_dialog(QMessageBox, work)

    answer("不删除")
    sample.key(MINUS, CTRL)
    assert sample.drawn_everywhere() == before
    answer("删除这些行和 2 张附件1-3")
    sample.key(MINUS, CTRL)
    assert asked == [asked[0]] * 2, "one question for all"
    assert asked[0].startswith("“自治奖励经费”“民生实事项目-人大票决制”的附件1-3已经填了")
    assert lines(sample) == ["1、双随机、一公开"]
    assert not [each for each in sample.sheet_names() if each.startswith("附件1-3")]
    assert "删除 7 行" in action_text(sample, "undo")
    assert line_of_cursor(sample) == "1、双随机、一公开"
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.sheet_names() == names
    assert sample.drawn_everywhere() == before


def test_more_rows_than_the_form_can_spare_stay_and_the_bar_says_so(sample: Hands) -> None:
    before = sample.drawn()
    choose_lines(sample, "1、双随机", 8)
    sample.key(MINUS, CTRL)
    assert sample.bar() == (
        "选中的 8 行不能都删除：这里至少要保留 1 行项目。"
        "一行也没有删除，可以少选几行，或者只清空内容。"
    )
    assert sample.drawn() == before


def test_rows_of_the_form_in_the_choice_refuse_kindly(sample: Hands) -> None:
    before = sample.drawn()
    sample.click(sample.find("7、", "2022年决算数"))
    sample.key(DOWN, SHIFT)
    sample.key(DOWN, SHIFT)  # on 公用经费
    assert action_text(sample, "delete_row") == "删除这一行(&D)"
    for key, modifier in ((MINUS, CTRL), (UP, ALT), (PLUS, CTRL)):
        sample.workspace.message_bar.hide()
        sample.key(key, modifier)
        assert "只选“项目”的行就可以。这一次什么也没有改动。" in sample.bar()
    assert sample.drawn() == before


def test_rows_of_two_sections_refuse_kindly(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    before = sample.drawn()
    sample.click(sample.find("30余次"))
    sample.key(DOWN, SHIFT)
    sample.key(DOWN, SHIFT)
    sample.key(MINUS, CTRL)
    assert "选中的行分在“数量指标”“质量指标”里" in sample.bar()
    assert sample.drawn() == before


# Copies


def test_a_copied_line_stands_below_with_its_values_and_without_the_sheet(sample: Hands) -> None:
    before, names = sample.drawn_everywhere(), sample.sheet_names()
    go_to_line(sample, "2、自治奖励")
    sample.key(Qt.Key.Key_D, CTRL, SHIFT)
    assert lines(sample)[1:4] == ["2、自治奖励", "3、自治奖励", "4、矛盾调解"]
    assert sample.text("3、自治奖励", "2022年决算数") == "20"
    assert "附件1-3没有一起复制" in sample.bar()
    assert sample.sheet_names() == names
    sample.type("以奖代补")  # the cursor stands on its name
    sample.key(Qt.Key.Key_Return)
    assert lines(sample)[1:3] == ["2、自治奖励", "3、以奖代补"]
    assert sample.bar() == "“以奖代补”还没有附件1-3。"
    sample.key(Qt.Key.Key_Z, CTRL)
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn_everywhere() == before


def test_copied_indicators_keep_texts_and_the_merged_labels_grow_and_shrink(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    before = sample.drawn()
    spans = [label_rows(sample, each) for each in ("绩效指标", "产出指标（50分）", "数量指标")]
    sample.click(sample.find("处理", "三级指标"))
    sample.key(DOWN, SHIFT)
    sample.key(Qt.Key.Key_D, CTRL, SHIFT)
    shown = [row.split(" | ") for row in sample.drawn().splitlines()]
    first = next(n for n, row in enumerate(shown) if any("处理" in text for text in row))
    assert shown[first + 2][:3] == shown[first][-len(shown[first + 2]) :][:3]
    assert shown[first + 3] == shown[first + 1]
    grown = [label_rows(sample, each) for each in ("绩效指标", "产出指标（50分）", "数量指标")]
    assert grown == [each + 2 for each in spans]
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn() == before
    assert [label_rows(sample, e) for e in ("绩效指标", "产出指标（50分）", "数量指标")] == spans


def label_rows(hands: Hands, label: str) -> int:
    """How many rows a label spans, on the sheet and in the view."""
    cell = hands.find_label(label)
    assert hands.view.rowSpan(cell.row, cell.column) == cell.rows
    return cell.rows


# What follows


def test_the_sheets_are_bound_in_the_order_of_their_lines(sample: Hands) -> None:
    names, before = sample.sheet_names(), sample.drawn_everywhere()
    go_to_line(sample, "8、民生实事")
    for _ in range(5):
        sample.key(UP, ALT)
    assert lines(sample)[1:3] == ["2、自治奖励", "3、民生实事项目-人大票决制"]
    assert sample.sheet_names() == names
    sample.key(UP, ALT)
    assert lines(sample)[1:3] == ["2、民生实事项目-人大票决制", "3、自治奖励"]
    own = [each for each in names if each.startswith("附件1-3")]
    assert [each for each in sample.sheet_names() if each.startswith("附件1-3")] == own[::-1]
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.sheet_names() == names, "one undo takes line and sheet back"
    for _ in range(5):
        sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.drawn_everywhere() == before


def test_the_cursor_keeps_its_column_when_its_row_moves_and_when_that_is_undone(
    sample: Hands,
) -> None:
    sample.click(sample.find("2、自治奖励", "2022年决算数"))
    sample.key(DOWN, ALT)
    assert sample.text_here() == "20"
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.text_here() == "20"
    assert lines(sample)[1] == "2、自治奖励"


def menu_over(hands: Hands, label: str) -> list[str]:
    """Right-click a cell, read the menu, and close it."""
    view, cell = hands.view, hands.find(label)
    place = view.visualRect(view.sheet_model.index(cell.row, cell.column)).center()
    texts: list[str] = []

    def read() -> None:
        popup = QApplication.activePopupWidget()
        if popup is None:
            QTimer.singleShot(20, read)
            return
        texts.extend(each.text() for each in popup.actions())
        popup.close()

    QTimer.singleShot(0, read)
    hands.qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=place)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    return texts


@pytest.mark.qt_log_ignore(OFFSCREEN_LISTS)
def test_the_menu_over_chosen_rows_is_for_all_of_them(sample: Hands) -> None:
    choose_lines(sample, "2、自治奖励", 3)
    assert menu_over(sample, "3、矛盾调解")[:5] == [
        "在下面加 3 行(&I)", "复制 3 行(&C)", "删除 3 行(&D)", "上移 3 行(&U)", "下移 3 行(&N)",
    ]  # fmt: skip
    assert len(chosen_texts(sample)) == 3
    assert menu_over(sample, "6、基层治理")[2] == "删除这一行(&D)"
    assert line_of_cursor(sample) == "6、基层治理工作经费"
    assert sample.window.actions_by_id["delete_row"].iconText() == "删除这一行"
