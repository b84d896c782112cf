"""What a reviewer would raise in the sample, and what must not be raised."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.session import Session

E, W, H = Severity.ERROR, Severity.WARNING, Severity.HINT


class Expected(NamedTuple):
    """One thing a reviewer raises: the findings that say it, with both values as shown."""

    item: str
    rule: str
    severity: Severity
    values: tuple[tuple[str, str], ...]  # (left, right) of each finding
    is_live: bool = True  # shown while typing, not only at 全审


# To add an item: append it here, and raise FEWEST_ITEMS.
EXPECTED = [
    Expected("income against spending", "B2", E, (("125.98", "135.28"),)),
    Expected("total over empty scores", "S2", E, (("98", "10"),)),
    Expected("no weights assigned", "S1", E, (("10", "100"),) * 3, is_live=False),
    Expected("four executed projects, two sheets", "C2", E, (("1", ""), ("3", ""))),
    Expected("sheets executed against the total", "C3", E, (("23", "27"),)),
    Expected("satisfaction without actual", "S3", E, (("≥100", ""),) * 2, is_live=False),
    Expected("weight head without indicator", "S3", E, (("0", "1"),), is_live=False),
    Expected("a vague number", "S4", W, (("30余次", "30余次"),)),
    Expected("a target without a unit", "S4", W, (("≥100", ""),) * 2),
    Expected("two points lost without a reason", "S6", W, (("98", "100"),)),
    Expected(
        "公用 against its budget, and against last year",
        "A7",
        W,
        (("29.35", "8.74"), ("29.35", "99.4")),
    ),
    Expected(
        "采购 against plan, plan against its sources", "A8", W, (("54.38", "29"), ("29", "25.89"))
    ),
    Expected(
        "budgeted lines not executed",
        "C5",
        W,
        (("0.4", "0"), ("0.75", "0"), ("14", "0"), ("1", "0")),
    ),
    Expected("budget adjusted, no reason", "B7", W, (("135.28", "74.49"),)),
    Expected("budget of a project adjusted, no reason", "B7", W, (("20", "1"),), is_live=False),
    Expected("控制率 empty, computable", "A4", H, (("", "54.55%"),)),
    Expected("公用 mostly unnamed", "A3", H, (("8.43", "29.35"),)),
    Expected("budget = execution everywhere", "B6", H, (("135.28", "135.28"),), is_live=False),
    Expected("one project under several names", "C2", H, (("自治奖励经费", "自治奖励"),)),
]
FEWEST_ITEMS = 18

# Pairs of values that differ for a good reason, or agree: as (one, other), whichever side.
MUST_NOT = [
    ("74.72", "74.71"),  # rounding
    ("74.71", "108.28"),  # scope
    ("10.24", "29.35"),
    ("101.71", "101.71"),  # 74.71 + 27
    ("20", "20"),  # 17.15 + 2.85
    ("7", "7"),  # 1 + 3 + 3
    ("17.15", "17.15"),  # 0.4 + 1 + 0.75 + 14 + 1
    ("27", "27"),  # 20 + 1 + 3 + 3
    ("17.15", "27"),  # initial against final
    ("4", "8"),  # executed projects against lines
]


def shown_values(findings: list[Finding], rule: str, severity: Severity) -> list[tuple[str, str]]:
    of_rule = [each for each in findings if (each.rule, each.severity) == (rule, severity)]
    return [(each.left.shown, each.right.shown) for each in of_rule]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.item)
def test_the_sample_gives_what_a_reviewer_raises(
    sample_session: Session, expected: Expected
) -> None:
    found = shown_values(sample_session.engine.findings(True), expected.rule, expected.severity)
    assert set(expected.values) <= set(found)
    live = shown_values(sample_session.engine.findings(), expected.rule, expected.severity)
    assert (set(expected.values) <= set(live)) is expected.is_live


def test_no_item_was_lost_and_none_is_named_twice() -> None:
    assert len({each.item for each in EXPECTED}) == len(EXPECTED) >= FEWEST_ITEMS


def test_the_sample_gives_nothing_else(sample_session: Session) -> None:
    expected = [(e.rule, e.severity, *pair) for e in EXPECTED for pair in e.values]
    raised = [
        (each.rule, each.severity, each.left.shown, each.right.shown)
        for each in sample_session.engine.findings(True)
        if not each.check.startswith("正文.")  # those: test_sample_prose_findings.py
    ]
    assert sorted(raised) == sorted(expected)


@pytest.mark.parametrize("pair", MUST_NOT, ids=" and ".join)
def test_what_differs_for_a_good_reason_is_not_raised(
    sample_session: Session, pair: tuple[str, str]
) -> None:
    raised = {
        frozenset((each.left.shown, each.right.shown))
        for each in sample_session.engine.findings(True)
    }
    assert frozenset(pair) not in raised


def test_what_the_form_leaves_blank_is_not_raised(sample_session: Session) -> None:
    """The 2021 project column is blank, and 政府采购 has no figure of last year."""
    places = {
        (each.field, each.record)
        for finding in sample_session.engine.findings(True)
        for each in finding.places
    }
    assert not {field for field, _ in places if field.endswith("上年决算")} - {"公用经费_上年决算"}


def test_the_balance_says_both_values_and_the_exact_difference(sample_session: Session) -> None:
    balance = next(each for each in sample_session.engine.findings() if each.rule == "B2")
    assert (balance.left.value, balance.right.value) == (Decimal("125.98"), Decimal("135.28"))
    assert balance.difference == Decimal("-9.30")
    assert [each.field for each in balance.places] == ["按收入性质分", "按支出性质分"]
    assert "125.98 万元与按支出性质分 135.28 万元不等，相差 9.30 万元" in balance.message


def test_every_finding_is_a_whole_sentence_with_its_values(sample_session: Session) -> None:
    for finding in sample_session.engine.findings(True):
        assert finding.message.endswith("。")
        assert "{" not in finding.message + finding.title
        assert finding.basis
        assert finding.places


def test_a_new_report_shows_nothing_while_typing(new_session: Session) -> None:
    assert new_session.engine.findings() == []
