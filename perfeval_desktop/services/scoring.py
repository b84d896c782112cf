"""Scores of one sheet: what is proposed, accepting it, giving another score with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import ScoreRefusedError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.scoring import (
    NO_PROPOSAL,
    Kind,
    Proposal,
    band_of,
    cap_of,
    execution_working,
    grade_of,
    propose,
    reason_due,
)
from perfeval_desktop.domain.scoring_rules import Band, ScoringRules
from perfeval_desktop.domain.template import Group
from perfeval_desktop.domain.values import ZERO, Quantity, number_of, plain
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of a sheet: what it has now, and what is proposed. Scores are points."""

    record: str
    name: str
    target: Quantity | None
    actual: Quantity | None
    weight: Decimal | None
    score: Decimal | None
    reason: str  # 偏差原因
    note: str  # why another score than the proposed was given, where that lost nothing
    proposal: Proposal = NO_PROPOSAL
    reason_due: str = ""  # why a reason is due for the score it has, else for the proposed one

    @property
    def is_own(self) -> bool:
        """Say whether the clerk gave the score herself, with a reason."""
        return self.score is not None and bool(self.reason or self.note)


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Total and grade, as they stand and with every open proposal accepted.

    `most` is the limit that a low execution rate sets to the total, `stated` another total that
    stands on the form; None where there is none.
    """

    total: Decimal
    grade: str
    total_after: Decimal
    grade_after: str
    open_proposals: int
    missing_reasons: int
    most: Decimal | None
    stated: Decimal | None
    execution: str  # how the execution rate is scored


def indicator_scores(
    session: Session, ref: SheetRef, bands: Mapping[str, Band] | None = None
) -> list[IndicatorScore]:
    """Return the indicators of a sheet that have a target or an actual value, in order.

    Args:
        session: The open report.
        ref: A sheet; one that scores nothing has no indicators.
        bands: By record, the band the clerk chose; without one, that of the score there is.
    """
    group = session.report.template.scored_group(ref.sheet)
    if group is None:
        return []
    chosen = bands or {}
    records = session.report.children(ref.record, group.id)
    scores = (_indicator(session, group, each, chosen.get(each)) for each in records)
    return [each for each in scores if (each.target, each.actual, each.score) != (None,) * 3]


def _indicator(session: Session, group: Group, record: str, band: Band | None) -> IndicatorScore:
    report, rules = session.report, session.report.template.scoring
    places = (FieldAddress(record, f"{group.id}.{name}") for name in rules.fields.of_indicator)
    target, actual, weight, score, reason = (session.value(each) for each in places)
    entry = report.entry(FieldAddress(record, f"{group.id}.{rules.fields.score}"))
    known = IndicatorScore(
        record=record,
        name=report.record_name(record),
        target=target if isinstance(target, Quantity) else None,
        actual=actual if isinstance(actual, Quantity) else None,
        weight=number_of(weight),
        score=number_of(score),
        reason=reason.text if reason is not None else "",
        note=entry.reason if entry is not None else "",
    )
    return _with_proposal(known, band, rules)


def _with_proposal(known: IndicatorScore, band: Band | None, rules: ScoringRules) -> IndicatorScore:
    """A score that was given tells its band, and is what its band proposes from then on."""
    score, weight = known.score, known.weight
    if score is None or not weight:
        proposal = propose(known.target, known.actual, weight, rules, band)
        return replace(known, proposal=proposal, reason_due=proposal.needs_reason)
    given = band or band_of(score, weight, rules)
    proposal = propose(known.target, known.actual, weight, rules, given)
    if proposal.kind is Kind.QUALITATIVE and band is None:
        proposal = replace(proposal, points=score)
    due = reason_due(score, weight, proposal.completion, rules)
    return replace(known, proposal=proposal, reason_due=due)


def summary(session: Session, ref: SheetRef, indicators: Iterable[IndicatorScore]) -> ScoreSummary:
    """Return total and grade of a sheet, before and after accepting every open proposal.

    The total is that of the scores, whatever total is stated.
    """
    rules, known = session.report.template.scoring, list(indicators)
    weight, rate, execution, stated = _execution_and_total(session, ref)
    to_accept = open_proposals(known)
    total = (execution or ZERO) + sum((each.score or ZERO for each in known), ZERO)
    gained = sum(((e.proposal.points or ZERO) - (e.score or ZERO) for e in to_accept), ZERO)
    most = cap_of(rate, rules)
    before, after = (_capped(each, most) for each in (total, total + gained))
    return ScoreSummary(
        total=before,
        grade=grade_of(before, rules),
        total_after=after,
        grade_after=grade_of(after, rules),
        open_proposals=len(to_accept),
        missing_reasons=sum(bool(each.reason_due) and not each.reason for each in known),
        most=most,
        stated=stated if stated not in (total, before) else None,
        execution=execution_working(rate, weight or ZERO, execution),
    )


def _execution_and_total(session: Session, ref: SheetRef) -> tuple[Decimal | None, ...]:
    """Return weight, rate and score of the execution rate, and the total on the form."""
    template = session.report.template
    per = template.sheet(ref.sheet).per
    prefix = f"{per}." if per else ""
    names = template.scoring.fields.of_sheet
    return tuple(
        number_of(session.value(FieldAddress(ref.record, prefix + name))) for name in names
    )


def _capped(total: Decimal, most: Decimal | None) -> Decimal:
    return total if most is None else min(total, most)


def open_proposals(indicators: Iterable[IndicatorScore]) -> list[IndicatorScore]:
    """Return the indicators for which accepting all would write a score.

    A score the clerk gave herself stands: hers is another one with a reason.
    """
    return [
        each
        for each in indicators
        if each.proposal.points is not None
        and each.proposal.points != each.score
        and (each.score is None or (not each.is_own and each.proposal.kind is Kind.QUANTITATIVE))
    ]


def accept_all_edits(report: Report, indicators: Iterable[IndicatorScore]) -> list[Edit]:
    """Return the edits that give every indicator with an open proposal what is proposed."""
    edits: list[Edit] = []
    for each in open_proposals(indicators):
        assert each.proposal.points is not None
        edits += _score_edits(report, each.record, each.proposal.points)
    return edits


def score_edits(
    report: Report, indicator: IndicatorScore, points: Decimal, reason: str = ""
) -> list[Edit]:
    """Return the edits that give an indicator a score and, where one is due, its reason.

    A reason for lost points or for a target that is clearly exceeded goes into 偏差原因, as the
    form wants it. One for another score than the proposed that loses nothing stays with the score.

    Raises:
        ScoreRefusedError: the score is no score of this indicator, or a reason is missing.
    """
    due = check_score(report, indicator, points)
    rules, proposal = report.template.scoring, indicator.proposal
    weight = indicator.weight or ZERO
    is_for_form = bool(reason_due(points, weight, proposal.completion, rules))
    known = reason or (indicator.reason if is_for_form else indicator.note)
    if due and points != proposal.points and not known:
        raise ScoreRefusedError(f"{due}，请写一句原因。")
    if not (is_for_form and reason):
        note = "" if is_for_form or not due else known
        return _score_edits(report, indicator.record, points, note)
    group = report.group_of(indicator.record)
    place = FieldAddress(indicator.record, f"{group}.{rules.fields.reason}")
    return [
        *_score_edits(report, indicator.record, points),
        *entry_edits(report, place, reason),
    ]


def check_score(report: Report, indicator: IndicatorScore, points: Decimal) -> str:
    """Say in a clause why these points need a reason, "" when they need none.

    Raises:
        ScoreRefusedError: there is no weight, or the score is below 0 or above it.
    """
    weight, proposal = indicator.weight, indicator.proposal
    if weight is None:
        raise ScoreRefusedError("先填分值，再填得分。")
    if not ZERO <= points <= weight:
        raise ScoreRefusedError(f"得分要在 0 和分值 {plain(weight)} 之间。")
    due = reason_due(points, weight, proposal.completion, report.template.scoring)
    if not due and proposal.kind is Kind.QUANTITATIVE and points != proposal.points:
        assert proposal.points is not None
        return f"按完成率应得 {plain(proposal.points)} 分"
    return due


def _score_edits(report: Report, record: str, points: Decimal, reason: str = "") -> list[Edit]:
    group = report.group_of(record)
    place = FieldAddress(record, f"{group}.{report.template.scoring.fields.score}")
    return entry_edits(report, place, plain(points), reason)
