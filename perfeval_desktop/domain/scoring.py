"""Propose scores after a template's rules, with a working that a clerk can follow.

A proposal is never more than that: the clerk may give another score and say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum, auto

from perfeval_desktop.domain.quantities import FULL, completion, in_one_unit, is_reverse
from perfeval_desktop.domain.scoring_rules import Band, ScoringRules
from perfeval_desktop.domain.values import ZERO, Quantity, plain, round_half_up

_CENT = Decimal("0.01")


class Kind(Enum):
    """How an indicator is scored."""

    QUANTITATIVE = auto()  # by numbers
    QUALITATIVE = auto()  # by a band the clerk chooses
    INCOMPLETE = auto()  # target, actual value or weight is not filled in


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an indicator may get.

    `points` is None while there is nothing to propose. `low` and `high` bound a score of the chosen
    band; without a band they are 0 and the weight. `needs_reason` says in a clause why a reason
    (偏差原因) is due for the proposed points, "" when none is.
    """

    kind: Kind
    points: Decimal | None
    working: str
    band: Band | None = None
    low: Decimal = ZERO
    high: Decimal = ZERO
    completion: Decimal | None = None
    needs_reason: str = ""


NO_PROPOSAL = Proposal(Kind.INCOMPLETE, None, "")


def propose(
    target: Quantity | None,
    actual: Quantity | None,
    weight: Decimal | None,
    rules: ScoringRules,
    band: Band | None = None,
) -> Proposal:
    """Propose a score for one indicator.

    Args:
        target: 年度指标值; None while it is not filled in.
        actual: 实际完成值.
        weight: 分值, points; at least 0.
        rules: Those of the template.
        band: What the clerk chose for a target in words; None: what the words themselves say.

    Returns:
        Points with at most two decimals, rounded half up, from 0 to `weight`.
    """
    missing = _missing(target, actual, weight)
    if missing or target is None or actual is None or weight is None:
        return Proposal(Kind.INCOMPLETE, None, missing)
    share = completion(actual, target)
    if share is None:
        return _by_band(target, actual, weight, rules, band)
    points = round_half_up(min(share, FULL) * weight, 2)
    return Proposal(
        Kind.QUANTITATIVE,
        points,
        _working(target, actual, weight, points),
        high=weight,
        completion=share,
        needs_reason=reason_due(points, weight, share, rules),
    )


def _missing(target: Quantity | None, actual: Quantity | None, weight: Decimal | None) -> str:
    if target is None:
        return "没有填年度指标值"
    if actual is None:
        return "没有填实际完成值"
    return "没有填分值" if weight is None or weight < 0 else ""


def _working(target: Quantity, actual: Quantity, weight: Decimal, points: Decimal) -> str:
    numbers = in_one_unit(actual, target)
    assert numbers is not None
    done, wanted = numbers
    unit = target.unit or actual.unit
    aim, reached = _written(target, unit), _written(actual, unit)
    vague = "（数字不确切）" if actual.is_vague or target.is_vague else ""
    full, got = f"{plain(weight)}分", f"{plain(points)}分"
    if wanted == 0 or (is_reverse(target) and done <= wanted):
        is_met = target.comparator.holds(done, wanted) or done == wanted
        verdict = "达到目标" if is_met else "没有达到目标"
        return f"目标{target.comparator.value}{aim}，实际{reached}，{verdict}，得{got}{vague}"
    parts = (aim, reached) if is_reverse(target) else (reached, aim)
    exact = min(wanted / done if is_reverse(target) else done / wanted, FULL) * weight
    sign = "=" if exact == points else "≈"
    if not is_reverse(target) and done > wanted:
        return f"{reached} ÷ {aim}，超过目标，得满分 {full}{vague}"
    return f"{parts[0]} ÷ {parts[1]} × {full} {sign} {got}{vague}"


def _written(quantity: Quantity, unit: str) -> str:
    assert quantity.number is not None
    more = "余" if quantity.is_vague else ""
    return f"{plain(quantity.number)}{more}{quantity.unit or unit}"


def _by_band(
    target: Quantity, actual: Quantity, weight: Decimal, rules: ScoringRules, band: Band | None
) -> Proposal:
    chosen = band or band_said(target, actual, rules)
    if chosen is None:
        working = "按文字评分：先选完成程度"
        return Proposal(Kind.QUALITATIVE, None, working, high=weight)
    low, high = band_limits(chosen, weight)
    points = _middle(chosen, weight, low, high)
    limits = f"{_percent(chosen.low)}～{_percent(chosen.high)}"
    working = f"{chosen.name}：可得 {plain(low)}～{plain(high)}分（{limits}）"
    due = reason_due(points, weight, None, rules)
    return Proposal(Kind.QUALITATIVE, points, working, chosen, low, high, None, due)


def band_said(target: Quantity, actual: Quantity, rules: ScoringRules) -> Band | None:
    """Return the band that the words themselves say; None where the clerk has to judge."""
    said = "".join(actual.text.split())
    if said == "".join(target.text.split()):
        return rules.bands[0]
    return next((each for each in rules.bands if said in each.words), None)


def band_limits(band: Band, weight: Decimal) -> tuple[Decimal, Decimal]:
    """Return the fewest and the most points of a band, in hundredths.

    What would reach the next better band does not belong to it: a `high` below 1 is exclusive.
    """
    low = (band.low * weight).quantize(_CENT, rounding=ROUND_CEILING)
    high = (band.high * weight).quantize(_CENT, rounding=ROUND_FLOOR)
    if band.high < FULL and high == band.high * weight:
        high -= _CENT
    return (low, high) if low <= high else (low, low)


def band_of(points: Decimal, weight: Decimal, rules: ScoringRules) -> Band:
    """Return the band in which a score lies."""
    return next((b for b in rules.bands if points >= b.low * weight), rules.bands[-1])


def _middle(band: Band, weight: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Full points for the best band, else what lies in the middle, as evenly as it can be said."""
    if band.high == FULL:
        return weight
    middle = (band.low + band.high) / 2 * weight
    for digits in (0, 1, 2):
        rounded = round_half_up(middle, digits)
        if low <= rounded <= high:
            return rounded
    return low


def _percent(share: Decimal) -> str:
    return f"{plain(share * 100)}%"


def reason_due(points: Decimal, weight: Decimal, share: Decimal | None, rules: ScoringRules) -> str:
    """Say in a clause why a reason is due for these points; "" when none is.

    Args:
        points: The score given or proposed.
        weight: 分值.
        share: How far the target is met, as `completion` says; None for a target in words.
        rules: Those of the template.
    """
    if points < weight:
        return f"扣了 {plain(weight - points)} 分"
    if share is not None and share > FULL + rules.over_target:
        return f"超过目标 {_percent(round_half_up(share - FULL, 2))}"
    return ""


def execution_score(rate: Decimal | None, weight: Decimal) -> Decimal | None:
    """Score the budget execution rate; None without a rate, as where there is no budget.

    Args:
        rate: 全年执行数 ÷ 全年预算数; 1 is 100 %.
        weight: 分值 of the row, points.

    Returns:
        Points, `weight × rate`, from 0 to `weight`, rounded half up to 2 places.

    Source:
        财预〔2020〕10号.
    """
    return None if rate is None else round_half_up(min(max(rate, ZERO), FULL) * weight, 2)


def execution_working(rate: Decimal | None, weight: Decimal, given: Decimal | None) -> str:
    """Say how the execution rate is scored, and what the form says instead."""
    points = execution_score(rate, weight)
    if rate is None or points is None:
        return "没有全年预算数或全年执行数，执行率算不出来"
    line = f"执行率 {_percent(round_half_up(rate, 4))} × {plain(weight)}分 = {plain(points)}分"
    return line if given in (None, points) else f"{line}，表上填的是 {plain(given)}分"


def grade_of(total: Decimal, rules: ScoringRules) -> str:
    """Return the grade (等级) of a total."""
    return next((g.name for g in rules.grades if total >= g.least), rules.grades[-1].name)


def cap_of(rate: Decimal | None, rules: ScoringRules) -> Decimal | None:
    """Return the most points a total may have at this execution rate; None without a limit."""
    if rate is None:
        return None
    return next((cap.most for cap in rules.caps if rate < cap.below), None)
