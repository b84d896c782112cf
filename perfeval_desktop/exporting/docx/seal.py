"""The place of the paper seal: free height over and under its lines, on drafts a thin circle."""

from __future__ import annotations

from dataclasses import replace

from ..document import SealPlace
from ..styles import MM, TYPE_STYLES, Align
from .bookmarks import Bookmarks
from .paragraphs import Place, paragraph_xml, space_xml

_LEAST_PT = 1.0


def seal_xml(block: SealPlace, measure_pt: float, place: Place, bookmarks: Bookmarks) -> str:
    """Return the place, all of it on one page; its lines stand in the middle of its height.

    Args:
        block: What to set.
        measure_pt: Width of the text block.
        place: `section` goes to the last paragraph, everything else to the first.
        bookmarks: Those of the document.
    """
    height = block.height_mm * MM
    lines = sum(TYPE_STYLES[line.style].pitch_pt for line in block.lines)
    free = max((height - lines) / 2, 0.0)
    heights: list[float | None] = [free, *[None] * len(block.lines), free]
    parts = [each for each in heights if each is None or each >= _LEAST_PT] or [_LEAST_PT]
    rows = iter(block.lines)
    result = []
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        here = Place(
            keeps_next=place.keeps_next if is_last else True,
            section=place.section if is_last else "",
        )
        if number == 0:
            guide = _guide(block, measure_pt) if block.has_guide else ""
            here = replace(here, breaks_before=place.breaks_before, anchored=guide)
        row = next(rows) if part is None else None
        result.append(
            paragraph_xml(row, here, bookmarks) if row is not None else space_xml(part or 0.0, here)
        )
    return "".join(result)


def _guide(block: SealPlace, measure_pt: float) -> str:
    """Draw the outline of the seal at its true size in the middle of the area; nothing else."""
    width, height, diameter = (
        length * MM for length in (block.width_mm, block.height_mm, block.diameter_mm)
    )
    share = {Align.CENTER: 0.5, Align.RIGHT: 1.0}.get(block.align, 0.0)
    left = (measure_pt - width) * share + (width - diameter) / 2
    top = (height - diameter) / 2
    at = (
        f"position:absolute;margin-left:{left:.1f}pt;margin-top:{top:.1f}pt;"
        f"width:{diameter:.1f}pt;height:{diameter:.1f}pt;z-index:-1;"
        "mso-position-horizontal-relative:margin;mso-position-vertical-relative:text"
    )
    return (
        f'<w:r><w:pict><v:oval style="{at}" filled="f" strokecolor="#999999" '
        'strokeweight=".5pt" o:allowincell="f"><v:stroke dashstyle="dash"/></v:oval></w:pict></w:r>'
    )
