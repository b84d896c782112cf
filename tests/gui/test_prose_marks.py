"""A figure in the narrative that the tables contradict is marked, explained and mended there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QHelpEvent, QInputMethodEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QToolTip

from perfeval_desktop.gui.widgets.prose_edit import ProseEdit
from tests.gui.hands import Hands

STAFF = "人员情况"


def change_posts(hands: Hands, posts: str) -> None:
    """Put another 编制数 into 附件1-1 and go to the narrative."""
    hands.go_to_sheet("附件1-1 基础数据表")
    hands.click(hands.find("编制数"))
    hands.type(posts)
    hands.key(Qt.Key.Key_Return)
    hands.go_to_sheet("报告正文")
    hands.wait_until_checked()


def editor(hands: Hands, field: str = STAFF) -> ProseEdit:
    narrative = hands.workspace.narrative
    assert narrative is not None
    return narrative.editor(field)


def press_fix(hands: Hands) -> None:
    target = QApplication.focusWidget()
    hands.qtbot.keyClick(target, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)


def marked(edit: ProseEdit) -> list[str]:
    selections = edit.extraSelections()
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert all(each.format.underlineStyle() == wave for each in selections)
    return [each.cursor.selectedText() for each in selections]


def put_caret_on(edit: ProseEdit, words: str) -> None:
    edit.setFocus()
    cursor = QTextCursor(edit.document())
    cursor.setPosition(edit.toPlainText().index(words) + 1)
    edit.setTextCursor(cursor)


@pytest.mark.qt_log_ignore(r"This plugin does not support raise\(\)")  # offscreen, for a tooltip
def test_a_contradicted_figure_is_underlined_and_the_cell_named(hands: Hands) -> None:
    hands.open_sample()
    change_posts(hands, "12")
    edit = editor(hands)
    assert marked(edit) == ["11"]
    put_caret_on(edit, "11")
    place = edit.cursorRect().center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, edit.viewport().mapToGlobal(place))
    QApplication.sendEvent(edit.viewport(), event)
    assert "附件1-1编制数　12" in QToolTip.text()
    assert "Ctrl+." in QToolTip.text()


def test_one_key_puts_the_figure_of_the_table_and_undo_takes_it_back(hands: Hands) -> None:
    hands.open_sample()
    change_posts(hands, "12")
    edit = editor(hands)
    put_caret_on(edit, "11")
    press_fix(hands)
    assert "编制数 12 人" in edit.toPlainText()
    assert marked(edit) == [], "at once"
    hands.wait_until_checked()
    assert marked(edit) == []
    hands.press("undo")
    assert "编制数 11 人" in edit.toPlainText()
    hands.wait_until_checked()
    assert marked(edit) == ["11"]


def test_the_context_menu_offers_the_figure_of_the_table_first(hands: Hands) -> None:
    hands.open_sample()
    change_posts(hands, "12")
    edit = editor(hands)
    menu = edit.context_menu(edit.toPlainText().index("11") + 1)
    assert menu.actions()[0].text() == "改成“12”"
    menu.actions()[0].trigger()
    assert "编制数 12 人" in edit.toPlainText()
    assert edit.context_menu(0).actions()[0].text() != "改成“12”"


def test_the_key_on_another_word_says_what_to_do(hands: Hands) -> None:
    hands.open_sample()
    hands.go_to_sheet("报告正文")
    put_caret_on(editor(hands), "单位")
    press_fix(hands)
    assert "波浪线" in hands.workspace.message_bar.text


def test_a_mark_moves_with_the_text_while_one_types(hands: Hands) -> None:
    hands.open_sample()
    change_posts(hands, "12")
    edit = editor(hands)
    put_caret_on(edit, "单位")
    hands.type("𠮷的")
    assert marked(edit) == ["11"], "before the text is taken over"
    edit.flush()
    assert marked(edit) == ["11"], "while it is checked"
    hands.wait_until_checked()
    assert marked(edit) == ["11"], "and after it"


def test_a_mark_does_not_disturb_what_an_input_method_composes(hands: Hands) -> None:
    hands.open_sample()
    change_posts(hands, "12")
    edit = editor(hands)
    put_caret_on(edit, "11")
    QApplication.sendEvent(edit, QInputMethodEvent("bian", []))
    press_fix(hands)
    assert "编制数 11 人" in edit.toPlainText()
    commit = QInputMethodEvent()
    commit.setCommitString("编")
    QApplication.sendEvent(edit, commit)
    assert "编" in edit.toPlainText()


@pytest.mark.parametrize(
    ("check", "part"), [("正文.年初项目调整", "2.85万元"), ("正文.项目等级", "优")]
)
def test_a_jump_selects_the_figure_in_the_text(hands: Hands, check: str, part: str) -> None:
    hands.open_sample()
    found = hands.workspace.open_report.findings()
    hands.workspace.jump_to(next(each for each in found if each.check == check))
    assert hands.current_sheet().sheet == "报告正文"
    edit = editor(hands, "项目支出绩效情况")
    assert edit.textCursor().selectedText() == part


def test_the_tables_are_checked_at_once_and_the_texts_a_moment_later(hands: Hands) -> None:
    hands.open_sample()
    panel = hands.workspace.findings_panel
    hands.qtbot.waitUntil(lambda: panel.checks_button.text().startswith("已核对"))
    hands.click(hands.find("编制数"))
    hands.type("12")
    hands.key(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert any("50%" in each for each in panel.messages()), "控制率 is of the tables"
    assert panel.checks_button.text() == "正文检查中…"
    assert not any("编制数 11" in each for each in panel.messages())
    hands.wait_until_checked()
    found = hands.workspace.open_report.findings()
    assert any(each.check.startswith("正文.") and "11" in each.message for each in found)
    hands.qtbot.waitUntil(lambda: panel.checks_button.text().startswith("已核对"))


def test_whoever_counts_the_findings_waits_for_the_texts(hands: Hands) -> None:
    hands.open_sample()
    hands.click(hands.find("编制数"))
    hands.type("12")
    hands.key(Qt.Key.Key_Return)
    report = hands.workspace.open_report
    assert report.is_checking
    report.finish_checking()
    assert not report.is_checking
    assert any("编制数" in each.message and "12" in each.message for each in report.findings())
