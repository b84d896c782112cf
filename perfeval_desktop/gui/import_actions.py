"""文件 → 从 Word/Excel 导入: choose, read, look through, bring in. No report need be open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import (
    PerfevalError,
    ReportIsFinalError,
    ReportIsReadOnlyError,
    SourceRefusedError,
)
from perfeval_desktop.gui.exporting import ask_path, say_error

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from perfeval_desktop.domain.import_plan import ImportPlan
    from perfeval_desktop.domain.report import Report
    from perfeval_desktop.domain.source_document import SourceDocument
    from perfeval_desktop.gui.dialogs.import_preview import ImportPreview
    from perfeval_desktop.gui.dialogs.new_report import NewReportRequest
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.tasks import IsCancelled, OnStep
    from perfeval_desktop.services.import_list import ImportList
    from perfeval_desktop.services.import_review import Review

    Read = Callable[[Path, OnStep, IsCancelled], SourceDocument]

FILTER = (
    "Word 和 Excel 文件 (*.docx *.xlsx *.xls *.xlsm *.ods *.csv *.doc *.wps *.et);;所有文件 (*)"
)
_NEW, _OPEN = "new", "open"


class ImportActions:
    """The actions over documents that are brought in; methods `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def do_import_document(self) -> None:
        """Ask for a document, and bring it in."""
        from PySide6.QtWidgets import QFileDialog

        window = self._window
        window.flush()
        if not self._may_change():
            return
        name, _ = QFileDialog.getOpenFileName(
            window, "从 Word/Excel 导入", window.file_actions.folder(), FILTER
        )
        if name:
            window.settings.last_folder = str(Path(name).parent)
            self.import_path(Path(name))

    def do_last_import(self) -> None:
        """Show once more what became of the pieces of the last document."""
        listed = self._window.last_import
        if listed is not None:
            self._show_list(listed)
        elif self._window.workspace is not None:
            self._window.workspace.message_bar.say("这次打开报告以后，还没有导入过文件。")

    def import_path(self, path: Path) -> None:
        """Read a document and show what would become of it; nothing is changed before 导入."""
        self._window.flush()
        if not self._may_change():
            return
        document = self._read(path)
        if document is None:
            return
        open_report = self._window.open_report
        way = _NEW if open_report is None else self._way(document, open_report.report)
        if way == _NEW:
            self._into_new(document)
        elif way == _OPEN:
            self._into_open(document)

    def _may_change(self) -> bool:
        """Say beforehand that the open report takes nothing."""
        open_report = self._window.open_report
        if open_report is None or open_report.can_edit:
            return True
        read_only = open_report.session.read_only
        error = ReportIsReadOnlyError(read_only) if read_only else ReportIsFinalError()
        say_error(self._window, error)
        return False

    # Reading

    def _read(self, path: Path) -> SourceDocument | None:
        from perfeval_desktop.services.import_start import can_convert, read_converted, read_source

        read = self._run(f"正在读 {path.name}…", path, read_source)
        if isinstance(read, SourceRefusedError) and can_convert(path):
            if not self._wants_converting(read):
                return None
            read = self._run(f"LibreOffice 正在转换 {path.name}…", path, read_converted)
        if isinstance(read, PerfevalError):
            say_error(self._window, read)
            return None
        return read

    def _run(self, title: str, path: Path, read: Read) -> SourceDocument | PerfevalError | None:
        from perfeval_desktop.gui.tasks import run_cancellable

        done = run_cancellable(
            self._window, title, lambda on_step, is_cancelled: read(path, on_step, is_cancelled)
        )
        if done.is_cancelled:
            self._say("已经取消，报告没有任何改动。")
            return None
        return done.error or done.value

    def _wants_converting(self, error: SourceRefusedError) -> bool:
        from perfeval_desktop.gui.dialogs.choice import choose
        from perfeval_desktop.services.user_text import user_text

        ways = {"convert": "用 LibreOffice 转换后导入", "leave": "不导入"}
        return choose(user_text(error), ways, self._window) == "convert"

    def _say(self, words: str) -> None:
        if self._window.workspace is not None:
            self._window.workspace.message_bar.say(words)
        else:
            self._window.statusBar().showMessage(words, 10_000)

    # Into which report

    def _way(self, document: SourceDocument, report: Report) -> str:
        """A document of another year is rarely meant for this report: ask."""
        from perfeval_desktop.gui.dialogs.choice import choose
        from perfeval_desktop.services.import_start import year_of
        from perfeval_desktop.services.user_text import UserText

        year = year_of(document)
        if year is None or year == report.year:
            return _OPEN
        text = UserText(
            f"“{document.name}”是 {year} 年度的",
            f"打开的报告是 {report.year} 年度的。要导入到哪里？",
        )
        ways = {
            _NEW: f"新建 {year} 年度的报告",
            _OPEN: f"导入到打开的 {report.year} 年度报告",
            "leave": "不导入",
        }
        return choose(text, ways, self._window)

    def _into_open(self, document: SourceDocument) -> None:
        open_report = self._window.open_report
        assert open_report is not None
        review = self._match(document, open_report.report)
        if review is not None and self._look_through(review):
            self._carry_out(review.plan, review)

    def _into_new(self, document: SourceDocument) -> None:
        request = self._ask_for_new(document)
        if request is None:
            return
        from perfeval_desktop.services.import_start import blank_report, for_other

        blank = blank_report(request.template_id, request.year)
        review = self._match(document, blank)
        if review is None or not self._look_through(review):
            return
        window = self._window

        def carry_out() -> None:
            assert window.open_report is not None
            self._carry_out(for_other(review.plan, blank, window.open_report.report), review)

        window.report_opened_once(carry_out)
        window.begin_report(lambda file: file.create(request))

    def _ask_for_new(self, document: SourceDocument) -> NewReportRequest | None:
        from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.catalogue import template_names
        from perfeval_desktop.services.import_start import propose

        window = self._window
        proposed = run_with_progress(window, "正在认表样…", lambda _: propose(document))
        if proposed.error is not None:
            say_error(window, proposed.error)
        if proposed.value is None:
            return None
        dialog = NewReportDialog(template_names(), window.file_actions.folder(), window)
        dialog.setWindowTitle(f"把 {document.name} 导入成一份新报告")
        dialog.create_button.setText("下一步")
        dialog.propose(*proposed.value)
        request = dialog.ask()
        dialog.deleteLater()
        return request

    # Matching, looking through, carrying out

    def _match(self, document: SourceDocument, report: Report) -> Review | None:
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.import_start import review_of

        now = report.copy()
        matched = run_with_progress(
            self._window, "正在找每一格的位置…", lambda _: review_of(document, now)
        )
        if matched.error is not None:
            say_error(self._window, matched.error)
        return matched.value

    def _look_through(self, review: Review) -> bool:
        from perfeval_desktop.gui.dialogs.import_preview import ImportPreview

        dialog = ImportPreview(review, save_list=lambda: self._save(dialog), parent=self._window)
        is_wanted = bool(dialog.exec())
        dialog.deleteLater()
        return is_wanted

    def _carry_out(self, plan: ImportPlan, review: Review) -> None:
        """One batch, which is undone as one."""
        from perfeval_desktop.services.import_list import import_list
        from perfeval_desktop.services.import_review import Kind
        from perfeval_desktop.services.importing import plan_edits

        window, name = self._window, review.document.name
        open_report = window.open_report
        assert open_report is not None
        assert window.workspace is not None
        edits = plan_edits(plan, open_report.report)
        if not edits:
            self._say(f"“{name}”里的内容报告里都有了，没有改动。")
            return
        open_report.apply(edits, f"导入 {name}", Origin.IMPORTED)
        window.last_import = import_list(review)
        taken = review.count(Kind.TAKEN) + review.count(Kind.DOUBTED)
        left = len(window.last_import.left_over)
        words = f"已从“{name}”导入 {taken} 处"
        window.workspace.message_bar.say(
            f"{words}，还有 {left} 处没有放进去。" if left else f"{words}，没有漏下的。",
            "warning" if left else "hint",
            is_lasting=bool(left),
            action=("撤销导入", lambda: window.do("undo")),
            more=("看没有放进去的", self.do_last_import) if left else None,
        )

    # The list

    def _save(self, dialog: ImportPreview) -> None:
        from perfeval_desktop.services.import_list import import_list

        said = self._save_list(import_list(dialog.review), dialog)
        if said:
            dialog.message_bar.say(said)

    def _save_list(self, listed: ImportList, parent: QWidget) -> str:
        """Ask where to and write the list; return what is to be said of it."""
        from perfeval_desktop.services.import_list import write_import_list
        from perfeval_desktop.services.user_text import user_text

        stem = Path(listed.name).stem
        suggested = Path(self._window.file_actions.folder()) / f"{stem}_导入清单.xlsx"
        path = ask_path(parent, "存导入清单", suggested)
        if path is None:
            return ""
        try:
            write_import_list(listed, path)
        except PerfevalError as error:
            return user_text(error).sentence
        return f"清单已经存成 {path.name}，在文件夹 {path.parent} 里。"

    def _show_list(self, listed: ImportList) -> None:
        from perfeval_desktop.gui.dialogs.last_import import LastImportDialog

        dialog = LastImportDialog(listed, self._window)
        dialog.save_wanted.connect(lambda: dialog.say(self._save_list(listed, dialog)))
        dialog.exec()
        dialog.deleteLater()
