"""Spread a sum over parts in whole steps so that the parts add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def apportion(total: Decimal, step: Decimal, shares: Sequence[Decimal | None]) -> list[Decimal]:
    """Spread `total` in multiples of `step`, in proportion to `shares`, by largest remainder.

    Each part gets at least one step. An unknown share, or one of 0, counts as the mean of the
    others; with all of them unknown the parts are even. Of equal remainders the first goes first.

    Args:
        total: A multiple of `step`.
        step: Greater than 0.
        shares: One for each part, at least one.

    Raises:
        ValueError: `total` is no multiple of `step`, or has fewer steps than there are parts.
    """
    steps = total / step
    if steps != steps.to_integral_value() or steps < len(shares):
        raise ValueError(f"{total} cannot be spread over {len(shares)} parts in steps of {step}")
    ratios = _known(shares)
    quotas = [steps * each / sum(ratios) for each in ratios]
    parts = [max(1, int(each)) for each in quotas]
    while sum(parts) != steps:
        _correct(parts, quotas, 1 if sum(parts) < steps else -1)
    return [part * step for part in parts]


def _known(shares: Sequence[Decimal | None]) -> list[Decimal]:
    known = [each for each in shares if each is not None and each > 0]
    mean = sum(known, Decimal(0)) / len(known) if known else Decimal(1)
    return [each if each is not None and each > 0 else mean for each in shares]


def _correct(parts: list[int], quotas: list[Decimal], by: int) -> None:
    """Move the part that is farthest from its quota by one step, but none below one step."""
    open_places = [n for n, part in enumerate(parts) if part + by >= 1]
    place = max(open_places, key=lambda n: by * (quotas[n] - parts[n]))
    parts[place] += by
