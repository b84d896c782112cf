"""The Qt model of one sheet: what stands in each cell of the official form, and its state."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from perfeval_desktop.domain.edits import SetLastYear, SetRemark
from perfeval_desktop.domain.layout import GridCell, SheetRef, cell_alignment, cell_text, lay_out
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Field, Role, Severity
from perfeval_desktop.domain.values import display, editing_text, is_blank
from perfeval_desktop.gui.models.findings_by_cell import FindingsByCell
from perfeval_desktop.gui.models.sheet_table import SheetTable, make_sheet_table
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.services.entering import agrees_with_computed, opening_text
from perfeval_desktop.services.last_year import last_value
from perfeval_desktop.services.projects import coverage_words
from perfeval_desktop.services.remarks import is_to_verify_at, remark_text
from perfeval_desktop.services.session import Outcome

Index = QModelIndex | QPersistentModelIndex

# Building Qt flags and comparing Qt enums inside data() costs more than everything else in it.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
# What a change is of: the view measures a cell again only when its text may be another.
_TEXT = [_DISPLAY, _EDIT]
_LOOK = [int(Qt.ItemDataRole.BackgroundRole)]
_LABEL_FLAGS = Qt.ItemFlag.ItemIsEnabled
_FIELD_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
_READ_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class CellState(NamedTuple):
    """How a cell is drawn besides its text."""

    role: Role | None = None  # None: a label
    is_unfilled: bool = False  # required and still empty
    is_stated: bool = False  # another value than the computed one stands here
    severity: Severity | None = None  # of the gravest finding here
    is_uncovered: bool = False  # no check uses it, and that is to be shown
    is_lit: bool = False  # of the finding that is looked at in the panel
    is_explained: bool = False  # everything found here is explained
    is_carried_over: bool = False  # last year's figure, not touched since
    is_to_verify: bool = False  # marked 待核实
    has_remark: bool = False
    is_balanced: bool = False  # its last digit is adjusted in print (舍位平衡)


class SheetModel(QAbstractTableModel):
    """It shows and edits one sheet; rules and files are elsewhere. Spans are those of the form."""

    laid_out = Signal()  # rows came, went or moved: spans and heights are to be set anew

    def __init__(
        self, open_report: OpenReport, ref: SheetRef, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.open_report = open_report
        self.ref = ref
        self._template = open_report.report.template
        self._table = make_sheet_table(lay_out(open_report.report, ref))
        self._findings, self._explained = FindingsByCell(), FindingsByCell()
        self._lit: frozenset[FieldAddress] = frozenset()
        self._shows_last_year = False
        self._covered: frozenset[str] | None = None
        self._adjusted: frozenset[FieldAddress] = frozenset()
        self._show_findings()
        self._show_adjusted()
        open_report.changed.connect(self._on_changed)
        open_report.findings_changed.connect(self._on_findings_changed)

    @property
    def table(self) -> SheetTable:
        """The cells as they are laid out now."""
        return self._table

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Rows of the form, with mark, title, notes and signature line."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Columns of the official grid."""
        return 0 if parent.isValid() else self._table.column_count

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only cells with a field can be selected, and edited where the report takes edits."""
        cell = self._table.cell_at(index.row(), index.column())
        if cell is None or cell.slot is None:
            return _LABEL_FLAGS
        return _FIELD_FLAGS if self.open_report.can_edit else _READ_FLAGS

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return the cell's text; EditRole gives the field alone, exactly as it may be edited."""
        cell = self._table.cell_at(index.row(), index.column())
        if cell is None:
            return None
        if role == _DISPLAY:
            return self.text(cell)
        if role == _EDIT and cell.address is not None:
            return editing_text(
                self.open_report.session.value(cell.address), self._template.numbers
            )
        if role == _TOOL_TIP and cell.address is not None:
            return self._tool_tip(cell.address)
        if role == _ACCESSIBLE:
            return self._spoken(cell)
        return None

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        """Enter a text; what is refused is said by the report and the old value stays."""
        cell = self._table.cell_at(index.row(), index.column())
        if role != _EDIT or cell is None or cell.address is None:
            return False
        if value == self.opening_text(index):
            return True  # opened and left: nothing was typed
        return self.open_report.enter(cell.address, str(value))

    # What the view and its delegate ask

    def text(self, cell: GridCell) -> str:
        """Return the whole text of a cell: fixed words and values."""
        return cell_text(cell.segments, self.open_report.session.value, self._template.numbers)

    def opening_text(self, index: Index) -> str:
        """Return what an editor of the cell starts with."""
        cell = self.cell(index)
        if cell is None or cell.address is None:
            return ""
        value = self.open_report.session.value(cell.address)
        in_yuan = self.open_report.enters_yuan
        return opening_text(value, self._template.numbers, in_yuan=in_yuan)

    def prefix(self, cell: GridCell) -> str:
        """Return the fixed words that stand before the field in its cell."""
        first = cell.segments[0] if cell.segments else ""
        return first if isinstance(first, str) and cell.slot is not None else ""

    def field(self, cell: GridCell) -> Field | None:
        """Return the field in a cell, None for a label."""
        return self._template.fields[cell.address.field] if cell.address is not None else None

    def alignment(self, cell: GridCell) -> str:
        """Return how the cell is set: left, center or right."""
        return cell_alignment(cell, self.field(cell))

    def state(self, cell: GridCell) -> CellState:
        """Return how the cell is drawn besides its text."""
        field, address = self.field(cell), cell.address
        if field is None or address is None:
            return CellState()
        session = self.open_report.session
        is_empty = is_blank(session.value(address))
        is_stated = field.role is not Role.INPUT and session.report.entry(address) is not None
        return CellState(
            field.role,
            field.is_required and is_empty,
            is_stated and not self._is_as_computed(address),
            self._findings.severity(address),
            self._covered is not None and address.field not in self._covered,
            address in self._lit,
            self._explained.severity(address) is not None,
            session.history.is_carried_over(address),
            is_to_verify_at(session.report, address),
            bool(remark_text(session.report, address)),
            address in self._adjusted,
        )

    def _is_as_computed(self, address: FieldAddress) -> bool:
        session = self.open_report.session
        value = session.report.value(address)
        return value is not None and agrees_with_computed(value, session.engine.computed(address))

    def index_of(self, address: FieldAddress) -> QModelIndex:
        """Return the place of a field, an invalid index when it is not on this sheet."""
        cell = self._table.places.get(address)
        return self.index(cell.row, cell.column) if cell is not None else QModelIndex()

    def cell(self, index: Index) -> GridCell | None:
        """Return the cell at an index."""
        return self._table.cell_at(index.row(), index.column()) if index.isValid() else None

    def record_at(self, index: Index) -> str:
        """Return the record whose row stands there, "" for a fixed row."""
        if not index.isValid() or index.row() >= len(self._table.rows):
            return ""
        record = self._table.rows[index.row()].record
        is_there = self.open_report.report.has_record(record)  # else: just deleted, to be laid out
        return record if record != self.ref.record and is_there else ""

    def light(self, places: frozenset[FieldAddress]) -> None:
        """Show which cells the finding is about that is looked at in the panel."""
        before, self._lit = self._lit, places
        for address in before ^ places:
            self._repaint(address, _LOOK)

    def show_uncovered(self, covered: frozenset[str] | None) -> None:
        """Show which cells are of no field in `covered`; None shows none."""
        if covered == self._covered:
            return
        self._covered = covered
        self._repaint_all(_LOOK)

    def show_last_year(self, is_shown: bool) -> None:
        """Show last year's figure above each amount, where it is kept; or not any more."""
        if is_shown != self._shows_last_year:
            self._shows_last_year = is_shown
            self._repaint_all(_TEXT)

    def last_year_text(self, cell: GridCell) -> str:
        """Return the line that stands above the figure of a cell, "" for none."""
        if not self._shows_last_year or cell.address is None:
            return ""
        session = self.open_report.session
        value = last_value(session.report, cell.address, session.value)
        return f"上年 {display(value, self._template.numbers)}" if value is not None else ""

    def _repaint_all(self, roles: list[int]) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last, roles)

    # Following the report

    def _on_changed(self, outcome: Outcome) -> None:
        if not self.open_report.report.has_record(self.ref.record):
            return  # the project was deleted: the sheet is about to be closed
        if outcome.is_structural:
            table = make_sheet_table(lay_out(self.open_report.report, self.ref))
            if table.rows != self._table.rows:
                self.beginResetModel()
                self._table = table
                self._show_adjusted()
                self.endResetModel()
                self.laid_out.emit()
                return
        remarked = {each.address for each in outcome.batch.edits if isinstance(each, SetRemark)}
        for address in outcome.changed:
            self._repaint(address, _TEXT)
        for address in remarked:
            self._repaint(address, _LOOK)
        if self._shows_last_year and any(isinstance(e, SetLastYear) for e in outcome.batch.edits):
            self._repaint_all(_TEXT)

        for address in self._show_adjusted():
            self._repaint(address, _LOOK)

    def _show_adjusted(self) -> frozenset[FieldAddress]:
        """Go by the figures of now; return the cells that are printed otherwise than before."""
        before, balance = self._adjusted, self.open_report.balance()
        adjusted = balance.adjusted if balance is not None else ()
        self._adjusted = frozenset(each.address for each in adjusted)
        return before ^ self._adjusted

    def _on_findings_changed(self) -> None:
        for address in self._show_findings():
            self._repaint(address, _LOOK)

    def _show_findings(self) -> set[FieldAddress]:
        """Go by the findings of now; return the cells that may look different."""
        still_open, explained = self.open_report.sorted_findings()
        return self._findings.show(still_open) | self._explained.show(explained)

    def _repaint(self, address: FieldAddress, roles: list[int]) -> None:
        index = self.index_of(address)
        if index.isValid():
            self.dataChanged.emit(index, index, roles)

    def _tool_tip(self, address: FieldAddress) -> str | None:
        """What the findings say there, which 附件1-3 covers a project line, and the remark."""
        report = self.open_report.report
        words = coverage_words(report, address.record) if report.has_record(address.record) else ""
        remark = remark_text(report, address)
        noted = f"批注：{remark}" if remark else ""
        verify = "待核实" if is_to_verify_at(report, address) else ""
        said = (*self._findings.messages(address), words, verify, noted, self._printed(address))
        return "\n".join(filter(None, said)) or None

    def _printed(self, address: FieldAddress) -> str:
        balance = self.open_report.balance() if address in self._adjusted else None
        adjusted = balance.of(address) if balance is not None else None
        return f"舍位平衡：打印成 {adjusted.printed}" if adjusted is not None else ""

    def _spoken(self, cell: GridCell) -> str:
        field = self.field(cell)
        if field is None:
            return self.text(cell)
        value = (
            display(self.open_report.session.value(cell.address), self._template.numbers)
            if cell.address
            else ""
        )
        return f"{field.full_label}：{value or '未填'}"
