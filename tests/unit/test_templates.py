"""Every installed template loads, its checks do what their examples say, faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.errors import DataFileError, Fault, TemplateError
from perfeval_desktop.domain.layout import SheetRef, lay_out
from perfeval_desktop.domain.scoring_rules import DEFAULT_RULES
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.template_check import check_template
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from perfeval_desktop.templates.loader import template_from_texts


@pytest.mark.parametrize("template_id", installed_template_ids())
def test_each_check_passes_and_fails_as_its_examples_say(template_id: str) -> None:
    result = check_template(load_installed(template_id))
    assert result.examples > 0
    assert result.failures == ()


def test_the_narrative_has_its_ten_numbered_chapters(template: ReportTemplate) -> None:
    headings = [each.text for each in template.sheet("报告正文").headings if each.level == 1]
    assert [each[0] for each in headings] == list("一二三四五六七八九十")
    second = [each.text for each in template.sheet("报告正文").headings if each.level == 2]
    assert "（二）项目支出情况" in second


def test_the_official_blank_offers_three_rows_under_each_head(new_session: Session) -> None:
    grid = lay_out(new_session.report, SheetRef("附件1-2"))
    head = next(cell for cell in grid.cells if cell.segments == ("质量指标",))
    assert head.rows == 3
    first_level = next(cell for cell in grid.cells if cell.segments == ("产出指标\n（50分）",))
    assert first_level.rows == 12
    places = {
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    assert len(places) == len(grid.rows) * 9 == sum(c.rows * c.columns for c in grid.cells)


def faults_of(template: ReportTemplate, file: str, old: str, new: str) -> tuple[Fault, ...]:
    assert old in template.texts[file]
    texts = {**template.texts, file: template.texts[file].replace(old, new, 1)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    return caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('field = "编制数"', 'field = "编制書"', "没有填报项“编制書”"),
        ('formula = "在职人数 / 编制数"', 'formula = "控制率 / 编制数"', "公式互相引用"),
        ('formula = "在职人数 / 编制数"', 'formula = "在职人 / 编制数"', "是不是“在职人数”"),
        ("columns = 2, style", "columns = 9, style", "单元格超出了 7 列"),
        ('note = "机构', 'nota = "机构', "不认识的键“nota”。是不是“note”"),
        ('type = "headcount"', 'type = "heads"', "“heads”不认识"),
        ('title = "', "title = ", "不是有效的 TOML"),
    ],
)
def test_a_fault_is_told_with_file_line_and_reason(
    template: ReportTemplate, old: str, new: str, message: str
) -> None:
    faults = faults_of(template, "附件1-1.toml", old, new)
    told = [each for each in faults if message in each.message]
    assert told, [str(each) for each in faults]
    assert told[0].file == "附件1-1.toml"
    assert told[0].line > 0


def test_all_faults_are_told_at_once(template: ReportTemplate) -> None:
    texts = dict(template.texts)
    texts["附件1-1.toml"] = texts["附件1-1.toml"].replace('field = "编制数"', 'field = "甲"')
    texts["附件1-2.toml"] = texts["附件1-2.toml"].replace(
        '"基本支出 + 项目支出"', '"基本 + 项目支出"'
    )
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    assert {each.file for each in caught.value.faults} >= {"附件1-1.toml", "附件1-2.toml"}


def test_a_check_without_examples_is_a_fault(template: ReportTemplate) -> None:
    faults = faults_of(template, "审核-附件1-2.toml", "passes = true", "passes = false")
    assert any("一个通过和一个不通过的例子" in each.message for each in faults)


ONE_SCOPE = 'left = { is = "公用经费_本年决算", text = "附件1-1公用经费" }'
OTHER_SCOPE = 'left = { is = "一般公共预算", text = "一般公共预算" }'


@pytest.mark.parametrize("sign", ["=", "≠", "≥"])
def test_figures_of_unlike_scope_can_only_be_narrower_than_wider_ones(
    template: ReportTemplate, sign: str
) -> None:
    file = "审核-表间.toml"
    narrow = template.texts[file].replace(ONE_SCOPE, OTHER_SCOPE, 1)
    assert narrow != template.texts[file]
    template_from_texts({**template.texts, file: narrow})  # 一般公共预算 ≤ 全部资金
    head, _, tail = narrow.partition(OTHER_SCOPE)
    wrong = head + OTHER_SCOPE + tail.replace('op = "≤"', f'op = "{sign}"', 1)
    with pytest.raises(TemplateError) as caught:
        template_from_texts({**template.texts, file: wrong})
    assert "两边口径不同（一般公共预算、全部资金）" in str(caught.value)


def test_a_finance_officer_changes_a_limit_in_one_place(template: ReportTemplate) -> None:
    head = template.texts["template.toml"]
    texts = {
        **template.texts,
        "template.toml": head.replace('"公用变动" = "30%"', '"公用变动" = "40%"'),
    }
    changed = next(e for e in template_from_texts(texts).checks if e.id == "1-1.公用比上年")
    assert "超过 40%" in changed.title
    assert changed.tolerance == "最大(1, 公用经费_上年决算 * 40%)"
    before = next(e for e in template.checks if e.id == "1-1.公用比上年")
    assert before.tolerance == "最大(1, 公用经费_上年决算 * 30%)"


def test_templates_check_tells_an_example_that_does_not_do_what_it_says(
    template: ReportTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in template.texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(["templates", "check", str(tmp_path)]) == 0
    file = tmp_path / "审核-附件1-2.toml"
    broken = file.read_text(encoding="utf-8").replace(
        '"其他资金" = "24.27" }', '"其他资金" = "2" }', 1
    )
    file.write_text(broken, encoding="utf-8")
    assert run(["templates", "check", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "1-2.按收入性质分：例子应当通过，却查出了问题" in told.err
    assert "不对的 1 个" in told.out


def test_an_unknown_field_in_a_data_file_is_told(template: ReportTemplate, tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        fragment_edits({"编制书": "11", "在职人数": "六"}, template, "报告.toml")
    text = str(caught.value)
    assert "没有填报项“编制书”。是不是“编制数”" in text
    assert "“六”不是数字" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'over_target = "30%"',
            'over_targt = "30%"',
            "不认识的键“over_targt”。是不是“over_target”",
        ),
        ('over_target = "30%"', 'over_target = "0.3"', '“0.3”不对，要写成 "80%" 这样'),
        ('low_execution = "90%"', "low_execution = 90", "应是文字"),
        ('low = "80%"', 'low = "70%"', "首尾相接"),
        ('least = "80"', 'least = "95"', "从高到低"),
        ('least = "0"', 'least = "10"', "最低一等的 least 应是 0"),
        ('points = "50"', 'points = "50"\nmost = "40"', "points 应在 least 和 most 之间"),
        ('name = "产出指标"', 'name = "成本指标"', "表上没有一级指标“成本指标”"),
        ('points = "30"', 'points = "三十"', '“三十”不对，要写成 "50" 这样'),
    ],
)
def test_a_fault_in_the_scoring_rules_is_told(
    template: ReportTemplate, old: str, new: str, message: str
) -> None:
    faults = faults_of(template, "template.toml", old, new)
    told = [each for each in faults if message in each.message]
    assert told, [str(each) for each in faults]
    assert (told[0].file, told[0].line > 0) == ("template.toml", True)


def test_a_template_without_scoring_rules_has_those_of_the_time_before(
    template: ReportTemplate,
) -> None:
    head, rest = template.texts["template.toml"].split("[scoring]")
    text = head + rest[rest.index("[limits]") :]
    older = template_from_texts({**template.texts, "template.toml": text})
    assert older.scoring == DEFAULT_RULES == template.scoring


def test_checks_use_the_limits_of_the_scoring_rules(template: ReportTemplate) -> None:
    text = template.texts["template.toml"].replace('over_target = "30%"', 'over_target = "50%"')
    text = text.replace('points = "50"', 'points = "40"').replace('points = "30"', 'points = "40"')
    other = template_from_texts({**template.texts, "template.toml": text})
    by_id = {each.id: each for each in other.checks}
    assert by_id["1-2.明显超标"].right.expression == "1 + 50%"
    assert "高出 50% 以上" in by_id["1-2.明显超标"].message
    assert by_id["1-2.产出指标分值"].right.expression == "40"
