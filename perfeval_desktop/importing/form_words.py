"""A sheet of the form as words: which labels stand beside and over each field.

It is made from the template alone, so that any form can be found again by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.template import (
    Segment,
    SheetTemplate,
    Slot,
)
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.importing.table_words import other_keys, title_key


class FormWord(NamedTuple):
    """Fixed words of the form; `row` and `column` are those of their cell in the template."""

    row: int
    column: int
    text: str
    key: str


class FormPlace(NamedTuple):
    """A field of the sheet and the words that say what it is, the nearest first."""

    field: str
    group: str  # of the row that it repeats in, "" for none
    section: str
    row: int
    column: int
    labels: tuple[FormWord, ...]  # at its left; in its own cell: 按收入性质分：{…}
    heads: tuple[FormWord, ...]  # over it
    is_inline: bool = False
    before: str = ""  # words and numbers before it in its cell
    after: str = ""  # words behind it in its cell

    @property
    def label(self) -> str:
        """The key of the nearest label, "" for none."""
        return self.labels[0].key if self.labels else ""

    @property
    def head(self) -> str:
        """The key of the nearest head, "" for none."""
        return self.heads[0].key if self.heads else ""


class FormSection(NamedTuple):
    """A section of a group: its own label, and those of the heads over it."""

    id: str
    label: str
    outer: tuple[str, ...]


@dataclass(frozen=True)
class FormGroup:
    """Rows that repeat. `name` is the place that names a record; `before` and `after` are labels.

    Where `is_by_label`, the name stands in the column of the labels (a project line of 附件1-1);
    else the records stand under a row of heads.
    """

    id: str
    name: FormPlace | None
    is_by_label: bool
    places: tuple[FormPlace, ...]
    sections: tuple[FormSection, ...]
    before: str = ""
    after: str = ""

    @cached_property
    def heads(self) -> frozenset[str]:
        """The keys of the heads over its columns."""
        return frozenset(each.head for each in self.places if each.head)

    def place_under(self, head: str) -> FormPlace | None:
        """Return the place under a head."""
        return next((each for each in self.places if each.head == head), None)


@dataclass(frozen=True, eq=False)
class FormSheet:
    """A table of the form in words."""

    sheet: SheetTemplate
    year: int
    places: tuple[FormPlace, ...]  # those that do not repeat
    groups: tuple[FormGroup, ...]
    words: tuple[FormWord, ...]
    also: Mapping[str, tuple[str, ...]]  # key of a label → keys of what it is called elsewhere
    fixed: Mapping[str, frozenset[str]]  # key of a label or head → printed figures and marks
    _index: dict[str, tuple[FormWord, ...]] = field(default_factory=dict)

    @cached_property
    def index(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the form's words under every way to write them; several where unclear."""
        exact = {each.key: (each.key,) for each in self.words}
        loose: dict[str, list[str]] = {}
        for each in self.words:
            for key in (*other_keys(each.text, self.year), *self.also.get(each.key, ())):
                if key not in exact and each.key not in loose.setdefault(key, []):
                    loose[key].append(each.key)
        return exact | {key: tuple(keys) for key, keys in loose.items()}

    @cached_property
    def heads(self) -> frozenset[str]:
        """The keys of all words that stand over a field."""
        repeated = (each for group in self.groups for each in group.places)
        return frozenset(h.key for each in (*self.places, *repeated) for h in each.heads[:1])

    @cached_property
    def row_labels(self) -> frozenset[str]:
        """The keys of the labels that stand next to fields which do not repeat."""
        return frozenset(each.label for each in self.places if each.label)

    @cached_property
    def own_rows(self) -> frozenset[str]:
        """The labels that stand once in a sheet, also where a row of heads is printed again."""
        head_rows = {each.row for each in self.words if each.key in self.heads}
        beside_heads = {each.key for each in self.words if each.row in head_rows}
        return self.row_labels - self.heads - self.section_words - beside_heads

    @cached_property
    def signature(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The labels of the signature line as patterns, with the field behind each, "" for none."""
        found = []
        for segments in self.sheet.signature:
            label = compact(fixed_text(segments, self.year)).rstrip(":")
            slot = next((each.field for each in segments if isinstance(each, Slot)), "")
            spaced = r"[\s　]*".join(map(re.escape, label))
            if label:
                found.append((re.compile(spaced + r"[\s　]*[:：]"), slot))
        return tuple(found)

    @cached_property
    def section_words(self) -> frozenset[str]:
        """The keys of the heads of sections, first and second level."""
        found = [each for group in self.groups for each in group.sections if group.name]
        return frozenset(k for each in found for k in (each.label, *each.outer) if k)

    @cached_property
    def title_key(self) -> str:
        """The key of the sheet's title."""
        return title_key(fixed_text(self.sheet.title, self.year))

    def by_label(self, key: str) -> list[FormPlace]:
        """Return the places that do not repeat and have this label next to them."""
        return self._by_label.get(key, [])

    def by_head(self, key: str) -> list[FormPlace]:
        """Return the places that do not repeat and have this head over them."""
        return self._by_head.get(key, [])

    @cached_property
    def _by_label(self) -> dict[str, list[FormPlace]]:
        found: dict[str, list[FormPlace]] = {}
        for each in self.places:
            found.setdefault(each.label, []).append(each)
        return found

    @cached_property
    def _by_head(self) -> dict[str, list[FormPlace]]:
        found: dict[str, list[FormPlace]] = {}
        for each in self.places:
            found.setdefault(each.head, []).append(each)
        return found


def fixed_text(segments: tuple[Segment, ...], year: int) -> str:
    """Return the words of a cell or line, without what is filled in."""
    return in_year("".join(each for each in segments if isinstance(each, str)), year)
