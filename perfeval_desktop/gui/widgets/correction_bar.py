"""The buttons by which what an import does is corrected, one piece or many."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.services.import_review import Kind, Line, Review


class CorrectionBar(QWidget):
    """Buttons, enabled by what is chosen in the list."""

    confirm_wanted = Signal()
    confirm_alike_wanted = Signal()  # all that are doubted for the same reason
    confirm_all_wanted = Signal()  # all that are doubted
    place_wanted = Signal()
    text_wanted = Signal()
    removal_wanted = Signal()
    keeping_wanted = Signal()  # leave what stands in the report
    keep_all_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)

        def button(text: str, tip: str, signal: object) -> QPushButton:
            made = QPushButton(text)
            made.setAutoDefault(False)
            made.setToolTip(tip)
            if callable(getattr(signal, "emit", None)):
                made.clicked.connect(signal)
            row.addWidget(made)
            return made

        self.confirm_button = button(
            "看过了(&G)", "选中的没有问题，照这样放（空格键）", self.confirm_wanted
        )
        self.many_button = button("成批(&M)", "一次处理好多处", None)
        self.place_button = button("放到…(&L)", "另找地方放：打几个字找（L 键）", self.place_wanted)
        self.text_button = button("改文字(&W)", "改要填进去的文字（F2）", self.text_wanted)
        self.removal_button = button(
            "不放(&N)", "选中的不放进报告里（Delete 键）", self.removal_wanted
        )
        self.keeping_button = button(
            "留原来的(&K)", "报告里已有的不换，选中的不放进去", self.keeping_wanted
        )
        row.addStretch(1)
        self.undo_button = button("", "", self.undo_wanted)
        self.redo_button = button("", "", self.redo_wanted)
        for each, icon, name in (
            (self.undo_button, "arrow-back-up", "撤销"),
            (self.redo_button, "arrow-forward-up", "重做"),
        ):
            each.setIcon(theme.icon(icon))
            each.setAccessibleName(name)
        self.many_button.setMenu(self._many())

    def _many(self) -> QMenu:
        menu = QMenu(self)
        self.alike_action = menu.addAction("原因一样的都看过了")
        self.all_action = menu.addAction("要看的全部看过了")
        menu.addSeparator()
        self.keep_all_action = menu.addAction("已有内容的都留原来的")
        self.alike_action.triggered.connect(self.confirm_alike_wanted)
        self.all_action.triggered.connect(self.confirm_all_wanted)
        self.keep_all_action.triggered.connect(self.keep_all_wanted)
        return menu

    def enable(self, review: Review, line: Line | None, chosen: list[Line]) -> None:
        """Go by what is chosen, and what can be taken back."""
        placed = [each for each in chosen if each.kind in (Kind.TAKEN, Kind.DOUBTED)]
        is_piece = line is not None and line.piece >= 0 and bool(_text_of(review, line))
        is_doubted = line is not None and line.kind is Kind.DOUBTED
        self.confirm_button.setEnabled(any(each.kind is Kind.DOUBTED for each in chosen))
        self.place_button.setEnabled(is_piece)
        self.text_button.setEnabled(is_piece and bool(placed))
        self.removal_button.setEnabled(bool(placed))
        self.keeping_button.setEnabled(any(review.replaces(each) for each in placed))
        doubts = review.count(Kind.DOUBTED)
        replaced = len(review.replaced_lines())
        self.alike_action.setEnabled(is_doubted)
        self._tell(self.all_action.setText, "要看的全部看过了", doubts)
        self.all_action.setEnabled(bool(doubts))
        self._tell(self.keep_all_action.setText, "已有内容的都留原来的", replaced)
        self.keep_all_action.setEnabled(bool(replaced))
        self.many_button.setEnabled(bool(doubts or replaced))
        for button, what, words in (
            (self.undo_button, review.to_undo, "撤销"),
            (self.redo_button, review.to_redo, "重做"),
        ):
            button.setEnabled(bool(what))
            key = "Ctrl+Z" if words == "撤销" else "Ctrl+Y"
            button.setToolTip(f"{words}“{what}”（{key}）" if what else "")

    def _tell(self, set_text: Callable[[str], None], words: str, count: int) -> None:
        set_text(f"{words}（{count} 处）" if count else words)


def _text_of(review: Review, line: Line) -> str:
    return review.plan.pieces[line.piece].source.strip()
