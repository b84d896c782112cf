"""How a cell's text will stand, as far as that can be known without its fonts.

Official faces are full-width: a Chinese character is one em wide, a digit or Latin letter half.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

from ..line_breaking import break_lines
from ..styles import CELL_PAD_Y_PT, CELL_PITCH_EM
from ..tables import CellStyle, Table, TableCell

_STEP_PT = 0.5
_MOST_FOR_LOOKS_PT = 1.5  # by which a label shrinks where it need not


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
    return sum(map(_advance_em, words))


def fit(cell: TableCell, measure_pt: float, table: Table) -> Fit:
    """Find the size at which no word is cut and, in a label, no character stands alone on a line.

    A text that cannot be had so at the smallest size keeps its full one.
    """
    words = "".join(span.text for span in cell.spans)
    widths = [_advance_em(char) for char in words]
    full = Fit(table.text_pt, 1)
    if not words or max(map(width_em, words.split("\n"))) * table.text_pt <= measure_pt:
        return full._replace(lines=words.count("\n") + 1)
    whole: Fit | None = None
    size_pt = table.text_pt
    while size_pt >= table.floor_pt:
        lines = break_lines(words, widths, measure_pt / size_pt)
        here = Fit(size_pt, len(lines))
        if size_pt == table.text_pt:
            full = here
        if not any(line.splits_word for line in lines):
            whole = whole or here
            has_lone = any(
                line.count == 1 and number and not lines[number - 1].ends_paragraph
                for number, line in enumerate(lines)
            )
            if cell.style is CellStyle.VALUE or not has_lone:
                return here
            if size_pt <= table.text_pt - _MOST_FOR_LOOKS_PT:
                break
        size_pt -= _STEP_PT
    return whole or full


@cache
def _advance_em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
