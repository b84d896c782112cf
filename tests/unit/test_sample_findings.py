"""What a reviewer would raise in the sample, and what must not be raised."""

from __future__ import annotations

from decimal import Decimal

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.session import Session

LIVE = {
    ("A4", Severity.HINT): ["54.55%"],
    ("B2", Severity.ERROR): ["125.98 万元与按支出性质分 135.28 万元不等，相差 9.30 万元"],
    ("C2", Severity.ERROR): ["基层治理工作经费", "“三供一业”小区改造专项工作经费"],
    ("C3", Severity.ERROR): ["合计 23 万元，附件1-1项目支出是 27 万元，相差 4 万元"],
    ("S2", Severity.ERROR): ["总分填的是 98 分，执行率与各指标得分之和是 10 分"],
}
AT_COMPLETE_CHECK = {
    ("S1", Severity.ERROR): [
        "附件1-2的分值合计 10 分",
        "自治奖励经费的",
        "民生实事项目-人大票决制的",
    ],
    ("S3", Severity.ERROR): ["居民满意度的年度指标值是 ≥100", "居民满意度的年度指标值是 ≥100"],
    ("S3", Severity.WARNING): ["满意度指标占 10 分，却没有填指标"],
}


def raised(findings: list[Finding]) -> dict[tuple[str, Severity], list[str]]:
    by_rule: dict[tuple[str, Severity], list[str]] = {}
    for each in findings:
        if each.check.startswith("正文."):
            continue  # those of the narrative: test_sample_prose_findings.py
        by_rule.setdefault((each.rule, each.severity), []).append(each.message)
    return by_rule


def assert_raised(findings: list[Finding], expected: dict[tuple[str, Severity], list[str]]) -> None:
    found = raised(findings)
    assert found.keys() == expected.keys()
    for key, parts in expected.items():
        assert len(found[key]) == len(parts), found[key]
        for message, part in zip(found[key], parts, strict=True):
            assert part in message


def test_while_typing_the_sample_shows_just_these(sample_session: Session) -> None:
    assert_raised(sample_session.engine.findings(), LIVE)


def test_a_complete_check_adds_what_is_not_filled_in(sample_session: Session) -> None:
    assert_raised(sample_session.engine.findings(complete=True), {**LIVE, **AT_COMPLETE_CHECK})


def test_the_balance_says_both_values_and_the_exact_difference(sample_session: Session) -> None:
    balance = next(each for each in sample_session.engine.findings() if each.rule == "B2")
    assert (balance.left.value, balance.right.value) == (Decimal("125.98"), Decimal("135.28"))
    assert balance.difference == Decimal("-9.30")
    assert [each.field for each in balance.places] == ["按收入性质分", "按支出性质分"]


def test_a_new_report_shows_nothing_while_typing(new_session: Session) -> None:
    assert new_session.engine.findings() == []
