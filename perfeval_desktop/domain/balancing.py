"""舍位平衡: round numbers so that the rounded parts still add up to the rounded total.

Everything is counted in units of the last printed digit. A number goes to one of its two
neighbours and nowhere else, so an exact one stays, and so does 0. Totals that are no part of
anything are rounded half up; sums are settled from the top down, those parts moving first whose
remainder is the largest. Where a number stands in several sums, it moves only when all of them
come out right; a sum for which that is not possible is left as it is, and told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)


class Sum(NamedTuple, Generic[K]):
    """A total and its parts, each with its sign.

    `is_link` says that the total repeats what its parts say elsewhere: it follows them.
    """

    total: K
    parts: tuple[tuple[int, K], ...]
    is_link: bool = False


class Rounded(NamedTuple, Generic[K]):
    """What each number is printed as, in units; and the sums that could not be made right."""

    units: dict[K, int]
    unbalanced: list[Sum[K]]


def round_balanced(numbers: Mapping[K, Decimal], sums: Sequence[Sum[K]]) -> Rounded[K]:
    """Round `numbers`, which are in units, so that as many of `sums` as possible add up."""
    return _Rounding(numbers, sums).result()


def half_up(number: Decimal) -> int:
    """Round as officials do."""
    return int(number.to_integral_value(ROUND_HALF_UP))


class _Link(NamedTuple, Generic[K]):
    """A sum in a chain: what its parts have to change by, and what moved to get there."""

    sum: int
    wanted: int
    moved: Mapping[K, int] = {}


class _Rounding(Generic[K]):
    def __init__(self, numbers: Mapping[K, Decimal], sums: Sequence[Sum[K]]) -> None:
        self._numbers = numbers
        self._sums = sums
        self._units = {key: half_up(number) for key, number in numbers.items()}
        self._settled: set[K] = set()
        self._below = {key for each in sums for _, key in each.parts}  # all but the top totals
        self._below.update(each.total for each in sums if each.is_link)
        self._of: dict[K, list[tuple[int, int]]] = {}  # key → sums with what it adds to them
        for number, each in enumerate(sums):
            for sign, key in each.parts:
                self._of.setdefault(key, []).append((number, sign))
            self._of.setdefault(each.total, []).append((number, -1))

    def result(self) -> Rounded[K]:
        for number in _top_down(self._sums):
            self._settle(number)
        for number in range(len(self._sums)):
            before = dict(self._units) if self._excess(number) else {}
            while self._excess(number) and self._repair(number):
                pass
            if self._excess(number):
                self._units = before  # to move some and still be wrong helps nobody
        off = [each for number, each in enumerate(self._sums) if self._excess(number)]
        return Rounded(self._units, off)

    def _excess(self, number: int) -> int:
        """Return by how much the parts of a sum come to more than its total."""
        one = self._sums[number]
        return sum(sign * self._units[key] for sign, key in one.parts) - self._units[one.total]

    def _can_move(self, key: K, by: int) -> bool:
        """Say whether a number may move by one unit: to its other neighbour."""
        low = int(self._numbers[key].to_integral_value(ROUND_FLOOR))
        moved = self._units[key] + by
        return self._numbers[key] != low and low <= moved <= low + 1

    def _settle(self, number: int) -> None:
        """Make one sum right with the numbers that are not settled yet."""
        one, excess = self._sums[number], self._excess(number)
        if one.is_link and one.total not in self._settled and self._can_move(one.total, excess):
            self._units[one.total] += excess
        elif excess:
            by = -1 if excess > 0 else 1
            free = [
                (sign * by, key)
                for sign, key in one.parts
                if key not in self._settled and self._can_move(key, sign * by)
            ]
            if len(free) >= abs(excess):
                free.sort(key=lambda move: self._cost(move[1], move[0]))
                for step, key in free[: abs(excess)]:
                    self._units[key] += step
        self._settled.update([one.total], (key for _, key in one.parts))

    def _cost(self, key: K, by: int) -> Decimal:
        """Return how much farther from its exact value a number gets."""
        number, units = self._numbers[key], self._units[key]
        return abs(units + by - number) - abs(units - number)

    def _repair(self, number: int) -> bool:
        """Move numbers that stand in two sums along a chain of sums, until all of them are right.

        The chain begins at a sum that is off, and ends with a number that stands in no other, or
        at a sum that is off by the opposite. Top totals stay.
        """
        start: _Link[K] = _Link(number, -1 if self._excess(number) > 0 else 1)
        seen, queue = {(start.sum, start.wanted)}, deque([start])
        while queue:
            here = queue.popleft()
            for by, key in self._moves(here):
                others = [each for each in self._of[key] if each[0] != here.sum]
                if len(others) > 1 or key in here.moved or (others and others[0][0] == number):
                    continue
                moved = {**here.moved, key: by}
                if not others or self._helps(others[0], by):
                    for each, step in moved.items():
                        self._units[each] += step
                    return True
                other, sign = others[0]
                if (other, -by * sign) not in seen:
                    seen.add((other, -by * sign))
                    queue.append(_Link(other, -by * sign, moved))
        return False

    def _moves(self, here: _Link[K]) -> list[tuple[int, K]]:
        """Return which numbers of a sum could bring it nearer to being right, cheapest first."""
        one, wanted = self._sums[here.sum], here.wanted
        moves = [(sign * wanted, key) for sign, key in one.parts]
        if one.total in self._below:
            moves.append((-wanted, one.total))
        possible = [(by, key) for by, key in moves if self._can_move(key, by)]
        return sorted(possible, key=lambda each: self._cost(each[1], each[0]))

    def _helps(self, other: tuple[int, int], by: int) -> bool:
        excess = self._excess(other[0])
        return excess != 0 and abs(excess + by * other[1]) < abs(excess)


def _top_down(sums: Sequence[Sum[K]]) -> list[int]:
    """Return the sums in an order in which what settles a number comes before what needs it."""
    part_of: dict[K, list[int]] = {}
    linked: dict[K, list[int]] = {}
    for number, each in enumerate(sums):
        for _, key in each.parts:
            part_of.setdefault(key, []).append(number)
        if each.is_link:
            linked.setdefault(each.total, []).append(number)
    order: list[int] = []
    seen: set[int] = set()
    for first in range(len(sums)):
        pending = [(first, False)]
        while pending:
            number, is_ready = pending.pop()
            if is_ready:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                pending.append((number, True))
                pending += [(each, False) for each in _needs(number, sums, part_of, linked)]
    return order


def _needs(
    number: int,
    sums: Sequence[Sum[K]],
    part_of: Mapping[K, list[int]],
    linked: Mapping[K, list[int]],
) -> list[int]:
    """Return the sums that are settled before one."""
    one = sums[number]
    if one.is_link:
        needed = [each for _, key in one.parts for each in part_of[key] if not sums[each].is_link]
    else:
        needed = [*part_of.get(one.total, ()), *linked.get(one.total, ())]
        needed += [each for _, key in one.parts for each in linked.get(key, ())]
    return [each for each in needed if each != number]
