"""A file that cannot be opened, and the ways out; then what a salvage has brought."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.backups import backup_name
from perfeval_desktop.services.salvaging import WaysOut
from perfeval_desktop.services.user_text import UserText


class DamagedFileDialog(QDialog):
    """What is wrong with the file, and two ways to go on; neither of them touches it."""

    def __init__(self, text: UserText, ways: WaysOut, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text.title)
        self.wants_backup = self.wants_salvage = False
        words = [text.title, text.body]
        backup, damaged = ways.newest
        if damaged:
            names = "、".join(backup_name(each) for each in damaged)
            words.append(f"{names}也损坏了，往前找。")
        if backup is not None:
            words.append(
                f"最近的一份完好的备份是 {backup_name(backup)}，"
                "打开它会先另存成一个新文件，原来的文件留着不动。"
            )
        else:
            words.append("本机没有这个文件的备份。")
        if ways.can_be_salvaged:
            words.append(
                "也可以抢救：把损坏的文件里还读得出的内容读到一个新文件里，列出丢了什么；"
                "损坏的文件一个字节也不改。"
            )
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for place, each in enumerate(words):
            label = QLabel(each)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            if place == 0:
                label.setProperty("heading", True)
            column.addWidget(label)
        self.words = "\n".join(words)
        self.backup_button = QPushButton("打开这份备份…")
        self.salvage_button = QPushButton("抢救…")
        self.backup_button.clicked.connect(self._want_backup)
        self.salvage_button.clicked.connect(self._want_salvage)
        self.backup_button.setVisible(backup is not None)
        self.salvage_button.setVisible(ways.can_be_salvaged)
        first = self.backup_button if backup is not None else self.salvage_button
        first.setDefault(True)
        column.addStretch(1)
        column.addLayout(
            button_row(leaving_button(self, "先不处理"), self.salvage_button, self.backup_button)
        )
        open_at(self, 560)

    def _want_backup(self) -> None:
        self.wants_backup = True
        self.accept()

    def _want_salvage(self) -> None:
        self.wants_salvage = True
        self.accept()


class SalvageResultDialog(QDialog):
    """The list of what was read and what was lost; the new file is opened behind it."""

    def __init__(
        self, damaged: Path, new: Path, lines: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("抢救结果")
        head = QLabel(f"从“{damaged.name}”里读出的内容已经写到“{new.name}”，损坏的文件没有改动。")
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        self.list = SentenceList(24)
        self.list.setAccessibleName("抢救结果")
        self.list.addItems(list(lines))
        opening = QPushButton("打开新文件")
        opening.setDefault(True)
        opening.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(leaving_button(self, "先不打开"), opening))
        open_at(self, 560, 320)
