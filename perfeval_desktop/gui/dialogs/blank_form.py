"""Choose of which template the blank form is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.catalogue import TemplateName, usual_template


class BlankFormDialog(QDialog):
    """The installed templates; Enter or a double click takes one."""

    def __init__(self, templates: Sequence[TemplateName], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("空白表样")
        self._templates = tuple(templates)
        words = QLabel("要哪一套表样的空白表？")
        self.list = QListWidget()
        self.list.setAccessibleName("表样")
        self.list.addItems([each.full_name for each in self._templates])
        self.list.setCurrentRow(usual_template(self._templates))
        self.list.setWordWrap(True)
        self.list.itemDoubleClicked.connect(self.accept)
        self.export_button = QPushButton("导出空白表样…")
        self.export_button.setDefault(True)
        self.export_button.setEnabled(bool(self._templates))
        self.export_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addLayout(button_row(leaving_button(self), self.export_button))
        open_at(self, 460, 260)
        self.list.setFocus()

    @property
    def chosen(self) -> TemplateName | None:
        """The template that is marked."""
        row = self.list.currentRow()
        return self._templates[row] if row >= 0 else None
