"""Before a document is brought in: what of it goes where, to be looked through and corrected.

The source at the left, the form at the right, and a list of all pieces below. Whatever is chosen
in one of them is shown in the other two.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.import_corrector import ImportCorrector
from perfeval_desktop.gui.models.pieces_model import PiecesModel
from perfeval_desktop.gui.widgets.correction_bar import CorrectionBar
from perfeval_desktop.gui.widgets.import_target import ImportTarget
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from perfeval_desktop.gui.widgets.pieces_filter import PiecesFilter
from perfeval_desktop.gui.widgets.pieces_view import PiecesView
from perfeval_desktop.gui.widgets.source_pane import SourcePane
from perfeval_desktop.services.import_list import as_text, import_list
from perfeval_desktop.services.import_questions import counts_words
from perfeval_desktop.services.import_review import Kind, Line, Review

_LONGEST_NOTES = 150
_LOW = 500  # height of a window
_IGNORED = QSizePolicy.Policy.Ignored


class ImportPreview(QDialog):
    """Corrects `review`; accepted, its plan is what is to be carried out.

    Args:
        review: What was matched.
        save_list: Asks where to and saves the list as it is now.
    """

    def __init__(
        self,
        review: Review,
        save_list: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"导入 {review.document.name}")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.review = review
        self._save_list = save_list
        self._is_moving = False
        self.message_bar = MessageBar()
        self._counts, self._notes, self._detail, self._left = (QLabel() for _ in range(4))
        self.source, self.target = SourcePane(), ImportTarget()
        self.model = PiecesModel(self)
        self.list = PiecesView(self.model)
        self.filter, self.corrections = PiecesFilter(), CorrectionBar()
        self.corrector = ImportCorrector(review, self.list, self.message_bar, self)
        self.save_button = QPushButton("存清单(&S)…")
        self.copy_button = QPushButton("复制清单(&C)")
        self.cancel_button = leaving_button(self, "不导入")
        self.import_button = QPushButton("导入")
        self.import_button.setDefault(True)
        self._lay_out()
        self._connect()
        self.source.show_review(review)
        self.target.show_review(review)
        self.filter.choose(Kind.DOUBTED if review.count(Kind.DOUBTED) else None)
        self._tell()
        self.list.setFocus()

    def _lay_out(self) -> None:
        for label in (self._counts, self._notes, self._detail, self._left):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._counts.setProperty("heading", True)
        self._notes.setProperty("quiet", True)
        self._notes.setWordWrap(True)
        self._detail.setProperty("quiet", True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.setSizePolicy(_IGNORED, self._detail.sizePolicy().verticalPolicy())
        self._left.setSizePolicy(_IGNORED, self._left.sizePolicy().verticalPolicy())
        self.save_button.setToolTip("把所有内容和放的地方存成 Excel 清单")
        self.copy_button.setToolTip("复制没有放进去的内容，可以贴到别处")
        for button in (self.save_button, self.copy_button):
            button.setAutoDefault(False)
        above = QSplitter(Qt.Orientation.Horizontal)
        above.setHandleWidth(6)
        above.setChildrenCollapsible(False)
        above.addWidget(self.source)
        above.addWidget(self.target)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        for part in (self.filter, self.list, self._detail, self.corrections):
            column.addWidget(part, int(part is self.list))
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setHandleWidth(6)
        whole.setChildrenCollapsible(False)
        whole.addWidget(above)
        whole.addWidget(below)
        for splitter in (above, whole):
            splitter.setSizes([1_000, 1_000])
        page = QVBoxLayout(self)
        page.setContentsMargins(10, 8, 10, 8)
        page.setSpacing(6)
        page.addWidget(self.message_bar)
        page.addWidget(self._counts)
        page.addWidget(self._notes)
        page.addWidget(whole, 1)
        foot = (self.save_button, self.copy_button, self.cancel_button, self.import_button)
        page.addLayout(button_row(*foot, beside=self._left))
        open_at(self, 1330, 690)

    def _connect(self) -> None:
        self.review.listen(self._on_corrected)
        self.list.line_chosen.connect(self._on_line)
        self.list.selectionModel().selectionChanged.connect(self._enable)
        self.source.view.place_chosen.connect(self._on_source)
        self.source.view.step_wanted.connect(self._step)
        self.source.sheet_wanted.connect(self.corrector.take_for)
        self.target.field_chosen.connect(self._on_target)
        self.target.place_wanted.connect(self.corrector.place_at)
        self.filter.changed.connect(self._on_filter)
        bar, rows, does = self.corrections, self.list, self.corrector
        for signal, slot in (
            (bar.confirm_wanted, does.confirm),
            (rows.confirm_wanted, does.confirm),
            (does.step_wanted, self._step),
            (bar.confirm_alike_wanted, does.confirm_alike),
            (bar.confirm_all_wanted, does.confirm_all),
            (bar.place_wanted, does.choose_place),
            (rows.place_wanted, does.choose_place),
            (bar.text_wanted, does.change_text),
            (rows.text_wanted, does.change_text),
            (bar.removal_wanted, does.take_out),
            (rows.removal_wanted, does.take_out),
            (bar.keeping_wanted, does.keep_standing),
            (bar.keep_all_wanted, does.keep_all_standing),
            (bar.undo_wanted, self.review.undo),
            (bar.redo_wanted, self.review.redo),
            (self.save_button.clicked, self._on_save),
            (self.copy_button.clicked, self._on_copy),
            (self.import_button.clicked, self.accept),
            (self.finished, self.target.close_report),
        ):
            signal.connect(slot)
        for keys, slot in (
            ("Ctrl+Z", self.review.undo),
            ("Ctrl+Y", self.review.redo),
            ("Ctrl+F", self.filter.begin_search),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # What is said

    @property
    def words(self) -> str:
        """The counts over it all."""
        return self._counts.text()

    @property
    def left_words(self) -> str:
        """What is said beside the buttons."""
        return self._left.text()

    @property
    def detail(self) -> str:
        """What is said of the piece at hand."""
        return self._detail.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the list needs the room of what can be read elsewhere."""
        super().resizeEvent(event)
        self._hide_if_low()

    def _hide_if_low(self) -> None:
        is_low = self.height() < _LOW * theme.letter_scale()
        self._notes.setVisible(bool(self.review.plan.notes) and not is_low)
        self._detail.setVisible(not is_low)

    def _tell(self) -> None:
        review = self.review
        self._counts.setText(
            f"{review.document.name}　{counts_words(review)}"
            "现在还什么都没有改，导入以后可以一步撤销。"
        )
        notes = review.plan.notes
        text = "".join(notes)
        self._notes.setText(text if len(text) <= _LONGEST_NOTES else text[:_LONGEST_NOTES] + "…")
        self._notes.setToolTip("\n".join(notes))
        self._counts.setToolTip("\n".join(notes))
        self._hide_if_low()
        left = review.count(Kind.NOT_TAKEN)
        taken = review.count(Kind.TAKEN) + review.count(Kind.DOUBTED)
        replaced = len(review.replaced_lines())
        words = [f"还有 {left} 处没有放进去" if left else "全都放进去了"]
        if replaced:
            words.append(f"有 {replaced} 处会换掉报告里原来的内容")
        self._left.setText("，".join(words) + "。")
        self._left.setToolTip(self._left.text())
        self.import_button.setText(f"导入这 {taken} 处")
        self.import_button.setEnabled(taken > 0)
        self.copy_button.setEnabled(left > 0)
        self.filter.tell(review)
        self._enable()

    def _enable(self) -> None:
        lines = self.review.lines()
        chosen = [lines[at] for at in self.list.chosen_pieces()]
        self.corrections.enable(self.review, self.list.current_line(), chosen)

    # Moving: what is chosen in one is shown in the others

    def _on_filter(self) -> None:
        line = self.list.current_line()
        self.model.filter(self.review, self.filter.kind, self.filter.words)
        self._return_to(line, 0)

    def _return_to(self, line: Line | None, row: int) -> None:
        """Go on at a line, or where it stood when it is not listed any more."""
        at = self.model.row_of(line) if line is not None else -1
        if self.model.rowCount():
            self.list.go_to(at if at >= 0 else min(row, self.model.rowCount() - 1))
        else:
            self._detail.clear()
        self._enable()

    def _on_line(self, line: Line) -> None:
        piece = self.review.piece(line)
        texts = [each for each in self.model.texts(line)[1:] if each]
        self._detail.setText("　→　".join(" ".join(each.split())[:90] for each in texts))
        self._detail.setToolTip("\n".join(texts))
        if not self._is_moving:
            if piece is not None:
                self.source.show_place(piece.place)
            self._show_target(line)

    def _show_target(self, line: Line) -> None:
        if line.address is not None:
            self.target.show_field(line.address)
        else:
            self.target.light_nothing()

    def _on_source(self, place: SourcePlace) -> None:
        pieces = self.review.pieces_at(*place)
        self.source.show_place(place)
        if pieces:
            lines = [self.review.line_of_piece(at) for at in pieces]
            line = next((each for each in lines if each.kind is not Kind.FORM), lines[0])
            self._choose(line)
            self._show_target(line)

    def _on_target(self, address: FieldAddress) -> None:
        pieces = self.review.pieces_for(address)
        if pieces:
            line = self.review.line_of_piece(pieces[0])
        else:
            there = (each for each in self.review.lines() if each.address == address)
            found = next(there, None)
            if found is None:
                return
            line = found
        self._choose(line, is_shown_at_source=True)

    def _choose(self, line: Line, *, is_shown_at_source: bool = False) -> None:
        """Choose a line of the list; where the filter hides it, list all there is of its kind."""
        self._is_moving = True
        if self.model.row_of(line) < 0:
            self.filter.search_line.clear()
            self.filter.choose(line.kind if line.kind in (Kind.FORM, Kind.UNFOUND) else None)
        row = self.model.row_of(line)
        if row >= 0:
            self.list.go_to(row)
        self._is_moving = False
        piece = self.review.piece(line)
        if is_shown_at_source and piece is not None:
            self.source.show_place(piece.place)

    def _step(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            self.list.go_to(row)

    # Corrections

    def _on_corrected(self, is_other: bool) -> None:
        line, row = self.list.current_line(), self.list.currentIndex().row()
        self._is_moving = True
        self.model.show(self.review)
        if is_other:
            line = None  # the pieces are others
        elif line is not None and line.piece >= 0:
            line = self.review.line_of_piece(line.piece)
        if is_other:
            self.target.show_review(self.review)
        self._is_moving = False
        self._return_to(line, row)
        self.target.show_doubts()
        self.source.view.viewport().update()
        if self.source.view.current is not None:
            self.source.show_place(self.source.view.current)
        self._tell()

    # The list

    def _on_save(self) -> None:
        if self._save_list is not None:
            self._save_list()

    def _on_copy(self) -> None:
        left = import_list(self.review).left_over
        QApplication.clipboard().setText(as_text(left))
        self.message_bar.say(f"没有放进去的 {len(left)} 处已经复制，可以贴到别处。")
