"""What is done with papers that are there already: check them against the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.verify_paper import VerifyPaperDialog
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.comparing import Difference


class PaperActions:
    """The actions over papers; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._dialog: VerifyPaperDialog | None = None

    def do_verify_paper(self) -> None:
        """Open the window in which the code of a paper is typed."""
        from perfeval_desktop.gui.dialogs.verify_paper import VerifyPaperDialog

        self._workspace.flush()
        if self._dialog is None:
            session = self._workspace.open_report.session
            self._dialog = VerifyPaperDialog(session, self._workspace)
            self._dialog.place_chosen.connect(self._on_place_chosen)
        self._dialog.refresh()
        self._dialog.show()
        self._dialog.activateWindow()

    def _on_place_chosen(self, change: Difference) -> None:
        report = self._workspace.open_report.report
        self._window.activateWindow()
        if not report.has_record(change.address.record):
            self._workspace.message_bar.say(f"“{change.label}”已经删除，没有可以去看的格。")
            return
        sheet = change.sheet if report.has_record(change.sheet.record) else None
        self._workspace.show_field(change.address, sheet)
