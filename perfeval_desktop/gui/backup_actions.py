"""What the menus do with backups, damaged files, and what is left on this PC."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import NotAReportError, PerfevalError
from perfeval_desktop.gui.exporting import ask_path, say_error

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.services.backups import Backup, Restoring
    from perfeval_desktop.services.traces import Trace


class BackupActions:
    """The actions over backups; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def do_backups(self) -> None:
        """List the backups of the open report; of all reports where none is open."""
        from perfeval_desktop.gui.dialogs.backups import BackupsDialog
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services import backups

        window = self._window
        window.flush()
        file, open_report = window.report_file, window.open_report
        doc_id = file.doc_id if file is not None and open_report is not None else ""
        found = run_with_progress(window, "正在找备份…", lambda on_step: backups.listed(doc_id))
        if found.value is None:
            if found.error is not None:
                say_error(window, found.error)
            return
        listed, folder = found.value
        session = open_report.session if doc_id and open_report is not None else None
        dialog = BackupsDialog(listed, folder, session, window)
        dialog.exec()
        if dialog.copy is not None:
            self._open_copy(dialog.copy)
        elif dialog.restored is not None:
            self._restore(*dialog.restored)
        elif dialog.wants_folder:
            self._choose_folder(folder)
        dialog.deleteLater()

    def do_clear_traces(self) -> None:
        """List what is kept on this PC, and delete what is chosen."""
        from perfeval_desktop.gui.dialogs.traces import TracesDialog
        from perfeval_desktop.services.traces import TraceKind, remove_traces, traces

        window = self._window
        dialog = TracesDialog(traces(len(window.settings.recent_files())), window)
        chosen = dialog.chosen if dialog.exec() else []
        dialog.deleteLater()
        if not chosen or not self._may_clear(chosen):
            return
        kinds = [each.kind for each in chosen]
        if TraceKind.LOGS in kinds:
            for handler in logging.getLogger("perfeval").handlers:
                handler.close()  # it opens its file anew when there is something to write
        if TraceKind.RECENT in kinds:
            window.settings.forget_files()
            window.show_recent_files()
        is_clear = remove_traces(kinds)
        words = "选中的都清除了。" if is_clear else "有些正在使用，没有清除；关掉别的窗口再清一次。"
        window.statusBar().showMessage(words, 10_000)

    def offer_ways_out(self, error: object) -> bool:
        """A file could not be opened: offer its newest backup, and a salvage; False for neither."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.user_text import user_text

        if not isinstance(error, NotAReportError):
            return False
        from perfeval_desktop.services.salvaging import ways_out

        path = error.path
        looked = run_with_progress(self._window, "正在找备份…", lambda on_step: ways_out(path))
        ways = looked.value
        if ways is None or not ways.is_any:
            return False
        from perfeval_desktop.gui.dialogs.damaged_file import DamagedFileDialog

        dialog = DamagedFileDialog(user_text(error), ways, self._window)
        dialog.exec()
        if dialog.wants_salvage:
            self._salvage(path)
        elif dialog.wants_backup and ways.newest.backup is not None:
            self._open_copy(ways.newest.backup, path)
        dialog.deleteLater()
        return True

    # Backups

    def _open_copy(self, backup: Backup, of: Path | None = None) -> None:
        """Write a backup to a file of its own, and open that one."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.backups import read_facts, write_copy

        try:
            named = of or Path(read_facts(backup).document)
            folder = named.parent if named.parent.is_dir() else Path.home()
            suggested = folder / f"{named.stem}-备份{backup.time:%Y%m%d-%H%M}.peval"
            path = ask_path(self._window, "备份另存为", _free(suggested))
            if path is None or self._is_taken(path, of):
                return
        except PerfevalError as error:
            say_error(self._window, error)
            return
        done = run_with_progress(
            self._window, "正在写备份…", lambda on_step: write_copy(backup, path)
        )
        if done.error is not None:
            say_error(self._window, done.error)
        elif not done.is_cancelled:
            self._window.open_path(path)

    def _is_taken(self, path: Path, damaged: Path | None) -> bool:
        """The report that is open, and the damaged file, are not written over."""
        file = self._window.report_file
        if path not in (file.path if file is not None else None, damaged):
            return False
        QMessageBox.information(
            self._window,
            "请换一个名字",
            f"“{path.name}”要留着不动，没有写。请再选一次，换一个文件名。",
        )
        return True

    def _restore(self, backup: Backup, found: Restoring) -> None:
        from perfeval_desktop.services.backups import backup_name

        open_report, workspace = self._window.open_report, self._window.workspace
        if open_report is None or workspace is None:
            return
        name = backup_name(backup)
        if not found.edits:
            workspace.message_bar.say(f"{name}和现在的内容一样，没有改动。")
            return
        open_report.apply(found.edits, f"恢复到 {name}", Origin.RESTORED)
        workspace.message_bar.say(f"已经恢复到 {name}。不合适就撤销，恢复以前的内容也备份了。")

    def _choose_folder(self, now: Path) -> None:
        from perfeval_desktop.services import backups

        name = QFileDialog.getExistingDirectory(self._window, "新的备份放在哪里", str(now))
        if not name:
            return
        folder = Path(name)
        try:
            backups.choose_folder(None if folder == backups.standard_folder() else folder)
        except PerfevalError as error:
            say_error(self._window, error)
            return
        self._window.statusBar().showMessage(f"新的备份放在 {folder}；以前的照样列出。", 10_000)

    # Damaged files

    def _salvage(self, path: Path) -> None:
        from perfeval_desktop.gui.dialogs.damaged_file import SalvageResultDialog
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.salvaging import salvage_file, salvaged_lines

        new = ask_path(
            self._window, "抢救出来的内容存到", _free(path.with_name(f"{path.stem}-抢救.peval"))
        )
        if new is None or self._is_taken(new, path):
            return
        done = run_with_progress(self._window, "正在抢救…", lambda on_step: salvage_file(path, new))
        if done.error is not None:
            say_error(self._window, done.error)
        if done.value is None:
            return
        lines = salvaged_lines(done.value)
        dialog = SalvageResultDialog(path, new, lines, self._window)
        if dialog.exec():
            self._window.open_path(new)
        dialog.deleteLater()

    # Traces

    def _may_clear(self, chosen: list[Trace]) -> bool:
        words = "、".join(each.kind.value for each in chosen)
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "清除选中的？",
            f"要清除：{words}。清除以后不能恢复。",
            parent=self._window,
        )
        only_here = [each.only_here for each in chosen if each.only_here]
        if only_here:
            box.setInformativeText(
                f"其中 {'；'.join(only_here)}，清除以后这些内容就没有了。"
                "要留下它们，请先打开这些文件，另存一份。"
            )
        clear = box.addButton("清除", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("不清除", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        is_wanted = box.clickedButton() is clear
        box.deleteLater()
        return is_wanted


def _free(path: Path) -> Path:
    """Return a name that nothing has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
