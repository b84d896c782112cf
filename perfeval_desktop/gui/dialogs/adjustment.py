"""One adjustment of the form: what it is to be, why, and what comes of it before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.adjustments import AdjustmentKind
from perfeval_desktop.domain.errors import AdjustmentRefusedError
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.adjusting import Proposal
from perfeval_desktop.services.form_parts import Part

_TITLES = {
    AdjustmentKind.LABEL: "改名称",
    AdjustmentKind.ADD_ROW: "加一行",
    AdjustmentKind.REMOVE_ROW: "删去一行",
    AdjustmentKind.POINTS: "改分值",
    AdjustmentKind.ADD_CHAPTER: "加一章",
    AdjustmentKind.RENAME_CHAPTER: "改标题",
    AdjustmentKind.REMOVE_CHAPTER: "删去一章",
    AdjustmentKind.MOVE_CHAPTER: "移动一章",
}
_LINES = {
    AdjustmentKind.LABEL: "新的名称",
    AdjustmentKind.ADD_ROW: "新一行的名称",
    AdjustmentKind.POINTS: "新的分值",
    AdjustmentKind.ADD_CHAPTER: "新标题（不写序号）",
    AdjustmentKind.RENAME_CHAPTER: "新的标题（不写序号）",
}
_NOT_COUNTED = "不计入任何合计"
_NO_REASON = "请写明为什么要调整，例如：财政局 3 月 9 日电话通知。"


class Wish(NamedTuple):
    """What the clerk says of an adjustment."""

    typed: str
    total: str
    level: int
    reason: str


class AdjustmentDialog(QDialog):
    """The new words and the reason. What comes of it is shown first, where something goes with it.

    `propose` is asked for what comes of it; what it refuses is said in the dialog.
    """

    def __init__(
        self,
        kind: AdjustmentKind,
        part: Part,
        propose: Callable[[Wish], Proposal],
        reason: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"调整表样：{_TITLES[kind]}")
        self._propose = propose
        self._shown: Wish | None = None  # what the consequences that are shown are those of
        self.proposal: Proposal | None = None
        head = QLabel(f"{part.sheet}　{part.text.strip()}" if part.sheet else part.text)
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        self.line = QLineEdit()
        self.line.setAccessibleName(_LINES.get(kind, "名称"))
        self.line.setMaxLength(200)
        self.totals = QComboBox()
        self.totals.setAccessibleName("计入哪个合计")
        self.levels = QComboBox()
        self.levels.setAccessibleName("标题的级别")
        self.reason = QLineEdit(reason)
        self.reason.setAccessibleName("为什么调整")
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText("会记在调整里，例如：财政局 3 月 9 日电话通知")
        self.fault = QLabel()
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        self.fault.setProperty("fault", True)
        self.fault.hide()
        self.consequences = QListWidget()
        self.consequences.setAccessibleName("照此调整会怎样")
        self.consequences.setWordWrap(True)
        self.consequences.hide()
        self.do_button = QPushButton(_TITLES[kind])
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._on_do)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(head)
        column.addLayout(self._rows(kind, part))
        column.addWidget(self.fault)
        column.addWidget(self.consequences, 1)
        column.addLayout(button_row(leaving_button(self), self.do_button))
        open_at(self, 520)

    def _rows(self, kind: AdjustmentKind, part: Part) -> QFormLayout:
        rows = QFormLayout()
        if kind in _LINES:
            rows.addRow(f"{_LINES[kind]}：", self.line)
            if kind not in (AdjustmentKind.ADD_ROW, AdjustmentKind.ADD_CHAPTER):
                self.line.setText(_plain(part, kind))
                self.line.selectAll()
        else:
            self.line.setParent(self)
            self.line.hide()
        if kind is AdjustmentKind.ADD_ROW:
            for each in part.totals:
                self.totals.addItem(each.label, each.key)
            self.totals.addItem(_NOT_COUNTED, "")
            rows.addRow("合计：", self.totals)
        else:
            self.totals.setParent(self)
            self.totals.hide()
        if kind is AdjustmentKind.ADD_CHAPTER:
            self.levels.addItem("和选中的标题同级", part.level)
            if part.level < _MOST_LEVEL:
                self.levels.addItem("在选中的标题下面一级", part.level + 1)
            rows.addRow("级别：", self.levels)
        else:
            self.levels.setParent(self)
            self.levels.hide()
        rows.addRow("为什么调整：", self.reason)
        return rows

    @property
    def wish(self) -> Wish:
        """What stands in the dialog."""
        total, level = self.totals.currentData(), self.levels.currentData()
        return Wish(self.line.text(), total or "", level or 0, self.reason.text().strip())

    def _on_do(self) -> None:
        """Make it; where something goes with it, only once that was shown."""
        wish = self.wish
        if not wish.reason:
            self._say(_NO_REASON)
            self.reason.setFocus()
            return
        try:
            proposal = self._propose(wish)
        except AdjustmentRefusedError as error:
            self._say(error.reason)
            return
        warnings = list(proposal.warnings())
        if warnings and self._shown != wish:
            self._shown = wish
            self._show(warnings)
            return
        self.proposal = proposal
        self.accept()

    def _say(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.show()

    def _show(self, warnings: list[str]) -> None:
        self.fault.hide()
        self.consequences.clear()
        self.consequences.addItems(warnings)
        self.consequences.show()
        self.consequences.setFocus()
        self.do_button.setText("看过了，照此调整")
        self.resize(self.width(), max(self.height(), self.sizeHint().height()))


_MOST_LEVEL = 3


def _plain(part: Part, kind: AdjustmentKind) -> str:
    """The words to change, without indent and the colon behind; years as they are shown."""
    if kind is AdjustmentKind.POINTS:
        return part.words
    text = part.text.strip().strip("　")
    if kind is AdjustmentKind.RENAME_CHAPTER:
        return part.words
    return text.rstrip("：:")
