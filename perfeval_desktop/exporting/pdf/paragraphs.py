"""Text set into lines: paragraphs, table cells and the single lines of a page's foot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from ..document import Paragraph
from ..fonts import FontSet
from ..line_breaking import Line, break_lines
from ..spans import TextSpan
from ..styles import TYPE_STYLES, Align, Face, TypeStyle
from .marks import Mark, TextLine, baseline_in

SQUEEZE_EM = 0.03  # what a character may give way by, to keep a closing mark on its line
_STRETCH_EM = 0.35  # more than this between characters looks worse than a ragged edge


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a set line in one weight, `x` from the left edge of the measure."""

    text: str
    x: float
    width_pt: float
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to be drawn.

    Attributes:
        splits_word: A word breaks off at its end.
        is_lone: It is the last of a broken text, with a single character.
    """

    pieces: tuple[Piece, ...]
    face: Face
    size_pt: float
    spacing_pt: float = 0.0
    splits_word: bool = False
    is_lone: bool = False

    def marks(self, left: float, top: float, pitch_pt: float) -> list[Mark]:
        """Return what to draw when the measure begins at `left` and the line at `top`."""
        baseline = baseline_in(top, pitch_pt, self.size_pt)
        return [
            TextLine(
                left + piece.x,
                baseline,
                piece.text,
                self.face,
                self.size_pt,
                piece.width_pt,
                self.spacing_pt,
                piece.is_bold,
            )
            for piece in self.pieces
        ]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: typeface, size and edges."""

    face: Face
    size_pt: float
    align: Align
    tracking_pt: float = 0.0
    first_indent_pt: float = 0.0


def set_paragraph(block: Paragraph, measure_pt: float, fonts: FontSet) -> list[SetLine]:
    """Set a paragraph in its official style."""
    style = TYPE_STYLES[block.style]
    setting = Setting(
        style.face,
        style.size_pt,
        block.align or style.align,
        style.tracking_pt,
        _indent_pt(style),
    )
    return set_spans(block.spans, measure_pt, setting, fonts)


def _indent_pt(style: TypeStyle) -> float:
    return style.indent_chars * (style.size_pt + style.tracking_pt)


def set_text(
    text: str, measure_pt: float, setting: Setting, fonts: FontSet, *, is_bold: bool = False
) -> list[SetLine]:
    """Set a text of one weight."""
    return set_spans((TextSpan(text, is_bold),), measure_pt, setting, fonts)


def set_spans(
    spans: tuple[TextSpan, ...], measure_pt: float, setting: Setting, fonts: FontSet
) -> list[SetLine]:
    """Break a text into lines of `measure_pt` and give every character its place."""
    text = "".join(span.text for span in spans)
    widths = [
        width * setting.size_pt + setting.tracking_pt
        for width in fonts.widths_em(text, setting.face)
    ]
    lines = break_lines(
        text,
        widths,
        measure_pt,
        first_indent=setting.first_indent_pt,
        squeeze=SQUEEZE_EM * setting.size_pt,
    )
    bold_ends = _span_ends(spans)
    result = []
    for number, line in enumerate(lines):
        indent = setting.first_indent_pt if number == 0 else 0.0
        spacing = line.spacing or _stretch(line, measure_pt - indent, setting)
        x = indent + _offset(line, measure_pt - indent, setting.align)
        pieces = _pieces(text, line, widths, bold_ends, x, spacing)
        result.append(
            SetLine(
                pieces,
                setting.face,
                setting.size_pt,
                setting.tracking_pt + spacing,
                line.splits_word,
                is_lone=line.count == 1 and number > 0 and not lines[number - 1].ends_paragraph,
            )
        )
    return result


def _span_ends(spans: tuple[TextSpan, ...]) -> list[tuple[int, bool]]:
    """Return where each span ends, with its weight."""
    ends = accumulate(len(span.text) for span in spans)
    return [(end, span.is_bold) for end, span in zip(ends, spans, strict=True)]


def _stretch(line: Line, measure_pt: float, setting: Setting) -> float:
    """Return what a justified line adds to every character to reach both edges."""
    if setting.align is not Align.JUSTIFY or line.ends_paragraph or line.count < 2:
        return 0.0
    spacing = (measure_pt - line.width) / (line.count - 1)
    return spacing if spacing <= _STRETCH_EM * setting.size_pt else 0.0


def _offset(line: Line, measure_pt: float, align: Align) -> float:
    free = max(measure_pt - line.set_width, 0.0)
    match align:
        case Align.CENTER:
            return free / 2
        case Align.RIGHT:
            return free
        case _:
            return 0.0


def _pieces(
    text: str,
    line: Line,
    widths: list[float],
    bold_ends: list[tuple[int, bool]],
    x: float,
    spacing: float,
) -> tuple[Piece, ...]:
    """Cut a line where the weight changes; spaces at its end stay, as text that takes no room."""
    pieces = []
    start, stop = line.start, line.end - text.endswith("\n", line.start, line.end)
    for span_end, is_bold in bold_ends:
        end = min(span_end, stop)
        if end <= start:
            continue
        drawn = min(end, line.start + line.count)
        advance = sum(widths[start:drawn]) + spacing * max(drawn - start, 0)
        pieces.append(Piece(text[start:end], x, max(advance - spacing, 0.0), is_bold))
        x += advance
        start = end
    return tuple(pieces)
