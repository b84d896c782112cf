"""How a value of the report is written in a blank: as its paper shows it, in the blank's unit."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    DateValue,
    Figure,
    NumberStyle,
    Value,
    ValueType,
    display,
    plain,
    round_half_up,
)
from perfeval_desktop.importing.number_formats import GENERAL, is_date_format, shown

_AMOUNTS = (ValueType.AMOUNT, ValueType.YUAN)
_RATE_DECIMALS = 6
_MOST_DECIMALS = 8
COMPUTED = "0.00%"  # stands for the format of a cell with a formula: it gets the exact number
_HALF = Decimal("0.5")


class SheetUnit(Enum):
    """The unit that a place of the blank states for an amount."""

    WAN = "万元"
    YUAN = "元"


def new_text(value: Value | None, unit: SheetUnit, style: NumberStyle) -> str:
    """Return the text that is written."""
    if isinstance(value, Figure) and value.type in _AMOUNTS:
        if unit is SheetUnit.YUAN:
            return plain(round_half_up(value.number * YUAN_PER_WAN, 2))
        if value.type is ValueType.YUAN:
            return plain(value.number)
    return display(value, style)


def number_for(
    value: Value | None, unit: SheetUnit, number_format: str, style: NumberStyle
) -> Decimal | None:
    """Return the number that is put into a cell of a worksheet; None where it gets a text.

    A format that says how many decimals are shown gets the exact number; else the cell gets the
    figure that is printed, so that it shows what the stamped paper shows.
    """
    if not isinstance(value, Figure) or is_date_format(number_format) or _is_text(number_format):
        return None
    is_general = number_format == GENERAL
    if value.type is ValueType.RATE:
        if "%" not in shown(_HALF, number_format).text:
            return None
        return round_half_up(value.number, _RATE_DECIMALS)
    number = value.number
    if value.type in _AMOUNTS and unit is SheetUnit.YUAN:
        return round_half_up(number * YUAN_PER_WAN, 2)
    if value.type is ValueType.YUAN:
        return number
    decimals = style.decimals(value.type) if is_general else _MOST_DECIMALS
    return round_half_up(number, decimals)


def _is_text(number_format: str) -> bool:
    return "@" in number_format and not any(each in number_format for each in "0#?")


def unit_read(read: Value | None, wanted: Value | None, style: NumberStyle) -> SheetUnit | None:
    """Return the unit in which a place has to be written, judged by how a trial was read.

    The trial was written in 万元. None where it was not read as what was written.
    """
    if read is None or wanted is None:
        return None
    if shows_the_same(read, wanted, style):
        return SheetUnit.WAN
    is_amount = isinstance(wanted, Figure) and wanted.type in _AMOUNTS
    if not is_amount or not isinstance(read, Figure) or not isinstance(wanted, Figure):
        return None
    trial = Decimal(new_text(wanted, SheetUnit.WAN, style))
    return SheetUnit.YUAN if round(read.number * YUAN_PER_WAN, 2) == round(trial, 2) else None


def shows_the_same(read: Value | None, wanted: Value | None, style: NumberStyle) -> bool:
    """Say whether what was read prints as what was meant."""
    if read is None or wanted is None:
        return False
    if isinstance(read, Figure) and isinstance(wanted, Figure):
        return display(read, style) == display(wanted, style)
    if isinstance(read, DateValue) and isinstance(wanted, DateValue):
        return read == wanted
    return "".join(display(read, style).split()) == "".join(display(wanted, style).split())
