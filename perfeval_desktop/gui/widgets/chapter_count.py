"""How long a chapter is, against the limit that the template sets it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from perfeval_desktop.domain.template import Limit
from perfeval_desktop.domain.text import character_count
from perfeval_desktop.gui import theme


class ChapterCount(QLabel):
    """One line below the outline; in the warning colour, and in words, while a limit is missed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("quiet", True)
        self.setContentsMargins(10, 4, 10, 6)
        self.setWordWrap(True)
        self.setToolTip("字符数（不计空格）：标点和每个数字都算一个，和 Word 字数统计里的一样")

    def count(self, text: str, limit: Limit) -> None:
        """Show the count of a text."""
        words, is_outside = count_words(character_count(text), limit)
        self.setText(words)
        self.setStyleSheet(f"color: {theme.colours().warning};" if is_outside else "")


def count_words(count: int, limit: Limit) -> tuple[str, bool]:
    """Say how long a chapter is, and how much too long or too short; whether it is either."""
    most = f" / {limit.most}" if limit.most else ""
    shown = f"本节 {count}{most} 字"
    if limit.most and count > limit.most:
        return f"{shown}，超出 {count - limit.most} 字", True
    if 0 < count < limit.least:
        return f"{shown}，最少 {limit.least} 字，还差 {limit.least - count} 字", True
    return shown, False
