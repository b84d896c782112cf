"""The thin frame that shows on drafts where the paper seal goes (盖章处)."""

from __future__ import annotations

from itertools import pairwise

from ..document import SealPlace
from ..styles import MM, SIZE_5_SMALL, Align, Face
from .marks import Mark, Rule, RuleLook, TextLine

_GREY = 0.6
_LOOK = RuleLook(width_pt=0.4, is_dashed=True, grey=_GREY)
_CAPTION = "盖章处"
_PAD = 3.0


def seal_guide(place: SealPlace, left: float, top: float, measure: float) -> list[Mark]:
    """Return a frame of the true size of the seal's area, with its name in the corner."""
    width, height = place.width_mm * MM, place.height_mm * MM
    share = {Align.CENTER: 0.5, Align.RIGHT: 1.0}.get(place.align, 0.0)
    x = left + (measure - width) * share
    corners = [(x, top), (x + width, top), (x + width, top + height), (x, top + height), (x, top)]
    frame: list[Mark] = [Rule(*start, *end, look=_LOOK) for start, end in pairwise(corners)]
    size = SIZE_5_SMALL
    baseline = top + _PAD + size
    width_pt = size * len(_CAPTION)
    caption = TextLine(x + _PAD, baseline, _CAPTION, Face.SONG, size, width_pt=width_pt, grey=_GREY)
    return [*frame, caption]
