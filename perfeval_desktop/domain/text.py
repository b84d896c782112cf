"""Fixed text of a template: the words around the slots, and the year in them."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfeval_desktop.domain.template import Field, Segment, Slot

_BRACED = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")

YEAR_WORDS = ("年度", "上年")
NUMBER_WORD = "序号"


def split_segments(text: str, field_named: Callable[[str], str | None]) -> tuple[Segment, ...]:
    """Split "按收入性质分：{按收入性质分}" into words and slots.

    Args:
        text: Cell text; `{名称|空白}` gives what is printed while the field is empty.
            {年度}, {上年} and {序号} stay words until the cell is laid out.
        field_named: Gives the id of a field, None when there is none of that name.

    Raises:
        KeyError: a name in braces is neither a field nor one of those words.
    """
    segments: list[Segment] = []
    at = 0
    for match in _BRACED.finditer(text):
        name = match[1]
        if name in (*YEAR_WORDS, NUMBER_WORD):
            continue
        field_id = field_named(name)
        if field_id is None:
            raise KeyError(name)
        if match.start() > at:
            segments.append(text[at : match.start()])
        segments.append(Slot(field_id, match[2] or ""))
        at = match.end()
    if at < len(text) or not segments:
        segments.append(text[at:])
    return tuple(segments)


def character_count(text: str) -> int:
    """Count as officials do for a limit: characters without blanks (字符数，不计空格).

    That is what Word and WPS show under this name. Every digit counts, so a text that keeps to a
    limit so keeps to it also where digits and Latin words are counted as one (字数).
    """
    return sum(not each.isspace() for each in text)


def shortened(text: str, most: int) -> str:
    """Return a text in one line, and no more than its beginning where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def field_label(field: Field, year: int) -> str:
    """Return a field's label as a sentence names it: 三公经费（2022年决算数）."""
    return in_year(field.full_label, year)


def in_year(text: str, year: int, number: int | None = None) -> str:
    """Put the fiscal year, the year before and a row's number into fixed text."""
    if "{" not in text:
        return text
    text = text.replace("{年度}", str(year)).replace("{上年}", str(year - 1))
    return text.replace("{序号}", str(number)) if number is not None else text
