"""文件 → 填入原表: the report written into a copy of the bureau's own blank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog

from perfeval_desktop.gui.exporting import Remark, ask_path, export_file, say_error

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.filling_places import Filling

_BLANKS = "空白原表 (*.docx *.xlsx *.xlsm *.docm);;所有文件 (*)"


class FillingActions:
    """The action `do_fill_blank`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._session = workspace.open_report.session

    def do_fill_blank(self) -> None:
        """Ask for the bureau's blank, show what would be written, and write it into a copy."""
        self._workspace.flush()
        name, _ = QFileDialog.getOpenFileName(
            self._window, "选择主管部门发的空表", self._window.settings.last_folder, _BLANKS
        )
        if name:
            self.fill_blank(Path(name))

    def fill_blank(self, path: Path) -> None:
        """Fill a copy of a blank in, or say why it cannot be."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.filling_in import prepare

        read = run_with_progress(
            self._window,
            f"正在读 {path.name}…",
            lambda on_step: prepare(path, self._session, on_step),
        )
        if read.error is not None:
            say_error(self._window, read.error)
        elif read.value is not None:
            self._offer(read.value)

    def _offer(self, filling: Filling) -> None:
        from perfeval_desktop.gui.dialogs.fill_blank import FillBlankDialog

        dialog = FillBlankDialog(filling, self._window)
        dialog.list_wanted.connect(lambda: self._write_list(filling, dialog.chosen))
        is_accepted = dialog.exec() == QDialog.DialogCode.Accepted
        chosen = dialog.chosen
        dialog.deleteLater()
        if is_accepted:
            self._write(filling, chosen)

    def _write(self, filling: Filling, chosen: frozenset[int]) -> None:
        from perfeval_desktop.services.filling_in import fill
        from perfeval_desktop.services.filling_told import left_out

        blank = filling.blank.path
        suggested = blank.with_name(f"{blank.stem}（已填）{blank.suffix.lower()}")
        path = ask_path(self._window, "填好以后存在哪里", suggested)
        if path is None:
            return
        left = len(left_out(filling, chosen))
        said = Remark(f"还有 {left} 处没有填进去，请对照清单。", "warning") if left else Remark()
        export_file(
            self._window,
            path,
            "填好的原表",
            lambda on_step: fill(filling, self._session, path, chosen),
            lambda _: said,
        )

    def _write_list(self, filling: Filling, chosen: frozenset[int]) -> None:
        from perfeval_desktop.services.filling_told import write_left_out

        blank = filling.blank.path
        path = ask_path(
            self._window,
            "没有填进去的存成清单",
            blank.with_name(f"{blank.stem}（没有填进去的）.xlsx"),
        )
        if path is not None:
            export_file(
                self._window,
                path,
                "清单",
                lambda on_step: write_left_out(filling, chosen, path),
            )
