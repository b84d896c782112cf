"""Which cell of a found sheet is which field: by the words beside it and over it.

Both have to agree. Where words leave two fields, their order decides and the cell is doubted;
where they leave none, the cell is told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact, unit_of_label, unit_of_table
from perfeval_desktop.importing.form_labels import Labelled, labelled, signature_pieces
from perfeval_desktop.importing.form_words import FormPlace, FormSheet
from perfeval_desktop.importing.sheet_rows import RecordRow, SheetRows, words_between
from perfeval_desktop.importing.source_grid import GridCell
from perfeval_desktop.importing.table_words import is_nothing, is_words

_SURE = 0.999
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


class _Match(NamedTuple):
    places: list[FormPlace]
    doubts: list[str]
    why: str = ""
    likeness: float = 1.0


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
        self.result = SheetCells()
        self._order: dict[str, int] = {}
        self._units: dict[tuple[int, int], str] = {}  # of the columns of records
        self._count = 0  # of the texts so far

    def read(self, cell: GridCell) -> None:
        record = self._rows.records.get(cell.row)
        if record is not None and self._read_record_cell(cell, record):
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
        doubts = self._doubts_of(label)
        unit = unit_of_label(label.label) or self._unit(cell)
        self._put(cell, value, Spot(place.field, OF_SHEET, unit), doubts)

    def _figure_right(self, cell: GridCell) -> bool:
        right = next(self._grid.right_of(cell), None)
        return right is not None and not right.is_empty and self._rows.label(right) is None

    # ── records ─────────────────────────────────────────

    def _read_record_cell(self, cell: GridCell, record: RecordRow) -> bool:
        """Read a cell of a record; False where it is none of the record's own."""
        if record.name is not None:
            return self._read_named_record_cell(cell, record)
        place = record.place_at(cell.column)
        if place is None:
            label = self._rows.label(cell)
            is_beside = all(start > cell.column for start, _, _ in record.columns)
            if cell.is_empty or label is not None:
                if not cell.is_empty:
                    self._tell(cell, cell.text)
                return True
            if is_beside and is_words(cell.text):
                self._tell(cell, cell.text, f"表样没有“{_short(cell.text)}”。")
                return True
            self._tell(cell, cell.text, self._no_column(cell))
            return True
        if record.section is None:
            if not cell.is_empty:
                why = f"表样没有“{record.head}”这一类，请指定。" if record.head else _NO_SECTION
                self._tell(cell, cell.text, why)
            return True
        doubts = [record.doubt] if record.doubt else []
        if cell.rows > 1 and not cell.is_empty:
            doubts.append(f"这一格在原表里对着 {cell.rows} 行，填在第一行。")
        column = id(record.columns), cell.column
        if column not in self._units:
            self._units[column] = self._unit(cell)
        self._put(cell, cell.text, Spot(place.field, cell.row, self._units[column]), doubts)
        return True

    def _read_named_record_cell(self, cell: GridCell, record: RecordRow) -> bool:
        assert record.name is not None
        group = record.group
        is_name = (cell.row, cell.column) == (record.name.row, record.name.column)
        if record.refusal:
            if not cell.is_empty:
                self._tell(cell, cell.text, record.refusal)
            return True
        if is_name and group.name is not None:
            name = self._rows.name_in(cell.text, group)
            number = cell.text[: cell.text.rfind(name)] if name else cell.text
            if not is_nothing(number):
                self._tell(cell, number)
            doubts = [record.doubt] if record.doubt else []
            self._put(cell, name, Spot(group.name.field, cell.row), doubts)
            return True
        for keys, over, likeness in self._overs(cell):
            place = next((p for k in keys if (p := group.place_under(k)) is not None), None)
            if place is not None and cell.is_empty:
                self._put(cell, "", Spot(place.field, cell.row))
                return True
            if place is not None:
                doubts = [record.doubt] if record.doubt else []
                doubts += self._sub_heads(cell) + self._spans(cell, over)
                doubts += _like(over.text, likeness)
                if is_nothing(self._rows.name_in(record.name.text, group)) and not cell.is_empty:
                    doubts.append("这一行没有名称。")
                self._put(cell, cell.text, Spot(place.field, cell.row, self._unit(cell)), doubts)
                return True
        if not cell.is_empty:
            if cell.column < record.name.column:
                self._tell(cell, cell.text)  # the number of the line
            else:
                self._tell(cell, cell.text, self._no_column(cell))
        return True

    # ── fields of the form's own rows ───────────────────

    def _read_empty(self, cell: GridCell) -> None:
        match = self._match(cell)
        if len(match.places) == 1 and not match.doubts:
            self._put(cell, "", Spot(match.places[0].field))

    def _read_value(self, cell: GridCell) -> None:
        signed = self._signature(cell)
        if signed:
            self._put(cell, cell.text.strip(" \n　"), Spot(signed, OF_REPORT))
            return
        match = self._match(cell)
        if not match.places:
            if self._is_printed(cell):
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
        spot = Spot(place.field, OF_SHEET, self._unit(cell))
        self._put(cell, cell.text, spot, doubts, match.likeness)

    def _is_printed(self, cell: GridCell) -> bool:
        """Say whether the form prints this figure or mark there: 100, ——, the year."""
        beside = [self._left(cell)[:1], self._overs(cell)[:1]]
        above = next(iter(self._grid.over(cell)), None)
        label = self._rows.label(above) if above is not None else None
        keys = {key for found in beside for each, _, _ in found for key in each}
        keys |= set(label.keys) if label is not None else set()
        printed = {text for key in keys for text in self._form.fixed.get(key, ())}
        year, of_form = str(self._rows.part.year), str(self._form.year)
        return compact(cell.text) in {text.replace(of_form, year) for text in printed}

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

    def _match(self, cell: GridCell) -> _Match:
        lefts, overs = self._left(cell), self._overs(cell)
        if lefts:
            keys, label, likeness = lefts[0]
            named = [p for key in keys for p in self._form.by_label(key)]
            match = self._by_both(cell, named, label, overs, likeness)
            if match is not None:
                return match
            headed = [p for key in keys for p in self._form.by_head(key)]
            if len(headed) == 1 and self._is_next(cell, label):
                return _Match(headed, _like(label.text, likeness), "", likeness)
        return self._by_head(cell, lefts, overs)

    def _by_both(
        self,
        cell: GridCell,
        named: list[FormPlace],
        label: GridCell,
        overs: list[tuple[tuple[str, ...], GridCell, float]],
        likeness: float,
    ) -> _Match | None:
        """Match a cell in a row of the form; None where the label at its left is of none."""
        headless = [p for p in named if not p.head]
        headed = [p for p in named if p.head]
        for keys, over, over_likeness in overs:
            places = [p for p in headed if p.head in keys]
            if places:
                doubts = _like(label.text, likeness) + _like(over.text, over_likeness)
                doubts += self._sub_heads(cell) + self._spans(cell, over)
                between = "" if is_words(cell.text) else self._between(cell, label)
                doubts += [f"行名旁边还写着“{_short(between)}”，请核对。"] if between else []
                return _Match(self._narrowed(cell, places), doubts, "", likeness * over_likeness)
        if headless:
            nearer = self._filled_between(cell, label)
            if nearer is not None:
                return _Match([], [], f"“{_short(label.text)}”只填一格，前面已有一格。")
            return _Match(self._narrowed(cell, headless), _like(label.text, likeness), "", likeness)
        if headed and not cell.is_empty:
            alone = len({p.label for p in headed}) == 1 and len(headed) == 1
            if alone and self._is_next(cell, label) and not overs:
                doubt = f"原表没有写“{headed[0].heads[0].text}”，请核对。"
                return _Match(headed, [doubt], "", likeness)
            return _Match([], [], self._no_column(cell))
        return None if not named else _Match([], [])

    def _by_head(
        self,
        cell: GridCell,
        lefts: list[tuple[tuple[str, ...], GridCell, float]],
        overs: list[tuple[tuple[str, ...], GridCell, float]],
    ) -> _Match:
        """Match a cell under a head that only one field has: 编制数 over 11."""
        above = next(iter(self._grid.over(cell)), None)
        while above is not None and above.is_empty and above.row > 0:
            above = next(iter(self._grid.over(above)), None)
        label = self._rows.label(above) if above is not None else None
        if above is None or label is None or label.value:
            return _Match([], [])
        headed = [p for key in label.keys for p in self._form.by_head(key)]
        left_keys = lefts[0][0] if lefts else ()
        is_of_other_row = any(key in self._form.row_labels for key in left_keys) and not any(
            p.label in left_keys for p in headed
        )
        if is_of_other_row:
            return _Match([], [])
        if len(headed) > 1 and lefts:
            headed = [p for p in headed if p.label in left_keys]
        if len(headed) == 1:
            doubts = _like(above.text, label.likeness) + self._spans(cell, above)
            if not self._may_be_under(headed[0], cell, left_keys, doubts):
                return _Match([], [])
            return _Match(headed, doubts, "", label.likeness)
        named = [p for key in label.keys for p in self._form.by_label(key) if not p.head]
        if len(named) == 1 and not lefts and is_words(above.text):
            return _Match(named, [f"“{_short(above.text)}”在原表里写在上面，请核对。"])
        return _Match([], [])

    def _may_be_under(
        self, place: FormPlace, cell: GridCell, left_keys: tuple[str, ...], doubts: list[str]
    ) -> bool:
        """Say whether a head alone tells a field, though its label does not stand beside it."""
        if not place.labels or place.label in left_keys:
            return True
        if len(self._form.by_head(place.head)) > 1:
            return False
        is_of_row = place.labels[0].row == place.row  # else it stands beside the head as well
        is_elsewhere = any(place.label in each.keys for each in self._rows.labels.values())
        beside = words_between(
            c for c in self._grid.left_of(cell) if self._rows.label(c) is None and c.row == cell.row
        )
        if is_of_row and (is_elsewhere or beside):
            return False
        if beside and not is_words(cell.text):
            doubts.append(f"旁边写的是“{_short(beside)}”，请核对。")
        return True

    def _narrowed(self, cell: GridCell, places: list[FormPlace]) -> list[FormPlace]:
        """Of fields with the same label keep those whose outer labels stand at the left, too."""
        if len(places) < 2:
            return places
        outer = {key for keys, _, _ in self._left(cell)[1:] for key in keys}
        inside = [p for p in places if {w.key for w in p.labels[1:]} & outer]
        before = self._labels_before(cell)
        near = [p for p in (inside or places) if self._row_before(p) in before]
        return near if len(near) == 1 else (inside or places)

    def _labels_before(self, cell: GridCell) -> set[str]:
        for row in range(cell.row - 1, -1, -1):
            keys = {
                key
                for each in self._grid.begin_in(row)
                if (label := self._rows.label(each)) is not None
                for key in label.keys
                if key in self._form.row_labels
            }
            if keys:
                return keys
        return set()

    def _row_before(self, place: FormPlace) -> str:
        rows = [p for p in self._form.places if p.row < place.row and p.label]
        return max(rows, key=lambda p: p.row).label if rows else ""

    def _left(self, cell: GridCell) -> list[tuple[tuple[str, ...], GridCell, float]]:
        found = []
        for each in self._grid.left_of(cell):
            label = self._rows.label(each)
            if label is not None and not label.value and self._is_label_cell(each):
                found.append((label.keys, each, label.likeness))
        return found

    def _is_label_cell(self, cell: GridCell) -> bool:
        record = self._rows.records.get(cell.row)
        return record is None or (record.name is None and record.place_at(cell.column) is None)

    def _overs(self, cell: GridCell) -> list[tuple[tuple[str, ...], GridCell, float]]:
        found = []
        for each in self._grid.over(cell):
            label = self._rows.label(each)
            if label is None or label.value or not self._is_label_cell(each):
                continue
            keys = tuple(key for key in label.keys if key in self._form.heads)
            if keys:
                found.append((keys, each, label.likeness if len(keys) == 1 else 0.5))
        return found

    def _is_next(self, cell: GridCell, label: GridCell) -> bool:
        return all(c.is_empty for c in self._cells_between(cell, label))

    def _cells_between(self, cell: GridCell, label: GridCell) -> Iterator[GridCell]:
        for each in self._grid.left_of(cell):
            if each is label:
                return
            yield each

    def _filled_between(self, cell: GridCell, label: GridCell) -> GridCell | None:
        between = self._cells_between(cell, label)
        return next((c for c in between if not c.is_empty), None)

    def _between(self, cell: GridCell, label: GridCell) -> str:
        cells = list(self._cells_between(cell, label))
        return words_between(c for c in cells if self._rows.label(c) is None)

    def _sub_heads(self, cell: GridCell) -> list[str]:
        """Return a doubt where words that the form does not have stand between head and cell."""
        if cell.is_empty:
            return []
        for each in self._grid.over(cell):
            label = self._rows.label(each)
            if label is not None and not label.value and set(label.keys) & self._form.heads:
                return []
            beside = self._grid.begin_in(each.row)
            is_row = any(self._rows.label(c) for c in beside) or each.row in self._rows.records
            if is_words(each.text) and not is_row:
                return [f"列名下面还写着“{_short(each.text)}”，请核对。"]
        return []

    def _spans(self, cell: GridCell, head: GridCell) -> list[str]:
        if cell.end > head.end and not cell.is_empty and cell.columns > 1:
            others = [
                c
                for column in range(head.end, cell.end)
                if (c := self._grid.at(head.row, column)) is not None and self._rows.label(c)
            ]
            return ["这一格在原表里跨了几列，填在第一列。"] if others else []
        return []

    # ── what is told ────────────────────────────────────

    def _no_column(self, cell: GridCell) -> str:
        for each in self._grid.over(cell):
            if is_words(each.text) and self._rows.label(each) is None:
                return f"表样没有“{_short(each.text)}”这一列。"
            if self._rows.label(each) is not None:
                break
        return "看不出这一格是表样的哪一列，请指定。"

    def _why(self, cell: GridCell) -> str:
        if is_words(cell.text):
            return f"表样里没有“{_short(cell.text)}”。"
        for each in self._grid.left_of(cell):
            if is_words(each.text):
                known = self._rows.label(each) is not None
                return (
                    "看不出这一格是表样的哪一项，请指定。"
                    if known
                    else f"表样没有“{_short(each.text)}”这一行。"
                )
        return "看不出这一格是表样的哪一项，请指定。"

    def _doubts_of(self, label: Labelled) -> list[str]:
        return _like(label.label, label.likeness)

    def _unit(self, cell: GridCell) -> str:
        """Return the unit that the words over and beside a cell state, the nearest first."""
        head = next((each for _, each, _ in self._overs(cell)), None)
        beside_head = [] if head is None else [head, *self._grid.left_of(head)]
        lefts = [each for each in self._grid.left_of(cell) if self._is_label_cell(each)]
        for each in (*beside_head[:1], *lefts, *beside_head[1:]):
            if is_words(each.text) and (unit := unit_of_label(each.text)):
                return unit
        return ""

    def _tell(self, cell: GridCell, text: str, why: str = "") -> None:
        self._count += 1
        self.result.told.append(Told(cell, text, why, self._count))

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


def _like(text: str, likeness: float) -> list[str]:
    if likeness >= _SURE:
        return []
    return [f"原表写的是“{_short(text)}”，和表样的字不全一样，请核对。"]


def _short(text: str) -> str:
    written = compact(text)
    return written if len(written) <= 20 else f"{written[:20]}…"
