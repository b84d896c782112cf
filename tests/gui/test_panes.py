"""The window by keyboard alone: F6 through its panes, Enter acts, Escape goes back to the sheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from perfeval_desktop.gui.schemes import CONTRAST, DARK, LIGHT
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from tests.gui.hands import SHIFT, Hands


def pane_of(hands: Hands) -> QWidget | None:
    """Return the pane that has the keyboard."""
    pane = hands.window.view_actions.panes.current()
    return pane.widget if pane is not None else None


def marked_colour(hands: Hands) -> QColor:
    """Return the colour at the upper edge of the pane that has the keyboard."""
    pane = pane_of(hands)
    assert pane is not None
    QApplication.processEvents()
    place = pane.mapTo(hands.window, QPoint(pane.width() // 2, 1))
    image = hands.window.grab().toImage()
    return QColor(image.pixel(place * image.devicePixelRatio()))


def test_f6_goes_round_and_shift_f6_the_other_way(sample: Hands) -> None:
    workspace, bar = sample.workspace, sample.window.tool_bar
    order = [workspace.side, bar, workspace.sheet_list, workspace.sheet_area]
    sample.workspace.focus_sheet()
    for expected in (*order, *order):
        sample.key(Qt.Key.Key_F6)
        assert pane_of(sample) is expected
    for expected in (*order[2::-1], order[3]):
        sample.key(Qt.Key.Key_F6, SHIFT)
        assert pane_of(sample) is expected
    assert sample.view.hasFocus()


def test_f6_goes_to_a_message_while_there_is_one_and_enter_presses_its_button(
    sample: Hands,
) -> None:
    done: list[str] = []
    sample.workspace.message_bar.say("一句话", action=("去看", lambda: done.append("看")))
    sample.workspace.focus_sheet()
    sample.key(Qt.Key.Key_F6)
    sample.key(Qt.Key.Key_F6)
    assert isinstance(pane_of(sample), MessageBar)
    sample.key(Qt.Key.Key_Return)
    assert done == ["看"]
    assert sample.bar() == ""


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_the_pane_with_the_keyboard_is_marked_at_its_upper_edge(sample: Hands, name: str) -> None:
    sample.press(f"scheme_{name}")
    accent = QColor({"light": LIGHT, "dark": DARK, "contrast": CONTRAST}[name].accent)
    sample.workspace.focus_sheet()
    for _ in range(4):
        assert marked_colour(sample) == accent
        sample.key(Qt.Key.Key_F6)
    sample.press("scheme_light")


def test_the_mark_follows_a_pane_that_becomes_wider(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    sample.workspace.panes.moveSplitter(300, 1)
    QApplication.processEvents()
    line = sample.window.view_actions.panes.line
    area = sample.workspace.sheet_area
    assert line.isVisible()
    assert (line.x(), line.width()) == (area.mapTo(sample.window, QPoint(0, 0)).x(), area.width())


def test_escape_goes_back_to_the_sheet_from_every_pane(sample: Hands) -> None:
    for presses in range(1, 4):
        sample.workspace.focus_sheet()
        for _ in range(presses):
            sample.key(Qt.Key.Key_F6)
        assert not sample.view.hasFocus()
        sample.key(Qt.Key.Key_Escape)
        assert sample.view.hasFocus()


def test_in_the_narrative_escape_leads_back_to_the_text_that_was_written_last(
    sample: Hands,
) -> None:
    sample.go_to_sheet("报告正文")
    narrative = sample.workspace.narrative
    assert narrative is not None
    editor = narrative.editor("项目支出绩效情况")
    editor.setFocus()
    sample.key(Qt.Key.Key_Escape)
    assert editor.hasFocus(), "it is no way out of the text"
    sample.key(Qt.Key.Key_F6)
    sample.key(Qt.Key.Key_Escape)
    assert editor.hasFocus()


def test_arrows_and_enter_work_the_list_of_findings_that_f6_reached(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    sample.key(Qt.Key.Key_F6)
    panel = sample.workspace.findings_panel
    first = panel.chosen()
    assert len(first) == 1, "the first one is chosen, so that it is seen where the keyboard is"
    sample.key(Qt.Key.Key_Down)
    chosen = panel.chosen()[0]
    assert chosen != first[0]
    sample.key(Qt.Key.Key_Return)
    assert sample.view.hasFocus()
    assert sample.view.current_field() in chosen.places


def test_the_sheet_list_is_worked_by_arrows(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    sample.key(Qt.Key.Key_F6, SHIFT)
    before = sample.current_sheet()
    sample.key(Qt.Key.Key_Down)
    assert sample.current_sheet() != before
    assert pane_of(sample) is sample.workspace.sheet_list, "the keyboard stays in the list"


def test_enter_presses_the_button_of_the_tool_bar_that_has_the_keyboard(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    sample.key(Qt.Key.Key_F6)
    sample.key(Qt.Key.Key_F6)
    last = [each for each in sample.window.tool_bar.buttons() if each.isEnabled()]
    while QApplication.focusWidget() is not last[-1]:
        before = QApplication.focusWidget()
        sample.key(Qt.Key.Key_Right)
        assert QApplication.focusWidget() is not before
    checked = sample.window.actions_by_id["complete_check"].isChecked()
    sample.key(Qt.Key.Key_Return)
    assert sample.window.actions_by_id["complete_check"].isChecked() is not checked


def test_a_click_on_the_tool_bar_leaves_the_keyboard_in_the_sheet(sample: Hands) -> None:
    sample.workspace.focus_sheet()
    action = sample.window.actions_by_id["complete_check"]
    button = sample.window.tool_bar.button_of(action)
    sample.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert action.isChecked()
    assert sample.view.hasFocus()


def test_every_button_of_the_panel_is_reached_by_tab_from_its_list(sample: Hands) -> None:
    panel = sample.workspace.findings_panel
    reached = set()
    for modifiers in ((), (SHIFT,)):
        sample.workspace.focus_sheet()
        sample.key(Qt.Key.Key_F6)
        while panel.isAncestorOf(QApplication.focusWidget()):
            reached.add(QApplication.focusWidget())
            sample.key(Qt.Key.Key_Tab, *modifiers)
    buttons = [each for each in panel.findChildren(QToolButton) if each.isVisible()]
    assert len(buttons) > 6
    assert [each.text() for each in buttons if each.isEnabled() and each not in reached] == []
