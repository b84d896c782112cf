"""Papers about what changed: 花脸稿 and 更正说明."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.errors import NothingToCorrectError, PerfevalError

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.tasks import OnStep
    from perfeval_desktop.gui.workspace import Workspace
    from perfeval_desktop.services.marked_copy import EarlierState


class CorrectionActions:
    """The actions that compare with an earlier state; each is a method `do_…` of `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report

    def do_marked_copy(self) -> None:
        """Print the report with what changed since an earlier state marked."""
        from perfeval_desktop.services.marked_copy import (
            default_since,
            earlier_states,
            marked_document,
            marked_name,
        )

        self._workspace.flush()
        session = self._open_report.session
        states = earlier_states(session)
        if not states:
            self._workspace.message_bar.say("还没有改过，没有以前的稿子可以比较。")
            return
        number = self._choose("花脸稿", "和哪一稿比较？", states, default_since(session))
        if number is None:
            return
        path = self._path("导出花脸稿", marked_name(session))
        if path is not None:
            self._write(lambda: marked_document(session, number), path, "正在生成花脸稿…")

    def do_correction(self) -> None:
        """Print what is different from a paper that was made final."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.correction_sheet import (
            correctable,
            correction_document,
            correction_name,
        )
        from perfeval_desktop.services.marked_copy import final_states

        self._workspace.flush()
        session = self._open_report.session
        try:
            finals = {each.number: each for each in correctable(session)}
        except NothingToCorrectError as error:
            self._workspace.message_bar.say(error.reason)
            return
        (number, *others) = finals
        if others:
            states = final_states(session)
            chosen = self._choose("更正说明", "更正的是哪一稿？", states, number)
            if chosen is None:
                return
            number = chosen
        made = run_with_progress(
            self._window,
            "正在比较…",
            lambda _: correction_document(session, finals[number]),
        )
        document = made.value
        if document is None:
            self._say(made.error)
            return
        path = self._path("导出更正说明", correction_name(session))
        if path is not None:
            self._write(lambda: document, path, "正在生成更正说明…")

    def _choose(
        self, title: str, words: str, states: list[EarlierState], chosen: int | None
    ) -> int | None:
        from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog

        dialog = ChooseEarlierDialog(title, words, f"做{title}…", states, chosen, self._window)
        return dialog.number if dialog.exec() else None

    def _path(self, title: str, name: str) -> Path | None:
        from PySide6.QtWidgets import QFileDialog

        file = self._window.report_file
        assert file is not None
        suggested = str(file.path.parent / f"{name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, suggested, "PDF 文件 (*.pdf)")
        return Path(chosen).with_suffix(".pdf") if chosen else None

    def _write(self, make: Callable[[], Document], path: Path, title: str) -> None:
        from perfeval_desktop.gui.tasks import run_with_progress

        def work(on_page: OnStep) -> None:
            from perfeval_desktop.exporting.pdf import write_pdf

            write_pdf(make(), path, on_page=on_page)

        result = run_with_progress(self._window, title, work)
        if result.error is not None or result.is_cancelled:
            self._say(result.error)
        else:
            self._workspace.message_bar.say(f"已导出 {path.name}，在文件夹 {path.parent} 里。")
            self._window.open_document(path)

    def _say(self, error: PerfevalError | None) -> None:
        """Say what went wrong; nothing did where it was cancelled."""
        from perfeval_desktop.services.user_text import user_text

        if error is None:
            return
        if isinstance(error, NothingToCorrectError):
            self._workspace.message_bar.say(error.reason)
        else:
            self._workspace.message_bar.say(user_text(error).sentence, "error", is_lasting=True)
