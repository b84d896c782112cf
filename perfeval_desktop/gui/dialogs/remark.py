"""Write what is to be noted on a cell (批注)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at


class RemarkDialog(QDialog):
    """The cell's name, the text, and buttons that say what they do. Ctrl+Enter keeps the text."""

    def __init__(self, cell: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("批注")
        head = QLabel(f"{cell}：批注只给自己看，存在文件里，不打印。")
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        self.edit = _Edit(text)
        self.edit.setAccessibleName("批注")
        self.edit.setPlaceholderText("例如：等财务科 3 月 10 日给出决算数")
        self.edit.done.connect(self.accept)
        self.keep_button = QPushButton("存下批注")
        self.keep_button.setDefault(True)
        self.keep_button.setToolTip("Ctrl+Enter")
        self.keep_button.clicked.connect(self.accept)
        self.delete_button = QPushButton("删去批注")
        self.delete_button.setAutoDefault(False)
        self.delete_button.setEnabled(bool(text))
        self.delete_button.clicked.connect(self._on_delete)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(self.edit, 1)
        column.addLayout(button_row(leaving_button(self), self.delete_button, self.keep_button))
        self.edit.selectAll()
        open_at(self, 440, 240)

    @property
    def text(self) -> str:
        """The remark as it was written; "" takes it away."""
        return self.edit.toPlainText().strip()

    def _on_delete(self) -> None:
        self.edit.clear()
        self.accept()


class _Edit(QPlainTextEdit):
    done = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is done; Enter alone breaks the line."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
        else:
            super().keyPressEvent(event)
