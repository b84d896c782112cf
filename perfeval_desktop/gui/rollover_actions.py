"""文件 → 沿用上年文件新建: choose last year's file, and begin the next year from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from perfeval_desktop.gui.file_actions import FILE_FILTER

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.services.rollover import LastFile


class RolloverActions:
    """The action that begins the next year, named in `actions.py`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def do_rollover(self) -> None:
        """Ask for last year's file, and begin the next year from it."""
        file = self._window.report_file
        folder = self._window.settings.last_folder
        if file is not None and self._window.workspace is not None:
            folder = str(file.path)  # what is open is likely to be meant
        name, _ = QFileDialog.getOpenFileName(self._window, "选上年的自评报告", folder, FILE_FILTER)
        if name:
            self._window.settings.last_folder = str(Path(name).parent)
            self.begin_from(Path(name))

    def begin_from(self, last: Path) -> None:
        """Ask what is needed, and create the next year's report from this file."""
        found = self._read(last)
        if found is None:
            return
        from perfeval_desktop.gui.dialogs.next_year import NextYearDialog

        request = NextYearDialog(found, self._window).ask()
        if request is not None:
            self._window.begin_report(lambda file: file.roll_over(request))
            window = self._window
            window.report_opened_once(lambda: _tell(window))

    def _read(self, last: Path) -> LastFile | None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.rollover import last_file
        from perfeval_desktop.services.user_text import user_text

        self._window.flush()
        read = run_with_progress(self._window, "正在读上年的文件…", lambda _: last_file(last))
        if read.error is not None:
            show_problem(user_text(read.error), self._window)
        return read.value


def _tell(window: MainWindow) -> None:
    if window.report_file is not None and window.workspace is not None and window.report_file.told:
        window.workspace.message_bar.say("".join(window.report_file.told), is_lasting=True)
