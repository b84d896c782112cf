"""A plain list of names and amounts fills the project lines, column by chosen column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedState
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument, SourceParagraph
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Figure
from perfeval_desktop.importing.matching_amounts import (
    AmountList,
    amount_lists,
    plan_of_amounts,
)
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from tests.drawn_tables import document, drawn, unplaced

LIST = """
序号|项目编码|项目名称|2022年预算数（元）|支出金额（元）|备注
1|0012345|自治奖励|10000|200000.5|追加
2|0012346|矛盾调解|7500|0|
3|0012347|新增项目|/|30000|
合计|||17500|230000.5|
"""


@pytest.fixture
def report(template: ReportTemplate) -> Report:
    made = Report(template, 2022)
    apply_edits(made, initial_edits(template))
    return made


def the_list(report: Report, doc: SourceDocument) -> AmountList:
    lists = amount_lists(doc, report)
    assert len(lists) == 1
    return lists[0]


def number(plan: ImportPlan, name: str, field: str) -> Decimal:
    key = next(t.record for t, p in plan.targets() if p.value and p.value.text == name)
    value = next(p.value for t, p in plan.targets() if (t.record, t.field) == (key, field))
    assert isinstance(value, Figure)
    return value.number


def test_columns_are_offered_with_what_stands_in_them(report: Report) -> None:
    found = the_list(report, document([drawn(LIST)]))
    assert [each.head for each in found.columns][2:4] == ["项目名称", "2022年预算数(元)"]
    assert found.columns[2].examples == ("自治奖励", "矛盾调解", "新增项目")
    assert found.columns[3].unit == "元"


def test_likely_columns_are_proposed_and_codes_are_not(report: Report) -> None:
    found = the_list(report, document([drawn(LIST)]))
    assert found.proposed() == {2: "项目明细.名称", 3: "项目明细.本年预算"}


def test_the_chosen_columns_fill_the_lines(report: Report) -> None:
    doc = document([drawn(LIST)])
    found = the_list(report, doc)
    plan = plan_of_amounts(doc, report, found, found.proposed() | {4: "项目明细.本年决算"})
    assert number(plan, "自治奖励", "项目明细.本年决算") == Decimal("20.00005")
    assert number(plan, "矛盾调解", "项目明细.本年预算") == Decimal("0.75")
    assert len(plan.records) == 3
    assert unplaced(doc, plan) == []


def test_sums_and_columns_left_out_are_told(report: Report) -> None:
    doc = document([SourceParagraph("某某系统导出"), drawn(LIST)])
    found = the_list(report, doc)
    plan = plan_of_amounts(doc, report, found, found.proposed())
    told = {p.source: p.why for p in plan.pieces if p.state is PlannedState.NOT_TAKEN}
    assert "合计" in told["17500"]
    assert "没有选用" in told["200000.5"]
    assert "某某系统导出" in told


def test_a_name_that_comes_twice_is_told(report: Report) -> None:
    doc = document([drawn(LIST.replace("矛盾调解", "“自治奖励”经费"))])
    found = the_list(report, doc)
    plan = plan_of_amounts(doc, report, found, found.proposed())
    assert len(plan.records) == 2
    why = next(p.why for p in plan.pieces if p.source == "7500")
    assert "自治奖励" in why


def test_lines_that_the_report_has_are_known_by_name(sample_session: Session) -> None:
    report = sample_session.report
    doc = document([drawn(LIST)])
    found = the_list(report, doc)
    plan = plan_of_amounts(doc, report, found, found.proposed())
    assert [report.record_name(e.record_id) for e in plan.records[:2]] == ["自治奖励", "矛盾调解"]
    assert plan.records[2].record_id == ""


def test_a_table_without_names_is_no_list(report: Report) -> None:
    assert amount_lists(document([drawn("月份|金额\n1月|3\n2月|4")]), report) == []
