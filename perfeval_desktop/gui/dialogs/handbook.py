"""The handbook: headings at the left, the text at the right, and all shortcuts at its end."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QListWidget, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.resources import resources_dir

SHORTCUTS = "快捷键"


class Handbook(QDialog):
    """Stays open while the clerk works on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.headings = QListWidget()
        self.headings.setAccessibleName("目录")
        self.text = QTextBrowser()
        self.text.setAccessibleName("使用手册")
        self.text.setOpenExternalLinks(False)
        self.text.document().setDocumentMargin(18)
        self.text.setMarkdown(handbook_text())
        self._places = list(self._find_headings())
        for title, _ in self._places:
            self.headings.addItem(title)
        self.headings.currentRowChanged.connect(self._go_to)
        splitter = QSplitter()
        splitter.addWidget(self.headings)
        splitter.addWidget(self.text)
        splitter.setSizes([210, 690])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        open_at(self, 900, 620)

    def open_at(self, words: str) -> None:
        """Show the first heading that holds the words, the beginning when none does."""
        rows = (row for row, (title, _) in enumerate(self._places) if words in title)
        row = next(rows, 0)
        self.show()
        self.activateWindow()
        self.text.setFocus()
        self.headings.setCurrentRow(row)
        self._go_to(row)  # also when it was there already, and has been scrolled away

    def _find_headings(self) -> list[tuple[str, int]]:
        found = []
        block = self.text.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level in (2, 3):
                found.append(("　" * (level - 2) + block.text(), block.position()))
            block = block.next()
        return found

    def _go_to(self, row: int) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)  # so that the heading comes to the top, not to the foot
        cursor.setPosition(self._places[row][1])
        self.text.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 closes what it opened."""
        if event.key() == Qt.Key.Key_F1:
            self.close()
        else:
            super().keyPressEvent(event)


def handbook_text() -> str:
    """Return the handbook with a table of all shortcuts, which is made from the actions."""
    text = (resources_dir() / "help" / "手册.md").read_text(encoding="utf-8")
    parts = [text.rstrip(), f"## {SHORTCUTS}"]
    for menu, actions in groupby(ACTIONS, key=lambda each: each.menu):
        rows = [
            f"| {each.text.partition('(')[0].rstrip('…')} | {'　'.join(each.shortcuts)} |"
            for each in actions
            if each.shortcuts
        ]
        if rows:
            parts.append("\n".join([f"| {menu.partition('(')[0]} | 按键 |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
