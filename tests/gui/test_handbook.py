"""F1 opens the handbook at what the clerk is about; all shortcuts are listed in it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.dialogs.handbook import Handbook
from tests.gui.hands import Hands


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


def test_f1_opens_it_at_what_has_the_focus(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    sample.key(Qt.Key.Key_F1)
    assert heading(sample) == "二、填数"
    handbook(sample).close()
    sample.workspace.findings_panel.list.setFocus()
    sample.press("handbook")
    assert heading(sample) == "四、看懂问题"
    sample.go_to_sheet("报告正文")
    sample.press("handbook")
    assert heading(sample) == "写正文"
    sample.go_to_sheet("核对底数")
    sample.press("handbook")
    assert heading(sample) == "核对底数"


def test_without_a_report_it_opens_at_the_four_steps(hands: Hands) -> None:
    hands.press("handbook")
    assert heading(hands) == "一、四步做完一份报告"


def test_every_shortcut_is_listed(hands: Hands) -> None:
    hands.press("shortcuts")
    assert heading(hands) == "快捷键"
    text = handbook(hands).text.toPlainText()
    for action in ACTIONS:
        for key in action.shortcuts:
            assert key in text, action.id
