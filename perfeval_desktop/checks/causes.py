"""Why two sums may differ: typing slips, a line left out, the same amount elsewhere.

Pure: it gets figures and gives sentences. A cause is a guess and is worded as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.values import ZERO, plain, round_half_up

_CENT = Decimal("0.005")
_UNIT = Decimal(10_000)
_SHIFTS = (Decimal(10), Decimal("0.1"), Decimal(100), Decimal("0.01"))
_MOST_MISSING = 3  # more lines than this left out at once is no slip


class Term(NamedTuple):
    """A figure with the name a clerk knows it by."""

    label: str
    value: Decimal  # in the unit of the gap


class Gap(NamedTuple):
    """Two sums that should be equal and are not.

    `others` are figures of the report outside of both sums, of cells or prose, nearest first.
    `forgotten` is what tends to be left out on the smaller side ("上年结转"), "" if unknown.
    """

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    others: tuple[Term, ...] = ()
    forgotten: str = ""
    unit: str = "万元"

    @property
    def difference(self) -> Decimal:
        """Left minus right."""
        return _sum(self.left) - _sum(self.right)


def likely_causes(gap: Gap) -> Iterator[str]:
    """Yield what may have caused the gap, the best guess first, each a whole sentence."""
    if not gap.difference:
        return
    yield from _swapped_digits(gap)
    yield from _wrong_unit(gap)
    yield from _lines_left_out(gap)
    yield from _shifted_point(gap)
    yield from _right_elsewhere(gap)
    yield from _gap_elsewhere(gap)
    yield from _chain(gap)


def likely_cause(gap: Gap) -> str:
    """Return the best guess, "" when nothing explains the gap."""
    return next(likely_causes(gap), "")


def _sum(terms: Iterable[Term]) -> Decimal:
    return sum((each.value for each in terms), ZERO)


def _wanted(gap: Gap) -> Iterator[tuple[Term, Decimal]]:
    """Yield each term with the value it would need so that both sums were equal."""
    for each in gap.left:
        yield each, each.value - gap.difference
    for each in gap.right:
        yield each, each.value + gap.difference


def _swapped_digits(gap: Gap) -> Iterator[str]:
    for term, wanted in _wanted(gap):
        if wanted in _swaps(term.value):
            yield (
                f"也许{_quoted(term)}有两位数字颠倒了：填的是 {plain(term.value)} {gap.unit}，"
                f"换过来是 {plain(wanted)} {gap.unit}。"
            )


def _swaps(value: Decimal) -> Iterator[Decimal]:
    """Yield the numbers made by swapping two neighbouring digits: 17.15 → 71.15, 11.75, 17.51."""
    text = plain(value)
    places = [at for at, sign in enumerate(text) if sign.isdecimal()]
    for first, second in pairwise(places):
        if text[first] != text[second]:
            signs = list(text)
            signs[first], signs[second] = signs[second], signs[first]
            yield Decimal("".join(signs))


def _wrong_unit(gap: Gap) -> Iterator[str]:
    for term, wanted in _wanted(gap) if gap.unit == "万元" else ():
        if wanted and abs(term.value / _UNIT - wanted) < _CENT:
            yield (
                f"也许{_quoted(term)}是按元填的：填的是 {plain(term.value)}，"
                f"换成万元是 {plain(term.value / _UNIT)}。"
            )
        elif term.value and term.value * _UNIT == wanted:
            yield (
                f"也许{_quoted(term)}除了两次一万：填的是 {plain(term.value)} {gap.unit}，"
                f"应该是 {plain(wanted)} {gap.unit}。"
            )


def _shifted_point(gap: Gap) -> Iterator[str]:
    for term, wanted in _wanted(gap):
        if term.value and any(term.value * each == wanted for each in _SHIFTS):
            yield (
                f"也许{_quoted(term)}的小数点点错了：填的是 {plain(term.value)} {gap.unit}，"
                f"应该是 {plain(wanted)} {gap.unit}。"
            )


def _lines_left_out(gap: Gap) -> Iterator[str]:
    """The larger side has lines with no counterpart that make just the gap."""
    is_left_larger = gap.difference > 0
    larger, smaller = (gap.left, gap.right) if is_left_larger else (gap.right, gap.left)
    lonely, unmatched = _without_partners(larger, smaller)
    if smaller and not unmatched and len(lonely) <= _MOST_MISSING:
        yield f"也许少算了{_listed(lonely, gap.unit)}，正好是相差的 {_written(gap)} {gap.unit}。"
        return
    if len(larger) > 1:
        same = [each for each in lonely if each.value == abs(gap.difference)]
        yield from (f"也许少算了{_listed([each], gap.unit)}，正好是相差的数。" for each in same)


def _without_partners(
    larger: tuple[Term, ...], smaller: tuple[Term, ...]
) -> tuple[list[Term], list[Term]]:
    """Strike out equal figures on both sides, of the same name first; zeros are nothing."""
    lonely = [each for each in larger if each.value]
    unmatched = [each for each in smaller if each.value]
    for is_partner in (_is_same, _is_equal):
        for each in list(unmatched):
            partner = next((other for other in lonely if is_partner(each, other)), None)
            if partner is not None:
                lonely.remove(partner)
                unmatched.remove(each)
    return lonely, unmatched


def _is_same(one: Term, other: Term) -> bool:
    names = normalised(one.label.partition("（")[0]), normalised(other.label.partition("（")[0])
    return one.value == other.value and names[0] == names[1]


def _is_equal(one: Term, other: Term) -> bool:
    return one.value == other.value


def _right_elsewhere(gap: Gap) -> Iterator[str]:
    """The value a term would need stands in another cell."""
    by_value = _first_of_each(gap.others)
    for term, wanted in _wanted(gap):
        other = by_value.get(wanted)
        if other is not None and _is_telling(wanted):
            yield (
                f"也许{_quoted(term)}填错了：填的是 {plain(term.value)} {gap.unit}，"
                f"而{_quoted(other)}是 {plain(wanted)} {gap.unit}，换成这个数就相等了。"
            )


def _gap_elsewhere(gap: Gap) -> Iterator[str]:
    other = _first_of_each(gap.others).get(abs(gap.difference))
    if other is not None and _is_telling(other.value):
        yield f"也许漏了{_quoted(other)}：它正好是相差的 {_written(gap)} {gap.unit}。"


def _chain(gap: Gap) -> Iterator[str]:
    """The gap is a term of the larger side less one of the smaller side, and less another figure.

    So it looks when money carried over was put into one sum and not into the other.
    """
    if not _is_telling(gap.difference):
        return
    is_left_larger = gap.difference > 0
    larger, smaller = (gap.left, gap.right) if is_left_larger else (gap.right, gap.left)
    others = _first_of_each(gap.others)
    wanted = abs(gap.difference)
    for whole in larger:
        for part in smaller:
            rest = whole.value - part.value - wanted
            if not part.value or not rest or rest not in others:
                continue
            chain = " − ".join(f"{e.label} {plain(e.value)}" for e in (whole, part, others[rest]))
            guess = (
                f"也许漏填了{gap.forgotten}" if gap.forgotten else "也许这几个数里有一个口径不同"
            )
            yield f"{guess}：相差的 {_written(gap)} {gap.unit}也等于 {chain}。"


def _is_telling(value: Decimal) -> bool:
    """A round or tiny amount stands in many cells by chance and tells nothing."""
    return abs(value) >= 1 and value != value.to_integral_value()


def _first_of_each(terms: tuple[Term, ...]) -> dict[Decimal, Term]:
    found: dict[Decimal, Term] = {}
    for each in terms:
        found.setdefault(each.value, each)
    return found


def _listed(terms: list[Term], unit: str) -> str:
    return "、".join(f"{_quoted(each)} {plain(each.value)} {unit}" for each in terms)


def _quoted(term: Term) -> str:
    return term.label if "“" in term.label else f"“{term.label}”"


def _written(gap: Gap) -> str:
    difference = abs(gap.difference)
    exponent = difference.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return format(round_half_up(difference, min(decimals, 6)), "f")
