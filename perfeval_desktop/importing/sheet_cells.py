"""Which cell of a found sheet is which field: by the words beside it and over it.

Both have to agree. Where words leave two fields, their order decides and the cell is doubted;
where they leave none, the cell is told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact, unit_of_label, unit_of_table
from perfeval_desktop.importing.cell_matching import CellMatching, short, unlike_words
from perfeval_desktop.importing.form_labels import Labelled, labelled, signature_pieces
from perfeval_desktop.importing.form_words import FormPlace, FormSheet
from perfeval_desktop.importing.record_rows import RecordRow
from perfeval_desktop.importing.sheet_rows import SheetRows
from perfeval_desktop.importing.source_grid import GridCell
from perfeval_desktop.importing.table_words import is_nothing, is_words

OF_SHEET, OF_REPORT = -1, -2


class Spot(NamedTuple):
    """A field; `row` is that of the grid where it repeats, else it is of the sheet or the report.

    `unit` is what the words around it state for an amount.
    """

    field: str
    row: int = OF_SHEET
    unit: str = ""


class Found(NamedTuple):
    """A text of the document and the field that it belongs to.

    `likeness` tells which of two texts for one field is likelier.
    """

    cell: GridCell
    text: str
    spot: Spot
    doubts: tuple[str, ...] = ()
    likeness: float = 1.0
    kept: str = ""
    order: int = 0  # among the texts of the sheet, as they are read


class Told(NamedTuple):
    """A text of the document that is words of the form (`why` is ""), or has no place."""

    cell: GridCell
    text: str
    why: str = ""
    order: int = 0


@dataclass
class SheetCells:
    """Everything that was found in a sheet."""

    found: list[Found] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    empty: list[Found] = field(default_factory=list)


def read_cells(rows: SheetRows) -> SheetCells:
    """Return what each cell of a sheet is."""
    reading = _Reading(rows)
    for cell in rows.grid.cells:
        reading.read(cell)
    return reading.result


class _Reading:
    def __init__(self, rows: SheetRows) -> None:
        self._rows = rows
        self._form: FormSheet = rows.form
        self._grid = rows.grid
        self._matching = CellMatching(rows)
        self.result = SheetCells()
        self._order: dict[str, int] = {}
        self._units: dict[tuple[int, int], str] = {}  # of the columns of records
        self._count = 0  # of the texts so far

    def read(self, cell: GridCell) -> None:
        record = self._rows.records.get(cell.row)
        if record is not None:
            self._read_record_cell(cell, record)
            return
        label = self._rows.label(cell)
        if cell.is_empty:
            self._read_empty(cell)
        elif self._rows.is_heading(cell):
            self._read_heading(cell)
        elif "\n" in cell.text and self._read_lines(cell):
            return
        elif label is not None and not (label.value and not self._inline(label)):
            self._read_label(cell, label, cell.text)
        elif unit_of_table(cell.text) or compact(cell.text) in ("元", "万元"):
            self._tell(cell, cell.text)
        else:
            self._read_value(cell)

    # ── words of the form ───────────────────────────────

    def _read_heading(self, cell: GridCell) -> None:
        pieces = signature_pieces(cell.text, self._form)
        if not pieces:
            self._tell(cell, cell.text)
        for each in pieces:
            self._tell(cell, each.label)
            value, target = each.value, each.field
            if is_nothing(value) and len(pieces) == 1:
                right = next(self._grid.right_of(cell), None)
                if right is not None and right.is_empty is False and not self._rows.label(right):
                    continue  # read there, see `_signature`
            if not target:
                if not is_nothing(value):
                    self._tell(cell, value, "表样的这一处留给手写，不填内容。")
                continue
            self._put(cell, value.strip(" \n　"), Spot(target, OF_REPORT))

    def _read_lines(self, cell: GridCell) -> bool:
        """Read a cell of several lines that each have words of the form and a value."""
        lines = [line for line in cell.text.split("\n") if not is_nothing(line)]
        found = [labelled(line, self._form, self._rows.part.year) for line in lines]
        inline = [e for e in found if e is not None and e.value and self._inline(e)]
        if len(inline) < 2:
            return False
        for line, label in zip(lines, found, strict=True):
            if label is None:
                self._tell(cell, line, "这一行不是表样里的字。")
            else:
                self._read_label(cell, label, line)
        return True

    def _inline(self, label: Labelled) -> list[FormPlace]:
        """Return the one field that a label names alone, wherever its value stands."""
        named = [p for key in label.keys for p in self._form.by_label(key)]
        headed = [p for key in label.keys for p in self._form.by_head(key)]
        return (named if len(named) == 1 else []) or (headed if len(headed) == 1 else [])

    def _read_label(self, cell: GridCell, label: Labelled, text: str) -> None:
        if not label.value:
            self._tell(cell, text)
            places = self._inline(label)
            if label.has_colon and places and places[0].is_inline and not self._figure_right(cell):
                self._put(cell, "", Spot(places[0].field))
            return
        self._tell(cell, label.label)
        place = self._inline(label)[0]
        value = label.value.strip(" \n　")
        if place.after and compact(value).endswith(compact(place.after)):
            value = value[: len(value) - len(place.after)].rstrip(" \n　")
        doubts = unlike_words(label.label, label.likeness)
        unit = unit_of_label(label.label) or self._matching.unit(cell)
        self._put(cell, value, Spot(place.field, OF_SHEET, unit), doubts)

    def _figure_right(self, cell: GridCell) -> bool:
        right = next(self._grid.right_of(cell), None)
        return right is not None and not right.is_empty and self._rows.label(right) is None

    # ── records ─────────────────────────────────────────

    def _read_record_cell(self, cell: GridCell, record: RecordRow) -> None:
        place = record.place_at(cell.column)
        if record.refusal:
            self._tell_filled(cell, record.refusal)
        elif record.name is not None:
            self._read_named_record_cell(cell, record)
        elif place is None:
            self._read_beside_record(cell, record)
        elif record.section is None:
            why = f"表样没有“{record.head}”这一类，请指定。" if record.head else _NO_SECTION
            self._tell_filled(cell, why)
        else:
            self._read_under_head(cell, record, place)

    def _read_beside_record(self, cell: GridCell, record: RecordRow) -> None:
        """Read a cell in no column of the records: a section's head, or what the form lacks."""
        is_left = all(start > cell.column for start, _, _ in record.columns)
        if self._rows.label(cell) is not None:
            self._tell_filled(cell)
        elif is_left and is_words(cell.text):
            self._tell_filled(cell, f"表样没有“{short(cell.text)}”。")
        else:
            self._tell_filled(cell, self._matching.no_column(cell))

    def _read_under_head(self, cell: GridCell, record: RecordRow, place: FormPlace) -> None:
        doubts = [record.doubt] if record.doubt else []
        if cell.rows > 1 and not cell.is_empty:
            doubts.append(f"这一格在原表里对着 {cell.rows} 行，填在第一行。")
        head = record.heads.get(place.field)
        doubts += unlike_words(head.label, head.likeness) if head is not None else []
        section = record.section_label
        if section is not None:
            doubts += unlike_words(section.label, section.likeness)
        column = id(record.columns), cell.column
        if column not in self._units:
            self._units[column] = self._matching.unit(cell)
        self._put(cell, cell.text, Spot(place.field, cell.row, self._units[column]), doubts)

    def _read_named_record_cell(self, cell: GridCell, record: RecordRow) -> None:
        """Read a cell of a row whose name stands in the column of labels."""
        assert record.name is not None
        assert record.group.name is not None
        if (cell.row, cell.column) == (record.name.row, record.name.column):
            name = self._rows.name_in(cell.text, record.group)
            number = cell.text[: cell.text.rfind(name)] if name else cell.text
            if not is_nothing(number):
                self._tell(cell, number)
            doubts = [record.doubt] if record.doubt else []
            self._put(cell, name, Spot(record.group.name.field, cell.row), doubts)
            return
        for keys, over, likeness in self._matching.overs(cell):
            place = next((p for k in keys if (p := record.group.place_under(k)) is not None), None)
            if place is None:
                continue
            spot = Spot(place.field, cell.row, self._matching.unit(cell))
            doubts = [] if cell.is_empty else self._doubts_of_line(cell, record, over, likeness)
            self._put(cell, cell.text, spot, doubts)
            return
        is_number = cell.column < record.name.column  # of the line
        self._tell_filled(cell, "" if is_number else self._matching.no_column(cell))

    def _doubts_of_line(
        self, cell: GridCell, record: RecordRow, over: GridCell, likeness: float
    ) -> list[str]:
        assert record.name is not None
        doubts = [record.doubt] if record.doubt else []
        doubts += self._matching.sub_heads(cell) + self._matching.spans(cell, over)
        doubts += unlike_words(over.text, likeness)
        if is_nothing(self._rows.name_in(record.name.text, record.group)):
            doubts.append("这一行没有名称。")
        return doubts

    # ── fields of the form's own rows ───────────────────

    def _read_empty(self, cell: GridCell) -> None:
        match = self._matching.match(cell)
        if len(match.places) == 1 and not match.doubts:
            self._put(cell, "", Spot(match.places[0].field))

    def _read_value(self, cell: GridCell) -> None:
        signed = self._signature(cell)
        if signed:
            self._put(cell, cell.text.strip(" \n　"), Spot(signed, OF_REPORT))
            return
        match = self._matching.match(cell)
        if not match.places:
            if self._matching.is_printed(cell):
                self._tell(cell, cell.text)
            else:
                self._tell(cell, cell.text, match.why or self._why(cell))
            return
        place, doubts = match.places[0], list(match.doubts)
        if len(match.places) > 1:
            place = self._next_in_order(match.places)
            doubts.append("表样里有几处同样的字，按顺序填在这里。")
        if cell.rows > 1 and not is_words(cell.text):
            doubts.append(f"这一格在原表里对着 {cell.rows} 行，填在第一行。")
        spot = Spot(place.field, OF_SHEET, self._matching.unit(cell))
        self._put(cell, cell.text, spot, doubts, match.likeness)

    def _next_in_order(self, places: list[FormPlace]) -> FormPlace:
        """Of fields that are the same in words take the next in the order of the form."""
        key = f"{places[0].label}/{places[0].head}"
        at = self._order.get(key, 0)
        self._order[key] = at + 1
        return places[min(at, len(places) - 1)]

    def _signature(self, cell: GridCell) -> str:
        """Return the field of a signature line whose label stands in the cell at the left."""
        left = next((c for c in self._grid.left_of(cell) if not c.is_empty), None)
        pieces = signature_pieces(left.text, self._form) if left is not None else []
        alone = len(pieces) == 1 and is_nothing(pieces[0].value)
        return pieces[0].field if alone else ""

    # ── what is told ────────────────────────────────────

    def _why(self, cell: GridCell) -> str:
        if is_words(cell.text):
            return f"表样里没有“{short(cell.text)}”。"
        for each in self._grid.left_of(cell):
            if is_words(each.text):
                known = self._rows.label(each) is not None
                return (
                    "看不出这一格是表样的哪一项，请指定。"
                    if known
                    else f"表样没有“{short(each.text)}”这一行。"
                )
        return "看不出这一格是表样的哪一项，请指定。"

    def _tell(self, cell: GridCell, text: str, why: str = "") -> None:
        self._count += 1
        self.result.told.append(Told(cell, text, why, self._count))

    def _tell_filled(self, cell: GridCell, why: str = "") -> None:
        if not cell.is_empty:
            self._tell(cell, cell.text, why)

    def _put(
        self,
        cell: GridCell,
        text: str,
        spot: Spot,
        doubts: Iterable[str] = (),
        likeness: float = 1.0,
    ) -> None:
        kept = cell.source.kept if text == cell.text else ""
        self._count += 1
        found = Found(cell, text, spot, tuple(doubts), likeness, kept, self._count)
        (self.result.empty if is_nothing(text) and not kept else self.result.found).append(found)


_NO_SECTION = "看不出这一行属于哪一类指标，请指定。"
