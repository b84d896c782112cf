"""What the status bar says about saving: only what storage has acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from datetime import datetime


class SavedState(QObject):
    """Follows batches from the window to the disk."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_applied = 0
        self._last_committed = 0
        self._failure = ""
        self.text = ""

    def start(self, last_number: int) -> None:
        """A report was opened; everything up to this batch is in its file."""
        self._last_applied = self._last_committed = last_number
        self._failure = ""
        self._say("已打开，内容随填随存")

    def only_shown(self) -> None:
        """The report takes no edits."""
        self._say("只能看，不能修改")

    def applied(self, number: int) -> None:
        """A batch was applied in the window."""
        self._last_applied = number
        self._say("正在保存…")

    def committed(self, number: int) -> None:
        """A batch is durable in the working copy."""
        self._last_committed = number
        if number >= self._last_applied:
            self._say(self._failure or "已存入本机，稍后写入文件")

    def published(self, time: datetime) -> None:
        """The file itself was written."""
        self._failure = ""
        if self._last_committed >= self._last_applied:
            self._say(f"已保存 {time:%H:%M:%S}")

    def failed(self, sentence: str) -> None:
        """The file could not be written; the edits are safe in the working copy."""
        self._failure = sentence
        self._say(sentence)

    def _say(self, text: str) -> None:
        self.text = text
        self.changed.emit(text)
