"""A line for a check code that puts it in groups while it is typed, as it stands on the paper."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from perfeval_desktop.domain.check_codes import REPORT_LENGTH, characters, grouped

_MOST = REPORT_LENGTH + 1  # one more, so that a character typed twice is seen


class CodeEdit(QLineEdit):
    """Takes small letters, full width and any separators; shows capitals in groups of four."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("例如 7XEM-XNCT-JC77")
        self.setAccessibleName("纸上的校验码")
        self.textEdited.connect(self._group)

    def show_code(self, code: str) -> None:
        """Show a code that was not typed."""
        self.setText(grouped(characters(code)))

    def _group(self, text: str) -> None:
        before = characters(text[: self.cursorPosition()])[:_MOST]
        self.setText(grouped(characters(text)[:_MOST]))
        self.setCursorPosition(len(grouped(before)))
