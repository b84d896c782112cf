"""In the narrative a figure follows a cell, means one or none, or is put in from the tables."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog
from perfeval_desktop.gui.widgets.prose_edit import ProseEdit
from tests.gui.hands import CTRL, SHIFT, Hands

CHAPTER = "存在问题"


def editor(hands: Hands) -> ProseEdit:
    assert hands.workspace.narrative is not None
    return hands.workspace.narrative.editor(CHAPTER)


def write(hands: Hands, text: str) -> ProseEdit:
    hands.go_to_sheet("报告正文")
    edit = editor(hands)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    hands.type(text)
    edit.flush()
    return edit


def actions(menu: QMenu) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            for title, each in actions(below):
                yield f"{action.text()} > {title}", each
        else:
            yield action.text(), action


def choose(edit: ProseEdit, part: str, *words: str) -> None:
    """Choose from the context menu over some characters what holds all the words."""
    menu = edit.context_menu(edit.toPlainText().index(part) + 1)
    offered = dict(actions(menu))
    title = next(each for each in offered if all(word in each for word in words))
    offered[title].trigger()


def shown_notes(edit: ProseEdit) -> list[tuple[str, str]]:
    return [(each.cursor.selectedText(), each.note.tip) for each in edit._notes]


def test_a_figure_follows_a_cell_from_the_context_menu_on(hands: Hands) -> None:
    hands.open_sample()
    edit = write(hands, "全年收入125.98万元。")
    choose(edit, "125.98", "跟着一格变", "按收入性质分")
    assert shown_notes(edit) == [("125.98万元", "跟着附件1-2 按收入性质分（125.98）变")]
    hands.go_to_sheet("附件1-2 整体支出自评表")
    hands.type_into("其他资金", text="33.57")
    hands.go_to_sheet("报告正文")
    assert edit.toPlainText() == "全年收入135.28万元。"
    assert shown_notes(edit) == [("135.28万元", "跟着附件1-2 按收入性质分（135.28）变")]
    assert "跟着" in edit.tip_at(6)
    hands.press("undo")
    assert editor(hands).toPlainText() == "全年收入125.98万元。"
    hands.go_to_sheet("报告正文")
    choose(edit, "125.98", "取消标注")
    assert shown_notes(edit) == []


def test_a_figure_that_means_a_cell_is_marked_when_they_differ(hands: Hands) -> None:
    hands.open_sample()
    edit = write(hands, "全年收入125.98万元。")
    choose(edit, "125.98", "指的是", "按收入性质分")
    hands.go_to_sheet("附件1-2 整体支出自评表")
    hands.type_into("其他资金", text="33.57")
    hands.wait_until_checked()
    found = hands.workspace.open_report.findings()
    assert [each.message for each in found if each.rule_id == "正文.所指的数"] == [
        "正文写 125.98万元，它所指的按收入性质分是 135.28。"
    ]
    hands.go_to_sheet("报告正文")
    edit.setFocus()
    cursor = QTextCursor(edit.document())
    cursor.setPosition(6)
    edit.setTextCursor(cursor)
    hands.key(Qt.Key.Key_Period, CTRL)
    assert edit.toPlainText() == "全年收入135.28万元。"
    assert shown_notes(edit)[0][0] == "135.28万元", "it still means that cell"


def test_a_figure_is_put_in_by_name_and_stays_live(hands: Hands) -> None:
    hands.open_sample()
    edit = write(hands, "全年收入万元。")
    cursor = QTextCursor(edit.document())
    cursor.setPosition(4)
    edit.setTextCursor(cursor)

    def pick(dialog: ChooseCellDialog) -> None:
        dialog.line.setFocus()
        hands.type("1-2 性质 125")
        titles = [
            dialog.list.item(row).text()
            for row in range(dialog.list.count())
            if not dialog.list.item(row).isHidden()
        ]
        assert titles == ["附件1-2 按收入性质分　125.98"]
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)

    hands.answer_dialog(ChooseCellDialog, pick)
    hands.key(Qt.Key.Key_F, CTRL | SHIFT)
    assert edit.toPlainText() == "全年收入125.98万元。"
    assert shown_notes(edit) == [("125.98万元", "跟着附件1-2 按收入性质分（125.98）变")]


def test_on_a_table_or_beside_a_figure_nothing_is_offered(hands: Hands) -> None:
    hands.open_sample()
    assert not hands.window.actions_by_id["insert_figure"].isEnabled()
    edit = write(hands, "没有数。")
    menu = edit.context_menu(2)
    assert not any("指" in title for title, _ in actions(menu))
    hands.press("figure_meaning")
    assert "请先把光标放在正文的一个数上" in hands.bar()
    assert QApplication.focusWidget() is edit
