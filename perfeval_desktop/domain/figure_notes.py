"""What the clerk says of figures in prose: which cell one means, follows, or that it means none.

A note belongs to characters of a text and moves along while the text is edited. The text itself is
plain: whoever reads, checks or prints it needs to know nothing of notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

BLANK = "＿＿"  # stands in place of a figure while the cell that it follows is empty
_MOST_COMPARED = 4_000  # characters; a longer change keeps no note inside of it


class NoteKind(StrEnum):
    """What a note says; the words are those of the file."""

    LIVE = "live"  # the figure is that of a cell, and changes with it
    MEANT = "meant"  # the figure is typed, and has to agree with a cell
    NONE = "none"  # the figure is not that of any cell, whatever the words around it say


class FigureNote(NamedTuple):
    """A note on the characters `start` to `end`; `record` and `field` are those of the cell."""

    start: int
    end: int
    kind: NoteKind
    record: str = ""
    field: str = ""

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether it has characters in common with those from `start` to `end`."""
        return self.start < end and start < self.end


def moved(notes: Iterable[FigureNote], before: str, after: str) -> tuple[FigureNote, ...]:
    """Return the notes of a text as they stand once it was edited; those whose figure went, go.

    A figure that was typed over keeps what is said of its meaning, but follows no cell any more.
    """
    notes = tuple(notes)
    if before == after or not notes:
        return notes
    head, tail = _common(before, after)
    old_end, new_end = len(before) - tail, len(after) - tail
    kept = []
    equal: list[tuple[int, int, int]] | None = None
    for note in notes:
        if note.end <= head:
            kept.append(note)
        elif note.start >= old_end:
            kept.append(_shifted(note, len(after) - len(before)))
        elif _is_typed_over(note, head, old_end) and note.kind is not NoteKind.LIVE:
            kept.append(note._replace(end=note.end + new_end - old_end))
        else:
            if equal is None:
                equal = list(_equal_parts(before[head:old_end], after[head:new_end], head))
            kept += _in_equal_part(note, equal)
    return tuple(each for each in kept if _is_figure(after, each))


def beside_insertion(
    notes: Iterable[FigureNote], after: str, position: int, length: int
) -> tuple[FigureNote, ...]:
    """Return the notes of a text as they stand once `length` characters were put in at a place.

    Unlike `moved` it does not guess where: what is put in may read like what stands there.
    """
    kept = []
    for note in notes:
        if note.start >= position:
            kept.append(_shifted(note, length))
        elif note.end <= position:
            kept.append(note)
    return tuple(each for each in kept if _is_figure(after, each))


def _common(before: str, after: str) -> tuple[int, int]:
    """Return how many characters at the start and at the end are alike."""
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail


def _shifted(note: FigureNote, by: int) -> FigureNote:
    return note._replace(start=note.start + by, end=note.end + by)


def _is_typed_over(note: FigureNote, start: int, end: int) -> bool:
    return note.start <= start and end <= note.end


def _equal_parts(before: str, after: str, offset: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start before, start after, length) of what several edits at once have left alone."""
    if max(len(before), len(after)) <= _MOST_COMPARED:
        from difflib import SequenceMatcher  # seldom needed, and imported by every start

        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
            yield block.a + offset, block.b + offset, block.size


def _in_equal_part(note: FigureNote, equal: list[tuple[int, int, int]]) -> list[FigureNote]:
    for old, new, size in equal:
        if old <= note.start and note.end <= old + size:
            return [_shifted(note, new - old)]
    return []


def _is_figure(text: str, note: FigureNote) -> bool:
    """A digit typed right beside it makes another figure of it, which nothing was said about."""
    part, before, behind = (
        text[note.start : note.end],
        text[note.start - 1 : note.start],
        text[note.end : note.end + 1],
    )
    has_figure = BLANK in part or any(each.isnumeric() for each in part)
    return has_figure and not _goes_on(before, part[:1]) and not _goes_on(behind, part[-1:])


def _goes_on(beside: str, edge: str) -> bool:
    return beside.isdigit() and edge.isdigit()
