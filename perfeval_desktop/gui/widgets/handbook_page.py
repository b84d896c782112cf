"""The text of the handbook: its headings and paragraphs, its pictures, and where its links lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from perfeval_desktop.domain.parsing import folded
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.sharp_picture import natural_width, sharp_picture

_MARGIN = 18
_PICTURES = "pictures/"


class Passage(NamedTuple):
    """A heading (level 2 or 3), a paragraph or a row of a table (level 0), and where it begins."""

    text: str
    heading: str  # over it; a heading is its own
    level: int
    position: int

    def holds(self, words: Sequence[str]) -> bool:
        """Say whether all words are here or in the heading over it, and one of them here."""
        here, whole = folded(self.text), folded(f"{self.heading} {self.text}")
        return any(each in here for each in words) and all(each in whole for each in words)


class HandbookPage(QTextBrowser):
    """Shows markdown. A link leads to the heading it names; no link leaves the handbook."""

    heading_asked = Signal(str)

    def __init__(self, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("使用手册")
        self.setOpenLinks(False)
        self.anchorClicked.connect(lambda url: self.heading_asked.emit(url.fragment()))
        self._fitted: tuple[int, float] = (0, 0.0)  # the room and the ratio pictures were made for
        self.document().setDocumentMargin(_MARGIN)
        self.setMarkdown(markdown)
        self._pictures = sorted(set(self._find_pictures()))
        self.passages = list(self._find_passages())
        self._fit_pictures()

    def go_to(self, position: int) -> None:
        """Bring a place to the top."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)  # so that it comes to the top, not to the foot
        cursor.setPosition(position)
        self.setTextCursor(cursor)

    def mark(self, words: Sequence[str]) -> None:
        """Light all places of the words."""
        light = QTextCharFormat()
        light.setBackground(theme.brush(theme.colours().lit))
        light.setForeground(theme.brush(theme.colours().ink))
        marks = []
        for cursor in (found for word in words for found in self._places_of(word)):
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, light
            marks.append(mark)
        self.setExtraSelections(marks)

    def _places_of(self, word: str) -> Iterator[QTextCursor]:
        cursor = self.document().find(word, 0)
        while not cursor.isNull():
            yield cursor
            cursor = self.document().find(word, cursor)

    # Headings and paragraphs

    def _find_passages(self) -> Iterator[Passage]:
        heading, last_row = "", (-1, -1)
        for block in self._blocks():
            level = block.blockFormat().headingLevel()
            heading = block.text() if level else heading
            text, row = _row_of_table(block)
            if row is not None and row == last_row:
                continue  # the row was taken with its first cell
            last_row = row or (-1, -1)
            if text.strip():
                yield Passage(text, heading, level, block.position())

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    # Pictures

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures are no wider than the page."""
        super().resizeEvent(event)
        self._fit_pictures()

    def _find_pictures(self) -> Iterator[str]:
        for block in self._blocks():
            for each in block.textFormats():
                name = each.format.toImageFormat().name()
                if name:
                    yield name

    def _fit_pictures(self) -> None:
        fitted = (self.viewport().width() - 2 * _MARGIN, self.devicePixelRatioF())
        if fitted == self._fitted:
            return
        self._fitted = (room, ratio) = fitted
        for name in self._pictures:
            file = name.removeprefix(_PICTURES)
            picture = sharp_picture(file, min(natural_width(file), room), ratio)
            self.document().addResource(
                QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture
            )
        self.document().markContentsDirty(0, self.document().characterCount())


def _row_of_table(block: QTextBlock) -> tuple[str, tuple[int, int] | None]:
    """Return the text of a block, or of its row of a table, and which row it is."""
    table: QTextTable | None = QTextCursor(block).currentTable()
    if table is None:
        return block.text(), None
    row = table.cellAt(block.position()).row()
    cells = (table.cellAt(row, column) for column in range(table.columns()))
    text = "　".join(cell.firstCursorPosition().block().text() for cell in cells)
    return text, (table.firstPosition(), row)
