"""What comes before the seal: 盖章前检查 and 负责人阅签单."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Edition, PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.exporting import export_asked
from perfeval_desktop.gui.workspace import Workspace

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.readiness import ReadinessDialog
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.services.session import Session


class ReadinessActions:
    """The actions over paper that goes along; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._dialog: ReadinessDialog | None = None
        self._day = date.today()

    def do_stamp_readiness(self) -> None:
        """Look at everything once more, and list what came out."""
        from perfeval_desktop.gui.tasks import OnStep, run_with_progress
        from perfeval_desktop.services.readiness import PaperFacts, paper_facts, stamp_readiness

        session, choices = self._begin(), self._stamped()

        def look(on_step: OnStep) -> PaperFacts:
            from perfeval_desktop.services.paper_fonts import font_notes, fonts_for

            facts = paper_facts(session, choices, font_notes(choices), fonts_for(choices))
            on_step(1, 1)  # ends it here when it was cancelled meanwhile
            return facts

        result = run_with_progress(self._window, "正在排版、检查…", look)
        if result.value is None:
            return
        self._day = date.today()
        items = stamp_readiness(session, self._day, result.value)
        self._shown_dialog().show_items(items)

    def do_signatory_page(self) -> None:
        """Write the page for the head of the unit as PDF, and open it."""
        from perfeval_desktop.services.check_codes import codes_now
        from perfeval_desktop.services.signatory_page import export_signatory, signatory_name

        session, choices = self._begin(), self._stamped()
        self._export(
            "负责人阅签单",
            signatory_name(session),
            lambda path: export_signatory(session, path, codes_now(session), choices),
        )

    def _stamped(self) -> PaperChoices:
        """Return how the paper for the seal is printed: the public edition gets none."""
        return replace(self._window.settings.print_job.choices, edition=Edition.SUBMITTED)

    def _begin(self) -> Session:
        """Take over what is still being typed or checked: it is counted."""
        self._workspace.flush()
        self._open_report.finish_checking()
        return self._open_report.session

    def _shown_dialog(self) -> ReadinessDialog:
        from perfeval_desktop.gui.dialogs.readiness import ReadinessDialog

        if self._dialog is None:
            dialog = self._dialog = ReadinessDialog(self._workspace)
            dialog.place_chosen.connect(self._go_to)
            dialog.again_requested.connect(self.do_stamp_readiness)
            dialog.print_requested.connect(self._print_list)
            dialog.report_requested.connect(self._window.actions_by_id["print"].trigger)
            self._open_report.changed.connect(dialog.say_changed)
        return self._dialog

    def _go_to(self, place: FieldAddress | SheetRef) -> None:
        """The list may be older than the report: what is gone since is not gone to."""
        report = self._open_report.report
        if not report.has_record(place.record):
            self._workspace.message_bar.say("这一处已经删掉了，请再检查一遍。")
            return
        self._window.activateWindow()
        if isinstance(place, SheetRef):
            self._workspace.show_sheet(place)
            self._workspace.focus_sheet()
        else:
            self._workspace.show_field(place)

    def _print_list(self) -> None:
        """Write the list that is shown as PDF, and open it to be printed."""
        from perfeval_desktop.services.readiness_page import export_readiness, readiness_name

        assert self._dialog is not None
        session, items, day = self._open_report.session, self._dialog.items, self._day
        choices = self._stamped()
        self._export(
            "盖章前检查单",
            readiness_name(session),
            lambda path: export_readiness(session, items, day, path, choices),
        )

    def _export(self, title: str, name: str, write: Callable[[Path], None]) -> None:
        file = self._window.report_file
        assert file is not None
        suggested = file.export_folder / f"{name}.pdf"
        export_asked(self._window, title, suggested, lambda path, _: write(path))
