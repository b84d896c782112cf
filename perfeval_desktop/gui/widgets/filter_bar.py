"""The line over the findings that says which of them are listed, and in what order."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.findings import FindingState
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.finding_filter import FindingFilter, Sorting
from perfeval_desktop.services.checking import STATE_WORDS

_STATES = (FindingState.OPEN, FindingState.STALE, FindingState.EXPLAINED)
_ALL_STATES = "全部"


class FilterBar(QWidget):
    """Buttons for sheet, state, order and search; below them what is asked for, and 清除."""

    changed = Signal()
    left_downwards = Signal()  # Enter, ↓ or Escape in the search line: go on in the list

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity: Severity | None = None
        self._state: FindingState | None = None
        self._sorting = Sorting.SHEET
        self._sheet: SheetRef | None = None  # the one that is shown in the window
        self._words = ""
        self.sheet_button = _button("本表", "只看和左边打开的这张表有关的问题")
        self.sheet_button.setCheckable(True)
        self.state_button = _button("状态…", "只看待处理、需重新确认或者已说明的问题")
        self.sorting_button = _button(self._sorting.value, "按表排，或者按级别排")
        self.search_button = _button("查找", "在问题里找字（Ctrl+F）")
        self.search_button.setCheckable(True)
        self.search_edit = _SearchEdit()
        self.clear_button = _button("清除", "看全部问题")
        self._summary = QLabel()
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._state_actions = self._make_state_menu()
        self._lay_out()
        self._connect()
        self._show_state()

    @property
    def sorting(self) -> Sorting:
        """What the list is divided by."""
        return self._sorting

    @property
    def filter(self) -> FindingFilter:
        """What is asked for now."""
        sheet = self._sheet if self.sheet_button.isChecked() else None
        text = self.search_edit.text().strip()
        return FindingFilter(sheet, self._severity, self._state, text)

    def set_sheet(self, ref: SheetRef) -> None:
        """Follow the sheet that is shown in the window."""
        self._sheet = ref
        if self.sheet_button.isChecked():
            self.changed.emit()

    def set_severity(self, severity: Severity | None) -> None:
        """Ask for the findings of one severity only; None for all."""
        self._severity = severity
        self.changed.emit()

    def clear(self) -> None:
        """Ask for nothing: list all."""
        self._severity = self._state = None
        self.sheet_button.setChecked(False)
        self.search_edit.clear()
        self._show_state()
        self.changed.emit()

    def begin_search(self) -> None:
        """Open the search line and put the keyboard into it."""
        self.search_button.setChecked(True)
        self.search_edit.show()
        self.search_edit.setFocus()
        self.search_edit.selectAll()

    def tell(self, report: Report, listed: int, states: Mapping[FindingState, int]) -> None:
        """Show what is asked for and how many are listed, and how many there are of each state."""
        asked = self.filter
        total = sum(states.values())
        self._words = f"只看 {asked.words(report)}：{listed}／{total} 个"
        for part in (self._summary, self.clear_button):
            part.setVisible(not asked.is_open)
        self._summary.setToolTip(self._words)
        self._summary.setAccessibleName(self._words)
        self._elide()
        counts = [states.get(state, 0) for state in _STATES]
        for action, name, count in zip(
            self._state_actions, _state_names(), (total, *counts), strict=True
        ):
            action.setText(f"{name}　{count}")

    @property
    def summary(self) -> str:
        """What is asked for in words, "" while all are listed."""
        return "" if self._summary.isHidden() else self._words

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width cuts the words elsewhere."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.clear_button.sizeHint().width() - 28
        metrics = QFontMetrics(self._summary.font())
        self._summary.setText(
            metrics.elidedText(self._words, Qt.TextElideMode.ElideMiddle, max(40, room))
        )

    def _make_state_menu(self) -> list[QAction]:
        menu = QMenu(self.state_button)
        group = QActionGroup(menu)
        actions = []
        for state, name in zip((None, *_STATES), _state_names(), strict=True):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(state is None)
            action.triggered.connect(lambda checked=False, each=state: self._on_state(each))
            group.addAction(action)
            actions.append(action)
        self.state_button.setMenu(menu)
        self.state_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return actions

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for part in (self.sheet_button, self.state_button, self.sorting_button):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.search_button)
        asked = QHBoxLayout()
        asked.setContentsMargins(4, 0, 0, 0)
        asked.addWidget(self._summary, 1)
        asked.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.search_edit)
        column.addLayout(asked)
        for hidden in (self.search_edit, self._summary, self.clear_button):
            hidden.hide()

    def _connect(self) -> None:
        self.sheet_button.toggled.connect(self.changed)
        self.sorting_button.clicked.connect(self._on_sorting)
        self.search_button.clicked.connect(self._on_search_button)
        self.search_edit.textChanged.connect(self.changed)
        self.search_edit.left_downwards.connect(self.left_downwards)
        self.search_edit.given_up.connect(self._close_search)
        self.clear_button.clicked.connect(self.clear)

    def _on_state(self, state: FindingState | None) -> None:
        self._state = state
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        for state, action in zip((None, *_STATES), self._state_actions, strict=True):
            action.setChecked(state is self._state)

    def _on_sorting(self) -> None:
        is_by_sheet = self._sorting is Sorting.SHEET
        self._sorting = Sorting.SEVERITY if is_by_sheet else Sorting.SHEET
        self.sorting_button.setText(self._sorting.value)
        self.changed.emit()

    def _on_search_button(self, is_open: bool) -> None:
        if is_open:
            self.begin_search()
        else:
            self._close_search()

    def _close_search(self) -> None:
        self.search_edit.clear()
        self.search_edit.hide()
        self.search_button.setChecked(False)
        self.left_downwards.emit()


class _SearchEdit(QLineEdit):
    """Enter and ↓ go on to the list, Escape empties and closes the line."""

    left_downwards = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("找问题里的字或数")
        self.setAccessibleName("查找问题")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Down:
                self.left_downwards.emit()
            case Qt.Key.Key_Escape:
                self.given_up.emit()
            case _:
                super().keyPressEvent(event)


def severity_button(severity: Severity) -> QToolButton:
    """Return the button with a severity's count; pressed, only these are listed."""
    button = _button("0", f"{severity.value}问题；点一下只看这些，再点看全部")
    button.setIcon(theme.severity_icon(severity.code))
    button.setIconSize(QSize(16, 16))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setCheckable(True)
    button.setAccessibleName(f"{severity.value}问题")
    return button


def _state_names() -> tuple[str, ...]:
    return (_ALL_STATES, *(STATE_WORDS[state] for state in _STATES))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("flat", True)
    button.setText(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
