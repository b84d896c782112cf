"""One change, followed through: tells what a changed figure leaves to do, and does it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.services.consequences import Following, Kind, accept_edits
from perfeval_desktop.services.session import Outcome

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_COUNTED = {Kind.SENTENCE: "正文 {} 处", Kind.EXPLANATION: "说明 {} 条"}
# What is taken back, or done by this list itself, is no change to be followed through.
_TOLD = frozenset({Origin.TYPED, Origin.ROWS})


class ChangeActions:
    """The action over what followed; it is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._following = Following(self._open_report.session)
        self._has_told = True  # of the last change
        self._open_report.changed.connect(self._on_changed)
        self._open_report.checking_changed.connect(self._on_checking_changed)

    def do_consequences(self) -> None:
        """List what followed from the last changed figure, and do what is accepted."""
        from perfeval_desktop.gui.dialogs.consequences import ConsequencesDialog

        self._workspace.flush()
        self._open_report.finish_checking()  # which settles what followed
        found = self._following.consequences()
        if not found:
            self._workspace.message_bar.say("最近一次没有改数，或者改的数没有牵连到别处。")
            return
        dialog = ConsequencesDialog(found, self._window)
        if dialog.exec():
            edits = accept_edits(self._open_report.session, dialog.accepted_ones)
            self._open_report.apply(edits, "跟着改", Origin.EXPLAINED)
        elif dialog.place is not None:
            self._workspace.show_field(dialog.place)

    def _on_changed(self, outcome: Outcome) -> None:
        self._following.note(outcome)
        self._has_told = outcome.batch.origin not in _TOLD
        self._window.statusBar().clearMessage()

    def _on_checking_changed(self, is_checking: bool) -> None:
        if is_checking:
            return
        self._following.settle()
        if not self._has_told:
            self._has_told = True
            self._tell()

    def _tell(self) -> None:
        kinds = Counter(each.kind for each in self._following.consequences())
        words = [text.format(kinds[kind]) for kind, text in _COUNTED.items() if kinds[kind]]
        if words:  # in the line below: a bar over the sheet would move it while one types
            self._window.statusBar().showMessage(f"这一改还牵连{'、'.join(words)}，按 F4 逐条看。")
