"""Printing the open report, and its PDF, from one dialog with a preview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfeval_desktop.gui.workspace import Workspace

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.services.print_job import Printed, PrintJob
    from perfeval_desktop.services.printing import Printable


class PrintActions:
    """What prints; `do_…` is named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace

    def do_print(self) -> None:
        """Show the paper and let it be printed or exported."""
        from perfeval_desktop.services.print_job import keeping_draft_choices

        self._window.flush()
        settings = self._window.settings
        dialog = self._make_dialog()
        dialog.exec()
        if dialog.printed is not None:
            before, job = settings.print_job, dialog.job
            is_final = self._workspace.open_report.report.status.is_final
            settings.print_job = keeping_draft_choices(job, before) if is_final else job
            self._on_printed(dialog.printed, dialog)
        dialog.deleteLater()

    def _make_dialog(self) -> PrintPreview:
        from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
        from perfeval_desktop.gui.printing import SystemPrinters
        from perfeval_desktop.services.exporting import export_name

        job: PrintJob = self._window.settings.print_job
        dialog = PrintPreview(self._printable(), job, SystemPrinters(), self._window)
        session, file = self._workspace.open_report.session, self._window.report_file
        if file is not None:
            name = export_name(session.report, session.value)
            dialog.suggested = file.export_folder / f"{name}.pdf"
            dialog.before_output = file.publish_now
        return dialog

    def _printable(self) -> Printable:
        """Return the report with what printing needs to know of it."""
        from perfeval_desktop.services.check_codes import codes_now
        from perfeval_desktop.services.printing import Printable
        from perfeval_desktop.services.revisions import state_at

        session = self._workspace.open_report.session
        printable = Printable(session, lambda choices: codes_now(session))
        last = next(iter(session.report.papers[-1:]), None)
        if last is None or not session.history.is_told(last.place):
            return printable
        return replace(
            printable,
            earlier=lambda: state_at(session, last.place),
            earlier_name=f"{last.time.month}月{last.time.day}日{last.medium}的",
        )

    def _on_printed(self, printed: Printed, dialog: PrintPreview) -> None:
        """Something left the house: note its codes, and say so."""
        self._note(printed)
        bar = self._workspace.message_bar
        if dialog.written is not None:
            paper = dialog.paper
            missing = " ".join(paper.missing) if paper is not None else ""
            bar.say(f"已导出 {printed.target}。{missing}", "warning" if missing else "hint")
            self._window.open_document(dialog.written)
            return
        copies = f"，{printed.copies} 份" if printed.copies > 1 else ""
        bar.say(f"已经送到“{printed.target}”：{len(printed.pages)} 页{copies}。")

    def _note(self, printed: Printed) -> None:
        """Keep the codes of the sheets that were printed, and write the file."""
        from perfeval_desktop.services.papers import note_paper

        if printed.codes is None:
            return
        session = self._workspace.open_report.session
        note_paper(session, printed.codes, printed.medium, printed.choices)
        if self._window.report_file is not None:
            self._window.report_file.publish_now()
