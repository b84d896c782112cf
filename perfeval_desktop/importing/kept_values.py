"""The value behind what a cell shows: a spreadsheet rounds, and draws #### where there is no room.

A figure is taken with six decimals at most: in 万元 that is one 分, and what a formula leaves
behind that is noise.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.parsing import MAX_AMOUNT_DECIMALS, half_width, parse_decimal
from perfeval_desktop.domain.values import DateValue, plain, round_half_up

_PRECISE = Context(prec=15)  # what spreadsheets compute with
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E[+-]?\d{1,3}")
_UNITS = ("%", "元")
_DAY_ZERO = date(1899, 12, 30)  # of Excel's calendar, for all days after February 1900
_WORDS_IN_FORMAT = re.compile(r"\"[^\"]*\"|\\+.|\[[^\]]*\]|0022[^0]*?0022")


def is_covered_up(shown: str) -> bool:
    """Say whether a cell is too narrow to show its figure: ####."""
    return len(shown) > 1 and set(shown) == {"#"}


def real_text(shown: str, kept: str, number_format: str = "") -> str:
    """Return what a cell holds: what it shows, or the figure that is kept and shown rounded.

    Args:
        shown: The text of the cell.
        kept: A number, a date as ISO writes it, or "" when nothing is known.
        number_format: As Excel or LibreOffice write it; says what #### stands for.
    """
    if is_covered_up(shown):
        return _written(kept, number_format) or shown
    number = _number(kept)
    if number is None or not any(each.isdigit() for each in shown):
        return shown
    unit = next((each for each in _UNITS if half_width(shown).endswith(each)), "")
    value = number * 100 if unit == "%" else number
    if not _is_rounding(half_width(shown).removesuffix(unit), value):
        return shown
    return plain(round_half_up(value, MAX_AMOUNT_DECIMALS)) + unit


def _is_rounding(shown: str, value: Decimal) -> bool:
    """Say whether what is shown is the value with fewer digits."""
    compact = shown.replace(" ", "")
    if _SCIENTIFIC.fullmatch(compact):
        number = Decimal(compact)
        step = Decimal(1).scaleb(int(number.as_tuple().exponent))
        return number != value and abs(number - value) * 2 <= step
    try:
        number = parse_decimal(compact)
    except ValueParseError:
        return False
    decimals = len(compact.rstrip(")").partition(".")[2])
    return number != value and abs(number - value) * 2 <= Decimal(1).scaleb(-decimals)


def _number(kept: str) -> Decimal | None:
    try:
        number = _PRECISE.create_decimal(kept.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None


def _written(kept: str, number_format: str) -> str:
    """Write what #### stands for; "" when that is not known."""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)T", kept)
    if day is not None:
        return f"{int(day[1])}年{int(day[2])}月{int(day[3])}日"
    number = _number(kept)
    if number is None:
        return ""
    code = _WORDS_IN_FORMAT.sub("", number_format.strip('"')).lower()
    if "%" in code or "percent" in code:
        return plain(round_half_up(number * 100, MAX_AMOUNT_DECIMALS)) + "%"
    if "y" in code and 60 < number < 100_000:
        return DateValue.of(_DAY_ZERO + timedelta(days=int(number))).text
    return plain(round_half_up(number, MAX_AMOUNT_DECIMALS))
