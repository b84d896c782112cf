"""What 文件 → 导出 PDF, 导出 Word, 导出 Excel do: the report as the file that others read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfeval_desktop.gui.exporting import Remark, ask_path, export_file

if TYPE_CHECKING:
    from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.tasks import OnStep
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.session import Session

T = TypeVar("T")


class ExportActions:
    """Exports the open report; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._open_report = workspace.open_report

    def do_export_pdf(self) -> None:
        """Write the PDF as it was printed last, and keep its check codes."""
        from perfeval_desktop.services.check_codes import codes_now
        from perfeval_desktop.services.exporting import export_pdf

        path = self._ask("导出 PDF", ".pdf")
        if path is None:
            return
        session, choices = self._open_report.session, self._window.settings.print_job.choices

        def write(on_page: OnStep) -> tuple[PaperCodes, tuple[str, ...]]:
            codes = codes_now(session)
            return codes, export_pdf(session, path, on_page, choices, codes)

        export_file(self._window, path, " PDF", write, self._note_pdf)

    def do_export_docx(self) -> None:
        """Write the file for Word and WPS."""
        from perfeval_desktop.services.exporting import export_docx

        said = Remark("在 Word 里的改动不会回到这份报告。")
        self._export("Word", ".docx", export_docx, lambda _: said)

    def do_export_xlsx(self) -> None:
        """Write the workbook; what did not fit into a cell of it is said."""
        from perfeval_desktop.services.exporting import export_xlsx

        self._export("Excel", ".xlsx", export_xlsx, _warning)

    def _export(
        self,
        program: str,
        ending: str,
        export: Callable[[Session, Path, PaperChoices | None, OnStep], T],
        written: Callable[[T], Remark],
    ) -> None:
        path, session = self._ask(f"导出 {program}", ending), self._open_report.session
        if path is not None:
            write = partial(export, session, path, None)
            export_file(self._window, path, f" {program} 文件", write, written)

    def _ask(self, title: str, ending: str) -> Path | None:
        from perfeval_desktop.services.exporting import export_name

        file = self._window.report_file
        if file is None:
            return None
        self._window.flush()
        session = self._open_report.session
        name = f"{export_name(session.report, session.value)}{ending}"
        return ask_path(self._window, title, file.export_folder / name)

    def _note_pdf(self, made: tuple[PaperCodes, tuple[str, ...]]) -> Remark:
        from perfeval_desktop.domain.paper import Medium
        from perfeval_desktop.services.papers import note_paper

        codes, sentences = made
        choices = self._window.settings.print_job.choices
        note_paper(self._open_report.session, codes, Medium.PDF, choices)
        return _warning(sentences)


def _warning(sentences: tuple[str, ...]) -> Remark:
    """Return what could not be written as it is, if anything."""
    return Remark(" ".join(sentences), "warning" if sentences else "hint")
