"""Sentences of the template in the narrative: chosen with keys, put in as one step, live."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from perfeval_desktop.gui.dialogs.insert_sentence import InsertSentenceDialog
from perfeval_desktop.gui.widgets.narrative_editor import NarrativeEditor
from perfeval_desktop.gui.widgets.prose_edit import ProseEdit
from tests.gui.hands import CTRL, SHIFT, Hands, button

STAFF, RESULTS = "人员情况", "结果应用和公开情况"
POSTS = "核定编制11人，2022年末实际在职6人，"


def narrative(hands: Hands) -> NarrativeEditor:
    hands.go_to_sheet("报告正文")
    assert hands.workspace.narrative is not None
    return hands.workspace.narrative


def editor(hands: Hands, field: str = STAFF) -> ProseEdit:
    edit = narrative(hands).editor(field)
    edit.setFocus()
    return edit


def empty(hands: Hands) -> ProseEdit:
    edit = editor(hands)
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    edit.flush()
    return edit


def followed(edit: ProseEdit) -> list[str]:
    return [each.cursor.selectedText() for each in edit._notes]


def put_in(hands: Hands, words: str) -> None:
    """Open the dialog by its key, type words, and press Enter."""

    def pick(dialog: InsertSentenceDialog) -> None:
        assert dialog.line.hasFocus()
        dialog.line.setText(words)
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)

    hands.answer_dialog(InsertSentenceDialog, pick)
    hands.key(Qt.Key.Key_I, CTRL | SHIFT)
    hands._activate()  # the offscreen platform does not, after a dialog


def test_a_sentence_is_put_in_by_keys_and_its_figures_follow_their_cells(sample: Hands) -> None:
    edit = empty(sample)
    put_in(sample, "")
    assert edit.toPlainText().startswith(POSTS), "Enter takes the first of the chapter"
    assert followed(edit)[:2] == ["11", "6"]
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.type_into("编制数", text="12")
    sample.go_to_sheet("报告正文")
    assert edit.toPlainText().startswith("核定编制12人")
    sample.press("undo")
    sample.press("undo")
    assert editor(sample).toPlainText() == "", "one step put it in"


def test_one_goes_on_writing_behind_the_sentence_and_typing_keeps_it_live(sample: Hands) -> None:
    edit = empty(sample)
    sample.type("据统计，")
    put_in(sample, "核定")
    sample.type("另有聘用人员2人。")
    assert edit.toPlainText().startswith(f"据统计，{POSTS}")
    assert edit.toPlainText().endswith("。另有聘用人员2人。")
    edit.flush()
    assert followed(edit)[:2] == ["11", "6"]


def test_the_sentences_stand_under_their_chapters_the_present_one_first(sample: Hands) -> None:
    editor(sample)
    seen: list[str] = []

    def look(dialog: InsertSentenceDialog) -> None:
        seen.extend(dialog.list.texts())
        assert dialog.list.currentItem().text().startswith(POSTS)
        for _ in range(2):
            QTest.keyClick(dialog.line, Qt.Key.Key_Down)
        assert dialog.list.currentItem().text().startswith("本年度一般公共预算项目支出"), "no head"
        assert not dialog.list.verticalScrollBar().isHidden()
        dialog.line.setText("没有这样的话")
        assert dialog.said.text() == "没有这样的句子。"
        assert not dialog.accept_button.isEnabled()
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
        assert dialog.isVisible()
        dialog.line.setText("三公 公务接待")
        (_, found) = dialog.list.texts()
        assert "公务接待0万元" in found
        QTest.keyClick(dialog.line, Qt.Key.Key_Escape)

    before = editor(sample).toPlainText()
    sample.answer_dialog(InsertSentenceDialog, look)
    sample.press("insert_sentence")
    assert seen[0] == "（三）人员情况"
    assert seen[2] == "（一）基本支出情况"
    assert editor(sample).toPlainText() == before


def test_an_empty_chapter_offers_to_begin_with_a_sentence(sample: Hands) -> None:
    page = narrative(sample)
    shown = [each for each in page.findChildren(QPushButton) if each.isVisible()]
    assert [each.text() for each in shown] == ["用表样的句子起头…"], "one chapter is empty"

    def pick(dialog: InsertSentenceDialog) -> None:
        QTest.mouseClick(button(dialog, "插入"), Qt.MouseButton.LeftButton)

    sample.answer_dialog(InsertSentenceDialog, pick)
    QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)
    edit = page.editor(RESULTS)
    assert edit.toPlainText().startswith("本次自评总分98分，自评等级为＿＿")
    assert followed(edit) == ["98"]
    assert not shown[0].isVisible()
    sample.press("undo")
    assert shown[0].isVisible()
    sample._activate()
    edit.setFocus()
    sample.type("无")
    assert not shown[0].isVisible(), "as one types"


def test_a_blank_is_shown_as_following_and_is_filled_with_its_cell(sample: Hands) -> None:
    edit = empty(sample)
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.click(sample.find("编制数"))
    sample.key(Qt.Key.Key_Delete)
    editor(sample)
    put_in(sample, "核定")
    assert edit.toPlainText().startswith("核定编制＿＿人")
    assert followed(edit)[0] == "＿＿"
    assert edit.tip_at(5).startswith("跟着附件1-1 编制数（还没有数）变")
    sample.go_to_sheet("附件1-1 基础数据表")
    sample.type_into("编制数", text="13")
    sample.go_to_sheet("报告正文")
    assert edit.toPlainText().startswith("核定编制13人")


def test_outside_of_the_narrative_it_is_not_offered(sample: Hands) -> None:
    action = sample.window.actions_by_id["insert_sentence"]
    assert not action.isEnabled()
    narrative(sample)
    assert action.isEnabled()
    sample.workspace.findings_panel.list.setFocus()
    sample.press("insert_sentence")
    assert "请先把光标放在正文里" in sample.bar()


def test_the_caret_stands_behind_a_figure_that_was_put_in(sample: Hands) -> None:
    from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog

    edit = empty(sample)
    sample.type("收入。")
    edit.moveCursor(QTextCursor.MoveOperation.Left)

    def pick(dialog: ChooseCellDialog) -> None:
        dialog.line.setText("1-2 按收入性质分")
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)

    sample.answer_dialog(ChooseCellDialog, pick)
    sample.key(Qt.Key.Key_F, CTRL | SHIFT)
    sample._activate()
    sample.type("多")
    assert edit.toPlainText() == "收入125.98万元多。"


def test_the_outline_is_worked_with_keys_and_follows_the_caret(sample: Hands) -> None:
    page = narrative(sample)
    outline = page._outline
    outline.setFocus()
    outline.setCurrentRow(0)
    for _ in range(3):
        QTest.keyClick(outline, Qt.Key.Key_Down)
    assert outline.currentItem().text().strip() == "（三）人员情况"
    QTest.keyClick(outline, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.editor(STAFF)
    outline.setFocus()
    outline.setCurrentRow(4)
    assert outline.currentItem().text() == "二、一般公共预算支出情况"
    QTest.keyClick(outline, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.editor("基本支出情况"), "the first chapter below it"
    QTest.keyClick(page.editor("基本支出情况"), Qt.Key.Key_Tab)
    assert outline.currentItem().text().strip() == "（二）项目支出情况"
    texts = [outline.item(row).text() for row in range(outline.count())]
    assert [each for each in texts if "○" in each] == [
        "○ 九、部门整体支出绩效自评结果拟应用和公开情况"
    ]
    page.editor(RESULTS).setFocus()
    sample.type("无。")
    page.flush()
    assert not any("○" in outline.item(row).text() for row in range(outline.count()))


def test_an_input_method_is_not_held_back(sample: Hands) -> None:
    hints = editor(sample).inputMethodHints()
    held_back = Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData
    assert not hints & (held_back | Qt.InputMethodHint.ImhLatinOnly)
