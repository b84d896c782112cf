"""What the menus 文件 and 帮助 do: new, open, save, export, close."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from perfeval_desktop import __version__

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.tasks import OnStep

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
        suggested = str(Path(self._folder()) / self._window.report_file.path.name)
        name, _ = QFileDialog.getSaveFileName(self._window, "另存为", suggested, FILE_FILTER)
        if not name:
            return
        path = Path(name).with_suffix(".peval")
        error = self._window.report_file.save_as(path)
        if error is not None:
            self._window.on_save_failed(error)
            return
        self._window.settings.remember_file(path)
        self._window.setWindowTitle(f"{path.name} — 绩效自评")

    def do_export_pdf(self) -> None:
        """Export the report as PDF and open it in the system's viewer."""
        from perfeval_desktop.services.exporting import export_name

        if self._window.open_report is None or self._window.report_file is None:
            return
        self._window.flush()
        session = self._window.open_report.session
        folder = self._window.report_file.path.parent
        suggested = folder / f"{export_name(session.report, session.value)}.pdf"
        name, _ = QFileDialog.getSaveFileName(
            self._window, "导出 PDF", str(suggested), "PDF 文件 (*.pdf)"
        )
        if name:
            self.export_pdf_to(Path(name).with_suffix(".pdf"))

    def export_pdf_to(self, path: Path) -> None:
        """Export to a file; what goes wrong, and what cannot be printed, is said."""
        from perfeval_desktop.domain.paper import Medium, PaperCodes
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.check_codes import codes_now
        from perfeval_desktop.services.exporting import export_pdf
        from perfeval_desktop.services.papers import note_paper
        from perfeval_desktop.services.user_text import user_text

        if self._window.open_report is None or self._window.workspace is None:
            return
        session, bar = self._window.open_report.session, self._window.workspace.message_bar
        choices = self._window.settings.print_job.choices

        def work(on_page: OnStep) -> tuple[PaperCodes, tuple[str, ...]]:
            codes = codes_now(session)
            return codes, export_pdf(session, path, on_page, choices, codes)

        result = run_with_progress(self._window, "正在生成 PDF…", work)
        if result.value is not None:
            note_paper(session, result.value[0], Medium.PDF, choices)
        if self._window.report_file is not None:
            self._window.report_file.publish_now()
        if result.error is not None:
            bar.say(user_text(result.error).sentence, "error", is_lasting=True)
        elif not result.is_cancelled:
            missing = " ".join(result.value[1] if result.value is not None else ())
            bar.say(f"已导出 {path.name}。{missing}", "warning" if missing else "hint")
            self._window.open_document(path)

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
