"""What the menus do to the open report: undo, values, places, scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import DateValue, ValueType
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.workspace import Workspace
from perfeval_desktop.services.entering import leave_blank_edits
from perfeval_desktop.services.session import Outcome

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant
    from perfeval_desktop.gui.main_window import MainWindow


class ReportActions:
    """The actions that need a report; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._assistant: ScoringAssistant | None = None

    # 编辑

    def do_undo(self) -> None:
        """Take back the last action, and show where it was."""
        self._step_back(OpenReport.undo)

    def do_redo(self) -> None:
        """Repeat the action taken back last, and show where it was."""
        self._step_back(OpenReport.redo)

    def _step_back(self, step: Callable[[OpenReport], Outcome | None]) -> None:
        self._workspace.flush()
        outcome = step(self._open_report)
        if outcome is not None and not outcome.has_new_form:
            self._workspace.show_change(outcome)

    def do_computed_again(self) -> None:
        """Take a stated value away, so that the computed one shows again."""
        address = self._current_field()
        if address is not None and self._field_has_formula(address):
            self._open_report.enter(address, "")

    def do_leave_blank(self) -> None:
        """Leave a computed cell empty on purpose."""
        address = self._current_field()
        if address is not None and self._field_has_formula(address):
            edits = leave_blank_edits(self._open_report.report, address)
            self._open_report.apply(edits, "留空")

    def do_fill_today(self) -> None:
        """Put today's date into the date cell of the cursor."""
        from datetime import date

        self._workspace.flush()
        address = self._current_field()
        if address is None:
            return
        if self._open_report.report.template.fields[address.field].type is not ValueType.DATE:
            self._workspace.message_bar.say("这一格不是填日期的，没有改动。")
            return
        self._open_report.enter(address, DateValue.of(date.today()).text)

    def do_go_to(self) -> None:
        """Let a field or chapter be chosen by parts of its name, and go there."""
        from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog, Words
        from perfeval_desktop.services.places import all_places

        self._workspace.flush()
        places = all_places(self._open_report.session)
        words = Words("打几个字找：表、项目名、栏目、章节，或者数", "全部的格和章节", "转到")
        dialog = ChooseCellDialog("转到", [each.cell for each in places], self._window, words)
        if dialog.exec() and dialog.chosen is not None:
            sheet, cell = places[dialog.chosen]
            self._workspace.show_field(cell.address, sheet)

    def _current_field(self) -> FieldAddress | None:
        view = self._workspace.view
        return view.current_field() if view is not None else None

    def _field_has_formula(self, address: FieldAddress) -> bool:
        has_formula = bool(self._open_report.report.template.fields[address.field].formula)
        if not has_formula:
            self._workspace.message_bar.say("这一格不是自动计算的，按 Delete 键就能清空。")
        return has_formula

    # 评分

    def do_scoring_assistant(self) -> None:
        """Show the proposed scores of the current sheet."""
        self._workspace.flush()
        if self._assistant is None:
            self._assistant = self._make_assistant()
        self._follow_sheet()
        self._assistant.show()
        self._assistant.activateWindow()

    def _make_assistant(self) -> ScoringAssistant:
        from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant

        assistant = ScoringAssistant(self._open_report, self._workspace)
        for name in ("undo", "redo"):
            assistant.addAction(self._window.actions_by_id[name])
        self._workspace.cursor_moved.connect(self._follow_sheet)
        return assistant

    def _follow_sheet(self) -> None:
        """The assistant shows the sheet of the window, as long as that is one with scores."""
        ref = self._workspace.current
        if self._assistant is not None and ref is not None and self._workspace.is_scored:
            self._assistant.show_sheet(ref)
