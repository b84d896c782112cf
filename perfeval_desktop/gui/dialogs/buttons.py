"""The row of buttons at the foot of a dialog, the one that does it at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget


def leaving_button(dialog: QDialog, text: str = "取消") -> QPushButton:
    """Return the button that leaves a dialog; Enter is never taken for it."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(dialog.reject)
    return button


def button_row(*buttons: QPushButton, beside: QWidget | None = None) -> QHBoxLayout:
    """Return the row, with what is said beside the buttons."""
    row = QHBoxLayout()
    if beside is None:
        row.addStretch(1)
    else:
        row.addWidget(beside, 1)
    for button in buttons:
        row.addWidget(button)
    return row
