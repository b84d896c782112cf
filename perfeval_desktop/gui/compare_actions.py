"""Another file, or an earlier state: compare the report with it, or take a copy's changes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import MergeRefusedError, PerfevalError
from perfeval_desktop.gui.exporting import export_asked, say_error

if TYPE_CHECKING:
    from perfeval_desktop.gui.dialogs.compare import CompareDialog
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.comparing import Difference
    from perfeval_desktop.services.comparison import Comparison, Line
    from perfeval_desktop.services.merging import Merge

_NOW = "现在的报告"


class CompareActions:
    """The actions over two reports; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._dialog: CompareDialog | None = None
        self._again: Callable[[], None] | None = None

    # 比较

    def do_compare(self) -> None:
        """Open the window in which one chooses what to compare with."""
        from perfeval_desktop.services.comparison import comparable_states

        self._workspace.flush()
        dialog = self._made_dialog()
        dialog.show_states(comparable_states(self._open_report.session))
        dialog.show()
        dialog.activateWindow()

    def _made_dialog(self) -> CompareDialog:
        if self._dialog is None:
            from perfeval_desktop.gui.dialogs.compare import CompareDialog

            self._dialog = CompareDialog(self._workspace)
            self._dialog.state_chosen.connect(self._compare_with_state)
            self._dialog.file_asked.connect(self._ask_for_file)
            self._dialog.again_asked.connect(self._compare_again)
            self._dialog.export_asked.connect(self._export)
            self._dialog.place_chosen.connect(self._go_to)
            self._open_report.changed.connect(self._dialog.say_changed)
        return self._dialog

    def _compare_with_state(self, number: int) -> None:
        from perfeval_desktop.services.comparison import compare
        from perfeval_desktop.services.revisions import state_at, state_now

        session, name = self._open_report.session, self._made_dialog().state_name(number)
        self._compare(lambda: compare(state_at(session, number), state_now(session), name, _NOW))

    def _ask_for_file(self) -> None:
        path = self._chosen_file("和哪个文件比较")
        if path is not None:
            self.compare_with(path)

    def compare_with(self, path: Path) -> None:
        """Compare with another file."""
        from perfeval_desktop.services.comparison import compare, file_name_of
        from perfeval_desktop.services.files import read_session
        from perfeval_desktop.services.revisions import state_now

        session = self._open_report.session

        def work() -> Comparison:
            other = read_session(path)
            return compare(state_now(other), state_now(session), file_name_of(other, path), _NOW)

        self._compare(work)

    def _compare_again(self) -> None:
        if self._again is not None:
            self._again()

    def _compare(self, work: Callable[[], Comparison]) -> None:
        from perfeval_desktop.gui.tasks import run_with_progress

        self._workspace.flush()
        dialog = self._made_dialog()
        made = run_with_progress(dialog, "正在比较…", lambda _: work())
        if made.error is not None:
            self._say_over(dialog, made.error)
        elif made.value is not None:
            self._again = lambda: self._compare(work)
            dialog.show_result(made.value)

    def _say_over(self, dialog: CompareDialog, error: PerfevalError) -> None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.user_text import user_text

        show_problem(user_text(error), dialog)

    def _export(self, comparison: Comparison) -> None:
        from perfeval_desktop.services.comparison import comparison_name, export_comparison

        file = self._window.report_file
        assert file is not None
        suggested = file.path.parent / f"{comparison_name(comparison)}.xlsx"
        export_asked(
            self._window, "比较", suggested, lambda path, _: export_comparison(comparison, path)
        )

    def _go_to(self, line: Line) -> None:
        report = self._open_report.report
        self._window.activateWindow()
        if not report.has_record(line.address.record):
            self._workspace.message_bar.say(f"“{line.label}”已经删除，没有可以去看的格。")
            return
        is_there = report.has_record(line.sheet.record)
        self._workspace.show_field(line.address, line.sheet if is_there else None)

    # 合并

    def do_merge(self) -> None:
        """Ask for another copy of the report, and take its changes in."""
        from perfeval_desktop.services.merging import refuse_if_final

        self._workspace.flush()
        try:
            refuse_if_final(self._open_report.report)
        except MergeRefusedError as error:
            say_error(self._window, error)
            return
        path = self._chosen_file("合并哪一个副本")
        if path is not None:
            self.merge_with(path)

    def merge_with(self, path: Path) -> None:
        """Show what comes of taking a copy in, and do it when the clerk wants it so."""
        from perfeval_desktop.gui.dialogs.merge import MergeDialog
        from perfeval_desktop.gui.tasks import run_with_progress

        made = run_with_progress(self._window, "正在比较两份…", lambda _: self._planned(path))
        if made.error is not None:
            say_error(self._window, made.error)
            return
        if made.value is None:
            return
        merge, changes = made.value
        bar = self._workspace.message_bar
        if merge.is_nothing_new:
            bar.say(f"{path.name} 里没有新的内容，都已经在这份报告里，不用合并。")
            return
        dialog = MergeDialog(merge, changes, self._window)
        if not dialog.exec():
            bar.say("没有合并，报告没有改动。")
            return
        try:
            edits = merge.edits(dialog.choices)
        except MergeRefusedError as error:
            say_error(self._window, error)
            return
        self._open_report.apply(edits, merge.label, Origin.MERGED)
        bar.say(f"已经合并{merge.whose}，是一步，按 Ctrl+Z 可以整个撤销。")

    def _planned(self, path: Path) -> tuple[Merge, list[Difference]]:
        from perfeval_desktop.services.merging import Copy, merge_of, read_copy

        file = self._window.report_file
        assert file is not None
        session, chain = self._open_report.session, file.chain()
        if path.resolve() == file.path.resolve():
            raise MergeRefusedError("选的就是正在填的这个文件。请选别人发来的那一份。")
        mine = Copy(chain.doc_id, session.report, session.history, chain.hashes)
        merge = merge_of(mine, read_copy(path), path.name)
        return merge, [] if merge.is_nothing_new else merge.changes({})

    def _chosen_file(self, title: str) -> Path | None:
        from PySide6.QtWidgets import QFileDialog

        from perfeval_desktop.gui.file_actions import FILE_FILTER

        folder = self._window.settings.last_folder
        name, _ = QFileDialog.getOpenFileName(self._window, title, folder, FILE_FILTER)
        return Path(name) if name else None
