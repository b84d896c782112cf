"""上次导入的清单: what of the last document was not taken, and all the rest on demand."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.row_table import fit_rows, set_up_rows
from perfeval_desktop.services.import_list import ImportList, ListRow, as_text

Index = QModelIndex | QPersistentModelIndex

_HEADS = ("状态", "在文件里的位置", "原文", "填到", "填成", "说明")
_WIDTHS = (90, 170, 240, 200, 100)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class _ListModel(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ListRow, ...] = ()

    def show(self, rows: tuple[ListRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        is_head = orientation == Qt.Orientation.Horizontal and role == _DISPLAY
        return _HEADS[section] if is_head else None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        text = str(self.rows[index.row()][index.column()])
        if role == _DISPLAY:
            return " ".join(text.split())
        return text if role == int(Qt.ItemDataRole.ToolTipRole) else None


class LastImportDialog(QDialog):
    """Lists what there was no place for; with the box ticked, everything."""

    save_wanted = Signal()

    def __init__(self, listed: ImportList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("上次导入的清单")
        self._listed = listed
        self._words, self._said = QLabel(), QLabel()
        for label in (self._words, self._said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._said.setProperty("quiet", True)
        self.all_box = QCheckBox("放好的也列出来")
        self.all_box.toggled.connect(self._show)
        self._model = _ListModel(self)
        self.table = QTableView()
        self.table.setModel(self._model)
        set_up_rows(self.table, "上次导入的内容")
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.save_button = QPushButton("存清单(&S)…")
        self.copy_button = QPushButton("复制(&C)")
        for button, slot in (
            (self.save_button, self.save_wanted),
            (self.copy_button, self._on_copy),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        page = QVBoxLayout(self)
        page.setSpacing(8)
        for part in (self._words, self.all_box, self.table):
            page.addWidget(part, int(part is self.table))
        close = leaving_button(self, "关闭")
        page.addLayout(button_row(self.save_button, self.copy_button, close, beside=self._said))
        self._show()
        open_at(self, 1_000, 520)

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """What is listed."""
        return self._model.rows

    def say(self, words: str) -> None:
        """Say what came of saving."""
        if words:
            self._said.setText(words)

    def restyle(self) -> None:
        """Other letters need other rows."""
        fit_rows(self.table)

    def _show(self) -> None:
        listed = self._listed
        self._model.show(listed.rows if self.all_box.isChecked() else listed.left_over)
        left = len(listed.left_over)
        what = f"没有放进去的有 {left} 处。" if left else "全都放进去了。"
        self._words.setText(f"{listed.name}：{listed.summary}{what}")
        self.copy_button.setEnabled(bool(self._model.rows))

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(as_text(self._model.rows))
        self.say(f"{len(self._model.rows)} 处已经复制，可以贴到别处。")
