"""核对底数 from tables of the final accounts: what is proposed, what is told, never guessed."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.cell_table import Cell, CellTable, label_key
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import display
from perfeval_desktop.importing.worksheets import table_of_text
from perfeval_desktop.services.base_figures import (
    FiguresRead,
    Standing,
    figure_edits,
    find_figures,
    shown,
    standing,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import template_from_texts
from tests.conftest import HETANG

# The sheets as the accounts software exports them; a merged cell has its text at its left.
TOTALS = CellTable(
    "GK01 收入支出决算总表",
    [
        ["收入支出决算总表"],
        ["公开01表", None, None, None, None, "金额单位：元"],
        ["收入", None, None, "支出", None, None],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", None, "1", "栏次", None, "2"],
        ["一、一般公共预算财政拨款收入", "1", 1017100, "一、一般公共服务支出", "31", 1352843.52],
        ["本年收入合计", "27", 1352843.52, "本年支出合计", "57", 1352843.52],
        ["　　年初结转和结余", "29", 93000.0, "　　年末结转和结余", "59", 30000],
        ["总计", "31", 1445843.52, "总计", "62", 1445843.52],
    ],
)
SPENDING = CellTable(
    "GK03 支出决算表",
    [
        ["支出决算表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出"],
        ["栏次", None, 1, 2, 3, 4],
        [None, "合计", 135.28, 108.28, 27.0, None],
        [2010301, "行政运行", 108.28, 108.28, None, None],
    ],
)
GENERAL = CellTable(
    "GK05",
    [
        ["一般公共预算财政拨款支出决算表"],
        [None, None, None, None, "单位：元"],
        ["项目", None, "本年支出", None, None],
        ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
        ["栏次", None, 1, 2, 3],
        ["合计", None, 1017115.5, 747102.3, 270013.2],
        [2010301, "行政运行", 747102.3, 747102.3, 0],
    ],
)
BASIC = CellTable(
    "GK06",
    [
        ["一般公共预算财政拨款基本支出决算表"],
        ["人员经费", None, None, "公用经费", None, None],
        ["科目编码", "科目名称", "金额（元）", "科目编码", "科目名称", "金额（元）"],
        [301, "工资福利支出", 644783.52, 302, "商品和服务支出", 102318.78],
        ["人员经费合计", None, 644783.52, "公用经费合计", None, 102318.78],
    ],
)
HOSPITALITY = CellTable(
    "GK09",
    [
        ["“三公”经费支出决算表"],
        ["单位：万元"],
        ["预算数", None, None, "决算数", None, None],
        ["合计", "因公出国（境）费", "公务接待费", "合计", "因公出国（境）费", "公务接待费"],
        [1, 2, 3, 4, 5, 6],
        [1.0, 0, 1.0, 0.4, 0, 0.4],
    ],
)
FUND = CellTable(
    "GK07",
    [
        ["政府性基金预算财政拨款收入支出决算表"],
        ["科目名称", "基本支出", "项目支出"],
        ["合计", 5, 7],
    ],
)


@cache
def installed() -> ReportTemplate:
    """For the tests that hypothesis runs, which cannot print a template."""
    return load_installed(HETANG)


def read(template: ReportTemplate, *rows: list[Cell], unit: str = "") -> FiguresRead:
    return find_figures(template, [CellTable("", rows)], unit)


def figures(found: FiguresRead) -> dict[str, str]:
    return {each.field.removeprefix("底数_"): each.yuan for each in found.proposals}


def reasons(found: FiguresRead) -> dict[str, str]:
    return {each.label: each.reason for each in found.unused}


# The published tables


def test_the_accounts_tables_fill_both_columns_of_the_page(template: ReportTemplate) -> None:
    found = find_figures(template, [TOTALS, SPENDING, GENERAL, BASIC, HOSPITALITY, FUND])
    assert figures(found) == {
        "支出合计": "1352843.52",
        "支出合计_公共预算": "1017115.5",
        "基本支出": "1082800",
        "基本支出_公共预算": "747102.3",
        "人员经费_公共预算": "644783.52",
        "公用经费_公共预算": "102318.78",
        "项目支出": "270000",
        "项目支出_公共预算": "270013.2",
        "出国经费": "0",
        "公务接待": "4000",
        "年初结转": "93000",
        "年末结转": "30000",
    }
    places = {each.field: each.found.place.words for each in found.proposals}
    assert places["底数_支出合计"] == "GK01 收入支出决算总表 F7"
    assert places["底数_公务接待"] == "GK09 F6"


def test_a_figure_in_wan_stays_a_rounded_one(template: ReportTemplate) -> None:
    found = find_figures(template, [SPENDING])
    assert {each.found.entered for each in found.proposals} == {
        "135.28万元",
        "108.28万元",
        "27万元",
    }


def test_line_numbers_are_no_amounts(template: ReportTemplate) -> None:
    assert figures(find_figures(template, [TOTALS]))["支出合计"] == "1352843.52"
    without_heads = CellTable("", [row[3:] for row in TOTALS.rows[6:]])
    assert figures(find_figures(template, [without_heads]))["支出合计"] == "57", "seen by the clerk"


def test_a_row_that_is_no_total_is_told_and_not_taken(template: ReportTemplate) -> None:
    rows = [list(row) for row in SPENDING.rows if "合计" not in row]
    found = read(template, *rows)
    assert figures(found) == {}
    assert reasons(found)["基本支出"] == "这一行是“行政运行”，不是合计。"


def test_budget_figures_and_money_of_other_funds_are_told(template: ReportTemplate) -> None:
    found = find_figures(template, [FUND])
    assert figures(found) == {}
    assert "政府性基金" in reasons(found)["基本支出"]
    found = read(template, ["项目", "2022年预算数"], ["三公经费", 5000])
    assert figures(found) == {}
    assert "预算数" in reasons(found)["三公经费"]


def test_fiscal_appropriations_are_not_all_funds(template: ReportTemplate) -> None:
    found = read(
        template,
        ["财政拨款收入支出决算总表"],
        ["项目", "行次", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
        ["本年支出合计", 59, 1300000, 1017100, 282900],
    )
    assert figures(found) == {"支出合计_公共预算": "1017100"}


def test_part_of_the_money_is_not_taken_for_all_of_it(template: ReportTemplate) -> None:
    found = read(template, ["一般公共预算支出表"], ["办公经费", 5000])
    assert figures(found) == {}
    assert reasons(found) == {"办公经费": "这是“一般公共预算”的数，口径不同。"}


# Pasted


def test_the_pages_own_rows_come_back_from_a_spreadsheet(template: ReportTemplate) -> None:
    text = (
        "部门决算（元）\t全部资金\t其中：一般公共预算\r\n"
        "支出合计\t1,352,843.52\t１０１７１００\r\n　基本支出\t108.28万元\t747102.3元\r\n"
        "三公经费\t——\t——\r\n编制人数\t11\t——\r\n在职人数\t6人\t\r\n"
    )
    found = find_figures(template, [table_of_text(text)])
    assert figures(found) == {
        "支出合计": "1352843.52",
        "支出合计_公共预算": "1017100",
        "基本支出": "1082800",
        "基本支出_公共预算": "747102.3",
        "编制": "11",
        "在职": "6",
    }
    assert reasons(found) == {"三公经费": "这里写着没有数。"}


def test_the_unit_comes_from_the_cell_the_label_the_head_or_the_table(
    template: ReportTemplate,
) -> None:
    for rows in (
        [["基本支出", "108.28万元"]],
        [["基本支出（万元）", 108.28]],
        [["基本支出", "万元", 108.28]],
        [["项目", "金额（万元）"], ["基本支出", 108.28]],
        [["支出决算表", "金额单位：万元"], ["基本支出", "108.28"]],
    ):
        assert figures(read(template, *rows)) == {"基本支出": "1082800"}
    assert figures(read(template, ["基本支出", 108.28])) == {"基本支出": "108.28"}
    assert figures(read(template, ["基本支出", 108.28], unit="万元")) == {"基本支出": "1082800"}
    assert figures(read(template, ["基本支出（万元）", 5], unit="元")) == {"基本支出": "5"}


def test_a_unit_that_is_not_understood_is_told(template: ReportTemplate) -> None:
    found = read(template, ["单位：千元"], ["基本支出", 1082.8])
    assert figures(found) == {}
    assert reasons(found) == {"基本支出": "单位是千元，请换算成元再填。"}


def test_the_first_of_several_is_proposed_and_the_others_told(template: ReportTemplate) -> None:
    found = read(template, ["项目支出", 270000], ["项目支出合计", 280000], ["项目支出", 270000])
    (proposal,) = found.proposals
    assert proposal.yuan == "270000"
    assert [shown(each) for each in proposal.others] == ["280000", "270000"]
    assert proposal.is_ambiguous
    assert not read(template, ["项目支出", 27], ["项目支出", "27"]).proposals[0].is_ambiguous


def test_a_label_without_a_figure_and_one_nobody_asks_for_are_told(
    template: ReportTemplate,
) -> None:
    found = read(template, ["基本支出", "见附表"], ["水费", 300], ["编制人数", 11.5])
    assert found.proposals == ()
    assert reasons(found)["基本支出"] == "右边和下面都没有数。"
    assert "人数应是整数" in reasons(found)["编制人数"]
    assert found.unknown == ("水费",)


def test_cents_are_cleaned_of_binary_dust_and_nothing_else_is_rounded(
    template: ReportTemplate,
) -> None:
    assert figures(read(template, ["基本支出", 0.1 + 0.2])) == {"基本支出": "0.3"}
    found = read(template, ["基本支出", 747102.345])
    assert "不足一分" in reasons(found)["基本支出"]


# Applying


def test_what_is_chosen_is_one_batch_and_undo_gives_the_former_state(
    sample_session: Session,
) -> None:
    report = sample_session.report
    before = dict(report.entries())
    found = find_figures(report.template, [TOTALS, GENERAL])
    assert {standing(report, each) for each in found.proposals} == {Standing.NEW}
    edits = figure_edits(report, found.proposals)
    sample_session.apply(edits, "读入部门决算数", Origin.IMPORTED)
    address = FieldAddress("", "底数_支出合计")
    assert display(report.value(address), report.template.numbers) == "1352843.52"
    assert {standing(report, each) for each in found.proposals} == {Standing.SAME}
    other = read(report.template, ["支出合计", 5]).proposals[0]
    assert standing(report, other) is Standing.OTHER
    assert figure_edits(report, found.proposals) == []
    sample_session.undo()
    assert dict(report.entries()) == before


# Labels and templates


@pytest.mark.parametrize(
    "label",
    ["基本支出", "一、基本支出", "（一）基本支出", "1. 基本支出", "其中：基本支出",
     "　基本 支出（万元）", "２０２２年度基本支出", "基本支出：",
     "（1）其中：基本支出（单位：元）",
     "①基本支出"],
)  # fmt: skip
def test_a_label_is_known_however_it_is_decorated(label: str) -> None:
    assert label_key(label) == "基本支出"


@given(st.text())
def test_no_label_is_too_odd(text: str) -> None:
    assert label_key(label_key(text)) == label_key(label_key(label_key(text)))


@given(st.lists(st.lists(st.one_of(st.text(max_size=6), st.floats(), st.integers(), st.none()))))
def test_no_table_is_too_odd(rows: list[list[Cell]]) -> None:
    find_figures(installed(), [CellTable("表", [["基本支出"], *rows])])


@given(st.decimals(Decimal(0), Decimal("9999999999"), places=2), st.booleans(), st.booleans())
def test_a_printed_amount_is_found_again(amount: Decimal, is_grouped: bool, has_unit: bool) -> None:
    text = (f"{amount:,}" if is_grouped else f"{amount}") + ("元" if has_unit else "")
    table = table_of_text(f"项目支出\t{text}")
    (proposal,) = find_figures(installed(), [table]).proposals
    assert Decimal(proposal.yuan) == amount


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('also = ["办公经费"]', 'also = ["基本支出"]', "also", "也是“部门决算基本支出”的名称"),
        ('also = ["办公经费"]', 'also = ["（元）"]', "also", "没有可以认的字"),
        ('also = ["办公经费"]', "also = [1]", "also", "列表里应都是文字"),
        ('"全部资金" = ["全', '"全部資金" = ["全', "全部資金", "没有口径是“全部資金”"),
        ('other_scopes = ["政', 'other_scopes = [" ", "政', "other_scopes", "列表里有空的词"),
        ("not_these =", "not_this =", "not_this", "是不是“not_these”"),
    ],
)  # fmt: skip
def test_faulty_names_are_told_with_file_and_key(
    template: ReportTemplate, old: str, new: str, key: str, message: str
) -> None:
    file = "核对底数.toml"
    assert old in template.texts[file]
    texts = {**template.texts, file: template.texts[file].replace(old, new, 1)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    (fault,) = [each for each in caught.value.faults if message in each.message]
    assert (fault.file, fault.line > 0) == (file, True)
    assert key in fault.key


def test_forms_without_such_a_page_have_nothing_to_read(template: ReportTemplate) -> None:
    sheets = tuple(each for each in template.sheets if each.recognition is None)
    bare = dataclasses.replace(template, sheets=sheets)
    assert find_figures(bare, [TOTALS]) == FiguresRead((), (), ())
