"""What is told of a cell: its formula in words, last year's figure, and what became of it."""

from __future__ import annotations

import pytest

from perfeval_desktop.checks.in_words import formula_in_words
from perfeval_desktop.domain.edits import Origin, SetLastYear
from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.field_facts import changes_of, facts_of
from perfeval_desktop.services.last_year import carry_over_edits, last_value, shown_values
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts

PLACE = FieldAddress("", "公务接待_本年决算")


def enter(session: Session, text: str, place: FieldAddress = PLACE) -> None:
    session.apply(entry_edits(session.report, place, text), f"填写 {text}", Origin.TYPED)


def keep_last_year(session: Session, **changed: str) -> None:
    """Keep a file of last year that showed what this report shows, but for some figures."""
    other = Session(session.report.copy(), lambda batch: None)
    for field, text in changed.items():
        enter(other, text, FieldAddress("", field))
    kept = shown_values(other.report, other.value)._replace(year=session.report.year - 1)
    edits = [SetLastYear(session.report.last_year, kept)]
    session.apply(edits, "对照上年文件", Origin.LAST_YEAR)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("控制率", "2022年实际在职人数 ÷ 编制数"),
        ("公务用车_本年预算", "公车购置 ＋ 公车运行维护"),
        ("项目支出_本年决算", "各项目的项目支出之和"),
        (
            "项目.财政拨款_全年执行",
            "各项目的项目支出（2022年决算数）之和 － 上年结转资金 － 其他资金",
        ),
        ("总得分", "执行率得分 ＋ 各指标的得分之和"),
        ("编制数", ""),
    ],
)
def test_a_formula_is_told_in_the_words_of_the_form(
    template: ReportTemplate, field: str, words: str
) -> None:
    assert formula_in_words(template.fields[field], template, 2022) == words


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("公车购置 - (基本支出 - 其他资金)", "公车购置 － （基本支出 － 其他资金）"),
        ("(公车购置 + 其他资金) / 基本支出", "（公车购置 ＋ 其他资金） ÷ 基本支出"),
        ("公车购置 / (基本支出 * 其他资金)", "公车购置 ÷ （基本支出 × 其他资金）"),
        ("公车购置 + (基本支出 + 其他资金)", "公车购置 ＋ 基本支出 ＋ 其他资金"),
        ("-公车购置", "－公车购置"),
        ("若(公车购置 > 0, 1, 空)", "公车购置 > 0 时为 1，否则为 空着"),
    ],
)
def test_brackets_stay_where_they_are_needed(
    template: ReportTemplate, formula: str, words: str
) -> None:
    written = formula.replace("公车购置", "公车购置_本年决算")
    field = template.fields["公务接待_本年决算"]._replace(formula=written)
    assert formula_in_words(field, template, 2022) == words


def test_last_years_figure_stands_under_the_head_of_last_year(sample_session: Session) -> None:
    keep_last_year(sample_session, 公务接待_本年决算="0.9", 公务接待_上年决算="0.8")
    report, value_of = sample_session.report, sample_session.value

    def shown(field: str) -> str:
        value = last_value(report, FieldAddress("", field), value_of)
        return value.text if value is not None else ""

    assert shown("公务接待_上年决算") == "0.9", "what was 本年决算 then"
    assert shown("公务接待_本年决算") == "0.9"
    assert shown("厉行节约保障措施") == "", "no figure"
    line = report.children("", "项目明细")[1]
    value = last_value(report, FieldAddress(line, "项目明细.上年决算"), value_of)
    assert value is not None
    assert value.text == "20", "found again by the name of the project"


def test_carrying_over_fills_typed_cells_only_and_once(sample_session: Session) -> None:
    keep_last_year(sample_session, 公务接待_本年决算="0.9")
    report = sample_session.report
    places = [FieldAddress("", f"{name}_上年决算") for name in ("公务接待", "三公经费")]
    edits = carry_over_edits(report, places, sample_session.value)
    assert [each.address for each in edits] == places[:1]  # type: ignore[union-attr]
    sample_session.apply(edits, "填上年的数", Origin.CARRIED_OVER)
    assert carry_over_edits(report, places, sample_session.value) == []
    assert sample_session.history.is_carried_over(places[0])
    enter(sample_session, "1", places[0])
    assert not sample_session.history.is_carried_over(places[0])
    sample_session.undo()
    assert sample_session.history.is_carried_over(places[0])
    sample_session.undo()
    assert not sample_session.history.is_carried_over(places[0])
    sample_session.redo()
    assert sample_session.history.is_carried_over(places[0])


def test_without_last_years_file_there_is_nothing_to_carry_over(sample_session: Session) -> None:
    assert carry_over_edits(sample_session.report, [PLACE], sample_session.value) == []
    assert facts_of(sample_session, PLACE).last_year == ""


def test_every_change_is_told_with_its_undoing_the_newest_first(sample_session: Session) -> None:
    before = len(changes_of(sample_session, PLACE))
    enter(sample_session, "0.4")
    enter(sample_session, "4000元")
    sample_session.undo()
    told = [(each.before, each.after, each.how) for each in changes_of(sample_session, PLACE)]
    assert len(told) == before + 3
    assert told[:3] == [
        ("4000元", "0.4", "撤销：填写 4000元"),
        ("0.4", "4000元", "填写 4000元"),
        ("0", "0.4", "填写 0.4"),
    ]


def test_facts_of_a_stated_value_tell_both_and_why(sample_session: Session) -> None:
    place = FieldAddress("", "三公经费_本年决算")
    edits = entry_edits(sample_session.report, place, "1", "按批复")
    sample_session.apply(edits, "照填", Origin.TYPED)
    facts = facts_of(sample_session, place)
    assert (facts.shown, facts.computed, facts.reason) == ("1", "0", "按批复")
    assert facts.kind == "金额，单位：万元"
    assert any("三公经费" in each.words for each in facts.uses)


def test_a_column_of_last_year_must_be_there(template: ReportTemplate) -> None:
    file = "附件1-1.toml"
    texts = dict(template.texts)
    texts[file] = texts[file].replace('"上年决算" = "本年决算"', '"上年决算" = "本年结算"', 1)
    assert texts[file] != template.texts[file]
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    assert any("上年的“" in each.message for each in caught.value.faults)
