"""Where in a text the places of the form are: behind its words, between them, or all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_BLANK = " 　\xa0_＿﹍﹎"
_LINES = frozenset("_＿﹍﹎")
_DATE = re.compile(r"[\s　_＿]*年[\s　_＿]*月[\s　_＿]*日?")
_COLON = ("：", ":")
_LEFT = 2  # half-width blanks at least between a value and the words behind it


class LinePart(NamedTuple):
    """A part of a text in its order: words that stay (`new` is None), or a place and its words."""

    source: str
    new: str | None = None


class Cut(NamedTuple):
    """What is written in the place of some characters of a text."""

    start: int
    end: int
    new: str


def cuts_of(text: str, parts: Sequence[LinePart]) -> list[Cut] | None:
    """Return what has to be replaced in a text; None where its parts are not found in it.

    Args:
        text: As it stands in the file.
        parts: As a reader saw them: blanks may differ from those of the text.
    """
    if len(parts) == 1:
        only = parts[0]
        return [] if only.new is None else [Cut(0, len(text), only.new)]
    spans = _spans(text, parts)
    if spans is None:
        return None
    found = []
    for (start, end), part in zip(spans, parts, strict=True):
        if part.new is None:
            continue
        found.append(
            Cut(start, end, part.new)
            if part.source.strip(_BLANK)
            else _in_gap(text, start, end, part.new)
        )
    return found


def _spans(text: str, parts: Sequence[LinePart]) -> list[tuple[int, int]] | None:
    """Return where each part begins and ends; a place without words takes what is between."""
    known: list[tuple[int, int] | None] = []
    at = 0
    for part in parts:
        if not part.source.strip(_BLANK + "\t\n"):
            known.append(None)
            continue
        pattern = r"[\s　_＿]*".join(re.escape(e) for e in part.source if not e.isspace())
        match = re.compile(pattern).search(text, at)
        if match is None:
            return None
        start, end = match.span()
        while part.new is None and end > start and text[end - 1] in _BLANK:
            end -= 1
        known.append((start, end))
        at = match.end()
    spans = []
    for number, span in enumerate(known):
        before = max((s[1] for s in known[:number] if s is not None), default=0)
        behind = min((s[0] for s in known[number + 1 :] if s is not None), default=len(text))
        spans.append(span if span is not None else (before, max(before, behind)))
    return spans


def _in_gap(text: str, start: int, end: int, new: str) -> Cut:
    """Write into the blanks of one line; those that are not needed keep what follows in place."""
    gap = text[start:end]
    date = _DATE.match(gap)
    if date is not None:
        return Cut(start, start + date.end(), new)
    lines = gap.split("\n")
    line = next((n for n, each in enumerate(lines) if _LINES & set(each)), 0)
    start += sum(len(each) + 1 for each in lines[:line])
    run = lines[line][: len(lines[line]) - len(lines[line].lstrip(_BLANK))]
    is_behind_label = text[:start].rstrip(_BLANK).endswith(_COLON)
    is_last = line < len(lines) - 1 or start + len(run) >= len(text)
    if _LINES & set(run) or not is_behind_label:
        is_spaced = is_behind_label and not is_last
        return Cut(start, start + len(run), new + ("　" if is_spaced else ""))
    if is_last or not run:
        return Cut(start, start + len(run), new)
    room = width(run)
    if text[start + len(run) : start + len(run) + 1] == "\t":
        return Cut(start, start + len(run), new)
    left = max(0 if text[start + len(run)] in "（(" else _LEFT, room - width(new))
    wide, narrow = divmod(left, 2) if "　" in run else (0, left)
    return Cut(start, start + len(run), new + "　" * wide + " " * narrow)


def width(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(1 if each.isascii() or each == "\xa0" else 2 for each in text)
