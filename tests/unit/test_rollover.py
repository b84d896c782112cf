"""The next year begins from last year: what is carried, what is cleared, what is told."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Batch, Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.figure_notes import BLANK, FigureNote, NoteKind
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.layout import sheet_refs_in_filling_order
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import Carry, ReportTemplate, Role
from perfeval_desktop.domain.values import Figure, Text, Value, ValueType, is_blank
from perfeval_desktop.services.carried import (
    chapters_to_look_at,
    confirm_edits,
    explained_edits,
    is_locked,
    last_text,
    locked_changes,
    shifted_years,
    with_reason,
)
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.missing import Lack, missing
from perfeval_desktop.services.projects import lines_of_sheet, sheet_of_line
from perfeval_desktop.services.records import delete_record_edits, initial_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.rollover import STATED_LAST_YEAR, Rollover, rollover
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import template_from_texts
from perfeval_desktop.templates.next_year import next_year_template
from tests.conftest import HETANG

NOW = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
FINAL, BEFORE = "项目明细.本年决算", "项目明细.上年决算"


@cache
def form_2023() -> ReportTemplate:
    return next_year_template(load_installed(HETANG), 2023)


def next_session(last: Session) -> Session:
    """The report that the next year begins with, as it is opened again from its file."""
    return opened(rollover(last, form_2023()))


def opened(done: Rollover) -> Session:
    report = Report(done.template, done.year)
    apply_edits(report, done.edits)
    first = Batch(1, "沿用", Origin.CARRIED_OVER, "", NOW, done.edits)
    return Session(report, lambda batch: None, History([first]))


def enter(session: Session, field: str, text: str, record: str = "", reason: str = "") -> None:
    edits = entry_edits(session.report, FieldAddress(record, field), text, reason)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def shown(session: Session, field: str, record: str = "") -> str:
    value = session.value(FieldAddress(record, field))
    return value.text if value is not None else ""


def line(session: Session, name: str) -> str:
    lines = session.report.children("", "项目明细")
    return next(each for each in lines if shown(session, "项目明细.名称", each) == name)


def lines(session: Session) -> list[str]:
    return [
        shown(session, "项目明细.名称", each) for each in session.report.children("", "项目明细")
    ]


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
@settings(max_examples=20)
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


# To be looked at


def test_carried_chapters_are_to_be_looked_at_until_they_are_changed_or_confirmed(
    sample_session: Session,
) -> None:
    new = next_session(sample_session)
    problems, measures = FieldAddress("", "存在问题"), FieldAddress("", "改进措施")
    assert {problems, measures} <= set(chapters_to_look_at(new))
    new.apply(confirm_edits(new, [problems]), "看过了", Origin.CONFIRMED)
    enter(new, "改进措施", "今年的措施。")
    assert {problems, measures}.isdisjoint(chapters_to_look_at(new))
    assert shown(new, "存在问题") == shown(sample_session, "存在问题")
    new.undo()
    new.undo()
    assert {problems, measures} <= set(chapters_to_look_at(new))


def test_what_was_confirmed_is_not_confirmed_again(sample_session: Session) -> None:
    new = next_session(sample_session)
    place = FieldAddress("", "存在问题")
    new.apply(confirm_edits(new, [place, place]), "看过了", Origin.CONFIRMED)
    assert confirm_edits(new, [place, FieldAddress("", "在职人数")]) == []


def test_chapters_nobody_looked_at_are_listed_as_missing(sample_session: Session) -> None:
    new = next_session(sample_session)
    found = missing(new, sheet_refs_in_filling_order(new.report))
    carried = [each.place for each in found if each.lack is Lack.CARRIED]
    assert carried == chapters_to_look_at(new)
    refs = sheet_refs_in_filling_order(sample_session.report)
    assert [e for e in missing(sample_session, refs) if e.lack is Lack.CARRIED] == []


def test_making_the_report_is_no_step_that_can_be_undone(sample_session: Session) -> None:
    new = next_session(sample_session)
    assert new.undo() is None
    assert new.history.is_carried_over(FieldAddress("", "编制数"))


# Locked figures


@pytest.fixture
def carried(sample_session: Session) -> Session:
    return next_session(sample_session)


OFFICE = FieldAddress("", "公用经费_上年决算")


def changes(session: Session, text: str, origin: Origin = Origin.TYPED) -> list[str]:
    edits = entry_edits(session.report, OFFICE, text)
    return [each.after for each in locked_changes(session, edits, origin)[0]]


def test_last_years_figure_is_locked_and_a_figure_of_this_year_is_not(carried: Session) -> None:
    assert is_locked(carried, OFFICE)
    assert changes(carried, "30") == ["30"]
    for field in ("编制数", "公用经费_本年决算", "三公经费_上年决算", "存在问题"):
        assert not is_locked(carried, FieldAddress("", field))


def test_a_figure_that_was_looked_at_is_locked_as_before(carried: Session) -> None:
    carried.apply(confirm_edits(carried, [OFFICE]), "看过了", Origin.CONFIRMED)
    assert not carried.history.is_carried_over(OFFICE)
    assert is_locked(carried, OFFICE)


def test_a_changed_figure_asks_again_and_going_back_asks_nothing(carried: Session) -> None:
    enter(carried, OFFICE.field, "30", reason="批复调整")
    assert is_locked(carried, OFFICE)
    assert changes(carried, "31") == ["31"]
    assert changes(carried, "29.35") == []
    assert changes(carried, "29.350") == [], "the same figure, however it is written"


def test_emptying_is_a_change_too_but_a_row_is_deleted_with_all_in_it(carried: Session) -> None:
    assert changes(carried, "") == [""]
    edits = delete_record_edits(carried.report, line(carried, "矛盾调解"))
    assert locked_changes(carried, edits, Origin.ROWS) == ([], edits)


@pytest.mark.parametrize("origin", [Origin.RESTORED, Origin.MERGED, Origin.CARRIED_OVER])
def test_who_brings_back_another_state_is_not_asked(carried: Session, origin: Origin) -> None:
    assert changes(carried, "30", origin) == []


def test_the_reason_is_kept_and_explains_what_the_checks_find(carried: Session) -> None:
    edits = entry_edits(carried.report, OFFICE, "30")
    found, free = locked_changes(carried, edits, Origin.TYPED)
    edits = with_reason(edits, found, "批复调整")
    carried.apply([*edits, *explained_edits(carried, edits, "批复调整")], "填写", Origin.TYPED)
    entry = carried.report.entry(OFFICE)
    assert free == []
    assert entry is not None
    assert (entry.value.text, entry.reason) == ("30", "批复调整")
    explained = {key[0]: each.text for key, each in carried.report.explanations()}
    assert explained == {"上年.决算数.公用经费": "批复调整"}
    carried.undo()
    assert shown(carried, OFFICE.field) == "29.35"
    assert list(carried.report.explanations()) == []


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
