"""The next year begins from last year: what is carried, what is cleared, what is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.figure_notes import BLANK, FigureNote, NoteKind
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import Carry, ReportTemplate, Role
from perfeval_desktop.domain.values import Figure, Text, Value, ValueType, is_blank
from perfeval_desktop.services.carried import (
    last_text,
    shifted_years,
)
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.projects import lines_of_sheet, sheet_of_line
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.rollover import STATED_LAST_YEAR, rollover
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import template_from_texts
from tests.conftest import HETANG
from tests.next_year import (
    BEFORE,
    FINAL,
    enter,
    form_2023,
    line,
    lines,
    next_session,
    opened,
    shown,
)

# What is carried


def test_final_figures_become_those_of_the_year_before(sample_session: Session) -> None:
    new = next_session(sample_session)
    assert shown(new, "公用经费_上年决算") == "29.35"
    assert shown(new, BEFORE, line(new, "自治奖励")) == "20"
    assert shown(new, "项目支出_上年决算") == shown(sample_session, "项目支出_本年决算") == "27"


def test_budgets_results_targets_weights_and_dates_are_empty(sample_session: Session) -> None:
    enter(sample_session, "填报日期", "2023年3月15日")
    enter(sample_session, "底数_支出合计", "1352843.52")
    indicator = sample_session.report.children("", "整体指标")[0]
    for field, text in (("分值", "10"), ("得分", "9"), ("偏差原因", "经费不足")):
        enter(sample_session, f"整体指标.{field}", text, indicator)
    new = next_session(sample_session)
    filled = {address.field for address, _ in new.report.entries()}
    names = {each.rpartition(".")[2] for each in filled}
    cleared = {"年度指标值", "实际完成值", "分值", "得分", "偏差原因", "预期目标", "填报日期"}
    assert names & {*cleared, "报告日期", "目标实际完成情况", "底数_支出合计", "在职人数"} == set()
    money = [f for f in filled if form_2023().fields[f].type in (ValueType.AMOUNT, ValueType.YUAN)]
    assert money
    assert all(form_2023().fields[each].carry is Carry.PREVIOUS for each in money)


def test_staff_duties_projects_and_indicators_are_kept(sample_session: Session) -> None:
    new = next_session(sample_session)
    for field in ("单位名称", "编制数", "部门职责", "机构设置情况"):
        assert shown(new, field) == shown(sample_session, field)
    assert lines(new) == lines(sample_session)
    indicators = [
        shown(new, "整体指标.三级指标", each) for each in new.report.children("", "整体指标")
    ]
    assert "投诉办结率" in indicators
    assert "……" not in indicators, "the dots of the blank form are nobody's indicator"


def test_every_section_keeps_the_rows_that_the_form_needs(sample_session: Session) -> None:
    new = next_session(sample_session)
    group = form_2023().groups["整体指标"]
    for section in group.section_ids():
        assert len(new.report.children_in("", "整体指标", section)) >= group.minimum


def test_a_project_goes_on_with_its_own_sheet_and_its_indicators(sample_session: Session) -> None:
    new = next_session(sample_session)
    sheet = sheet_of_line(new.report, line(new, "自治奖励"))
    assert shown(new, "项目.项目名称", sheet) == "自治奖励经费"
    assert lines_of_sheet(new.report, sheet) == [line(new, "自治奖励")]
    indicators = new.report.children(sheet, "项目指标")
    assert "奖励优秀小区" in [shown(new, "项目指标.三级指标", each) for each in indicators]


def test_a_line_that_had_nothing_in_the_year_ends_with_its_sheet(sample_session: Session) -> None:
    over, report = line(sample_session, "民生实事项目-人大票决制"), sample_session.report
    sheet = sheet_of_line(report, over)
    for field, text in (("上年决算", "5"), ("本年预算", ""), ("本年决算", "0")):
        enter(sample_session, f"项目明细.{field}", text, over)
    done = rollover(sample_session, form_2023())
    new = opened(done)
    assert "民生实事项目-人大票决制" not in lines(new)
    assert shown(sample_session, "项目.项目名称", sheet) not in [
        shown(new, "项目.项目名称", each) for each in new.report.children("", "项目")
    ]
    assert shown(new, "项目支出_上年决算") == shown(sample_session, "项目支出_本年决算")
    assert any("民生实事项目-人大票决制" in each for each in done.told)


def test_no_line_has_ended_in_a_report_that_was_not_filled_in(sample_session: Session) -> None:
    new = next_session(next_year_of(sample_session))
    assert lines(new) == lines(sample_session)


def next_year_of(session: Session) -> Session:
    """As if the next year's report, with only what was carried over, were of the same year."""
    new = next_session(session)
    report = Report(load_installed(HETANG), 2022)
    apply_edits(report, _of_first(new))
    return Session(report, lambda batch: None)


def _of_first(session: Session) -> list[Edit]:
    (batch,) = session.history.after(0)
    return list(batch.edits)


def test_explanations_remarks_papers_and_names_of_states_stay_behind(
    sample_session: Session,
) -> None:
    place = FieldAddress("", "编制数")
    edits = remark_edits(sample_session.report, place, "等人事")
    sample_session.apply(edits, "批注", Origin.REMARKED)
    new = next_session(sample_session).report
    assert (list(new.remarks()), list(new.explanations())) == ([], [])
    assert (new.papers, dict(new.versions), new.status.draft) == ((), {}, 0)


def test_last_years_values_stay_for_checks_and_for_show(sample_session: Session) -> None:
    new = next_session(sample_session)
    assert new.report.last_year is not None
    assert (new.report.last_year.year, new.report.year) == (2022, 2023)
    chapter = FieldAddress("", "存在问题")
    assert last_text(new, chapter) == shown(sample_session, "存在问题")
    assert last_text(new, FieldAddress("", "公用经费_上年决算")) == "", "a figure is no wording"
    assert [each.check for each in new.engine.findings(False) if each.rule == "Y1"] == ["上年.照抄"]


# Totals that were stated


def test_a_total_that_its_author_stated_is_carried_as_it_was_reported(
    sample_session: Session,
) -> None:
    enter(sample_session, "三公经费_本年决算", "3.2", reason="按批复")
    new = next_session(sample_session)
    entry = new.report.entry(FieldAddress("", "三公经费_上年决算"))
    assert shown(new, "三公经费_上年决算") == "3.2"
    assert entry is not None
    assert entry.reason == STATED_LAST_YEAR


def test_a_total_above_a_stated_one_follows_from_it(sample_session: Session) -> None:
    enter(sample_session, "公务用车_本年决算", "1.5", reason="按批复")
    new = next_session(sample_session)
    assert shown(new, "三公经费_上年决算") == shown(sample_session, "三公经费_本年决算") == "1.5"
    assert new.report.entry(FieldAddress("", "三公经费_上年决算")) is None, "it is computed"


_AMOUNTS = st.one_of(
    st.none(),
    st.decimals(Decimal("-999.99"), Decimal("9999.99"), places=2).map(str),
    st.integers(0, 10**8).map(lambda fen: f"{Decimal(fen) / 100}元"),
    st.sampled_from(["0", "——", "无"]),
)
_CARRIED = sorted(
    each.last_year
    for each in load_installed(HETANG).fields.values()
    if each.carry is Carry.PREVIOUS and not each.group
)


@pytest.mark.slow
@settings(max_examples=15)
@given(
    figures=st.fixed_dictionaries({each: _AMOUNTS for each in _CARRIED}),
    projects=st.lists(
        st.tuples(st.sampled_from(["甲", "乙", "丙项目", ""]), _AMOUNTS, _AMOUNTS, _AMOUNTS),
        max_size=4,
    ),
)
def test_carried_figures_equal_last_years_finals_for_any_filled_report(
    figures: dict[str, str | None], projects: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    last = Session(Report(load_installed(HETANG), 2022), lambda batch: None, reads_prose=False)
    last.apply(initial_edits(last.report.template), "新建", Origin.CREATED)
    for field, text in figures.items():
        if text is not None and not (
            last.report.template.fields[field].role is not Role.INPUT and text in ("——", "无")
        ):
            enter(last, field, text, reason="照填")
    rows = last.report.children("", "项目明细")
    for row, (name, *amounts) in zip(rows, projects, strict=False):
        enter(last, "项目明细.名称", name, row)
        for field, text in zip(("上年决算", "本年预算", "本年决算"), amounts, strict=True):
            enter(last, f"项目明细.{field}", text or "", row)
    new = next_session(last)
    for field in new.report.template.fields.values():
        if field.carry is Carry.PREVIOUS and not field.group:
            was, now = last.value(_at(field.last_year)), new.value(_at(field.id))
            assert is_blank(was) or _meaning(now) == _meaning(was), field.id
    finals = [last.value(FieldAddress(row, FINAL)) for row in rows]
    carried = [new.value(FieldAddress(row, BEFORE)) for row in new.report.children("", "项目明细")]
    assert _counting(carried) == _counting(finals), "lines that had nothing may have ended"


def _counting(values: list[Value | None]) -> list[Decimal]:
    return sorted(each.number for each in values if isinstance(each, Figure) and each.number)


def _at(field: str) -> FieldAddress:
    return FieldAddress("", field)


def _meaning(value: Value | None) -> object:
    return value.number if isinstance(value, Figure) else value


# Texts


def test_years_in_texts_that_are_suggestions_move_on_and_are_told_one_by_one(
    sample_session: Session,
) -> None:
    enter(sample_session, "存在问题", "2022年预算编得不细，比2021年好。2019年起实行。")
    new = next_session(sample_session)
    place = FieldAddress("", "存在问题")
    text = shown(new, "存在问题")
    assert text == "2023年预算编得不细，比2022年好。2019年起实行。"
    marked = [(text[s.start : s.end], b, a) for s, b, a in shifted_years(new, place)]
    assert marked == [("2023", 2022, 2023), ("2022", 2021, 2022)]
    enter(new, "存在问题", f"{text}又改了。")
    assert shifted_years(new, place) == [], "who writes has looked at it"


def test_what_is_kept_word_for_word_keeps_its_years(sample_session: Session) -> None:
    enter(sample_session, "机构设置情况", "2022年机构改革后设三个股室。")
    enter(sample_session, "项目明细.名称", "2022年小区改造", line(sample_session, "自治奖励"))
    new = next_session(sample_session)
    assert shown(new, "机构设置情况") == "2022年机构改革后设三个股室。"
    assert "2022年小区改造" in lines(new), "it has to be found again in last year's report"


def test_a_figure_that_followed_a_cell_follows_it_in_the_new_report_too(
    sample_session: Session,
) -> None:
    row = line(sample_session, "自治奖励")
    notes = (
        FigureNote(2, 6, NoteKind.LIVE, row, FINAL),
        FigureNote(9, 11, NoteKind.LIVE, "", "编制数"),
    )
    text = Text("支出20万元，编制11人。", notes)
    place = FieldAddress("", "其他说明")
    edit = SetEntry(place, sample_session.report.entry(place), Entry(text))
    sample_session.apply([edit], "标注", Origin.TYPED)
    new = next_session(sample_session)
    assert shown(new, "其他说明") == f"支出{BLANK}万元，编制11人。", "not spent yet this year"
    enter(new, FINAL, "8.5", line(new, "自治奖励"))
    assert shown(new, "其他说明") == "支出8.5万元，编制11人。"


def test_stale_wording_is_found_by_the_checks_there_are(sample_session: Session) -> None:
    enter(sample_session, "基本支出情况", "截至11月底，基本支出74.71万元，预计年底完成。")
    enter(sample_session, "项目支出情况", "2021年3月5日下达27万元。")
    checks = {each.check for each in next_session(sample_session).engine.findings(False)}
    assert "正文.年度未完.报告正文" in checks
    assert any(each.startswith("上年.照抄") for each in checks)


# Another form


def test_what_the_new_form_has_no_place_for_is_told_and_nothing_is_lost_silently(
    sample_session: Session,
) -> None:
    texts, name = dict(form_2023().texts), "附件1-1.toml"
    texts[name] = (
        texts[name]
        .replace('[field."厉行节约保障措施"]', '[field."节约措施"]')
        .replace('{ field = "厉行节约保障措施"', '{ field = "节约措施"')
    )
    enter(sample_session, "厉行节约保障措施", "双面打印。")
    done = rollover(sample_session, template_from_texts(texts))
    assert any("厉行节约保障措施" in each and "没有沿用" in each for each in done.told)


def test_a_report_from_a_data_file_rolls_over_like_any_other(template: ReportTemplate) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.IMPORTED)
    assert shown(next_session(session), "公用经费_上年决算") == "29.35"
