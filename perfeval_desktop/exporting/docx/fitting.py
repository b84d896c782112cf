"""How a cell's text will stand, as far as that can be known without its fonts.

Official faces are full-width: a Chinese character is one em wide, a digit or Latin letter half.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ..line_breaking import Line, break_lines
from ..spans import spans_text
from ..styles import CELL_PAD_Y_PT, CELL_PITCH_EM
from ..tables import CellStyle, Table, TableCell

_MOST_FOR_LOOKS_PT = 3.0  # by which a label shrinks where it need not
_SHORT_LINE_EM = 6.0  # a line of a label no longer than this is better not broken
_AUTOMATIC_AIR_EM = 0.25  # some programs put it between Chinese and digits, told or not


class Fit(NamedTuple):
    """The size of a text, and the lines that it takes."""

    size_pt: float
    lines: int

    @property
    def pitch_pt(self) -> float:
        """From one baseline to the next."""
        return self.size_pt * CELL_PITCH_EM

    @property
    def height_pt(self) -> float:
        """The height of the cell that holds it."""
        return self.lines * self.pitch_pt + 2 * CELL_PAD_Y_PT


def width_em(words: str) -> float:
    """Return the width of a text in a full-width face."""
    return sum(widths_em(words))


def fit(cell: TableCell, measure_pt: float, table: Table) -> Fit:
    """Find the size at which no word is cut and no short line of a label is broken.

    A text that cannot be had so at the smallest size keeps its full one.
    """
    words = spans_text(cell.spans)
    if not words:
        return Fit(table.text_pt, 1)
    if max(map(width_em, words.split("\n"))) * table.text_pt <= measure_pt:
        return Fit(table.text_pt, words.count("\n") + 1)
    trials = [_set(words, measure_pt, size) for size in table.sizes]
    whole = [trial for trial in trials if not trial.splits_word]
    if cell.style is CellStyle.VALUE:
        return (whole or trials)[0].fit
    good = [trial for trial in whole if not trial.breaks_short]
    near = [each for each in good if each.fit.size_pt >= table.text_pt - _MOST_FOR_LOOKS_PT]
    return (near or whole or trials)[0].fit


class _Trial(NamedTuple):
    fit: Fit
    splits_word: bool
    breaks_short: bool


def _set(words: str, measure_pt: float, size_pt: float) -> _Trial:
    lines = break_lines(words, widths_em(words), measure_pt / size_pt)
    broken = sum(not line.ends_paragraph for line in lines)
    short = all(width_em(line) <= _SHORT_LINE_EM for line in words.split("\n"))
    return _Trial(
        Fit(size_pt, len(lines)),
        splits_word=any(line.splits_word for line in lines),
        breaks_short=bool(broken) and (short or _has_lone(lines)),
    )


def _has_lone(lines: list[Line]) -> bool:
    """Say whether a broken text ends with a line of a single character."""
    return any(here.count == 1 and not before.ends_paragraph for before, here in pairwise(lines))


def widths_em(words: str) -> list[float]:
    """Return the advances, with the air that a program may put after a character."""
    widths = list(map(_advance_em, words))
    for index, (before, after) in enumerate(pairwise(words)):
        pair = {unicodedata.category(before), unicodedata.category(after)}
        if "Lo" in pair and pair & {"Nd", "Ll", "Lu"}:
            widths[index] += _AUTOMATIC_AIR_EM
    return widths


@cache
def _advance_em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
