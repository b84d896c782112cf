"""Ask why findings stand (审核说明)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.usual_reasons_box import UsualReasonsBox, in_a_line
from perfeval_desktop.services.linking import Passage

_MOST_NAMED = 4
_LONGEST_SHOWN = 28  # characters of a passage in the box


class Answer(NamedTuple):
    """Why findings stand: words of the clerk's, or a field of the report that says it."""

    text: str
    link: FieldAddress | None = None


class Usual(NamedTuple):
    """The reasons to offer (常用说明), and what drops one of them for good."""

    reasons: Sequence[str]
    forget: Callable[[str], None]


class ExplainFindingsDialog(QDialog):
    """The findings, a choice of common reasons or of passages, and room for the reason."""

    def __init__(
        self,
        findings: Sequence[Finding],
        before: Answer,
        usual: Usual,
        passages: Sequence[Passage] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._passages = list(passages)
        self.setWindowTitle("写审核说明")
        self._is_needed = any(each.severity is not Severity.HINT for each in findings)
        self.reason_edit = _ReasonEdit(before.text)
        self.reason_edit.textChanged.connect(self._on_changed)
        self.common_box = UsualReasonsBox(usual.reasons)
        self.common_box.chosen.connect(self._on_common_chosen)
        self.common_box.dropped.connect(usual.forget)
        self.passage_box = _PassageBox(self._passages)
        self.passage_box.choose(before.link)
        self.passage_box.currentIndexChanged.connect(self._on_passage_chosen)
        self.save_button = QPushButton("保存说明")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.accept)
        self.reason_edit.confirmed.connect(self.save_button.click)
        self.cancel_button = leaving_button(self, "不写了")
        self._lay_out(findings)
        open_at(self, 520)
        self._on_passage_chosen()
        self.reason_edit.setFocus()

    @property
    def answer(self) -> Answer:
        """The reason as it was written, or the passage that was chosen."""
        passage = self.passage_box.passage
        if passage is not None:
            return Answer("", passage.address)
        return Answer(self.reason_edit.toPlainText().strip())

    def _lay_out(self, findings: Sequence[Finding]) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for finding in findings[:_MOST_NAMED]:
            label = QLabel(finding.message)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        if len(findings) > _MOST_NAMED:
            column.addWidget(QLabel(f"……一共 {len(findings)} 个问题，用同一个说明。"))
        note = QLabel("说明随这些数一起存下来；以后数变了，会提醒您重新确认。")
        note.setProperty("quiet", True)
        note.setWordWrap(True)
        for part in (self.common_box, self.reason_edit, self.passage_box, note):
            column.addWidget(part)
        column.addLayout(button_row(self.cancel_button, self.save_button))

    def _on_common_chosen(self, reason: str) -> None:
        self.reason_edit.setPlainText(reason)
        self.reason_edit.setFocus()

    def _on_passage_chosen(self) -> None:
        """A passage is the reason itself: what is written beside it would not be kept."""
        is_linked = self.passage_box.passage is not None
        self.common_box.setEnabled(not is_linked)
        self.reason_edit.setEnabled(not is_linked)
        self._on_changed()

    def _on_changed(self) -> None:
        self.save_button.setEnabled(self.answer != Answer("") or not self._is_needed)


class _PassageBox(QComboBox):
    """What stands in the report already and may serve as the reason; hidden where nothing does."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        super().__init__()
        self._passages = list(passages)
        self.addItem("或者用报告里已经写好的内容作说明…")
        for each in passages:
            self.addItem(f"{each.label}：{in_a_line(each.text, _LONGEST_SHOWN)}")
        self.setAccessibleName("用报告里的内容作说明")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setVisible(bool(passages))

    @property
    def passage(self) -> Passage | None:
        """The passage that is chosen."""
        place = self.currentIndex() - 1
        return self._passages[place] if place >= 0 else None

    def choose(self, link: FieldAddress | None) -> None:
        """Choose the passage that was linked before."""
        for number, each in enumerate(self._passages, 1):
            if each.address == link:
                self.setCurrentIndex(number)


class _ReasonEdit(QPlainTextEdit):
    """Enter saves, as in a line; Shift+Enter begins a new line."""

    confirmed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setPlaceholderText("为什么这样填？写清楚原因、依据")
        self.setAccessibleName("审核说明")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 16)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


def ask_explanation(
    findings: Sequence[Finding],
    before: Answer,
    usual: Usual,
    passages: Sequence[Passage],
    parent: QWidget | None,
) -> Answer | None:
    """Return why the findings stand; None when the clerk did not want to say.

    Args:
        findings: At least one.
        before: What was said before.
        usual: Reasons offered for choice.
        passages: What stands in the report and may serve as the reason.
        parent: The window.
    """
    dialog = ExplainFindingsDialog(findings, before, usual, passages, parent)
    return dialog.answer if dialog.exec() == QDialog.DialogCode.Accepted else None
