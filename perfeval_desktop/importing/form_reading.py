"""Read the sheets of a template as words: which labels stand beside and over each field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.template import (
    CellTemplate,
    ReportTemplate,
    RowTemplate,
    SheetKind,
    SheetTemplate,
    Slot,
)
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.importing.form_words import (
    FormGroup,
    FormPlace,
    FormSection,
    FormSheet,
    FormWord,
    fixed_text,
)
from perfeval_desktop.importing.table_words import is_words, word_key

_OF_OTHER_FUNDS = re.compile("一般公共预算|财政拨款")


@lru_cache(maxsize=8)
def form_sheets(template: ReportTemplate) -> tuple[FormSheet, ...]:
    """Return the tables of the report; pages for the clerk alone do not belong to a document."""
    return tuple(
        _Reading(template, each).sheet()
        for each in template.sheets
        if each.kind is SheetKind.TABLE and each.is_printed
    )


class _Cell(NamedTuple):
    row: int
    column: int
    cell: CellTemplate
    line: RowTemplate

    @property
    def slot(self) -> Slot | None:
        return next((each for each in self.cell.segments if isinstance(each, Slot)), None)

    @property
    def end(self) -> int:
        return self.column + self.cell.columns


class _Reading:
    """Reads the cells of a template's sheet, a repeating row counting as one."""

    def __init__(self, template: ReportTemplate, sheet: SheetTemplate) -> None:
        self._template = template
        self._sheet = sheet
        self._year = template.year
        self._owner: dict[tuple[int, int], _Cell] = {}
        self._cells = list(self._laid())
        self._label_cells: set[tuple[int, int]] = set()

    def sheet(self) -> FormSheet:
        """Return the sheet in words."""
        with_slot = [each for each in self._cells if each.slot is not None]
        labels = {each: self._labels(each) for each in with_slot}
        self._label_cells = {(w.row, w.column) for ws in labels.values() for w in ws[:1]}
        places: list[FormPlace] = []
        by_label: set[str] = set()
        for each in with_slot:
            heads, is_named = self._heads(each)
            place = self._place(each, labels[each], heads)
            places.append(place)
            if is_named:
                by_label.add(place.field)
        return FormSheet(
            self._sheet,
            self._year,
            tuple(each for each in places if not each.group),
            tuple(self._groups(places, by_label)),
            self._words(places),
            self._also(places),
            self._fixed(),
        )

    def _laid(self) -> Iterator[_Cell]:
        for row, line in enumerate(self._sheet.rows):
            column = 0
            for cell in line.cells:
                while (row, column) in self._owner:
                    column += 1
                found = _Cell(row, column, cell, line)
                for r in range(row, row + cell.rows):
                    for c in range(column, column + cell.columns):
                        self._owner[r, c] = found
                yield found
                column += cell.columns

    def _word(self, cell: _Cell, text: str) -> FormWord:
        return FormWord(cell.row, cell.column, text, word_key(text, self._year))

    def _fixed_word(self, cell: _Cell) -> FormWord | None:
        if cell.slot is not None:
            return None
        text = fixed_text(cell.cell.segments, self._year)
        return self._word(cell, text) if is_words(text) else None

    def _labels(self, cell: _Cell) -> list[FormWord]:
        before, _ = self._around(cell)
        found = [self._word(cell, before)] if is_words(before) else []
        column, last = cell.column - 1, None
        while column >= 0:
            other = self._owner.get((cell.row, column))
            column -= 1
            if other is None or other is last:
                continue
            last = other
            word = self._fixed_word(other)
            if word is not None:
                found.append(word)
            elif other.slot is not None and found and not is_words(before):
                break
        return found

    def _heads(self, cell: _Cell) -> tuple[list[FormWord], bool]:
        """Return the words over a field, and whether it stands in a column of labels instead."""
        found: list[FormWord] = []
        for row in range(cell.row - 1, -1, -1):
            over = self._owner.get((row, cell.column))
            if over is None or over.row != row:
                continue
            covers = over.column <= cell.column and over.end >= cell.end
            word = self._fixed_word(over)
            if word is None or not covers:
                if found:
                    break
                continue
            if (over.row, over.column) in self._label_cells:
                if not found:
                    return [], (over.column, over.end) == (cell.column, cell.end)
                break
            found.append(word)
        return found, False

    def _around(self, cell: _Cell) -> tuple[str, str]:
        slot = cell.slot
        if slot is None:
            return "", ""
        at = cell.cell.segments.index(slot)
        parts = [each if isinstance(each, str) else "" for each in cell.cell.segments]
        before = in_year("".join(parts[:at]), self._year, number=1)
        return before, in_year("".join(parts[at + 1 :]), self._year)

    def _place(self, cell: _Cell, labels: list[FormWord], heads: list[FormWord]) -> FormPlace:
        assert cell.slot is not None
        before, after = self._around(cell)
        line, is_inline = cell.line, is_words(before)
        return FormPlace(
            cell.slot.field,
            line.repeat,
            line.section,
            cell.row,
            cell.column,
            tuple(labels),
            () if is_inline else tuple(heads),
            is_inline,
            before.strip(),
            after.strip(),
        )

    def _groups(self, places: list[FormPlace], by_label: set[str]) -> Iterator[FormGroup]:
        for group in dict.fromkeys(each.group for each in places if each.group):
            own = [each for each in places if each.group == group]
            named = self._template.groups[group].name_field
            name = next((each for each in own if each.field == named), None)
            unique = {each.field: each for each in reversed(own)}
            rows = [each.row for each in own]
            yield FormGroup(
                group,
                name,
                name is not None and name.field in by_label,
                tuple(reversed(unique.values())),
                tuple(self._sections(own)),
                self._label_of_row(range(min(rows) - 1, -1, -1)),
                self._label_of_row(range(max(rows) + 1, len(self._sheet.rows))),
            )

    def _sections(self, own: list[FormPlace]) -> Iterator[FormSection]:
        seen: set[str] = set()
        for each in own:
            if each.section not in seen:
                seen.add(each.section)
                keys = [word.key for word in each.labels]
                yield FormSection(each.section, keys[0] if keys else "", tuple(keys[1:]))

    def _label_of_row(self, rows: range) -> str:
        """Return the key of the first words of the nearest row that does not repeat."""
        for row in rows:
            if self._sheet.rows[row].repeat:
                continue
            for cell in (each for each in self._cells if each.row == row):
                word = self._fixed_word(cell)
                before, _ = self._around(cell)
                if word is not None:
                    return word.key
                if is_words(before):
                    return word_key(before, self._year)
            return ""
        return ""

    def _words(self, places: list[FormPlace]) -> tuple[FormWord, ...]:
        fixed = [word for each in self._cells if (word := self._fixed_word(each)) is not None]
        inline = [each.labels[0] for each in places if each.is_inline]
        return tuple(each for each in (*fixed, *inline) if each.key)

    def _also(self, places: list[FormPlace]) -> dict[str, tuple[str, ...]]:
        """What other tables call a label; the template says it of the field beside it."""
        found: dict[str, tuple[str, ...]] = {}
        names: dict[str, tuple[str, ...]] = {}
        for field_ in self._template.fields.values():
            key = word_key(in_year(field_.label, self._year), self._year)
            also = [e for e in field_.also if not _OF_OTHER_FUNDS.search(e)]
            # A name among those of a figure of the accounts is called like that figure elsewhere.
            for called in {key, *(word_key(name, self._year) for name in also)}:
                names[called] = (*names.get(called, ()), *also)
        for each in places:
            for word in (*each.labels, *each.heads):
                keys = (word_key(name, self._year) for name in names.get(word.key, ()))
                found[word.key] = tuple(keys)
        return {key: keys for key, keys in found.items() if keys}

    def _fixed(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for each in self._cells:
            text = compact(fixed_text(each.cell.segments, self._year)) if each.slot is None else ""
            if text and not is_words(text):
                heads, _ = self._heads(each)
                for word in (*self._labels(each)[:1], *heads[:1]):
                    found.setdefault(word.key, set()).add(text)
        return {key: frozenset(texts) for key, texts in found.items()}
