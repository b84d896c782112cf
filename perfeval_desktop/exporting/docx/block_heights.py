"""How high blocks will stand, as far as that can be known without their fonts."""

from __future__ import annotations

from ..document import Block, PageBreak, Paragraph, SealPlace, Space
from ..line_breaking import break_lines
from ..styles import MM, TYPE_STYLES, ParagraphStyle
from ..tables import SignatureLine, Table
from .fitting import widths_em
from .signature import signature_rows


def height_pt(block: Block, measure_pt: float) -> float:
    """Return the height of a block over the whole measure; a table's is not asked for here."""
    match block:
        case Paragraph():
            return _paragraph_height(block, measure_pt)
        case Space():
            return block.height_mm * MM
        case SealPlace():
            lines = sum(_paragraph_height(line, measure_pt) for line in block.lines)
            return max(block.height_mm * MM, lines)
        case SignatureLine():
            style = TYPE_STYLES[ParagraphStyle.SIGNATURE]
            return style.before_pt + style.pitch_pt * len(signature_rows(block, measure_pt))
        case PageBreak() | Table():
            return 0.0


def _paragraph_height(block: Paragraph, measure_pt: float) -> float:
    style = TYPE_STYLES[block.style]
    advance = style.size_pt + style.tracking_pt
    lines = break_lines(
        block.text,
        widths_em(block.text),
        measure_pt / advance,
        first_indent=float(style.indent_chars),
    )
    return style.before_pt + style.pitch_pt * len(lines) + style.after_pt
