"""Compare indicator values: which have a number at all, in which unit, and how far a target is met.

What is a date ("12月底前") has no number: nothing is gained by dividing months.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval_desktop.domain.values import ZERO, Comparator, Quantity

_YEAR = r"(?:19|20)\d\d(?:年度?|(?=全年)|[-./](?=\d{1,2}[-./]\d))"
_MONTH = r"\d{1,2}(?:月份?|(?:[-~—至到](?=\d{1,2}月))|[-./](?=\d))"
_DAY = r"\d{1,2}(?:[日号]|(?=前)|$)"
_WORD = (
    r"全年|年内|年底|年末|年初|[上下]半年|第?[一二三四1-4]季度|[上中下]旬|[底末初]|"
    r"每[年月周]|按时|及时|截至|截止|之前|以前|前|内|[至到于在已~-]|完成|全部"
)
_DATE = re.compile(rf"(?:{_YEAR}|{_MONTH}|{_DAY}|{_WORD})+")
_DATE_SIGN = re.compile(r"(?:19|20)\d\d(?:年|全年|[-./]\d{1,2}[-./]\d)|\d月|\d[日号]前|[1-4]季度")
_YUAN = {"元": 1, "千元": 1_000, "万": 10_000, "万元": 10_000, "亿元": 100_000_000}
FULL = Decimal(1)


def is_date_text(text: str) -> bool:
    """Say whether a text without blanks tells a time: 12月底前, 2022年全年, 2022-12-31."""
    return bool(_DATE_SIGN.search(text)) and bool(_DATE.fullmatch(text))


def has_number(quantity: Quantity) -> bool:
    """Say whether a number stands in the value, be it readable alone or one of several."""
    if quantity.number is not None:
        return True
    return bool(re.search(r"\d", quantity.text)) and not quantity.is_date


def in_one_unit(actual: Quantity, target: Quantity) -> tuple[Decimal, Decimal] | None:
    """Return both numbers in one unit; None where there is no number, or the units differ.

    A missing unit is that of the other side, and 个 means the same as 个小区. A percentage against
    a plain number up to 1 could mean either scale: that is not guessed.
    """
    if actual.number is None or target.number is None:
        return None
    if actual.unit in _YUAN and target.unit in _YUAN:
        return actual.number * _YUAN[actual.unit], target.number * _YUAN[target.unit]
    if not _is_same_unit(actual.unit, target.unit):
        return None
    plain = target if actual.unit else actual
    is_percent = "%" in (actual.unit, target.unit) and not plain.unit
    if is_percent and plain.number is not None and ZERO < plain.number <= 1:
        return None
    return actual.number, target.number


def _is_same_unit(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def have_different_units(actual: Quantity, target: Quantity) -> bool:
    """Say whether both are numbers, but cannot be compared."""
    has_both = actual.number is not None and target.number is not None
    return has_both and in_one_unit(actual, target) is None


def is_reverse(target: Quantity) -> bool:
    """Say whether less is better: ≤, <."""
    return target.comparator in (Comparator.AT_MOST, Comparator.LESS)


def completion(actual: Quantity, target: Quantity) -> Decimal | None:
    """Return how far the target is met: 1 is met, more is over it; None where it is no number.

    Forward (≥, =): actual ÷ target. Reverse (≤): 1 when met, else target ÷ actual. Target 0: met
    or not met.

    Source:
        财预〔2020〕10号 and the usual scoring notes of districts; a template's bands and limits
        are in `scoring_rules`.
    """
    numbers = in_one_unit(actual, target)
    if numbers is None:
        return None
    done, wanted = numbers
    if wanted == 0:
        return FULL if target.comparator.holds(done, wanted) else ZERO
    if is_reverse(target):
        return FULL if done <= wanted else wanted / done
    return done / wanted
