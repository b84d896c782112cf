"""The findings as a list: a head row for each sheet (or severity), and one for each finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import SheetRef, home_of, sheet_label
from perfeval_desktop.domain.report import FindingKey
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui.models.finding_filter import FindingFilter, Sorting
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.services.linking import reason_in_words

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ROW_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The head row of a sheet's findings, or of a severity's."""

    label: str
    count: int


Row = SheetHead | Finding


class Said(NamedTuple):
    """What became of a finding, and the reason that was given."""

    state: FindingState
    reason: str


class FindingsModel(QAbstractListModel):
    """Grouped in the clerk's order of sheets. Rows that stay are kept, so that nothing jumps."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._said: dict[FindingKey, Said] = {}
        self._all: list[Finding] = []
        self._cause: tuple[FindingKey, str] | None = None
        self.filter = FindingFilter()
        self.sorting = Sorting.SHEET

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Heads and findings."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only findings can be chosen; the arrow keys pass the heads over."""
        return _ROW_FLAGS if isinstance(self.row(index), Finding) else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return the sentence of a row; for screen readers with both values."""
        row = self.row(index)
        if row is None:
            return None
        if isinstance(row, SheetHead):
            return f"{row.label}（{row.count}）" if role in (_DISPLAY, _ACCESSIBLE) else None
        if role == _DISPLAY:
            return row.message
        if role == _ACCESSIBLE:
            words = (row.message, sides_text(row), said_text(self.said(row)), self.cause(row))
            return f"{row.severity.value}。{''.join(words)}"
        if role == _TOOL_TIP:
            return f"{row.title}\n{row.basis}" if row.basis else row.title
        return None

    def row(self, index: Index) -> Row | None:
        """Return what stands in a row."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def said(self, finding: Finding) -> Said:
        """Return what became of a finding of the list."""
        return self._said.get(finding.key, _NOTHING_SAID)

    def row_of(self, key: FindingKey) -> int:
        """Return the row of a finding, -1 when it is not there."""
        for number, row in enumerate(self._rows):
            if isinstance(row, Finding) and row.key == key:
                return number
        return -1

    def findings(self) -> list[Finding]:
        """Return the findings as they are listed."""
        return [row for row in self._rows if isinstance(row, Finding)]

    def all_findings(self) -> list[Finding]:
        """Return the findings there are, listed or not."""
        return self._all

    def cause(self, finding: Finding) -> str:
        """Return what may have caused a finding, "" unless it was asked for and found."""
        is_known = self._cause is not None and self._cause[0] == finding.key
        return self._cause[1] if is_known and self._cause is not None else ""

    def set_cause(self, finding: Finding | None, cause: str) -> None:
        """Keep what may have caused the finding that is looked at; no other shows one."""
        before, self._cause = self._cause, (finding.key, cause) if finding is not None else None
        if before == self._cause:
            return
        for known in (before, self._cause):
            row = self.row_of(known[0]) if known is not None else -1
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def show(self, open_report: OpenReport) -> None:
        """List the findings there are now, as far as the filter lets them through."""
        report = open_report.report
        self._all = open_report.findings()
        before = self._said
        self._said = {
            each.key: Said(open_report.state(each), reason_in_words(report, each))
            for each in self._all
        }
        listed = [
            each for each in self._all if self.filter.lets_through(report, each, *self.said(each))
        ]
        rows = _grouped(open_report, listed, self.sorting)
        if [_identity(row) for row in rows] == [_identity(row) for row in self._rows]:
            self._update(rows, before)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _update(self, rows: list[Row], said: dict[FindingKey, Said]) -> None:
        """The same findings with other figures or reasons: repaint only those that changed."""
        before, self._rows = self._rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            is_said_anew = isinstance(new, Finding) and said.get(new.key) != self._said[new.key]
            if old != new or is_said_anew:
                self.dataChanged.emit(self.index(number), self.index(number))


_NOTHING_SAID = Said(FindingState.OPEN, "")
_WORDS = {FindingState.OPEN: "", FindingState.EXPLAINED: "已说明", FindingState.STALE: "需重新确认"}


def said_text(said: Said) -> str:
    """Say what became of a finding: 已说明：…, 已阅, 需重新确认：…; "" while it is open."""
    word = _WORDS[said.state]
    if not said.reason:
        return "已阅" if said.state is FindingState.EXPLAINED else word
    return f"{word}：{said.reason}"


def sides_text(finding: Finding) -> str:
    """Say both sides and the difference in words."""
    sides = "，".join(
        f"{side.label} {side.shown or '空'}" for side in (finding.left, finding.right)
    )
    return f"{sides}。"


def _grouped(open_report: OpenReport, listed: list[Finding], sorting: Sorting) -> list[Row]:
    by_sheet = _by_sheet(open_report, listed)
    if sorting is Sorting.SHEET:
        groups = by_sheet
    else:
        in_order = [each for _, found in by_sheet for each in found]
        groups = [(s.value, [f for f in in_order if f.severity is s]) for s in Severity]
    rows: list[Row] = []
    for label, found in groups:
        if found:
            rows += [SheetHead(label, len(found)), *found]
    return rows


def _by_sheet(open_report: OpenReport, listed: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """In the clerk's order of filling in; what has no place on a sheet comes last."""
    report = open_report.report
    found: dict[SheetRef | None, list[Finding]] = {}
    for finding in listed:
        home = home_of(report, finding.places)
        found.setdefault(home, []).append(finding)
    return [
        (sheet_label(report, ref) if ref is not None else "其他", found.get(ref, []))
        for ref in (*open_report.sheets(), None)
    ]


def _identity(row: Row) -> object:
    return row.key if isinstance(row, Finding) else row
