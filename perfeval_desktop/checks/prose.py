"""Figures in prose: found by the patterns of a read field, and written anew in the same wording."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.checks.passages import passages_by_name
from perfeval_desktop.checks.patterns import (
    AMOUNT,
    COUNT,
    RATE,
    TOKENS,
    CompactText,
    PatternError,
    Written,
    compact_text,
    compile_pattern,
    figure_of,
)
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import BLANK, FigureNote
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.numerals import parse_numeral, print_numeral
from perfeval_desktop.domain.parsing import half_width, parse_value
from perfeval_desktop.domain.template import Field, ReadPattern
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    ZERO,
    Figure,
    ValueType,
    plain,
    round_half_up,
)

_YUAN = {None: 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_FIGURES = {ValueType.AMOUNT: AMOUNT, ValueType.RATE: RATE}
_ANY = "".join(TOKENS.values())
_VAGUE_BEFORE = re.compile(f"(?:约|近|逾|超|超过|不足|不到|[{_ANY}][-~—至到])$")
_VAGUE_BEHIND = re.compile(f"[余多几]|左右|上下|以上|以下|以内|[-~—至到][{_ANY}]")
_FULL_WIDTH_DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")
_MAX_DIGITS = 15


class Mention(NamedTuple):
    """A figure that stands in a prose field, from character `start` to `end` of its text.

    `slack` is how far the true value may be from the figure, which is rounded as it is printed.
    """

    field: str
    start: int
    end: int
    value: Figure
    slack: Decimal
    read_field: str
    is_confirmed: bool = False  # the clerk has said so


def check_reading(field: Field) -> None:
    """Check the patterns of a read field.

    Raises:
        PatternError: one cannot be read, or reads no figure of the field's type.
    """
    assert field.reading is not None
    for pattern in field.reading.patterns:
        compile_pattern(pattern.text)
        wanted = _FIGURES.get(field.type, COUNT)
        if pattern.means:
            _meant(field.type, pattern)
        elif figure_of(pattern.text) != wanted:
            raise PatternError(f"句式“{pattern.text}”里要有 {wanted}，或写明 means。")


def find_mention(
    field: Field,
    text: str,
    name: str,
    decimals: int,
    others: Collection[FigureNote] = (),
) -> Mention | None:
    """Return the figure of a read field, None where it does not stand or is not one figure.

    The first of its patterns that finds a figure decides.

    Args:
        field: A field of `Role.READ`.
        text: The whole prose field it is read from.
        name: The record's name, for a field that is read in the record's passage only.
        decimals: With how many decimals an amount in 万元 is printed.
        others: Notes on figures that are said to mean something else.
    """
    assert field.reading is not None
    compact, start, end = compact_text(text), 0, len(text)
    if field.reading.is_in_passage:
        passage = passages_by_name(text).get(normalised(name)) if name else None
        if passage is None:
            return None
        start, end = passage.start, passage.end
    for pattern in field.reading.patterns:
        found = [
            each
            for each in _mentions(field, pattern, compact, (start, end), decimals)
            if not any(note.overlaps(each.start, each.end) for note in others)
        ]
        if found:
            return found[0] if len({each.value.number for each in found}) == 1 else None
    return None


def _mentions(
    field: Field, pattern: ReadPattern, compact: CompactText, within: tuple[int, int], decimals: int
) -> list[Mention]:
    assert field.reading is not None
    start, end = (compact.index(each) for each in within)
    found = []
    read: tuple[Figure, Decimal] | None
    for match in compile_pattern(pattern.text).finditer(compact.text, start, end):
        if pattern.means:
            read, at = (_meant(field.type, pattern), ZERO), match.span()
        else:
            read, at = _figure(field.type, match, compact, decimals), match.span("figure")
        if read is not None:
            found.append(Mention(field.reading.source, *compact.span(*at), *read, field.id))
    return found


def _meant(value_type: ValueType, pattern: ReadPattern) -> Figure:
    try:
        value = parse_value(value_type, pattern.means)
    except ValueParseError as error:
        raise PatternError(error.reason) from error
    if not isinstance(value, Figure):
        raise PatternError(f"means 要是一个数，“{pattern.means}”不是。")
    return value


def _figure(
    value_type: ValueType, match: re.Match[str], compact: CompactText, decimals: int
) -> tuple[Figure, Decimal] | None:
    """Return the figure of a match and its slack; None for a vague one (30余次)."""
    start, end = match.span("figure")
    written = compact.figures.get(start, Written(match["figure"]))
    number = _number(written.number)
    before, behind = compact.text[max(0, start - 2) : start], compact.text[end : end + 2]
    is_vague = written.is_vague or _VAGUE_BEFORE.search(before) or _VAGUE_BEHIND.match(behind)
    if number is None or is_vague:
        return None
    slack = Decimal(5).scaleb(-_decimals(written.number) - 1)
    if value_type is ValueType.RATE:
        return Figure(value_type, number / 100, f"{written.number}%"), slack / 100
    if value_type is not ValueType.AMOUNT:
        return Figure(value_type, number, written.number), ZERO
    factor = _YUAN[written.scale] / YUAN_PER_WAN
    if factor >= 1:
        slack = min(slack, Decimal(5).scaleb(-decimals - 1))
    text = f"{written.number}{written.scale or ''}元"
    return Figure(value_type, number * factor, text), slack * factor


def figure_in(written: str, value_type: ValueType, decimals: int) -> tuple[Decimal, Decimal] | None:
    """Return the number that a figure stands for in a cell of this type, and its slack.

    An amount without a unit is taken for one in 万元, as in the tables.
    """
    compact = compact_text(written)
    if value_type is ValueType.AMOUNT and compact.text == TOKENS[COUNT]:
        compact = compact_text(f"{written}万元")
    match = compile_pattern(_FIGURES.get(value_type, COUNT)).match(compact.text)
    found = _figure(value_type, match, compact, decimals) if match is not None else None
    return (found[0].number, found[1]) if found is not None else None


def figure_span(text: str, position: int) -> tuple[int, int] | None:
    """Return where the figure at a position of a text begins and ends, with its unit."""
    compact = compact_text(text)
    spans = (compact.span(at, at + 1) for at in compact.figures)
    return next((each for each in spans if each[0] <= position <= each[1]), None)


def _number(written: str) -> Decimal | None:
    digits = written.replace(",", "")
    if not (digits[0].isascii() and digits[0].isdigit()):
        return parse_numeral(digits)
    return Decimal(digits) if len(digits) <= _MAX_DIGITS else None


def parse_written(written: Written) -> Decimal | None:
    """Return the number that is written, without its unit; None for a vague one."""
    return None if written.is_vague else _number(written.number)


def amount_of(written: Written) -> Decimal | None:
    """Return an amount in 万元, None for a vague one."""
    number = parse_written(written)
    return None if number is None else number * _YUAN[written.scale] / YUAN_PER_WAN


def number_of_match(match: re.Match[str], compact: CompactText) -> Decimal | None:
    """Return the figure that a pattern read, as it is written; None where there is none."""
    if "figure" not in match.groupdict():
        return None
    written = compact.figures.get(match.start("figure"), Written(match["figure"]))
    return parse_written(written)


def _decimals(written: str) -> int:
    return len(written.replace("点", ".").partition(".")[2])


def rewritten(written: str, value_type: ValueType, number: Decimal, decimals: int) -> str | None:
    """Return another value in the wording of a figure in prose, None where that cannot be said.

    The unit, numerals or digits, full or half width and thousands stay. `decimals` are those with
    which an amount in 万元 is printed at most.
    """
    compact = compact_text(written)
    figure = compact.figures.get(0, Written(compact.text))
    old = figure.number
    if len(compact.text) != 1 and old != compact.text:
        return None
    if _number(old) is None or number < 0:
        return None
    new, places = number, _decimals(old)
    if value_type is ValueType.RATE:
        new = round_half_up(number * 100, max(1, places))
    elif value_type is ValueType.AMOUNT:
        has_unit = compact.text != TOKENS[COUNT]
        factor = _YUAN[figure.scale if has_unit else "万"] / YUAN_PER_WAN
        new = round_half_up(number / factor, max(2 if factor < 1 else decimals, places))
    elif number != number.to_integral_value():
        return None
    return _in_style(written, old, new)


def blanked(written: str) -> str:
    """Return a figure in prose without its digits or numerals, to be filled in again.

    A rate brings its % along again, and an amount is told in 万元.
    """
    return f"{BLANK}万元" if compact_text(written).text == TOKENS[AMOUNT] else BLANK


def _in_style(written: str, old: str, new: Decimal) -> str:
    """Put digits or numerals in place of the old ones, between which blanks may stand."""
    if not (old[0].isascii() and old[0].isdigit()):
        return written.replace(old, print_numeral(new))
    digits = plain(new)
    if "," in old:
        whole, point, tail = digits.partition(".")
        digits = f"{int(whole):,}{point}{tail}"
    start, end = _place_of(old, written)
    if written[start] != half_width(written[start]):
        digits = digits.translate(_FULL_WIDTH_DIGITS)
    return written[:start] + digits + written[end:]


def _place_of(old: str, written: str) -> tuple[int, int]:
    """Where the digits stand in a figure; nothing but a unit stands around them."""
    places = [at for at, each in enumerate(half_width(written)) if each in old]
    return places[0], places[-1] + 1
