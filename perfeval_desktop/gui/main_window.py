"""The window: menus, start page, and the workspace of the report that is open.

Only what the first painting needs is imported here; the rest comes with the first report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QToolBar,
)

from perfeval_desktop import __version__
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.actions import ACTIONS, MENUS, ROWS, ActionSpec, When
from perfeval_desktop.gui.saved_state import SavedState
from perfeval_desktop.gui.settings import Settings
from perfeval_desktop.gui.widgets.start_page import StartPage
from perfeval_desktop.resources import resources_dir

if TYPE_CHECKING:
    from perfeval_desktop.gui.open_report import OpenReport
    from perfeval_desktop.gui.report_actions import ReportActions
    from perfeval_desktop.gui.report_file import ReportFile
    from perfeval_desktop.gui.workspace import Workspace

FILE_FILTER = "自评报告 (*.peval)"


class MainWindow(QMainWindow):
    """Shows the start page or one report. Each action of `actions.py` is a method `do_…` here."""

    report_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.settings = Settings()
        self.saved_state = SavedState(self)
        self.workspace: Workspace | None = None
        self.report_file: ReportFile | None = None
        self.report_actions: ReportActions | None = None
        self.open_document: Callable[[Path], bool] = lambda path: QDesktopServices.openUrl(
            QUrl.fromLocalFile(str(path))
        )
        self.actions_by_id: dict[str, QAction] = {}
        self._stack = QStackedWidget()
        self._start_page = StartPage()
        self._saved_label = QLabel()
        self._unit_label = QLabel()
        self._make_actions()
        self._make_window()
        self._show_start_page()

    # Making the window

    def _make_actions(self) -> None:
        menus = {name: self.menuBar().addMenu(name) for name in MENUS}
        tool_bar = QToolBar("常用操作")
        tool_bar.setObjectName("toolBar")
        tool_bar.setMovable(False)
        tool_bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(tool_bar)
        for spec in ACTIONS:
            action = self._make_action(spec)
            menu = menus[spec.menu]
            if spec.begins_group:
                menu.addSeparator()
            menu.addAction(action)
            if spec.in_tool_bar:
                tool_bar.addAction(action)
        self.row_menu = menus[ROWS]

    def _make_action(self, spec: ActionSpec) -> QAction:
        action = QAction(theme.icon(spec.icon) if spec.icon else QIcon(), spec.text, self)
        action.setShortcuts(spec.key_sequences())
        action.setCheckable(spec.is_checkable)
        keys = f"（{spec.shortcuts[0]}）" if spec.shortcuts else ""
        action.setToolTip((spec.tip or spec.text.partition("(")[0]) + keys)
        action.setStatusTip(spec.tip)
        action.setIconText(spec.text.partition("(")[0])
        action.triggered.connect(lambda checked=False, name=spec.id: self._do(name))
        self.actions_by_id[spec.id] = action
        self.addAction(action)
        return action

    def _make_window(self) -> None:
        self.setWindowIcon(QIcon(str(resources_dir() / "icons" / "perfeval.svg")))
        self._stack.addWidget(self._start_page)
        self.setCentralWidget(self._stack)
        for label in (self._unit_label, self._saved_label):
            label.setContentsMargins(8, 0, 8, 0)
            self.statusBar().addPermanentWidget(label)
        self.saved_state.changed.connect(self._saved_label.setText)
        self._start_page.new_requested.connect(lambda: self._do("new"))
        self._start_page.open_requested.connect(lambda: self._do("open"))
        self._start_page.sample_requested.connect(lambda: self._do("open_sample"))
        self._start_page.file_requested.connect(lambda path: self.open_path(Path(path)))
        if not self.restoreGeometry(self.settings.geometry):
            self.resize(1366, 728)

    def _do(self, name: str) -> None:
        """Do an action: those on the open report are methods of `ReportActions`."""
        here = getattr(self, f"do_{name}", None)
        if here is not None:
            here()
        elif self.report_actions is not None:
            getattr(self.report_actions, f"do_{name}")()

    # Start page and reports

    def _show_start_page(self) -> None:
        self._start_page.set_recent(self.settings.recent_files())
        self._stack.setCurrentWidget(self._start_page)
        self.setWindowTitle("绩效自评")
        self._saved_label.clear()
        self._unit_label.clear()
        self.update_actions()

    def open_path(self, path: Path) -> None:
        """Open a report file; what is open now is closed first."""
        self._begin(lambda file: file.open(path))

    def offer_unfinished(self) -> None:
        """Say on the start page which reports a crash interrupted; opening one goes on with it."""
        from perfeval_desktop.services.files import unfinished_reports

        left = set(unfinished_reports())
        if left:
            note = "上次没有正常关闭，打开就接着填"
            recent = [
                replace(each, note=note) if each.path in left else each
                for each in self.settings.recent_files()
            ]
            self._start_page.set_recent(recent)

    def _begin(self, start: Callable[[ReportFile], None]) -> None:
        from perfeval_desktop.gui.report_file import ReportFile

        if not self.close_report():
            return
        self.report_file = ReportFile(self)
        self.report_file.opened.connect(self._on_opened)
        self.report_file.open_failed.connect(self._on_open_failed)
        self.statusBar().showMessage("正在打开…")
        start(self.report_file)

    def _on_opened(self) -> None:
        from perfeval_desktop.gui.dialogs.stated_value import ask_reason
        from perfeval_desktop.gui.open_report import OpenReport
        from perfeval_desktop.gui.report_actions import ReportActions
        from perfeval_desktop.gui.workspace import Workspace

        file = self.report_file
        assert file is not None
        self.statusBar().clearMessage()
        open_report = OpenReport(file.make_session(), file, self)
        open_report.ask_reason = lambda question: ask_reason(question, self)
        open_report.changed.connect(self._on_changed)
        self.saved_state.start(open_report.session.history.last_number)
        self.workspace = Workspace(open_report)
        self.report_actions = ReportActions(self, self.workspace)
        self.workspace.cursor_moved.connect(self.update_actions)
        self.workspace.findings_panel.set_complete_check_action(
            self.actions_by_id["complete_check"]
        )
        self.workspace.menu_requested.connect(self._show_row_menu)
        self._follow_file(file)
        self._stack.addWidget(self.workspace)
        self._stack.setCurrentWidget(self.workspace)
        self.workspace.focus_sheet()
        self._unit_label.setText(f"金额单位：{open_report.report.template.money_unit}")
        self.actions_by_id["complete_check"].setChecked(False)
        self.update_actions()
        self.report_opened.emit()

    def _follow_file(self, file: ReportFile) -> None:
        file.committed.connect(self.saved_state.committed)
        file.published.connect(self.saved_state.published)
        file.save_failed.connect(self._on_save_failed)
        self.settings.remember_file(file.path)
        self.setWindowTitle(f"{file.path.name} — 绩效自评")
        if file.is_resumed and self.workspace is not None:
            self.workspace.message_bar.say(
                "上次没有正常关闭，已经接着上次的内容打开，一处也没有丢。", is_lasting=True
            )

    def _on_open_failed(self, error: object) -> None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.user_text import user_text

        self.report_file = None
        self.statusBar().clearMessage()
        self._show_start_page()
        show_problem(user_text(error), self)

    def _on_changed(self, outcome: object) -> None:
        if self.workspace is not None:
            self.saved_state.applied(self.workspace.open_report.session.history.last_number)
        self.update_actions()

    def _on_save_failed(self, error: object) -> None:
        from perfeval_desktop.services.user_text import user_text

        text = user_text(error)
        self.saved_state.failed(text.title)
        if self.workspace is not None:
            self.workspace.message_bar.say(text.sentence, "error", is_lasting=True)

    def close_report(self) -> bool:
        """Write and close the report; False when the clerk wants to stay."""
        if self.workspace is None or self.report_file is None:
            return True
        self._flush()
        error = self.report_file.close()
        if error is not None and not self._leave_unpublished(error):
            return False
        self._stack.removeWidget(self.workspace)
        self.workspace.deleteLater()
        self.workspace = self.report_file = self.report_actions = None
        self._show_start_page()
        return True

    def _leave_unpublished(self, error: object) -> bool:
        """Something could not be written: offer another place, or closing all the same.

        What the working copy holds is resumed at the next start; what even that could not take
        would be lost by closing, and the button says so.
        """
        from perfeval_desktop.domain.errors import PublishError
        from perfeval_desktop.services.user_text import user_text

        text = user_text(error)
        box = QMessageBox(QMessageBox.Icon.Warning, text.title, text.body, parent=self)
        save_as = box.addButton("另存为…", QMessageBox.ButtonRole.AcceptRole)
        is_safe = isinstance(error, PublishError)
        closing = "先关闭，下次打开时接着写" if is_safe else "关闭，丢掉还没有存好的修改"
        leave = box.addButton(closing, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("继续填写", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is save_as:
            self.do_save_as()
            assert self.report_file is not None
            return self.report_file.close() is None
        if box.clickedButton() is leave:
            assert self.report_file is not None
            self.report_file.abandon()
            return True
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window closes the report first."""
        if self.close_report():
            self.settings.geometry = self.saveGeometry()
            event.accept()
        else:
            event.ignore()

    # What is enabled

    @property
    def open_report(self) -> OpenReport | None:
        """The report that is open."""
        return self.workspace.open_report if self.workspace is not None else None

    def update_actions(self) -> None:
        """Enable each action when what it needs is there; name what undo and redo would do."""
        there = self._what_is_there()
        for spec in ACTIONS:
            self.actions_by_id[spec.id].setEnabled(spec.when in there)
        history = self.open_report.session.history if self.open_report is not None else None
        for name, word, batch in (
            ("undo", "撤销", history.to_undo if history else None),
            ("redo", "恢复", history.to_redo if history else None),
        ):
            action = self.actions_by_id[name]
            action.setText(f"{word}{'：' + batch.label if batch else ''}(&{name[0].upper()})")
            action.setIconText(word)

    def _what_is_there(self) -> set[When]:
        there = {When.ALWAYS}
        if self.workspace is None or self.open_report is None:
            return there
        there.add(When.REPORT)
        history = self.open_report.session.history
        there |= {When.UNDO} if history.to_undo else set()
        there |= {When.REDO} if history.to_redo else set()
        view = self.workspace.view
        if view is None:
            return there
        there.add(When.SHEET)
        there |= {When.SCORED} if self.workspace.is_scored else set()
        record = view.current_record()
        # A row that was just deleted is still under the cursor until its sheet is laid out anew.
        if record and self.open_report.report.has_record(record):
            there.add(When.ROW)
            group = self.open_report.report.template.groups[
                self.open_report.report.group_of(record)
            ]
            there |= {When.LINE} if group.sheet_field else set()
        return there

    def _show_row_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for name in (
            "insert_row",
            "delete_row",
            "move_row_up",
            "move_row_down",
            "add_project_sheet",
        ):
            menu.addAction(self.actions_by_id[name])
        menu.addSeparator()
        for name in ("computed_again", "leave_blank", "undo", "redo"):
            menu.addAction(self.actions_by_id[name])
        menu.exec(place)

    # 文件

    def do_new(self) -> None:
        """Ask for template, year, unit and file, and create the report."""
        from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
        from perfeval_desktop.services.catalogue import template_names

        dialog = NewReportDialog(template_names(), self._folder(), self)
        request = dialog.ask()
        if request is not None:
            self._begin(lambda file: file.create(request))

    def do_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self, "打开自评报告", self._folder(), FILE_FILTER)
        if name:
            self.settings.last_folder = str(Path(name).parent)
            self.open_path(Path(name))

    def do_open_sample(self) -> None:
        """Open the sample report, a copy that can be changed freely."""
        self._begin(lambda file: file.open_sample())

    def do_save(self) -> None:
        """Write the file at once. There is no unsaved work; hands press it all the same."""
        self._flush()
        if self.report_file is not None:
            self.report_file.publish_now()

    def do_save_as(self) -> None:
        """Write the report to another file and go on with that one."""
        if self.report_file is None:
            return
        self._flush()
        suggested = str(Path(self._folder()) / self.report_file.path.name)
        name, _ = QFileDialog.getSaveFileName(self, "另存为", suggested, FILE_FILTER)
        if not name:
            return
        path = Path(name).with_suffix(".peval")
        error = self.report_file.save_as(path)
        if error is not None:
            self._on_save_failed(error)
            return
        self.settings.remember_file(path)
        self.setWindowTitle(f"{path.name} — 绩效自评")

    def do_export_pdf(self) -> None:
        """Export the report as PDF and open it in the system's viewer."""
        from perfeval_desktop.services.exporting import export_name

        if self.open_report is None or self.report_file is None:
            return
        self._flush()
        session = self.open_report.session
        folder = self.report_file.path.parent
        suggested = folder / f"{export_name(session.report, session.value)}.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "导出 PDF", str(suggested), "PDF 文件 (*.pdf)")
        if name:
            self.export_pdf_to(Path(name).with_suffix(".pdf"))

    def export_pdf_to(self, path: Path) -> None:
        """Export to a file; what goes wrong, and what cannot be printed, is said."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.exporting import export_pdf
        from perfeval_desktop.services.user_text import user_text

        if self.open_report is None or self.workspace is None:
            return
        session, bar = self.open_report.session, self.workspace.message_bar
        if self.report_file is not None:
            self.report_file.publish_now()
        result = run_with_progress(
            self, "正在生成 PDF…", lambda on_page: export_pdf(session, path, on_page)
        )
        if result.error is not None:
            bar.say(user_text(result.error).sentence, "error", is_lasting=True)
        elif not result.is_cancelled:
            missing = " ".join(result.value or ())
            bar.say(f"已导出 {path.name}。{missing}", "warning" if missing else "hint")
            self.open_document(path)

    def do_close_report(self) -> None:
        """Go back to the start page."""
        self.close_report()

    def do_quit(self) -> None:
        """Close the window."""
        self.close()

    def _folder(self) -> str:
        from PySide6.QtCore import QStandardPaths

        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return self.settings.last_folder or QStandardPaths.writableLocation(documents)

    # 帮助

    def do_about(self) -> None:
        """Say what program this is."""
        QMessageBox.about(
            self,
            "关于绩效自评",
            f"<h3>绩效自评 {__version__}</h3>"
            "<p>填报部门整体支出绩效自评报告，边填边核对，打印盖章。</p>"
            "<p>全部数据都在本机，程序不连接网络。</p>",
        )

    def _flush(self) -> None:
        """Take over what is still in an open editor."""
        if self.workspace is not None:
            self.workspace.flush()
