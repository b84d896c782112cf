"""文件 → 空白表样: a report need not be open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.gui.exporting import export_asked, say_error

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow


def export_blank_form(window: MainWindow, folder: str) -> None:
    """Export the blank form of the open report, or of a template that is chosen, and open it."""
    try:
        wanted = _wanted(window)
    except PerfevalError as error:
        say_error(window, error)
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
    from perfeval_desktop.services.blank_form import blank_name, export_blank

    suggested = Path(folder) / f"{blank_name(template, year)}.pdf"
    choices = window.settings.print_job.choices
    export_asked(
        *(window, "空白表样", suggested),
        lambda path, on_page: export_blank(template, year, path, on_page, choices),
    )
