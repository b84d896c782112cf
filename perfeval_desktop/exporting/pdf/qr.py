"""A QR code as black rectangles."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from .marks import Blocks, Mark

_BORDER = 4  # white modules that belong to the code on every side


def qr_marks(text: str, left: float, top: float, side: float) -> list[Mark]:
    """Return the code of `text` in a square, its white border included; none for a text too long.

    Readable at this size are some two hundred characters; far more do not fit into any code.
    """
    rows = _dark_runs(text)
    if not rows:
        return []
    module = side / (len(rows) + 2 * _BORDER)
    first = _BORDER * module
    boxes = tuple(
        (left + first + start * module, top + first + row * module, length * module, module)
        for row, runs in enumerate(rows)
        for start, length in runs
    )
    return [Blocks(boxes)]


@lru_cache(maxsize=256)  # a second printing of the same pages
def _dark_runs(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the dark modules of each row as runs of start and length."""
    import segno

    try:
        code = segno.make(text, encoding="utf-8", micro=False, error="m")
    except segno.DataOverflowError:
        return ()
    return tuple(tuple(_runs(row)) for row in code.matrix)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    runs = []
    for is_dark, places in groupby(range(len(row)), key=lambda place: bool(row[place])):
        run = list(places)
        if is_dark:
            runs.append((run[0], len(run)))
    return runs
