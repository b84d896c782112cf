"""What the menu 表样 does: look at a template, install and uninstall packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from perfeval_desktop.domain.errors import PerfevalError

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow


class FormsActions:
    """The actions over templates; a report need not be open."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def do_view_template(self) -> None:
        """Show the installed templates, one at a time."""
        from perfeval_desktop.gui.dialogs.template_view import TemplateViewDialog
        from perfeval_desktop.services.catalogue import template_names

        dialog = TemplateViewDialog(template_names(), self._window)
        dialog.exec()
        dialog.deleteLater()

    def do_install_template(self) -> None:
        """Ask for a pack and install it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "安装表样包", "", "表样包 (*.pevalforms *.zip)"
        )
        if name:
            self.install(Path(name))

    def install(self, path: Path) -> None:
        """Look a pack through, ask, and install it."""
        from perfeval_desktop.services.packs import install, look_through

        try:
            offered = look_through(path)
            template = offered.template
            words = (
                f"“{template.name}”（{template.year} 年度，{template.id}）\n\n"
                f"{len(template.sheets)} 张表，{len(template.checks)} 条审核，"
                "里面的文件和打包时一样，审核公式的例子都对。\n"
                f"{offered.replaces}\n校验值：{template.digest[:16]}…"
            )
            button = QMessageBox.question(self._window, "安装这套表样吗？", words)
            if button == QMessageBox.StandardButton.Yes:
                self._say(install(offered, path))
        except PerfevalError as error:
            self._refuse(error)

    def do_uninstall_template(self) -> None:
        """Ask which pack is to go."""
        from perfeval_desktop.services.catalogue import template_names
        from perfeval_desktop.services.packs import uninstall

        packs = [each for each in template_names() if each.is_pack]
        if not packs:
            self._say("没有安装过表样包；随程序的表样不能卸载。")
            return
        names = [f"{each.name}（{each.id}）" for each in packs]
        name, is_wanted = QInputDialog.getItem(
            self._window, "卸载表样包", "卸载哪一套？", names, 0, False
        )
        if is_wanted:
            try:
                self._say(uninstall(packs[names.index(name)].id))
            except PerfevalError as error:
                self._refuse(error)

    def _say(self, words: str) -> None:
        workspace = self._window.workspace
        if workspace is not None:
            workspace.message_bar.say(words)
        else:
            QMessageBox.information(self._window, "表样", words)

    def _refuse(self, error: PerfevalError) -> None:
        from perfeval_desktop.gui.dialogs.problem import show_problem
        from perfeval_desktop.services.user_text import user_text

        show_problem(user_text(error), self._window)
