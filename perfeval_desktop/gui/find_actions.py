"""Find and replace: opens the window for it, goes to the places, and replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.gui.widgets.side_panels import Side

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.finding_text import Place

_LONGEST_TAKEN = 60  # characters of a selection that are looked for at once


class FindActions:
    """The actions of find and replace; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._dialog: FindReplaceDialog | None = None
        # Ctrl+F is no shortcut of the action: the findings have their own, and one that means two
        # things where both reach does neither.
        find = QShortcut(QKeySequence.StandardKey.Find, workspace.sheet_area)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.do_find_replace)

    def do_find_replace(self) -> None:
        """Open the window, with what is selected in the narrative."""
        selected = self._selected()
        self._workspace.flush()
        dialog = self._made_dialog()
        dialog.begin(selected)
        dialog.show()
        dialog.activateWindow()

    def do_find_next(self) -> None:
        """Go to the next place of what was looked for last."""
        self._step(1)

    def do_find_previous(self) -> None:
        """Go to the place before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if self._dialog is None or not self._dialog.search.text:
            self.do_find_replace()
            return
        self._workspace.flush()
        self._dialog.step(step)
        if not self._dialog.isVisible():
            self._workspace.message_bar.say(self._dialog.message)

    def _selected(self) -> str:
        narrative = self._workspace.narrative
        selected = narrative.selected_text() if narrative is not None else ""
        # Qt writes U+2029 between paragraphs: a line of text to look for has none.
        is_line = "\u2029" not in selected and len(selected) <= _LONGEST_TAKEN
        return selected.strip() if is_line else ""

    def _made_dialog(self) -> FindReplaceDialog:
        if self._dialog is None:
            from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog

            self._dialog = FindReplaceDialog(self._open_report, self._workspace)
            for name in ("undo", "redo", "find_next", "find_previous"):
                self._dialog.addAction(self._window.actions_by_id[name])
            self._dialog.place_chosen.connect(self._go_to)
            self._workspace.cursor_moved.connect(self._follow_sheet)
        self._follow_sheet()
        return self._dialog

    def _follow_sheet(self) -> None:
        if self._dialog is not None and self._workspace.current is not None:
            self._dialog.show_sheet(self._workspace.current)

    def _go_to(self, place: Place) -> None:
        """Show a place; the keyboard stays where it is while the window is used."""
        if self._workspace.side.shown is Side.MISSING:
            self._workspace.show_side(Side.FINDINGS)
        self._workspace.show_field(place.address, place.sheet)
        self._workspace.show_span(TextSpan(place.address, place.start, place.end))
