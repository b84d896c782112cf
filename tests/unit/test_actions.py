"""The actions of the menus: reached by one key each."""

from __future__ import annotations

import re
from collections import Counter

from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.menus import MENUS, SUBMENUS


def test_in_each_menu_every_letter_reaches_one_action() -> None:
    for menu in (*MENUS, *SUBMENUS):
        texts = [each.text for each in ACTIONS if each.menu == menu]
        texts += [name for name, parent in SUBMENUS.items() if parent == menu]
        letters = [re.findall(r"\(&(\w)\)", each) for each in texts]
        assert all(len(each) == 1 for each in letters)
        assert [
            key for key, count in Counter(each[0] for each in letters).items() if count > 1
        ] == []


def test_no_two_actions_have_the_same_shortcut() -> None:
    keys = Counter(key for each in ACTIONS for key in each.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_menu_of_an_action_is_there() -> None:
    assert {each.menu for each in ACTIONS} == {*MENUS, *SUBMENUS}
    assert set(SUBMENUS.values()) <= set(MENUS)
