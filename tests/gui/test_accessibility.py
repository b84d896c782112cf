"""Everything can be reached and is called by a name: for the keyboard and for screen readers."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QToolButton, QWidget

from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.menus import MENUS, SUBMENUS
from tests.gui.every_dialog import MAKERS, dialogs_there_are
from tests.gui.hands import Hands
from tests.gui.seen import controls, description_of, name_of


def nameless(window: QWidget) -> list[str]:
    return [f"{type(each).__name__} {each.objectName()}" for each in controls(window)
            if not name_of(each)]  # fmt: skip


def named_alike(window: QWidget) -> list[str]:
    """Names that controls have which can be seen at once and do different things."""
    seen = {
        (name_of(each), type(each).__name__, _action(each) or each)
        for each in controls(window)
        if each.isVisibleTo(window)
    }
    counts = Counter((name, kind) for name, kind, _ in seen)
    return [name for (name, _), count in counts.items() if count > 1]


def _action(widget: QWidget) -> QAction | None:
    return widget.defaultAction() if isinstance(widget, QToolButton) else None


def test_every_dialog_of_the_program_is_looked_through() -> None:
    assert dialogs_there_are() == set(MAKERS)


@pytest.mark.parametrize("kind", MAKERS, ids=lambda each: each.__name__)
def test_every_control_of_a_dialog_has_a_name_of_its_own(
    sample: Hands, kind: type[QDialog]
) -> None:
    dialog = MAKERS[kind](sample.window)
    dialog.show()
    assert controls(dialog)
    assert nameless(dialog) == []
    assert named_alike(dialog) == []
    dialog.close()


def test_every_control_of_the_window_has_a_name_of_its_own(sample: Hands) -> None:
    for ref in sample.workspace.open_report.sheets():
        sample.workspace.show_sheet(ref)
        assert nameless(sample.window) == []
        assert named_alike(sample.window) == []
    sample.press("missing")
    assert nameless(sample.window) == []
    sample.press("missing")
    sample.workspace.message_bar.say("一句话", action=("去看", lambda: None))
    assert named_alike(sample.window) == []


def test_every_control_of_the_start_page_has_a_name(hands: Hands) -> None:
    assert len(controls(hands.window)) >= 3
    assert nameless(hands.window) == []


def test_small_buttons_say_what_they_do(sample: Hands) -> None:
    buttons = [each for each in controls(sample.window) if isinstance(each, QToolButton)]
    assert len(buttons) > 12
    assert [name_of(each) for each in buttons if not description_of(each)] == []


def test_an_open_cell_is_called_by_what_it_asks(sample: Hands) -> None:
    sample.click(sample.find("2、出国经费", "2022年预算数"))
    sample.key(Qt.Key.Key_F2)
    editor = sample.view.viewport().findChild(QWidget, "cellEditor")
    assert editor is not None
    assert "出国" in name_of(editor)


def test_every_action_is_in_a_menu_and_says_its_keys(sample: Hands) -> None:
    window = sample.window
    bar = {each.text(): each.menu() for each in window.menuBar().actions()}
    assert list(bar) == list(MENUS)
    for spec in ACTIONS:
        menu = bar[SUBMENUS.get(spec.menu, spec.menu)]
        if spec.menu in SUBMENUS:
            menu = next(each.menu() for each in menu.actions() if each.text() == spec.menu)
        action = window.actions_by_id[spec.id]
        assert action in menu.actions(), spec.id
        assert not spec.shortcuts or spec.shortcuts[0] in action.toolTip(), spec.id
