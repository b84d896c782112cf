"""What 文件 → 导出 Excel does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from perfeval_desktop.gui.workspace import Workspace

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow


class ExcelActions:
    """Exports the open report as a workbook."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace

    def do_export_xlsx(self) -> None:
        """Ask where to, and export."""
        from perfeval_desktop.services.exporting import export_name

        report_file = self._window.report_file
        if report_file is None:
            return
        self._window.flush()
        session = self._workspace.open_report.session
        suggested = report_file.path.parent / f"{export_name(session.report, session.value)}.xlsx"
        name, _ = QFileDialog.getSaveFileName(
            self._window, "导出 Excel", str(suggested), "Excel 文件 (*.xlsx)"
        )
        if name:
            self.export_xlsx_to(Path(name).with_suffix(".xlsx"))

    def export_xlsx_to(self, path: Path) -> None:
        """Export to a file and open it; what goes wrong is said in the bar."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.exporting import export_xlsx
        from perfeval_desktop.services.user_text import user_text

        session, bar = self._workspace.open_report.session, self._workspace.message_bar
        if self._window.report_file is not None:
            self._window.report_file.publish_now()
        result = run_with_progress(
            self._window,
            "正在生成 Excel 文件…",
            lambda on_step: export_xlsx(session, path, on_step=on_step),
        )
        if result.error is not None:
            bar.say(user_text(result.error).sentence, "error", is_lasting=True)
        elif not result.is_cancelled:
            said = " ".join(result.value or ())
            bar.say(f"已导出 {path.name}。{said}", "warning" if said else "hint")
            self._window.open_document(path)
