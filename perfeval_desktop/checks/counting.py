"""How many comparisons there were to make, and how many found something: kept up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from perfeval_desktop.checks.rules import CompiledCheck
from perfeval_desktop.domain.findings import Finding

Run = tuple[CompiledCheck, str]  # a check, and the record it is run for
_Key = tuple[str, str]  # the ids of both


class Counts(NamedTuple):
    """How many runs compared something, and how many of those found that it does not agree."""

    compared: int
    found: int


class Counting:
    """Asks of each check once what became of it, and again only where it ran again since."""

    def __init__(self) -> None:
        self._held: set[_Key] = set()
        self._found: set[_Key] = set()
        self._to_ask: dict[_Key, Run] | None = None  # None: all of them

    def all_ran(self) -> None:
        """Every check ran again."""
        self._to_ask = None

    def ran(self, check: CompiledCheck, record: str) -> None:
        """A check ran again for a record, or its record is gone."""
        if self._to_ask is not None:
            self._to_ask[check.check.id, record] = (check, record)

    def counts(
        self,
        all_runs: Iterable[Run],
        found_by: Callable[[CompiledCheck, str], Finding | None],
        is_compared: Callable[[CompiledCheck, str], bool],
    ) -> Counts:
        """Return the counts; to ask whether a run compares anything is dear."""
        if self._to_ask is None:
            self._held, self._found = set(), set()
        for check, record in all_runs if self._to_ask is None else self._to_ask.values():
            key = (check.check.id, record)
            self._held.discard(key)
            self._found.discard(key)
            if found_by(check, record) is not None:
                self._found.add(key)
            elif is_compared(check, record):
                self._held.add(key)
        self._to_ask = {}
        return Counts(len(self._held) + len(self._found), len(self._found))
