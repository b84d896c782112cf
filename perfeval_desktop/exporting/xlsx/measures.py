"""How wide and how high texts are in a worksheet.

There is no automatic height for merged cells, so heights are reckoned here. The official typefaces
draw Chinese characters one em wide and Latin ones half of it, which needs no font file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from ..line_breaking import Line, break_lines
from ..styles import MM, SIZE_4
from ..tables import CellStyle, Table, TableCell

HIGHEST_ROW_PT = 400.0  # Excel takes 409
PIXELS_A_POINT = 96 / 72
PIXELS_A_MM = 96 / 25.4

_PAD_X_PT = 2.0  # that an office program leaves between a rule and the text
_PAD_Y_PT = 2.0
_SAFETY = 0.98
_STRANGE_FONTS = 0.96  # stand-ins on other machines are wider than the official fonts
_REST = 2  # characters of a label that should not have a line for themselves
_PITCH_EM = 1.36  # of lines that an office program sets
_PROSE_PITCH_EM = 1.3  # of larger letters
_MOST_FOR_LOOKS_PT = 1.5  # by which it shrinks where it need not
_WIDE = frozenset("WFA")


def width_em(text: str) -> float:
    """Return how wide a text is on one line."""
    return sum(map(_advance_em, text))


def _advance_em(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in _WIDE else 0.5


def line_pitch(size_pt: float) -> float:
    """Return the height of a line as an office program sets it."""
    return size_pt * (_PITCH_EM if size_pt < SIZE_4 else _PROSE_PITCH_EM)


def room_in(width_pt: float) -> float:
    """Return what the text of a cell of this width can take."""
    return (width_pt - 2 * _PAD_X_PT) * _SAFETY


def broken(text: str, room_pt: float, size_pt: float) -> list[Line]:
    """Break a text into lines."""
    widths = [_advance_em(char) * size_pt for char in text]
    return break_lines(text, widths, max(room_pt, size_pt))


def height_of(lines: int, size_pt: float) -> float:
    """Return what a cell of so many lines needs."""
    return lines * line_pitch(size_pt) + 2 * _PAD_Y_PT


@dataclass(frozen=True, slots=True)
class Fitted:
    """A cell's text at the size that fits: how many lines, and how high."""

    size_pt: float
    height_pt: float


def fit(cell: TableCell, text: str, width_pt: float, table: Table) -> Fitted:
    """Shrink a text until no word is cut and a row can hold it, as far as the table allows.

    A label shrinks a little as well where this saves a line with a character or two.
    """
    is_value = cell.style is CellStyle.VALUE
    room = room_in(width_pt) - cell.indent_chars * table.text_pt
    lowest: Fitted | None = None
    for size in table.sizes:
        lines = broken(text, room, size)
        trial = Fitted(size, _height(text, room, size) if is_value else height_of(len(lines), size))
        if trial.height_pt <= HIGHEST_ROW_PT and not any(line.splits_word for line in lines):
            if is_value or not _has_rest(lines):
                return trial
            lowest = lowest or trial
            if size <= table.text_pt - _MOST_FOR_LOOKS_PT:
                break
    if lowest is not None:
        return lowest
    whole = Fitted(table.text_pt, _height(text, room, table.text_pt))
    is_low = whole.height_pt <= HIGHEST_ROW_PT
    return whole if is_low else Fitted(table.floor_pt, _height(text, room, table.floor_pt))


def _height(text: str, room: float, size_pt: float) -> float:
    """Return what a text needs where fonts are wider and words are kept together otherwise."""
    return height_of(len(broken(text, room * _STRANGE_FONTS, size_pt)), size_pt)


def _has_rest(lines: list[Line]) -> bool:
    return any(
        line.count <= _REST and not before.ends_paragraph for before, line in pairwise(lines)
    )


def fits_on_one_line(text: str, width_pt: float, size_pt: float) -> bool:
    """Say whether a text needs no second line."""
    return width_em(text) * size_pt <= room_in(width_pt)


def points(mm: float) -> float:
    """Return a length in points."""
    return mm * MM
