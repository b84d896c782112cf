"""What each row of a found sheet is: heads, a row of the form, or a record of a repeating group."""

from __future__ import annotations

import re

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.importing.form_labels import (
    Labelled,
    likest,
    may_be_label,
    nearest,
)
from perfeval_desktop.importing.form_words import FormGroup, FormPlace, FormSection, FormSheet
from perfeval_desktop.importing.record_rows import RecordRow, Region
from perfeval_desktop.importing.sheet_labels import SheetLabels
from perfeval_desktop.importing.source_grid import GridCell, SourceGrid
from perfeval_desktop.importing.table_parts import Part
from perfeval_desktop.importing.table_words import is_words, without_number, word_key

_SUMS = frozenset({"合计", "小计", "总计", "共计"})
_NUMBERED = re.compile(r"[\s　]*(?:其中[:：]?)?[\s　]*[(（]?\d{1,3}[)）、.．]")
_LONGEST_NAME = 60
_SURELY_LIKE = 0.9


class SheetRows:
    """Labels of all cells of a part, and which rows are records."""

    def __init__(self, document: SourceDocument, part: Part, forms: tuple[FormSheet, ...]) -> None:
        self.part = part
        self.form = part.form
        self.grid = SourceGrid(document, tuple(part.runs))
        self.records: dict[int, RecordRow] = {}
        self.words = SheetLabels(self.grid, part, forms)
        self.labels = self.words.labels
        self._is_text = [
            not _table(document, run.block).title for run in part.runs
        ]  # a table of a text has no rows that are merely left over
        self._last_row = max(
            (c.row + c.rows - 1 for c in self.grid.cells if not c.is_empty), default=-1
        )
        self._find_records()
        if self._add_likely_labels():
            self._find_records()
        self.words.settle_years()
        self._records_before_label()
        self._doubt_unnumbered()

    def label(self, cell: GridCell) -> Labelled | None:
        """Return the words of the form that a cell begins with."""
        return self.words.label(cell)

    def is_heading(self, cell: GridCell) -> bool:
        """Say whether a cell is the title of the sheet, its mark, a note or its signature line."""
        return self.words.is_heading(cell)

    def name_in(self, text: str, group: FormGroup) -> str:
        """Return the name of a record without its number and the words that the form prints."""
        return self.words.name_in(text, group)

    def _add_likely_labels(self) -> bool:
        """Add labels that are spelt otherwise; those of records' own cells are none."""
        used = {key for each in self.labels.values() for key in each.keys}
        words = {each.key for each in self.form.words}
        missing = words - used
        texts: dict[str, str] = {}
        for cell in self.grid.cells:
            if (cell.row, cell.column) in self.labels or not may_be_label(cell.text):
                continue
            record = self.records.get(cell.row)
            if record is not None and record.name is None and record.place_at(cell.column):
                continue
            if not self.is_heading(cell):
                texts[cell.text] = word_key(cell.text, self.part.year)
        found = {text: (key, score) for text, key, score in likest(texts, missing, words)}
        for cell in self.grid.cells:
            if cell.text not in texts or (cell.row, cell.column) in self.labels:
                continue
            key, score = found.get(cell.text, ("", 0.0))
            record = self.records.get(cell.row)
            if record is not None and record.name == cell and score < _SURELY_LIKE:
                likest_row = key or nearest(texts[cell.text], missing & self.form.row_labels)
                if likest_row:
                    name = _name_of(self.form, likest_row)
                    record.refusal = f"像“{name}”这一行，又像一行明细，请指定。"
            elif key:
                self.labels[cell.row, cell.column] = Labelled((key,), cell.text, "", score)
        return bool(found)

    def _is_numbered_run(self, record: RecordRow) -> bool:
        names = [r.name for r in self.records.values() if r.group is record.group and r.name]
        numbered = sum(bool(_NUMBERED.match(each.text)) for each in names)
        return numbered * 2 > len(names)

    def _doubt_unnumbered(self) -> None:
        for record in self.records.values():
            if record.name is None or record.doubt or not self._is_numbered_run(record):
                continue
            if not _NUMBERED.match(record.name.text) and not record.name.is_empty:
                record.doubt = "别的项目都有编号，这一行没有，按项目看，请核对。"

    def _find_records(self) -> None:
        refused = {row: each.refusal for row, each in self.records.items() if each.refusal}
        self.records = {}
        self._read_rows()
        for row, refusal in refused.items():
            if row in self.records:
                self.records[row].refusal = refusal

    def _read_rows(self) -> None:
        region: Region | None = None
        run: FormGroup | None = None
        for row in range(self.grid.height):
            if row > self._last_row:
                return
            opened = self._region(row)
            if opened is not None:
                region, run = opened, None
                continue
            if region is not None and self._extends(row, region):
                continue
            labels = self._row_labels(row, region)
            if region is not None and not labels:
                self._read_region_row(row, region)
                continue
            if labels:
                if region is not None and len(region.group.sections) < 2:
                    region = None
                run = self._run_after(labels)
            elif run is not None and not self._read_run_row(row, run):
                run = None

    def _region(self, row: int) -> Region | None:
        """Return the columns of a group whose heads stand in this row."""
        for group in self.form.groups:
            if group.is_by_label:
                continue
            columns: list[tuple[int, int, FormPlace]] = []
            for cell in self.grid.row(row):
                place = self._headed(cell, group)
                if place is not None:
                    columns.append((cell.column, cell.end, place))
            places = [place for _, _, place in columns]
            if group.name is not None and group.name not in places:
                continue
            if len(columns) >= min(2, len(group.heads)):
                columns += self._heads_above(row, group, columns)
                named = [start for start, _, place in columns if place == group.name]
                region = Region(group, columns, named[0] if named else columns[0][0], {})
                self._note_heads(row, region)
                return region
        return None

    def _headed(self, cell: GridCell, group: FormGroup) -> FormPlace | None:
        """Return the field of a group whose head a cell is."""
        label = self.label(cell)
        keys = label.keys if label is not None and not label.value else ()
        return next((p for k in keys if (p := group.place_under(k)) is not None), None)

    def _heads_above(
        self, row: int, group: FormGroup, columns: list[tuple[int, int, FormPlace]]
    ) -> list[tuple[int, int, FormPlace]]:
        """Return heads of the row above that have nothing below them: their merge was lost."""
        found = []
        for cell in self.grid.begin_in(row - 1) if row else ():
            place = self._headed(cell, group)
            below = self.grid.at(row, cell.column)
            is_free = all(place != p and not s <= cell.column < e for s, e, p in columns)
            if place is not None and is_free and below is not None and below.is_empty:
                found.append((cell.column, cell.end, place))
        return found

    def _extends(self, row: int, region: Region) -> bool:
        """Add the heads of a second row to those of the first, before any record."""
        if any(each.columns is region.columns for each in self.records.values()):
            return False
        known = [place for _, _, place in region.columns]
        more = [
            (cell.column, cell.end, place)
            for cell in self.grid.begin_in(row)
            if (place := self._headed(cell, region.group)) is not None and place not in known
        ]
        region.columns += more
        self._note_heads(row, region)
        return bool(more)

    def _note_heads(self, row: int, region: Region) -> None:
        above = self.grid.begin_in(row - 1) if row else []
        for cell in (*above, *self.grid.row(row)):
            place, label = self._headed(cell, region.group), self.label(cell)
            if place is not None and label is not None:
                region.heads[place.field] = label

    def _row_labels(self, row: int, region: Region | None) -> list[Labelled]:
        """Return the labels of the form's own rows that begin in a row."""
        found = []
        for cell in self.grid.begin_in(row):
            label = self.label(cell)
            if label is None:
                continue
            keys = [k for k in label.keys if k in self.form.row_labels]
            if not keys and not (label.value and any(k in self.form.heads for k in label.keys)):
                continue
            if region is not None and any(s <= cell.column < e for s, e, _ in region.columns):
                shares = any(p.head in region.group.heads for k in keys for p in self._places(k))
                if not shares:
                    continue
            found.append(label)
        return found

    def _places(self, key: str) -> list[FormPlace]:
        return [each for each in self.form.by_label(key) if each.head]

    def _run_after(self, labels: list[Labelled]) -> FormGroup | None:
        for group in self.form.groups:
            if group.is_by_label and any(group.before in each.keys for each in labels):
                return group
        return None

    def _read_region_row(self, row: int, region: Region) -> None:
        group = region.group
        cells = list(self.grid.row(row))
        if any(self.is_heading(cell) for cell in cells):
            return
        if len(group.sections) < 2:
            section: str | None = group.sections[0].id if group.sections else ""
            region.head = ""
        else:
            section = self._section(row, region)
        in_columns = [c for c in cells if any(s <= c.column < e for s, e, _ in region.columns)]
        begins = [c for c in in_columns if c.row == row]
        if not begins:
            return
        has_nothing = all(c.is_empty for c in begins) and not self._is_covered(row, region)
        if has_nothing and not self._keeps_empty(row):
            return
        self.records[row] = RecordRow(
            group,
            section,
            region.columns,
            region.heads,
            head=region.head,
            section_label=region.section_label,
            refusal=self._across(row, region),
        )

    def _across(self, row: int, region: Region) -> str:
        """Return why a row is no record where words lie across the column of names."""
        first = min(start for start, _, _ in region.columns)
        for cell in self.grid.begin_in(row):
            if cell.column < first < cell.end and is_words(cell.text):
                return f"表样没有“{compact(cell.text)}”这一行。"
        return ""

    def _is_covered(self, row: int, region: Region) -> bool:
        """Say whether a merged head stands beside an empty row: it is one of the form's."""
        left = (c for c in self.grid.row(row) if c.column < region.name_column)
        return any(not c.is_empty for c in left)

    def _keeps_empty(self, row: int) -> bool:
        at = max(i for i, start in enumerate(self.grid.starts) if start <= row)
        return self._is_text[at]

    def _section(self, row: int, region: Region) -> str | None:
        """Return the section of a row: what stands beside it, else that of the row above."""
        left = [c for c in self.grid.row(row) if c.end <= region.name_column and not c.is_empty]
        keys = [k for c in left if (label := self.label(c)) is not None for k in label.keys]
        outers = {key for each in region.group.sections for key in each.outer}
        here = {key for key in keys if key in outers}
        region.outer = here or region.outer
        named = [each for each in region.group.sections if each.label in keys]
        if named:
            labels = [lb for c in left if (lb := self.label(c)) is not None]
            region.section_label = next(
                (lb for lb in reversed(labels) if any(each.label in lb.keys for each in named)),
                None,
            )
            chosen = self._by_outer(named, region.outer)
            region.section, region.head = (chosen.id, "") if chosen is not None else (None, "")
            return region.section
        starting = [c for c in left if c.row == row]
        unknown = [c for c in starting if self.label(c) is None and is_words(c.text)]
        if unknown:
            region.section_label = None
            region.section, region.head = None, compact(unknown[-1].text)
        elif any(
            key in here for c in starting if (lb := self.label(c)) is not None for key in lb.keys
        ):
            under = [each for each in region.group.sections if set(each.outer) & here]
            region.section = under[0].id if len(under) == 1 else None
            region.head = "" if region.section is not None else compact(starting[-1].text)
        return region.section

    def _by_outer(self, named: list[FormSection], outer: set[str]) -> FormSection | None:
        if len(named) == 1:
            return named[0]
        under = [each for each in named if set(each.outer) & outer]
        return under[0] if len(under) == 1 else None

    def _read_run_row(self, row: int, group: FormGroup) -> bool:
        """Note a row below the label that a group of named rows follows; False ends the group."""
        cells = list(self.grid.row(row))
        filled = [c for c in cells if not c.is_empty]
        if not filled:
            return True
        if any(self.is_heading(cell) for cell in filled):
            return False
        labels = [label for cell in filled if (label := self.label(cell)) is not None]
        if sum(bool(self.form.heads.intersection(each.keys)) for each in labels) > 1:
            return True  # the heads, printed again on the next page
        record = RecordRow(group, self._only_section(group), [])
        first = cells[0]
        record.name = next((c for c in filled if _is_name(c.text)), None)
        if record.name is None and (first.is_empty or _is_number_only(first.text)):
            record.name = first
        if record.name is None or (len(filled) == 1 and len(record.name.text) > _LONGEST_NAME):
            return False
        name = compact(self.name_in(record.name.text, group))
        if name in _SUMS:
            record.refusal = f"表样没有“{name}”这一行。"
        self.records[row] = record
        return True

    def _only_section(self, group: FormGroup) -> str:
        return group.sections[0].id if group.sections else ""

    def _records_before_label(self) -> None:
        """Without the label that a group follows, its rows are those before the next label."""
        for group in self.form.groups:
            keys = {key for each in self.labels.values() for key in each.keys}
            if not group.is_by_label or group.before in keys:
                continue
            after = [r for (r, _), label in self.labels.items() if group.after in label.keys]
            row = min(after, default=0) - 1
            while row >= 0 and row not in self.records:
                begin = self.grid.begin_in(row)
                is_labelled = any(self.label(c) for c in begin)
                is_numbered = any(_NUMBERED.match(c.text) for c in begin)
                if is_labelled or self._row_labels(row, None) or not is_numbered:
                    break
                if not self._read_run_row(row, group):
                    break
                if row in self.records:
                    self.records[row].doubt = "上面没有找到这些项目的合计行，按位置认作项目。"
                row -= 1


def _name_of(form: FormSheet, key: str) -> str:
    return next((compact(without_number(w.text)) for w in form.words if w.key == key), key)


def _is_name(text: str) -> bool:
    return is_words(text) or compact(text) in ("……", "...", "…")


def _is_number_only(text: str) -> bool:
    return bool(_NUMBERED.fullmatch(text.strip(" 　\n")))


def _table(document: SourceDocument, block: int) -> SourceTable:
    found = document.blocks[block]
    assert isinstance(found, SourceTable)
    return found
