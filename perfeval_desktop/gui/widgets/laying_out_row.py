"""The row under the preview that shows how far the paper is laid out, and stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget


class LayingOutRow(QWidget):
    """Hidden while nothing is laid out; shown only when it takes long."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("排版进度")
        self.stop_button = QPushButton("停下")
        self.stop_button.setToolTip("不排了，改回刚才的选择")
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.addWidget(QLabel("正在排版…"))
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop_button)
        self.hide()

    def begin(self, *, can_stop: bool) -> None:
        """Show that it is going on; there is something to go back to when it can be stopped."""
        self.progress.setRange(0, 0)
        self.stop_button.setVisible(can_stop)
        self.show()

    def step(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def end(self) -> None:
        """It is done, or not wanted any more."""
        self.hide()
