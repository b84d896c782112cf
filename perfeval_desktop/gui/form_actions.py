"""表样: adjust the form of the report, list the adjustments, and move to another template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import AdjustmentRefusedError

if TYPE_CHECKING:
    from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
    from perfeval_desktop.gui.dialogs.adjust_form import AdjustFormDialog
    from perfeval_desktop.gui.dialogs.adjustment import Wish
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.open_report import OpenReport
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.adjusting import Proposal
    from perfeval_desktop.services.catalogue import TemplateName
    from perfeval_desktop.services.form_parts import FormParts, Part
    from perfeval_desktop.services.moving import Move

_FINAL = "报告已经定稿，表样不能改；要改，请先在“审核”菜单里取消定稿。下面可以看已有的调整。"
_NO_TEMPLATES = "没有装这个年度的其他表样。"


class FormActions:
    """The actions over the form; each is a method `do_…`, named in `actions.py`.

    A change of the form makes the workspace anew: what is open is asked of the window each time.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._reason = ""  # given last: several changes mostly have one
        self._dialog: AdjustFormDialog | None = None
        _offer_newer(self, workspace)

    @property
    def _open_report(self) -> OpenReport:
        assert self._window.open_report is not None
        return self._window.open_report

    def do_adjust_form(self) -> None:
        """Show the form to adjust it, with the adjustments that were made."""
        from perfeval_desktop.gui.dialogs.adjust_form import AdjustFormDialog

        self._window.flush()
        dialog = AdjustFormDialog(*self._form(), self._why_not(), self._window)
        self._dialog = dialog
        workspace = self._window.workspace
        if workspace is not None and workspace.current is not None:
            dialog.go_to(workspace.current.sheet)
        dialog.wanted.connect(self._adjust)
        dialog.move_wanted.connect(self._move)
        dialog.exec()
        self._dialog = None
        dialog.deleteLater()

    def _form(self) -> tuple[FormParts, list[str]]:
        from perfeval_desktop.services.adjusting import told_lines
        from perfeval_desktop.services.form_parts import FormParts

        report = self._open_report.report
        return FormParts(report.template, report.year), told_lines(report.template, report.year)

    def _why_not(self) -> str:
        report = self._open_report
        if report.report.status.is_final:
            return _FINAL
        return f"只能看，不能改：{report.session.read_only}" if report.session.read_only else ""

    def _adjust(self, kind: AdjustmentKind, part: Part) -> None:
        """Ask for one adjustment, and make it."""
        from perfeval_desktop.gui.dialogs.adjustment import AdjustmentDialog

        def proposed(wish: Wish) -> Proposal:
            from perfeval_desktop.services.form_parts import adjustment_of

            parts, _ = self._form()
            made = adjustment_of(kind, part, wish.typed, parts, wish.total, wish.level)
            return self._proposal(made, wish.reason)

        dialog = AdjustmentDialog(kind, part, proposed, self._reason, self._dialog)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.proposal is not None:
            self._reason = dialog.wish.reason
            self._take(dialog.proposal)
        dialog.deleteLater()

    def _move(self, part: Part, step: int) -> None:
        """Move a chapter by one place among those of its level; no question for so little."""
        from perfeval_desktop.services.form_parts import moved_by

        parts, _ = self._form()
        try:
            made = moved_by(parts, part, step)
            if made is not None:
                self._take(self._proposal(made, self._reason))
        except AdjustmentRefusedError as error:
            self._refuse(error)
            return
        if self._dialog is not None:
            shown = self._form()[0].parts(part.sheet)
            now = next((each for each in shown if each.at == part.at), None)
            self._dialog.go_to(part.sheet, now)

    def _proposal(self, made: Adjustment, reason: str) -> Proposal:
        from perfeval_desktop.services.adjusting import propose, signed

        session = self._open_report.session
        return propose(session.report, signed(made, session.person, session.now(), reason))

    def _take(self, proposal: Proposal) -> None:
        self._open_report.apply(proposal.edits, proposal.label, Origin.FORM)
        if self._dialog is not None:
            self._dialog.show_form(*self._form())

    def _refuse(self, error: AdjustmentRefusedError) -> None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.user_text import user_text

        show_problem(user_text(error), self._dialog or self._window)

    # Another template

    def do_change_template(self) -> None:
        """Show what comes of moving to another template, and do it when she says so."""
        from perfeval_desktop.gui.dialogs.change_template import ChangeTemplateDialog
        from perfeval_desktop.services.moving import templates_to_move_to

        self._window.flush()
        report = self._open_report.report
        templates = templates_to_move_to(report)
        if not templates:
            assert self._window.workspace is not None
            self._window.workspace.message_bar.say(_NO_TEMPLATES)
            return
        dialog = ChangeTemplateDialog(templates, self._plan, report.year, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.planned is not None:
            self._open_report.apply(dialog.planned.edits, dialog.planned.label, Origin.FORM)
        dialog.deleteLater()

    def _plan(self, name: TemplateName) -> Move:
        from perfeval_desktop.services.moving import plan_move
        from perfeval_desktop.templates.installed import load_installed

        return plan_move(self._open_report.report, load_installed(name.id))


def _offer_newer(actions: FormActions, workspace: Workspace) -> None:
    """Say that the program has a corrected edition of the form, once a report is shown."""
    from perfeval_desktop.services.moving import has_newer_edition

    report = workspace.open_report
    if not report.can_edit or not has_newer_edition(report.report.template):
        return
    words = "程序里有这套表样的新版本，和本报告用的不一样。可以先看会有什么变化，再决定换不换。"
    bar = workspace.message_bar
    if not bar.text:
        bar.say(words, is_lasting=True, action=("看看有什么变化…", actions.do_change_template))
