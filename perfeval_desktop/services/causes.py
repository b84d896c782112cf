"""Say what may have caused a finding, from the figures of the report. Asked for, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfeval_desktop.checks.causes import Gap, Term, likely_cause
from perfeval_desktop.checks.terms import SignedCell, all_cells, cells_added
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Check
from perfeval_desktop.domain.text import field_label, in_year
from perfeval_desktop.domain.values import YUAN_PER_WAN, ValueType
from perfeval_desktop.services.session import Session


def cause_of(session: Session, finding: Finding, prose: Iterable[Term] = ()) -> str:
    """Return the likeliest cause of a broken sum as one sentence, "" when there is none.

    Args:
        session: The open report.
        finding: What was found in it.
        prose: Figures read from the narrative (万元), tried after those of the cells.
    """
    gap = _gap(session, finding, prose)
    return likely_cause(gap) if gap is not None else ""


def cell_label(report: Report, address: FieldAddress) -> str:
    """Return what a sentence calls a cell: 自治奖励（2022年决算数）, 基本支出."""
    field = report.template.fields[address.field]
    if not address.record:
        return field_label(field, report.year)
    name = report.record_name(address.record)
    column = in_year(field.column or field.label, report.year)
    return f"{name}（{column}）"


def _gap(session: Session, finding: Finding, prose: Iterable[Term]) -> Gap | None:
    check = _check(session, finding)
    if check is None or finding.left.value is None or finding.right.value is None:
        return None
    engine, report = session.engine, session.report
    left = cells_added(check.left.expression, finding.record, engine, report)
    right = cells_added(check.right.expression, finding.record, engine, report)
    if left is None or right is None:
        return None
    money = _money_of(left + right, report)
    if money is None:
        return None
    on_left, on_right = _balanced(left, right)
    used = {each.address for each in left + right}
    used.update(finding.places)
    is_left_smaller = finding.left.value < finding.right.value
    return Gap(
        left=tuple(_terms(session, on_left)),
        right=tuple(_terms(session, on_right)),
        others=(*_terms(session, _other_cells(report, used, money)), *prose),
        forgotten=(check.left if is_left_smaller else check.right).forgotten,
        unit=money.unit,
    )


def _check(session: Session, finding: Finding) -> Check | None:
    """Return the check if it is one of exact equality: a limit or a threshold has no cause."""
    for check in session.report.template.checks:
        if check.id == finding.check:
            return check if check.op == "=" and check.tolerance == "rounding" else None
    return None


def _money_of(cells: list[SignedCell], report: Report) -> ValueType | None:
    """Return whether all cells hold 万元, or all hold 元; None for anything else."""
    types = {report.template.fields[each.address.field].type for each in cells}
    return types.pop() if types in ({ValueType.AMOUNT}, {ValueType.YUAN}) else None


def _balanced(
    left: list[SignedCell], right: list[SignedCell]
) -> tuple[list[FieldAddress], list[FieldAddress]]:
    """What is subtracted on one side is added on the other."""
    one = [c.address for c in left if c.sign > 0] + [c.address for c in right if c.sign < 0]
    other = [c.address for c in right if c.sign > 0] + [c.address for c in left if c.sign < 0]
    return one, other


def _other_cells(
    report: Report, used: set[FieldAddress], money: ValueType
) -> Iterator[FieldAddress]:
    fields = report.template.fields
    for address in all_cells(report):
        if address not in used and fields[address.field].type is money:
            yield address


def _terms(session: Session, cells: Iterable[FieldAddress]) -> Iterator[Term]:
    for address in cells:
        number: Decimal | None = session.engine.numbers[address.field].get(address.record)
        if number:
            is_yuan = session.report.template.fields[address.field].type is ValueType.YUAN
            shown = number * (YUAN_PER_WAN if is_yuan else 1)
            yield Term(cell_label(session.report, address), shown)
