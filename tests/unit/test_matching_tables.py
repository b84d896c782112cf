"""Tables of another program are found again as sheets of the form, by their words."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceCell,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Figure, Mark
from perfeval_desktop.importing.matching_tables import match_tables
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from tests.drawn_tables import document, drawn, unplaced

TAKEN, DOUBTED = PlannedState.TAKEN, PlannedState.DOUBTED
NOT_TAKEN, FORM, EMPTY = PlannedState.NOT_TAKEN, PlannedState.FORM, PlannedState.EMPTY

BASICS = """
财政供养人员情况（人）|编制数|2022年实际在职人数|控制率
^                     |11    |6                 |54.55%
经费控制情况（万元）|2021年决算数|2022年预算数|2022年决算数
三公经费            |0.1|0.2|0.3
1、公务用车购置和维护经费|0.4|0.5|0.6
其中：公车购置      |0.7|0.8|0.9
公车运行维护        |1.1|1.2|1.3
2、出国经费         |1.4|1.5|1.6
3、公务接待         |1.7|1.8|1.9
项目支出：          |  |17.15|27
1、双随机、一公开   |  |0.4|0
2、自治奖励         |  |1|20
公用经费            |99.4|8.74|29.35
其中：办公经费      |13.41|6.31|8.11
水费、电费、差旅费  |2.1|2.2|0.26
会议费、培训费      |0.07|2.4|0.06
政府采购金额        |——|29|54.38
部门基本支出预算调整|——|3.1|3.2
"""
WHOLE = """
预算部门名称|<|物业中心|<|<|<|<|<|<
年度预算申请（万元）|  |<|年初预算数|全年预算数|全年执行数|分值|执行率|得分
^|年度资金总额|<|74.49|135.28|135.27|10|100%|9.5
^|按收入性质分：125.98|<|<|<|按支出性质分：135.28|<|<|<
^|其中：一般公共预算：101.71|<|<|<|其中：基本支出：108.28|<|<|<
^|政府性基金拨款：0|<|<|<|项目支出：27|<|<|<
^|纳入专户管理的非税收入拨款：0|<|<|<| |<|<|<
^|其他资金：24.27|<|<|<| |<|<|<
年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<
^|一是治理。|<|<|<|已完成|<|<|<
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标（50分）|数量指标|处理投诉|294起|290起|5|4.5|人手少
^|^|^|召开调解会|30余次|30余次| | |
^|^|质量指标|办结率|100%|99%|6| |
^|效益指标（30分）|社会效益指标|安全意识|加强|加强| | |
总分|<|<|<|<|<|100|98|
"""
PROJECT = """
项目支出名称|<|自治奖励经费|<|<|<|<|<|<
主管部门|<|住建局|<|<|实施单位|物业中心|<|<
项目资金（万元）|  |<|年初预算数|全年预算数|全年执行数|分值|执行率|得分
^|年度资金总额|<|1|20|19|10|95%|9.5
^|其中：当年财政拨款|<|2|21|22| | |
^|上年结转资金|<|3|23|24| | |
^|其他资金|<|4|25|26| | |
年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<
^|推进自治。|<|<|<|完成。|<|<|<
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标（50分）|数量指标|自治小区奖励|2个|2个|20|20|
^|满意度指标（10分）|服务对象满意度指标|居民满意度|≥90%|95%|10|10|
总分|<|<|<|<|<|100|99|
"""


@pytest.fixture
def report(template: ReportTemplate) -> Report:
    made = Report(template, 2022)
    apply_edits(made, initial_edits(template))
    return made


def matched(report: Report, *blocks: SourceBlock | str) -> ImportPlan:
    """Match a document; a text of several lines with | is a table, any other a paragraph."""
    made = [
        each if not isinstance(each, str) else drawn(each) if "|" in each else SourceParagraph(each)
        for each in blocks
    ]
    doc = document(made)
    plan = match_tables(doc, report)
    assert unplaced(doc, plan) == []
    return plan


def piece(plan: ImportPlan, field: str, record: str = "") -> PlannedPiece:
    """Return the piece that has a value for a field, of a record with this name."""
    found = [
        p
        for t, p in plan.targets()
        if t.field == field and p.value is not None and record in ("", names(plan).get(t.record))
    ]
    assert len(found) == 1, (field, found)
    return found[0]


def text(plan: ImportPlan, field: str, record: str = "") -> str:
    found = piece(plan, field, record)
    assert found.value is not None
    return found.value.text


def names(plan: ImportPlan) -> dict[str, str]:
    of_names = ("项目明细.名称", "整体指标.三级指标", "项目指标.三级指标", "项目.项目名称")
    return {t.record: p.value.text for t, p in plan.targets() if p.value and t.field in of_names}


def fields(plan: ImportPlan) -> set[str]:
    return {t.field for t, p in plan.targets() if p.value is not None}


def at(plan: ImportPlan, source: str) -> PlannedPiece:
    """Return the one piece with this source text."""
    found = [p for p in plan.pieces if p.source.strip(" 　") == source]
    assert len(found) == 1, found
    return found[0]


# ── a whole document ─────────────────────────────────────


def test_each_figure_of_the_three_annexes_finds_its_field(report: Report) -> None:
    plan = matched(report, "附件1-1", BASICS, "附件1-2", WHOLE, "附件1-3", PROJECT)
    assert [each.sheet for each in plan.sheets] == ["附件1-1", "附件1-2", "附件1-3"]
    assert plan.counts()[DOUBTED] == plan.counts()[NOT_TAKEN] == 0
    assert text(plan, "编制数") == "11"
    assert text(plan, "公用经费_上年决算") == "99.4"
    assert text(plan, "政府采购金额_本年决算") == "54.38"
    assert text(plan, "项目明细.本年决算", "自治奖励") == "20"
    assert text(plan, "资金总额_全年执行") == "135.27"
    assert text(plan, "按收入性质分") == "125.98"
    assert text(plan, "整体指标.得分", "处理投诉") == "4.5"
    assert text(plan, "整体指标.偏差原因", "处理投诉") == "人手少"
    assert text(plan, "总得分") == "98"
    assert text(plan, "项目.实施单位") == "物业中心"
    assert text(plan, "项目.上年结转_全年预算") == "23"
    assert text(plan, "项目指标.年度指标值", "居民满意度") == "≥90%"
    assert text(plan, "项目.总得分") == "99"


def test_indicators_stand_in_their_sections(report: Report) -> None:
    plan = matched(report, WHOLE)
    sections = {names(plan).get(each.key): each.section for each in plan.records}
    assert sections["处理投诉"] == sections["召开调解会"] == "数量指标"
    assert sections["办结率"] == "质量指标"
    assert sections["安全意识"] == "社会效益指标"


def test_a_project_line_is_linked_to_its_sheet_though_the_names_differ(report: Report) -> None:
    plan = matched(report, BASICS, PROJECT)
    assert len(plan.links) == 1
    link = plan.links[0]
    assert (names(plan)[link.record], names(plan)[link.to]) == ("自治奖励", "自治奖励经费")
    assert link.field == "项目明细.项目表"


def test_a_name_that_two_sheets_have_links_nothing(report: Report) -> None:
    plan = matched(report, BASICS, PROJECT, PROJECT)
    assert len([each for each in plan.records if each.group == "项目"]) == 2
    assert plan.links == ()


def test_records_that_the_report_has_are_known_by_their_names(sample_session: Session) -> None:
    report = sample_session.report
    plan = matched(report, BASICS, PROJECT)
    ids = {names(plan).get(each.key): each.record_id for each in plan.records}
    assert report.record_name(ids["自治奖励"]) == "自治奖励"
    assert report.record_name(ids["自治奖励经费"]) == "自治奖励经费"
    assert report.record_name(ids["自治小区奖励"]) == "自治小区奖励"


def test_new_records_take_the_empty_rows_that_the_report_starts_with(report: Report) -> None:
    plan = matched(report, BASICS)
    ids = [each.record_id for each in plan.records if each.group == "项目明细"]
    assert ids == report.children("", "项目明细")[:2]


def test_a_blank_form_gives_the_places_of_its_fields(report: Report) -> None:
    blank = "\n".join(
        "|".join(
            c if not any(ch.isdigit() for ch in c) or "年" in c else " " for c in line.split("|")
        )
        for line in BASICS.splitlines()
    )
    plan = matched(report, "附件1-1", blank)
    empty = {t.field for t, p in plan.targets() if p.state is EMPTY}
    assert {"编制数", "控制率", "公用经费_本年决算", "政府采购金额_本年预算"} <= empty
    assert "政府采购金额_上年决算" not in empty
    assert fields(plan) <= {"项目明细.名称"}


def test_the_signature_line_below_a_table_fills_its_fields(report: Report) -> None:
    line = "填表人：张三　　填报日期：2023年3月15日　　联系电话：　　单位负责人签字："
    plan = matched(report, BASICS, line)
    assert (text(plan, "填表人"), text(plan, "填报日期")) == ("张三", "2023年3月15日")
    assert [p.state for t, p in plan.targets() if t.field == "联系电话"] == [EMPTY]
    assert at(plan, "单位负责人签字：").state is FORM


def test_a_signature_line_in_the_last_row_of_a_worksheet_is_read_as_well(report: Report) -> None:
    table = BASICS + "填表人：|张三|联系电话：|28881234\n"
    plan = matched(report, table)
    assert (text(plan, "填表人"), text(plan, "联系电话")) == ("张三", "28881234")


def test_another_name_under_the_next_table_is_told(report: Report) -> None:
    plan = matched(report, BASICS, "填表人：张三", WHOLE, "填表人：李四", PROJECT, "填表人：张三")
    assert [p.state for p in plan.pieces if p.source == "张三"] == [TAKEN, TAKEN]
    assert at(plan, "李四").state is NOT_TAKEN
    assert "张三" in at(plan, "李四").why


# ── where the sheets are ─────────────────────────────────


@pytest.mark.parametrize(
    "order", [(WHOLE, BASICS, PROJECT), (PROJECT, WHOLE, BASICS), (PROJECT, BASICS, WHOLE)]
)
def test_sheets_are_found_in_any_order_without_titles(
    report: Report, order: tuple[str, ...]
) -> None:
    plan = matched(report, *order)
    assert sorted(each.sheet for each in plan.sheets) == ["附件1-1", "附件1-2", "附件1-3"]
    assert plan.counts()[NOT_TAKEN] == plan.counts()[DOUBTED] == 0


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("row", [4, 9, 11, 13, 16])
def test_a_table_cut_by_a_page_is_one_sheet(report: Report, row: int, repeats: bool) -> None:
    lines = BASICS.strip().splitlines()
    second = ([lines[2]] if repeats else []) + lines[row:]
    plan = matched(report, "\n".join(lines[:row]), "", "\n".join(second))
    assert [each.blocks for each in plan.sheets] == [(0, 2)]
    assert text(plan, "会议培训费_本年决算") == "0.06"
    assert text(plan, "公用经费_本年预算") == "8.74"
    assert text(plan, "项目明细.本年决算", "自治奖励") == "20"


def test_a_second_page_under_the_same_title_goes_on(report: Report) -> None:
    lines = BASICS.strip().splitlines()
    title = "2022年度部门整体支出绩效评价基础数据表"
    second = "\n".join([lines[2], *lines[12:]])
    plan = matched(report, title, "\n".join(lines[:12]), f"{title}（续）", second)
    assert [each.sheet for each in plan.sheets] == ["附件1-1"]
    assert text(plan, "公用经费_本年决算") == "29.35"


def test_the_last_indicators_alone_in_a_new_table_are_taken_in_doubt(report: Report) -> None:
    lines = WHOLE.strip().splitlines()
    more = "^| | |再开一次会|8次|7次|2|1|\n".replace("^", " ")
    plan = matched(report, "\n".join(lines[:14]), "", more)
    assert piece(plan, "整体指标.实际完成值", "再开一次会").state is DOUBTED
    assert text(plan, "整体指标.实际完成值", "再开一次会") == "7次"


def test_several_sheets_below_each_other_on_one_worksheet_are_told_apart(report: Report) -> None:
    cells: list[SourceCell] = []
    row = 0
    for title, table in (("附件1-1", BASICS), ("附件1-3", PROJECT), ("附件1-2", WHOLE)):
        cells.append(SourceCell(row, 0, title, 1, 9))
        cells += [c._replace(row=c.row + row + 1) for c in drawn(table).cells]
        row = max(c.row + c.rows for c in cells) + 1
    plan = matched(report, SourceTable(tuple(cells), "Sheet1"))
    assert sorted(each.sheet for each in plan.sheets) == ["附件1-1", "附件1-2", "附件1-3"]
    assert plan.counts()[NOT_TAKEN] == plan.counts()[DOUBTED] == 0
    last = at(plan, "98").place
    assert plan.sheet_of(last) is not None
    assert plan.sheet_of(last).sheet == "附件1-2"  # type: ignore[union-attr]


def test_sheets_nested_in_a_table_for_layout_are_found(report: Report) -> None:
    outer = SourceTable((SourceCell(0, 0, "附件1-1"), SourceCell(1, 0, "附件1-2")))
    first = drawn(BASICS)._replace(inside=SourcePlace(0, 0, 0))
    second = drawn(WHOLE)._replace(inside=SourcePlace(0, 1, 0))
    plan = matched(report, outer, first, second)
    assert [(each.sheet, each.blocks) for each in plan.sheets] == [
        ("附件1-1", (1,)),
        ("附件1-2", (2,)),
    ]
    assert at(plan, "附件1-1").state is FORM


def test_a_title_in_the_first_row_of_a_table_is_words_of_the_form(report: Report) -> None:
    title = "附件1-2\\n2022年度部门整体支出绩效自评表|<|<|<|<|<|<|<|<\n"
    plan = matched(report, title + WHOLE.strip())
    assert [each.sheet for each in plan.sheets] == ["附件1-2"]
    assert text(plan, "总得分") == "98"
    assert plan.counts()[NOT_TAKEN] == 0


def test_of_two_tables_for_one_sheet_the_likelier_is_taken_and_the_other_listed(
    report: Report,
) -> None:
    short = "\n".join(BASICS.strip().splitlines()[2:7]).replace("0.9", "7.7")
    plan = matched(report, BASICS, "另一张表的说明文字。", short)
    assert text(plan, "公车购置_本年决算") == "0.9"
    assert at(plan, "7.7").state is NOT_TAKEN
    assert "附件1-1" in at(plan, "7.7").why


def test_a_small_table_of_the_text_is_no_sheet_of_the_form(report: Report) -> None:
    plan = matched(report, "项目|年初预算数|全年执行数\n甲项目|3|4", BASICS)
    assert [each.blocks for each in plan.sheets] == [(1,)]
    assert at(plan, "甲项目").state is NOT_TAKEN


# ── words that are written otherwise ─────────────────────


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("其中：办公经费", "　　　办公经费"),
        ("其中：办公经费", "（一）办公经费"),
        ("其中：办公经费", "① 办公经费："),
        ("其中：办公经费", "其中:１．办 公\\n经 费"),
        ("其中：办公经费", "办公经费（万元）"),
    ],
)
def test_numbers_indents_and_blanks_do_not_make_another_row(
    report: Report, old: str, new: str
) -> None:
    plan = matched(report, BASICS.replace(old, new))
    assert piece(plan, "办公经费_本年决算").state is TAKEN
    assert text(plan, "办公经费_本年决算") == "8.11"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("其中：办公经费", "其中：办公费"),
        ("水费、电费、差旅费", "水电差旅费"),
        ("会议费、培训费", "会议培训费"),
        ("公车运行维护", "公车运行维护费"),
        ("1、公务用车购置和维护经费", "1、公务用车购置及运行维护费"),
        ("部门基本支出预算调整", "基本支出预算调整"),
    ],
)
def test_a_renamed_row_is_taken_in_doubt_and_says_its_name(
    report: Report, old: str, new: str
) -> None:
    plain, plan = matched(report, BASICS), matched(report, BASICS.replace(old, new))
    assert fields(plan) == fields(plain)
    doubted = [p for p in plan.pieces if p.state is DOUBTED]
    assert len(doubted) in (2, 3)
    name = new.partition("：")[2] or new
    assert all(name.removeprefix("1、") in p.why for p in doubted)
    for target, each in plain.targets():
        if each.value is not None:
            assert text(plan, target.field, names(plain).get(target.record, "")) == each.value.text


def test_a_row_renamed_beyond_knowing_is_listed_with_its_name(report: Report) -> None:
    plan = matched(report, BASICS.replace("会议费、培训费", "其他商品服务"))
    assert at(plan, "2.4").state is NOT_TAKEN
    assert "其他商品服务" in at(plan, "2.4").why
    assert "会议培训费_本年预算" not in fields(plan)


def test_an_added_row_is_listed_and_moves_nothing(report: Report) -> None:
    plan = matched(
        report,
        BASICS.replace("公用经费    ", "会员费 |7.1|7.2|7.3\n公用经费    ", 1).replace(
            "2、出国", "学习费|8.1|8.2|8.3\n2、出国"
        ),
    )
    assert at(plan, "8.2").state is NOT_TAKEN
    assert text(plan, "出国经费_本年预算") == "1.5"
    added = piece(plan, "项目明细.本年决算", "会员费")
    assert added.state is DOUBTED
    assert "编号" in added.why


def test_missing_rows_leave_their_fields_alone(report: Report) -> None:
    lines = [e for e in BASICS.splitlines() if "出国" not in e and "公用经费" not in e]
    plan = matched(report, "\n".join(lines))
    assert not any("出国" in each or "公用经费" in each for each in fields(plan))
    assert text(plan, "公务接待_本年预算") == "1.8"
    assert text(plan, "办公经费_本年预算") == "6.31"


def test_a_sum_among_the_projects_is_no_project(report: Report) -> None:
    plan = matched(report, BASICS.replace("公用经费    ", "小计|9.1|9.2|9.3\n公用经费    ", 1))
    assert at(plan, "9.3").state is NOT_TAKEN
    assert "小计" not in names(plan).values()


def test_a_renamed_row_behind_the_projects_is_not_taken_for_one(report: Report) -> None:
    table = BASICS.replace("1、双随机、一公开", "双随机、一公开").replace("2、自治奖励", "自治奖励")
    plan = matched(report, table.replace("公用经费    ", "公用经费支出", 1))
    assert "公用经费支出" not in names(plan).values()
    assert at(plan, "29.35").state in (NOT_TAKEN, DOUBTED)


def test_a_row_whose_label_and_value_share_a_cell(report: Report) -> None:
    plan = matched(
        report, WHOLE.replace("预算部门名称|<|物业中心|<", "预算部门名称：物业中心|<|<|<")
    )
    assert text(plan, "预算部门名称") == "物业中心"
    assert at(plan, "预算部门名称：").state is FORM


def test_labels_with_values_that_are_split_into_two_cells(report: Report) -> None:
    split = WHOLE.replace("按收入性质分：125.98|<|<|<", "按收入性质分：|<|125.98|<")
    plan = matched(report, split.replace("其他资金：24.27|<|<|<", "其他资金|<|<|24.27"))
    assert text(plan, "按收入性质分") == "125.98"
    assert text(plan, "其他资金") == "24.27"


def test_several_labels_with_values_in_lines_of_one_cell(report: Report) -> None:
    lines = [
        each for each in WHOLE.splitlines() if "政府性基金" not in each and "其他资金" not in each
    ]
    table = "\n".join(lines).replace(
        "其中：一般公共预算：101.71|<|<|<",
        "其中：一般公共预算：101.71\\n政府性基金拨款：3.5\\n其他资金：24.27|<|<|<",
    )
    plan = matched(report, table)
    assert text(plan, "一般公共预算") == "101.71"
    assert text(plan, "政府性基金拨款") == "3.5"
    assert text(plan, "其他资金") == "24.27"


# ── heads ────────────────────────────────────────────────


def test_last_years_column_is_known_by_its_year_wherever_it_stands(report: Report) -> None:
    lines = [each.split("|") for each in BASICS.strip().splitlines()]
    moved = "\n".join("|".join([e[0], e[3], e[1], e[2]]) for e in lines[2:])
    plan = matched(report, moved)
    assert text(plan, "公用经费_上年决算") == "99.4"
    assert text(plan, "公用经费_本年决算") == "29.35"
    assert plan.counts()[DOUBTED] == 0


def test_a_paper_of_another_year_is_read_by_its_own_year(report: Report) -> None:
    older = BASICS.replace("2021", "2020").replace("2022", "2021")
    plan = matched(report, "2021年度部门整体支出绩效评价基础数据表", older)
    assert text(plan, "公用经费_上年决算") == "99.4"
    assert text(plan, "公用经费_本年决算") == "29.35"


def test_heads_of_another_year_than_the_title_are_doubted(report: Report) -> None:
    older = BASICS.replace("2021", "2020").replace("2022", "2021")
    plan = matched(report, "2022年度部门整体支出绩效评价基础数据表", older)
    assert text(plan, "公用经费_上年决算") == "99.4"
    assert piece(plan, "公用经费_上年决算").state is DOUBTED


@pytest.mark.parametrize("head", ["上年决算数", "上年度决算数", "2021年度决算数（万元）"])
def test_a_year_said_in_words_is_the_same_year(report: Report, head: str) -> None:
    plan = matched(report, BASICS.replace("2021年决算数", head))
    assert piece(plan, "公用经费_上年决算").state is TAKEN


def test_heads_without_years_are_taken_in_their_order_and_doubted(report: Report) -> None:
    table = BASICS.replace("2021年", "").replace("2022年预", "预").replace("2022年决", "决")
    plan = matched(report, table)
    assert text(plan, "公用经费_上年决算") == "99.4"
    assert text(plan, "公用经费_本年决算") == "29.35"
    assert piece(plan, "公用经费_本年决算").state is DOUBTED


def test_a_budget_of_last_year_is_not_that_of_this_year(report: Report) -> None:
    plan = matched(report, BASICS.replace("2022年预算数", "2021年预算数"))
    assert "公用经费_本年预算" not in fields(plan)
    assert at(plan, "8.74").state is NOT_TAKEN


def test_a_column_that_the_form_does_not_have_is_listed(report: Report) -> None:
    lines = BASICS.strip().splitlines()
    wide = [
        f"{each}|{'增减额' if i == 2 else f'5{i}.5' if i > 2 else ' '}"
        for i, each in enumerate(lines)
    ]
    plan = matched(report, "\n".join(wide))
    assert at(plan, "512.5").state is NOT_TAKEN
    assert "增减额" in at(plan, "512.5").why
    assert text(plan, "公用经费_本年决算") == "29.35"


def test_a_column_added_among_the_indicators_is_listed(report: Report) -> None:
    lines = [each.split("|") for each in WHOLE.strip().splitlines()]
    wide = [
        "|".join(
            [*e[:5], {10: "指标来源", 11: "文件"}.get(i, "<" if "<" in e[4:6] else " "), *e[5:]]
        )
        for i, e in enumerate(lines)
    ]
    plan = matched(report, "\n".join(wide))
    assert at(plan, "文件").state is NOT_TAKEN
    assert "指标来源" in at(plan, "文件").why
    assert text(plan, "整体指标.实际完成值", "处理投诉") == "290起"


def test_a_head_of_two_levels_leaves_its_parts_in_doubt(report: Report) -> None:
    lines = BASICS.strip().splitlines()[2:]
    head = (
        "经费控制情况（万元）|2021年决算数|2022年预算数|2022年决算数|<\n^|^|^|小计|其中：财政拨款"
    )
    rows = [f"{each}|0.01" for each in lines[1:]]
    plan = matched(report, "\n".join([head, *rows]))
    assert text(plan, "公用经费_本年决算") == "29.35"
    assert piece(plan, "公用经费_本年决算").state is DOUBTED
    assert not any(p.value and p.value.text == "0.01" for p in plan.pieces)


def test_weights_in_the_heads_of_indicators_are_words_of_the_form(report: Report) -> None:
    plan = matched(report, WHOLE.replace("产出指标（50分）", "产出指标\\n(40 分)"))
    assert [p.state for p in plan.pieces if p.source.startswith("产出指标")] == [FORM]
    assert text(plan, "整体指标.得分", "处理投诉") == "4.5"


def test_the_first_level_heads_may_be_missing(report: Report) -> None:
    lines = [each.split("|") for each in WHOLE.strip().splitlines()]
    table = "\n".join("|".join([e[0], *e[2:]]) for e in lines[10:15])
    plan = matched(report, "附件1-2", table)
    sections = {names(plan).get(each.key): each.section for each in plan.records}
    assert sections["办结率"] == "质量指标"
    assert text(plan, "整体指标.得分", "处理投诉") == "4.5"


def test_a_section_that_the_form_does_not_have_is_listed(report: Report) -> None:
    plan = matched(report, WHOLE.replace("|社会效益指标|", "|其他指标|"))
    assert "安全意识" not in names(plan).values()
    assert "其他指标" in at(plan, "安全意识").why


def test_the_row_after_an_unknown_section_is_not_put_into_the_one_before(report: Report) -> None:
    table = WHOLE.replace("|质量指标|办结率", "|新类指标|办结率")
    plan = matched(report, table)
    assert at(plan, "办结率").state is NOT_TAKEN
    assert at(plan, "99%").state is NOT_TAKEN


def test_rows_of_dots_stay_rows_of_dots(report: Report) -> None:
    plan = matched(report, WHOLE.replace("召开调解会|30余次|30余次", "……| | "))
    assert text(plan, "整体指标.三级指标", "……") == "……"


def test_a_score_over_two_rows_goes_to_the_first_in_doubt(report: Report) -> None:
    plan = matched(
        report, WHOLE.replace("召开调解会|30余次|30余次| | |", "召开调解会|30余次|30余次| |^|")
    )
    assert piece(plan, "整体指标.得分", "处理投诉").state is DOUBTED


# ── values ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,234.50", "1234.5"),
        ("１２．５", "12.5"),
        ("12.5万元", "12.5"),
        (" 8.740 ", "8.74"),
        ("(3.2)", "-3.2"),
    ],
)
def test_figures_are_understood_as_they_are_written(
    report: Report, written: str, number: str
) -> None:
    plan = matched(report, BASICS.replace("8.74", written))
    value = piece(plan, "公用经费_本年预算").value
    assert isinstance(value, Figure)
    assert value.number == Decimal(number)


def test_people_with_their_unit_are_people(report: Report) -> None:
    assert text(matched(report, BASICS.replace("|11  ", "|11人")), "编制数") == "11人"


def test_the_four_kinds_of_nothing_stay_apart(report: Report) -> None:
    plan = matched(
        report, BASICS.replace("|0.7|0.8|0.9", "|0|—|无").replace("|1.1|1.2|1.3", "||/|1.3")
    )
    assert text(plan, "公车购置_上年决算") == "0"
    assert piece(plan, "公车购置_本年预算").value is Mark.DASH
    assert piece(plan, "公车购置_本年决算").value is Mark.NOT_APPLICABLE
    assert "公车运行维护_上年决算" not in fields(plan)
    assert piece(plan, "公车运行维护_本年预算").value is Mark.DASH


def test_dashes_that_the_form_prints_are_words_of_the_form(report: Report) -> None:
    plan = matched(report, BASICS)
    assert [p.state for p in plan.pieces if p.source == "——"] == [FORM, FORM]


def test_a_figure_where_the_form_prints_a_dash_is_listed(report: Report) -> None:
    plan = matched(report, BASICS.replace("政府采购金额        |——", "政府采购金额|77.7"))
    assert at(plan, "77.7").state is NOT_TAKEN


def yuan(table: str) -> str:
    """Write the amounts of a table in 元."""

    def cell(each: str) -> str:
        try:
            return str(Decimal(each.strip()) * 10000)
        except ArithmeticError:
            return each

    lines = table.strip().splitlines()
    return "\n".join([*lines[:3], *("|".join(map(cell, each.split("|"))) for each in lines[3:])])


def test_a_table_in_yuan_is_read_in_yuan_and_keeps_what_its_author_wrote(report: Report) -> None:
    table = yuan(BASICS).replace("（万元）", "（元）").replace("87400.00", "644783.52")
    plan = matched(report, table)
    found = piece(plan, "公用经费_本年预算")
    assert isinstance(found.value, Figure)
    assert (found.value.number, found.value.text) == (Decimal("64.478352"), "644783.52元")
    assert found.reads == "644783.52 元 = 64.478352 万元"
    assert found.state is TAKEN
    assert text(plan, "编制数") == "11"


def test_a_unit_over_the_table_holds_for_its_amounts(report: Report) -> None:
    plan = matched(report, "单位：元", yuan(BASICS).replace("（万元）", ""))
    found = piece(plan, "公用经费_本年预算")
    assert isinstance(found.value, Figure)
    assert (found.value.number, found.state) == (Decimal("8.74"), TAKEN)


def test_two_units_that_contradict_each_other_are_doubted(report: Report) -> None:
    plan = matched(report, "单位：元", yuan(BASICS))
    found = piece(plan, "公用经费_本年预算")
    assert isinstance(found.value, Figure)
    assert (found.value.number, found.state) == (Decimal("8.74"), DOUBTED)
    assert "单位" in found.why or "元" in found.why


def test_large_amounts_without_any_unit_are_doubted(report: Report) -> None:
    plan = matched(report, BASICS.replace("（万元）", "").replace("29.35", "293512.5"))
    assert piece(plan, "公用经费_本年决算").state is DOUBTED


def test_a_unit_that_nobody_can_enter_is_told(report: Report) -> None:
    plan = matched(report, BASICS.replace("（万元）", "（千元）"))
    assert at(plan, "29.35").state is NOT_TAKEN
    assert "千元" in at(plan, "29.35").why


def test_a_figure_among_words_is_taken_in_doubt(report: Report) -> None:
    plan = matched(report, BASICS.replace("|29.35", "|约29.35（含结转）"))
    found = piece(plan, "公用经费_本年决算")
    assert found.state is DOUBTED
    assert isinstance(found.value, Figure)
    assert found.value.number == Decimal("29.35")


@pytest.mark.parametrize("written", ["见附表", "#REF!", "####", "12+8", "……"])
def test_what_is_no_figure_is_told_and_not_taken(report: Report, written: str) -> None:
    plan = matched(report, BASICS.replace("|29.35", f"|{written}"))
    assert at(plan, written).state is NOT_TAKEN
    assert at(plan, written).why.endswith("。")


def test_the_figure_behind_a_rounded_cell_is_taken(report: Report) -> None:
    table = drawn(BASICS)
    cells = tuple(c._replace(kept="29.346789") if c.text == "29.35" else c for c in table.cells)
    found = piece(matched(report, SourceTable(cells)), "公用经费_本年决算")
    assert isinstance(found.value, Figure)
    assert found.value.number == Decimal("29.346789")
    assert found.reads == "29.346789"


def test_what_the_reader_doubted_stays_doubted(report: Report) -> None:
    table = drawn(BASICS)
    cells = tuple(
        c._replace(doubt="公式没有算出来。") if c.text == "29.35" else c for c in table.cells
    )
    found = piece(matched(report, SourceTable(cells)), "公用经费_本年决算")
    assert (found.state, found.why) == (DOUBTED, "公式没有算出来。")


def test_a_hidden_row_is_taken_in_doubt(report: Report) -> None:
    table = drawn(BASICS)._replace(title="附件1-1", hidden_rows=frozenset({12}))
    assert piece(matched(report, table), "公用经费_本年决算").state is DOUBTED


def test_a_wrong_total_is_taken_as_its_author_wrote_it(report: Report) -> None:
    plan = matched(report, BASICS.replace("|17.15|27", "|17.15|72"))
    assert piece(plan, "项目支出_本年决算").state is TAKEN
    assert text(plan, "项目支出_本年决算") == "72"


# ── merges and cells ─────────────────────────────────────


def test_a_cell_split_by_hand_gives_its_value_from_either_part(report: Report) -> None:
    lines = [each.split("|") for each in BASICS.strip().splitlines()]
    wide = "\n".join(
        "|".join([*e[:3], "<" if i == 2 else " ", *e[3:]]) for i, e in enumerate(lines[2:], 2)
    )
    plan = matched(report, wide)
    assert text(plan, "公用经费_本年预算") == "8.74"
    assert text(plan, "公用经费_本年决算") == "29.35"


def test_two_figures_for_one_field_leave_the_second_listed(report: Report) -> None:
    lines = [each.split("|") for each in BASICS.strip().splitlines()]
    wide = "\n".join(
        "|".join([*e[:3], "<" if i == 2 else "66.6" if "公用" in e[0] else " ", *e[3:]])
        for i, e in enumerate(lines[2:], 2)
    )
    plan = matched(report, wide)
    assert piece(plan, "公用经费_本年预算").state is DOUBTED
    assert at(plan, "66.6").state is NOT_TAKEN
    assert "8.74" in at(plan, "66.6").why


def test_a_value_over_two_columns_is_doubted(report: Report) -> None:
    plan = matched(report, BASICS.replace("|8.74|29.35", "|8.74|<"))
    assert piece(plan, "公用经费_本年预算").state is DOUBTED


def test_a_number_column_before_the_labels_changes_nothing(report: Report) -> None:
    lines = BASICS.strip().splitlines()
    head = ["序号|" + lines[2], *(f"{i}|{each}" for i, each in enumerate(lines[3:], 1))]
    plan = matched(report, "\n".join(head))
    plain = matched(report, "\n".join(lines[2:]))
    assert fields(plan) == fields(plain)
    assert text(plan, "公用经费_本年预算") == "8.74"
    assert text(plan, "项目明细.本年决算", "自治奖励") == "20"


def test_a_value_beside_its_head_instead_of_below(report: Report) -> None:
    table = "编制数|11|2022年实际在职人数|6|控制率|54.55%\n" + "\n".join(
        f"{each}||" for each in BASICS.strip().splitlines()[2:]
    )
    plan = matched(report, table)
    assert (text(plan, "编制数"), text(plan, "在职人数")) == ("11", "6")


def test_a_label_above_its_value_instead_of_beside(report: Report) -> None:
    table = PROJECT.replace(
        "主管部门|<|住建局|<|<|实施单位|物业中心|<|<",
        "主管部门|<|<|<|<|实施单位|<|<|<\n住建局|<|<|<|<|物业中心|<|<|<",
    )
    plan = matched(report, table)
    assert text(plan, "项目.主管部门") == "住建局"
    assert piece(plan, "项目.主管部门").state is DOUBTED


def test_a_document_without_tables_of_the_form_lists_every_cell(report: Report) -> None:
    plan = matched(report, "姓名|电话\n张三|123", "再见。")
    assert plan.sheets == ()
    assert all(each.state is NOT_TAKEN and each.why for each in plan.pieces)
    assert len(plan.pieces) == 4


def test_what_is_in_the_report_is_not_changed_by_matching(sample_session: Session) -> None:
    report = sample_session.report
    before = report.copy()
    matched(report, BASICS, WHOLE, PROJECT)
    assert report.holds_the_same(before)
    assert report.value(FieldAddress("", "编制数")) is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^|年度资金总额|<|74.49", "^|年度资金|总额|74.49"),
        ("^|其中：当年财政拨款|<|2|", "^|其中：当年|财政拨款|2|"),
    ],
)
def test_a_label_split_into_two_cells_is_put_together(report: Report, old: str, new: str) -> None:
    table = WHOLE if old in WHOLE else PROJECT
    plan = matched(report, table.replace(old, new))
    field = "资金总额_年初预算" if table is WHOLE else "项目.财政拨款_年初预算"
    assert text(plan, field) == ("74.49" if table is WHOLE else "2")


def test_a_head_that_is_spelt_otherwise_leaves_its_column_in_doubt(report: Report) -> None:
    plan = matched(report, WHOLE.replace("|年度指标值|", "|年度指标数值|"))
    found = piece(plan, "整体指标.年度指标值", "处理投诉")
    assert found.state is DOUBTED
    assert "年度指标数值" in found.why
    assert piece(plan, "整体指标.实际完成值", "处理投诉").state is TAKEN


def test_a_section_that_is_spelt_otherwise_leaves_its_names_in_doubt(report: Report) -> None:
    plan = matched(report, WHOLE.replace("|社会效益指标|", "|社会效益|"))
    assert piece(plan, "整体指标.三级指标", "安全意识").state is DOUBTED
    assert {e.section for e in plan.records if names(plan).get(e.key) == "安全意识"} == {
        "社会效益指标"
    }


def test_a_sum_row_of_unknown_words_is_no_indicator(report: Report) -> None:
    plan = matched(report, WHOLE.replace("总分|<|<|<|<|<|", "合计得数|<|<|<|<|<|"))
    assert at(plan, "98").state is NOT_TAKEN
    assert "合计得数" in at(plan, "98").why


def test_a_misspelt_row_among_numbered_projects_is_listed(report: Report) -> None:
    lines = [each for each in BASICS.splitlines() if "出国" not in each]
    table = "\n".join(lines).replace("公用经费    ", "3、出国支经费|5.1|5.2|5.3\n公用经费    ", 1)
    plan = matched(report, table)
    assert "出国支经费" not in names(plan).values()
    assert "出国经费" in at(plan, "5.3").why


def test_without_their_sum_unnumbered_rows_are_no_projects(report: Report) -> None:
    lines = [each for each in BASICS.splitlines() if "项目支出" not in each]
    plan = matched(report, "\n".join(lines).replace("2、自治奖励", "自治奖励"))
    assert "自治奖励" not in names(plan).values()
    plan = matched(report, "\n".join(lines))
    assert piece(plan, "项目明细.本年决算", "自治奖励").state is DOUBTED


def test_an_added_row_below_the_heads_does_not_take_the_place_of_the_first(report: Report) -> None:
    table = WHOLE.replace("^|年度资金总额", "^|上级补助|<|7.1|7.2|7.3| | | \n^|年度资金总额", 1)
    plan = matched(report, table)
    assert text(plan, "资金总额_年初预算") == "74.49"
    assert piece(plan, "资金总额_年初预算").state is TAKEN
    assert at(plan, "7.1").state is NOT_TAKEN


def test_the_end_of_a_project_on_the_next_page_stays_with_its_project(report: Report) -> None:
    lines = PROJECT.strip().splitlines()
    other = PROJECT.replace("自治奖励经费", "矛盾调解").replace("|99|", "|88|")
    plan = matched(report, "\n".join(lines[:-1]), "", lines[-1], other)
    assert [each.blocks for each in plan.sheets] == [(0, 2), (3,)]
    assert text(plan, "项目.总得分", "自治奖励经费") == "99"
    assert text(plan, "项目.总得分", "矛盾调解") == "88"


def test_a_worksheet_that_goes_on_empty_is_read_as_far_as_it_is_filled(report: Report) -> None:
    table = drawn(BASICS, "附件1-1")
    title = SourceCell(0, 0, "2022年度部门整体支出绩效评价基础数据表", 1, 16384)
    cells = [title, *(c._replace(row=c.row + 1) for c in table.cells)]
    cells += [SourceCell(row, 0, "", 1, 16384) for row in range(30, 20_000)]
    cells.append(SourceCell(20_000, 0, "", 900_000, 16384))
    started = time.process_time()
    plan = matched(report, SourceTable(tuple(cells), "附件1-1"))
    assert time.process_time() - started < 3
    assert text(plan, "公用经费_本年决算") == "29.35"
    assert plan.counts()[NOT_TAKEN] == 0
