"""What the menus 文件 and 帮助 do: new, open, save, close."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from perfeval_desktop import __version__
from perfeval_desktop.gui.exporting import ask_path

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.report_file import ReportFile

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
        if self._window.trouble is not None:
            self._window.trouble.save()

    def leave_unpublished(self, error: object) -> bool:
        """Something could not be written: offer another place, or closing all the same.

        What the working copy holds is resumed at the next start; what even that could not take
        would be lost by closing, and the button says so.
        """
        from perfeval_desktop.domain.errors import ConflictError, PublishError
        from perfeval_desktop.gui.dialogs.choice import choose
        from perfeval_desktop.services.user_text import UserText, user_text

        if isinstance(error, ConflictError) and self._window.trouble is not None:
            return self._window.trouble.settle(error, is_closing=True)
        text = user_text(error)
        is_safe = isinstance(error, PublishError)
        stays = "先关闭的话，还没有写进文件的修改留在这台电脑上。" if is_safe else ""
        ways = {
            "save_as": "另存为…",
            "leave": "先关闭，下次打开时接着写" if is_safe else "关闭，丢掉还没有存好的修改",
            "stay": "继续填写",
        }
        chosen = choose(UserText(text.title, text.body + stays), ways, self._window)
        assert self._window.report_file is not None
        if chosen == "save_as":
            return self.save_as() and self._window.report_file.close() is None
        if chosen == "leave":
            self._window.report_file.abandon()
            return True
        return False

    def do_save_as(self) -> None:
        """Write the report to another file and go on with that one."""
        self.save_as()

    def save_as(self, name: str = "") -> bool:
        """Ask where to, write the report there and go on with it; say whether that was done."""
        file = self._window.report_file
        if file is None:
            return False
        self._window.flush()
        path = ask_path(self._window, "另存为", self._folder_for(file) / (name or file.path.name))
        if path is None:
            return False
        error = file.save_as(path)
        if error is not None:
            self._window.on_save_failed(error)
            return False
        if file.read_only:
            self._window.open_path(path)  # the one that can be edited
            return True
        self._window.settings.remember_file(path)
        self._window.setWindowTitle(f"{path.name} — 绩效自评")
        if self._window.workspace is not None:
            self._window.workspace.message_bar.say(f"已经另存为 {path.name}，以后就写到那里。")
        return True

    def _folder_for(self, file: ReportFile) -> Path:
        """Return where 另存为 begins: not in a folder that is gone, or that takes no file."""
        folder = Path(self._folder())
        is_useless = not folder.is_dir() or (file.read_only and folder == file.path.parent)
        return file.export_folder if is_useless else folder

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

    def folder(self) -> str:
        """Return where files are looked for and put: the folder used last."""
        return self._folder()

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
            "<p>全部数据都在本机，程序不连接网络。</p>" + self._about_template(),
        )

    def _about_template(self) -> str:
        """Say which form the open report is on, and what has to be known of it."""
        workspace = self._window.workspace
        if workspace is None:
            return ""
        template = workspace.open_report.report.template
        notice = f"<br>{escape(template.notice)}。" if template.notice else ""
        return f"<p>这份报告的表样：{escape(template.name)}（{escape(template.id)}）{notice}</p>"
