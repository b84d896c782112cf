"""The source at the left of an import: the document, and over a table which sheet it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from perfeval_desktop.domain.source_document import SourcePlace, SourceTable
from perfeval_desktop.gui.widgets.source_view import SourceView
from perfeval_desktop.services.import_questions import SheetChoice, sheet_choices
from perfeval_desktop.services.import_review import Kind, Review

_NOT_A_TABLE, _NONE = "（这里不是表）", "不要这张表"
_GRAVEST = (Kind.NOT_TAKEN, Kind.DOUBTED, Kind.TAKEN, Kind.FORM)


class SourcePane(QWidget):
    """`sheet_wanted` gives the number of a table and the sheet it is, None for none."""

    sheet_wanted = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._table = -1
        self._choices: list[SheetChoice] = []
        self.view = SourceView()
        self.sheet_box = QComboBox()
        self.sheet_box.setAccessibleName("这张表是报告里的哪一张")
        self.sheet_box.setMinimumContentsLength(10)
        self.sheet_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sheet_box.activated.connect(self._on_sheet)
        self._words = QLabel("原来的文件　这张表")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.addWidget(self._words)
        head.addWidget(self.sheet_box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def show_review(self, review: Review) -> None:
        """Show the document of a review."""
        self._review = review
        self.view.show_document(review.document, self._kind_at)

    def show_place(self, place: SourcePlace) -> None:
        """Light a place, and say which sheet its table is."""
        self.view.show_place(place)
        self._show_sheet(place)

    def _show_sheet(self, place: SourcePlace) -> None:
        assert self._review is not None
        is_table = isinstance(self._review.document.blocks[place.block], SourceTable)
        self._table = place.block if is_table else -1
        self.sheet_box.setEnabled(is_table)
        self.sheet_box.clear()
        if not is_table:
            self.sheet_box.addItem(_NOT_A_TABLE)
            return
        self._choices = sheet_choices(self._review)
        self.sheet_box.addItems([each.words for each in self._choices])
        self.sheet_box.addItem(_NONE)
        now = self._review.plan.sheet_of(place)
        found = (n for n, each in enumerate(self._choices) if each.ref == now)
        self.sheet_box.setCurrentIndex(next(found, len(self._choices)))

    def _kind_at(self, place: SourcePlace) -> Kind | None:
        """What became of what stands there: of several parts, the gravest."""
        assert self._review is not None
        lines = self._review.lines()
        kinds = {lines[at].kind for at in self._review.pieces_at(*place)}
        return next((each for each in _GRAVEST if each in kinds), None)

    def _on_sheet(self) -> None:
        if self._table >= 0:
            at = self.sheet_box.currentIndex()
            chosen = self._choices[at].ref if at < len(self._choices) else None
            self.sheet_wanted.emit(self._table, chosen)
