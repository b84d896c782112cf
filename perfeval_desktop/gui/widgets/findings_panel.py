"""The validation panel: what does not agree, both values, the difference; a click goes there."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
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
from perfeval_desktop.domain.layout import SheetRef, sheet_of
from perfeval_desktop.domain.report import FieldAddress, FindingKey
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.models.findings_model import FindingsModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.filter_bar import FilterBar, severity_button
from perfeval_desktop.gui.widgets.finding_delegate import FindingDelegate
from perfeval_desktop.gui.widgets.finding_detail import FindingDetail
from perfeval_desktop.services.causes import cause_of
from perfeval_desktop.services.coverage import counted
from perfeval_desktop.services.why import why_of

Index = QModelIndex | QPersistentModelIndex

_ALL_WELL = "没有发现问题。\n\n还没有填的不算问题；填完以后按 F9 全审，连没填的一起查。"
_NONE_LISTED = "这样筛选，没有问题。\n\n点上面的“清除”看全部问题。"
_CAUSE_MS = 300  # after the last edit, until the cause is looked for again
_ALL_WELL_COMPLETE = "全审没有发现问题。"
_SETTLED = {FindingState.STALE: "需重新确认 {} 个", FindingState.EXPLAINED: "已说明 {} 个"}


class FindingsPanel(QWidget):
    """Counts, the 全审 switch, the filter, the list, and why the chosen finding was found."""

    finding_activated = Signal(object)  # Finding
    place_chosen = Signal(object)  # FieldAddress
    looked_at = Signal(object)  # Finding or None: another one is chosen, or its figures moved
    menu_requested = Signal(QPoint)  # over the chosen findings
    copy_requested = Signal()
    checks_requested = Signal()  # all of them, those that passed as well

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._open_report: OpenReport | None = None
        self._looked_at: Finding | None = None
        self._activated: FindingKey | None = None  # the finding gone to last
        self._model = FindingsModel(self)
        self.count_buttons = {each: severity_button(each) for each in Severity}
        self.complete_check_button = QToolButton()
        self.filter_bar = FilterBar()
        self.list = _FindingsList(self._model)
        self.why_button = QToolButton()
        self.detail = FindingDetail()
        self.checks_button = QToolButton()
        self._settled = QLabel()
        self._settled.setTextFormat(Qt.TextFormat.PlainText)
        self._well = QLabel(_ALL_WELL)
        self._stack = QStackedWidget()
        self._cause_timer = QTimer(self, singleShot=True, interval=_CAUSE_MS)
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.enter_pressed.connect(self._on_entered)
        self.list.menu_requested.connect(self.menu_requested)
        self.list.copy_requested.connect(self.copy_requested)
        self.list.current_changed.connect(self._look_at_current)
        self.detail.place_chosen.connect(self.place_chosen)
        self.why_button.toggled.connect(self._on_why)
        self._cause_timer.timeout.connect(self._explain)
        self._cause_timer.timeout.connect(self._count_checks)
        self.checks_button.clicked.connect(self.checks_requested)
        self.filter_bar.changed.connect(self._on_filter_changed)
        self.filter_bar.left_downwards.connect(self.focus_list)
        search = QShortcut(QKeySequence.StandardKey.Find, self)
        search.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        search.activated.connect(self.filter_bar.begin_search)
        for severity, button in self.count_buttons.items():
            button.clicked.connect(lambda on, each=severity: self._on_count(each if on else None))

    def set_report(self, open_report: OpenReport) -> None:
        """Follow a report."""
        self._open_report = open_report
        open_report.findings_changed.connect(self.refresh)
        open_report.changed.connect(self.refresh)
        open_report.checking_changed.connect(self._show_checking)
        self.refresh()
        self._show_checking(open_report.is_checking)

    def set_complete_check_action(self, action: QAction) -> None:
        """Let the panel's button be the same as the action of the menu."""
        self.complete_check_button.setDefaultAction(action)
        self.complete_check_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    def refresh(self) -> None:
        """Show the findings there are now, and keep the chosen one."""
        if self._open_report is None:
            return
        chosen = self._model.row(self.list.currentIndex())
        self._model.show(self._open_report)
        if isinstance(chosen, Finding):
            row = self._model.row_of(chosen.key)
            if row != self.list.currentIndex().row():
                self.list.choose_only(row)
        self._count()
        self._well.setText(self.nothing_words)
        self._stack.setCurrentWidget(self.list if self._model.findings() else self._well)
        self._look_at_current()
        self._cause_timer.start()  # other figures may explain it now

    @property
    def nothing_words(self) -> str:
        """Why nothing is listed, in one sentence and what to do."""
        if self._model.all_findings():
            return _NONE_LISTED
        is_complete = self._open_report is not None and self._open_report.is_complete_check
        return _ALL_WELL_COMPLETE if is_complete else _ALL_WELL

    def _count(self) -> None:
        """Show how many findings of each severity are open, and how many were settled: of all."""
        assert self._open_report is not None
        findings = self._model.all_findings()
        states = [self._model.said(each).state for each in findings]
        settled = FindingState.EXPLAINED
        asked = self.filter_bar.filter
        for severity, button in self.count_buttons.items():
            pairs = zip(findings, states, strict=True)
            is_open = (each.severity is severity and state is not settled for each, state in pairs)
            button.setText(str(sum(is_open)))
            button.setChecked(asked.severity is severity)
        words = [text.format(states.count(state)) for state, text in _SETTLED.items()]
        shown = [word for word, state in zip(words, _SETTLED, strict=True) if state in states]
        self._settled.setText("，".join(shown))
        self._settled.setVisible(bool(shown))
        listed = len(self._model.findings())
        self.filter_bar.tell(self._open_report.report, listed, Counter(states))

    # The filter

    def set_sheet(self, ref: SheetRef) -> None:
        """Follow the sheet that is shown in the window."""
        self.filter_bar.set_sheet(ref)

    def _on_count(self, severity: Severity | None) -> None:
        self.filter_bar.set_severity(severity)

    def _on_filter_changed(self) -> None:
        self._model.filter = self.filter_bar.filter
        self._model.sorting = self.filter_bar.sorting
        self.refresh()

    def place_of(self, finding: Finding) -> FieldAddress | None:
        """Return where to jump: on the sheet that the list is about, else the first place."""
        asked = self.filter_bar.filter.sheet
        if asked is not None and self._open_report is not None:
            for place in finding.places:
                if sheet_of(self._open_report.report, place) == asked:
                    return place
        return finding.places[0] if finding.places else None

    # What is chosen

    def chosen(self) -> list[Finding]:
        """Return the findings that are chosen in the list."""
        rows = sorted(self.list.selectedIndexes(), key=lambda index: index.row())
        return [row for row in map(self._model.row, rows) if isinstance(row, Finding)]

    def findings(self) -> list[Finding]:
        """Return what is listed, in the order of the list."""
        return self._model.findings()

    def select(self, finding: Finding) -> None:
        """Mark a finding as the one that is looked at, and show it, whatever the filter."""
        if self._model.row_of(finding.key) < 0:
            self.filter_bar.clear()
        self._activated = finding.key
        self.list.choose_only(self._model.row_of(finding.key))

    def messages(self) -> list[str]:
        """Return the sentences that are listed."""
        return [each.message for each in self._model.findings()]

    def titles(self) -> list[str]:
        """Return the titles of what is listed."""
        return [each.title for each in self._model.findings()]

    def restyle(self) -> None:
        """The links of the explanation have a colour of their own."""
        self._explain()

    def focus_list(self) -> None:
        """Put the keyboard into the list, on the first finding when none is chosen."""
        if self._stack.currentWidget() is not self.list:
            self.filter_bar.sheet_button.setFocus()
            return
        self.list.setFocus()
        findings = self._model.findings()
        if findings and not self.chosen():
            self.list.choose_only(self._model.row_of(findings[0].key))

    def _on_chosen(self, finding: Finding) -> None:
        self._activated = finding.key
        self.finding_activated.emit(finding)

    def _on_entered(self, finding: Finding) -> None:
        """Enter goes to the cell; on a finding gone to before it first tells why."""
        if finding.key == self._activated and not self.why_button.isChecked():
            self.why_button.setChecked(True)
        else:
            self._on_chosen(finding)

    def _look_at_current(self) -> None:
        """Another finding is looked at, or the same with other figures."""
        row = self._model.row(self.list.currentIndex())
        finding = row if isinstance(row, Finding) else None
        if finding == self._looked_at:
            return
        is_same = (
            finding is not None
            and self._looked_at is not None
            and finding.key == self._looked_at.key
        )
        self._looked_at = finding
        if not is_same:
            self._explain()
        self.looked_at.emit(finding)

    def _explain(self) -> None:
        """Say the likely cause of the finding that is looked at, and why it was found."""
        self._cause_timer.stop()
        finding = self._looked_at
        self.why_button.setEnabled(finding is not None)
        if self._open_report is None:
            return
        session = self._open_report.session
        self._model.set_cause(finding, cause_of(session, finding) if finding is not None else "")
        is_asked = self.why_button.isChecked() and finding is not None
        self.detail.setVisible(is_asked)
        why = why_of(session, finding) if is_asked and finding is not None else None
        self.detail.show_why(why, session.report)
        self.list.scroll_to_current()

    def _count_checks(self) -> None:
        """Say how many checks there are and how many passed, once none is running."""
        if self._open_report is None or self._open_report.is_checking:
            return
        compared, passed = counted(self._open_report.session)
        self.checks_button.setText(f"已核对 {compared} 项，通过 {passed} 项")

    def _show_checking(self, is_checking: bool) -> None:
        """The narrative is checked behind the window; its findings are those of a moment ago."""
        if is_checking:
            self.checks_button.setText("正文检查中…")
        else:
            self._cause_timer.start()

    def _on_why(self, is_open: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.why_button.setArrowType(arrow)
        self._explain()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 2)
        head.setSpacing(2)
        for button in self.count_buttons.values():
            head.addWidget(button)
        head.addStretch(1)
        self.complete_check_button.setProperty("flat", True)
        head.addWidget(self.complete_check_button)
        self._well.setWordWrap(True)
        self._well.setContentsMargins(20, 28, 20, 20)
        self._well.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._well.setProperty("quiet", True)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._well)
        self._settled.setProperty("quiet", True)
        self._settled.setContentsMargins(12, 0, 12, 6)
        self._set_up_why()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.filter_bar)
        column.addWidget(self._settled)
        column.addWidget(self._stack, 3)
        column.addWidget(self.why_button)
        column.addWidget(self.detail, 2)
        column.addWidget(self.checks_button)

    def _set_up_why(self) -> None:
        self.checks_button.setProperty("flat", True)
        self.checks_button.setToolTip("看全部审核项目，通过的也在里面")
        self.checks_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why_button.setText("为什么")
        self.why_button.setToolTip("规则、公式和两边的数；在选中的问题上再按一次回车也行")
        self.why_button.setCheckable(True)
        self.why_button.setEnabled(False)
        self.why_button.setProperty("flat", True)
        self.why_button.setArrowType(Qt.ArrowType.RightArrow)
        self.why_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.why_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.detail.hide()


class _FindingsList(QListView):
    chosen = Signal(object)  # Finding
    enter_pressed = Signal(object)  # Finding: Enter was pressed on it
    current_changed = Signal()
    menu_requested = Signal(QPoint)
    copy_requested = Signal()

    def __init__(self, model: FindingsModel) -> None:
        super().__init__()
        self._findings = model
        self.setModel(model)
        self.setItemDelegate(FindingDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName("审核发现的问题")
        self.clicked.connect(self._choose)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def choose_only(self, row: int) -> None:
        """Choose one row, whatever keys are held down: Shift+F8 and Ctrl+Z come here as well."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._findings.index(row), flag)

    def scroll_to_current(self) -> None:
        """Keep the chosen finding in sight when it or the room for the list has changed."""
        if self.currentIndex().isValid():
            self.executeDelayedItemsLayout()
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the cell, or tells why."""
        row = self._findings.row(self.currentIndex())
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(row, Finding):
            self.enter_pressed.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
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
