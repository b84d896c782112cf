"""Spread the points of each first-level head (一级指标) over its indicators, on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from perfeval_desktop.domain.apportioning import apportion
from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import ScoreRefusedError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.scoring_rules import Head
from perfeval_desktop.domain.values import ZERO, is_blank, number_of, plain
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """A head and the indicators its points go to: those with a target (年度指标值)."""

    head: Head
    takers: tuple[str, ...]  # record ids
    weights: tuple[Decimal | None, ...]  # of the takers, as they are now
    kept: Decimal  # points of its indicators without a target, which nobody touches


def head_plans(session: Session, ref: SheetRef) -> list[HeadPlan]:
    """Return the heads of a sheet that have points to give, in the template's order."""
    template = session.report.template
    group = template.scored_group(ref.sheet)
    if group is None:
        return []
    names = {each.head for each in group.sections}
    return [_plan(session, ref, each) for each in template.scoring.heads if each.name in names]


def _plan(session: Session, ref: SheetRef, head: Head) -> HeadPlan:
    report = session.report
    group = report.template.scored_group(ref.sheet)
    assert group is not None
    fields, sections = report.template.scoring.fields, group.sections_under(head.name)
    records = [
        each
        for each in report.children(ref.record, group.id)
        if report.record(each).section in sections
    ]
    target, weight = f"{group.id}.{fields.target}", f"{group.id}.{fields.weight}"
    points = {each: number_of(session.value(FieldAddress(each, weight))) for each in records}
    takers = [e for e in records if not is_blank(session.value(FieldAddress(e, target)))]
    kept = sum((points[each] or ZERO for each in records if each not in takers), ZERO)
    return HeadPlan(head, tuple(takers), tuple(points[each] for each in takers), kept)


def execution_weight(session: Session, ref: SheetRef) -> Decimal:
    """Return the points of the execution rate (执行率分值) of a sheet."""
    template = session.report.template
    per = template.sheet(ref.sheet).per
    name = template.scoring.fields.execution_weight
    address = FieldAddress(ref.record, f"{per}.{name}" if per else name)
    return number_of(session.value(address)) or ZERO


def spread(
    session: Session,
    ref: SheetRef,
    sums: Mapping[str, Decimal],
    step: Decimal,
    keep_proportions: bool = False,
) -> list[tuple[HeadPlan, list[Decimal]]]:
    """Spread the points of each head over its indicators with a target.

    An indicator without a target keeps what it has, and that is taken off its head's points.

    Args:
        session: The open report.
        ref: The sheet.
        sums: Points of each head; with the execution rate they make up the full score.
        step: 1 for whole points, 0.5 for halves.
        keep_proportions: Spread in proportion to the weights there are, not evenly.

    Returns:
        Each head with the points of its takers, in their order.

    Raises:
        ScoreRefusedError: the points do not make up the full score, or those of a head are no
            whole number of steps, or fewer steps than it has indicators.
    """
    _expect_full_score(session, ref, sums)
    plans = head_plans(session, ref)
    return [(each, _parts(each, sums, step, keep_proportions)) for each in plans]


def weight_edits(report: Report, parts: Iterable[tuple[HeadPlan, list[Decimal]]]) -> list[Edit]:
    """Return the edits that give the indicators the points that were spread."""
    edits: list[Edit] = []
    for plan, points in parts:
        for record, each in zip(plan.takers, points, strict=True):
            edits += entry_edits(report, _weight_of(report, record), plain(each))
    return edits


def _expect_full_score(session: Session, ref: SheetRef, sums: Mapping[str, Decimal]) -> None:
    full = session.report.template.full_score
    total = execution_weight(session, ref) + sum(sums.values(), ZERO)
    if total != full:
        raise ScoreRefusedError(
            f"执行率和各一级指标合计 {plain(total)} 分，应是 {plain(full)} 分。"
        )


def _parts(
    plan: HeadPlan, sums: Mapping[str, Decimal], step: Decimal, keep_proportions: bool
) -> list[Decimal]:
    if not plan.takers:
        return []
    points = sums[plan.head.name] - plan.kept
    shares = plan.weights if keep_proportions else (None,) * len(plan.takers)
    try:
        return apportion(points, step, shares)
    except ValueError:
        raise ScoreRefusedError(
            f"{plan.head.name}的 {plain(points)} 分，没法按每份 {plain(step)} 分"
            f"分给 {len(plan.takers)} 个指标，请换一种单位。"
        ) from None


def _weight_of(report: Report, record: str) -> FieldAddress:
    name = report.template.scoring.fields.weight
    return FieldAddress(record, f"{report.group_of(record)}.{name}")
