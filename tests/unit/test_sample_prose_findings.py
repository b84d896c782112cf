"""What a reviewer would raise in the sample's narrative and wording, and what must not be raised.

The first tests stand for one item each of what the source document must give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import MoveRecord, Origin, apply_edits
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, Severity
from perfeval_desktop.domain.values import NumberStyle, ValueType, plain, round_half_up
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.rows import move_rows_edits
from perfeval_desktop.services.session import Session

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT
COUNT = {WARNING: 4, HINT: 8}


def narrative(session: Session) -> list[Finding]:
    found = session.engine.findings(complete=True)
    return [each for each in found if each.check.startswith("正文.")]


def one(session: Session, check: str) -> Finding:
    found = [each for each in narrative(session) if each.check == f"正文.{check}"]
    assert len(found) == 1, [each.check for each in narrative(session)]
    return found[0]


def type_text(session: Session, field: str, text: str, record: str = "") -> None:
    edits = entry_edits(session.report, FieldAddress(record, field), text)
    session.apply(edits, "", Origin.TYPED)


def replace_text(session: Session, field: str, old: str, new: str) -> None:
    value = session.value(FieldAddress("", field))
    assert value is not None
    assert old in value.text
    type_text(session, field, value.text.replace(old, new, 1))


def written(session: Session, finding: Finding) -> list[str]:
    texts = []
    for span in finding.spans:
        value = session.value(span.address)
        assert value is not None
        texts.append(value.text[span.start : span.end])
    return texts


# 核实性


def test_a_grade_is_claimed_in_the_prose_without_scores(sample_session: Session) -> None:
    found = one(sample_session, "项目等级")
    assert (found.rule, found.severity, found.full_severity) == ("S7", WARNING, ERROR)
    assert (found.left.shown, found.right.shown) == ("优", "没有得分")
    assert "自治奖励" in found.message
    assert written(sample_session, found) == ["优"] * 4


def test_a_rise_of_2_85_in_the_narrative_stands_against_19_in_the_project_sheet(
    sample_session: Session,
) -> None:
    found = one(sample_session, "年初项目调整")
    assert (found.rule, found.severity) == ("D5", WARNING)
    assert (found.left.value, found.right.value) == (Decimal("2.85"), Decimal(19))
    assert written(sample_session, found) == ["2.85万元"]


def test_words_of_an_unfinished_year(sample_session: Session) -> None:
    found = one(sample_session, "年度未完.报告正文")
    assert (found.rule, found.severity) == ("T2", WARNING)
    assert set(written(sample_session, found)) == {"截至11月底", "预计年底"}


def test_chapter_nine_is_empty(sample_session: Session) -> None:
    found = one(sample_session, "空章.结果应用和公开情况")
    assert (found.rule, found.severity, found.full_severity) == ("T5", WARNING, ERROR)
    assert found.is_due, "silent while typing"


# 提示性


def test_a_period_is_written_in_two_ways(sample_session: Session) -> None:
    found = one(sample_session, "写法不同")
    assert found.severity is HINT
    assert (found.left.shown, found.right.shown) == ("2022年全年", "2022全年")


def test_seven_kinds_with_eight_listed(sample_session: Session) -> None:
    found = one(sample_session, "类数与列举.整体支出绩效情况.7大类")
    assert (found.rule, found.severity) == ("T4", HINT)
    assert (found.left.shown, found.right.shown) == ("7", "8")


def test_results_repeat_their_goals_in_one_folded_line(sample_session: Session) -> None:
    found = one(sample_session, "照抄目标")
    assert (found.rule, found.severity) == ("S5", HINT)
    assert found.left.shown == "2 处"


def test_rows_of_dots_are_one_hint_a_sheet(sample_session: Session) -> None:
    found = [each for each in narrative(sample_session) if each.rule == "T1"]
    assert {each.severity for each in found} == {HINT}
    assert [each.part for each in found] == ["附件1-2", "附件1-3", "附件1-3"]
    assert "9 行" in found[0].message


def test_two_project_sheets_are_nearly_word_for_word_alike(sample_session: Session) -> None:
    found = [each for each in narrative(sample_session) if each.rule == "T7"]
    assert [each.severity for each in found] == [HINT]
    assert "自治奖励经费" in found[0].message
    assert "民生实事项目-人大票决制" in found[0].message


def test_one_project_has_three_names(sample_session: Session) -> None:
    found = one(sample_session, "项目名称")
    assert found.severity is HINT
    assert (found.left.shown, found.right.shown) == ("自治奖励", "自治奖励经费、自治奖励经费项目")


def test_no_item_of_the_narrative_is_lost_and_none_is_added(sample_session: Session) -> None:
    found = narrative(sample_session)
    assert {s: sum(each.severity is s for each in found) for s in COUNT} == COUNT
    assert len(found) == sum(COUNT.values())


# What must not be raised


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("D1", "64.48 + 10.24 = 74.72 against 74.71 is rounding; so are 86.3% and 13.7%"),
        ("D2", "74.71 + 27 = 101.71 holds"),
        ("D3", "74.71 against 108.28 and 10.24 against 29.35 have another scope"),
        ("C4", "17.15 against 27 is initial against final; four projects are the executed ones"),
        ("D6", "no government fund in the prose, 0 in the table"),
        ("D7", "11 posts, 6 staff, 1 + 2 heads"),
        ("D8", "294 complaints here and there; different counts of 小区 mean different things"),
        ("T6", "no figure stands twice"),
    ],
)
def test_what_agrees_is_not_raised(sample_session: Session, rule: str, reason: str) -> None:
    assert [each.message for each in narrative(sample_session) if each.rule == rule] == [], reason


def test_17_15_and_2_85_are_20(sample_session: Session) -> None:
    assert not [e for e in narrative(sample_session) if e.check == "正文.年初项目平衡"]
    replace_text(sample_session, "项目支出绩效情况", "实际支出20万元", "实际支出21万元")
    assert one(sample_session, "年初项目平衡").right.value == 21


# Each figure of the narrative is watched


@pytest.mark.parametrize(
    ("field", "old", "new", "check"),
    [
        ("人员情况", "编制数 11 人", "编制数 12 人", "编制数"),
        ("人员情况", "在编人数 6 人", "在编人数 7 人", "在编人数"),
        ("人员情况", "副主任 2 名", "副主任 6 名", "领导职数"),
        ("基本支出情况", "74.71", "75.46", "基本支出构成"),
        ("基本支出情况", "64.48", "65.12", "人员占比"),
        ("基本支出情况", "10.24", "10.42", "公用占比"),
        ("基本支出情况", "86.3%", "83.6%", "人员占比"),
        ("基本支出情况", "13.7%", "13.8%", "公用占比"),
        ("项目支出情况", "项目支出27万元", "项目支出二十九万元", "项目支出口径"),
        ("项目支出情况", "涉及项目4个", "涉及项目8个", "项目个数"),
        ("项目支出情况", "涉及资金27万元", "涉及资金27.27万元", "涉及资金"),
        ("政府性基金支出情况", "无政府性基金预算支出", "政府性基金预算支出12万元", "政府性基金"),
        ("项目支出绩效情况", "金额17.15万元", "金额17.51万元", "年初项目预算"),
        ("项目支出绩效情况", "调增2.85万元", "调增28500万元", "年初项目平衡"),
        ("项目支出绩效情况", "实际支出7万元", "实际支出8万元", "追加项目支出"),
        ("项目支出绩效情况", "项目支出20万元", "项目支出2万元", "项目执行数"),
        ("项目支出绩效情况", "项目支出1万元", "项目支出1.05万元", "项目明细支出"),
        ("整体支出绩效情况", "热线投诉294起", "热线投诉249起", "指标事实"),
        ("整体支出绩效情况", "办结率100%", "办结率98%", "指标事实"),
    ],
)
def test_another_figure_in_the_narrative_is_noticed(
    sample_session: Session, field: str, old: str, new: str, check: str
) -> None:
    replace_text(sample_session, field, old, new)
    found = one(sample_session, check)
    assert found.severity is not ERROR, "what the program reads by itself is 核实性 at most"
    assert FieldAddress("", field) in found.places


def test_a_finding_about_prose_offers_the_figure_of_the_table(sample_session: Session) -> None:
    replace_text(sample_session, "人员情况", "编制数 11 人", "编制数 十二 人")
    found = one(sample_session, "编制数")
    assert (found.severity, found.full_severity) == (WARNING, ERROR)
    assert [each.replacement for each in found.spans] == ["十一"]
    assert written(sample_session, found) == ["十二"]


def test_no_figure_is_offered_where_the_prose_only_contradicts_itself(
    sample_session: Session,
) -> None:
    replace_text(sample_session, "基本支出情况", "64.48", "65.48")
    assert {each.replacement for each in one(sample_session, "基本支出构成").spans} == {""}


def mutations(written: str) -> Iterator[str]:
    """One per cent more (at least 0.05), two digits swapped, ten thousand times as much."""
    number = Decimal(written)
    yield plain(number + max(Decimal("0.05"), round_half_up(number / 100, 2)))
    if number:
        yield plain(number * 10_000)
    digits = [at for at, each in enumerate(written) if each.isdigit()]
    for one, other in pairwise(digits):
        swapped = written[:one] + written[other] + written[one + 1 : other] + written[one]
        swapped += written[other + 1 :]
        if Decimal(swapped) != number:
            yield swapped
            return


def test_a_change_of_any_amount_or_percentage_in_the_narrative_is_noticed(
    sample_session: Session,
) -> None:
    before = {(each.key, each.message) for each in narrative(sample_session)}
    tried, missed = 0, set()
    for field in ("基本支出情况", "项目支出情况", "项目支出绩效情况"):
        value = sample_session.value(FieldAddress("", field))
        assert value is not None
        text = value.text
        for match in re.finditer(r"(\d[\d.]*)(万元|%)", text):
            for other in mutations(match[1]):
                tried += 1
                type_text(
                    sample_session, field, text[: match.start(1)] + other + text[match.end(1) :]
                )
                if {(each.key, each.message) for each in narrative(sample_session)} == before:
                    missed.add((field, match[0]))
        type_text(sample_session, field, text)
    assert tried == 48
    assert missed == set()


def test_a_cell_that_changes_contradicts_the_prose_at_once(sample_session: Session) -> None:
    type_text(sample_session, "编制数", "12")
    assert one(sample_session, "编制数").spans[0].replacement == "12"
    type_text(sample_session, "编制数", "11")
    assert not [e for e in narrative(sample_session) if e.check == "正文.编制数"]


def test_the_place_of_a_figure_follows_the_text_before_it(sample_session: Session) -> None:
    type_text(sample_session, "编制数", "12")
    replace_text(sample_session, "人员情况", "单位事业", "本单位经核定的事业")
    assert written(sample_session, one(sample_session, "编制数")) == ["11"]


def line_named(session: Session, name: str) -> str:
    lines = session.report.children("", "项目明细")
    return next(each for each in lines if session.report.record_name(each) == name)


def test_a_passage_is_about_no_project_while_two_have_its_name(sample_session: Session) -> None:
    replace_text(sample_session, "项目支出绩效情况", "项目支出1万元", "项目支出2万元")
    other = line_named(sample_session, "矛盾调解")
    assert one(sample_session, "项目明细支出")
    type_text(sample_session, "项目明细.名称", "“基层治理”经费", other)
    assert not [e for e in narrative(sample_session) if e.check == "正文.项目明细支出"]
    type_text(sample_session, "项目明细.名称", "矛盾调解", other)
    assert one(sample_session, "项目明细支出")


def of_texts(engine: Engine) -> list[Finding]:
    """The findings of text checks; those of expressions have no parts."""
    return [each for each in engine.findings(complete=True) if each.part]


def test_places_follow_the_order_of_rows(sample_session: Session) -> None:
    report = sample_session.report
    rows = report.children_in("", "整体指标", "质量指标")
    sample_session.apply(move_rows_edits(report, [rows[-1]], -1), "", Origin.ROWS)
    assert of_texts(sample_session.engine) == of_texts(Engine(report))
    sheets = report.children("", "项目")
    sample_session.apply([MoveRecord(sheets[1], 1, 0)], "", Origin.ROWS)
    assert of_texts(sample_session.engine) == of_texts(Engine(report))


def test_typing_a_figure_runs_no_check_of_texts(sample_session: Session) -> None:
    """One looks at the amounts of the tables themselves."""
    texts = sample_session.engine._texts
    before = dict(texts._found)
    type_text(sample_session, "公用经费_本年决算", "30")
    again = [number for number, found in before.items() if texts._found[number] is not found]
    assert [texts._checks[number].check.kind for number in again] == ["unlike_neighbours"]


money = st.decimals("0.01", 10**6, places=6)


@given(money, money)
def test_an_honest_narrative_is_never_called_wrong_however_it_is_rounded(
    template: ReportTemplate, staff: Decimal, goods: Decimal
) -> None:
    style, whole = NumberStyle(), staff + goods
    shown = {each: style.figure(ValueType.AMOUNT, each) for each in (staff, goods, whole)}
    text = (
        f"基本支出{shown[whole]}万元，其中：人员经费{shown[staff]}万元，占基本支出的"
        f"{round_half_up(staff / whole * 100, 1)}%；公用经费{shown[goods]}万元，占基本支出的"
        f"{round_half_up(goods / whole * 100, 1)}%。"
    )
    values = {"基本支出情况": text, "一般公共预算": str(whole), "项目支出情况": "项目支出0万元。"}
    report = Report(template, 2022)
    apply_edits(report, fragment_edits(values, template, ""))
    assert [each.message for each in Engine(report).findings()] == []
