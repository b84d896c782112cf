"""Which earlier state a paper is compared with: finals, printed ones, the end of each day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.marked_copy import EarlierState


class ChooseEarlierDialog(QDialog):
    """A list of earlier states; Enter or a double click takes the chosen one."""

    def __init__(
        self,
        title: str,
        words: str,
        button: str,
        states: Sequence[EarlierState],
        chosen: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Offer `states`, at least one; `chosen` is the number of the one that is chosen at first.

        `words` says what is asked for, `button` what happens with it.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._states = tuple(states)
        head = QLabel(words)
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        self.list = SentenceList()
        self.list.setAccessibleName("以前的稿子")
        for state in self._states:
            look = ("circle-check", "done") if state.is_final else ("history", "quiet")
            icon = theme.icon(*look)
            self.list.addItem(QListWidgetItem(icon, state.words))
        numbers = [each.number for each in self._states]
        self.list.setCurrentRow(numbers.index(chosen) if chosen in numbers else 0)
        self.take = QPushButton(button)
        self.take.setDefault(True)
        self.take.clicked.connect(self.accept)
        self.list.itemActivated.connect(self.accept)
        whole = QVBoxLayout(self)
        whole.setSpacing(8)
        whole.addWidget(head)
        whole.addWidget(self.list, 1)
        whole.addLayout(button_row(leaving_button(self), self.take))
        open_at(self, 460, 320)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def number(self) -> int:
        """The place in the history of the chosen state."""
        return self._states[self.list.currentRow()].number
