"""What was before: the history, the report as it was, what is put back, and names for states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Edit, Origin, SetEntry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from perfeval_desktop.domain.layout import SheetRef
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.dialogs.as_it_was import AsItWasDialog
    from perfeval_desktop.gui.dialogs.history import HistoryDialog
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.restoring import Restoring
    from perfeval_desktop.services.step_words import StepChange

_NOT_TAKEN = "没有恢复：报告现在不能改（已经定稿，或者只能看）。"
_NO_FIELD = "请先把光标放在一格上。"


class HistoryActions:
    """The actions over the history; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._dialog: HistoryDialog | None = None

    # The list

    def do_history(self) -> None:
        """List every step there was."""
        self._show_history(None)

    def do_history_of_cell(self) -> None:
        """List the steps that changed the cell of the cursor."""
        self._workspace.flush()
        address = self._workspace.field_here()
        if address is None:
            self._workspace.message_bar.say(_NO_FIELD)
        else:
            self._show_history(address)

    def _show_history(self, address: FieldAddress | None) -> None:
        from perfeval_desktop.gui.dialogs.history import HistoryDialog

        self._workspace.flush()
        if self._dialog is None:
            self._dialog = HistoryDialog(self._open_report, self._workspace)
            self._dialog.place_chosen.connect(self._go_to)
            self._dialog.look_wanted.connect(self._look_at)
            self._dialog.restore_wanted.connect(self._restore_changes)
            self._dialog.name_wanted.connect(self._name)
            self._dialog.person_wanted.connect(self.do_person)
        else:
            self._dialog.refresh()
        self._dialog.show_cell(address)
        self._dialog.show()
        self._dialog.activateWindow()

    def _go_to(self, address: FieldAddress, label: str) -> None:
        self._window.activateWindow()
        if self._open_report.report.has_record(address.record):
            self._workspace.show_field(address)
        else:
            self._workspace.message_bar.say(f"“{label}”所在的行已经删除，没有可以去看的格。")

    # As it was

    def _look_at(self, number: int) -> None:
        from perfeval_desktop.gui.dialogs.as_it_was import AsItWasDialog
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.as_it_was import past_name, past_session

        session = self._open_report.session
        found = run_with_progress(
            self._window, "正在找出当时的样子…", lambda _: past_session(session, number)
        )
        if found.value is None:
            return
        name = past_name(session, number)
        dialog = AsItWasDialog(found.value, name, self._workspace, self._workspace.current)
        dialog.set_can_restore(self._open_report.can_edit)
        dialog.workspace.set_zoom(self._window.settings.zoom / 100)
        dialog.cells_wanted.connect(lambda places: self._restore_places(dialog, places))
        dialog.sheet_wanted.connect(lambda sheet: self._restore_sheet(dialog, sheet))
        dialog.whole_wanted.connect(lambda: self._return_to(dialog, number))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        dialog.activateWindow()

    def _restore_sheet(self, dialog: AsItWasDialog, sheet: SheetRef) -> None:
        from perfeval_desktop.services.restoring import places_of_sheet

        self._restore_places(dialog, places_of_sheet(dialog.open_report.report, sheet))

    def _restore_places(self, dialog: AsItWasDialog, places: Sequence[FieldAddress]) -> None:
        from perfeval_desktop.services.restoring import restoring

        self._workspace.flush()
        if not places:
            dialog.say("请先点一下要恢复的格，或者选中几格。")
            return
        plan = restoring(self._open_report.session, dialog.open_report.report, places)
        if self._put_back(plan, dialog.name):
            dialog.say(plan.words, _severity(plan))
        else:
            dialog.say(_NOT_TAKEN, "warning")

    def _restore_changes(self, changes: Sequence[StepChange]) -> None:
        """Put back what stood in cells before a step."""
        from perfeval_desktop.services.restoring import restoring_entries

        self._workspace.flush()
        edits = [each.edit for each in changes if isinstance(each.edit, SetEntry)]
        labels = {each.address: each.label for each in changes if each.address is not None}
        before = {each.address: each.before for each in reversed(edits)}
        plan = restoring_entries(self._open_report.session, before.items())
        if plan.gone:
            there = self._open_report.report.has_record
            gone = [f"“{labels[each]}”" for each in before if not there(each.record)]
            plan = plan._replace(gone=tuple(gone))
        self._put_back(plan, "修改以前")

    def _put_back(self, plan: Restoring, name: str) -> bool:
        """Do it, and say what was done; False where the report takes no changes, which is said."""
        if plan.edits and not self._apply(plan.edits, f"恢复 {plan.cells} 处（{name}）"):
            return False
        severity = _severity(plan)
        self._workspace.message_bar.say(plan.words, severity, is_lasting=severity != "hint")
        return True

    def _apply(self, edits: Sequence[Edit], label: str) -> bool:
        session = self._open_report.session
        before = session.history.last_number
        self._open_report.apply(edits, label, Origin.RESTORED)
        return session.history.last_number > before

    def _return_to(self, dialog: AsItWasDialog, number: int) -> None:
        words = self._return(number, f"整份回到 {dialog.name}")
        dialog.say(words or _NOT_TAKEN, "hint" if words else "warning")

    def do_return_to_opening(self) -> None:
        """Have the report as it was when it was opened: nothing is closed without being saved."""
        self._return(self._open_report.session.opened_at, "回到打开时的样子")

    def _return(self, number: int, label: str) -> str:
        from perfeval_desktop.services.restoring import return_edits

        self._workspace.flush()
        edits = return_edits(self._open_report.session, number)
        if edits and not self._apply(edits, label):
            return ""
        words = f"已经{label}，可以撤销。" if edits else "内容和那时一样，没有要改回去的。"
        self._workspace.message_bar.say(words)
        return words

    # Names

    def do_name_state(self) -> None:
        """Name what stands there now; change or take away the names of other states."""
        self._workspace.flush()
        self._name(None)

    def _name(self, place: int | None) -> None:
        from perfeval_desktop.gui.dialogs.name_state import NameStateDialog

        session = self._open_report.session
        if session.read_only:
            self._workspace.message_bar.say(f"现在不能取名称。{session.read_only}", "warning")
            return
        dialog = NameStateDialog(session, self._apply_name, place, self._above())
        if dialog.exec():
            name = " ".join(dialog.name.split())
            self._workspace.message_bar.say(f"这一稿叫“{name}”了，在“修改记录”里找得到。")

    def _apply_name(self, edits: Sequence[Edit], label: str) -> None:
        self._open_report.apply(edits, label, Origin.NAMED)
        session = self._open_report.session
        self._window.saved_state.applied(session.history.last_number)
        if self._dialog is not None:
            self._dialog.refresh()

    def _above(self) -> QWidget:
        """Return what a dialog stands over."""
        if self._dialog is not None and self._dialog.isVisible():
            return self._dialog
        return self._window

    # Who

    def do_person(self) -> None:
        """Ask for the name that the steps from now on carry."""
        from perfeval_desktop.gui.dialogs.person import PersonDialog
        from perfeval_desktop.services.person import account_name, set_person_name

        session = self._open_report.session
        dialog = PersonDialog(session.person, account_name(), self._above())
        if not dialog.exec():
            return
        try:
            session.person = set_person_name(dialog.line.text())
        except OSError:
            words = "姓名没有记住：本机的设置写不进去，请检查磁盘空间。填报不受影响。"
            self._workspace.message_bar.say(words, "error", is_lasting=True)
            return
        name = session.person or "（没有姓名）"
        self._workspace.message_bar.say(f"以后每一步修改都记上“{name}”。")

    # A copy that tells nothing of it

    def do_copy_without_history(self) -> None:
        """Write a copy for e-mail, in which nothing old is."""
        from perfeval_desktop.gui.exporting import ask_path, say_error

        file = self._window.report_file
        if file is None:
            return
        self._workspace.flush()
        has_remarks = self._ask_remarks()
        if has_remarks is None:
            return
        suggested = file.path.with_name(f"{file.path.stem}（不含修改记录）.peval")
        path = ask_path(self._window, "另存不含修改记录的副本", suggested)
        if path is None:
            return
        error = file.copy_without_history(path, has_remarks=has_remarks)
        if error is not None:
            say_error(self._window, error)
            return
        words = f"已存成 {path.name}，在文件夹 {path.parent} 里，里面没有修改记录。"
        self._workspace.message_bar.say(f"{words}现在填的还是原来的文件。")

    def _ask_remarks(self) -> bool | None:
        """Ask whether remarks go along, where there are any; None when nothing is to be written."""
        from PySide6.QtWidgets import QMessageBox

        count = len(list(self._open_report.report.remarks()))
        if not count:
            return True
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "批注也带上吗？",
            f"报告里有 {count} 处批注或待核实的标记。副本给别人看的，可以不带。",
            parent=self._window,
        )
        box.setInformativeText("审核说明是报告的一部分，一定带上。原来的文件什么都不变。")
        keep = box.addButton("带上批注", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("不带批注", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        clicked = box.clickedButton()
        return None if clicked not in (keep, drop) else clicked is keep


def _severity(plan: Restoring) -> str:
    return "warning" if plan.gone or plan.lost else "hint"
