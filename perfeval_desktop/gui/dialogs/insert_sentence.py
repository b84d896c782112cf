"""Lets a sentence of the template be chosen, each shown with the figures it would have now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.figure_notes import BLANK
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.filter_line import FilterLine
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.template_sentences import Offered

_BESIDE_TEXT = 24
MOST_LISTED = 200
_ASK = "打几个字找：章节、项目名、栏目，或者数"
_BLANKS = f"“{BLANK}”是表里还没填的数，填了自动补上；等级要有得分才有。"


class InsertSentenceDialog(QDialog):
    """Shows sentences under their chapters; the line at the top leaves those that hold its words.

    `chosen` is the index of the chosen one in `sentences`, None when none was.
    """

    def __init__(self, sentences: Sequence[Offered], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("插入表样的句子")
        self.chosen: int | None = None
        self._sentences = sentences
        self.list = SentenceList(_BESIDE_TEXT)
        self.list.setAccessibleName("表样的句子")
        texts = [f"{each.heading} {each.text}" for each in sentences]
        self.line = FilterLine(_ASK, self.list, texts)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("quiet", True)
        self.said.setWordWrap(True)
        self.accept_button = QPushButton("插入")
        self.accept_button.setDefault(True)
        self._lay_out()
        self.line.textChanged.connect(self._filter)
        self.list.itemActivated.connect(self._on_accept)
        self.list.currentRowChanged.connect(self._follow)
        self.accept_button.clicked.connect(self._on_accept)
        self._filter()
        open_at(self, 680, 500)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(leaving_button(self), self.accept_button, beside=self.said))

    def _filter(self) -> None:
        found = self.line.found()
        self.list.clear()
        heading = ""
        for at in found[:MOST_LISTED]:
            sentence = self._sentences[at]
            if sentence.heading != heading:
                heading = sentence.heading
                self.list.addItem(_head(heading))
            item = QListWidgetItem(sentence.text)
            item.setData(Qt.ItemDataRole.UserRole, at)
            self.list.addItem(item)
        self.list.measure()
        self.list.setCurrentRow(1 if found else -1)
        self.list.scrollToTop()
        self.accept_button.setEnabled(bool(found))
        self._say(len(found) - len(found[:MOST_LISTED]), bool(found))

    def _say(self, left_out: int, has_found: bool) -> None:
        if left_out:
            self.said.setText(f"还有 {left_out} 句没有列出，再打几个字。")
        elif not has_found:
            self.said.setText("没有这样的句子。")
        else:
            has_blanks = any(each.blanks for each in self._sentences)
            self.said.setText(_BLANKS if has_blanks else "")

    def _follow(self, row: int) -> None:
        """The head above the first sentence of a chapter comes into view with it."""
        above = self.list.item(row - 1) if row > 0 else None
        if above is not None and above.data(Qt.ItemDataRole.UserRole) is None:
            self.list.scrollToItem(above)
            self.list.scrollToItem(self.list.item(row))

    def _on_accept(self) -> None:
        item = self.list.currentItem()
        if self.accept_button.isEnabled() and item is not None:
            self.chosen = item.data(Qt.ItemDataRole.UserRole)
            self.accept()


def _head(text: str) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    font = QFont()
    font.setBold(True)
    item.setFont(font)
    return item
