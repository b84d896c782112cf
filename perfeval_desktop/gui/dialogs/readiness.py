"""盖章前检查: a calm list beside the work; Enter or a double click leads to the place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.readiness import told
from perfeval_desktop.services.readiness_item import Readiness, ReadinessItem

_ICONS = {
    Readiness.TO_DO: ("circle-x", "error"),
    Readiness.TO_KNOW: ("info-circle", "hint"),
    Readiness.OK: ("circle-check", "done"),
}
_ITEM = Qt.ItemDataRole.UserRole
_CHANGED = "检查以后内容又改了，请再检查一遍。"
_HOW = "在一项上按回车或者双击，就去到那里；有几处的，再按一次去下一处。"


class ReadinessDialog(QDialog):
    """The list; it stays while the clerk works it off, and says when it is out of date."""

    place_chosen = Signal(object)  # Goal
    again_requested = Signal()
    print_requested = Signal()
    report_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("盖章前检查")
        self.items: tuple[ReadinessItem, ...] = ()
        self._went = ("", -1)  # the item gone to last, and which of its places
        self.head = QLabel()
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        how = QLabel(_HOW)
        how.setWordWrap(True)
        how.setProperty("quiet", True)
        self.list = SentenceList()
        self.list.setAccessibleName("盖章前检查的各项")
        self.list.itemActivated.connect(self._on_activated)
        self.again_button = self._button("再检查一遍", self.again_requested)
        self.print_button = self._button("打印这张表…", self.print_requested)
        self.report_button = self._button("打印报告…", self.report_requested)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        column.addWidget(how)
        column.addLayout(
            button_row(
                *(self.again_button, self.print_button, self.report_button),
                leaving_button(self, "关闭"),
            )
        )
        open_at(self, 560, 520)

    def _button(self, text: str, pressed: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)  # Enter belongs to the list
        button.clicked.connect(pressed)
        return button

    @property
    def words(self) -> str:
        """The sentence over the list."""
        return self.head.text()

    def show_items(self, items: Sequence[ReadinessItem]) -> None:
        """Show what was looked at now, with the keyboard on the first of it."""
        self.items = tuple(items)
        self._went = ("", -1)
        self.head.setText(told(self.items))
        self.list.clear()
        for each in self.items:
            self.list.addItem(_line(each))
        self.list.setCurrentRow(0)
        self.show()
        self.list.measure()
        self.activateWindow()
        self.list.setFocus()

    def say_changed(self) -> None:
        """Say that the report is not what was looked at any more."""
        self.head.setText(_CHANGED)

    def _on_activated(self, line: QListWidgetItem) -> None:
        """Go to the place of an item, to its next one when it is pressed again."""
        item: ReadinessItem = line.data(_ITEM)
        if not item.places:
            return
        title, number = self._went
        at = (number + 1) % len(item.places) if title == item.title else 0
        self._went = (item.title, at)
        self.place_chosen.emit(item.places[at])


def _line(item: ReadinessItem) -> QListWidgetItem:
    line = QListWidgetItem(theme.icon(*_ICONS[item.state]), f"{item.title}：{item.sentence}")
    said = f"{item.state.value}：{item.title}：{item.sentence}"
    line.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    line.setToolTip(item.state.value)
    line.setData(_ITEM, item)
    return line
