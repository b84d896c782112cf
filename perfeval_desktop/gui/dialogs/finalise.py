"""Make a report final (定稿), or open a final one again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.finalising import counts_in_words

_WIDTH = 560


class FinaliseDialog(QDialog):
    """What is left to do; the report can be made final all the same, with a reason.

    `chosen` is the finding the clerk wants to go to instead.
    """

    def __init__(self, left: Sequence[Finding], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("定稿")
        self.chosen: Finding | None = None
        self._left = list(left)
        self.list = SentenceList()
        self.list.setAccessibleName("还没有处理的问题")
        for finding in left:
            item = QListWidgetItem(theme.severity_icon(finding.severity.code), finding.message)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._on_chosen)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("仍要定稿的原因，例如：财政局要求先行报送")
        self.reason_edit.setAccessibleName("仍要定稿的原因")
        self.reason_edit.textChanged.connect(self._on_changed)
        self.go_button = QPushButton("去处理第一个问题" if left else "再看看")
        self.go_button.setAutoDefault(False)
        self.go_button.clicked.connect(self._on_go)
        self.finalise_button = QPushButton("仍要定稿" if left else "定稿")
        self.finalise_button.clicked.connect(self.accept)
        self._lay_out()
        self._on_changed()
        open_at(self, _WIDTH)

    @property
    def reason(self) -> str:
        """Why the report is made final with findings open; "" when none are."""
        return self.reason_edit.text().strip()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        count = len(self._left)
        words = QLabel(
            f"还有 {count} 个问题没有改正，也没有写说明：{counts_in_words(self._left)}。"
            "处理完再定稿，退回的可能小得多。"
            if count
            else "问题都已改正或写了说明，可以定稿。定稿后内容不能再改；要改时先取消定稿。"
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        column.addWidget(words)
        for part in (self.list, self.reason_edit):
            part.setVisible(bool(count))
            column.addWidget(part)
        column.addLayout(button_row(self.go_button, self.finalise_button))

    def _on_changed(self) -> None:
        self.finalise_button.setEnabled(not self._left or bool(self.reason))

    def _on_go(self) -> None:
        self.chosen = self._left[0] if self._left else None
        self.reject()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.chosen = self._left[self.list.row(item)]
        self.reject()


class ReopenDialog(QDialog):
    """A line for the reason, and two buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("取消定稿")
        words = QLabel("取消定稿后可以继续修改。原因会记在修改记录里。")
        words.setTextFormat(Qt.TextFormat.PlainText)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("取消定稿的原因，例如：财政局退回修改")
        self.reason_edit.setAccessibleName("取消定稿的原因")
        self.reopen_button = QPushButton("取消定稿")
        self.reopen_button.setEnabled(False)
        self.reopen_button.clicked.connect(self.accept)
        self.reason_edit.textChanged.connect(
            lambda text: self.reopen_button.setEnabled(bool(text.strip()))
        )
        keep_button = leaving_button(self, "保持定稿")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.reason_edit)
        column.addLayout(button_row(keep_button, self.reopen_button))
        open_at(self, 460)

    @property
    def reason(self) -> str:
        """Why the report is opened again."""
        return self.reason_edit.text().strip()
