"""核对底数 filled from tables of the final accounts: read from a file, or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef

if TYPE_CHECKING:
    from perfeval_desktop.domain.cell_table import CellTable
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_TABLE_FILTER = "部门决算表 (*.xlsx *.xlsm *.csv *.tsv *.xls *.et);;所有文件 (*)"


class BaseFiguresActions:
    """The actions over 核对底数; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report

    def do_read_base_figures(self) -> None:
        """Ask for a workbook of the final accounts, and offer the figures in it."""
        from PySide6.QtWidgets import QFileDialog

        self._workspace.flush()
        name, _ = QFileDialog.getOpenFileName(
            self._window, "读入部门决算数", self._window.settings.last_folder, _TABLE_FILTER
        )
        if name:
            self.read_base_figures_from(Path(name))

    def read_base_figures_from(self, path: Path) -> None:
        """Offer the figures in a workbook, or say why it cannot be read."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.importing.worksheets import read_tables
        from perfeval_desktop.services.user_text import user_text

        read = run_with_progress(
            self._window, f"正在读 {path.name}…", lambda on_step: read_tables(path, on_step)
        )
        if read.error is not None:
            self._workspace.message_bar.say(user_text(read.error).sentence, "error")
        elif read.value is not None:
            self._offer_figures(read.value, f"“{path.name}”", Origin.IMPORTED)

    def do_paste_base_figures(self) -> None:
        """Offer the figures that were copied elsewhere; one alone goes into the current cell."""
        from perfeval_desktop.importing.worksheets import cells_of, table_of_text

        self._workspace.flush()
        table = table_of_text(QApplication.clipboard().text())
        cells = [str(each) for each in cells_of(table)]
        view = self._workspace.view
        address = view.current_field() if view is not None else None
        if not cells:
            self._workspace.message_bar.say("剪贴板里没有文字。请先在决算表里选中要用的行，复制。")
        elif len(cells) == 1 and address is not None:
            self._open_report.enter(address, cells[0])
        else:
            self._offer_figures((table,), "剪贴板", Origin.PASTED)

    def _offer_figures(self, tables: Sequence[CellTable], source: str, origin: Origin) -> None:
        """List what was found; only what the clerk chooses is filled in, as one batch."""
        from perfeval_desktop.gui.dialogs.base_figures import ask_figures
        from perfeval_desktop.services.base_figures import figure_edits, find_figures, page_of

        report, bar = self._open_report.report, self._workspace.message_bar
        page = page_of(report.template)
        if page is None:
            bar.say("这份报告的表样没有核对底数，没有地方填部门决算数。报告没有改动。", "warning")
            return
        found = find_figures(report.template, tables)
        if not found.proposals and not found.unused:
            bar.say(
                f"{source}里没有认出核对底数的项目，报告没有改动。"
                "复制时请把左边的项目名称一起选中，或者直接填写。",
                "warning",
            )
            return
        chosen = ask_figures(
            report, lambda unit: find_figures(report.template, tables, unit), source, self._window
        )
        if chosen:
            self._workspace.show_sheet(SheetRef(page.id))
            label = f"{'粘贴' if origin is Origin.PASTED else '读入'}部门决算数"
            self._open_report.apply(figure_edits(report, chosen), label, origin)
            bar.say(f"已填入 {len(chosen)} 个数。按 Ctrl+Z 可以一起撤销。")
