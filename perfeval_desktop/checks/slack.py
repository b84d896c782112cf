"""How far a value that was written down may be from what it stands for."""

from __future__ import annotations

from decimal import Decimal

from perfeval_desktop.domain.values import ZERO, Figure, Quantity, Value, ValueType, amount_of


def slack_of(value: Value | None, half_unit: Decimal) -> Decimal:
    """Return how far from its number a value may be; 0 for what is exact.

    `half_unit` is half of the last digit in which the template prints amounts.
    """
    if isinstance(value, Quantity):
        amount = amount_of(value)
        return amount[1] if amount is not None else ZERO
    if not isinstance(value, Figure) or value.is_in_yuan:
        return ZERO
    if value.type in (ValueType.AMOUNT, ValueType.YUAN):
        return half_unit
    return _printed_slack(value) if value.type is ValueType.RATE else ZERO


def _printed_slack(value: Figure) -> Decimal:
    """A rate that was typed stands for everything that prints as it does: 54.55% is ±0.005 %."""
    digits = value.text.rstrip("%").partition(".")[2]
    is_percent = value.text.endswith("%") or abs(value.number) >= 1
    return Decimal(5).scaleb(-len(digits) - (3 if is_percent else 1))
