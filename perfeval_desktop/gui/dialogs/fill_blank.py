"""Show what would be written into the blank, place by place, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.text import shortened
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.ticked_table import TickedTable, read_only_item
from perfeval_desktop.services.filling_places import Filling, FillItem, FillState
from perfeval_desktop.services.filling_told import STATE_WORDS, left_out

_HEADS = ("填报项", "在原表哪里", "原表里现在", "要填的", "情况")
_LABEL, _WHERE, _NOW, _NEW, _WHY = range(len(_HEADS))
_WIDTHS = {_LABEL: 230, _WHERE: 130, _NOW: 90, _NEW: 150}
_LONGEST = 60
_SHOWN = (
    ("要填的和没有填进去的", frozenset(FillState) - {FillState.NO_VALUE, FillState.SAME}),
    ("只看没有填进去的", frozenset({FillState.NO_PLACE, FillState.OTHER})),
    ("全部", frozenset(FillState)),
)


class FillBlankDialog(QDialog):
    """A line for each place of the blank; those that are ticked are written into the copy."""

    list_wanted = Signal()  # of what is not written, as a workbook

    def __init__(self, filling: Filling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("填入原表")
        self._filling = filling
        self._head, self._notes = QLabel(), QLabel("\n".join(filling.notes))
        self._line = QLabel()
        self.filter_box = QComboBox()
        self.filter_box.setAccessibleName("看哪些")
        for words, states in _SHOWN:
            self.filter_box.addItem(words, states)
        self.table = _PlacesTable(filling)
        self.table.itemChanged.connect(self._say_counts)
        self.table.currentCellChanged.connect(self._say_line)
        self.filter_box.currentIndexChanged.connect(self._show)
        self.list_button = QPushButton("没有填进去的存成清单…")
        self.list_button.setAutoDefault(False)
        self.list_button.clicked.connect(self.list_wanted)
        self.cancel_button = QPushButton("不填了")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.fill_button = QPushButton()
        self.fill_button.setDefault(True)
        self.fill_button.clicked.connect(self.accept)
        self._lay_out()
        self._show()
        self._say_counts()
        self.table.setFocus()

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the items that are ticked."""
        return self.table.ticked_rows()

    @property
    def words(self) -> str:
        """The sentences over the list."""
        return self._head.text()

    def _lay_out(self) -> None:
        for label in (self._head, self._notes, self._line):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._notes.setProperty("quiet", True)
        self._notes.setVisible(bool(self._filling.notes))
        row = QHBoxLayout()
        row.addWidget(QLabel("看哪些"))
        row.addWidget(self.filter_box)
        row.addStretch(1)
        row.addWidget(self.list_button)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.fill_button)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._head)
        column.addWidget(self._notes)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self._line)
        column.addLayout(buttons)
        open_at(self, 1080, 640)

    def _show(self) -> None:
        self.table.show_states(self.filter_box.currentData())

    def _say_line(self) -> None:
        """Say the whole of the line that the keyboard is on; the columns may be too narrow."""
        row = self.table.currentRow()
        if row < 0:
            self._line.clear()
            return
        label, where, now, new, situation = (
            shortened(each, _LONGEST) for each in texts_of(self._filling, row)
        )
        there = f"，现在是“{now}”" if now else ""
        wanted = f"，要填“{new}”" if new else ""
        self._line.setText(f"{label}　{where}{there}{wanted}。{situation}")

    def _say_counts(self) -> None:
        chosen = self.chosen
        left = len(left_out(self._filling, chosen))
        same = self._filling.count(FillState.SAME)
        there = f"另有 {same} 处本来就一样。" if same else ""
        lacking = f"报告里有 {left} 处没有填进去，情况一栏写着为什么。" if left else ""
        self._head.setText(
            f"“{self._filling.blank.path.name}”里要填 {len(chosen)} 处。{there}{lacking}\n"
            "打钩的才填。填在另存的一份里，原来的空表不改；格式、公式和别的内容都不动。"
        )
        self.fill_button.setText(f"填 {len(chosen)} 处，另存为…")
        self.fill_button.setEnabled(bool(chosen))
        self.list_button.setEnabled(left > 0)


class _PlacesTable(TickedTable):
    """Item, place, what stands there, what goes there, why."""

    def __init__(self, filling: Filling) -> None:
        super().__init__(_HEADS, "原表里的位置")
        self._filling = filling
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            scaled = int(width * theme.letter_scale())
            self.setColumnWidth(column, max(scaled, header.sectionSizeHint(column)))
        self._fill(filling)

    def _fill(self, filling: Filling) -> None:
        self.blockSignals(True)
        self.begin_rows(len(filling.items))
        usual = filling.usual()
        for row, item in enumerate(filling.items):
            items = [read_only_item(shortened(each, _LONGEST), each) for each in _texts(item)]
            self.put_row(row, items, row in usual if item.state.can_be_written else None)
        self.blockSignals(False)

    def show_states(self, states: frozenset[FillState]) -> None:
        """Show the places of some states; those without a place in the blank first."""
        shown = []
        for row, item in enumerate(self._filling.items):
            is_shown = item.state in states
            self.setRowHidden(row, not is_shown)
            shown += [row] if is_shown else []
        if shown:
            self.setCurrentCell(shown[0], _LABEL)


def texts_of(filling: Filling, row: int) -> tuple[str, ...]:
    """Return what is shown in the columns of a row, in full."""
    return _texts(filling.items[row])


def _texts(item: FillItem) -> tuple[str, ...]:
    words = STATE_WORDS[item.state]
    situation = f"{words}：{item.why}" if item.why else words
    return item.label, item.where or "（没有）", item.now, item.new, situation
