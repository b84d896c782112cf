"""The history as a list (修改记录): every step, newest first, by cell, person, day and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from perfeval_desktop.domain.edits import NOTES, Batch, Origin, SetEntry, SetRemark
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.revisions import revisions
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.step_words import (
    ORIGIN_WORDS,
    StepChange,
    StepWords,
    as_one_line,
    words_of,
)
from perfeval_desktop.services.versions import names_by_place

NOBODY = "（没有署名）"


class StepFilter(NamedTuple):
    """Which steps are wanted; what is None or "" keeps all."""

    address: FieldAddress | None = None
    person: str | None = None
    day: date | None = None
    words: str = ""
    only_states: bool = False  # those that were made final or given a name


class HistoryList:
    """The steps of a session's history; what they say is worked out when it is asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._searched: dict[int, str] = {}
        self.refresh()

    def refresh(self) -> None:
        """Follow what was done since; cells are named as they are called now."""
        session = self._session
        self._batches = session.history.after(0)
        self._words = StepWords(session.report, self._batches)
        self._searched.clear()
        self._undone = _undone(self._batches)
        self._states: dict[int, list[str]] = {}
        for revision in revisions(session):
            self._states.setdefault(revision.number, []).append(revision.name)
        for place, names in names_by_place(session).items():
            self._states.setdefault(place, []).extend(names)

    def steps(self, wanted: StepFilter | None = None) -> list[Batch]:
        """Return the steps that pass a filter, newest first."""
        chosen = wanted or StepFilter()
        words = chosen.words.casefold().split()
        return [each for each in reversed(self._batches) if self._passes(each, chosen, words)]

    def persons(self) -> list[tuple[str, int]]:
        """Return who did how many steps, the most first."""
        return Counter(each.person for each in self._batches).most_common()

    def days(self) -> list[tuple[date, int]]:
        """Return on which days how many steps were done, newest first."""
        return sorted(Counter(each.time.date() for each in self._batches).items(), reverse=True)

    # What is said of a step

    def is_undone(self, batch: Batch) -> bool:
        """Say whether a step was taken back and not repeated."""
        return batch.number in self._undone

    def label(self, batch: Batch) -> str:
        """Return what was done: 填写 编制数, 撤销：填写 编制数."""
        prefix = {Origin.UNDO: "撤销：", Origin.REDO: "恢复："}.get(batch.origin, "")
        return f"{prefix}{batch.label}{'（已撤销）' if self.is_undone(batch) else ''}"

    def origin(self, batch: Batch) -> str:
        """Return where it came from."""
        return ORIGIN_WORDS[batch.origin]

    def state(self, batch: Batch) -> str:
        """Return what the state after a step is called: 第1稿, 盖章稿; "" for most."""
        return "、".join(self._states.get(batch.number, ()))

    def line(self, batch: Batch) -> str:
        """Return in one line what it changed."""
        return as_one_line(self._words.changes(batch))

    def changes(self, batch: Batch) -> list[StepChange]:
        """Return what it changed."""
        return self._words.changes(batch)

    def cell(self, address: FieldAddress) -> str:
        """Return what a cell is called."""
        return self._words.cell(address)

    def _passes(self, batch: Batch, wanted: StepFilter, words: Sequence[str]) -> bool:
        return (
            (wanted.person is None or batch.person == wanted.person)
            and (wanted.day is None or batch.time.date() == wanted.day)
            and (not wanted.only_states or batch.number in self._states)
            and (wanted.address is None or _touches(batch, wanted.address))
            and all(each in self._all_words(batch) for each in words)
        )

    def _all_words(self, batch: Batch) -> str:
        if batch.number not in self._searched:
            parts = (self.label(batch), batch.person, self.origin(batch), self.state(batch))
            told = words_of(self._words.changes(batch))
            self._searched[batch.number] = "\n".join((*parts, *told)).casefold()
        return self._searched[batch.number]


def state_of_step(session: Session, batch: Batch) -> int:
    """Return the place of the state that a step left; a note left that of the step before it."""
    if batch.origin not in NOTES:
        return batch.number
    before = (each for each in reversed(session.history.until(batch.number)))
    done = next((each.number for each in before if each.origin not in NOTES), 0)
    return done or session.history.steps_before


def _touches(batch: Batch, address: FieldAddress) -> bool:
    return any(
        isinstance(each, SetEntry | SetRemark) and each.address == address for each in batch.edits
    )


def _undone(batches: Sequence[Batch]) -> set[int]:
    found: set[int] = set()
    for batch in batches:
        if batch.origin is Origin.UNDO and batch.target is not None:
            found.add(batch.target)
        elif batch.origin is Origin.REDO and batch.target is not None:
            found.discard(batch.target)
    return found
