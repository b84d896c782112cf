"""还差什么: what is left to do, sheet by sheet; a click or Enter goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QListWidgetItem,
    QWidget,
)

from perfeval_desktop.domain.layout import sheet_label
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.gui.widgets.side_panel import SidePanel
from perfeval_desktop.services.adjusting import mark_of
from perfeval_desktop.services.missing import Lack, Missing, missing, told

_ROOM = 44  # icon and margins beside the text of a row
_ICONS = {
    Lack.UNFILLED: ("pencil", "quiet"),
    Lack.WRONG: ("circle-x", "error"),
    Lack.UNEXPLAINED: ("alert-triangle", "warning"),
    Lack.STALE: ("history", "warning"),
    Lack.TO_VERIFY: ("help", "warning"),
    Lack.CARRIED: ("book", "quiet"),
}
_PLACE = Qt.ItemDataRole.UserRole


class MissingPanel(SidePanel):
    """A count, the list, and the way back to the findings. It follows the report while shown."""

    place_chosen = Signal(object)  # FieldAddress

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        self.list = _MissingList()
        super().__init__(self.list, parent=parent)
        self._open_report = open_report
        self._shown: list[Missing] = []
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.given_up.connect(self.left)
        open_report.changed.connect(self._on_changed)
        open_report.findings_changed.connect(self._on_changed)

    @property
    def words(self) -> str:
        """The line over the list."""
        return self.heading.text()

    def refresh(self) -> None:
        """Show what is missing now, and keep the row that is chosen."""
        report = self._open_report.report
        found = missing(self._open_report.session, self._open_report.sheets())
        mark = mark_of(report.template)
        self.heading.setText(told(found) + (f"\n{mark}" if mark else ""))
        if found == self._shown:
            return
        row = self.list.currentRow()
        self._shown = found
        self.list.clear()
        sheets = [each.sheet for each in found]
        for number, each in enumerate(found):
            if number == 0 or sheets[number - 1] != each.sheet:
                label = f"{sheet_label(report, each.sheet)}（{sheets.count(each.sheet)}）"
                self.list.add_head(label)
            self.list.add(each)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.measure()

    def restyle(self) -> None:
        """The heads have letters and colours of their own."""
        self._shown = []
        if self.isVisible():
            self.refresh()

    def begin(self) -> None:
        """Show what is missing, with the keyboard on the first of it."""
        self.refresh()
        self.list.setFocus()
        if self.list.currentRow() < 1 and self.list.count():
            self.list.setCurrentRow(1)

    def texts(self) -> list[str]:
        """Return what is listed, without the heads."""
        return [each.text for each in self._shown]

    def places(self) -> list[FieldAddress]:
        """Return where what is listed is to be filled in."""
        return [each.place for each in self._shown]

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        each = item.data(_PLACE)
        if isinstance(each, Missing):
            self.place_chosen.emit(each.place)


class _MissingList(SentenceList):
    given_up = Signal()  # Escape

    def __init__(self) -> None:
        super().__init__(_ROOM)
        self.setAccessibleName("还没有填的")

    def add_head(self, label: str) -> None:
        """Add the name of a sheet, which the arrow keys pass over."""
        item = QListWidgetItem(label)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self.font())
        font.setBold(True)
        item.setFont(font)
        item.setBackground(theme.brush(theme.colours().window))
        item.setForeground(theme.brush(theme.colours().text))
        self.addItem(item)

    def add(self, each: Missing) -> None:
        """Add one thing that is missing."""
        name, colour = _ICONS[each.lack]
        icon = theme.icon(name, colour)
        item = QListWidgetItem(icon, each.text)
        item.setToolTip(each.lack.value)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{each.lack.value}：{each.text}")
        item.setData(_PLACE, each)
        self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the findings."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
