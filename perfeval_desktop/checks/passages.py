"""The passages of a text: each begins with a head (a numbered or a short line), with its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from perfeval_desktop.domain.naming import normalised

MAX_HEAD = 40

_NUMBERING = re.compile(
    r"[\s　]*(?:(?P<bracket>[（(])[\d一二三四五六七八九十]{1,3}[)）]"
    r"|(?P<digit>\d{1,2})[.、．](?!\d)|(?P<chinese>[一二三四五六七八九十]{1,3})[、.．]"
    r"|(?P<circle>[①-⑳]))[\s　]*"
)
_HEAD_END = re.compile(r"[，。：；:;,！？\n]")
_FIGURE_TAIL = re.compile(r"(?:支出|预算|决算|安排|金额|共计?|合计|为)*\d.*$", re.DOTALL)

_SENTENCE = "sentence"  # no head, but may begin with a project's name: 自治奖励项目支出20万元，…
_BELOW_ALL = 99


class Passage(NamedTuple):
    """From a head to the next head that is not below it: places in the text.

    `name` is the head without its number. `style` is that of the number, "" for a short line
    without one, "sentence" for a line that has no head of its own.
    """

    name: str
    name_start: int
    start: int
    end: int
    style: str


class _Head(NamedTuple):
    name: str
    name_start: int
    start: int
    style: str  # of its number; "" for a short line without one


@lru_cache(maxsize=32)
def passages(text: str) -> tuple[Passage, ...]:
    """Return the passages of a text, in order; those below a head lie inside of its passage."""
    heads = [head for head in _lines(text) if head is not None]
    depths = _depths([head.style for head in heads])
    found = []
    for at, head in enumerate(heads):
        later = (n for n in range(at + 1, len(heads)) if depths[n] <= depths[at])
        end = next((heads[n].start for n in later), len(text))
        found.append(Passage(head.name, head.name_start, head.start, end, head.style))
    return tuple(found)


@lru_cache(maxsize=32)
def passages_by_name(text: str) -> dict[str, Passage]:
    """Return the passages by normalised name; a name that heads two of them is left out."""
    found: dict[str, list[Passage]] = {}
    for passage in passages(text):
        for key in {normalised(passage.name), normalised(_FIGURE_TAIL.sub("", passage.name))}:
            if key:
                found.setdefault(key, []).append(passage)
    return {key: of[0] for key, of in found.items() if len(of) == 1}


def _lines(text: str) -> list[_Head | None]:
    heads, start = [], 0
    for line in text.split("\n"):
        heads.append(_head(line, start))
        start += len(line) + 1
    return heads


def _head(line: str, start: int) -> _Head | None:
    number = _NUMBERING.match(line)
    at = number.end() if number else len(line) - len(line.lstrip(" \t　"))
    end = _HEAD_END.search(line, at)
    name = line[at : end.start() if end else len(line)].rstrip()
    style = (number.lastgroup or "") if number else ""
    if style:
        return _Head(name, start + at, start, style)
    if name and end is None and len(name) <= MAX_HEAD:
        return _Head(name, start + at, start, "")
    tail = _FIGURE_TAIL.sub("", name)
    is_about = tail != name and bool(normalised(tail)) and len(name) <= MAX_HEAD
    return _Head(name, start + at, start, _SENTENCE) if is_about else None


def _depths(styles: list[str]) -> list[int]:
    """A style of numbers seen for the first time begins a deeper level; others return to theirs."""
    depths, levels = [], list[str]()
    for style in styles:
        if style in levels:
            del levels[levels.index(style) + 1 :]
        elif style not in ("", _SENTENCE):
            levels.append(style)
        depths.append(_BELOW_ALL if style == _SENTENCE else len(levels))
    return depths
