"""比较: where the report differs from an earlier state or another file; beside the sheets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.row_list import RowList, change_texts
from perfeval_desktop.services.comparison import CELL, Comparison, Line
from perfeval_desktop.services.marked_copy import EarlierState

_HEADS = ("表", "栏目", "原来", "现在")
_ASK = "选以前的一稿，或者另一个文件，和现在的报告比较。"
_CHANGED = "报告刚才又改过，按“再比一遍”看现在的不同。"
_NO_STATES = "（还没有以前的稿子）"


class CompareDialog(QDialog):
    """What to compare with, and a row for each place that is different.

    It compares nothing itself: `state_chosen` and `file_asked` say what is wanted, `show_result`
    brings the answer.
    """

    state_chosen = Signal(int)  # the place in the history
    file_asked = Signal()
    again_asked = Signal()
    export_asked = Signal(object)  # Comparison
    place_chosen = Signal(object)  # Line

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("比较")
        self._states: tuple[EarlierState, ...] = ()
        self._comparison: Comparison | None = None
        self.box = QComboBox()
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.compare_button = QPushButton("比较(&C)")
        self.file_button = QPushButton("选另一个文件(&F)…")
        self.again_button = QPushButton("再比一遍(&A)")
        self.export_button = QPushButton("导出 Excel(&X)…")
        self.rows = RowList(_HEADS, "不同的地方", self._go, wide=2)
        self._with, self._words, self._hint = QLabel(), QLabel(_ASK), QLabel()
        self._connect()
        self._lay_out()
        self._enable()

    @property
    def words(self) -> str:
        """What is said of the comparison."""
        return self._words.text()

    @property
    def comparison(self) -> Comparison | None:
        """What is shown."""
        return self._comparison

    def show_states(self, states: Sequence[EarlierState]) -> None:
        """Offer these states; the one that was chosen stays so while it is there."""
        chosen = self.box.currentData()
        self._states = tuple(states)
        self.box.clear()
        for state in self._states:
            self.box.addItem(state.words, state.number)
        if not self._states:
            self.box.addItem(_NO_STATES)
        row = self.box.findData(chosen) if chosen is not None else -1
        self.box.setCurrentIndex(max(row, 0))
        self._enable()

    def state_name(self, number: int) -> str:
        """Return what a state on offer is called."""
        return next(each.name for each in self._states if each.number == number)

    def show_result(self, comparison: Comparison) -> None:
        """List where the two differ."""
        self._comparison = comparison
        self._words.setText(comparison.summary)
        self._with.setText(f"原来：{comparison.old_name}　现在：{comparison.new_name}")
        rows = [_texts(each) for each in comparison.lines]
        tips = [_whole(each) for each in comparison.lines]
        self.rows.show_rows(rows, tips)
        self._enable()
        if comparison.lines:
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_changed(self) -> None:
        """The report has changed since it was compared."""
        if self._comparison is not None:
            self._words.setText(_CHANGED)

    def showEvent(self, event: QShowEvent) -> None:
        """Enter compares with the state that is chosen."""
        super().showEvent(event)
        if self._comparison is None:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, row: int) -> None:
        if self._comparison is not None:
            self.place_chosen.emit(self._comparison.lines[row])

    def _choose_state(self) -> None:
        number = self.box.currentData()
        if number is not None:
            self.state_chosen.emit(number)

    def _enable(self) -> None:
        has_result = self._comparison is not None
        self.box.setEnabled(bool(self._states))
        self.compare_button.setEnabled(bool(self._states))
        self.again_button.setEnabled(has_result)
        has_lines = self._comparison is not None and bool(self._comparison.lines)
        self.export_button.setEnabled(has_lines)
        self._with.setVisible(has_result)
        self._hint.setVisible(has_lines)

    def _connect(self) -> None:
        self.compare_button.setDefault(True)
        for button in (self.file_button, self.again_button, self.export_button):
            button.setAutoDefault(False)
        self.compare_button.clicked.connect(self._choose_state)
        self.file_button.clicked.connect(self.file_asked)
        self.again_button.clicked.connect(self.again_asked)
        self.export_button.clicked.connect(lambda: self.export_asked.emit(self._comparison))

    def _lay_out(self) -> None:
        label = QLabel("和以前的一稿(&S)")
        label.setBuddy(self.box)
        for each in (self._words, self._with, self._hint):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setWordWrap(True)
        self._hint.setText("回车或双击一行，就去看那一格。")
        for each in (self._with, self._hint):
            each.setProperty("quiet", True)
        chosen = QHBoxLayout()
        chosen.addWidget(label)
        chosen.addWidget(self.box, 1)
        chosen.addWidget(self.compare_button)
        chosen.addWidget(self.file_button)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(chosen)
        column.addWidget(self._words)
        column.addWidget(self._with)
        column.addWidget(self.rows, 1)
        column.addWidget(self._hint)
        leave = leaving_button(self, "关闭")
        column.addLayout(button_row(leave, self.again_button, self.export_button))
        open_at(self, 820, 520)


def _texts(line: Line) -> tuple[str, ...]:
    what = "" if line.what == CELL else f"（{line.what}）"
    return change_texts(line.kind, line.sheet_name, f"{line.label}{what}", line.before, line.after)


def _whole(line: Line) -> tuple[str, ...]:
    return (line.sheet_name, line.label, line.before, line.after)
