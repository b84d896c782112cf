"""文件 → 空白表样: a report need not be open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.template import ReportTemplate

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow

_SHOWN_MS = 10_000


def export_blank_form(window: MainWindow, folder: str) -> None:
    """Export the blank form of the open report, or of a template that is chosen, and open it."""
    from perfeval_desktop.gui.dialogs.problem import show_problem
    from perfeval_desktop.services.user_text import user_text

    try:
        wanted = _wanted(window)
    except PerfevalError as error:
        show_problem(user_text(error), window)
        return
    if wanted is not None:
        _export(window, *wanted, folder)


def _wanted(window: MainWindow) -> tuple[ReportTemplate, int] | None:
    """Return template and year; None when the clerk chose none."""
    if window.open_report is not None:
        return window.open_report.report.template, window.open_report.report.year
    from perfeval_desktop.gui.dialogs.blank_form import BlankFormDialog
    from perfeval_desktop.services.catalogue import template_names
    from perfeval_desktop.templates.installed import load_installed

    dialog = BlankFormDialog(template_names(), window)
    chosen = dialog.chosen if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    if chosen is None:
        return None
    template = load_installed(chosen.id)
    return template, template.year


def _export(window: MainWindow, template: ReportTemplate, year: int, folder: str) -> None:
    from perfeval_desktop.gui.dialogs.problem import show_problem
    from perfeval_desktop.gui.tasks import run_with_progress
    from perfeval_desktop.services.blank_form import blank_name, export_blank
    from perfeval_desktop.services.user_text import user_text

    suggested = str(Path(folder) / f"{blank_name(template, year)}.pdf")
    name, _ = QFileDialog.getSaveFileName(window, "空白表样", suggested, "PDF 文件 (*.pdf)")
    if not name:
        return
    path = Path(name).with_suffix(".pdf")
    result = run_with_progress(
        window, "正在生成空白表样…", lambda on_page: export_blank(template, year, path, on_page)
    )
    if result.error is not None:
        show_problem(user_text(result.error), window)
    elif not result.is_cancelled:
        said = f"已导出 {path.name}，在文件夹 {path.parent} 里。"
        if window.workspace is not None:
            window.workspace.message_bar.say(said)
        else:
            window.statusBar().showMessage(said, _SHOWN_MS)
        window.open_document(path)
