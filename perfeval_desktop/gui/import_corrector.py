"""What the clerk does about the pieces of an import; each correction can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import ValueType, editing_text
from perfeval_desktop.gui.widgets.message_bar import MessageBar
from perfeval_desktop.gui.widgets.pieces_view import PiecesView
from perfeval_desktop.services.import_questions import alike
from perfeval_desktop.services.import_review import Kind, Review


class ImportCorrector(QObject):
    """Corrects a review, by what is chosen in the list of its pieces."""

    step_wanted = Signal(int)  # there is nothing to correct: on to the next piece

    def __init__(
        self, review: Review, rows: PiecesView, message_bar: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self.review, self.list, self.message_bar = review, rows, message_bar
        self._window = window

    def confirm(self) -> None:
        """The chosen doubted pieces are right as they are; go on to the next."""
        if not self.review.confirm(self.list.chosen_pieces()):
            self.step_wanted.emit(1)

    def confirm_alike(self) -> None:
        """All that are doubted for the same reason as the one at hand are right."""
        line = self.list.current_line()
        if line is not None and line.piece >= 0:
            self.review.confirm(alike(self.review, line.piece))

    def confirm_all(self) -> None:
        """All that are doubted are right."""
        self.review.confirm([e.piece for e in self.review.lines() if e.kind is Kind.DOUBTED])

    def take_out(self) -> None:
        """Do not bring in what is chosen."""
        self.review.take_out(self.list.chosen_pieces())

    def keep_standing(self) -> None:
        """Leave what stands in the report, where what is chosen would replace it."""
        self.review.keep_standing(self.list.chosen_pieces())

    def keep_all_standing(self) -> None:
        """Leave everything that stands in the report."""
        self.review.keep_standing([each.piece for each in self.review.replaced_lines()])

    def place_at(self, address: FieldAddress) -> None:
        """Put the piece at hand into a place of the form."""
        line = self.list.current_line()
        if line is None or line.piece < 0:
            self.message_bar.say("请先在清单或者左边的文件里，选中要放的内容。")
            return
        self._try(lambda: self.review.place(line.piece, address))

    def choose_place(self) -> None:
        """Let a place of the form be chosen by its name."""
        from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog, Words
        from perfeval_desktop.services.places import all_places

        line = self.list.current_line()
        if line is None or line.piece < 0:
            return
        fields = self.review.report.template.fields
        cells = [
            each.cell
            for each in all_places(self.review.trial.session)
            if fields[each.cell.address.field].type is not ValueType.REFERENCE
        ]
        words = Words("打几个字找：表名、项目名、栏目", "可以放的地方", "放到这里")
        dialog = ChooseCellDialog("放到哪里", cells, self._window, words)
        dialog.exec()
        chosen = dialog.chosen
        dialog.deleteLater()
        if chosen is not None:
            self._try(lambda: self.review.place(line.piece, cells[chosen].address))

    def change_text(self) -> None:
        """Let the text be changed that goes into the form."""
        line = self.list.current_line()
        piece = self.review.piece(line) if line is not None else None
        if line is None or piece is None or piece.value is None or line.address is None:
            return
        now = editing_text(piece.value, self.review.report.template.numbers)
        asking = QInputDialog(self._window)
        asking.setWindowTitle("改文字")
        asking.setLabelText(f"填到 {self.review.label(line.address)}：")
        asking.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        asking.setTextValue(now)
        asking.setOkButtonText("改成这样")
        asking.setCancelButtonText("取消")
        is_changed = asking.exec() and asking.textValue() != now
        asking.deleteLater()
        if is_changed:
            self._try(lambda: self.review.retext(line.piece, asking.textValue()))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except ValueParseError as error:
            self.message_bar.say(f"放不进去：{error.reason}什么都没有改。", "warning")

    def take_for(self, block: int, ref: SheetRef | None) -> None:
        """A table is another sheet than it was taken for, or none."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.import_rematch import as_sheet, without_table
        from perfeval_desktop.services.user_text import user_text

        review = self.review
        if ref is None:
            review.change_plan("不要这张表", without_table(review.plan, block))
            return
        done = run_with_progress(
            self._window,
            "正在重新认这张表…",
            lambda _: as_sheet(review.plan, review.document, review.base, block, ref),
        )
        if done.error is not None:
            self.message_bar.say(user_text(done.error).sentence, "warning")
        if done.value is not None:
            review.change_plan(f"这张表是{ref.sheet}", done.value)
