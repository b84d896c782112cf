"""A problem that has to be read: what happened, what became of the data, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QTextEdit, QWidget

from perfeval_desktop.services.user_text import UserText

_DETAILS = (560, 240)


def show_problem(text: UserText, parent: QWidget | None, details: str = "") -> None:
    """Show the sentences and wait until they were read; `details` can be unfolded and copied."""
    box = QMessageBox(QMessageBox.Icon.Warning, text.title, text.title, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(text.body)
    box.setObjectName("problem")
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    if details:
        box.setDetailedText(details)
        for each in box.findChildren(QTextEdit):  # as Qt makes it, it shows five lines
            each.setFixedHeight(_DETAILS[1])
            each.setMinimumWidth(_DETAILS[0])
    box.exec()
