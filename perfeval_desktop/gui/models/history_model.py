"""The steps of the history, and what one of them changed, as tables. Words are made when shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.gui import theme
from perfeval_desktop.services.history_list import NOBODY, HistoryList
from perfeval_desktop.services.step_words import StepChange
from perfeval_desktop.services.text_cuts import where_unlike

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_COLOUR = int(Qt.ItemDataRole.ForegroundRole)
_ICON = int(Qt.ItemDataRole.DecorationRole)
_FONT = int(Qt.ItemDataRole.FontRole)

TIME, PERSON, DONE, CHANGED, ORIGIN, STATE = range(6)
STEP_TITLES = ("时间", "填报人", "做了什么", "改动", "来源", "稿次、名称")
CHANGE_TITLES = ("栏目", "原来", "改成")
_MOST_IN_TIP = 2000


class StepsModel(QAbstractTableModel):
    """One row a step, newest first."""

    def __init__(self, steps: HistoryList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = steps
        self._steps: list[Batch] = []

    def show_steps(self, steps: list[Batch]) -> None:
        """List other steps."""
        self.beginResetModel()
        self._steps = steps
        self.endResetModel()

    def step(self, row: int) -> Batch:
        """Return the step in a row."""
        return self._steps[row]

    def row_of(self, number: int) -> int:
        """Return the row of a step, -1 where it is not listed."""
        return next((n for n, each in enumerate(self._steps) if each.number == number), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """One row a step."""
        return 0 if parent.isValid() else len(self._steps)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """From the time to the name of the state."""
        return 0 if parent.isValid() else len(STEP_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return STEP_TITLES[section]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return what a cell shows."""
        step, column = self._steps[index.row()], index.column()
        if role in (_DISPLAY, _TOOL_TIP):
            return " ".join(self._text(step, column).split())
        if role == _COLOUR and self._words.is_undone(step):
            return theme.brush(theme.colours().quiet)
        if role == _FONT and column in (DONE, CHANGED) and self._words.is_undone(step):
            return _struck_out()
        if role == _ICON and column == STATE and self._words.state(step):
            return theme.icon("circle-check", "done")
        return None

    def _text(self, step: Batch, column: int) -> str:
        match column:
            case 0:
                return f"{step.time:%Y-%m-%d %H:%M}"
            case 1:
                return step.person or NOBODY
            case 2:
                return self._words.label(step)
            case 3:
                return self._words.line(step)
            case 4:
                return self._words.origin(step)
        return self._words.state(step)


def _struck_out() -> QFont:
    font = QFont()
    font.setStrikeOut(True)
    return font


class ChangesModel(QAbstractTableModel):
    """One row a place that a step changed: what it is called, what stood there, what came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[StepChange] = ()

    def show_changes(self, changes: Sequence[StepChange]) -> None:
        """List the changes of another step."""
        self.beginResetModel()
        self._changes = changes
        self.endResetModel()

    def change(self, row: int) -> StepChange:
        """Return the change in a row."""
        return self._changes[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """One row a place."""
        return 0 if parent.isValid() else len(self._changes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Name, before, after."""
        return 0 if parent.isValid() else len(CHANGE_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return CHANGE_TITLES[section]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return what a cell shows; the tip has the whole text."""
        change = self._changes[index.row()]
        if role == _TOOL_TIP:
            whole = (change.label, change.before, change.after)[index.column()]
            return whole[:_MOST_IN_TIP]
        if role != _DISPLAY:
            return None
        if index.column() == 0:
            return change.label
        return " ".join(where_unlike(change.before, change.after)[index.column() - 1].split())
