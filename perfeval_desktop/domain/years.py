"""Years written out in a text that is carried into the next year: 2022年 becomes 2023年.

Only years around the report's own mean "this year" and "the year before" and move along. Those of
titles (《…》), document numbers (〔2022〕5号), days and foundings are facts, and stay.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FACTS = "成立|设立|组建|挂牌|印发|出台|颁布|发布|施行|修订|修正|批复|竣工|建成"
_DIGITS = "0123456789"
_WAYS = (_DIGITS, "０１２３４５６７８９", "〇一二三四五六七八九", "○一二三四五六七八九")
_DIGIT = f"[{''.join(_WAYS)}]"
_YEAR = re.compile(
    rf"(?<!{_DIGIT})(?<![.．])(?P<year>[2２二]{_DIGIT}{{3}})"
    rf"(?=\s*(?:年|全年|[-—–~～－至到]+\s*[2２二]{_DIGIT}{{3}}\s*年))"
)
_BEHIND = re.compile(
    r"\s*年\s*(?:(?P<month>[0-9０-９]{1,2})\s*月\s*(?:(?P<day>[0-9０-９]{1,2})\s*日)?)?"
    rf"(?P<fact>\S{{0,4}}?(?:{_FACTS}))?"
)
_TITLE = re.compile(r"《[^《》]*》")
_SPAN_OF_YEAR = {(1, 1), (12, 31)}  # days on which a year begins and ends


class YearFound(NamedTuple):
    """A year in a text, by its characters; `year` is what it says."""

    start: int
    end: int
    year: int


class Shifted(NamedTuple):
    """A text with its years moved on, and how many were."""

    text: str
    moved: int


def years_in(text: str) -> list[YearFound]:
    """Return the years that are written in a text, in order."""
    found = []
    for match in _YEAR.finditer(text):
        number = _number(match["year"])
        if number is not None:
            found.append(YearFound(*match.span("year"), number))
    return found


def shifted(text: str, year: int, by: int = 1) -> Shifted:
    """Return a text of the report of `year` as the report `by` years later may have it."""
    titles = [each.span() for each in _TITLE.finditer(text)]
    written, moved = list(text), 0
    for found in years_in(text):
        is_near = abs(found.year - year) <= 1
        if is_near and not _is_fact(text, found, titles):
            written[found.start : found.end] = _written(
                found.year + by, text[found.start : found.end]
            )
            moved += 1
    return Shifted("".join(written), moved)


def _is_fact(text: str, found: YearFound, titles: list[tuple[int, int]]) -> bool:
    if any(start <= found.start < end for start, end in titles):
        return True
    match = _BEHIND.match(text, found.end)
    if match is None:
        return False
    if match["day"] is not None:
        return (int(match["month"]), int(match["day"])) not in _SPAN_OF_YEAR
    return match["fact"] is not None


def _number(written: str) -> int | None:
    way = _way(written)
    return int("".join(str(way.index(each)) for each in written)) if way else None


def _written(year: int, like: str) -> str:
    way = _way(like)
    return "".join(way[int(each)] for each in str(year))


def _way(written: str) -> str:
    """Return the digits that a year is written with, "" for a mixture of several kinds."""
    return next((way for way in _WAYS if set(written) <= set(way)), "")
