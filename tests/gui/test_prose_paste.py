"""Pasting into a chapter: paragraphs without styles, one step to undo, live figures stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.widgets.prose_edit import ProseEdit
from perfeval_desktop.services.template_sentences import offered_sentences, sentence_edits
from tests.gui.hands import CTRL, Hands

KEPT = Path(__file__).parents[1] / "data" / "clipboard_prose"
CHAPTER = "存在问题"


@pytest.fixture(autouse=True)
def _leave_no_clipboard(hands: Hands) -> Iterator[None]:
    """Data that Python owns must not be in the clipboard when the interpreter ends: Qt crashes."""
    yield
    QApplication.clipboard().clear()


def copied(html: str = "", text: str = "") -> None:
    data = QMimeData()
    if html:
        data.setHtml(html)
    if text:
        data.setText(text)
    QApplication.clipboard().setMimeData(data)


def kept(name: str) -> str:
    return (KEPT / name).read_bytes().decode("utf-8")


def editor(hands: Hands, words: str = "") -> ProseEdit:
    hands.go_to_sheet("报告正文")
    assert hands.workspace.narrative is not None
    edit = hands.workspace.narrative.editor(CHAPTER)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    hands.type(words)
    edit.flush()
    return edit


def put_caret(edit: ProseEdit, position: int) -> None:
    cursor = QTextCursor(edit.document())
    cursor.setPosition(position)
    edit.setTextCursor(cursor)


def batches(hands: Hands) -> int:
    return hands.workspace.open_report.session.history.last_number


def test_paragraphs_of_word_come_without_styles_as_one_step(sample: Hands) -> None:
    edit = editor(sample)
    copied(kept("wps.html"), kept("wps.txt"))
    before = batches(sample)
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == "本单位2022年度落实预算执行进度。\n一、公用经费比上年下降。"
    assert batches(sample) == before + 1
    assert sample.bar() == "", "everything was taken"
    formats = {edit.document().findBlockByNumber(n).blockFormat().textIndent() for n in (0, 1)}
    assert formats == {34.0}, "set in as on paper"
    sizes = {edit.document().findBlockByNumber(n).charFormat().fontPointSize() for n in (0, 1)}
    assert sizes == {0.0}, "no size of its own"
    sample.press("undo")
    assert edit.toPlainText() == ""


def test_what_was_typed_before_a_paste_is_a_step_of_its_own(sample: Hands) -> None:
    edit = editor(sample)
    sample.type("前面。")
    copied(text="后面。")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == "前面。后面。"
    sample.press("undo")
    assert edit.toPlainText() == "前面。"


def test_a_picture_and_a_table_that_are_left_out_are_told(sample: Hands) -> None:
    edit = editor(sample)
    copied(kept("word365.html"), kept("word365.txt"))
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText().startswith("全年开展巡查12次，覆盖全部小区和街道。\n1.完善制度，\n")
    assert sample.bar().startswith("1 张图片没有粘贴")
    assert "1 张表格" in sample.bar()
    copied("<img src='x.png'>")
    before = edit.toPlainText()
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == before
    assert sample.bar() == "1 张图片没有粘贴，正文里只放文字。"


def test_figures_around_a_paste_go_on_following(sample: Hands) -> None:
    edit = editor(sample)
    report, address = sample.workspace.open_report, FieldAddress("", CHAPTER)
    sentence = offered_sentences(report.session, CHAPTER)[0]
    report.apply(sentence_edits(report.session, address, 0, sentence), "插入", Origin.TYPED)
    assert edit.toPlainText().startswith("公用经费预算8.74万元，决算29.35万元，")
    put_caret(edit, edit.toPlainText().index("决算"))
    copied("<p>全年</p><p>合并</p>", "全年\r\n合并")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText().startswith("公用经费预算8.74万元，全年\n合并决算29.35万元，")
    assert [each.cursor.selectedText() for each in edit._notes] == ["8.74万元", "29.35万元"]


def test_whole_paragraphs_put_before_another_do_not_run_into_it(sample: Hands) -> None:
    edit = editor(sample, "后面。")
    put_caret(edit, 0)
    copied("<p>甲。</p>\n<p>乙。</p>", "甲。\r\n乙。\r\n")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == "甲。\n乙。\n后面。"
    put_caret(edit, 0)
    copied(text="据统计，")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText().startswith("据统计，甲。\n")


def test_a_paste_takes_the_place_of_what_is_selected(sample: Hands) -> None:
    edit = editor(sample, "预算不准。")
    put_caret(edit, 0)
    for _ in range(2):
        QTest.keyClick(edit, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    copied("<p>计划</p>", "计划\r\n")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText().replace("\n", "") == "计划不准。"


def test_what_one_copies_in_the_narrative_is_pasted_as_it_was(sample: Hands) -> None:
    edit = editor(sample)
    copied(text="甲 1。\n乙。")
    sample.key(Qt.Key.Key_V, CTRL)
    edit.selectAll()
    sample.key(Qt.Key.Key_C, CTRL)
    edit.moveCursor(QTextCursor.MoveOperation.End)
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == "甲 1。\n乙。甲 1。\n乙。"


def test_a_final_report_takes_no_paste(sample: Hands) -> None:
    edit = editor(sample, "甲。")
    edit.setReadOnly(True)
    copied(text="乙。")
    sample.key(Qt.Key.Key_V, CTRL)
    assert edit.toPlainText() == "甲。"


def test_an_input_method_writes_on_behind_what_was_pasted(sample: Hands) -> None:
    edit = editor(sample)
    copied(text="预算")
    sample.key(Qt.Key.Key_V, CTRL)
    QApplication.sendEvent(edit, QInputMethodEvent("bu", []))
    commit = QInputMethodEvent()
    commit.setCommitString("不准")
    QApplication.sendEvent(edit, commit)
    assert edit.toPlainText() == "预算不准"
