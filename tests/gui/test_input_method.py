"""Pinyin typed on an unopened cell: no letter is lost, and committing does not move the cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.gui.hands import Hands


def compose(*steps: str, commit: str) -> None:
    """Type as an input method does: what is being composed, step by step, then the commit."""
    for preedit in steps:
        QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString(commit)
    QApplication.sendEvent(QApplication.focusWidget(), event)


@pytest.mark.parametrize(("label", "commit"), [("主管部门", "区住建局"), ("项目支出名称", "自治")])
def test_a_composition_on_an_unopened_cell_is_kept_whole(
    hands: Hands, label: str, commit: str
) -> None:
    hands.open_sample()
    hands.go_to_sheet("附件1-3 自治奖励经费")
    cell = hands.find(label)
    hands.click(cell)
    compose("q", "qu", "qu zhu", commit=commit)
    assert hands.view.currentIndex().row() == cell.row, "committing does not move the cursor"
    hands.key(Qt.Key.Key_Return)
    assert hands.text(label) == commit


def test_punctuation_and_full_width_digits_committed_at_once_are_kept(hands: Hands) -> None:
    hands.open_sample()
    hands.click(hands.find("编制数"))
    hands.type("１２")
    hands.key(Qt.Key.Key_Return)
    assert hands.text("编制数") == "12"
