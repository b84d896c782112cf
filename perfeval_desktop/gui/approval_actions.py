"""Read the targets that the bureau approved (批复的绩效目标), and fill in what the clerk ticks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin

if TYPE_CHECKING:
    from perfeval_desktop.domain.source_document import SourceDocument
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_FILTER = "绩效目标申报表 (*.docx *.xlsx *.xlsm *.xls);;所有文件 (*)"
_NOT_RECOGNISED = "没有认出批复的绩效目标，报告没有改动。请看看是不是选错了文件。"
_NONE_IN_FORM = "这份报告的表样没有要批复的目标。报告没有改动。"


class ApprovalActions:
    """The action over approved targets; a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report

    def do_read_approval(self) -> None:
        """Ask for the approved form, and offer what it sets."""
        from PySide6.QtWidgets import QFileDialog

        from perfeval_desktop.services.approving import takes_approvals

        self._workspace.flush()
        if not takes_approvals(self._open_report.report.template):
            self._workspace.message_bar.say(_NONE_IN_FORM, "warning")
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "读入批复的绩效目标", self._window.settings.last_folder, _FILTER
        )
        if name:
            self._read_from(Path(name))

    def _read_from(self, path: Path) -> None:
        from perfeval_desktop.gui.tasks import run_with_progress
        from perfeval_desktop.importing.office import read_document
        from perfeval_desktop.services.user_text import user_text

        read = run_with_progress(
            self._window, f"正在读 {path.name}…", lambda on_step: read_document(path, on_step)
        )
        if read.error is not None:
            self._workspace.message_bar.say(user_text(read.error).sentence, "error")
        elif read.value is not None:
            self._offer(read.value)

    def _offer(self, document: SourceDocument) -> None:
        """List what was found; what is ticked is filled in, and all is kept, as one batch."""
        from datetime import datetime

        from perfeval_desktop.gui.dialogs.approval import ask_targets
        from perfeval_desktop.services.approval_files import approval_label
        from perfeval_desktop.services.approving import approval_edits, read_approval

        session, bar = self._open_report.session, self._workspace.message_bar
        read = read_approval(document, session, datetime.now().astimezone().date())
        if not read.proposals:
            bar.say(_NOT_RECOGNISED, "warning")
            return
        chosen = ask_targets(read, self._open_report.report.approved, self._window)
        if chosen is None:
            return
        edits = approval_edits(session, read, chosen)
        if not edits:
            bar.say("批复的和报告里的已经一样，没有改动。")
            return
        self._open_report.apply(edits, approval_label(read), Origin.IMPORTED)
        bar.say(f"已读入批复的绩效目标，填了 {len(chosen)} 项。按 Ctrl+Z 可以一起撤销。")
