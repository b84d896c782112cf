"""What the menus 文件 and 帮助 do: new, open, save, close."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from perfeval_desktop import __version__
from perfeval_desktop.gui.exporting import ask_path

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow

FILE_FILTER = "自评报告 (*.peval)"


class FileActions:
    """The actions over files; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def do_new(self) -> None:
        """Ask for template, year, unit and file, and create the report."""
        from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
        from perfeval_desktop.services.catalogue import template_names

        dialog = NewReportDialog(template_names(), self._folder(), self._window)
        request = dialog.ask()
        if request is not None:
            self._window.begin_report(lambda file: file.create(request))

    def do_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "打开自评报告", self._folder(), FILE_FILTER
        )
        if name:
            self._window.settings.last_folder = str(Path(name).parent)
            self._window.open_path(Path(name))

    def do_open_sample(self) -> None:
        """Open the sample report, a copy that can be changed freely."""
        self._window.begin_report(lambda file: file.open_sample())

    def do_save(self) -> None:
        """Write the file at once. There is no unsaved work; hands press it all the same."""
        self._window.flush()
        if self._window.report_file is not None:
            self._window.report_file.publish_now()

    def leave_unpublished(self, error: object) -> bool:
        """Something could not be written: offer another place, or closing all the same.

        What the working copy holds is resumed at the next start; what even that could not take
        would be lost by closing, and the button says so.
        """
        from perfeval_desktop.domain.errors import PublishError
        from perfeval_desktop.services.user_text import user_text

        text = user_text(error)
        box = QMessageBox(QMessageBox.Icon.Warning, text.title, text.body, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
        save_as = box.addButton("另存为…", QMessageBox.ButtonRole.AcceptRole)
        is_safe = isinstance(error, PublishError)
        closing = "先关闭，下次打开时接着写" if is_safe else "关闭，丢掉还没有存好的修改"
        leave = box.addButton(closing, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("继续填写", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is save_as:
            self.do_save_as()
            assert self._window.report_file is not None
            return self._window.report_file.close() is None
        if box.clickedButton() is leave:
            assert self._window.report_file is not None
            self._window.report_file.abandon()
            return True
        return False

    def do_save_as(self) -> None:
        """Write the report to another file and go on with that one."""
        if self._window.report_file is None:
            return
        self._window.flush()
        suggested = Path(self._folder()) / self._window.report_file.path.name
        path = ask_path(self._window, "另存为", suggested)
        if path is None:
            return
        error = self._window.report_file.save_as(path)
        if error is not None:
            self._window.on_save_failed(error)
            return
        self._window.settings.remember_file(path)
        self._window.setWindowTitle(f"{path.name} — 绩效自评")

    def do_blank_form(self) -> None:
        """Export the blank form of the open report's template, or of one that is chosen."""
        from perfeval_desktop.gui.blank_form_actions import export_blank_form

        export_blank_form(self._window, self._folder())

    def do_close_report(self) -> None:
        """Go back to the start page."""
        self._window.close_report()

    def do_quit(self) -> None:
        """Close the window."""
        self._window.close()

    def _folder(self) -> str:
        from PySide6.QtCore import QStandardPaths

        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return self._window.settings.last_folder or QStandardPaths.writableLocation(documents)

    # 帮助

    def do_handbook(self) -> None:
        """Open the handbook at what the clerk is about."""
        self._window.help.open_here()

    def do_shortcuts(self) -> None:
        """Open the handbook at the list of shortcuts."""
        from perfeval_desktop.gui.dialogs.handbook import SHORTCUTS

        self._window.help.open_at(SHORTCUTS)

    def do_about(self) -> None:
        """Say what program this is."""
        QMessageBox.about(
            self._window,
            "关于绩效自评",
            f"<h3>绩效自评 {__version__}</h3>"
            "<p>填报部门整体支出绩效自评报告，边填边核对，打印盖章。</p>"
            "<p>全部数据都在本机，程序不连接网络。</p>",
        )
