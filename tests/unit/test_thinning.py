"""Which backups are kept, by a calendar that is fixed: the lists are written out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.storage.thinning import not_kept, over_the_cap

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # a Wednesday


class Kept(NamedTuple):
    time: datetime
    stays: bool = False
    line: str = "甲"
    size: int = 1
    path: Path = Path("备份")


def at(*days_and_hours: tuple[int, int]) -> list[Kept]:
    """Backups so many days before today, at that hour; oldest first."""
    return [Kept(NOW.replace(hour=hour) - timedelta(days=days)) for days, hour in days_and_hours]


def left(backups: list[Kept], now: datetime = NOW) -> list[Kept]:
    dropped = not_kept(backups, now)
    return [each for each in backups if each not in dropped]


def days(backups: Iterable[Kept]) -> list[str]:
    return [f"{each.time:%m-%d}" for each in backups]


def test_everything_of_two_days_is_kept_and_of_days_before_the_last_one() -> None:
    backups = at((3, 9), (3, 12), (3, 17), (1, 9), (1, 12), (1, 17), (0, 9), (0, 10), (0, 17))
    assert left(backups) == backups[2:]


def test_a_backup_each_day_for_two_years_leaves_exactly_these() -> None:
    """Two days whole, then 12 days, then the last of 10 weeks, then the last of 9 months."""
    backups = at(*((day, 12) for day in range(730, -1, -1)))
    # That of 12:00 two days ago is older than 48 hours, but one of the last three.
    two_days = ["11-23", "11-24", "11-25"]
    twelve_days = [f"11-{day}" for day in range(11, 23)]
    ten_weeks = [
        *("09-06", "09-13", "09-20", "09-27", "10-04"),
        *("10-11", "10-18", "10-25", "11-01", "11-08"),
    ]
    nine_months = [
        *("12-31", "01-31", "02-28", "03-31", "04-30"),
        *("05-31", "06-30", "07-31", "08-31"),
    ]
    assert days(left(backups)) == [*nine_months, *ten_weeks, *twelve_days, *two_days]


def test_thinning_each_day_keeps_what_thinning_at_the_end_could_not_have_brought_back() -> None:
    """Half a year of opening and closing every working day; one month back there is a week each."""
    kept: list[Kept] = []
    start = NOW - timedelta(days=182)
    for day in range(183):
        now = start + timedelta(days=day)
        if now.weekday() < 5:
            kept = left([*kept, Kept(now.replace(hour=8)), Kept(now.replace(hour=17))], now)
    assert len(kept) == 4 + 12 + 10 + 3
    # Of June the last Friday: the Tuesday after it had given way to the end of its own week.
    assert days(kept)[:3] == ["05-29", "06-26", "07-31"]


def test_the_last_three_are_kept_however_old_they_are() -> None:
    backups = at((900, 9), (900, 10), (900, 11), (900, 12))
    assert left(backups) == backups[1:]


def test_those_before_a_new_format_are_never_thinned() -> None:
    backups = at((40, 9), (40, 10), (40, 11), (40, 12), (3, 9), (2, 9), (1, 9))
    backups[1] = backups[1]._replace(stays=True)
    assert left(backups) == [backups[1], *backups[3:]]


def test_a_clock_that_jumps_ahead_by_years_takes_no_more_than_a_day_does() -> None:
    backups = at(*((day, 12) for day in range(40, 0, -1)))
    assert set(left(backups, NOW + timedelta(days=3_650))) >= set(backups[-12:])


def test_a_clock_set_back_keeps_what_seems_to_be_from_tomorrow() -> None:
    backups = at((0, 9), (0, 10), (0, 11), (0, 12), (0, 13))
    assert left(backups, NOW - timedelta(days=1)) == backups


def test_over_the_cap_the_oldest_of_all_files_go_but_the_last_three_and_those_that_stay() -> None:
    old = [each._replace(line="旧", size=40) for each in at((90, 9), (80, 9), (70, 9))]
    mine = [each._replace(size=60) for each in at((60, 9), (50, 9), (40, 9), (30, 9), (20, 9))]
    mine[0] = mine[0]._replace(stays=True)
    assert over_the_cap([*old, *mine], 420) == []
    assert over_the_cap([*old, *mine], 419) == [mine[1]]
    assert over_the_cap([*old, *mine], 0) == [mine[1]]
