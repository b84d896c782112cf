"""Sentences that a template offers for its narrative: words, and fields in braces.

"核定编制{编制数}人" is words, a place and words. A place is a field of the report, or of the record
that the sentence is offered for; {年度} and {上年} are the year's, {序号} is the number of the
record, {等级} the grade of the score.
"""

from __future__ import annotations

import re
from typing import NamedTuple

GRADE_WORD = "等级"

_BRACED = re.compile(r"\{([^{}]*)\}")


class Place(NamedTuple):
    """A name in braces."""

    name: str


def sentence_parts(text: str) -> list[str | Place]:
    """Return the words and the places of a sentence, in order.

    Raises:
        ValueError: a brace has no partner, or nothing stands between two.
    """
    parts: list[str | Place] = []
    at = 0
    for match in _BRACED.finditer(text):
        parts += [text[at : match.start()], Place(match[1].strip())]
        at = match.end()
    parts.append(text[at:])
    if any(isinstance(each, str) and set(each) & set("{}") for each in parts) or Place("") in parts:
        raise ValueError(text)
    return [each for each in parts if each]
