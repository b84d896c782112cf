"""What the menus, the keyboard and the grip do to rows, and to the sheets of projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from perfeval_desktop.domain.errors import RowRefusedError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.gui.actions import ACTIONS
from perfeval_desktop.gui.widgets.chosen_rows import ChosenRows, choose_rows, chosen_rows
from perfeval_desktop.services.projects import (
    add_sheet_edits,
    cover_line_edits,
    is_project_line,
    project_form,
    sheet_of_line,
)
from perfeval_desktop.services.rows import (
    delete_rows_edits,
    duplicate_rows_edits,
    insert_rows_edits,
    move_rows_edits,
    place_rows_edits,
    refuse_unlike_rows,
    rows_beside,
)

if TYPE_CHECKING:
    from perfeval_desktop.domain.edits import Edit
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

# What the actions are called while several rows are chosen.
_FOR_SEVERAL = {
    "insert_row": "在下面加 {} 行(&I)",
    "delete_row": "删除 {} 行(&D)",
    "duplicate_row": "复制 {} 行(&C)",
    "move_row_up": "上移 {} 行(&U)",
    "move_row_down": "下移 {} 行(&N)",
}
_FOR_ONE = {each.id: each.text for each in ACTIONS if each.id in _FOR_SEVERAL}


class RowActions:
    """The actions on rows; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._named_for = 1  # how many rows the actions speak of
        workspace.sheet_offered.connect(self._offer_sheet)
        workspace.choice_changed.connect(self._name_actions)
        workspace.cursor_moved.connect(self._name_actions)
        workspace.rows_dropped.connect(self._place_rows)
        workspace.rows_missed.connect(self._say_missed)
        self._name_actions()

    # Rows, one or several

    def do_insert_row(self) -> None:
        """Insert empty rows below the chosen ones, as many as they are, and go to the first."""
        self._on_rows(self._insert)

    def _insert(self, rows: list[str]) -> None:
        new, edits = insert_rows_edits(self._open_report.report, rows)
        self._apply(edits, "加一行" if len(rows) == 1 else f"加 {len(rows)} 行")
        self._go_to(new[0])

    def do_duplicate_row(self) -> None:
        """Put copies of the chosen rows below them, and go to the first."""
        self._on_rows(self._duplicate)

    def _duplicate(self, rows: list[str]) -> None:
        report = self._open_report.report
        new, edits = duplicate_rows_edits(report, rows)
        self._apply(edits, "复制一行" if len(rows) == 1 else f"复制 {len(rows)} 行")
        self._go_to(new[0])
        if is_project_line(report, new[0]):
            self._workspace.message_bar.say(
                f"复制出来的行名称和金额与原来一样，{project_form(report)}没有一起复制。"
                "请改成新项目的名称和金额。"
            )

    def do_delete_row(self) -> None:
        """Delete the chosen rows; projects with filled sheets ask first."""
        self._on_rows(self._delete)

    def _delete(self, rows: list[str]) -> None:
        report = self._open_report.report
        edits = delete_rows_edits(report, rows)
        from perfeval_desktop.gui.dialogs.delete_project import confirm_deletion

        if not confirm_deletion(report, rows, self._window):
            return
        what = report.record_name(rows[0]) if len(rows) == 1 else f"{len(rows)} 行"
        beside, column = rows_beside(report, rows[0]), self._column()
        last = beside.index(rows[-1])
        others = [*beside[last + 1 :], *reversed(beside[:last])]
        self._apply(edits, f"删除 {what}")
        neighbour = next((row for row in others if report.has_record(row)), "")
        if neighbour:
            self._choose([neighbour], column)

    def do_move_row_up(self) -> None:
        """Move the chosen rows above the one over them."""
        self._on_rows(lambda rows: self._move(rows, -1))

    def do_move_row_down(self) -> None:
        """Move the chosen rows below the one under them."""
        self._on_rows(lambda rows: self._move(rows, 1))

    def _move(self, rows: list[str], step: int) -> None:
        self._apply_move(rows, move_rows_edits(self._open_report.report, rows, step))

    def _place_rows(self, rows: list[str], before: str) -> None:
        """Put rows where they were dropped: in front of another, "" for the end."""
        edits = place_rows_edits(self._open_report.report, rows, before)
        if edits:
            self._apply_move(rows, edits)

    def _say_missed(self, rows: list[str]) -> None:
        report = self._open_report.report
        record = report.record(rows[0])
        where = record.section or report.template.groups[record.group].label
        self._workspace.message_bar.say(
            f"这里放不下：行只能在“{where}”的各行之间移动。行还在原来的地方。", "warning"
        )

    def _apply_move(self, rows: list[str], edits: list[Edit]) -> None:
        is_here = self._current_record() in rows
        column = self._column() if is_here else -1  # a row dragged from elsewhere: its first field
        self._apply(edits, "移动一行" if len(rows) == 1 else f"移动 {len(rows)} 行")
        self._choose(rows, column)

    def _apply(self, edits: list[Edit], label: str) -> None:
        self._open_report.apply(edits, label)

    def _on_rows(self, action: Callable[[list[str]], None]) -> None:
        self._workspace.flush()
        chosen = self._chosen()
        if not chosen.records:
            return

        def act() -> None:
            refuse_unlike_rows(self._open_report.report, chosen.records, has_fixed=chosen.has_fixed)
            action(chosen.records)

        self._open_report.attempt(act)

    def _chosen(self) -> ChosenRows:
        view = self._workspace.view
        return chosen_rows(view) if view is not None else ChosenRows([])

    def _current_record(self) -> str:
        view = self._workspace.view
        return view.current_record() if view is not None else ""

    def _column(self) -> int:
        view = self._workspace.view
        return view.currentIndex().column() if view is not None else -1

    def _choose(self, rows: list[str], column: int) -> None:
        if self._workspace.view is not None:
            choose_rows(self._workspace.view, rows, column)

    def _go_to(self, row: str) -> None:
        if self._workspace.view is not None:
            self._workspace.view.focus_record(row)

    def _name_actions(self) -> None:
        """Say in the menus how many rows an action is for."""
        chosen = self._chosen()
        number = self._number_of(chosen)
        if number == self._named_for:
            return
        self._named_for = number
        for name, words in _FOR_SEVERAL.items():
            text = words.format(number) if number > 1 else _FOR_ONE[name]
            action = self._window.actions_by_id[name]
            action.setText(text)
            action.setIconText(text.partition("(")[0])
        self._window.update_actions()

    def _number_of(self, chosen: ChosenRows) -> int:
        """Count the rows that can be worked at together; 1 where they cannot."""
        try:
            refuse_unlike_rows(self._open_report.report, chosen.records, has_fixed=chosen.has_fixed)
        except RowRefusedError:
            return 1
        return len(chosen.records)

    # Projects

    def do_add_project_sheet(self) -> None:
        """Make the 附件1-3 of the project line of the cursor, or go to the one it has."""
        self._on_line(self.add_project_sheet)

    def add_project_sheet(self, line: str) -> None:
        """Make the sheet of a project line, or go to the one it has."""
        report = self._open_report.report
        sheet = sheet_of_line(report, line)
        if not sheet:
            sheet, edits = add_sheet_edits(report, line)
            self._open_report.apply(edits, f"建立{project_form(report)} {report.record_name(line)}")
        group = report.group_of(sheet)
        name = next(each.id for each in report.template.sheets if each.per == group)
        self._workspace.show_sheet(SheetRef(name, sheet))
        self._workspace.focus_sheet()

    def do_cover_line(self) -> None:
        """Declare which 附件1-3 covers the project line of the cursor, or that it needs none."""
        self._on_line(self._cover_line)

    def _cover_line(self, line: str) -> None:
        from perfeval_desktop.gui.dialogs.cover_line import ask_coverage

        report = self._open_report.report
        chosen = ask_coverage(report, line, self._window)
        if chosen is not None:
            edits = cover_line_edits(report, line, *chosen)
            self._open_report.apply(edits, f"指明{project_form(report)} {report.record_name(line)}")

    def _offer_sheet(self, line: str) -> None:
        report = self._open_report.report
        name, form = report.record_name(line), project_form(report)
        self._workspace.message_bar.say(
            f"“{name}”还没有{form}。", action=(f"建立{form}", lambda: self.add_project_sheet(line))
        )

    def _on_line(self, action: Callable[[str], None]) -> None:
        view = self._workspace.view
        record = view.current_record() if view is not None else ""
        if record:
            self._open_report.attempt(lambda: action(record))
