"""Who fills in reports here: the name that each step of the history carries."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.person import LONGEST


class PersonDialog(QDialog):
    """One line; left empty, the name of the account is taken."""

    def __init__(self, name: str, account: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("填报人姓名")
        words = QLabel(
            "以后每一步修改都记上这个姓名；已经记下的不变。几个人轮流填的，换人时改一下。"
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.line = QLineEdit(name)
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName("填报人姓名")
        self.line.setPlaceholderText(f"空着就用电脑的账户名：{account}" if account else "姓名")
        self.line.selectAll()
        self.keep_button = QPushButton("以后用这个姓名")
        self.keep_button.setDefault(True)
        self.keep_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.line)
        column.addLayout(button_row(leaving_button(self), self.keep_button))
        open_at(self, 420)
        self.line.setFocus()
