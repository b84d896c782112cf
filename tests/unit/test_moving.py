"""换用新表样: what is lost is told first; renamed fields keep their content; one step, one undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from perfeval_desktop.domain.adjustments import AdjustmentKind as Kind
from perfeval_desktop.domain.edits import Origin, SetExplanation, SetLastYear, SetRemark
from perfeval_desktop.domain.errors import AdjustmentRefusedError, TemplateError
from perfeval_desktop.domain.report import Explanation, FieldAddress, Remark
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import DateValue, Text
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.last_year import shown_values
from perfeval_desktop.services.moving import Move, has_newer_edition, plan_move
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts
from tests.adjusted import adjust
from tests.integration.operations import contents
from tests.integration.test_any_sequence import expect_engine_of_a_fresh_start

DATE = FieldAddress(REPORT, "报告日期")
SAVING = FieldAddress(REPORT, "政府采购金额_本年决算")
Change = Callable[[dict[str, str]], None]


def edition(template: ReportTemplate, change: Change) -> ReportTemplate:
    """Return the template as the bureau might issue it anew."""
    texts = dict(template.texts)
    change(texts)
    return template_from_texts(texts)


def everywhere(old: str, new: str, renamed: str = "") -> Change:
    def change(texts: dict[str, str]) -> None:
        for name, text in texts.items():
            texts[name] = text.replace(old, new)
        texts["template.toml"] += renamed

    return change


def call_otherwise(texts: dict[str, str]) -> None:
    """The series 政府采购金额 is 采购金额 in the new edition, which says so."""
    everywhere('[series."政府采购金额"]', '[series."采购金额"]')(texts)
    everywhere("政府采购金额_", "采购金额_", '\n[renamed]\n"政府采购金额" = "采购金额"\n')(texts)


def move(session: Session, new: ReportTemplate) -> Move:
    plan = plan_move(session.report, new)
    session.apply(plan.edits, plan.label, Origin.FORM)
    return plan


def test_a_series_that_is_called_otherwise_keeps_what_stands_in_it(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    remark = SetRemark(SAVING, None, Remark("问过财务"))
    link = Explanation("1", "2", link=SAVING)
    kept = shown_values(session.report, session.value)._replace(year=2021)
    edits = [remark, SetExplanation(("1-1.采购超计划", ""), None, link), SetLastYear(None, kept)]
    session.apply(edits, "记下", Origin.TYPED)
    stood, before = session.value(SAVING), contents(session.report)
    new = edition(template, call_otherwise)
    plan = plan_move(session.report, new)
    assert plan.change.lost == []
    assert not plan.loses
    assert plan.change.moved == 2
    session.apply(plan.edits, plan.label, Origin.FORM)
    now = FieldAddress(REPORT, "采购金额_本年决算")
    assert session.value(now) == stood
    assert session.report.remark(now) == Remark("问过财务")
    said = session.report.explanation(("1-1.采购超计划", ""))
    assert said is not None
    assert said.link == now
    assert session.report.last_year is not None
    assert any(place.field == now.field for place in session.report.last_year.values)
    expect_engine_of_a_fresh_start(session)
    session.undo()
    assert contents(session.report) == before
    expect_engine_of_a_fresh_start(session)


def test_what_the_new_form_does_not_ask_is_listed_with_its_content_before_it_goes(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    before = contents(session.report)

    def other(texts: dict[str, str]) -> None:
        everywhere('[series."政府采购金额"]', '[series."采购金额"]')(texts)
        everywhere("政府采购金额_", "采购金额_")(texts)

    plan = plan_move(session.report, edition(template, other))
    assert contents(session.report) == before
    assert plan.loses
    assert [each.content for each in plan.change.lost] == ["29", "54.38"]
    lines = list(plan.lines(2022))
    assert lines[0] == "会丢掉的内容（2）"
    assert lines[1] == "　附件1-1 政府采购金额（2022年预算数）　29"
    assert "取消的填报项（2）" in lines
    assert "新增的填报项（2）" in lines
    session.apply(plan.edits, plan.label, Origin.FORM)
    assert session.report.value(FieldAddress(REPORT, "采购金额_本年决算")) is None
    session.undo()
    assert contents(session.report) == before


def test_rows_of_a_group_that_is_called_otherwise_go_along(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    before = contents(session.report)

    def other(texts: dict[str, str]) -> None:
        everywhere("完工楼堂馆所", "竣工项目", '\n[renamed]\n"完工楼堂馆所" = "竣工项目"\n')(texts)

    rows = session.report.records_of("完工楼堂馆所")
    plan = move(session, edition(template, other))
    assert plan.change.rows == []
    assert session.report.records_of("竣工项目") == rows
    session.undo()
    assert contents(session.report) == before


def test_a_group_that_is_gone_takes_its_rows_and_names_them(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    before = contents(session.report)
    plan = move(session, edition(template, everywhere("完工楼堂馆所", "竣工项目")))
    assert plan.change.rows == ["第1个楼堂馆所"]
    assert len(session.report.records_of("竣工项目")) == 1, "as in the blank"
    session.undo()
    session.redo()
    session.undo()
    assert contents(session.report) == before


def test_a_value_is_read_anew_where_its_field_has_another_type(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    session.apply(entry_edits(session.report, DATE, "2023年3月9日"), "填写", Origin.TYPED)
    stood = session.report.value(DATE)
    assert isinstance(stood, DateValue)
    text = '[field."报告日期"]\ntype = "date"'
    new = edition(template, everywhere(text, text.replace("date", "text")))
    plan = plan_move(session.report, new)
    assert plan.change.lost == []
    session.apply(plan.edits, plan.label, Origin.FORM)
    value = session.report.value(DATE)
    assert isinstance(value, Text)
    assert value.text == stood.text


def test_the_units_own_adjustments_are_made_again_or_listed(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    adjust(session, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    plan = move(session, edition(template, everywhere('"　3、公务接待"', '"　3、接待"')))
    assert [each.after for each in session.report.template.adjustments] == ["40"]
    assert plan.loses
    assert "加不上的本单位调整（1）" in list(plan.lines(2022))


def test_checks_that_came_went_or_changed_are_named(
    sample_session: Session, template: ReportTemplate
) -> None:
    old = 'id = "1-2.按收入性质分"'
    new = edition(template, everywhere(old, 'id = "1-2.按收入"'))
    plan = plan_move(sample_session.report, new)
    assert len(plan.dropped) == len(plan.added) == 1
    harder = edition(template, everywhere('"公用变动" = "30%"', '"公用变动" = "20%"'))
    assert plan_move(sample_session.report, harder).changed


def test_the_same_template_or_one_of_another_year_is_refused(
    sample_session: Session, template: ReportTemplate
) -> None:
    report = sample_session.report
    with pytest.raises(AdjustmentRefusedError, match="就是这套表样"):
        plan_move(report, template)
    with pytest.raises(AdjustmentRefusedError, match="2022 年度的"):
        plan_move(report, edition(template, everywhere("year = 2022", "year = 2023")))


def test_a_newer_edition_is_noticed_and_what_the_unit_adjusted_is_none(
    sample_session: Session, template: ReportTemplate
) -> None:
    assert not has_newer_edition(template)
    adjust(sample_session, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    assert not has_newer_edition(sample_session.report.template)
    assert has_newer_edition(edition(template, everywhere("# 一个文件夹", "# 这个文件夹")))
    assert not has_newer_edition(edition(template, everywhere("hunan/hetang/2022", "x/y")))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('"旧名" = "没有这一项"', "没有“没有这一项”这个填报项"),
        ('"编制数" = "在职人数"', "还在这套表样里"),
    ],
)
def test_renames_that_cannot_be_are_faults_of_the_template(
    template: ReportTemplate, line: str, fault: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        edition(template, renaming(line))
    (found,) = caught.value.faults
    assert found.file == "template.toml"
    assert fault in found.message


def renaming(line: str) -> Change:
    def change(texts: dict[str, str]) -> None:
        texts["template.toml"] += f"\n[renamed]\n{line}\n"

    return change
