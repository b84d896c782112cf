"""Which backups are kept: all of two days, then one a day, one a week, one a month.

Days, weeks and months are counted as there are backups, not as the calendar goes on: a clerk who
opens her report in March and in November finds March's again, and a clock that jumps ahead by years
takes nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

MOST_BYTES = 500 * 2**20
_RECENT = timedelta(days=2)
_LAST = 3
# How many of each, and what two backups share when one of them is enough.
_STAGES: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (12, lambda time: time.date()),
    (10, lambda time: time.isocalendar()[:2]),
    (9, lambda time: (time.year, time.month)),
)


class Kept(Protocol):
    """What has to be known of a backup to say whether it is kept."""

    @property
    def path(self) -> Path: ...
    @property
    def time(self) -> datetime: ...
    @property
    def stays(self) -> bool: ...
    @property
    def line(self) -> str: ...
    @property
    def size(self) -> int: ...


K = TypeVar("K", bound=Kept)


def not_kept(backups: Sequence[K], now: datetime) -> list[K]:
    """Return which backups of one file are not needed any more.

    Args:
        backups: In their order, the oldest first.
        now: The time of the PC; what is from later is as good as new.
    """
    dropped: list[K] = []
    stage, left = 0, _STAGES[0][0]
    last: datetime | None = None  # of the one that was kept last
    for place, backup in enumerate(reversed(backups)):
        if place < _LAST or now - backup.time < _RECENT:
            last = backup.time
            continue
        while left == 0 and stage + 1 < len(_STAGES):
            stage += 1
            left = _STAGES[stage][0]
        span = _STAGES[stage][1]
        if left > 0 and (last is None or span(backup.time) != span(last)):
            left -= 1
            last = backup.time
        elif not backup.stays:
            dropped.append(backup)
    return dropped


def over_the_cap(backups: Sequence[K], most: int) -> list[K]:
    """Return which backups of all files have to go so that the others take no more room.

    The last three of each file and those that stay for ever are never among them.
    """
    counts: dict[str, int] = {}
    free: list[K] = []
    for backup in reversed(backups):
        counts[backup.line] = counts.get(backup.line, 0) + 1
        if counts[backup.line] > _LAST and not backup.stays:
            free.append(backup)
    too_much = sum(each.size for each in backups) - most
    dropped: list[K] = []
    for backup in sorted(free, key=lambda each: each.time):
        if too_much <= 0:
            break
        dropped.append(backup)
        too_much -= backup.size
    return dropped
