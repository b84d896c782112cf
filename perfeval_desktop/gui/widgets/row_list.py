"""Lists of rows of texts: what changed, with what it was and what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.widgets.row_table import set_up_rows
from perfeval_desktop.services.comparing import Kind
from perfeval_desktop.services.text_cuts import where_unlike

_WIDEST_PX = 260  # a column of names
_BESIDE_TEXT = 24


class RowList(QTableWidget):
    """A list of rows; Enter or a double click does something with one.

    The last columns, `wide` of them, share the room that the others leave; with none, every column
    is as wide as its texts.
    """

    def __init__(
        self, heads: tuple[str, ...], name: str, do: Callable[[int], None], *, wide: int
    ) -> None:
        super().__init__(0, len(heads))
        self._narrow = len(heads) - wide
        self._do = do
        self.setHorizontalHeaderLabels(list(heads))
        set_up_rows(self, name)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(not wide)
        for column in range(self._narrow, len(heads)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.itemDoubleClicked.connect(lambda item: do(item.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the row, and not for the button of the dialog as well."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._do(self.currentRow())
        else:
            super().keyPressEvent(event)

    def show_rows(
        self, rows: Sequence[tuple[str, ...]], tips: Sequence[tuple[str, ...]] = ()
    ) -> None:
        """List them anew; `tips` are the whole texts, where the rows have them shortened."""
        self.setRowCount(len(rows))
        for row, (texts, whole) in enumerate(zip(rows, tips or rows, strict=True)):
            for column, (text, tip) in enumerate(zip(texts, whole, strict=True)):
                self.setItem(row, column, _item(text, tip))
        for column in range(self._narrow):
            # Qt takes Chinese set in a fallback face for narrower than it is.
            wanted = self.sizeHintForColumn(column) + _BESIDE_TEXT
            self.setColumnWidth(column, min(wanted, int(_WIDEST_PX * theme.letter_scale())))
        if rows:
            self.setCurrentCell(0, 0)


def _item(text: str, tip: str) -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split()))
    item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
    item.setToolTip(tip)
    return item


def change_texts(
    kind: Kind, sheet_name: str, label: str, before: str, after: str
) -> tuple[str, ...]:
    """Return what a row shows of something that is different.

    A row that went or came says so where nothing else would stand.
    """
    before, after = where_unlike(before, after)
    before, after = before or "（空）", after or "（空）"
    if kind is Kind.ADDED:
        before = "（没有）"
    elif kind is Kind.REMOVED:
        after = "（已删除）"
    return (sheet_name, label, before, after)
