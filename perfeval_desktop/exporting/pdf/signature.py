"""The line under a table that is signed by hand."""

from __future__ import annotations

from ..fonts import FontSet
from ..styles import TYPE_STYLES, Align, ParagraphStyle
from ..tables import SignatureLine
from .marks import Mark
from .paragraphs import SetLine, Setting, set_text

_STYLE = TYPE_STYLES[ParagraphStyle.SIGNATURE]
_LEAST_GAP_EM = 4.0  # room to write in after a part


def signature_height(signature: SignatureLine, measure: float, fonts: FontSet) -> float:
    """Return the height of a signature line, the space above it included, in points."""
    rows = _rows(signature, measure, fonts)
    return _STYLE.before_pt + _STYLE.pitch_pt * sum(_line_count(row) for row in rows)


def set_signature(
    signature: SignatureLine, left: float, top: float, measure: float, fonts: FontSet
) -> list[Mark]:
    """Spread the parts over the measure, with equal room to write in after each."""
    marks: list[Mark] = []
    y = top + _STYLE.before_pt
    for row in _rows(signature, measure, fonts):
        x = left
        gap = (measure - sum(_width(part) for part in row)) / len(row)
        for part in row:
            for number, line in enumerate(part):
                marks += line.marks(x, y + number * _STYLE.pitch_pt, _STYLE.pitch_pt)
            x += _width(part) + gap
        y += _line_count(row) * _STYLE.pitch_pt
    return marks


_Part = list[SetLine]


def _rows(signature: SignatureLine, measure: float, fonts: FontSet) -> list[list[_Part]]:
    """Put as many parts on a line as leave room to write in; a long part is wrapped."""
    setting = Setting(_STYLE.face, _STYLE.size_pt, Align.LEFT)
    least_gap = _LEAST_GAP_EM * _STYLE.size_pt
    rows: list[list[_Part]] = []
    used = measure
    for text in signature.parts:
        part = set_text(text, measure, setting, fonts)
        needed = _width(part) + least_gap
        if not rows or used + needed > measure:
            rows.append([])
            used = 0.0
        rows[-1].append(part)
        used += needed
    return rows


def _width(part: _Part) -> float:
    return max((piece.x + piece.width_pt for line in part for piece in line.pieces), default=0.0)


def _line_count(row: list[_Part]) -> int:
    return max((len(part) for part in row), default=0)
