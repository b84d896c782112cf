"""Where lines of Chinese text end (禁则).

No closing punctuation begins a line and no opening punctuation ends one; numbers, Latin words and
the pairs —— and …… stay whole; a line may be tightened a little so that a closing mark still fits,
whose empty half may stand out of the measure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

NEVER_FIRST = frozenset("。，、；：？！）》〉」』】〕］｝”’〗％‰℃·,.;:?!)]}>%°′″")
NEVER_LAST = frozenset("（《〈「『【〔［｛“‘〖([{<￥＄$¥№#")
HALF_EMPTY = frozenset("。，、；：）》〉」』】〕］”’〗")  # their ink is in the left half
_NEVER_SPLIT_PAIRS = frozenset("—…")
_SPACES = frozenset(" \u3000")
_TRAILING = _SPACES | {"\n"}
_NO_BREAK_SPACE = "\u00a0"

_WORD = re.compile(
    r"[≥≤><＞＜=＝±+\-−－]?"
    r"[A-Za-z0-9０-９\u00c0-\u024f\u0370-\u03ff]+"
    r"(?:[.,:/'’_\-–+@&．][A-Za-z0-9０-９\u00c0-\u024f\u0370-\u03ff]+)*"
)
_SLACK = 1e-6  # points


@dataclass(frozen=True, slots=True)
class Line:
    """`text[start:end]` of the broken text, trailing spaces and the line end included.

    Attributes:
        width: Natural width without trailing spaces, in the unit of the given widths.
        count: Characters that are drawn, trailing spaces not counted.
        spacing: To be added to the advance of every character so that the line fits; at most 0.
        ends_paragraph: A line end was typed after it, or the text is at its end.
        splits_word: A word or number was too long for a line and continues on the next.
    """

    start: int
    end: int
    width: float
    count: int
    spacing: float = 0.0
    ends_paragraph: bool = False
    splits_word: bool = False

    @property
    def set_width(self) -> float:
        """Width as drawn."""
        return self.width + self.spacing * max(self.count - 1, 0)


def break_lines(
    text: str,
    widths: Sequence[float],
    measure: float,
    *,
    first_indent: float = 0.0,
    squeeze: float = 0.0,
    seams: Sequence[int] = (),
) -> list[Line]:
    r"""Break `text` into lines; their slices joined are the text again.

    Args:
        text: "\\n" ends a line.
        widths: Advance of every character.
        measure: Width of a full line, in the same unit.
        first_indent: What the first line is shorter by.
        squeeze: How much a character may be narrowed to fit a closing mark.
        seams: Where a word ends for another reason than its letters (17.15 struck out before 20).

    Returns:
        At least one line.
    """
    if "\n" not in text and sum(widths) <= measure - first_indent:
        return [_only_line(text, widths)]
    return _Breaker(text, widths, squeeze, seams).lines(measure, first_indent)


def _only_line(text: str, widths: Sequence[float]) -> Line:
    count = len(text.rstrip(" \u3000"))
    return Line(0, len(text), sum(widths[:count]), count, ends_paragraph=True)


class _Breaker:
    """The state of one call: where breaks are possible, and how far from the start they are."""

    def __init__(
        self, text: str, widths: Sequence[float], squeeze: float, seams: Sequence[int]
    ) -> None:
        self._text = text
        self._widths = widths
        self._squeeze = squeeze
        self._hanging = max(widths, default=0.0) / 2  # the most that may stand out of a line
        self._until = [0.0, *accumulate(widths)]
        self._may_break = break_places(text, seams)

    def lines(self, measure: float, first_indent: float) -> list[Line]:
        result: list[Line] = []
        start, limit = 0, measure - first_indent
        while start < len(self._text):
            line = self._next_line(start, limit)
            result.append(line)
            start, limit = line.end, measure
        if not result or self._text.endswith("\n"):
            result.append(Line(start, start, 0.0, 0, ends_paragraph=True))
        return result

    def _next_line(self, start: int, limit: float) -> Line:
        """Take the break that changes the line least: the last that fits, or one that squeezes."""
        fitting: Line | None = None
        for end in range(start + 1, len(self._text) + 1):
            is_end = end == len(self._text) or self._text[end - 1] == "\n"
            if not is_end and not self._may_break[end]:
                continue
            line = self._line(start, end, ends_paragraph=is_end)
            if line.width - line.count * self._squeeze > limit + self._hanging:
                break
            if line.width <= limit + _SLACK:
                fitting = line
            else:
                squeezed = self._squeezed(line, limit)
                if squeezed is not None and _is_better(squeezed, fitting, limit):
                    return squeezed
            if is_end:
                break
        return fitting or self._split_word(start, limit)

    def _line(self, start: int, end: int, *, ends_paragraph: bool) -> Line:
        stop = end
        while stop > start and self._text[stop - 1] in _TRAILING:
            stop -= 1
        width = self._until[stop] - self._until[start]
        return Line(start, end, width, stop - start, ends_paragraph=ends_paragraph)

    def _squeezed(self, line: Line, limit: float) -> Line | None:
        """Tighten a line that ends with a closing mark, when it takes no more than allowed."""
        if line.count < 2:
            return None
        last = line.start + line.count - 1
        if self._text[last] not in HALF_EMPTY or not self._squeeze:
            return None
        spacing = (limit + self._widths[last] / 2 - line.width) / (line.count - 1)
        if spacing < -self._squeeze:
            return None
        return Line(
            line.start, line.end, line.width, line.count, min(spacing, 0.0), line.ends_paragraph
        )

    def _split_word(self, start: int, limit: float) -> Line:
        """Cut a word that has no break within the measure; at least one character is taken."""
        end = start + 1
        while end < len(self._text) and self._until[end + 1] - self._until[start] <= limit + _SLACK:
            end += 1
        while end - start > 1 and end < len(self._text) and _joins_before(self._text[end]):
            end -= 1
        width = self._until[end] - self._until[start]
        return Line(start, end, width, end - start, splits_word=True)


def _is_better(squeezed: Line, fitting: Line | None, limit: float) -> bool:
    """Compare what each character has to give way by: squeezed, or stretched to the full line."""
    if fitting is None or squeezed.ends_paragraph:
        return True
    stretch = (limit - fitting.width) / max(fitting.count - 1, 1)
    return -squeezed.spacing <= stretch


def break_places(text: str, seams: Sequence[int] = ()) -> list[bool]:
    """Say for every index whether a line may begin there; words end at `seams`."""
    places = [False] * (len(text) + 1)
    for index in range(1, len(text)):
        places[index] = _may_part(text[index - 1], text[index])
    for start, end in pairwise((0, *seams, len(text))):
        for word in _WORD.finditer(text, start, end):
            for index in range(word.start() + 1, word.end()):
                places[index] = False
    return places


def _may_part(before: str, after: str) -> bool:
    if before == "\n":
        return True
    if after in _TRAILING or _NO_BREAK_SPACE in (before, after):
        return False
    if after in NEVER_FIRST or before in NEVER_LAST or _joins_before(after):
        return False
    return not (before == after and before in _NEVER_SPLIT_PAIRS)


def _joins_before(char: str) -> bool:
    """Say whether `char` is drawn onto the one before it."""
    return char >= "\u0300" and unicodedata.combining(char) != 0
