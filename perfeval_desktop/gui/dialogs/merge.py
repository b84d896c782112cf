"""合并: what comes from the other copy, and what to choose where both changed it.

Nothing has changed yet, and nothing is decided for the clerk: the button is enabled once she has
chosen about each conflict.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.text import shortened
from perfeval_desktop.domain.text_difference import changed_sentences
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.row_list import RowList, change_texts
from perfeval_desktop.services.comparing import Difference
from perfeval_desktop.services.merge_conflicts import Conflict, SideSaid
from perfeval_desktop.services.merging import Merge
from perfeval_desktop.services.three_way import Choices, Clash, Side

_CONFLICTS = ("表", "栏目", "用哪一个", "我的", "对方的")
_CHANGES = ("表", "栏目", "现在", "合并以后")
_USED = 2  # the column of what was chosen
_LONGEST_WAS = 60  # characters
_FEWEST_LINES, _LINES = 2, 4  # of each side that are seen at once


class MergeDialog(QDialog):
    """`changes` is what will be different here, conflicts aside."""

    chosen = Signal()  # another answer to a conflict

    def __init__(
        self, merge: Merge, changes: list[Difference], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"合并{merge.whose}")
        self._merge = merge
        self._choices: dict[Clash, Side] = {}
        self._words = QLabel()
        self.conflicts = RowList(_CONFLICTS, "两边都改了的", lambda _: None, wide=2)
        self.changes = RowList(_CHANGES, "从对方取来的", lambda _: None, wide=2)
        self._was = QLabel()
        self._mine, self._theirs = _SideText("我的"), _SideText("对方的")
        self.mine_button = QPushButton("用我的(&M)")
        self.theirs_button = QPushButton("用对方的(&T)")
        self.all_mine_button = QPushButton("全部用我的")
        self.all_theirs_button = QPushButton("全部用对方的")
        self.merge_button = QPushButton("合并")
        self._lay_out(changes)
        self._connect()
        self._show_conflicts()
        self.changes.show_rows(
            [change_texts(e.kind, e.sheet_name, e.label, e.before, e.after) for e in changes],
            [(e.sheet_name, e.label, e.before, e.after) for e in changes],
        )
        self._count = len(changes)
        self._say()
        open_at(self, 860, 600 if merge.conflicts and changes else 460)
        (self.conflicts if merge.conflicts else self.merge_button).setFocus()

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        return dict(self._choices)

    @property
    def words(self) -> str:
        """What is said over the lists."""
        return self._words.text()

    def choose(self, side: Side) -> None:
        """Choose about the current conflict, and go to the next that is open."""
        row = self.conflicts.currentRow()
        if not 0 <= row < len(self._merge.conflicts):
            return
        self._set(row, side)
        self._say()
        count = len(self._merge.conflicts)
        beside = [(row + step) % count for step in range(1, count)]
        self.conflicts.setCurrentCell(next((r for r in beside if not self._is_chosen(r)), row), 0)

    def choose_all(self, side: Side) -> None:
        """Choose the same about all conflicts."""
        for row in range(len(self._merge.conflicts)):
            self._set(row, side)
        self._say()

    def _set(self, row: int, side: Side) -> None:
        self._choices[self._merge.conflicts[row].clash] = side
        item = self.conflicts.item(row, _USED)
        assert item is not None
        item.setText(side.value)
        self.chosen.emit()

    def _is_chosen(self, row: int) -> bool:
        return self._merge.conflicts[row].clash in self._choices

    def _show_conflicts(self) -> None:
        found = self._merge.conflicts
        self.conflicts.show_rows(
            [(e.sheet_name, e.label, "（没有选）", e.mine.shown, e.theirs.shown) for e in found],
            [(e.sheet_name, e.label, "", e.mine.shown, e.theirs.shown) for e in found],
        )
        self._show_current()

    def _show_current(self) -> None:
        row = self.conflicts.currentRow()
        if 0 <= row < len(self._merge.conflicts):
            conflict = self._merge.conflicts[row]
            self._was.setText(f"{conflict.label}，两边分开的时候是：{_was(conflict)}")
            self._mine.show_side(conflict, conflict.mine)
            self._theirs.show_side(conflict, conflict.theirs)

    def _say(self) -> None:
        open_ = len(self._merge.conflicts) - len(self._choices)
        taken = f"从{self._merge.whose}取来的改动会改变这里 {self._count} 处" if self._count else ""
        clashes = len(self._merge.conflicts)
        asked = f"两边都改了、改得不一样的 {clashes} 处，要选留哪一个" if clashes else ""
        words = "；".join(filter(None, (taken, asked)))
        left = f"还有 {open_} 处没有选。" if open_ else ""
        self._words.setText(f"现在还什么都没有改。{words}。合并是一步，可以撤销。{left}")
        self.merge_button.setEnabled(not open_)

    def _connect(self) -> None:
        for button in (
            *(self.mine_button, self.theirs_button),
            *(self.all_mine_button, self.all_theirs_button),
        ):
            button.setAutoDefault(False)
        self.merge_button.setDefault(True)
        self.merge_button.clicked.connect(self.accept)
        self.conflicts.currentCellChanged.connect(self._show_current)
        self.mine_button.clicked.connect(lambda: self.choose(Side.MINE))
        self.theirs_button.clicked.connect(lambda: self.choose(Side.THEIRS))
        self.all_mine_button.clicked.connect(lambda: self.choose_all(Side.MINE))
        self.all_theirs_button.clicked.connect(lambda: self.choose_all(Side.THEIRS))

    def _lay_out(self, changes: list[Difference]) -> None:
        for each in (self._words, self._was):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self._words)
        asked = QWidget()
        asked.setLayout(self._asked())
        column.addWidget(asked, 3)
        asked.setVisible(bool(self._merge.conflicts))
        head = QLabel("从对方取来的（跟着变的合计、得分也在里面）：")
        column.addWidget(head)
        column.addWidget(self.changes, 2)
        head.setVisible(bool(changes))
        self.changes.setVisible(bool(changes))
        column.addLayout(button_row(leaving_button(self, "不合并"), self.merge_button))

    def _asked(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(QLabel("两边都改了的："), 1)
        head.addWidget(self.all_mine_button)
        head.addWidget(self.all_theirs_button)
        column.addLayout(head)
        column.addWidget(self.conflicts, 1)
        column.addWidget(self._was)
        sides = QGridLayout()
        for number, (side, button) in enumerate(
            ((self._mine, self.mine_button), (self._theirs, self.theirs_button))
        ):
            sides.setColumnStretch(number, 1)
            head_row = QHBoxLayout()
            head_row.addWidget(side.head, 1)
            head_row.addWidget(button)
            sides.addLayout(head_row, 0, number)
            sides.addWidget(side.text, 1, number)
        column.addLayout(sides)
        return column


class _SideText:
    """One side of a conflict: whose it is, by whom and when, and all of it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.head = QLabel()
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(name)
        line = self.text.fontMetrics().lineSpacing()
        self.text.setMinimumHeight(line * _FEWEST_LINES + 14)
        self.text.setMaximumHeight(line * _LINES + 14)

    def show_side(self, conflict: Conflict, side: SideSaid) -> None:
        """Show what stands there; of a chapter, the sentences that are not as they were."""
        by = f"（{side.said_by}）" if side.said_by else ""
        self.head.setText(f"{self._name}{by}：")
        self.text.setPlainText(_sentences(conflict.was, side.shown) or side.shown)


def _was(conflict: Conflict) -> str:
    return shortened(conflict.was, _LONGEST_WAS) or "（空）"


def _sentences(was: str, now: str) -> str:
    """Return the sentences that changed in a long text, each on a line of its own."""
    if max(len(was), len(now)) < 60:
        return ""
    return "\n".join(each.after or f"（删去）{each.before}" for each in changed_sentences(was, now))
