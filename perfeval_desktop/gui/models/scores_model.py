"""The indicators of one sheet as the scoring assistant lists them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.scoring_rules import Band
from perfeval_desktop.domain.values import plain
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.services.scoring import IndicatorScore, indicator_scores

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_COLOUR = int(Qt.ItemDataRole.ForegroundRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)

NAME, TARGET, ACTUAL, WEIGHT, PROPOSED, WORKING, SCORE, REASON = range(8)
TITLES = (
    "指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "建议得分",
    "怎么算的",
    "现在得分",
    "偏差原因",
)
_WORDS = (NAME, WORKING, REASON)


class ScoresModel(QAbstractTableModel):
    """It shows indicators and proposals; writing is left to the assistant."""

    def __init__(self, open_report: OpenReport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._ref: SheetRef | None = None
        self._bands: dict[str, Band] = {}  # chosen here, not yet a score
        self._rows: list[IndicatorScore] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """One row an indicator."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """From its name to the reason."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return the text of a cell; what asks for attention is in the colour of a warning."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (_DISPLAY, _TOOL_TIP):
            return _TEXTS[column](row)
        if role == _ALIGNMENT:
            return _LEFT if column in _WORDS else _CENTRE
        if role == _COLOUR and column == REASON and not row.reason:
            return QColor(theme.colours().warning)
        return None

    def indicators(self) -> list[IndicatorScore]:
        """Return the rows as they are listed."""
        return self._rows

    def choose_band(self, record: str, band: Band) -> None:
        """Let an indicator be scored in a band until it gets a score."""
        self._bands[record] = band
        self.refresh()

    def has_band(self, record: str) -> bool:
        """Say whether a band was chosen that is no score yet."""
        return record in self._bands

    def forget_band(self, record: str) -> None:
        """From now on the score itself tells the band."""
        self._bands.pop(record, None)

    def show_sheet(self, ref: SheetRef) -> None:
        """List the indicators of another sheet."""
        self._ref = ref
        self._bands.clear()
        self.refresh()

    def refresh(self) -> None:
        """List what there is now; rows that stay are only repainted."""
        if self._ref is None:
            return
        rows = indicator_scores(self._open_report.session, self._ref, self._bands)
        if [each.record for each in rows] != [each.record for each in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        before, self._rows = self._rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(number, 0), self.index(number, REASON))


def _points(points: Decimal | None) -> str:
    return "" if points is None else plain(points)


def _reason(row: IndicatorScore) -> str:
    if row.reason or not row.reason_due:
        return row.reason or row.note
    return f"要写：{row.reason_due}"


_TEXTS: dict[int, Callable[[IndicatorScore], str]] = {
    NAME: lambda row: row.name,
    TARGET: lambda row: row.target.text if row.target is not None else "",
    ACTUAL: lambda row: row.actual.text if row.actual is not None else "",
    WEIGHT: lambda row: _points(row.weight),
    PROPOSED: lambda row: _points(row.proposal.points),
    WORKING: lambda row: row.proposal.working,
    SCORE: lambda row: _points(row.score),
    REASON: _reason,
}
