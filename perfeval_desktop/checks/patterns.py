"""How a figure is written in prose: a small bounded pattern language, compiled to `re`.

A pattern runs over compact text (`compact_text`): half-width signs, no blank space, and one token
in place of each figure. It has words, `(甲|乙)` for one of several, `[甲|乙]` for one or none, and
these in braces:

- `{金额}` 74.71万元, 二十七万元, 644783.52元; `{百分比}` 86.3%; `{数}` 11, 294, 三. The last of
  them is the figure that is read.
- `{为}` up to two of the words that stand between a name and its figure (为, 共计 …), or none.
- `{隔20}` at most 20 characters of the same sentence, as few as will do; a figure counts as one.
- `{非副}` not behind 副.

What stands between two gaps is found at the first place and never tried again further on, and of
words to choose from the longest is taken (atomic groups), so no text can make a pattern slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from perfeval_desktop.domain.numerals import NUMERAL_DIGITS, NUMERAL_UNITS
from perfeval_desktop.domain.parsing import half_width

MAX_LENGTH = 300
MAX_GAP = 200
MAX_GAPS = 4
MAX_CHOICES = 40  # alternatives in all brackets

AMOUNT, RATE, COUNT = "{金额}", "{百分比}", "{数}"
TOKENS = {AMOUNT: "\ue000", RATE: "\ue001", COUNT: "\ue002"}  # private use: in no clerk's text

_GAP_CHARACTER = r"[^。;!?\n]"
_CONNECTING = "(?:为|是|共计|合计|总计|共|总额|金额|决算数|决算|达|:|数){0,2}+"
_NUMERAL = f"[{NUMERAL_DIGITS}{NUMERAL_UNITS}]"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?)(?!\d)"
_SPELLED = f"{_NUMERAL}++(?:[万亿]{_NUMERAL}++)*+(?:点[{NUMERAL_DIGITS}]++)?"
_FIGURE = re.compile(
    rf"(?P<amount>(?>{_DIGITS}|{_SPELLED}))(?P<more>[余多])?"
    rf"(?P<scale>亿|千万|百万|万|千)?(?P<rest>[余多])?元"
    rf"|(?P<rate>{_DIGITS})%|百分之(?P<spelled>{_SPELLED})|(?P<count>{_DIGITS})"
)
_PARTS = {  # a count may be spelled, but so are words (一般): only where a pattern wants a count
    AMOUNT: TOKENS[AMOUNT],
    RATE: TOKENS[RATE],
    COUNT: f"(?:{TOKENS[COUNT]}|{_NUMERAL}++)",
}
_TOKEN = re.compile(r"\{[^{}]*\}|\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|[^()\[\]{}|]+")
_BLANK = frozenset(" \t　\xa0\u200b\r\ue000\ue001\ue002")


class PatternError(ValueError):
    """A pattern cannot be read; the message is a Chinese sentence for the template's author."""


class Written(NamedTuple):
    """A figure as it is written: its digits or numeral, and the unit: 万 for 万元, None for 元."""

    number: str
    scale: str | None = None
    is_vague: bool = False  # 30余万元


@dataclass(frozen=True, slots=True)
class CompactText:
    """A text without what people vary, where its characters stand in the original, its figures."""

    text: str
    places: tuple[tuple[int, int], ...]
    figures: dict[int, Written]  # by the place of their token

    def index(self, place: int) -> int:
        """Return the first character that stands at or behind a place of the original."""
        return bisect_left(self.places, (place, 0))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of the characters from `start` to `end`."""
        return self.places[start][0], self.places[end - 1][1]


@lru_cache(maxsize=1024)
def compact_text(text: str) -> CompactText:
    """Return the text in half-width signs, without blanks, with a token for each figure."""
    plain, kept = half_width(text), _kept(text)
    compact = plain if len(kept) == len(plain) else "".join(plain[at] for at in kept)
    parts, places, figures, done = [], list[tuple[int, int]](), dict[int, Written](), 0
    for match in _FIGURE.finditer(compact):
        start, end = match.span()
        parts += [compact[done:start], TOKENS[_kind(match)]]
        places += [(at, at + 1) for at in kept[done:start]]
        figures[len(places)] = _written(match)
        places.append((kept[start], kept[end - 1] + 1))
        done = end
    places += [(at, at + 1) for at in kept[done:]]
    return CompactText("".join([*parts, compact[done:]]), tuple(places), figures)


def _kept(text: str) -> Sequence[int]:
    """The places of what is no blank; a blank between two digits holds them apart."""
    if _BLANK.isdisjoint(text):
        return range(len(text))
    return [
        at
        for at, each in enumerate(text)
        if each not in _BLANK or (text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit())
    ]


def _kind(match: re.Match[str]) -> str:
    if match["amount"]:
        return AMOUNT
    return COUNT if match["count"] else RATE


def _written(match: re.Match[str]) -> Written:
    number = match["amount"] or match["rate"] or match["spelled"] or match["count"]
    return Written(number, match["scale"], bool(match["more"] or match["rest"]))


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression over compact text; `figure` is what it reads.

    Raises:
        PatternError: it cannot be read, or is too long.
    """
    if not pattern or len(pattern) > MAX_LENGTH:
        raise PatternError(f"句式要有 1 到 {MAX_LENGTH} 个字符。")
    return re.compile(_Building(pattern).regex())


def figure_of(pattern: str) -> str:
    """Return which figure the pattern reads: AMOUNT, RATE or COUNT; "" for none."""
    found = [each for each in re.findall(r"\{[^{}]*\}", pattern) if each in TOKENS]
    return found[-1] if found else ""


class _Building:
    """Turns the tokens of one pattern into a regular expression."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._gaps = 0
        self._choices = 0
        self._tokens = self._split()
        if self._tokens[0].startswith(("{隔", "[", "{为")):
            raise PatternError("句式要以文字或数开头。")
        numbers = [at for at, token in enumerate(self._tokens) if token in TOKENS]
        self._read_at = numbers[-1] if numbers else -1

    def regex(self) -> str:
        parts = [self._part(at, token) for at, token in enumerate(self._tokens)]
        return "".join(parts) + (")" if self._gaps else "")

    def _split(self) -> list[str]:
        tokens, at = [], 0
        while at < len(self._pattern):
            match = _TOKEN.match(self._pattern, at)
            if match is None:
                raise PatternError(f"句式第 {at + 1} 个字符“{self._pattern[at]}”不成对。")
            tokens.append(match[0])
            at = match.end()
        return tokens

    def _part(self, at: int, token: str) -> str:
        if token in TOKENS:
            return f"(?P<figure>{_PARTS[token]})" if at == self._read_at else _PARTS[token]
        if token == "{为}":
            return _CONNECTING
        if token.startswith("{隔"):
            return self._gap(token)
        if token.startswith("{非") and len(token) > 3:
            return f"(?<!{_literal(token[2:-1])})"
        if token.startswith("{"):
            raise PatternError(f"句式里的“{token}”不认识。")
        return self._choice(token) if token.startswith(("(", "[")) else _literal(token)

    def _gap(self, token: str) -> str:
        """A gap and what follows it, up to the next gap or the end, are one atomic group."""
        digits = token[2:-1]
        self._gaps += 1
        if not digits.isdecimal() or not 0 < int(digits) <= MAX_GAP or self._gaps > MAX_GAPS:
            raise PatternError(f"间隔要写成 {{隔1}} 到 {{隔{MAX_GAP}}}，最多 {MAX_GAPS} 处。")
        return f"{')' if self._gaps > 1 else ''}(?>{_GAP_CHARACTER}{{0,{digits}}}?"

    def _choice(self, token: str) -> str:
        words = token[1:-1].split("|")
        self._choices += len(words)
        if self._choices > MAX_CHOICES or not all(words):
            raise PatternError(f"括号里的词不能空，一共最多 {MAX_CHOICES} 个。")
        inner = "|".join(_literal(each) for each in sorted(words, key=len, reverse=True))
        return f"(?>{inner})" if token[0] == "(" else f"(?>(?:{inner})?)"


def _literal(text: str) -> str:
    """Words are written in patterns as anywhere; compact text has no blanks and no digits."""
    plain = half_width(text)
    if any(each.isascii() and each.isdigit() for each in plain):
        raise PatternError(f"句式里的数要写成 {COUNT}、{AMOUNT} 或 {RATE}，不能写“{text}”。")
    return re.escape("".join(plain[at] for at in _kept(plain)))
