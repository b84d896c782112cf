"""The report has another form: what the window keeps of the workspace that showed the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.open_report import OpenReport

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from perfeval_desktop.gui.report_file import ReportFile
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.session import Session


class Kept(NamedTuple):
    """Where the clerk was, and how she had it."""

    session: Session
    sheet: SheetRef | None
    field: FieldAddress | None
    is_complete_check: bool
    enters_yuan: bool

    @classmethod
    def of(cls, workspace: Workspace) -> Kept:
        """Return what there is to keep of a workspace that is about to go."""
        report = workspace.open_report
        try:
            field = workspace.field_here()
        except (KeyError, IndexError):  # the grid is that of a form that is not there any more
            field = None
        return cls(
            *(report.session, workspace.current, field),
            report.is_complete_check,
            report.enters_yuan,
        )

    def new_report(self, file: ReportFile, parent: QObject) -> OpenReport:
        """Return the adapter of the same session, for a new workspace."""
        report = OpenReport(self.session, file, parent)
        report.is_complete_check = self.is_complete_check
        report.enters_yuan = self.enters_yuan
        return report

    def sheet_in(self, report: OpenReport) -> SheetRef | None:
        """Return the sheet she was on, None where the form does not have it any more."""
        return self.sheet if self.sheet in report.sheets() else None

    def go(self, workspace: Workspace) -> None:
        """Put the cursor where it was."""
        report = workspace.open_report.report
        here = self.field
        if here is None or workspace.current != self.sheet:
            return
        if here.field in report.template.fields and report.has_record(here.record):
            workspace.show_field(here, self.sheet)


def say_what_changed(workspace: Workspace, outcome: object) -> None:
    """Say what became of the form."""
    from perfeval_desktop.services.session import Outcome

    assert isinstance(outcome, Outcome)
    batch = outcome.batch
    label = batch.label
    if batch.origin is Origin.UNDO:
        words = f"已撤销：{label}。"
    elif batch.origin is Origin.REDO:
        words = f"已恢复：{label}。"
    else:
        words = f"{label}。已经改好，可以撤销。"
    workspace.message_bar.say(words)
