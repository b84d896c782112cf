"""The thin circle that shows on drafts where the paper seal goes (盖章处)."""

from __future__ import annotations

from ..document import SealPlace
from ..styles import MM, SIZE_5_SMALL, Align, Face
from .marks import ASCENT_EM, Circle, Mark, RuleLook, TextLine

_GREY = 0.6
_LOOK = RuleLook(width_pt=0.4, is_dashed=True, grey=_GREY, has_flat_ends=True)
_CAPTION = "盖章处"
_ABOVE_LINES = 2.0  # points from the caption to the lines under it


def area_left(place: SealPlace, left: float, measure: float) -> float:
    """Return the left edge of the area of a place between the margins."""
    share = {Align.CENTER: 0.5, Align.RIGHT: 1.0}.get(place.align, 0.0)
    return left + (measure - place.width_mm * MM) * share


def seal_guide(
    place: SealPlace, left: float, top: float, height: float, lines_height: float
) -> list[Mark]:
    """Return a circle of the seal's true size in the middle of its area, with its name.

    Args:
        place: The place.
        left: Left edge of its area, in points.
        top: Its upper edge.
        height: Its height.
        lines_height: Of the lines in the middle of the area; where they leave no room over them
            the name is left out.
    """
    x, y = left + place.width_mm * MM / 2, top + height / 2
    radius = place.diameter_mm * MM / 2
    guide: list[Mark] = [Circle(x, y, radius, _LOOK)]
    upper = max(y - radius, top)
    free = (y - lines_height / 2) - upper
    if free >= SIZE_5_SMALL + 2 * _ABOVE_LINES:
        guide.append(_caption(x, upper + (free - SIZE_5_SMALL) / 2))
    return guide


def _caption(x: float, top: float) -> TextLine:
    width = SIZE_5_SMALL * len(_CAPTION)
    baseline = top + ASCENT_EM * SIZE_5_SMALL
    return TextLine(
        x - width / 2, baseline, _CAPTION, Face.SONG, SIZE_5_SMALL, width_pt=width, grey=_GREY
    )
