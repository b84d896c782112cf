"""The validation panel: what does not agree, both values, the difference; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.findings_model import FindingsModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.finding_delegate import ICON, FindingDelegate

Index = QModelIndex | QPersistentModelIndex

_BATCH = 12
_ALL_WELL = "没有发现问题。\n\n还没有填的不算问题；填完以后按 F9 全审，连没填的一起查。"
_ALL_WELL_COMPLETE = "全审没有发现问题。"
_SETTLED = {FindingState.STALE: "需重新确认 {} 个", FindingState.EXPLAINED: "已说明 {} 个"}


class FindingsPanel(QWidget):
    """Counts, the 全审 switch, and the list."""

    finding_activated = Signal(object)  # Finding
    menu_requested = Signal(QPoint)  # over the chosen findings

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(240)
        self._open_report: OpenReport | None = None
        self._model = FindingsModel()
        self._counts = {severity: (QLabel(), QLabel()) for severity in Severity}
        self.complete_check_button = QToolButton()
        self.list = _FindingsList(self._model)
        self._settled = QLabel()
        self._well = QLabel(_ALL_WELL)
        self._stack = QStackedWidget()
        self._lay_out()
        self.list.chosen.connect(self.finding_activated)
        self.list.menu_requested.connect(self.menu_requested)

    def set_report(self, open_report: OpenReport) -> None:
        """Follow a report."""
        self._open_report = open_report
        open_report.findings_changed.connect(self.refresh)
        open_report.changed.connect(self.refresh)
        self.refresh()

    def set_complete_check_action(self, action: QAction) -> None:
        """Let the panel's button be the same as the action of the menu."""
        self.complete_check_button.setDefaultAction(action)
        self.complete_check_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def refresh(self) -> None:
        """Show the findings there are now, and keep the chosen one."""
        if self._open_report is None:
            return
        chosen = self._model.row(self.list.currentIndex())
        self._model.show(self._open_report)
        if isinstance(chosen, Finding):
            self.list.setCurrentIndex(self._model.index(self._model.row_of(chosen.key)))
        findings = self._model.findings()
        self._count(findings)
        is_complete = self._open_report.is_complete_check
        self._well.setText(_ALL_WELL_COMPLETE if is_complete else _ALL_WELL)
        self._stack.setCurrentWidget(self.list if findings else self._well)

    def _count(self, findings: list[Finding]) -> None:
        """Show how many findings of each severity are open, and how many were settled."""
        states = [self._model.said(each).state for each in findings]
        settled = FindingState.EXPLAINED
        for severity, (_, number) in self._counts.items():
            pairs = zip(findings, states, strict=True)
            is_open = (each.severity is severity and state is not settled for each, state in pairs)
            number.setText(str(sum(is_open)))
        words = [text.format(states.count(state)) for state, text in _SETTLED.items()]
        shown = [word for word, state in zip(words, _SETTLED, strict=True) if state in states]
        self._settled.setText("，".join(shown))
        self._settled.setVisible(bool(shown))

    def chosen(self) -> list[Finding]:
        """Return the findings that are chosen in the list."""
        rows = sorted(self.list.selectedIndexes(), key=lambda index: index.row())
        return [row for row in map(self._model.row, rows) if isinstance(row, Finding)]

    def findings(self) -> list[Finding]:
        """Return what is listed, in the order of the list."""
        return self._model.findings()

    def select(self, finding: Finding) -> None:
        """Mark a finding as the one that is looked at, and show it."""
        self.list.setCurrentIndex(self._model.index(self._model.row_of(finding.key)))

    def messages(self) -> list[str]:
        """Return the sentences that are listed."""
        return [each.message for each in self._model.findings()]

    def titles(self) -> list[str]:
        """Return the titles of what is listed."""
        return [each.title for each in self._model.findings()]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(4)
        for severity, (sign, number) in self._counts.items():
            sign.setPixmap(theme.severity_icon(severity.code).pixmap(ICON, ICON))
            for label in (sign, number):
                label.setToolTip(severity.value)
                head.addWidget(label)
            number.setAccessibleName(f"{severity.value}问题")
            head.addSpacing(8)
        head.addStretch(1)
        head.addWidget(self.complete_check_button)
        self._well.setWordWrap(True)
        self._well.setContentsMargins(20, 28, 20, 20)
        self._well.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._well.setProperty("quiet", True)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._well)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._settled.setProperty("quiet", True)
        self._settled.setContentsMargins(12, 0, 12, 6)
        column.addLayout(head)
        column.addWidget(self._settled)
        column.addWidget(self._stack, 1)


class _FindingsList(QListView):
    chosen = Signal(object)  # Finding
    menu_requested = Signal(QPoint)

    def __init__(self, model: FindingsModel) -> None:
        super().__init__()
        self._findings = model
        self.setModel(model)
        self.setItemDelegate(FindingDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Each height means breaking lines: those in sight first, the others when there is time.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName("审核发现的问题")
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the sentences elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be said of the chosen findings."""
        if self.selectedIndexes():
            self.menu_requested.emit(event.globalPos())

    def _choose(self, index: Index) -> None:
        row = self._findings.row(index)
        if isinstance(row, Finding):
            self.chosen.emit(row)
