"""Before a block is pasted that does not fit as it is: what would be filled in, and what not."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.pasting import Filling, Plan, Refusal

Index = QModelIndex | QPersistentModelIndex

_HEADS = ("填到", "原来", "填成")
_MOST_SENTENCES = 200
_LINE = 30  # height of one


class FillingsModel(QAbstractTableModel):
    """One row a cell that would be filled, ticked until the clerk unticks it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fillings: tuple[Filling, ...] = ()
        self._unticked: set[FieldAddress] = set()

    def show(self, fillings: tuple[Filling, ...]) -> None:
        """Show other fillings; a cell that was unticked stays so."""
        self.beginResetModel()
        self._fillings = fillings
        self.endResetModel()

    @property
    def left_out(self) -> frozenset[int]:
        """The rows that are not ticked."""
        return frozenset(
            row for row, each in enumerate(self._fillings) if each.address in self._unticked
        )

    def tick_all(self, is_ticked: bool) -> None:
        """Tick every row, or none."""
        self._unticked = set() if is_ticked else {each.address for each in self._fillings}
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._fillings) - 1, 0))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._fillings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        is_head = orientation == Qt.Orientation.Horizontal
        return _HEADS[section] if is_head and role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the first column has a box, which Space ticks on any of them."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        filling = self._fillings[index.row()]
        words = (filling.where, filling.before or "（空）", filling.text or "（清空）")
        if role == Qt.ItemDataRole.DisplayRole:
            return words[index.column()].replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return words[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            is_ticked = filling.address not in self._unticked
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words[0]}：{words[1]} 改成 {words[2]}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        address = self._fillings[index.row()].address
        self._unticked ^= {address}
        self.dataChanged.emit(index, index)
        return True


class PastePreview(QDialog):
    """`plan` is what is to be done: amounts taken for 万元, or for 元 when the box is ticked.

    Of its fillings those of `left_out` are not wanted.
    """

    def __init__(self, plan: Plan, in_yuan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴")
        self._plans = (plan, in_yuan)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.yuan_box = QCheckBox("这些金额是元，换算成万元（原来的元一并保留）")
        self.yuan_box.setVisible(plan.is_in_yuan)
        self.yuan_box.toggled.connect(self._show_plan)
        self.fillings = FillingsModel(self)
        self.fillings.dataChanged.connect(self._count)
        self.table = _table(self.fillings)
        self.ticking = self._ticking_row()
        self.refused_words = QLabel()
        self.refused_words.setTextFormat(Qt.TextFormat.PlainText)
        self.list = SentenceList()
        self.list.setAccessibleName("填不进去的")
        self.paste_button = QPushButton()
        self.paste_button.setDefault(True)
        self.paste_button.clicked.connect(self.accept)
        self._lay_out()
        self._show_plan()
        self.paste_button.setFocus()
        lines = min(9, max(3, plan.filled)) + (4 if plan.refused else 0)
        open_at(self, 660, 190 + lines * _LINE)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        for part in (self.words, self.yuan_box):
            column.addWidget(part)
        column.addWidget(self.ticking)
        column.addWidget(self.table, 3)
        column.addWidget(self.refused_words)
        column.addWidget(self.list, 2)
        column.addLayout(button_row(leaving_button(self, "不粘贴"), self.paste_button))

    def _ticking_row(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("要填的格；不要的去掉前面的勾："))
        row.addStretch(1)
        for text, is_ticked in (("全部勾上", True), ("全部去掉", False)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, ticked=is_ticked: self.fillings.tick_all(ticked))
            row.addWidget(button)
        return whole

    @property
    def plan(self) -> Plan:
        """What is to be done."""
        return self._plans[self.yuan_box.isChecked()]

    @property
    def left_out(self) -> frozenset[int]:
        """Which of the plan's fillings are not wanted."""
        return self.fillings.left_out

    def _show_plan(self) -> None:
        plan = self.plan
        self.fillings.show(plan.fillings)
        self.refused_words.setText(f"填不进去的，{len(plan.refused)} 个：")
        self._list_refused(plan.refused)
        for part in (self.refused_words, self.list):
            part.setVisible(bool(plan.refused))
        for beside in (self.ticking, self.table):
            beside.setVisible(bool(plan.fillings))
        self._count()

    def _list_refused(self, refused: tuple[Refusal, ...]) -> None:
        self.list.clear()
        icon = theme.severity_icon("warning")
        for each in refused[:_MOST_SENTENCES]:
            self.list.addItem(QListWidgetItem(icon, f"{each.where}　“{each.text}”：{each.reason}"))
        if len(refused) > _MOST_SENTENCES:
            self.list.addItem(f"还有 {len(refused) - _MOST_SENTENCES} 个，原因和上面的差不多。")
        self.list.measure()

    def _count(self) -> None:
        """Say how much is filled, as it stands now."""
        plan = self.plan
        count = plan.filled - len(self.left_out)
        rows = f"，表里增加 {plan.added} 行" if plan.added else ""
        refused = f"；{len(plan.refused)} 个填不进去，原因在下面" if plan.refused else ""
        self.words.setText(
            f"现在还什么都没有改。可以填 {count} 格{rows}{refused}。填了可以一步撤销。"
        )
        self.paste_button.setText(f"填这 {count} 格")
        self.paste_button.setEnabled(count > 0)


def _table(model: FillingsModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName("要填的格")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    head = table.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate((300, 130)):
        table.setColumnWidth(column, width)
    return table
