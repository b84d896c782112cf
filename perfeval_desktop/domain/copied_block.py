"""A block of cells as it is copied and pasted, merged cells and all."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum


class Covered(Enum):
    """A place of a copied block that a merged cell covers: what it holds stands elsewhere."""

    BY_LEFT = "←"
    BY_ABOVE = "↑"


Block = Sequence[Sequence[str | Covered]]  # copied texts, place by place
