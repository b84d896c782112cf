"""当时的样子: the sheets as they were after a step, to look at and to take contents from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.workspace import Workspace
from perfeval_desktop.services.session import Session


class _Nowhere:
    """Nothing is changed here, so nothing is stored."""

    def submit(self, batch: Batch) -> None: ...

    def publish_now(self) -> None: ...


class AsItWasDialog(QDialog):
    """A window of its own beside that of the report, which it does not touch."""

    cells_wanted = Signal(object)  # list of FieldAddress
    sheet_wanted = Signal(object)  # SheetRef
    whole_wanted = Signal()

    def __init__(
        self,
        past: Session,
        name: str,
        parent: QWidget | None = None,
        first: SheetRef | None = None,
    ) -> None:
        """Show `past`, a session in which nothing can be changed, at the sheet `first`."""
        super().__init__(parent)
        self.name = name
        self.setWindowTitle(f"当时的样子：{name}")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.open_report = OpenReport(past, _Nowhere(), self)
        there = self.open_report.sheets()
        self.workspace = Workspace(
            self.open_report, self, first if first in there else next(iter(there))
        )
        self._hide_findings()
        self._sign, self._words = QLabel(), QLabel()
        self.cells_button = QPushButton("恢复选中的格(&C)")
        self.sheet_button = QPushButton("恢复这张表(&S)")
        self.whole_button = QPushButton("整份回到这时(&W)")
        self._lay_out()
        self._connect()
        self._enable()

    @property
    def report_session(self) -> Session:
        """The session that is shown."""
        return self.open_report.session

    @property
    def banner(self) -> str:
        """What stands over the sheets."""
        return self._words.text()

    def say(self, words: str, severity: str = "hint") -> None:
        """Say over the sheets what came of it."""
        self.workspace.message_bar.say(words, severity, is_lasting=severity != "hint")

    def restyle(self) -> None:
        """The sign is a picture in the colours there are."""
        self._sign.setPixmap(theme.icon("history", "warning").pixmap(20, 20))

    def set_can_restore(self, can_restore: bool) -> None:
        """Let the buttons be used: the report that is open takes changes."""
        self._can_restore = can_restore
        self._enable()

    def _hide_findings(self) -> None:
        """What was wrong then is not worked at; name the buttons that only the window names."""
        findings = self.workspace.findings_panel
        findings.complete_check_button.setAccessibleName("全审")
        findings.checks_button.setAccessibleName("全部审核项目")
        self.workspace.side.hide()

    def _lay_out(self) -> None:
        banner = QFrame()
        banner.setProperty("messageBar", True)
        self._words.setText(f"{self.name}的样子。这里只能看，关掉它，现在的报告不受影响。")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        row = QHBoxLayout(banner)
        row.setContentsMargins(12, 7, 8, 7)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        self.cells_button.setToolTip("把选中的格恢复成这里的内容，一步，可以撤销")
        self.sheet_button.setToolTip("把这一张表的每一格恢复成这里的内容，一步，可以撤销")
        self.whole_button.setToolTip("连同删去和新加的行，整份回到这时的样子，一步，可以撤销")
        buttons = (self.cells_button, self.sheet_button, self.whole_button)
        for button in buttons:
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addWidget(self.workspace, 1)
        foot = button_row(*buttons, leaving_button(self, "关闭"))
        foot.setContentsMargins(8, 8, 8, 0)
        foot.setSpacing(8)
        column.addLayout(foot)
        self._can_restore = True
        self.restyle()
        open_at(self, 1040, 660)

    def _connect(self) -> None:
        self.workspace.cursor_moved.connect(self._enable)
        self.cells_button.clicked.connect(lambda: self.cells_wanted.emit(self.chosen_places()))
        self.sheet_button.clicked.connect(lambda: self.sheet_wanted.emit(self.workspace.current))
        self.whole_button.clicked.connect(self.whole_wanted)
        self.finished.connect(self.open_report.close)

    def chosen_places(self) -> list[FieldAddress]:
        """Return the chosen cells, or the chapter of the caret."""
        view = self.workspace.view
        if view is not None:
            return view.chosen_fields()
        here = self.workspace.field_here()
        return [here] if here is not None else []

    def _enable(self) -> None:
        is_table = self.workspace.view is not None
        self.cells_button.setText("恢复选中的格(&C)" if is_table else "恢复光标所在的章(&C)")
        self.sheet_button.setText("恢复这张表(&S)" if is_table else "恢复整篇正文(&S)")
        for button in (self.cells_button, self.sheet_button, self.whole_button):
            button.setEnabled(self._can_restore)
