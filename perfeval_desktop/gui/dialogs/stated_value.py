"""Ask which value stands when another one is typed over a computed one, and why."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.gui.widgets.reason_box import ReasonBox
from perfeval_desktop.services.entering import StatedQuestion

COMMON_REASONS = ("按上级批复数填报", "原始数据四舍五入", "按实际评审结果填报")


class StatedValueDialog(QDialog):
    """Both values, a line for the reason, and a button for each value."""

    def __init__(self, question: StatedQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("按哪个数填？")
        typed, computed = escaped(question.typed), escaped(question.computed or "空")
        words = QLabel(
            f"您填的是 <b>{typed}</b>，按公式算出来是 <b>{computed}</b>。<br>"
            "照填的话，请写一句理由；审核时会一直提示两个数不同。"
        )
        words.setWordWrap(True)
        hint = "照填的理由，可以从右边选，也可以自己写"
        self.reason_box = ReasonBox(COMMON_REASONS, "照填的理由", hint)
        self.reason_box.reason_changed.connect(self._on_reason_changed)
        self.keep_button = QPushButton(f"照填 {question.typed}")
        self.keep_button.setDefault(True)
        self.keep_button.clicked.connect(self.accept)
        self.computed_button = leaving_button(self, f"用计算值 {computed}")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.reason_box)
        column.addLayout(button_row(self.computed_button, self.keep_button))
        open_at(self, 420)
        self._on_reason_changed()
        self.reason_box.setFocus()

    @property
    def reason(self) -> str:
        """The reason as it was written."""
        return self.reason_box.reason

    def _on_reason_changed(self) -> None:
        self.keep_button.setEnabled(bool(self.reason))


def ask_reason(question: StatedQuestion, parent: QWidget | None) -> str | None:
    """Return the reason for keeping what was typed, None when the computed value shall stand."""
    dialog = StatedValueDialog(question, parent)
    is_kept = dialog.exec() == QDialog.DialogCode.Accepted
    return dialog.reason if is_kept else None
