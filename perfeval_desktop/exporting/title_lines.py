"""Long titles, broken where a word of them ends (GB/T 9704: 词意完整)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from .pages import PageSettings
from .styles import MM, TYPE_STYLES, ParagraphStyle

_WIDE = frozenset("WFA")  # quotation marks and dashes are wide in Chinese faces
_NARROW_EM = 0.6  # no face for titles has wider digits


def title_lines(parts: Sequence[str], style: ParagraphStyle, page: PageSettings) -> str:
    """Join the fixed words and values of a title, with a line end between two where it is too long.

    A program that fills the first line may end it in the middle of a word. A title without a good
    place for the break stays as it is.
    """
    title = "".join(parts)
    measure_mm = page.width_mm - page.left_mm - page.right_mm
    most_em = measure_mm * MM / TYPE_STYLES[style].size_pt
    if "\n" in title or _width_em(title) <= most_em:
        return title
    longer_em, lines = min((_longer_em(pair), pair) for pair in _pairs(parts))
    return "\n".join(lines) if longer_em <= most_em else title


def _pairs(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at in range(len(parts)):
        yield "".join(parts[:at]), "".join(parts[at:])


def _longer_em(lines: tuple[str, str]) -> float:
    return max(map(_width_em, lines))


def _width_em(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(char) in _WIDE else _NARROW_EM for char in text)
