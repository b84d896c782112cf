"""Where the reason for a change is chosen from usual ones, or written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox


class ReasonBox(QComboBox):
    """Shows nothing chosen at first; `asked` says what is wanted, `name` is what is read aloud."""

    reason_changed = Signal()

    def __init__(self, reasons: Sequence[str], name: str, asked: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.addItems(list(reasons))
        self.setCurrentText("")
        self.setAccessibleName(name)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(asked)
        line.textChanged.connect(self.reason_changed)

    @property
    def reason(self) -> str:
        """The reason as it was written."""
        return self.currentText().strip()
