"""The handbook: headings and a search at the left, the text at the right, shortcuts at its end."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.parsing import folded
from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.handbook_page import HandbookPage, Passage
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.resources import resources_dir

SHORTCUTS = "快捷键"
_BESIDE_TEXT = 24
_BEFORE, _LENGTH = 10, 44  # characters of a paragraph that are listed
_NOTHING = "没有找到。换一个短一点的词试试。"
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Handbook(QDialog):
    """Stays open while the clerk works on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText("查词，例如：盖章")
        self.search_line.setAccessibleName("在手册里查词")
        self.search_line.setClearButtonEnabled(True)
        self.headings = QListWidget()
        self.headings.setAccessibleName("目录")
        self.headings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found = SentenceList(_BESIDE_TEXT)
        self.found.setAccessibleName("找到的地方")
        self.text = HandbookPage(handbook_text())
        self._places = [each for each in self.text.passages if each.level in (2, 3)]
        self._hits: list[Passage] = []
        for each in self._places:
            self.headings.addItem("　" * (each.level - 2) + each.text)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._lists = QStackedWidget()
        self._lists.addWidget(self.headings)
        self._lists.addWidget(self.found)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 0)
        column.addWidget(self.search_line)
        column.addWidget(self._lists, 1)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self.text)
        splitter.setSizes([250, 690])
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        open_at(self, 940, 640)

    def _connect(self) -> None:
        self.headings.currentRowChanged.connect(self._go_to_heading)
        self.headings.itemClicked.connect(lambda item: self._go_to_heading(self.headings.row(item)))
        self.found.currentRowChanged.connect(self._go_to_found)
        self.text.heading_asked.connect(self._show_heading)
        self.search_line.textChanged.connect(self._search)

    # Headings

    def open_at(self, words: str) -> None:
        """Show the first heading that holds the words, the beginning when none does."""
        self.show()
        self.activateWindow()
        self.search_line.clear()
        self.text.setFocus()
        self._show_heading(words)

    def heading_titles(self) -> list[str]:
        """Return all headings."""
        return [each.text for each in self._places]

    def _show_heading(self, words: str) -> None:
        titles = self.heading_titles()
        rows = [row for row, title in enumerate(titles) if title == words]
        rows += [row for row, title in enumerate(titles) if words in title]
        row = next(iter(rows), 0)
        self.headings.setCurrentRow(row)
        self._go_to_heading(row)  # also when it was there already, and has been scrolled away

    def _go_to_heading(self, row: int) -> None:
        if row >= 0:
            self.text.go_to(self._places[row].position)

    # Searching

    def _search(self) -> None:
        """List the headings and paragraphs that hold all words, headings first."""
        words = folded(self.search_line.text()).split()
        hits = [each for each in self.text.passages if words and each.holds(words)]
        self._hits = sorted(hits, key=lambda each: not each.level)
        blocker = QSignalBlocker(self.found)
        self.found.clear()
        for each in self._hits:
            self.found.addItem(_listed(each, words))
        if words and not self._hits:
            self.found.addItem(_NOTHING)
            self.found.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        self.found.measure()
        blocker.unblock()
        self.text.mark(words)
        self._lists.setCurrentWidget(self.found if words else self.headings)
        self.found.setCurrentRow(0 if self._hits else -1)

    def _go_to_found(self, row: int) -> None:
        if 0 <= row < len(self._hits):
            self.text.go_to(self._hits[row].position)

    def _step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) that was found; behind the last comes the first."""
        if self._hits:
            self.found.setCurrentRow((self.found.currentRow() + step) % len(self._hits))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 closes what it opened; when searching, Enter goes on, and Escape ends that first."""
        is_searching = self.search_line.hasFocus()
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F1:
            self.close()
        elif is_searching and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(-1 if is_back else 1)
        elif is_searching and key in _STEPS:
            self._step(_STEPS[key])
        elif key == Qt.Key.Key_Escape and self.search_line.text():
            self.search_line.clear()
        elif key == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.search_line.setFocus()
        else:
            super().keyPressEvent(event)


def _listed(passage: Passage, words: list[str]) -> str:
    """Return a heading, or the part of a paragraph that holds the first of the words."""
    if passage.level:
        return passage.text
    places = [folded(passage.text).find(each) for each in words]
    start = max(0, min(each for each in places if each >= 0) - _BEFORE)
    part = passage.text[start : start + _LENGTH]
    before = "…" if start else ""
    behind = "…" if start + _LENGTH < len(passage.text) else ""
    return f"{passage.heading}：{before}{part}{behind}"


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
