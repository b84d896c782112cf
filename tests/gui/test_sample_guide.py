"""The sample, opened for the first time, shows four places; it can be sent away for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.widgets.guide_bar import GuideBar
from tests.gui.hands import Hands, button


@pytest.fixture
def guided(hands: Hands) -> Hands:
    """The sample, as somebody sees it who opens it for the first time."""
    hands.window.settings.is_guide_over = False
    hands.open_sample()
    return hands


def bar(hands: Hands) -> GuideBar | None:
    found = hands.workspace.findChild(GuideBar)
    return found if found is not None and found.isVisible() else None


def said(hands: Hands) -> str:
    shown = bar(hands)
    assert shown is not None
    return shown.text


def press(hands: Hands, text: str) -> None:
    shown = bar(hands)
    assert shown is not None
    hands.qtbot.mouseClick(button(shown, text), Qt.MouseButton.LeftButton)


def pointed_at(hands: Hands) -> list[str]:
    buttons = hands.window.findChildren(QToolButton)
    return [each.text() for each in buttons if each.property("pointed")]


def test_it_goes_from_the_sheet_to_the_findings_to_f9_to_printing(guided: Hands) -> None:
    assert "这是示例，可以随便改" in said(guided)
    assert guided.current_sheet().sheet == "附件1-1"
    guided.type("12")
    guided.key(Qt.Key.Key_Return)
    assert guided.text("编制数") == "12", "the keyboard is on the sheet"
    press(guided, "下一步")
    assert "对不上的数" in said(guided)
    panel = guided.workspace.findings_panel
    assert panel.list.hasFocus()
    assert panel.list.currentIndex().isValid()
    press(guided, "下一步")
    assert "F9" in said(guided)
    assert pointed_at(guided) == ["全审"]
    press(guided, "下一步")
    assert "Ctrl+P" in said(guided)
    assert pointed_at(guided) == ["打印"]


def test_its_last_button_closes_the_sample_and_asks_for_the_clerks_own_report(
    guided: Hands,
) -> None:
    for _ in range(3):
        press(guided, "下一步")
    asked = []

    def give_up(dialog: NewReportDialog) -> None:
        asked.append(guided.window.workspace)
        dialog.reject()

    guided.answer_dialog(NewReportDialog, give_up)
    press(guided, "关闭示例，新建自己的报告")
    assert asked == [None], "the sample was closed before"
    assert pointed_at(guided) == []
    guided.open_sample()
    assert bar(guided) is None, "it came to its end"


def test_sent_away_it_does_not_come_again(guided: Hands) -> None:
    press(guided, "不再提示")
    assert bar(guided) is None
    guided.press("close_report")
    guided.open_sample()
    assert bar(guided) is None


def test_left_in_the_middle_it_begins_anew_and_points_at_nothing(guided: Hands) -> None:
    press(guided, "下一步")
    press(guided, "下一步")
    guided.press("close_report")
    assert pointed_at(guided) == []
    guided.open_sample()
    assert said(guided).startswith("1/4")


def test_messages_come_and_go_beside_it(guided: Hands) -> None:
    guided.workspace.message_bar.say("已导出。")
    guided.workspace.message_bar.findChildren(QPushButton)[-1].click()
    assert guided.bar() == ""
    assert said(guided).startswith("1/4")


def test_a_report_of_ones_own_has_no_guide(guided: Hands, tmp_path: Path) -> None:
    from perfeval_desktop.services.files import create_report
    from tests.conftest import HETANG

    path = tmp_path / "自己.peval"
    create_report(path, HETANG, 2022, "自己").close()
    guided.open(path)
    assert bar(guided) is None
