"""Print, with the paper itself beside the choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.errors import PerfevalError, ValueParseError
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.gui.background import Background, Job
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.problem import show_problem
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.exporting import ask_path
from perfeval_desktop.gui.laying_out import LayingOut
from perfeval_desktop.gui.print_run import PrintRun, print_test_page
from perfeval_desktop.gui.printing import PrinterFacts
from perfeval_desktop.gui.tasks import SHOWN_AFTER_MS, run_with_progress
from perfeval_desktop.gui.widgets.laying_out_row import LayingOutRow
from perfeval_desktop.gui.widgets.page_column import PageColumn, ShownPage
from perfeval_desktop.gui.widgets.preview_bar import PreviewBar
from perfeval_desktop.gui.widgets.print_choices import PrintChoices
from perfeval_desktop.services.page_ranges import say_pages
from perfeval_desktop.services.print_job import Duplex, Pick, Printed, PrintJob, sheet_count
from perfeval_desktop.services.printing import (
    Paper,
    Printable,
    chosen_pages,
    cut_edges,
    write_pages,
)
from perfeval_desktop.services.user_text import user_text

_WIDTH, _HEIGHT = 1240, 680
_PAINTED_MS = 30


class Printers(Protocol):
    """Where printers are found."""

    def facts(self) -> tuple[PrinterFacts, ...]: ...
    def printer(self, name: str) -> QPrinter: ...


class PrintPreview(QDialog):
    """The pages as they will be printed, and what can be chosen.

    `printed` says what left the house, None as long as nothing did. The paper is laid out on a
    thread of its own; the report must not change while the dialog is open.
    """

    laid_out = Signal()

    def __init__(
        self,
        printable: Printable,
        job: PrintJob,
        printers: Printers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("打印")
        self.printed: Printed | None = None
        self.written: Path | None = None  # the file that was exported
        self.suggested = Path("报告.pdf")
        self.before_output: Callable[[], None] = lambda: None
        self._printers = printers
        self._pages: tuple[int, ...] = ()  # those that are chosen
        self._laying = LayingOut(printable, self)
        self._finding = Background("printers", self)
        self.column = PageColumn()
        self.bar = PreviewBar(self.column)
        self.row = LayingOutRow()
        self.choices = PrintChoices(
            is_final=printable.session.report.status.is_final, earlier_name=printable.earlier_name
        )
        self.choices.show_job(job)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("quiet", True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        open_at(self, _WIDTH, _HEIGHT)
        self.column.setFocus()
        self._update()

    # Making it ---------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.test_button = QPushButton("打印测试页")
        self.test_button.setToolTip("印一张带尺子的纸，看看打印机四边留多少印不到")
        self.export_button = QPushButton("导出 PDF…")
        for button in (self.test_button, self.export_button):
            button.setAutoDefault(False)
        self.close_button = leaving_button(self, "关闭")
        self.print_button = QPushButton("打印")
        self.print_button.setDefault(True)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        for part in (self.bar, self.column, self.row):
            left.addWidget(part, 1 if part is self.column else 0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.choices)
        buttons = button_row(
            *(self.test_button, self.export_button, self.close_button, self.print_button),
            beside=self.summary,
        )
        buttons.setSpacing(8)
        buttons.setContentsMargins(14, 10, 14, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._slow = QTimer(self, singleShot=True)
        self._slow.setInterval(SHOWN_AFTER_MS)
        self._slow.timeout.connect(lambda: self.row.begin(can_stop=self.paper is not None))
        self.row.stopped.connect(self._on_stopped)
        self._laying.begun.connect(self._slow.start)
        self._laying.stepped.connect(self.row.step)
        self._laying.ended.connect(self._end_progress)
        self._laying.arrived.connect(self._on_laid_out)
        self._laying.counted.connect(self.choices.say_of_fonts)
        self._laying.failed.connect(lambda error: show_problem(user_text(error), self))
        self._laying.broken.connect(self._on_broken)
        self._finding.done.connect(lambda _, found: self.choices.set_printers(found))
        self._finding.broken.connect(self._on_no_printers)
        self.choices.changed.connect(self._on_changed)
        self.test_button.clicked.connect(self._on_test_page)
        self.export_button.clicked.connect(self._on_export)
        self.print_button.clicked.connect(self._on_print)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.activated.connect(self.print_button.click)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(_PAINTED_MS, self, self._begin)

    def _begin(self) -> None:
        """Behind the painting: two threads that run Python at once would hold it up."""
        if not self._laying.has_begun and not self._laying.is_closed:
            self._finding.want([Job("printers", lambda on_step: self._printers.facts())])
            self._on_changed()

    def done(self, result: int) -> None:
        """Close, whatever is still being laid out; the report may change after this."""
        self._slow.stop()
        self._finding.close()
        self.column.close_pictures()
        self._laying.close()
        super().done(result)

    # Laying out --------------------------------------------------------------------------------

    @property
    def paper(self) -> Paper | None:
        """The paper that is shown, which may be older than the choices."""
        return self._laying.laid.paper if self._laying.laid is not None else None

    @property
    def job(self) -> PrintJob:
        """What is chosen."""
        return self.choices.job()

    @property
    def is_laying_out(self) -> bool:
        """Whether the paper of the choices is still to come."""
        return self._laying.is_going_on

    def _on_changed(self) -> None:
        """Lay the paper out as it is chosen now, unless it lies there already."""
        job = self.job
        self._laying.want(job.choices, compares=job.selection.pick is Pick.CHANGED)
        self._update()

    def _on_laid_out(self) -> None:
        paper = self.paper
        assert paper is not None
        self.choices.set_parts(paper.parts())
        self.column.pictures.show(paper.pdf)
        self._update()
        self.laid_out.emit()

    def _on_stopped(self) -> None:
        """Keep the paper that lies there, and its choices."""
        if self.paper is not None:
            self.choices.show_choices(self.paper.choices)
            self._on_changed()

    def _end_progress(self) -> None:
        self._slow.stop()
        self.row.end()

    def _on_broken(self, error: object) -> None:
        assert isinstance(error, BaseException)
        raise error

    def _on_no_printers(self, error: object) -> None:
        """The system could not be asked: printing is not possible, the rest is."""
        from perfeval_desktop.services.fault_log import log_fault

        assert isinstance(error, BaseException)
        log_fault(error)
        self.choices.set_printers(())

    # What the choices mean -----------------------------------------------------------------------

    def _update(self) -> None:
        """Show the pages that are chosen, and say what will be printed."""
        paper, job = self.paper, self.job
        problem = ""
        self._pages = ()
        self.column.pictures.set_grey(job.is_grey)
        if paper is not None:
            changed = self._laying.laid.changed if self._laying.laid is not None else None
            try:
                self._pages = chosen_pages(paper, job.selection, changed or ())
            except ValueParseError as error:
                problem = error.reason
            self._show_pages(paper, self._pages or range(len(paper.pages)))
            self._warn_of_edges(paper)
        missing = "".join(paper.missing) if paper is not None else ""
        self.choices.say_of_pages((problem or missing) if not self.is_laying_out else "")
        can_go = bool(self._pages) and not self.is_laying_out
        self.export_button.setEnabled(can_go)
        self.print_button.setEnabled(can_go and self.choices.printer is not None)
        self.test_button.setEnabled(self.choices.printer is not None)
        self.summary.setText(self._summary(job) if can_go else "")

    def _show_pages(self, paper: Paper, pages: Sequence[int]) -> None:
        count = len(paper.pages)
        shown = []
        for page in pages:
            info = paper.pages[page]
            caption = f"第 {page + 1} 页，共 {count} 页　{info.section}"
            shown.append(ShownPage(page, info.width_mm, info.height_mm, caption))
        self.column.show_pages(shown)

    def _warn_of_edges(self, paper: Paper) -> None:
        printer = self.choices.printer
        pages = [paper.pages[each] for each in self._pages]
        self.choices.warn_of_edges(
            cut_edges(pages, printer.unprintable) if printer is not None else ()
        )

    def _summary(self, job: PrintJob) -> str:
        paper = self.paper
        assert paper is not None
        run = PrintRun.of(paper, self._pages, job)
        sheets = sheet_count(len(run.sides), job.copies, is_double=job.duplex != Duplex.ONE_SIDE)
        copies = f"，{job.copies} 份" if job.copies > 1 else ""
        return f"印 {len(self._pages)} 页{copies}，用 {sheets} 张纸。"

    # What the buttons do -------------------------------------------------------------------------

    def _on_print(self) -> None:
        paper = self.paper
        if paper is None or self.choices.printer is None or not self.print_button.isEnabled():
            return
        self.before_output()
        printer = self.choices.printer
        run = PrintRun.of(paper, self._pages, self.job)
        if run.go(lambda: self._printers.printer(printer.name), self):
            self.printed = paper.printed(self._pages, Medium.PRINT, printer.name, self.job.copies)
            self.accept()

    def _on_test_page(self) -> None:
        printer = self.choices.printer
        if printer is not None and print_test_page(
            lambda: self._printers.printer(printer.name), self
        ):
            self.summary.setText(f"测试页已经送到“{printer.name}”。")

    def _on_export(self) -> None:
        paper, pages = self.paper, self._pages
        if paper is None or not pages:
            return
        path = ask_path(self, "导出 PDF", self._file_name(paper, pages))
        if path is None:
            return
        self.before_output()
        result = run_with_progress(
            self, "正在生成 PDF…", lambda on_step: write_pages(paper, pages, path, on_step)
        )
        if result.error is not None:
            self._tell(result.error)
        elif not result.is_cancelled:
            self.printed, self.written = result.value, path
            self.accept()

    def _file_name(self, paper: Paper, pages: Sequence[int]) -> Path:
        if len(pages) == len(paper.pages):
            return self.suggested
        numbers = say_pages(tuple(each + 1 for each in pages))
        return self.suggested.with_name(f"{self.suggested.stem}（第{numbers}页）.pdf")

    def _tell(self, error: PerfevalError) -> None:
        show_problem(user_text(error), self)
