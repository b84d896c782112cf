"""The line under a table that is signed by hand: its parts at tab stops over the width."""

from __future__ import annotations

from dataclasses import replace

from ..styles import TYPE_STYLES, ParagraphStyle
from ..tables import SignatureLine
from . import xml
from .fitting import width_em
from .look import spacing, style_of
from .paragraphs import Place
from .runs import plain_run, tab

_STYLE = TYPE_STYLES[ParagraphStyle.SIGNATURE]
_LEAST_GAP_EM = 4.0  # room to write in after a part


def signature_xml(signature: SignatureLine, measure_pt: float, place: Place) -> str:
    """Return the line, with equal room to write in after each part; several where one is full."""
    rows = signature_rows(signature, measure_pt)
    result = []
    for number, parts in enumerate(rows):
        is_last = number == len(rows) - 1
        here = replace(
            place,
            keeps_next=place.keeps_next or not is_last,
            breaks_before=place.breaks_before and number == 0,
            section=place.section if is_last else "",
        )
        result.append(_row(parts, measure_pt, here, is_first=number == 0))
    return "".join(result)


def signature_rows(signature: SignatureLine, measure_pt: float) -> list[list[str]]:
    """Put as many parts on a line as leave room to write in."""
    rows: list[list[str]] = []
    used = measure_pt
    for part in signature.parts:
        needed = min(_width(part), measure_pt) + _LEAST_GAP_EM * _STYLE.size_pt
        if not rows or used + needed > measure_pt:
            rows.append([])
            used = 0.0
        rows[-1].append(part)
        used += needed
    return rows or [[]]


def _row(parts: list[str], measure_pt: float, place: Place, *, is_first: bool) -> str:
    gap = max(measure_pt - sum(map(_width, parts)), 0.0) / max(len(parts), 1)
    stops, x = [], 0.0
    for part in parts[:-1]:
        x += _width(part) + gap
        stops.append(f'<w:tab w:val="left" w:pos="{xml.twips(x)}"/>')
    look = "".join(
        (
            f'<w:pStyle w:val="{style_of(ParagraphStyle.SIGNATURE).id}"/>',
            xml.flag("keepNext", is_on=place.keeps_next),
            xml.flag("pageBreakBefore", is_on=place.breaks_before),
            f"<w:tabs>{''.join(stops)}</w:tabs>" if stops else "",
            "" if is_first else spacing(_STYLE.pitch_pt),
            place.section,
        )
    )
    texts = tab(_STYLE.face).join(plain_run(part, _STYLE.face) for part in parts)
    return f"<w:p><w:pPr>{look}</w:pPr>{texts}</w:p>"


def _width(part: str) -> float:
    return max(map(width_em, part.split("\n")), default=0.0) * _STYLE.size_pt
