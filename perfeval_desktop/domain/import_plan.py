"""What will become of a document that is brought in: each piece of it with its place in the report.

A plan is a value. Matching makes it, the clerk corrects it in the preview, `services/importing`
turns it into one batch of edits, and 填入原表 writes a report into the places that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Value


class PlannedState(StrEnum):
    """What becomes of a piece of the source; the words are those of JSON reports."""

    TAKEN = "taken"
    DOUBTED = "doubted"  # taken, and to be looked at: `why` says so
    NOT_TAKEN = "not-taken"  # `why` says so; the clerk can give it a place
    FORM = "form"  # words of the form itself: labels, heads, titles, notes
    EMPTY = "empty"  # a place of the form in which nothing stands


class Target(NamedTuple):
    """A field of a planned record; the record's key is "" for the report itself."""

    record: str
    field: str


class PlannedRecord(NamedTuple):
    """A record that the document has: one that is there (`record_id`), or one to be added.

    `key` is its name in the plan, unique. Records stand in the plan in the order they will have.
    """

    key: str
    group: str
    parent: str = REPORT  # key
    section: str = ""
    record_id: str = ""


class PlannedPiece(NamedTuple):
    """A cell, a paragraph, or a part of one, and what becomes of it.

    `source` is the text of the piece as its author wrote it; several paragraphs of a chapter are
    one piece each, with the same target, and are joined in order; any other field that has several
    pieces (填表人 under each table) has the same value in all of them. `value` is what the text
    means for the field; None for EMPTY, FORM and NOT_TAKEN. `reads` is what the program understood
    where that is not plainly the text ("644783.52 元 = 64.478352 万元"). `why` is a sentence.
    `joint` stands between it and the piece before it, where both go into the same text: a line end,
    nothing where a line was broken in two, a gap between the cells of a table's row.
    """

    place: SourcePlace
    source: str
    state: PlannedState
    target: Target | None = None
    value: Value | None = None
    reads: str = ""
    why: str = ""
    joint: str = "\n"

    def doubted(self, why: str) -> PlannedPiece:
        """Return the piece as one to be looked at, for one reason more."""
        return self._replace(state=PlannedState.DOUBTED, why=why + self.why)

    def taken_out(self, why: str) -> PlannedPiece:
        """Return the piece without a place."""
        state = PlannedState.NOT_TAKEN
        return self._replace(state=state, target=None, value=None, reads="", why=why, joint="\n")


class PlannedLink(NamedTuple):
    """A reference between planned records that the document says by name only.

    `field` of the record `record` shall point at the record `to`: the project line 自治奖励 at the
    sheet of the project 自治奖励经费. Both are keys of the plan.
    """

    record: str
    field: str
    to: str


class MatchedSheet(NamedTuple):
    """A table (or the run of paragraphs) that was recognised as a sheet of the form.

    `record` is the key of the project that it is for. `likeness` is between 0 and 1. `rows` says
    which rows of a block belong to it where that is not all of them: block, first, behind the last.
    """

    blocks: tuple[int, ...]
    sheet: str
    record: str = REPORT
    likeness: float = 1.0
    rows: tuple[tuple[int, int, int], ...] = ()

    def has(self, place: SourcePlace) -> bool:
        """Say whether a place is part of the sheet."""
        own = [(start, end) for block, start, end in self.rows if block == place.block]
        is_in_rows = not own or any(start <= place.row < end for start, end in own)
        return place.block in self.blocks and is_in_rows


class ImportPlan(NamedTuple):
    """Everything that was found, piece by piece in the order of the document."""

    records: tuple[PlannedRecord, ...]
    pieces: tuple[PlannedPiece, ...]
    sheets: tuple[MatchedSheet, ...] = ()
    notes: tuple[str, ...] = ()  # what is to be said of the whole: headings without numbers …
    links: tuple[PlannedLink, ...] = ()

    def counts(self) -> Mapping[PlannedState, int]:
        """Return how many pieces each state has."""
        return {each: sum(p.state is each for p in self.pieces) for each in PlannedState}

    def targets(self) -> Iterator[tuple[Target, PlannedPiece]]:
        """Yield the pieces that have a place in the report, with it."""
        return ((p.target, p) for p in self.pieces if p.target is not None)

    def record(self, key: str) -> PlannedRecord:
        """Return a planned record.

        Raises:
            KeyError: there is none with this key.
        """
        for each in self.records:
            if each.key == key:
                return each
        raise KeyError(key)

    def sheet_of(self, place: SourcePlace) -> SheetRef | None:
        """Return the sheet that a place was recognised as part of; `record` is a planned key."""
        for each in self.sheets:
            if each.has(place):
                return SheetRef(each.sheet, each.record)
        return None
