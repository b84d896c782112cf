"""The window: menus, start page, and the workspace of the report that is open.

The first painting comes before all else: only what it needs is imported here. What the start page
can do without (actions, icons, storage) is made right behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QMainWindow

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.menus import MENUS
from perfeval_desktop.gui.saved_state import SavedState
from perfeval_desktop.gui.settings import Settings
from perfeval_desktop.gui.widgets.first_page import FirstPage, OpeningPage, Pages
from perfeval_desktop.resources import resources_dir

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent

    from perfeval_desktop.domain.layout import SheetRef
    from perfeval_desktop.gui.backup_actions import BackupActions
    from perfeval_desktop.gui.file_actions import FileActions
    from perfeval_desktop.gui.file_trouble import FileTrouble
    from perfeval_desktop.gui.forms_actions import FormsActions
    from perfeval_desktop.gui.help import Help
    from perfeval_desktop.gui.history_check import HistoryCheck
    from perfeval_desktop.gui.import_actions import ImportActions
    from perfeval_desktop.gui.left_place import LeftPlace
    from perfeval_desktop.gui.open_report import OpenReport
    from perfeval_desktop.gui.preparation import Preparation
    from perfeval_desktop.gui.report_file import ReportFile
    from perfeval_desktop.gui.rollover_actions import RolloverActions
    from perfeval_desktop.gui.view_actions import ViewActions
    from perfeval_desktop.gui.widgets.fitting_tool_bar import FittingToolBar
    from perfeval_desktop.gui.widgets.start_page import StartPage
    from perfeval_desktop.gui.window_actions import WindowActions
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.carried import LockedChange
    from perfeval_desktop.services.entering import StatedQuestion
    from perfeval_desktop.services.import_list import ImportList

PACK_ENDING = ".pevalforms"
SETTLE_AFTER_MS = 30  # behind the painting of a report that was opened
UNPAINTED_MS = 1_000  # after so long it settles unseen: the window is minimised


class MainWindow(QMainWindow):
    """Shows the start page or one report. The actions of `actions.py` are methods of their own."""

    first_painted = Signal()
    report_opened = Signal()
    settled = Signal()  # everything that starting brings is there

    def __init__(self, opening: Path | None = None) -> None:
        """Show the start page; with a report named for `start` to open, its name instead."""
        super().__init__()
        self._opening = opening
        self.settings = Settings()
        self.saved_state = SavedState(self)
        self.workspace: Workspace | None = None
        self.report_file: ReportFile | None = None
        self._report_actions: tuple[object, ...] = ()  # see `_doers`
        self.open_document: Callable[[Path], bool] = _open_in_viewer
        self.trouble: FileTrouble | None = None  # of the report that is open
        self._actions: WindowActions | None = None
        self.help: Help  # made with the actions
        self._view_actions: ViewActions | None = None
        self._preparation: Preparation | None = None
        self._stack = Pages()
        self._start_page: StartPage | None = None
        self._saved_label = QLabel()
        self._unit_label = QLabel()
        self._notice_label = QLabel()
        self._zoom_label = QLabel()
        self._form_label = QLabel()
        self._history_check: HistoryCheck | None = None
        self.last_import: ImportList | None = None  # into the report that is open
        self._place: LeftPlace | None = None  # where the clerk left the file that is open
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._settle)
        self._make_window()

    # Making the window

    def _make_window(self) -> None:
        self._menus = {name: self.menuBar().addMenu(name) for name in MENUS}
        self.setCentralWidget(self._stack)
        self.setAcceptDrops(True)
        if self._opening is None:
            self.first_page: FirstPage = self._show_start_page()
        else:
            self.first_page = OpeningPage(self._opening.name)
            self._stack.addWidget(self.first_page)
        self.first_page.painted.connect(self._on_first_painted)
        if not self.restoreGeometry(self.settings.geometry):
            self.resize(1366, 728)

    def _on_first_painted(self) -> None:
        QTimer.singleShot(0, self, self._finish)

    def _finish(self) -> None:
        """Make what the first painting did without."""
        self._window_actions()
        if self._start_page is not None:
            self._start_page.show_icons()
        self.first_painted.emit()

    def start(self) -> None:
        """Open the report that was named, or make ready to open one."""
        if self._opening is not None:
            self.open_path(self._opening)
        else:
            self._prepare()

    @property
    def actions_by_id(self) -> dict[str, QAction]:
        """The actions, by the ids of `actions.py`."""
        return self._window_actions().by_id

    def _window_actions(self) -> WindowActions:
        if self._actions is None:
            from perfeval_desktop.gui.dropped_packs import DroppedPacks
            from perfeval_desktop.gui.help import Help
            from perfeval_desktop.gui.window_actions import WindowActions

            self.help = Help(self)
            DroppedPacks(self, self.forms_actions, PACK_ENDING)
            self._actions = WindowActions(self, self._menus)
            self._make_status_bar()
            self._actions.update()
            self.view_actions.begin()
        return self._actions

    def _make_status_bar(self) -> None:
        from PySide6.QtGui import QIcon

        self.setWindowIcon(QIcon(str(resources_dir() / "icons" / "perfeval.svg")))
        labels = (self._form_label, self._notice_label, self._zoom_label)
        for label in (*labels, self._unit_label, self._saved_label):
            label.setContentsMargins(8, 0, 8, 0)
            self.statusBar().addPermanentWidget(label)
        self.saved_state.changed.connect(self._saved_label.setText)

    def do(self, name: str) -> None:
        """Do an action; those on the open report are methods of its own actions."""
        anywhere = (self.file_actions, self.view_actions, self.backup_actions, self.forms_actions)
        for doer in (*anywhere, self.rollover_actions, self.import_actions, *self._doers()):
            action = getattr(doer, f"do_{name}", None)
            if action is not None:
                action()
                return

    def compare_with(self, path: Path) -> None:
        """Show how the open report differs from a file."""
        from perfeval_desktop.gui.compare_actions import CompareActions

        for doer in self._doers():
            if isinstance(doer, CompareActions):
                doer.do_compare()
                doer.compare_with(path)

    @property
    def file_actions(self) -> FileActions:
        """What the menus do to files."""
        from perfeval_desktop.gui.file_actions import FileActions

        return FileActions(self)

    @property
    def import_actions(self) -> ImportActions:
        """What brings in documents of other programs."""
        from perfeval_desktop.gui.import_actions import ImportActions

        return ImportActions(self)

    @property
    def backup_actions(self) -> BackupActions:
        """What the menus do with backups and damaged files."""
        from perfeval_desktop.gui.backup_actions import BackupActions

        return BackupActions(self)

    @property
    def rollover_actions(self) -> RolloverActions:
        """What begins the next year from last year's file."""
        from perfeval_desktop.gui.rollover_actions import RolloverActions

        return RolloverActions(self)

    @property
    def forms_actions(self) -> FormsActions:
        """What the menu 表样 does."""
        from perfeval_desktop.gui.forms_actions import FormsActions

        return FormsActions(self)

    @property
    def view_actions(self) -> ViewActions:
        """What the menu 视图 does."""
        if self._view_actions is None:
            from perfeval_desktop.gui.view_actions import ViewActions

            self._view_actions = ViewActions(self)
        return self._view_actions

    @property
    def tool_bar(self) -> FittingToolBar:
        """The bar with what is done most."""
        return self._window_actions().tool_bar

    # Start page and reports

    def _show_start_page(self) -> StartPage:
        if self._start_page is None:
            self._start_page = self._make_start_page()
            self._stack.addWidget(self._start_page)
        self._start_page.set_recent(self.settings.recent_files())
        if self._actions is not None:
            self._start_page.show_icons()
        self._stack.setCurrentWidget(self._start_page)
        self.setWindowTitle("绩效自评")
        self._saved_label.clear()
        self._unit_label.clear()
        self._notice_label.clear()
        self._zoom_label.clear()
        self._form_label.clear()
        self.update_actions()
        return self._start_page

    def show_recent_files(self) -> None:
        """The files that were opened last have changed otherwise than by opening one."""
        if self._start_page is not None:
            self._start_page.set_recent(self.settings.recent_files())

    def _make_start_page(self) -> StartPage:
        from perfeval_desktop.gui.widgets.start_page import StartPage

        page = StartPage()
        page.new_requested.connect(lambda: self.do("new"))
        page.open_requested.connect(lambda: self.do("open"))
        page.sample_requested.connect(lambda: self.do("open_sample"))
        page.rollover_requested.connect(lambda: self.do("rollover"))
        page.import_requested.connect(lambda: self.do("import_document"))
        page.file_requested.connect(lambda path: self.open_path(Path(path)))
        return page

    def open_path(self, path: Path) -> None:
        """Open a report file, what is open being closed first; install a pack of a template."""
        if path.suffix.lower() == PACK_ENDING:
            self.forms_actions.install(path)
            return
        self.begin_report(lambda file: file.open(path))

    def _prepare(self) -> None:
        """Make ready to open a report, while the start page is looked at."""
        from perfeval_desktop.gui.preparation import Preparation

        self._preparation = Preparation(self)
        self._preparation.interrupted_found.connect(self.offer_unfinished)
        self._preparation.finished.connect(self.settled)
        self._preparation.start()

    def offer_unfinished(self, interrupted: set[Path]) -> None:
        """Say on the start page which reports a crash interrupted; opening one goes on with it."""
        if interrupted and self._start_page is not None:
            note = "上次没有正常关闭，打开就接着填"
            recent = [
                each._replace(note=note) if each.path in interrupted else each
                for each in self.settings.recent_files()
            ]
            self._start_page.set_recent(recent)

    def begin_report(self, start: Callable[[ReportFile], None]) -> None:
        """Close what is open, and let `start` open or create a report."""
        from perfeval_desktop.gui.report_file import ReportFile

        if not self.close_report():
            return
        self.report_file = ReportFile(self)
        self.report_file.opened.connect(self._on_opened)
        self.report_file.open_failed.connect(self._on_open_failed)
        self._window_actions()
        self.statusBar().showMessage("正在打开…")
        start(self.report_file)
        theme.load_form_font("FormSong")  # beside the storage thread: Qt reads it by itself

    def _on_opened(self) -> None:
        from perfeval_desktop.gui.left_place import left_place
        from perfeval_desktop.gui.open_report import OpenReport

        file = self.report_file
        if file is None or self.sender() is not file:
            return  # it was left again while it was opened
        self.statusBar().clearMessage()
        open_report = OpenReport(file.make_session(), file, self)
        self.saved_state.start(open_report.session.history.last_number)
        place = left_place(self.settings, file.path, open_report)
        self._show_workspace(open_report, place.first_sheet if place else None)
        self._place = place
        self._follow_file(file)
        self.actions_by_id["complete_check"].setChecked(False)
        self.update_actions()
        self.report_opened.emit()
        self._settle_once_painted()

    def _show_workspace(self, open_report: OpenReport, first: SheetRef | None) -> None:
        from perfeval_desktop.gui.workspace import Workspace

        open_report.ask_reason = self._ask_reason
        open_report.ask_change = self._ask_change
        open_report.changed.connect(self._on_changed)
        open_report.form_changed.connect(self._on_form_changed)
        self.workspace = Workspace(open_report, self._stack, first)
        self.workspace.set_zoom(self.settings.zoom / 100)
        self.workspace.zoom_requested.connect(self.view_actions.zoom_by)
        self.workspace.cursor_moved.connect(self.update_actions)
        self.workspace.cursor_moved.connect(self.show_money_unit)
        self.workspace.findings_panel.set_complete_check_action(
            self.actions_by_id["complete_check"]
        )
        self.workspace.menu_requested.connect(self._window_actions().show_row_menu)
        if self.settings.panes:
            self.workspace.panes.draw(self.settings.panes)
        self._stack.addWidget(self.workspace)
        self._stack.setCurrentWidget(self.workspace)
        self.workspace.focus_sheet()
        self.show_money_unit()
        self.show_zoom()
        self._show_mark_of_form()

    def _show_mark_of_form(self) -> None:
        """Say in the status bar that the unit has adjusted the form."""
        template = self.workspace.open_report.report.template if self.workspace else None
        count = len(template.adjustments) if template is not None else 0
        self._form_label.setText(f"表样：本单位调整 {count} 处" if count else "")

    def _on_form_changed(self, outcome: object) -> None:
        """The report has another form: show it, where the clerk was."""
        from perfeval_desktop.gui.new_form import Kept, say_what_changed

        if self.workspace is None or self.report_file is None:
            return
        kept = Kept.of(self.workspace)
        self._take_workspace_away()
        open_report = kept.new_report(self.report_file, self)
        self._show_workspace(open_report, kept.sheet_in(open_report))
        if self.trouble is not None:
            self.trouble.setParent(self.workspace)
        self._on_changed(outcome)
        kept.go(self.workspace)
        self._doers()
        open_report.read_prose()
        say_what_changed(self.workspace, outcome)

    def _ask_reason(self, question: StatedQuestion) -> str | None:
        from perfeval_desktop.gui.dialogs.stated_value import ask_reason

        return ask_reason(question, self)

    def _ask_change(self, changes: Sequence[LockedChange]) -> str | None:
        from perfeval_desktop.gui.dialogs.change_carried import ask_change

        return ask_change(changes, self)

    def _settle_once_painted(self) -> None:
        from PySide6.QtCore import Qt

        self._settling.start(UNPAINTED_MS)
        if self.workspace is not None and self.workspace.view is not None:
            self.workspace.view.painted.connect(
                lambda: self._settling.start(SETTLE_AFTER_MS),
                Qt.ConnectionType.SingleShotConnection,
            )

    def _settle(self) -> None:
        """The report is painted: set what rare characters it has, and check its narrative."""
        from PySide6.QtCore import Qt

        if self.workspace is not None:
            if self._place is not None:
                self._place.go(self.workspace)
            theme.load_fallbacks()
            self.workspace.set_texts_anew()
            open_report = self.workspace.open_report
            self._doers()
            open_report.read_prose()
            if open_report.is_checking:
                once = Qt.ConnectionType.SingleShotConnection
                open_report.checking_changed.connect(self.settled, once)
            else:  # somebody could not wait, and it was read before
                self.settled.emit()
            self._check_history()

    def _check_history(self) -> None:
        """When all is quiet, see whether the history leads to what stands in the report."""
        from perfeval_desktop.gui.history_check import HistoryCheck

        if self.workspace is not None and self._history_check is None:
            workspace = self.workspace
            self._history_check = HistoryCheck(workspace.open_report, workspace)
            self._history_check.found.connect(
                lambda words: workspace.message_bar.say(words, "warning", is_lasting=True)
            )

    def _doers(self) -> tuple[object, ...]:
        """Return what does the actions on the open report; it is made behind the painting."""
        if self.workspace is None or self._report_actions:
            return self._report_actions
        from perfeval_desktop.gui.approval_actions import ApprovalActions
        from perfeval_desktop.gui.base_figures_actions import BaseFiguresActions
        from perfeval_desktop.gui.carried_actions import CarriedActions
        from perfeval_desktop.gui.cell_actions import CellActions
        from perfeval_desktop.gui.change_actions import ChangeActions
        from perfeval_desktop.gui.check_actions import CheckActions
        from perfeval_desktop.gui.clipboard_actions import ClipboardActions
        from perfeval_desktop.gui.compare_actions import CompareActions
        from perfeval_desktop.gui.correction_actions import CorrectionActions
        from perfeval_desktop.gui.export_actions import ExportActions
        from perfeval_desktop.gui.filling_actions import FillingActions
        from perfeval_desktop.gui.find_actions import FindActions
        from perfeval_desktop.gui.form_actions import FormActions
        from perfeval_desktop.gui.head_actions import HeadActions
        from perfeval_desktop.gui.history_actions import HistoryActions
        from perfeval_desktop.gui.paper_actions import PaperActions
        from perfeval_desktop.gui.print_actions import PrintActions
        from perfeval_desktop.gui.prose_actions import ProseActions
        from perfeval_desktop.gui.readiness_actions import ReadinessActions
        from perfeval_desktop.gui.report_actions import ReportActions
        from perfeval_desktop.gui.row_actions import RowActions

        kinds = (
            *(ReportActions, CheckActions, ProseActions, ChangeActions),
            *(BaseFiguresActions, ClipboardActions, FindActions, CellActions),
            *(RowActions, HeadActions, ExportActions, PaperActions, CarriedActions),
            *(CorrectionActions, PrintActions, ReadinessActions, HistoryActions, CompareActions),
            *(FormActions, ApprovalActions, FillingActions),
        )
        self._report_actions = tuple(kind(self, self.workspace) for kind in kinds)
        return self._report_actions

    def show_money_unit(self) -> None:
        """Tell the unit of money of the sheet that is shown, and that in which it is entered."""
        from PySide6.QtCore import Qt

        if self.workspace is not None:
            entered = "　录入：元" if self.workspace.open_report.enters_yuan else ""
            self._unit_label.setText(f"金额单位：{self.workspace.money_unit}{entered}")
            notice = self.workspace.open_report.report.template.notice
            self._notice_label.setTextFormat(Qt.TextFormat.PlainText)  # a form may say anything
            self._notice_label.setText(f"表样：{notice}" if notice else "")

    def show_zoom(self) -> None:
        """Say how large sheets and narrative are shown, when not at their own size."""
        zoom = self.settings.zoom
        self._zoom_label.setText(f"缩放 {zoom}%" if zoom != 100 else "")

    def _follow_file(self, file: ReportFile) -> None:
        from perfeval_desktop.gui.file_trouble import FileTrouble

        file.committed.connect(self.saved_state.committed)
        file.published.connect(self.saved_state.published)
        file.backup_failed.connect(self._on_backup_failed)
        self.settings.remember_file(file.path)
        mark = "（只能看）" if file.read_only else ""
        self.setWindowTitle(f"{file.path.name}{mark} — 绩效自评")
        self.trouble = FileTrouble(self, file, self.workspace or self)
        self.trouble.greet()

    def _on_open_failed(self, error: object) -> None:
        from perfeval_desktop.domain.errors import FileHeldError
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.user_text import user_text

        if self.sender() is not self.report_file:
            return
        self.report_file = None
        self.statusBar().clearMessage()
        self._show_start_page()
        self.settled.emit()
        if isinstance(error, FileHeldError):
            from perfeval_desktop.gui.file_trouble import offer_to_look

            offer_to_look(self, error)
        elif not self.backup_actions.offer_ways_out(error):
            show_problem(user_text(error), self)

    def _on_changed(self, outcome: object) -> None:
        if self.workspace is not None:
            self.saved_state.applied(self.workspace.open_report.session.history.last_number)
        self.update_actions()

    def on_save_failed(self, error: object) -> None:
        """Say that the file was not written, and what can be done."""
        if self.trouble is not None:
            self.trouble.on_failed(error)

    def report_opened_once(self, action: Callable[[], None]) -> None:
        """Call `action` when the report that is about to be opened is there."""
        from PySide6.QtCore import Qt

        self.report_opened.connect(action, Qt.ConnectionType.SingleShotConnection)

    def _on_backup_failed(self, error: object) -> None:
        from perfeval_desktop.services.user_text import user_text

        if self.workspace is not None:
            self.workspace.message_bar.say(user_text(error).sentence, "warning", is_lasting=True)

    def close_report(self) -> bool:
        """Write and close the report; False when the clerk wants to stay."""
        if self.report_file is None:
            return True
        if self.workspace is None:
            self._leave_opening(self.report_file)
            return True
        self.flush()
        path = self.report_file.path
        error = self.report_file.close()
        if error is not None and not self.file_actions.leave_unpublished(error):
            return False
        self.put_report_away(path)
        return True

    def put_report_away(self, path: Path) -> None:
        """Its file is closed: show the start page in its place."""
        from perfeval_desktop.gui.left_place import remember

        if self.workspace is None:
            return
        remember(self.settings, path, self.workspace)
        self._take_workspace_away()
        self.report_file = self.trouble = self.last_import = None
        self._show_start_page()

    def _take_workspace_away(self) -> None:
        assert self.workspace is not None
        self._settling.stop()
        if self._history_check is not None:
            self._history_check.close()
            self._history_check = None
        self.workspace.open_report.close()
        self._stack.removeWidget(self.workspace)
        self.workspace.hide()
        self.workspace.deleteLater()
        self.workspace = None
        self._report_actions = ()

    def _leave_opening(self, file: ReportFile) -> None:
        """Close what is still being opened or created; else its thread would never end."""
        self.report_file = None
        self.statusBar().clearMessage()
        if file.close() is not None:
            file.abandon()  # the next start goes on with it

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window closes the report first."""
        if self.close_report():
            self.settings.geometry = self.saveGeometry()
            if self._preparation is not None:
                self._preparation.wait()
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing in the window has taken."""
        if not self.view_actions.panes.take_key(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A report or a document is dragged over the window."""
        from perfeval_desktop.gui.dropped_files import dropped_file

        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """It is let go: a report is opened, a document is brought in."""
        from perfeval_desktop.gui.dropped_files import dropped_file, take_dropped

        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            take_dropped(self, path)

    # What is enabled

    @property
    def open_report(self) -> OpenReport | None:
        """The report that is open."""
        return self.workspace.open_report if self.workspace is not None else None

    def update_actions(self) -> None:
        """Enable each action when what it needs is there."""
        if self._actions is not None:
            self._actions.update()

    def flush(self) -> None:
        """Take over what is still in an open editor."""
        if self.workspace is not None:
            self.workspace.flush()


def _open_in_viewer(path: Path) -> bool:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
