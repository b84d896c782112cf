"""Proposed scores: never more than the weight, monotone, and with a working one can follow."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.apportioning import apportion
from perfeval_desktop.domain.parsing import parse_quantity
from perfeval_desktop.domain.quantities import completion, has_number, have_different_units
from perfeval_desktop.domain.scoring import (
    Kind,
    Proposal,
    band_limits,
    band_of,
    cap_of,
    execution_score,
    execution_working,
    grade_of,
    propose,
)
from perfeval_desktop.domain.scoring_rules import DEFAULT_RULES, Cap
from perfeval_desktop.domain.values import plain

AMOUNTS = st.decimals(0, 10_000, places=2)
WEIGHTS = st.decimals(0, 50, places=2)
BANDS = st.sampled_from([None, *DEFAULT_RULES.bands])


def proposal(target: str, actual: str, weight: str = "10", band: int | None = None) -> Proposal:
    chosen = None if band is None else DEFAULT_RULES.bands[band]
    quantities = parse_quantity(target), parse_quantity(actual)
    return propose(*quantities, Decimal(weight), DEFAULT_RULES, chosen)


@pytest.mark.parametrize(
    ("target", "actual", "points", "working"),
    [
        ("294起", "294起", "10", "294起 ÷ 294起 × 10分 = 10分"),
        ("294起", "280起", "9.52", "280起 ÷ 294起 × 10分 ≈ 9.52分"),
        ("≥95%", "96%", "10", "96% ÷ 95%，超过目标，得满分 10分"),
        ("≥95%", "76%", "8", "76% ÷ 95% × 10分 = 8分"),
        ("≤27万元", "25万元", "10", "目标≤27万元，实际25万元，达到目标，得10分"),
        ("≤27万元", "30万元", "9", "27万元 ÷ 30万元 × 10分 = 9分"),
        ("≤27万元", "300000元", "9", "27万元 ÷ 300000元 × 10分 = 9分"),
        ("0起", "0起", "10", "目标=0起，实际0起，达到目标，得10分"),
        ("0起", "2起", "0", "目标=0起，实际2起，没有达到目标，得0分"),
        ("≤0", "0", "10", "目标≤0，实际0，达到目标，得10分"),
        ("30余次", "30余次", "10", "30余次 ÷ 30余次 × 10分 = 10分（数字不确切）"),
        ("8", "4个", "5", "4个 ÷ 8个 × 10分 = 5分"),
    ],
)
def test_a_number_is_scored_with_a_working_a_clerk_can_follow(
    target: str, actual: str, points: str, working: str
) -> None:
    found = proposal(target, actual)
    assert (found.kind, found.points, found.working) == (
        Kind.QUANTITATIVE,
        Decimal(points),
        working,
    )


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("提升", "提升", "10"),
        ("提升", "已完成", "10"),
        ("12月底前", "已完成", "10"),
        ("2022年全年", "2022年全年", "10"),
        ("提升", "部分完成", "7"),
        ("提升", "未完成", "3"),
        ("提升", "明显好转", None),
        ("294起", "已办结", None),
        ("294起", "100%", None),
    ],
)
def test_what_has_no_comparable_number_is_scored_by_bands(
    target: str, actual: str, points: str | None
) -> None:
    found = proposal(target, actual)
    assert found.kind is Kind.QUALITATIVE
    assert found.points == (None if points is None else Decimal(points))


def test_each_band_has_its_limits_and_they_do_not_overlap() -> None:
    limits = [band_limits(each, Decimal(10)) for each in DEFAULT_RULES.bands]
    assert [(plain(low), plain(high)) for low, high in limits] == [
        ("8", "10"),
        ("6", "7.99"),
        ("0", "5.99"),
    ]


def test_nothing_is_proposed_before_all_three_are_filled_in() -> None:
    quantity, ten = parse_quantity("5个"), Decimal(10)
    for values in ((None, quantity, ten), (quantity, None, ten), (quantity, quantity, None)):
        found = propose(*values, DEFAULT_RULES)
        assert (found.kind, found.points) == (Kind.INCOMPLETE, None)
        assert found.working.startswith("没有填")


@pytest.mark.parametrize(
    ("actual", "due"),
    [("100起", ""), ("130起", ""), ("131起", "超过目标 31%"), ("90起", "扣了 1 分")],
)
def test_a_reason_is_due_for_lost_points_and_for_a_target_clearly_exceeded(
    actual: str, due: str
) -> None:
    assert proposal("100起", actual).needs_reason == due


@given(AMOUNTS, AMOUNTS, WEIGHTS, st.sampled_from(["", "≥", "≤", ">", "<"]), BANDS)
def test_a_proposal_lies_between_nothing_and_the_weight(
    target: Decimal, actual: Decimal, weight: Decimal, sign: str, band: object
) -> None:
    for aim in (f"{sign}{target}次", "提升"):
        quantities = parse_quantity(aim), parse_quantity(f"{actual}次")
        found = propose(*quantities, weight, DEFAULT_RULES, band)  # type: ignore[arg-type]
        assert found.points is None or 0 <= found.points <= weight
        assert 0 <= found.low <= found.high <= weight
        if found.band is not None and found.points is not None:
            assert found.low <= found.points <= found.high


@given(AMOUNTS, AMOUNTS, AMOUNTS, WEIGHTS)
def test_more_is_never_worse_for_a_forward_target_nor_better_for_a_reverse_one(
    target: Decimal, one: Decimal, other: Decimal, weight: Decimal
) -> None:
    less, more = (parse_quantity(f"{each}次") for each in sorted((one, other)))

    def points(sign: str, actual: object) -> Decimal:
        found = propose(parse_quantity(f"{sign}{target}次"), actual, weight, DEFAULT_RULES)  # type: ignore[arg-type]
        assert found.points is not None
        return found.points

    assert points("≥", less) <= points("≥", more)
    assert points("≤", less) >= points("≤", more)


@given(WEIGHTS, st.integers(0, 10_000))
def test_every_score_lies_in_the_band_it_is_said_to_be_in(weight: Decimal, share: int) -> None:
    points = (weight * share / 10_000).quantize(Decimal("0.01"))
    low, high = band_limits(band_of(points, weight, DEFAULT_RULES), weight)
    assert low <= points <= high


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        *(("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("79.99", "中")),
        *(("60", "中"), ("59.99", "差"), ("0", "差")),
    ],
)
def test_each_grade_begins_at_its_border(total: str, grade: str) -> None:
    assert grade_of(Decimal(total), DEFAULT_RULES) == grade


def test_a_low_execution_rate_limits_the_total_only_where_the_template_says_so() -> None:
    assert cap_of(Decimal("0.5"), DEFAULT_RULES) is None
    caps = (Cap(Decimal("0.7"), Decimal(79)), Cap(Decimal("0.8"), Decimal(89)))
    rules = DEFAULT_RULES._replace(caps=caps)
    rates = ("0.69", "0.7", "0.79", "0.8")
    assert [cap_of(Decimal(each), rules) for each in rates] == [79, 89, 89, None]


def test_without_a_budget_there_is_no_execution_score() -> None:
    assert execution_score(None, Decimal(10)) is None
    assert execution_score(Decimal("0.8"), Decimal(10)) == 8
    assert execution_score(Decimal("1.2"), Decimal(10)) == 10
    assert "算不出来" in execution_working(None, Decimal(10), None)
    assert execution_working(Decimal("0.8"), Decimal(10), Decimal(10)) == (
        "执行率 80% × 10分 = 8分，表上填的是 10分"
    )


@pytest.mark.parametrize(
    "text",
    [
        *("12月底前", "2022年12月底前", "2022年全年", "2022全年", "2022年度", "2022-12-31"),
        *("12月31日前", "每月5日前", "1-12月", "第四季度前完成", "2022年1月至12月", "年底前"),
    ],
)
def test_a_time_has_no_number(text: str) -> None:
    quantity = parse_quantity(text)
    assert quantity.number is None
    assert not has_number(quantity)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        *(("≥100", "100", ""), ("8", "8", ""), ("8个", "8", "个"), ("12个月", "12", "个月")),
        *(("已完成100%", "100", "%"), ("100%完成", "100", "%"), ("3个工作日", "3", "个工作日")),
        *(
            ("294起（含网络13起）", "294", "起"),
            ("约50 人次。", "50", "人次"),
            ("2022", "2022", ""),
        ),
    ],
)
def test_a_number_with_words_around_it_is_still_read(text: str, number: str, unit: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.number, quantity.unit) == (Decimal(number), unit)


@pytest.mark.parametrize(
    ("actual", "target", "differ"),
    [
        *(("8个", "8", False), ("8个小区", "8个", False), ("270000元", "27万元", False)),
        *(("98%", "≥100", False), ("8户", "8个", True), ("100%", "294起", True)),
        *(("1", "100%", True), ("已完成", "294起", False), ("2022年底", "294起", False)),
    ],
)
def test_units_differ_only_when_both_are_written_and_mean_something_else(
    actual: str, target: str, differ: bool
) -> None:
    assert have_different_units(parse_quantity(actual), parse_quantity(target)) is differ


def test_completion_goes_beyond_the_target() -> None:
    assert completion(parse_quantity("588起"), parse_quantity("294起")) == 2
    assert completion(parse_quantity("已完成"), parse_quantity("294起")) is None


SHARES = st.lists(st.one_of(st.none(), st.decimals(0, 40, places=1)), min_size=1, max_size=12)


@given(st.integers(12, 200), st.sampled_from(["1", "0.5"]), SHARES)
def test_spread_points_add_up_exactly_in_whole_steps(
    steps: int, step: str, shares: list[Decimal | None]
) -> None:
    total = steps * Decimal(step)
    parts = apportion(total, Decimal(step), shares)
    assert sum(parts) == total
    assert all(each >= Decimal(step) and each % Decimal(step) == 0 for each in parts)


@given(st.integers(12, 200), st.integers(1, 12))
def test_even_parts_differ_by_one_step_at_most(steps: int, count: int) -> None:
    parts = apportion(Decimal(steps), Decimal(1), [None] * count)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_parts_keep_the_proportions_there_are() -> None:
    shares = [Decimal(2), Decimal(1), Decimal(1)]
    assert apportion(Decimal(50), Decimal("0.5"), shares) == [25, Decimal("12.5"), Decimal("12.5")]
    assert apportion(Decimal(50), Decimal(1), [*shares, None]) == [19, 9, 9, 13]


@pytest.mark.parametrize(
    ("total", "step", "count"), [("22.5", "1", 2), ("3", "1", 4), ("0", "1", 1)]
)
def test_what_cannot_be_spread_is_refused(total: str, step: str, count: int) -> None:
    with pytest.raises(ValueError, match="cannot be spread"):
        apportion(Decimal(total), Decimal(step), [None] * count)
