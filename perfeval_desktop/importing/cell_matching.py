"""Find the field of a cell by the words beside it and over it; both have to agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact, unit_of_label
from perfeval_desktop.importing.form_words import FormPlace
from perfeval_desktop.importing.sheet_rows import SheetRows
from perfeval_desktop.importing.source_grid import GridCell, words_between
from perfeval_desktop.importing.table_words import is_words

_SURE = 0.999
Known = tuple[tuple[str, ...], GridCell, float]  # keys of the form's words, their cell, likeness


class Match(NamedTuple):
    """The fields that a cell may be, the likeliest first; `why` says why it is none."""

    places: list[FormPlace]
    doubts: list[str]
    why: str = ""
    likeness: float = 1.0


class CellMatching:
    """Finds fields of the form's own rows, those that do not repeat."""

    def __init__(self, rows: SheetRows) -> None:
        self._rows = rows
        self._form = rows.form
        self._grid = rows.grid

    def match(self, cell: GridCell) -> Match:
        lefts, overs = self.left(cell), self.overs(cell)
        if lefts:
            keys, label, likeness = lefts[0]
            named = [p for key in keys for p in self._form.by_label(key)]
            match = self._by_both(cell, named, label, overs, likeness)
            if match is not None:
                return match
            headed = [p for key in keys for p in self._form.by_head(key)]
            if len(headed) == 1 and self._is_next(cell, label):
                return Match(headed, unlike_words(label.text, likeness), "", likeness)
        return self._by_head(cell, lefts, overs)

    def _by_both(
        self,
        cell: GridCell,
        named: list[FormPlace],
        label: GridCell,
        overs: list[Known],
        likeness: float,
    ) -> Match | None:
        """Match a cell in a row of the form; None where the label at its left is of none."""
        headless = [p for p in named if not p.head]
        headed = [p for p in named if p.head]
        for keys, over, over_likeness in overs:
            places = [p for p in headed if p.head in keys]
            if places:
                doubts = unlike_words(label.text, likeness) + unlike_words(over.text, over_likeness)
                doubts += self.sub_heads(cell) + self.spans(cell, over)
                between = "" if is_words(cell.text) else self._between(cell, label)
                doubts += [f"行名旁边还写着“{short(between)}”，请核对。"] if between else []
                return Match(self._narrowed(cell, places), doubts, "", likeness * over_likeness)
        if headless:
            nearer = self._filled_between(cell, label)
            if nearer is not None:
                return Match([], [], f"“{short(label.text)}”只填一格，前面已有一格。")
            return Match(
                self._narrowed(cell, headless), unlike_words(label.text, likeness), "", likeness
            )
        if headed and not cell.is_empty:
            if len(headed) == 1 and self._is_next(cell, label) and not overs:
                doubt = f"原表没有写“{headed[0].heads[0].text}”，请核对。"
                return Match(headed, [doubt], "", likeness)
            return Match([], [], self.no_column(cell))
        return None if not named else Match([], [])

    def _by_head(
        self,
        cell: GridCell,
        lefts: list[Known],
        overs: list[Known],
    ) -> Match:
        """Match a cell under a head that only one field has: 编制数 over 11."""
        above = next(iter(self._grid.over(cell)), None)
        while above is not None and above.is_empty and above.row > 0:
            above = next(iter(self._grid.over(above)), None)
        label = self._rows.label(above) if above is not None else None
        if above is None or label is None or label.value:
            return Match([], [])
        headed = [p for key in label.keys for p in self._form.by_head(key)]
        left_keys = lefts[0][0] if lefts else ()
        is_of_other_row = bool(left_keys) and not any(
            word.key in left_keys for p in headed for word in p.labels
        )
        if is_of_other_row:
            return Match([], [])
        if len(headed) > 1 and lefts:
            headed = [p for p in headed if p.label in left_keys]
        if len(headed) == 1:
            doubts = unlike_words(above.text, label.likeness) + self.spans(cell, above)
            if not self._may_be_under(headed[0], cell, left_keys, doubts):
                return Match([], [])
            return Match(headed, doubts, "", label.likeness)
        named = [p for key in label.keys for p in self._form.by_label(key) if not p.head]
        if len(named) == 1 and not lefts and is_words(above.text):
            return Match(named, [f"“{short(above.text)}”在原表里写在上面，请核对。"])
        return Match([], [])

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
            doubts.append(f"旁边写的是“{short(beside)}”，请核对。")
        return True

    def _narrowed(self, cell: GridCell, places: list[FormPlace]) -> list[FormPlace]:
        """Of fields with the same label keep those whose outer labels stand at the left, too."""
        if len(places) < 2:
            return places
        outer = {key for keys, _, _ in self.left(cell)[1:] for key in keys}
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

    def left(self, cell: GridCell) -> list[Known]:
        found = []
        for each in self._grid.left_of(cell):
            label = self._rows.label(each)
            if label is not None and not label.value and self._is_label_cell(each):
                found.append((label.keys, each, label.likeness))
        return found

    def _is_label_cell(self, cell: GridCell) -> bool:
        record = self._rows.records.get(cell.row)
        return record is None or (record.name is None and record.place_at(cell.column) is None)

    def overs(self, cell: GridCell) -> list[Known]:
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

    def sub_heads(self, cell: GridCell) -> list[str]:
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
                return [f"列名下面还写着“{short(each.text)}”，请核对。"]
        return []

    def spans(self, cell: GridCell, head: GridCell) -> list[str]:
        if cell.end > head.end and not cell.is_empty and cell.columns > 1:
            others = [
                c
                for column in range(head.end, cell.end)
                if (c := self._grid.at(head.row, column)) is not None and self._rows.label(c)
            ]
            return ["这一格在原表里跨了几列，填在第一列。"] if others else []
        return []

    def no_column(self, cell: GridCell) -> str:
        for each in self._grid.over(cell):
            if each.row in self._rows.records:
                continue  # a value of the row above
            if is_words(each.text) and self._rows.label(each) is None:
                return f"表样没有“{short(each.text)}”这一列。"
            if self._rows.label(each) is not None:
                break
        return "看不出这一格是表样的哪一列，请指定。"

    def unit(self, cell: GridCell) -> str:
        """Return the unit that the words over and beside a cell state, the nearest first."""
        head = next((each for _, each, _ in self.overs(cell)), None)
        beside_head = [] if head is None else [head, *self._grid.left_of(head)]
        lefts = [each for each in self._grid.left_of(cell) if self._is_label_cell(each)]
        for each in (*beside_head[:1], *lefts, *beside_head[1:]):
            if is_words(each.text) and (unit := unit_of_label(each.text)):
                return unit
        return ""

    def is_printed(self, cell: GridCell) -> bool:
        """Say whether the form prints this figure or mark there: 100, ——, the year."""
        beside = [self.left(cell)[:1], self.overs(cell)[:1]]
        above = next(iter(self._grid.over(cell)), None)
        label = self._rows.label(above) if above is not None else None
        keys = {key for found in beside for each, _, _ in found for key in each}
        keys |= set(label.keys) if label is not None else set()
        printed = {text for key in keys for text in self._form.fixed.get(key, ())}
        year, of_form = str(self._rows.part.year), str(self._form.year)
        return compact(cell.text) in {text.replace(of_form, year) for text in printed}


def unlike_words(text: str, likeness: float) -> list[str]:
    """Return a doubt where words of the document are not the very words of the form."""
    if likeness >= _SURE:
        return []
    return [f"原表写的是“{short(text)}”，和表样的字不全一样，请核对。"]


def short(text: str) -> str:
    """Return as much of a text as a sentence can quote."""
    written = compact(text)
    return written if len(written) <= 20 else f"{written[:20]}…"
