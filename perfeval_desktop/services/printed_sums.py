"""Which printed amounts are the sum of which others, by the formulas of the template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.checks.expressions import Call, Name, Node, Operation, parse_expression
from perfeval_desktop.checks.resolve import LAST_YEAR, Many, One, resolve
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Field, Role
from perfeval_desktop.domain.values import ValueType, number_of
from perfeval_desktop.services.live_figures import Values

_Terms = tuple[tuple[int, FieldAddress], ...]


class PrintedSum(NamedTuple):
    """A total and its parts that have a figure; `is_link`: the total repeats other tables."""

    total: FieldAddress
    parts: _Terms
    is_link: bool = False


class _NoSumError(Exception):
    """The formula is more than a sum of printed cells."""


def printed_sums(report: Report, value_of: Values) -> list[PrintedSum]:
    """Return every sum among the printed amounts, as the template defines them."""
    return _Finding(report, value_of).sums()


class _Finding:
    def __init__(self, report: Report, value_of: Values) -> None:
        self._report = report
        self._template = report.template
        self._value_of = value_of
        printed = (each for each in self._template.sheets if each.is_printed)
        self._printed = {field for sheet in printed for field in self._template.fields_on(sheet)}
        self._holders: dict[str, dict[str, list[str]]] = {}  # field of a link → record → holders

    def sums(self) -> list[PrintedSum]:
        found = [
            PrintedSum(total, terms, field.role is Role.DEFAULT)
            for field in self._template.fields.values()
            if field.formula and field.type is ValueType.AMOUNT and field.id in self._printed
            for total in self._cells(field)
            if (terms := self._terms_of(total, field))
        ]
        return list(_without_differences(found))

    def _cells(self, field: Field) -> Iterator[FieldAddress]:
        for record in self._report.records_of(field.group):
            if number_of(self._value_of(FieldAddress(record, field.id))) is not None:
                yield FieldAddress(record, field.id)

    def _terms_of(self, total: FieldAddress, field: Field) -> _Terms:
        try:
            return tuple(self._terms(parse_expression(field.formula), total.record, 1))
        except _NoSumError:
            return ()

    def _terms(self, node: Node, record: str, sign: int) -> Iterator[tuple[int, FieldAddress]]:
        match node:
            case Name() | Call(function="合计"):
                name = node if isinstance(node, Name) else node.arguments[0]
                assert isinstance(name, Name)
                for address in self._addresses(name, record, is_one=isinstance(node, Name)):
                    yield from self._cell(address, sign)
            case Operation("+", (left, right)):
                yield from self._terms(left, record, sign)
                yield from self._terms(right, record, sign)
            case Operation("-", (left, right)):
                yield from self._terms(left, record, sign)
                yield from self._terms(right, record, -sign)
            case _:
                raise _NoSumError

    def _cell(self, address: FieldAddress, sign: int) -> Iterator[tuple[int, FieldAddress]]:
        """A part that is not printed stands for those it adds up; blank ones add nothing."""
        field = self._template.fields[address.field]
        if number_of(self._value_of(address)) is None:
            return
        if field.type is ValueType.AMOUNT and field.id in self._printed:
            yield sign, address
        elif field.formula and self._report.entry(address) is None:
            yield from self._terms(parse_expression(field.formula), address.record, sign)
        else:
            raise _NoSumError

    def _addresses(self, name: Name, record: str, *, is_one: bool) -> Iterator[FieldAddress]:
        if name.of == LAST_YEAR:
            raise _NoSumError
        reference = resolve(name, self._report.group_of(record), self._template)
        for _ in range(reference.up):
            record = self._report.parent_of(record)
        if isinstance(reference, One) is not is_one:
            raise _NoSumError
        records = [record] if isinstance(reference, One) else self._members(record, reference)
        for each in records:
            yield FieldAddress(each, reference.field)

    def _members(self, record: str, many: Many) -> list[str]:
        if many.via:
            return self._holding(self._template.relations[many.via].by, many.group).get(record, [])
        children = self._report.children(record, many.group)
        if not many.sections:
            return children
        return [each for each in children if self._report.record(each).section in many.sections]

    def _holding(self, field: str, group: str) -> dict[str, list[str]]:
        """Return by the record that is pointed at which records point there."""
        if field not in self._holders:
            holders = self._holders[field] = {}
            for record in self._report.records_of(group):
                value = self._value_of(FieldAddress(record, field))
                if value is not None:
                    holders.setdefault(value.text, []).append(record)
        return self._holders[field]


def _without_differences(found: list[PrintedSum]) -> Iterator[PrintedSum]:
    """Say a difference as the sum that it is.

    当年财政拨款 is what is left of amounts of other tables when its neighbours are taken off.
    Together with their own total that says: the total is the sum of those amounts.
    """
    totals = {frozenset(each.parts): each.total for each in found if not each.is_link}
    for each in found:
        less = [(1, key) for sign, key in each.parts if sign < 0]
        total = totals.get(frozenset([(1, each.total), *less])) if less else None
        more = tuple(term for term in each.parts if term[0] > 0)
        yield PrintedSum(total, more, True) if total is not None and more else each
