"""The whole job in one screen: four steps, each with its number, a sentence and a small picture.

It is made behind the first painting of the start page.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from perfeval_desktop.gui.sharp_picture import sharp_picture

PICTURE_SIZE = (190, 106)


class Step(NamedTuple):
    """One of the four; the picture is one of the handbook's."""

    title: str
    words: str
    picture: str


STEPS = (
    Step("建立", "选表样和年度，填单位全称，定下文件放在哪里。", "第1步.png"),
    Step("填报", "在表上直接填。灰色的格自动计算，随填随存。", "第2步.png"),
    Step("核对", "右边列出对不上的数，点一下就到那一格。", "第3步.png"),
    Step("打印盖章", "导出 PDF 打印，留好了盖章的位置。", "第4步.png"),
)


class FourSteps(QWidget):
    """The steps side by side, to be looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for number, step in enumerate(STEPS, start=1):
            row.addWidget(self._card(number, step), 1)

    def _card(self, number: int, step: Step) -> QFrame:
        card = QFrame(self)
        card.setProperty("pane", True)
        width, height = PICTURE_SIZE
        picture = QLabel(card)
        picture.setFixedSize(width, height)
        picture.setPixmap(sharp_picture(step.picture, width, self.devicePixelRatioF()))
        title = QLabel(f"{number}　{step.title}", card)
        title.setProperty("heading", True)
        words = QLabel(step.words, card)
        words.setProperty("quiet", True)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setMinimumHeight(words.fontMetrics().lineSpacing() * 2 + 4)
        card.setAccessibleName(f"第 {number} 步，{step.title}：{step.words}")
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title)
        column.addWidget(words)
        return card
