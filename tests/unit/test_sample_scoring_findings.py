"""Scores and indicators of the sample: what a reviewer would raise there, and what stays silent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_desktop.domain.edits import Origin, apply_edits
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, Severity
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session

ITEMS = 7  # of the reviewer's list, those about scores and indicators


def of_check(session: Session, check: str) -> list[Finding]:
    return [each for each in session.engine.findings(complete=True) if each.check == check]


def only(session: Session, check: str) -> Finding:
    (found,) = of_check(session, check)
    return found


def shown(finding: Finding) -> tuple[str, str, str]:
    return finding.left.shown, finding.right.shown, finding.difference_shown


def test_the_total_of_98_stands_over_scores_of_which_only_10_are_there(
    sample_session: Session,
) -> None:
    found = only(sample_session, "1-2.总分")
    assert (found.severity, found.is_due) == (Severity.ERROR, False)
    assert shown(found) == ("98", "10", "88")


def test_no_weights_are_assigned(sample_session: Session) -> None:
    found = [only(sample_session, "1-2.分值合计"), *of_check(sample_session, "1-3.分值合计")]
    assert [each.severity for each in found] == [Severity.ERROR] * 3
    assert [shown(each) for each in found] == [("10", "100", "90")] * 3


def test_a_satisfaction_target_has_no_actual_value(sample_session: Session) -> None:
    found = of_check(sample_session, "1-3.缺实际完成值")
    assert [each.severity for each in found] == [Severity.ERROR] * 2
    assert [each.left.shown for each in found] == ["≥100"] * 2


def test_the_head_of_satisfaction_has_no_indicator(sample_session: Session) -> None:
    heads = ("产出指标", "效益指标", "满意度指标")
    found = {each: of_check(sample_session, f"1-2.{each}无指标") for each in heads}
    assert [len(each) for each in found.values()] == [0, 0, 1]
    assert found["满意度指标"][0].severity is Severity.ERROR
    assert not [f for h in heads for f in of_check(sample_session, f"1-3.{h}无指标")]


def test_two_points_are_lost_without_a_reason(sample_session: Session) -> None:
    found = only(sample_session, "1-2.总分扣分无原因")
    assert (found.severity, found.is_due) == (Severity.WARNING, False)
    assert shown(found) == ("98", "100", "2")
    record = sample_session.report.children("", "整体指标")[0]
    place = FieldAddress(record, "整体指标.偏差原因")
    edits = entry_edits(sample_session.report, place, "满意度调查样本偏少")
    sample_session.apply(edits, "", Origin.TYPED)
    assert of_check(sample_session, "1-2.总分扣分无原因") == []


def test_thirty_odd_times_is_vague(sample_session: Session) -> None:
    found = only(sample_session, "1-2.模糊")
    assert found.severity is Severity.WARNING
    assert "30余次" in found.message
    assert of_check(sample_session, "1-3.模糊") == []


def test_at_least_100_has_no_unit(sample_session: Session) -> None:
    found = of_check(sample_session, "1-3.目标无单位")
    assert [each.severity for each in found] == [Severity.WARNING] * 2
    assert [each.left.shown for each in found] == ["≥100"] * 2


def test_no_item_of_the_list_was_lost() -> None:
    here = [name for name in globals() if name.startswith("test_")]
    about_the_list = {"test_no_item_of_the_list_was_lost", *SILENT}
    assert len([each for each in here if each not in about_the_list]) == ITEMS


def test_dates_words_and_a_bare_count_are_left_alone(sample_session: Session) -> None:
    """2022年全年 against 2022全年, 8 against 8, 提升 against 提升."""
    for check in ("完成值无数字", "单位不同", "明显超标", "执行率低", "扣分无原因"):
        for form in ("1-2", "1-3"):
            assert of_check(sample_session, f"{form}.{check}") == []


def test_a_new_report_is_silent_while_typing(new_session: Session) -> None:
    assert [each for each in new_session.engine.findings() if each.rule.startswith("S")] == []


INDICATOR = {"三级指标": "甲", "年度指标值": "100起", "实际完成值": "100起", "分值": "10"}


@pytest.mark.parametrize(
    ("change", "live", "due"),
    [
        ({}, set(), set()),
        ({"得分": "8"}, set(), {"1-2.扣分无原因"}),
        ({"得分": "8", "偏差原因": "有一起在办"}, set(), set()),
        ({"实际完成值": "131起"}, {"1-2.明显超标"}, set()),
        ({"实际完成值": "131起", "偏差原因": "热线增加"}, set(), set()),
        ({"实际完成值": "130起"}, set(), set()),
        ({"年度指标值": "≤100起", "实际完成值": "20起"}, set(), set()),
        ({"实际完成值": "已完成"}, {"1-2.完成值无数字"}, set()),
        ({"年度指标值": "12月底前", "实际完成值": "已完成"}, set(), set()),
        ({"年度指标值": "12月底前", "实际完成值": "2022年11月"}, set(), set()),
        ({"年度指标值": "100%", "实际完成值": "已完成100%"}, set(), set()),
        ({"实际完成值": "共处理热线100起、网络13起"}, set(), set()),
        ({"实际完成值": "100户"}, {"1-2.单位不同"}, set()),
        ({"实际完成值": "约100起"}, {"1-2.模糊"}, set()),
        ({"实际完成值": ""}, set(), {"1-2.缺实际完成值"}),
        ({"得分": "12"}, {"1-2.得分超分值"}, set()),
        ({"得分": "-1", "偏差原因": "误"}, {"1-2.得分为负"}, set()),
    ],
)
def test_an_indicator_is_found_wrong_just_where_it_is(
    template: ReportTemplate, change: dict[str, str], live: set[str], due: set[str]
) -> None:
    row = {"得分": "10", **INDICATOR, **change}
    session = Session(Report(template, 2022), lambda batch: None)
    values = {"整体指标": {"数量指标": [row]}}
    session.apply(fragment_edits(values, template, "test"), "", Origin.DATA_FILE)
    rows_only = {"1-2.分值合计", "1-2.产出指标分值"}
    found = session.engine.findings(complete=True)
    checks = {e.check: e.is_due for e in found if not e.check.startswith("正文.")}
    own = {c: d for c, d in checks.items() if "无指标" not in c and c not in rows_only}
    assert {check for check, is_due in own.items() if not is_due} == live
    assert {check for check, is_due in own.items() if is_due} == due


@pytest.mark.parametrize(("executed", "found"), [("9", False), ("8.9", True), ("", False)])
def test_a_low_execution_rate_wants_an_explanation(
    template: ReportTemplate, executed: str, found: bool
) -> None:
    report = Report(template, 2022)
    values = {"资金总额_全年预算": "10", "资金总额_全年执行": executed}
    apply_edits(report, fragment_edits(values, template, "test"))
    session = Session(report, lambda batch: None)
    findings = [each for each in session.engine.findings() if each.check == "1-2.执行率低"]
    assert [(each.severity, each.left.value) for each in findings] == (
        [(Severity.WARNING, Decimal("0.89"))] if found else []
    )


SILENT = {
    "test_dates_words_and_a_bare_count_are_left_alone",
    "test_a_new_report_is_silent_while_typing",
    "test_an_indicator_is_found_wrong_just_where_it_is",
    "test_a_low_execution_rate_wants_an_explanation",
}
