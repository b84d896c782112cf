"""Check a paper against the file (核对纸质件): type its code, read whether it shows the same.

The window stays while the clerk looks at the cells that are different.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import Paper
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.code_edit import CodeEdit
from perfeval_desktop.gui.widgets.row_list import RowList, change_texts
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.verifying import (
    WHAT_IT_PROVES,
    Outcome,
    Verdict,
    Verifier,
)

# Icon and colour of each outcome: what is well has another shape than what is not.
_SIGNS = {
    Outcome.CURRENT: ("circle-check", "done"),
    Outcome.CHANGED: ("alert-triangle", "warning"),
    Outcome.UNKNOWN: ("help", "warning"),
    Outcome.MISTYPED: ("circle-x", "error"),
}
_INTRODUCTION = "照纸的页脚输入校验码：一页的 12 个字符，全文的 16 个。大小写、空格和短横都不要紧。"
_CHANGES = ("表", "栏目", "原来", "现在")
_PAPERS = ("时间", "稿次", "介质", "全文校验码")


class VerifyPaperDialog(QDialog):
    """The code, what there is to say of it, what is different since, and the earlier papers."""

    place_chosen = Signal(object)  # Difference

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("核对纸质件")
        self._session = session
        self._verifier = Verifier(session)
        self._verdict: Verdict | None = None
        self.edit = CodeEdit()
        self.edit.textChanged.connect(self._on_text_changed)
        self.check_button = QPushButton("核对")
        self.check_button.setDefault(True)
        self.check_button.clicked.connect(self.check)
        self.changes = RowList(_CHANGES, "后来的改动", self._go, wide=2)
        self.papers = RowList(_PAPERS, "打印和导出过的", self._take_paper, wide=0)
        self._sign, self._words, self._proof = QLabel(), QLabel(), QLabel(WHAT_IT_PROVES)
        self._changes_head = QLabel("后来的改动，回车或双击就去看那一格：")
        self._papers_head = QLabel()
        self._lay_out()
        self.refresh()

    @property
    def words(self) -> str:
        """What is said of the code."""
        return self._words.text()

    @property
    def verdict(self) -> Verdict | None:
        """What became of the code that was checked last; None while another one is typed."""
        return self._verdict

    def refresh(self) -> None:
        """Begin anew with the papers there are now."""
        self._listed = tuple(reversed(self._session.report.papers))
        self.papers.show_rows([_paper_texts(each) for each in self._listed])
        self._papers_head.setText(
            "打印和导出过的，回车或双击就核对它："
            if self._listed
            else "这份报告还没有打印过，也没有导出过 PDF。"
        )
        self._say(None)

    def check(self) -> None:
        """Say what there is to say of the code that is typed."""
        self._say(self._verifier.verify(self.edit.text()))

    def showEvent(self, event: QShowEvent) -> None:
        """Typing goes into the line at once."""
        super().showEvent(event)
        self.edit.setFocus()
        self.edit.selectAll()

    def restyle(self) -> None:
        """The sign is a picture in the colours there are."""
        if self._verdict is not None:
            self._sign.setPixmap(theme.icon(*_SIGNS[self._verdict.outcome]).pixmap(22, 22))

    def _lay_out(self) -> None:
        introduction = QLabel(_INTRODUCTION)
        for label in (introduction, self._words, self._proof):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._proof.setProperty("quiet", True)
        line, verdict = QHBoxLayout(), QHBoxLayout()
        line.addWidget(self.edit, 1)
        line.addWidget(self.check_button)
        verdict.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(introduction)
        column.addLayout(line)
        column.addLayout(verdict)
        column.addWidget(self._changes_head)
        column.addWidget(self.changes, 3)
        column.addWidget(self._papers_head)
        column.addWidget(self.papers, 2)
        column.addWidget(self._proof)
        column.addLayout(button_row(leaving_button(self, "关闭")))
        open_at(self, 720, 560)

    def _on_text_changed(self) -> None:
        """What was said is not about what is typed now."""
        if self._verdict is not None:
            self._say(None)

    def _say(self, verdict: Verdict | None) -> None:
        self._verdict = verdict
        sentence = verdict.sentence if verdict is not None else ""
        self._words.setText(sentence)
        self._words.setAccessibleName(sentence)
        for part in (self._sign, self._words):
            part.setVisible(verdict is not None)
        self.restyle()
        changes = verdict.changes if verdict is not None else ()
        tips = [(each.sheet_name, each.label, each.before, each.after) for each in changes]
        self.changes.show_rows(
            [
                change_texts(each.kind, each.sheet_name, each.label, each.before, each.after)
                for each in changes
            ],
            tips,
        )
        self._changes_head.setVisible(bool(changes))
        self.changes.setVisible(bool(changes))

    def _go(self, row: int) -> None:
        if self._verdict is not None:
            self.place_chosen.emit(self._verdict.changes[row])

    def _take_paper(self, row: int) -> None:
        self.edit.show_code(self._listed[row].code)
        self.check()


def _paper_texts(paper: Paper) -> tuple[str, ...]:
    mark = f"（{paper.mark}）" if paper.mark else ""
    medium = " ".join(filter(None, (paper.medium, paper.edition)))
    return (time_text(paper.time), f"{paper.state}{mark}", medium, paper.code)
