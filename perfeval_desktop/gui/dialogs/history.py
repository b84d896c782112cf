"""修改记录: every step with who, when and what; it stays open beside the sheets."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Batch, SetEntry
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.models.history_model import ChangesModel, StepsModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.row_view import RowView
from perfeval_desktop.services.history_list import (
    NOBODY,
    HistoryList,
    StepFilter,
    state_of_step,
)
from perfeval_desktop.services.step_words import StepChange

_TYPING_MS = 200  # after the last letter or edit, until the list follows
_STEP_WIDTHS = (128, 80, 190, 260, 92, 134)
_CHANGE_WIDTHS = (260, 200, 200)


class HistoryDialog(QDialog):
    """The steps above, what the chosen one changed below."""

    place_chosen = Signal(object, str)  # FieldAddress, and what it is called
    look_wanted = Signal(int)  # at the state with this place in the history
    restore_wanted = Signal(object)  # changes whose old content is wanted back
    name_wanted = Signal(int)  # for that state
    person_wanted = Signal()

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改记录")
        self._open_report = open_report
        self._list = HistoryList(open_report.session)
        self._address: FieldAddress | None = None
        self.search_line = QLineEdit()
        self.person_box, self.day_box = QComboBox(), QComboBox()
        self.states_box = QCheckBox("只看定稿和有名称的(&S)")
        self.cell_label, self.all_button = QLabel(), QPushButton("看全部的")
        self.cell_button = QPushButton("只看这一格(&C)")
        self._steps, self._changes = StepsModel(self._list), ChangesModel()
        self.steps = RowView(self._steps, "修改记录", _STEP_WIDTHS, (2, 3))
        self.changes = RowView(self._changes, "这一步改了什么", _CHANGE_WIDTHS, (0, 1, 2))
        self._count, self._head = QLabel(), QLabel()
        self.look_button = QPushButton("看当时的样子(&L)…")
        self.restore_button = QPushButton("恢复成原来的(&R)")
        self.name_button = QPushButton("命名(&N)…")
        self.person_button = QPushButton("填报人(&P)…")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self._connect()
        self.refresh()

    # What is shown

    @property
    def words(self) -> str:
        """How many steps there are, and how many are listed."""
        return self._count.text()

    def show_cell(self, address: FieldAddress | None) -> None:
        """List the steps of one cell, or all of them."""
        self._address = address
        is_one = address is not None
        for part in (self.cell_label, self.all_button):
            part.setVisible(is_one)
        if address is not None:
            self.cell_label.setText(f"只列出改过这一格的：{self._list.cell(address)}")
        self._filter()

    def refresh(self) -> None:
        """Follow what was done since; the chosen step stays chosen."""
        self._typing.stop()
        self._list.refresh()
        self._fill(self.person_box, "所有填报人", [
            (f"{person or NOBODY}（{count} 步）", person) for person, count in self._list.persons()
        ])  # fmt: skip
        self._fill(self.day_box, "所有日期", [
            (f"{day:%Y-%m-%d}（{count} 步）", day) for day, count in self._list.days()
        ])  # fmt: skip
        self._filter()

    def current_step(self) -> Batch | None:
        """Return the chosen step, None where nothing is listed."""
        row = self.steps.currentIndex().row()
        return self._steps.step(row) if row >= 0 else None

    def chosen_changes(self) -> list[StepChange]:
        """Return what is chosen of the changes of a step."""
        rows = self.changes.selectionModel().selectedRows()
        return [self._changes.change(each.row()) for each in sorted(rows)]

    def showEvent(self, event: QShowEvent) -> None:
        """Typing looks for words at once."""
        super().showEvent(event)
        self.search_line.setFocus()

    def _lay_out(self) -> None:
        self.search_line.setPlaceholderText("打几个字找：栏目、内容、人名、做了什么")
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName("在修改记录里找")
        self.person_box.setAccessibleName("填报人")
        self.day_box.setAccessibleName("日期")
        for label in (self.cell_label, self._head, self._count):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cell_label.setWordWrap(True)
        self._count.setProperty("quiet", True)
        for button in (
            *(self.look_button, self.restore_button, self.name_button),
            *(self.person_button, self.all_button, self.cell_button),
        ):
            button.setAutoDefault(False)
        self.restore_button.setToolTip("把下面选中的格恢复成“原来”一栏的内容，可以撤销")
        self.changes.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.cell_button.setToolTip("只列出改过下面选中的这一格的各步")
        line, cell, head = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addWidget(self.cell_button)
        line.addWidget(self.search_line, 1)
        for box in (self.person_box, self.day_box, self.states_box):
            line.addWidget(box)
        cell.addWidget(self.cell_label, 1)
        cell.addWidget(self.all_button)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(line)
        column.addLayout(cell)
        column.addWidget(self.steps, 3)
        column.addLayout(head)
        column.addWidget(self.changes, 2)
        buttons = (self.person_button, self.name_button, self.look_button, self.restore_button)
        row = button_row(*buttons, leaving_button(self, "关闭"), beside=self._count)
        column.addLayout(row)
        open_at(self, 960, 620)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.refresh)
        self.search_line.textChanged.connect(self._start_typing)
        self.person_box.currentIndexChanged.connect(self._filter)
        self.day_box.currentIndexChanged.connect(self._filter)
        self.states_box.toggled.connect(self._filter)
        self.all_button.clicked.connect(lambda: self.show_cell(None))
        self.cell_button.clicked.connect(self._on_cell)
        self.steps.selectionModel().currentRowChanged.connect(self._show_changes)
        self.changes.selectionModel().selectionChanged.connect(self._enable)
        self.steps.taken.connect(self._go_to_step)
        self.changes.taken.connect(self._go_to_change)
        self.look_button.clicked.connect(self._on_look)
        self.name_button.clicked.connect(self._on_name)
        self.restore_button.clicked.connect(lambda: self.restore_wanted.emit(self.chosen_changes()))
        self.person_button.clicked.connect(self.person_wanted)
        self._open_report.changed.connect(self._on_changed)

    def _start_typing(self) -> None:
        self._typing.start()

    def _on_changed(self) -> None:
        if self.isVisible():
            self._typing.start()

    # Listing

    def _fill(self, box: QComboBox, every: str, entries: list[tuple[str, object]]) -> None:
        chosen = box.currentData()
        blocker = QSignalBlocker(box)
        box.clear()
        box.addItem(every, None)
        for text, data in entries:
            box.addItem(text, data)
        rows = [row for row in range(1, box.count()) if box.itemData(row) == chosen]
        box.setCurrentIndex(rows[0] if rows and chosen is not None else 0)
        blocker.unblock()

    def _filter(self) -> None:
        step = self.current_step()
        self._steps.show_steps(self._list.steps(self._wanted()))
        listed, every = self._steps.rowCount(), len(self._list.steps())
        self._count.setText(
            f"共 {every} 步，划掉的已经撤销。" if listed == every
            else f"列出 {listed} 步，共 {every} 步。"
        )  # fmt: skip
        row = self._steps.row_of(step.number) if step is not None else 0
        if listed:
            self.steps.setCurrentIndex(self._steps.index(max(row, 0), 0))
        self._show_changes()

    def _wanted(self) -> StepFilter:
        return StepFilter(
            self._address,
            self.person_box.currentData(),
            self.day_box.currentData(),
            self.search_line.text(),
            self.states_box.isChecked(),
        )

    def _show_changes(self) -> None:
        step = self.current_step()
        changes = self._list.changes(step) if step is not None else []
        self._changes.show_changes(changes)
        self._head.setText(
            f"第 {step.number} 步“{self._list.label(step)}”改了 {len(changes)} 处："
            if step is not None
            else "没有这样的步。"
        )
        own = [row for row, each in enumerate(changes) if each.address == self._address]
        if changes:
            self.changes.selectRow(own[0] if own and self._address is not None else 0)
        self._enable()

    def _enable(self) -> None:
        session, step = self._open_report.session, self.current_step()
        is_told = step is not None and session.history.is_told(state_of_step(session, step))
        self.look_button.setEnabled(is_told)
        self.name_button.setEnabled(is_told and not session.read_only)
        chosen = self.chosen_changes()
        is_one = len(chosen) == 1 and chosen[0].address not in (None, self._address)
        self.cell_button.setEnabled(is_one)
        has_cells = any(isinstance(each.edit, SetEntry) for each in chosen)
        self.restore_button.setEnabled(has_cells and self._open_report.can_edit)

    # What is done

    def _on_cell(self) -> None:
        for each in self.chosen_changes()[:1]:
            self.show_cell(each.address)

    def _go_to_step(self) -> None:
        step = self.current_step()
        changes = self._list.changes(step) if step is not None else []
        places = [each for each in changes if each.address is not None]
        report = self._open_report.report
        there = [each for each in places if report.has_record(each.address.record)]  # type: ignore[union-attr]
        own = [each for each in there if each.address == self._address]
        for each in (*own, *there, *places):
            self.place_chosen.emit(each.address, each.label)
            return

    def _go_to_change(self, row: int) -> None:
        change = self._changes.change(row)
        if change.address is not None:
            self.place_chosen.emit(change.address, change.label)

    def _on_look(self) -> None:
        step = self.current_step()
        if step is not None:
            self.look_wanted.emit(state_of_step(self._open_report.session, step))

    def _on_name(self) -> None:
        step = self.current_step()
        if step is not None:
            self.name_wanted.emit(state_of_step(self._open_report.session, step))
