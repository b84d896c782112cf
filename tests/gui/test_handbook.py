"""The handbook: its links lead somewhere, words are found, all shortcuts are listed."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.dialogs.handbook import Handbook, handbook_text
from perfeval_desktop.gui.help_topics import BEGINNING
from tests.gui.hands import CTRL, SHIFT, Hands


def handbook(hands: Hands) -> Handbook:
    found = hands.window.findChild(Handbook)
    assert isinstance(found, Handbook)
    assert found.isVisible()
    return found


def heading(hands: Hands) -> str:
    """Return the heading the handbook is open at."""
    book = handbook(hands)
    assert book.text.textCursor().block().text() == book.headings.currentItem().text().strip()
    return book.headings.currentItem().text().strip()


def opened(hands: Hands) -> Handbook:
    hands.press("handbook")
    hands.qtbot.waitUntil(handbook(hands).isActiveWindow)
    return handbook(hands)


def look_for(hands: Hands, words: str) -> Handbook:
    """Open the handbook, and type words into its search line."""
    book = opened(hands)
    hands.key(Qt.Key.Key_F, CTRL)
    assert book.search_line.hasFocus()
    hands.type(words)
    return book


def shown(book: Handbook) -> str:
    """Return the paragraph or row the handbook shows at its top."""
    at = book.text.textCursor().position()
    return next(each.text for each in book.text.passages if each.position == at)


def test_without_a_report_it_opens_at_the_four_steps(hands: Hands) -> None:
    hands.press("handbook")
    assert heading(hands) == BEGINNING


def test_every_shortcut_is_listed(hands: Hands) -> None:
    hands.press("shortcuts")
    assert heading(hands) == "快捷键"
    text = handbook(hands).text.toPlainText()
    for action in ACTIONS:
        for key in action.shortcuts:
            assert key in text, action.id


# Links


def test_every_link_leads_to_a_heading(hands: Hands) -> None:
    titles = opened(hands).heading_titles()
    links = re.findall(r"\]\(#(.+?)\)", handbook_text())
    assert len(links) >= 5
    assert [each for each in links if each not in titles] == []


def test_no_two_headings_are_alike(hands: Hands) -> None:
    titles = opened(hands).heading_titles()
    assert len(set(titles)) == len(titles)


def test_a_click_on_a_link_turns_to_its_heading(hands: Hands) -> None:
    book = opened(hands)
    cursor = book.text.document().find("怎样打印盖章")  # the first is a link
    assert cursor.charFormat().isAnchor()
    book.text.setTextCursor(cursor)
    book.text.ensureCursorVisible()
    place = book.text.cursorRect(cursor).center() - QPoint(6, 0)
    QTest.mouseClick(book.text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heading(hands) == "怎样打印盖章"


def test_a_link_out_of_the_handbook_opens_nothing(hands: Hands) -> None:
    book = opened(hands)
    book.text.anchorClicked.emit(QUrl("https://example.com/"))
    assert heading(hands) == BEGINNING
    assert "四步" in book.text.toPlainText()


# Searching


def test_words_are_found_in_headings_first_and_enter_goes_on(hands: Hands) -> None:
    book = look_for(hands, "盖章")
    found = book.found.texts()
    assert found[0] == "怎样打印盖章"
    assert shown(book) == "怎样打印盖章"
    assert all("盖章" in each for each in found)
    hands.key(Qt.Key.Key_Return)
    assert book.found.currentRow() == 1
    assert "盖章" in shown(book)
    hands.key(Qt.Key.Key_Return, SHIFT)
    hands.key(Qt.Key.Key_Return, SHIFT)
    assert book.found.currentRow() == len(found) - 1, "round to the last"
    hands.key(Qt.Key.Key_Down)
    assert book.found.currentRow() == 0


def test_all_words_must_be_there_and_case_and_width_do_not_matter(hands: Hands) -> None:
    book = look_for(hands, "ｅｘｃｅｌ 表头")
    assert len(book.found.texts()) == 1
    assert "按表头找到位置" in shown(book)


def test_a_shortcut_is_found_by_what_it_does(hands: Hands) -> None:
    book = look_for(hands, "上一个问题")
    assert any(each.endswith("上一个问题　Shift+F8") for each in book.found.texts())


def test_what_is_not_there_is_said(hands: Hands) -> None:
    book = look_for(hands, "区块链")
    assert book.found.texts() == ["没有找到。换一个短一点的词试试。"]
    hands.key(Qt.Key.Key_Return)
    assert book.isVisible()


def test_escape_ends_the_search_and_then_closes(hands: Hands) -> None:
    book = look_for(hands, "盖章")
    assert book.text.extraSelections()
    hands.key(Qt.Key.Key_Escape)
    assert book.headings.isVisible()
    assert not book.text.extraSelections()
    hands.key(Qt.Key.Key_Escape)
    assert not book.isVisible()


def test_f1_closes_what_it_opened(hands: Hands) -> None:
    book = opened(hands)
    hands.key(Qt.Key.Key_F1)
    assert not book.isVisible()


# Pictures


def test_no_picture_is_wider_than_the_page(hands: Hands) -> None:
    book = opened(hands)
    for width in (940, 620):
        book.resize(width, 600)
        QApplication.processEvents()
        bar = book.text.horizontalScrollBar()
        assert bar.maximum() == 0, f"nothing hides at the right of {width} px"
