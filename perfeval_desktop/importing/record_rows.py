"""Rows of a sheet that are records of a repeating group, and the heads over them."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfeval_desktop.importing.form_labels import Labelled
from perfeval_desktop.importing.form_words import FormGroup, FormPlace
from perfeval_desktop.importing.source_grid import GridCell


@dataclass
class RecordRow:
    """A row that is a record of a group; `columns` says which field is in which column."""

    group: FormGroup
    section: str | None  # None: of none that the form has
    columns: list[tuple[int, int, FormPlace]]
    heads: dict[str, Labelled] = field(default_factory=dict)  # of the columns, by field
    name: GridCell | None = None  # where the group's records are named by their labels
    head: str = ""  # what stands where the section is named, for `why`
    section_label: Labelled | None = None
    doubt: str = ""
    refusal: str = ""  # why it is no record after all

    def place_at(self, column: int) -> FormPlace | None:
        """Return the field in a column."""
        return next((p for start, end, p in self.columns if start <= column < end), None)


@dataclass
class Region:
    """The heads that stand over records, and in which section the rows below them are."""

    group: FormGroup
    columns: list[tuple[int, int, FormPlace]]
    name_column: int
    heads: dict[str, Labelled]
    section: str | None = None
    section_label: Labelled | None = None
    head: str = ""
    outer: set[str] = field(default_factory=set)
