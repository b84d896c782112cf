"""Lay a sheet out as the official grid: rows repeated for the records, spans grown with them.

The window and the paper are both made from what this gives, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import (
    REPORT,
    CellTemplate,
    Field,
    RowTemplate,
    Segment,
    SheetTemplate,
    Slot,
)
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import NumberStyle, Value, ValueType, display


class PlacedSlot(NamedTuple):
    """A field inside a cell, with the record it belongs to."""

    address: FieldAddress
    blank: str = ""


PlacedSegment = str | PlacedSlot


class GridCell(NamedTuple):
    """One cell of the laid-out form."""

    row: int
    column: int
    rows: int
    columns: int
    segments: tuple[PlacedSegment, ...]
    align: str = ""
    style: str = ""

    @property
    def slot(self) -> PlacedSlot | None:
        """The field that is edited here; no official form has two in one cell."""
        for segment in self.segments:
            if isinstance(segment, PlacedSlot):
                return segment
        return None

    @property
    def address(self) -> FieldAddress | None:
        """The address of the field in this cell, None for fixed text."""
        slot = self.slot
        return slot.address if slot is not None else None


class GridRow(NamedTuple):
    """One row of the laid-out form; `record` is the record it repeats for."""

    record: str = REPORT
    is_head: bool = False
    has_border: bool = True
    height_mm: float = 0.0
    style: str = ""


class Grid(NamedTuple):
    """A laid-out sheet: its own words and the cells in reading order."""

    sheet: SheetTemplate
    record: str
    title: tuple[PlacedSegment, ...]
    rows: tuple[GridRow, ...]
    cells: tuple[GridCell, ...]
    signature: tuple[tuple[PlacedSegment, ...], ...]
    sign_off: tuple[tuple[PlacedSegment, ...], ...] = ()
    notes: tuple[str, ...] = ()  # right under the table

    def fields(self) -> Iterator[FieldAddress]:
        """Yield the fields of the sheet as one reads: title, cells, chapters, signature line."""
        for segments in (self.title, *(each.segments for each in self.cells)):
            yield from _addresses(segments)
        yield from (FieldAddress(REPORT, each.field) for each in self.sheet.headings if each.field)
        for segments in self.signature:
            yield from _addresses(segments)

    def printed_fields(self) -> Iterator[FieldAddress]:
        """Yield every field that is printed, those over the seal at the end as well."""
        yield from self.fields()
        for segments in self.sign_off:
            yield from _addresses(segments)


def _addresses(segments: Iterable[PlacedSegment]) -> Iterator[FieldAddress]:
    return (each.address for each in segments if isinstance(each, PlacedSlot))


@dataclass(frozen=True, slots=True, order=True)
class SheetRef:
    """A sheet of this report: a template sheet, and the record it is for (a project)."""

    sheet: str
    record: str = REPORT


def sheet_refs(report: Report) -> list[SheetRef]:
    """Return the sheets that are printed, in binding order (装订顺序)."""
    return _refs(report, [sheet for sheet in report.template.sheets if sheet.is_printed])


def sheet_refs_in_filling_order(report: Report) -> list[SheetRef]:
    """Return the report's sheets in the order a clerk fills them in."""
    return _refs(report, report.template.sheets_in_filling_order())


def _refs(report: Report, sheets: list[SheetTemplate]) -> list[SheetRef]:
    found = []
    for sheet in sheets:
        records = report.children(REPORT, sheet.per) if sheet.per else [REPORT]
        found += [SheetRef(sheet.id, record) for record in records]
    return found


def sheet_label(report: Report, ref: SheetRef) -> str:
    """Return what the clerk calls the sheet: 附件1-3 自治奖励经费."""
    return f"{ref.sheet} {report.record_name(ref.record)}" if ref.record else ref.sheet


def sheet_of(report: Report, address: FieldAddress) -> SheetRef | None:
    """Return the sheet on which a field is filled in, the first in filling order; None for none."""
    record = address.record
    while record != REPORT:
        group = report.group_of(record)
        for sheet in report.template.sheets:
            if sheet.per == group:
                return SheetRef(sheet.id, record)
        record = report.parent_of(record)
    for sheet in report.template.sheets_in_filling_order():
        if not sheet.per and address.field in report.template.fields_on(sheet):
            return SheetRef(sheet.id)
    return None


def home_of(report: Report, places: Sequence[FieldAddress]) -> SheetRef | None:
    """Return the sheet on which a finding is listed, that of its first place; None for none."""
    return sheet_of(report, places[0]) if places else None


def lay_out(report: Report, ref: SheetRef) -> Grid:
    """Lay out one sheet for the records the report has now."""
    return _LayingOut(report, report.template.sheet(ref.sheet), ref.record).grid()


def cell_text(
    segments: Sequence[PlacedSegment],
    value_of: Callable[[FieldAddress], Value | None],
    numbers: NumberStyle,
) -> str:
    """Return the whole text of a cell or line: fixed words and shown values."""
    parts = []
    for segment in segments:
        if isinstance(segment, str):
            parts.append(segment)
        else:
            parts.append(display(value_of(segment.address), numbers) or segment.blank)
    return "".join(parts)


def cell_alignment(cell: GridCell, field: Field | None) -> str:
    """Return how a cell is set: amounts to the right, heads in the middle, labels to the left."""
    if cell.align:
        return cell.align
    if field is not None and field.type in (ValueType.AMOUNT, ValueType.YUAN):
        return "right"
    return "center" if field is not None or cell.style == "head" else "left"


def signature_cells(grid: Grid, row: int) -> list[GridCell]:
    """Return the signature line as a row: parts share the width as evenly as columns allow."""
    bounds = even_bounds(grid.sheet.columns, len(grid.signature))
    return [
        GridCell(row, start, 1, end - start, segments, "left", "signature")
        for (start, end), segments in zip(bounds, grid.signature, strict=True)
    ]


def even_bounds(widths: Sequence[float], parts: int) -> list[tuple[int, int]]:
    """Return the columns of each part, first and next after the last, as evenly as they allow."""
    total, bounds, start, used = sum(widths), [], 0, 0.0
    for part in range(1, parts + 1):
        end = start + 1
        used += widths[start]
        latest = len(widths) - (parts - part)
        while end < latest and used + widths[end] * 0.45 <= total * part / parts:
            used += widths[end]
            end += 1
        end = len(widths) if part == parts else end
        bounds.append((start, end))
        start = end
    return bounds


class _LayingOut:
    """Lays the template rows out one after another."""

    def __init__(self, report: Report, sheet: SheetTemplate, record: str) -> None:
        self._report = report
        self._sheet = sheet
        self._record = record
        self._records = [self._records_for(row) for row in sheet.rows]
        self._taken: set[tuple[int, int]] = set()
        self._rows: list[GridRow] = []
        self._cells: list[GridCell] = []

    def grid(self) -> Grid:
        for place, row in enumerate(self._sheet.rows):
            for number, record in enumerate(self._records[place]):
                self._lay_row(place, row, record, number)
        return Grid(
            self._sheet,
            self._record,
            self._placed(self._sheet.title, self._record, None),
            tuple(self._rows),
            tuple(self._cells),
            tuple(self._placed(each, self._record, None) for each in self._sheet.signature),
            tuple(self._placed(each, self._record, None) for each in self._sheet.sign_off),
            tuple(in_year(each, self._report.year) for each in self._sheet.notes),
        )

    def _records_for(self, row: RowTemplate) -> list[str]:
        if not row.repeat:
            return [self._record]
        # A section without records keeps one empty row, so that its head is still drawn.
        return self._report.children_in(self._record, row.repeat, row.section) or [""]

    def _lay_row(self, place: int, row: RowTemplate, record: str, number: int) -> None:
        at = len(self._rows)
        is_empty = bool(row.repeat) and not record
        self._rows.append(GridRow(record, row.is_head, row.has_border, row.height_mm, row.style))
        column = 0
        for cell in row.cells:
            if cell.once and number > 0:
                continue
            while (at, column) in self._taken:
                column += 1
            rows = self._grown(place, cell, row)
            segments = self._placed(cell.segments, record, number + 1, is_empty)
            self._cells.append(
                GridCell(at, column, rows, cell.columns, segments, cell.align, cell.style)
            )
            self._taken |= {
                (r, c) for r in range(at, at + rows) for c in range(column, column + cell.columns)
            }
            column += cell.columns

    def _grown(self, place: int, cell: CellTemplate, row: RowTemplate) -> int:
        """A cell spans the laid-out rows of all template rows it spans."""
        if row.repeat and not cell.once:
            return 1
        return sum(len(self._records[each]) for each in range(place, place + cell.rows))

    def _placed(
        self,
        segments: tuple[Segment, ...],
        record: str,
        number: int | None,
        is_empty: bool = False,
    ) -> tuple[PlacedSegment, ...]:
        placed: list[PlacedSegment] = []
        for segment in segments:
            if isinstance(segment, str):
                placed.append(in_year(segment, self._report.year, number))
            elif not is_empty:
                placed.append(PlacedSlot(self._address(segment, record), segment.blank))
        return tuple(placed)

    def _address(self, slot: Slot, record: str) -> FieldAddress:
        """Find the record a field belongs to: this one, or the one above it that has the field."""
        group = self._report.template.fields[slot.field].group
        while self._report.group_of(record) != group:
            record = self._report.parent_of(record)
        return FieldAddress(record, slot.field)
