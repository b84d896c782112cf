"""What the clerk says of figures in the narrative, and figures put into it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.figure_notes import (
    Cell,
    FigureHere,
    all_cells,
    cells_alike,
    cells_found_beside,
    figure_at,
    insert_edits,
    note_edits,
)

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.widgets.narrative_editor import Caret
    from perfeval_desktop.gui.workspace import Workspace

_NOT_IN_PROSE = "请先把光标放在正文里。"
_NO_SENTENCES = "这套表样的正文没有现成的句子。"
_NO_FIGURE = "请先把光标放在正文的一个数上。"


class ProseActions:
    """The actions over figures in prose; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        workspace.prose_menu_opening.connect(self.add_to_menu)
        workspace.sentence_wanted.connect(self.do_insert_sentence)

    def do_figure_meaning(self) -> None:
        """Offer at the caret what can be said of the figure there."""
        caret = self._workspace.prose_caret()
        if caret is None:
            self._workspace.message_bar.say(_NOT_IN_PROSE)
            return
        menu = QMenu(self._window)
        self.add_to_menu(menu, caret.address, caret.position)
        if menu.actions():
            menu.exec(caret.on_screen)
        else:
            self._workspace.message_bar.say(_NO_FIGURE)
        menu.deleteLater()

    def do_insert_figure(self) -> None:
        """Let a cell be chosen, and put its figure at the caret, where it follows the cell."""
        caret = self._workspace.prose_caret()
        if caret is None:
            self._workspace.message_bar.say(_NOT_IN_PROSE)
            return

        def insert(cell: FieldAddress) -> None:
            edits = insert_edits(self._open_report.session, caret.address, caret.position, cell)
            self._insert(caret, edits, "插入表里的数")

        self._choose_cell("插入哪一格的数", insert)

    def do_insert_sentence(self) -> None:
        """Let a sentence of the template be chosen, and put it at the caret with its figures."""
        caret = self._workspace.prose_caret()
        if caret is None:
            self._workspace.message_bar.say(_NOT_IN_PROSE)
            return
        from perfeval_desktop.gui.dialogs.insert_sentence import InsertSentenceDialog
        from perfeval_desktop.services.template_sentences import offered_sentences, sentence_edits

        session = self._open_report.session
        offered = offered_sentences(session, caret.address.field)
        if not offered:
            self._workspace.message_bar.say(_NO_SENTENCES)
            return
        dialog = InsertSentenceDialog(offered, self._window)
        if dialog.exec() and dialog.chosen is not None:
            sentence = offered[dialog.chosen]
            edits = sentence_edits(session, caret.address, caret.position, sentence)
            self._insert(caret, edits, "插入表样的句子")

    def _insert(self, caret: Caret, edits: list[Edit], label: str) -> None:
        """Apply what puts something in at the caret, which then stands behind it."""
        narrative = self._workspace.narrative
        before = self._length(caret.address)
        self._open_report.apply(edits, label, Origin.TYPED)
        if narrative is not None:
            place = caret.position + self._length(caret.address) - before
            narrative.select_span(TextSpan(caret.address, place, place))

    def _length(self, address: FieldAddress) -> int:
        value = self._open_report.report.value(address)
        return len(value.text) if value is not None else 0

    def add_to_menu(self, menu: QMenu, address: FieldAddress, position: int) -> None:
        """Add what can be said of the figure at a character of a stored text, if there is one."""
        session = self._open_report.session
        figure = figure_at(session, address, position)
        if figure is None or not session.can_edit:
            return
        beside = cells_found_beside(session, address, figure)
        alike = cells_alike(session, figure.written)
        cells = list({each.address: each for each in (*beside, *alike)}.values())
        say = partial(self._say, address, figure)
        if menu.actions():
            menu.addSeparator()
        self._add_cells(menu, f"“{figure.written}”跟着一格变", cells, partial(say, NoteKind.LIVE))
        self._add_cells(menu, f"“{figure.written}”指的是", cells, partial(say, NoteKind.MEANT))
        _add(menu, f"“{figure.written}”不指哪一格，不核对", lambda: say(NoteKind.NONE, None))
        if figure.note is not None:
            _add(menu, "取消标注，只当文字", lambda: say(None, None))

    def _add_cells(
        self, menu: QMenu, title: str, cells: list[Cell], use: Callable[[FieldAddress], None]
    ) -> None:
        below = menu.addMenu(title)
        for cell in cells:
            _add(below, f"{cell.label}　{cell.shown}", partial(use, cell.address))
        if cells:
            below.addSeparator()
        _add(below, "其他格…", lambda: self._choose_cell(title, use))

    def _say(
        self, address: FieldAddress, figure: FigureHere, kind: NoteKind | None,
        cell: FieldAddress | None,
    ) -> None:  # fmt: skip
        edits = note_edits(self._open_report.session, address, figure, kind, cell)
        self._open_report.apply(edits, f"标注正文的数“{figure.written}”", Origin.TYPED)

    def _choose_cell(self, title: str, use: Callable[[FieldAddress], None]) -> None:
        from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog

        cells = all_cells(self._open_report.session)
        dialog = ChooseCellDialog(title, cells, self._window)
        if dialog.exec() and dialog.chosen is not None:
            use(cells[dialog.chosen].address)


def _add(menu: QMenu, text: str, use: Callable[[], None]) -> None:
    action = QAction(text, menu)
    action.triggered.connect(lambda checked=False: use())
    menu.addAction(action)
