"""Text set into lines: paragraphs, table cells and the single lines of a page's foot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from ..document import Paragraph
from ..fonts import FontSet
from ..line_breaking import Line, break_lines
from ..spans import Change, TextSpan, spans_text
from ..styles import TYPE_STYLES, Align, Face, TypeStyle
from .marks import Mark, Rule, RuleLook, TextLine, baseline_in

SQUEEZE_EM = 0.03  # what a character may give way by, to keep a closing mark on its line
_STRETCH_EM = 0.35  # more than this between characters looks worse than a ragged edge
_SEAM_EM = 0.25  # left free between what was and what is, so that two numbers are not read as one
_DELETED_GREY = 0.35
_UNDERLINE_EM, _STRIKE_EM = 0.17, -0.36  # from the baseline, downwards
_CHANGE_LINE_EM = 0.06


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a set line in one weight, `x` from the left edge of the measure."""

    text: str
    x: float
    width_pt: float
    is_bold: bool = False
    change: Change = Change.NONE


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
        texts: list[Mark] = [self._text_mark(piece, left, baseline) for piece in self.pieces]
        return texts + [
            self._change_line(piece, left, baseline)
            for piece in self.pieces
            if piece.change is not Change.NONE and piece.width_pt > 0
        ]

    def _text_mark(self, piece: Piece, left: float, baseline: float) -> TextLine:
        return TextLine(
            left + piece.x,
            baseline,
            piece.text,
            self.face,
            self.size_pt,
            piece.width_pt,
            self.spacing_pt,
            piece.is_bold,
            _DELETED_GREY if piece.change is Change.DELETED else 0.0,
        )

    def _change_line(self, piece: Piece, left: float, baseline: float) -> Rule:
        """Underline what is new, strike through what is gone."""
        below = _STRIKE_EM if piece.change is Change.DELETED else _UNDERLINE_EM
        y = baseline + below * self.size_pt
        x = left + piece.x
        look = RuleLook(_CHANGE_LINE_EM * self.size_pt, has_flat_ends=True)
        return Rule(x, y, x + piece.width_pt, y, look)


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
    text = spans_text(spans)
    widths = [
        width * setting.size_pt + setting.tracking_pt
        for width in fonts.widths_em(text, setting.face)
    ]
    pieces_of = _Pieces(text, spans, widths, _SEAM_EM * setting.size_pt)
    lines = break_lines(
        text,
        widths,
        measure_pt,
        first_indent=setting.first_indent_pt,
        squeeze=SQUEEZE_EM * setting.size_pt,
        seams=pieces_of.seams,
    )
    result = []
    for number, line in enumerate(lines):
        indent = setting.first_indent_pt if number == 0 else 0.0
        spacing = line.spacing or _stretch(line, measure_pt - indent, setting)
        x = indent + _offset(line, measure_pt - indent, setting.align)
        result.append(
            SetLine(
                pieces_of.on_line(line, x, spacing),
                setting.face,
                setting.size_pt,
                setting.tracking_pt + spacing,
                line.splits_word,
                is_lone=line.count == 1 and number > 0 and not lines[number - 1].ends_paragraph,
            )
        )
    return result


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


class _Pieces:
    """Cuts the lines of one text where the way of setting changes.

    `widths` are made wider by a gap at the seams: where something new stands for what was there.
    """

    def __init__(
        self, text: str, spans: tuple[TextSpan, ...], widths: list[float], gap: float
    ) -> None:
        self._text = text
        self._widths = widths
        self._gap = gap
        self._spans = [span for span in spans if span.text]
        self._ends = list(accumulate(len(span.text) for span in self._spans))
        self.seams = [
            end
            for end, span, following in zip(self._ends, self._spans, self._spans[1:], strict=False)
            if span.change is Change.DELETED and following.change is Change.INSERTED
        ]
        for seam in self.seams:
            widths[seam - 1] += gap

    def on_line(self, line: Line, x: float, spacing: float) -> tuple[Piece, ...]:
        """Return the parts of a line; spaces at its end stay, as text that takes no room."""
        pieces = []
        start = line.start
        stop = line.end - self._text.endswith("\n", line.start, line.end)
        for span, span_end in zip(self._spans, self._ends, strict=True):
            end = min(span_end, stop)
            if end <= start:
                continue
            drawn = min(end, line.start + line.count)
            advance = sum(self._widths[start:drawn]) + spacing * max(drawn - start, 0)
            width = advance - spacing - (self._gap if drawn in self.seams else 0.0)
            text = self._text[start:end]
            pieces.append(Piece(text, x, max(width, 0.0), span.is_bold, span.change))
            x += advance
            start = end
        return tuple(pieces)
