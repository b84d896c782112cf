"""What layout puts on a page: text lines, rules and outline entries at their places.

Lengths are points, measured from the top left corner of the paper, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.layout import SheetRef

from ..pages import PageSettings
from ..styles import MM, Face

ASCENT_EM = 0.88  # of the em box in which East Asian glyphs are drawn


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of one face; `spacing_pt` is added after every character."""

    x: float
    baseline: float
    text: str
    face: Face
    size_pt: float
    width_pt: float
    spacing_pt: float = 0.0
    is_bold: bool = False
    grey: float = 0.0  # 0 is black


class RuleLook(NamedTuple):
    """How lines are drawn."""

    width_pt: float = 0.5
    is_dashed: bool = False
    grey: float = 0.0
    has_flat_ends: bool = False  # else they stand out by half the width, so that corners close


THIN = RuleLook()


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: RuleLook = THIN


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle that is not filled."""

    x: float
    y: float
    radius: float
    look: RuleLook = THIN


@dataclass(frozen=True, slots=True)
class Blocks:
    """Black rectangles, each left, top, width and height; one shape, without seams."""

    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark, listed in the outline, that leads to height `y`."""

    title: str
    level: int
    y: float


Mark = TextLine | Rule | Circle | Blocks | OutlineEntry


@dataclass(slots=True)
class Page:
    """A page of the paper.

    Attributes:
        settings: Its size and margins.
        section: The name of its section.
        number: The printed one; None on pages without a number.
        place: Which page it is of all, from 1.
        sheet: The sheet of the report that it shows; None for another paper.
        marks: What is drawn on it, in reading order.
    """

    settings: PageSettings
    section: str
    number: int | None
    place: int = 1
    sheet: SheetRef | None = None
    marks: list[Mark] = field(default_factory=list)

    @property
    def width_pt(self) -> float:
        """Width of the paper."""
        return self.settings.width_mm * MM

    @property
    def height_pt(self) -> float:
        """Height of the paper."""
        return self.settings.height_mm * MM

    @property
    def left(self) -> float:
        """Left edge of the text block."""
        return self.settings.left_mm * MM

    @property
    def measure(self) -> float:
        """Width of the text block."""
        return self.width_pt - self.left - self.settings.right_mm * MM

    @property
    def top(self) -> float:
        """Upper edge of the text block."""
        return self.settings.top_mm * MM

    @property
    def bottom(self) -> float:
        """Lower edge of the text block."""
        return self.height_pt - self.settings.bottom_mm * MM

    @property
    def text_height(self) -> float:
        """Height of the text block."""
        return self.bottom - self.top


def baseline_in(top: float, pitch_pt: float, size_pt: float) -> float:
    """Return the baseline of a line whose em box stands in the middle of its pitch."""
    return top + (pitch_pt - size_pt) / 2 + ASCENT_EM * size_pt
