"""One print from the dialog: its passes through the printer, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QMessageBox, QWidget

from perfeval_desktop.exporting.pdf.pictures import PdfPictures
from perfeval_desktop.gui.dialogs.problem import show_problem
from perfeval_desktop.gui.printing import OnStep, print_sides
from perfeval_desktop.gui.tasks import run_with_progress
from perfeval_desktop.services.print_job import (
    Duplex,
    PrintJob,
    Side,
    by_hand,
    copied,
    sides_of,
)
from perfeval_desktop.services.printing import Paper
from perfeval_desktop.services.user_text import user_text

OpenPrinter = Callable[[], QPrinter]


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Sides of a paper to print.

    Attributes:
        sides: Of one copy, in order.
    """

    pdf: bytes
    sides: tuple[Side, ...]
    job: PrintJob

    @classmethod
    def of(cls, paper: Paper, pages: Sequence[int], job: PrintJob) -> PrintRun:
        """Return the print of some pages of a paper."""
        numbers = [each.number for each in paper.pages]
        is_double = job.duplex is not Duplex.ONE_SIDE
        return cls(paper.pdf, tuple(sides_of(pages, numbers, is_double=is_double)), job)

    def passes(self) -> list[tuple[list[Side], PrintJob]]:
        """Return what is printed before paper has to be put in again, and how."""
        if self.job.duplex is not Duplex.BY_HAND:
            return [(list(self.sides), self.job)]
        sides = copied(
            self.sides, self.job.copies, is_collated=self.job.is_collated, is_double=True
        )
        once = replace(self.job, copies=1)
        both = by_hand(sides, begins_backs_at_end=self.job.begins_backs_at_end)
        return [(each, once) for each in both if any(side is not None for side in each)]

    def go(self, open_printer: OpenPrinter, parent: QWidget) -> bool:
        """Print; False when nothing, or not everything, was printed. What went wrong is said."""
        for number, (sides, job) in enumerate(self.passes()):
            if number and not _is_paper_turned(len(sides), parent):
                return False
            if not _run(self.pdf, sides, job, open_printer, parent):
                return False
        return True


def print_test_page(open_printer: OpenPrinter, parent: QWidget) -> bool:
    """Print the page that shows what the printer leaves out."""
    from perfeval_desktop.exporting.pdf.margins_page import margins_page

    return _run(margins_page(), [0], PrintJob(is_grey=True), open_printer, parent)


def _run(
    pdf: bytes, sides: Sequence[Side], job: PrintJob, open_printer: OpenPrinter, parent: QWidget
) -> bool:
    def work(on_step: OnStep) -> None:
        pictures = PdfPictures(pdf)
        try:
            print_sides(open_printer(), pictures, sides, job, on_step)
        finally:
            pictures.close()

    result = run_with_progress(parent, "正在打印…", work)
    if result.error is not None:
        show_problem(user_text(result.error), parent)
    return result.error is None and not result.is_cancelled


def _is_paper_turned(sheets: int, parent: QWidget) -> bool:
    """Wait until the sheets are put in again; False when the backs are not wanted any more."""
    box = QMessageBox(QMessageBox.Icon.Information, "印背面", "正面已经送到打印机。", parent=parent)
    box.setInformativeText(
        f"等正面全部印完，把整叠纸放回纸盒：没有字的一面朝着印字的方向，先后次序不变。"
        f"放好以后接着印 {sheets} 张的背面。"
    )
    go_on = box.addButton("纸放好了，印背面", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("不印背面了", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is go_on
