"""尾差: which rounded cells make a small gap between two sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.checks.terms import cells_added
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Check
from perfeval_desktop.domain.values import ZERO
from perfeval_desktop.services.session import Session


class RoundedCell(NamedTuple):
    """A cell in 万元 whose true value may be up to `at_most` above or below the written one."""

    address: FieldAddress
    number: Decimal
    at_most: Decimal


class RoundingGap(NamedTuple):
    """Two sums that differ as written, by no more than their rounded cells can account for.

    `difference` is left minus right, `at_most` what all roundings together can make, in 万元.
    """

    check: str
    record: str
    difference: Decimal
    at_most: Decimal
    cells: tuple[RoundedCell, ...]


def rounding_gaps(session: Session) -> list[RoundingGap]:
    """Return every gap that rounding explains, in the template's order of checks."""
    gaps = (
        rounding_gap(session, check, record)
        for check in session.report.template.checks
        for record in _records(session, check.for_each)
    )
    return [each for each in gaps if each is not None]


def rounding_gap(session: Session, check: Check, record: str) -> RoundingGap | None:
    """Return the roundings behind the gap of one check for one record.

    None when both sides are equal, when the check compares no plain sums, and when the gap is
    wider than rounding can make it: then it is a finding and no matter of rounding.
    """
    if check.op != "=" or check.tolerance != "rounding":
        return None
    engine, report = session.engine, session.report
    left = cells_added(check.left.expression, record, engine, report)
    right = cells_added(check.right.expression, record, engine, report)
    if not left or not right:
        return None
    added = [*left, *(each._replace(sign=-each.sign) for each in right)]
    difference, reach, cells = ZERO, ZERO, {}
    for sign, address in added:
        number = engine.numbers[address.field].get(address.record)
        if number is not None:
            slack = engine.slack(address.record, address.field)
            difference, reach = difference + sign * number, reach + slack
            cells[address] = RoundedCell(address, number, slack)
    if not difference or abs(difference) > reach:
        return None
    rounded = tuple(each for each in cells.values() if each.at_most)
    return RoundingGap(check.id, record, difference, reach, rounded)


def _records(session: Session, group: str) -> Iterator[str]:
    if group == REPORT:
        yield REPORT
        return
    yield from (each.id for each in session.report.all_records() if each.group == group)
