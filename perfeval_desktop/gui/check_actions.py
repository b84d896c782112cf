"""What the menu 审核 does: go through the findings, explain them, make the report final."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.exporting import export_asked
from perfeval_desktop.gui.widgets.side_panels import Side
from perfeval_desktop.gui.workspace import Workspace
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.checking import export_findings, findings_as_text
from perfeval_desktop.services.coverage import rounded_sums, tally, uses_of
from perfeval_desktop.services.explaining import (
    confirm_edits,
    explain_edits,
    withdraw_edits,
)
from perfeval_desktop.services.explanation_annex import (
    annex_name,
    explained_findings,
    export_explanations,
)
from perfeval_desktop.services.exporting import export_name
from perfeval_desktop.services.linking import passages_for
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.checks_list import ChecksDialog
    from perfeval_desktop.gui.main_window import MainWindow

_MENU = (
    *("explain_findings", "confirm_explanations", "mark_seen", "withdraw_explanations"),
    "copy_findings",
)


class CheckActions:
    """The actions over findings; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._checks_dialog: ChecksDialog | None = None
        workspace.findings_panel.menu_requested.connect(self._show_menu)
        workspace.findings_panel.copy_requested.connect(self.do_copy_findings)
        workspace.findings_panel.checks_requested.connect(self.do_all_checks)
        for name in ("missing", "show_uncovered"):
            window.actions_by_id[name].setChecked(False)
        workspace.side.changed.connect(self._check_missing)

    def do_complete_check(self) -> None:
        """Switch 全审 on or off."""
        self._workspace.flush()
        action = self._window.actions_by_id["complete_check"]
        self._open_report.set_complete_check(action.isChecked())

    def do_next_finding(self) -> None:
        """Jump to the next finding."""
        self._workspace.jump_by(1)

    def do_previous_finding(self) -> None:
        """Jump to the previous finding."""
        self._workspace.jump_by(-1)

    def do_use_table_figure(self) -> None:
        """Put the figure of the table in place of the marked one at the caret."""
        self._workspace.flush()
        self._open_report.finish_checking()
        narrative = self._workspace.narrative
        if narrative is None or not narrative.use_replacement():
            self._workspace.message_bar.say("请先把光标放在正文里标了波浪线的数上。")

    def do_missing(self) -> None:
        """List what is not filled in yet, or the findings again."""
        self._workspace.flush()
        is_on = self._window.actions_by_id["missing"].isChecked()
        self._workspace.show_side(Side.MISSING if is_on else Side.FINDINGS)

    def _check_missing(self, side: Side) -> None:
        self._window.actions_by_id["missing"].setChecked(side is Side.MISSING)

    def do_show_uncovered(self) -> None:
        """Hatch the cells that no check uses, or stop that."""
        self._workspace.show_uncovered(self._window.actions_by_id["show_uncovered"].isChecked())

    def do_checks_of_cell(self) -> None:
        """List the checks that use the cell of the cursor."""
        self._workspace.flush()
        view = self._workspace.view
        address = view.current_field() if view is not None else None
        if address is not None:
            session = self._open_report.session
            label = cell_label(session.report, address)
            self._checks_list().show_uses(label, uses_of(session, address))

    def do_all_checks(self) -> None:
        """List all checks, those that passed as well."""
        self._workspace.flush()
        self._open_report.finish_checking()
        self._checks_list().show_tally(tally(self._open_report.session))

    def do_roundings(self) -> None:
        """List the sums that differ by rounding only (尾差)."""
        self._workspace.flush()
        self._open_report.finish_checking()
        self._checks_list().show_rounded(rounded_sums(self._open_report.session))

    def do_balanced_figures(self) -> None:
        """List the figures whose last digit is adjusted in print (舍位平衡)."""
        from perfeval_desktop.services.balance_words import balance_told

        self._workspace.flush()
        balance, report = self._open_report.balance(), self._open_report.report
        told = balance_told(report, balance) if balance is not None else []
        self._checks_list().show_balanced(told, is_asked=balance is not None)

    def _checks_list(self) -> ChecksDialog:
        from perfeval_desktop.gui.dialogs.checks_list import ChecksDialog

        if self._checks_dialog is None:
            self._checks_dialog = ChecksDialog(self._workspace)
            self._checks_dialog.finding_chosen.connect(self._on_check_chosen)
            self._checks_dialog.place_chosen.connect(self._on_place_chosen)
        return self._checks_dialog

    def _on_check_chosen(self, finding: Finding) -> None:
        """The list may be older than the figures: what was put right since is said to be."""
        found = self._open_report.session.engine.findings(True)
        now = next((each for each in found if each.key == finding.key), None)
        if now is None:
            self._workspace.message_bar.say("这个问题已经改好了。")
            return
        self._window.activateWindow()
        self._go_to(now)

    def _on_place_chosen(self, place: FieldAddress) -> None:
        self._window.activateWindow()
        self._workspace.show_field(place)

    # 复制和导出

    def do_copy_findings(self) -> None:
        """Put the chosen findings on the clipboard as text."""
        findings = self._chosen(lambda finding: True, "复制")
        if findings:
            text = findings_as_text(self._open_report.session, findings)
            QApplication.clipboard().setText(text)
            self._workspace.message_bar.say(f"已复制 {len(findings)} 个问题，可以粘贴到表格里。")

    def do_export_findings(self) -> None:
        """Write the result of 全审 as a worksheet, and say where it is."""
        session = self._open_report.session
        name = f"{export_name(session.report, session.value)}审核结果"
        self._export("审核结果", name, ".xlsx", export_findings)

    def do_export_explanations(self) -> None:
        """Write what was said of the findings as a PDF, and say where it is."""
        session = self._open_report.session
        if explained_findings(session):
            choices = self._window.settings.print_job.choices
            self._export(
                *("审核情况说明", annex_name(session), ".pdf"),
                lambda session, path: export_explanations(session, path, choices),
            )
        else:
            self._workspace.message_bar.say("还没有给问题写说明，没有可以导出的。")

    def _export(
        self, title: str, name: str, ending: str, write: Callable[[Session, Path], None]
    ) -> None:
        file, session = self._window.report_file, self._open_report.session
        assert file is not None
        self._workspace.flush()
        self._open_report.finish_checking()
        suggested = file.export_folder / f"{name}{ending}"
        # kept for others, not for reading now: nothing is opened over the findings
        export_asked(
            *(self._window, title, suggested), lambda path, _: write(session, path), opens=False
        )

    # 说明

    def do_explain_findings(self) -> None:
        """Ask why the chosen findings stand, and keep that."""
        from perfeval_desktop.gui.dialogs.explain_findings import Answer, Usual, ask_explanation
        from perfeval_desktop.services.usual_reasons import (
            forget_reason,
            remember_reason,
            usual_reasons,
        )

        findings = self._chosen(lambda finding: True, "写说明")
        if not findings:
            return
        session, report = self._open_report.session, self._open_report.report
        said = report.explanation(findings[0].key)
        before = Answer(said.text, said.link) if said is not None else Answer("")
        passages = passages_for(report, findings)
        usual = Usual(usual_reasons(session), partial(forget_reason, session))
        answer = ask_explanation(findings, before, usual, passages, self._window)
        if answer is not None:
            self._apply(explain_edits(report, findings, *answer), "写审核说明")
            remember_reason(session, answer.text)

    def do_confirm_explanations(self) -> None:
        """Say that explanations hold for the values of now."""
        is_stale = self._is_in(FindingState.STALE)
        self._change(confirm_edits, is_stale, "确认说明", "需要重新确认的说明")

    def do_mark_seen(self) -> None:
        """Put hints aside until their values move."""

        def seen_edits(report: Report, findings: Iterable[Finding]) -> list[Edit]:
            return explain_edits(report, findings, "")

        self._change(seen_edits, lambda each: each.severity is Severity.HINT, "已阅", "提示性问题")

    def do_withdraw_explanations(self) -> None:
        """Take explanations back."""
        is_said = lambda each: self._open_report.state(each) is not FindingState.OPEN  # noqa: E731
        self._change(withdraw_edits, is_said, "撤回说明", "写了说明的问题")

    def _is_in(self, state: FindingState) -> Callable[[Finding], bool]:
        return lambda finding: self._open_report.state(finding) is state

    def _change(
        self,
        edits: Callable[[Report, Iterable[Finding]], list[Edit]],
        suits: Callable[[Finding], bool],
        label: str,
        what: str,
    ) -> None:
        findings = self._chosen(suits, label, what)
        if findings:
            self._apply(edits(self._open_report.report, findings), label)

    def _chosen(
        self, suits: Callable[[Finding], bool], label: str, what: str = "问题"
    ) -> list[Finding]:
        findings = [each for each in self._workspace.findings_panel.chosen() if suits(each)]
        if not findings:
            self._workspace.message_bar.say(f"请先在右边的问题里选中{what}，再点“{label}”。")
        return findings

    def _apply(self, edits: list[Edit], label: str) -> None:
        self._open_report.apply(edits, label, Origin.EXPLAINED)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.addActions([self._window.actions_by_id[name] for name in _MENU])
        menu.exec(place)

    # 上年

    def do_compare_last_year(self) -> None:
        """Ask for last year's file, and keep what it shows for the checks."""
        from PySide6.QtWidgets import QFileDialog

        from perfeval_desktop.gui.file_actions import FILE_FILTER

        self._workspace.flush()
        name, _ = QFileDialog.getOpenFileName(
            self._window, "对照上年文件", self._window.settings.last_folder, FILE_FILTER
        )
        if name:
            self.compare_with(Path(name))

    def compare_with(self, path: Path) -> None:
        """Keep what last year's file shows, and say what was read or why it was refused."""
        from perfeval_desktop.services.last_year import (
            last_year_edits,
            read_last_year,
            told,
            unit_warning,
        )
        from perfeval_desktop.services.user_text import user_text

        report, bar = self._open_report.report, self._workspace.message_bar
        try:
            kept = read_last_year(path, report)
        except PerfevalError as error:
            bar.say(user_text(error).sentence, "error")
            return
        self._open_report.apply(last_year_edits(report, kept), "对照上年文件", Origin.LAST_YEAR)
        warning = unit_warning(report, kept, self._open_report.session.value)
        bar.say(told(kept) + warning, "warning" if warning else "hint")

    # 定稿

    def do_finalise(self) -> None:
        """Show what is left to do, and make the report final when the clerk wants it so."""
        from perfeval_desktop.gui.dialogs.finalise import FinaliseDialog
        from perfeval_desktop.services.finalising import finalise_edits, obstacles

        self._workspace.flush()
        self._open_report.finish_checking()
        session = self._open_report.session
        dialog = FinaliseDialog(obstacles(session), self._window)
        if dialog.exec():
            self._open_report.apply(finalise_edits(session, dialog.reason), "定稿", Origin.STATUS)
            self._workspace.message_bar.say(
                "已经定稿，内容不能再改。要修改时，在“审核”菜单取消定稿。"
            )
        elif dialog.chosen is not None:
            self._go_to(dialog.chosen)

    def _go_to(self, finding: Finding) -> None:
        """What 全审 alone finds is listed only while it is on."""
        if finding.is_due and not self._open_report.is_complete_check:
            self._window.actions_by_id["complete_check"].trigger()
        self._workspace.findings_panel.select(finding)
        self._workspace.jump_to(finding)

    def do_reopen(self) -> None:
        """Ask why a final report is opened again, and open it."""
        from perfeval_desktop.gui.dialogs.finalise import ReopenDialog
        from perfeval_desktop.services.finalising import reopen_edits

        dialog = ReopenDialog(self._window)
        if dialog.exec():
            edits = reopen_edits(self._open_report.report, dialog.reason)
            self._open_report.apply(edits, "取消定稿", Origin.STATUS)
            self._workspace.message_bar.say("已经取消定稿，可以继续修改。")
