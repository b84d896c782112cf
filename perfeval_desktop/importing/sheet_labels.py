"""Which cells of a sheet hold words of the form."""

from __future__ import annotations

import re

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.parsing import half_width
from perfeval_desktop.importing.form_labels import (
    Labelled,
    is_note,
    keys_of,
    labelled,
    may_be_label,
    signature_pieces,
    title_of,
)
from perfeval_desktop.importing.form_words import FormGroup, FormSheet
from perfeval_desktop.importing.source_grid import GridCell, SourceGrid
from perfeval_desktop.importing.table_parts import Part
from perfeval_desktop.importing.table_words import is_words, without_number

_REMARK = re.compile(r"[\s　]*(?:填表)?(?:说明|注|备注)\s*[:：]")
_JOINED = 0.95  # how sure a label is that was put together from two cells


class SheetLabels:
    """The words of the form in the cells of a part."""

    def __init__(self, grid: SourceGrid, part: Part, forms: tuple[FormSheet, ...]) -> None:
        self.grid = grid
        self.part = part
        self.form = part.form
        self.labels: dict[tuple[int, int], Labelled] = {}
        self._forms = forms
        self._headings: dict[str, bool] = {}
        self._find_labels()
        self._join_labels()

    def label(self, cell: GridCell) -> Labelled | None:
        """Return the words of the form that a cell begins with."""
        return self.labels.get((cell.row, cell.column))

    def is_heading(self, cell: GridCell) -> bool:
        """Say whether a cell is the title of the sheet, its mark, a note or its signature line."""
        text = cell.text
        if text not in self._headings:
            self._headings[text] = bool(text) and self._is_heading(text)
        return self._headings[text]

    def name_in(self, text: str, group: FormGroup) -> str:
        """Return the name of a record without its number and the words that the form prints."""
        before = group.name.before if group.name is not None else ""
        if is_words(before):
            parts = re.findall(r"\d+|\S", half_width(before))
            printed = [r"\d*" if each.isdigit() else re.escape(each) for each in parts]
            match = re.match(r"[\s　]*" + r"\s*".join(printed), half_width(text))
            if match is not None:
                return text[match.end() :].strip(" \t\n　\xa0")
        return without_number(text)

    def _is_heading(self, text: str) -> bool:
        return (
            any(title_of(line, self._forms) is not None for line in text.split("\n"))
            or is_note(text, self.form)
            or bool(_REMARK.match(text))
            or bool(signature_pieces(text, self.form))
        )

    def _find_labels(self) -> None:
        for cell in self.grid.cells:
            if not cell.is_empty and not self.is_heading(cell):
                found = labelled(cell.text, self.form, self.part.year)
                if found is not None:
                    self.labels[cell.row, cell.column] = found

    def _join_labels(self) -> None:
        """Know a label that was split into two cells beside or below each other."""
        for cell in self.grid.cells:
            if self.label(cell) is not None or not may_be_label(cell.text):
                continue
            for other in (self.grid.at(cell.row, cell.end), self._below(cell)):
                if other is None or self.label(other) is not None or not may_be_label(other.text):
                    continue
                joined = compact(cell.text) + compact(other.text)
                keys = keys_of(joined, self.form, self.part.year)
                if keys:
                    for each in (cell, other):
                        found = Labelled(keys, each.text, "", _JOINED)
                        self.labels[each.row, each.column] = found
                    break

    def _below(self, cell: GridCell) -> GridCell | None:
        below = self.grid.at(cell.row + cell.rows, cell.column)
        is_aligned = below is not None and (below.column, below.end) == (cell.column, cell.end)
        return below if is_aligned else None

    def settle_years(self) -> None:
        """Where heads name no year, take them in the order of the form, in doubt."""
        for row in range(self.grid.height):
            groups: dict[tuple[str, ...], list[GridCell]] = {}
            for cell in self.grid.begin_in(row):
                label = self.label(cell)
                if label is not None and len(label.keys) > 1:
                    groups.setdefault(label.keys, []).append(cell)
            for keys, cells in groups.items():
                if len(cells) == len(keys):
                    for key, cell in zip(keys, cells, strict=True):
                        old = self.labels[cell.row, cell.column]
                        new = old._replace(keys=(key,), likeness=0.8)
                        self.labels[cell.row, cell.column] = new
