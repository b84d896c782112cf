"""Papers about what changed: 花脸稿 and 更正说明."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.errors import NothingToCorrectError, PerfevalError
from perfeval_desktop.gui.exporting import export_asked, say_error

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
            last_printed,
            marked_document,
            marked_name,
        )

        self._workspace.flush()
        session = self._open_report.session
        states = earlier_states(session)
        if not states:
            self._workspace.message_bar.say("还没有改过，没有以前的稿子可以比较。")
            return
        since = default_since(session, last_printed(session))
        number = self._choose("花脸稿", "和哪一稿比较？", states, since)
        if number is None:
            return
        self._write(lambda: marked_document(session, number), marked_name(session), "花脸稿")

    def do_correction(self) -> None:
        """Print what is different from a paper that was made final."""
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.services.correction_sheet import (
            correctable,
            corrected_code,
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
            lambda _: correction_document(
                session, finals[number], corrected_code(session, finals[number])
            ),
        )
        document = made.value
        if document is None:
            self._say(made.error)
            return
        self._write(lambda: document, correction_name(session), "更正说明")

    def _choose(
        self, title: str, words: str, states: list[EarlierState], chosen: int | None
    ) -> int | None:
        from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog

        dialog = ChooseEarlierDialog(title, words, f"做{title}…", states, chosen, self._window)
        return dialog.number if dialog.exec() else None

    def _write(self, make: Callable[[], Document], name: str, title: str) -> None:
        file = self._window.report_file
        assert file is not None
        choices = self._window.settings.print_job.choices

        def write(path: Path, on_page: OnStep) -> None:
            from perfeval_desktop.services.paper_fonts import write_paper

            write_paper(make(), path, choices, on_page)

        export_asked(self._window, title, file.export_folder / f"{name}.pdf", write)

    def _say(self, error: PerfevalError | None) -> None:
        """Say what went wrong; nothing did where it was cancelled."""
        if isinstance(error, NothingToCorrectError):
            self._workspace.message_bar.say(error.reason)
        elif error is not None:
            say_error(self._window, error)
