"""舍位平衡: amounts whose last printed digit is adjusted, so that printed parts add up.

Only what is printed changes; what is stored, computed and checked stays. A template asks for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from perfeval_desktop.domain.balancing import Sum, half_up, round_balanced
from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Figure, Text, Value, display, plain
from perfeval_desktop.services.live_figures import Values, followed, text_at
from perfeval_desktop.services.printed_sums import PrintedSum, printed_sums

K = TypeVar("K", bound=Hashable)


class Adjusted(NamedTuple):
    """One amount that is printed otherwise than it would be rounded."""

    address: FieldAddress
    exact: str
    rounded: str  # as it would be printed without
    printed: str
    total: FieldAddress  # of the sum for which it was adjusted


class Unbalanced(NamedTuple):
    """A sum that could not be made right in print."""

    total: FieldAddress
    printed: str
    added: str  # what the printed parts come to


class Balance(NamedTuple):
    """What the paper shows in place of rounded amounts.

    `printed` holds the adjusted amounts, and the chapters in which such an amount is repeated.
    """

    printed: Mapping[FieldAddress, Value] = {}
    adjusted: tuple[Adjusted, ...] = ()
    unbalanced: tuple[Unbalanced, ...] = ()

    def of(self, address: FieldAddress) -> Adjusted | None:
        """Return how an amount is adjusted, None where it is printed as it is rounded."""
        return next((each for each in self.adjusted if each.address == address), None)


NO_BALANCE = Balance()


def balance(report: Report, value_of: Values) -> Balance:
    """Return what is adjusted in print; nothing where the template does not ask for it."""
    if not report.template.balances_print:
        return NO_BALANCE
    return _Balancing(report, value_of).balance()


class _Balancing:
    def __init__(self, report: Report, value_of: Values) -> None:
        self._report = report
        self._value_of = value_of
        self._unit = Decimal(1).scaleb(-report.template.numbers.amount_decimals)
        self._sums = [each for each in printed_sums(report, value_of) if self._is_right(each)]
        self._same = _Classes[FieldAddress]()
        self._tie_copies()

    def balance(self) -> Balance:
        numbers, sums = self._in_units()
        units, off = round_balanced(numbers, sums)
        printed: dict[FieldAddress, Value] = {}
        adjusted: list[Adjusted] = []
        totals = self._totals()
        for address in self._places():
            key = self._same.of(address)
            if key in units and units[key] != half_up(numbers[key]):
                printed[address] = figure = self._figure(address, units[key])
                adjusted.append(self._told(address, figure, totals[key]))
        printed |= self._chapters(printed)
        return Balance(printed, tuple(adjusted), tuple(self._off(each, units) for each in off))

    def _number(self, address: FieldAddress) -> Decimal:
        value = self._value_of(address)
        return value.number if isinstance(value, Figure) else Decimal(0)

    def _is_right(self, one: PrintedSum) -> bool:
        """A total that is off by more than rounding it can make is an error, and stays one."""
        added = sum((sign * self._number(each) for sign, each in one.parts), Decimal(0))
        return abs(added - self._number(one.total)) * 2 <= self._unit

    def _tie_copies(self) -> None:
        """What repeats another cell is printed as that one is."""
        for each in self._sums:
            (sign, part), *more = each.parts
            if not more and sign == 1 and self._number(part) == self._number(each.total):
                self._same.join(part, each.total)

    def _in_units(self) -> tuple[dict[FieldAddress, Decimal], list[Sum[FieldAddress]]]:
        sums = dict.fromkeys(
            Sum(
                self._same.of(each.total),
                tuple((sign, self._same.of(part)) for sign, part in each.parts),
                each.is_link,
            )
            for each in self._sums
        )
        proper = [each for each in sums if all(key != each.total for _, key in each.parts)]
        keys = (key for each in proper for key in (each.total, *(k for _, k in each.parts)))
        return {key: self._number(key) / self._unit for key in keys}, proper

    def _places(self) -> list[FieldAddress]:
        return list(
            dict.fromkeys(a for s in self._sums for a in (*(p for _, p in s.parts), s.total))
        )

    def _totals(self) -> dict[FieldAddress, FieldAddress]:
        """Return for each class of cells the total for which it may be adjusted."""
        found: dict[FieldAddress, FieldAddress] = {}
        for each in sorted(self._sums, key=lambda one: one.is_link):
            for _, part in each.parts:
                if self._same.of(part) != self._same.of(each.total):
                    found.setdefault(self._same.of(part), each.total)
        for each in self._sums:
            found.setdefault(self._same.of(each.total), each.total)
        return found

    def _figure(self, address: FieldAddress, units: int) -> Figure:
        value = self._value_of(address)
        assert isinstance(value, Figure)
        number = units * self._unit
        return Figure(value.type, number, plain(number))

    def _told(self, address: FieldAddress, figure: Figure, total: FieldAddress) -> Adjusted:
        value, style = self._value_of(address), self._report.template.numbers
        return Adjusted(
            address,
            plain(self._number(address)),
            display(value, style),
            display(figure, style),
            total,
        )

    def _off(self, one: Sum[FieldAddress], units: Mapping[FieldAddress, int]) -> Unbalanced:
        added = sum(sign * units[key] for sign, key in one.parts)
        return Unbalanced(
            one.total, plain(units[one.total] * self._unit), plain(added * self._unit)
        )

    def _chapters(self, printed: Mapping[FieldAddress, Value]) -> dict[FieldAddress, Value]:
        """Return the chapters in which a figure follows an adjusted amount, as the table has it.

        A figure that is written more exactly than the table prints it is true as it stands.
        """
        found: dict[FieldAddress, Value] = {}
        for field in self._report.template.prose_fields:
            address = FieldAddress(REPORT, field)
            text = text_at(self._report, address)
            notes = tuple(
                each
                for each in text.notes
                if each.kind is NoteKind.LIVE
                and (cell := FieldAddress(each.record, each.field)) in printed
                and self._is_as_rounded(Text(text.text, (each,)), cell)
            )
            if notes:
                after = followed(Text(text.text, notes), self._report, printed.get)
                found[address] = Text(after.text)
        return found

    def _is_as_rounded(self, text: Text, cell: FieldAddress) -> bool:
        rounded = self._figure(cell, half_up(self._number(cell) / self._unit))
        return followed(text, self._report, lambda _: rounded).text == text.text


class _Classes(Generic[K]):
    """Which things are one; each class goes by the first thing that was joined."""

    def __init__(self) -> None:
        self._first: dict[K, K] = {}

    def of(self, thing: K) -> K:
        """Return what the class of a thing goes by."""
        while thing in self._first:
            thing = self._first[thing]
        return thing

    def join(self, one: K, other: K) -> None:
        """Make one class of two."""
        first, second = self.of(one), self.of(other)
        if first != second:
            self._first[second] = first
