"""What followed from a changed figure; what is offered is accepted with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.consequences import Consequence, Kind

_BESIDE_TEXT = 70  # check box, icon and margins
_ICONS = {
    Kind.SENTENCE: ("file-text", "accent"),
    Kind.EXPLANATION: ("history", "warning"),
    Kind.CONTRADICTION: ("alert-triangle", "warning"),
    Kind.LIVE: ("circle-check", "done"),
    Kind.COMPUTED: ("circle-check", "done"),
}


class ConsequencesDialog(QDialog):
    """`accepted_ones` are to be done; `place` is where the clerk wants to go instead."""

    def __init__(self, found: Sequence[Consequence], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("这一改牵连到的")
        self.place: FieldAddress | None = None
        self._found = list(found)
        self.list = SentenceList(_BESIDE_TEXT)
        self.list.setAccessibleName("这一改牵连到的")
        for each in self._found:
            self.list.addItem(_item(each))
        self.accept_button = QPushButton("采用打了勾的")
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(any(each.is_offered for each in self._found))
        self.accept_button.clicked.connect(self.accept)
        self.go_button = QPushButton("去看选中的")
        self.go_button.setAutoDefault(False)
        self.go_button.clicked.connect(self._on_go)
        self.list.itemDoubleClicked.connect(self._on_go)
        self._lay_out()
        open_at(self, 580, 420)

    @property
    def accepted_ones(self) -> list[Consequence]:
        """What is offered and has its tick."""
        ticked = Qt.CheckState.Checked
        return [
            each
            for row, each in enumerate(self._found)
            if each.is_offered and self.list.item(row).checkState() == ticked
        ]

    def showEvent(self, event: QShowEvent) -> None:
        """The list knows its width now."""
        super().showEvent(event)
        self.list.measure()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _lay_out(self) -> None:
        head = QLabel(
            "打了勾的是建议，按回车采用，可以撤销；不要的按空格去掉勾。"
            if self.accept_button.isEnabled()
            else "没有要跟着改的。下面是已经算好的和现在对不上的。"
        )
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        close = leaving_button(self, "关闭")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(close, self.go_button, self.accept_button))

    def _on_go(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.place = self._found[row].place
            self.reject()


def _item(consequence: Consequence) -> QListWidgetItem:
    icon, colour = _ICONS[consequence.kind]
    text = f"{consequence.kind.value}　{consequence.words}"
    item = QListWidgetItem(theme.icon(icon, colour), text)
    if consequence.is_offered:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
    return item
