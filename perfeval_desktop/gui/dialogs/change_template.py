"""换用新表样: which template, and what comes of it, before it happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.catalogue import TemplateName
from perfeval_desktop.services.moving import Move
from perfeval_desktop.services.user_text import user_text


class ChangeTemplateDialog(QDialog):
    """The installed templates of the year above, what moving to the marked one brings below."""

    def __init__(
        self,
        templates: Sequence[TemplateName],
        plan: Callable[[TemplateName], Move],
        year: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("换用新表样")
        self._templates, self._plan, self._year = tuple(templates), plan, year
        self._planned: Move | None = None
        words = QLabel(
            "换表样是一步，可以撤销。填好的内容按填报项对应过去；新表样里没有的会丢掉，"
            "先列在下面，请看过再换。"
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("已安装的表样")
        self.list.setWordWrap(True)
        self.list.addItems([f"{each.name}（{each.id}）" for each in self._templates])
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.lines = QListWidget()
        self.lines.setAccessibleName("换了会怎样")
        self.lines.setWordWrap(True)
        self.do_button = QPushButton("换用这套表样")
        self.do_button.setAutoDefault(False)
        self.do_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        column.addWidget(self.lines, 3)
        column.addLayout(button_row(leaving_button(self), self.do_button))
        self.list.currentRowChanged.connect(lambda row: self._show_plan())
        self.list.setCurrentRow(0 if self._templates else -1)
        open_at(self, 640, 520)
        self.list.setFocus()

    def _show_plan(self) -> None:
        row = self.list.currentRow()
        self._planned = None
        self.lines.clear()
        if row >= 0:
            try:
                self._planned = self._plan(self._templates[row])
            except PerfevalError as error:
                self.said.setText(user_text(error).body)
        self.do_button.setEnabled(self._planned is not None)
        if self._planned is not None:
            lines = list(self._planned.lines(self._year))
            self.lines.addItems(lines)
            self.said.setText(_summary(self._planned, bool(lines)))

    @property
    def planned(self) -> Move | None:
        """What comes of the template that is marked, None where it cannot be taken."""
        return self._planned


def _summary(move: Move, has_lines: bool) -> str:
    if move.loses:
        count = len(move.change.lost) + len(move.change.rows) + len(move.refused)
        return f"请看：有 {count} 处在新表样里没有位置，换了就丢掉（可以撤销）。"
    if has_lines:
        return "填好的内容都能对应过去，一处也不丢；表样有下面这些不同。"
    return "填好的内容都能对应过去，一处也不丢；只有文字说明不同。"
