"""The whole job in one screen: four steps, each with its number, a sentence and a small picture.

It is made behind the first painting of the start page.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from perfeval_desktop.gui.sharp_picture import sharp_picture
from perfeval_desktop.gui.wrapped_text import WrappedText

_WIDEST, _NARROWEST = 200, 110  # pictures
_SHAPE = 134 / 240  # their height to their width
_EDGE, _GAP = 10, 10
_USUAL_WIDTH = 832
_LOW_SCREEN = 540  # a screen with less height has no room for pictures: small, at 150 %


class Step(NamedTuple):
    """One of the four; the picture is one of the handbook's."""

    title: str
    words: str
    picture: str


STEPS = (
    Step("建立", "选表样和年度，填单位全称，定下文件放在哪里。", "第1步.png"),
    Step("填报", "在表上直接填。灰色的格自动计算，随填随存。", "第2步.png"),
    Step("核对", "右边列出对不上的数，点一下就到那一格。", "第3步.png"),
    Step("打印盖章", "先看纸上的样子再打印，留好了盖章的位置。", "第4步.png"),
)


class FourSteps(QWidget):
    """The steps side by side, to be looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[QLabel] = []
        self._words: list[QLabel] = []
        self._has_pictures = self.screen().availableGeometry().height() >= _LOW_SCREEN
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for number, step in enumerate(STEPS, start=1):
            row.addWidget(self._card(number, step), 1)
        self._fit(_USUAL_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures get smaller in a narrow window; the words stay as large as they are."""
        super().resizeEvent(event)
        # Not at once: heights that change while all is laid out would not be asked for again.
        QTimer.singleShot(0, self, lambda: self._fit(self.width()))

    def _fit(self, whole: int) -> None:
        room = (whole - _GAP * (len(STEPS) - 1)) // len(STEPS) - 2 * _EDGE
        height = max(_height(each, room) for each in self._words)
        for each in self._words:
            each.setFixedHeight(height)
        if self._has_pictures:
            self._show_pictures(min(_WIDEST, max(_NARROWEST, room)))

    def _show_pictures(self, width: int) -> None:
        ratio = self.devicePixelRatioF()
        for label, step in zip(self._pictures, STEPS, strict=True):
            label.setFixedHeight(round(width * _SHAPE))
            label.setPixmap(sharp_picture(step.picture, width, ratio))

    def _card(self, number: int, step: Step) -> QFrame:
        card = QFrame(self)
        card.setProperty("pane", True)
        picture = QLabel(card)
        picture.setMinimumWidth(_NARROWEST)
        picture.setVisible(self._has_pictures)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pictures.append(picture)
        title = QLabel(f"{number}　{step.title}", card)
        title.setProperty("heading", True)
        words = QLabel(step.words, card)
        words.setProperty("quiet", True)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.append(words)
        card.setAccessibleName(f"第 {number} 步，{step.title}：{step.words}")
        column = QVBoxLayout(card)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(6)
        column.addWidget(picture)
        column.addWidget(title)
        column.addWidget(words)
        return card


def _height(label: QLabel, width: int) -> int:
    """Qt takes Chinese set in a fallback face for narrower than it is, and would cut it off."""
    wrapped = WrappedText(label.text(), label.font(), width - 2, Qt.AlignmentFlag.AlignLeft)
    return int(wrapped.height) + 4
