"""Declaring which 附件1-3 covers a project line, with keys in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from perfeval_desktop.gui.dialogs.cover_line import CoverLineDialog
from tests.gui.hands import CTRL, SHIFT, Hands, button, child

J, Z, Y = Qt.Key.Key_J, Qt.Key.Key_Z, Qt.Key.Key_Y
LINE = "6、基层治理"
MISSING = "基层治理工作经费在附件1-1有决算数 1 万元，但没有它的附件1-3"


@pytest.fixture
def sample(hands: Hands) -> Hands:
    """The sample report, the cursor on a project line without a sheet."""
    hands.open_sample()
    hands.click(hands.find(LINE))
    return hands


def declare(hands: Hands, answer: Callable[[CoverLineDialog], None]) -> None:
    hands.answer_dialog(CoverLineDialog, answer)
    hands.key(J, CTRL, SHIFT)


def exempt(hands: Hands) -> None:
    """Down to 免报, Tab to the kind, Down to 运转类, Tab to the reason, Enter."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, CoverLineDialog)
        QTest.keyClick(dialog.none_choice, Qt.Key.Key_Down)
        assert not dialog.save_button.isEnabled(), "an exemption needs its reason"
        QTest.keyClick(dialog.exempt_choice, Qt.Key.Key_Tab)
        QTest.keyClick(dialog.kind_box, Qt.Key.Key_Down)
        QTest.keyClick(dialog.kind_box, Qt.Key.Key_Tab)
        hands.type("低于限额")
        QTest.keyClick(dialog.reason_edit, Qt.Key.Key_Return)

    declare(hands, answer)


def info(hands: Hands) -> str:
    label = child(hands.workspace, QLabel, "fieldInfo")
    assert isinstance(label, QLabel)
    return label.text()


def messages(hands: Hands) -> list[str]:
    return hands.workspace.findings_panel.messages()


def tool_tip(hands: Hands) -> str:
    return str(hands.view.currentIndex().data(Qt.ItemDataRole.ToolTipRole) or "")


def test_an_exempt_line_says_so_and_its_finding_goes(sample: Hands) -> None:
    assert any(MISSING in each for each in messages(sample))
    exempt(sample)
    assert "免报附件1-3：运转类（低于限额）" in info(sample)
    assert "免报附件1-3：运转类（低于限额）" in tool_tip(sample)
    assert not any(MISSING in each for each in messages(sample))
    sample.key(Z, CTRL)
    assert any(MISSING in each for each in messages(sample))
    assert "免报" not in info(sample)
    assert sample.current_sheet().sheet == "附件1-1"
    sample.key(Y, CTRL)
    assert "免报附件1-3：运转类" in info(sample)


def test_an_exempt_line_is_offered_no_sheet_when_its_name_changes(sample: Hands) -> None:
    exempt(sample)
    sample.type_into(LINE, text="网格治理")
    assert sample.bar() == ""


def test_a_line_is_put_under_a_sheet_that_is_there(sample: Hands) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, CoverLineDialog)
        QTest.keyClick(dialog.none_choice, Qt.Key.Key_Up)
        sample.qtbot.mouseClick(button(dialog, "就这样定"), Qt.MouseButton.LeftButton)

    names = sample.sheet_names()
    declare(sample, answer)
    assert "由附件1-3 自治奖励经费 覆盖，它还覆盖另外 1 行" in info(sample)
    assert sample.sheet_names() == names
    assert any("全年执行数合计 24 万元" in each for each in messages(sample))
    sample.key(Z, CTRL)
    assert any(MISSING in each for each in messages(sample))


def test_leaving_the_dialog_changes_nothing(sample: Hands) -> None:
    declare(sample, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert "指明" not in sample.window.actions_by_id["undo"].text()


def test_only_a_project_line_can_be_declared(sample: Hands) -> None:
    action = sample.window.actions_by_id["cover_line"]
    assert action.isEnabled()
    sample.click(sample.find("编制数"))
    assert not action.isEnabled()
