"""A question with a few ways on; the buttons say what each of them does."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from perfeval_desktop.services.user_text import UserText

_ROLES = (
    QMessageBox.ButtonRole.AcceptRole,
    QMessageBox.ButtonRole.DestructiveRole,
    QMessageBox.ButtonRole.ActionRole,
)


def choose(text: UserText, ways: Mapping[str, str], parent: QWidget) -> str:
    """Ask, and return the key of what was chosen.

    The first way is the one that Enter takes; the last one is what Escape does.
    """
    box = QMessageBox(QMessageBox.Icon.Warning, text.title, text.title, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of files and persons are never markup
    box.setInformativeText(text.body)
    box.setObjectName("choice")
    keys = list(ways)
    buttons = {}
    for place, key in enumerate(keys):
        is_last = place == len(keys) - 1
        role = QMessageBox.ButtonRole.RejectRole if is_last else _ROLES[min(place, 2)]
        buttons[key] = box.addButton(ways[key], role)
    box.setDefaultButton(buttons[keys[0]])
    box.setEscapeButton(buttons[keys[-1]])
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((key for key, button in buttons.items() if button is clicked), keys[-1])
