"""Accepting proposals, own scores with a reason, spreading weights: each one batch."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import ScoreRefusedError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.scoring import (
    IndicatorScore,
    accept_all_edits,
    indicator_scores,
    score_edits,
    summary,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.weights import head_plans, spread, weight_edits

SHEET = SheetRef("附件1-2")
SUMS = {"产出指标": Decimal(50), "效益指标": Decimal(30), "满意度指标": Decimal(10)}
WHOLE, HALF = Decimal(1), Decimal("0.5")


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    """Four indicators with a target, one without, and an execution rate of 80 %."""
    found = Session(Report(template, 2022), lambda batch: None)
    values = {
        "资金总额_全年预算": "10",
        "资金总额_全年执行": "8",
        "整体指标": {
            "数量指标": [
                {"三级指标": "热线", "年度指标值": "100起", "实际完成值": "90起", "分值": "30"},
                {"三级指标": "调解", "年度指标值": "30次", "实际完成值": "30次", "分值": "20"},
                {"三级指标": "没有目标"},
            ],
            "经济效益指标": [
                {"三级指标": "环境", "年度指标值": "提升", "实际完成值": "好转", "分值": "30"}
            ],
            "服务对象满意度指标": [
                {"三级指标": "居民", "年度指标值": "≥90%", "实际完成值": "95%", "分值": "10"}
            ],
        },
    }
    found.apply(fragment_edits(values, template, "test"), "", Origin.DATA_FILE)
    return found


def indicator(session: Session, name: str) -> IndicatorScore:
    return next(each for each in indicator_scores(session, SHEET) if each.name == name)


def value(session: Session, name: str, field: str) -> str:
    for each in session.report.children("", "整体指标"):
        if session.report.record_name(each) == name:
            found = session.value(FieldAddress(each, f"整体指标.{field}"))
            return found.text if found is not None else ""
    raise AssertionError(name)


def apply(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "评分", Origin.TYPED)


def test_only_sheets_with_indicators_are_scored(template: ReportTemplate) -> None:
    scored = [each.id for each in template.sheets if template.scored_group(each.id)]
    assert scored == ["附件1-2", "附件1-3"]


def test_accepting_all_gives_every_computed_score_in_one_step(session: Session) -> None:
    apply(session, accept_all_edits(session.report, indicator_scores(session, SHEET)))
    scores = {each.name: each.score for each in indicator_scores(session, SHEET)}
    assert scores == {"热线": 27, "调解": 20, "环境": None, "居民": 10}
    session.undo()
    assert {each.score for each in indicator_scores(session, SHEET)} == {None}


def test_accepting_all_leaves_a_score_with_its_own_reason(session: Session) -> None:
    apply(session, score_edits(session.report, indicator(session, "热线"), Decimal(25), "漏办"))
    apply(session, accept_all_edits(session.report, indicator_scores(session, SHEET)))
    assert value(session, "热线", "得分") == "25"
    assert value(session, "热线", "偏差原因") == "漏办"


def test_accepting_all_renews_a_score_whose_actual_value_has_moved(session: Session) -> None:
    apply(session, accept_all_edits(session.report, indicator_scores(session, SHEET)))
    place = FieldAddress(indicator(session, "热线").record, "整体指标.实际完成值")
    apply(session, entry_edits(session.report, place, "100起"))
    apply(session, accept_all_edits(session.report, indicator_scores(session, SHEET)))
    assert value(session, "热线", "得分") == "30"


def test_another_score_wants_a_reason(session: Session) -> None:
    for points in ("25", "30"):
        with pytest.raises(ScoreRefusedError, match="请写一句原因"):
            score_edits(session.report, indicator(session, "热线"), Decimal(points))


def test_a_reason_for_lost_points_stands_on_the_form(session: Session) -> None:
    apply(session, score_edits(session.report, indicator(session, "热线"), Decimal(27), "十起在办"))
    assert value(session, "热线", "偏差原因") == "十起在办"
    assert indicator(session, "热线").note == ""


def test_a_reason_for_more_than_proposed_stays_with_the_score(session: Session) -> None:
    apply(session, score_edits(session.report, indicator(session, "热线"), Decimal(30), "上级认定"))
    assert value(session, "热线", "偏差原因") == ""
    assert indicator(session, "热线").note == "上级认定"
    apply(session, score_edits(session.report, indicator(session, "热线"), Decimal(27)))
    assert indicator(session, "热线").note == "", "back to what is proposed"


@pytest.mark.parametrize("points", ["-1", "30.01"])
def test_a_score_outside_of_the_weight_is_refused(session: Session, points: str) -> None:
    with pytest.raises(ScoreRefusedError, match="得分要在 0 和分值 30 之间"):
        score_edits(session.report, indicator(session, "热线"), Decimal(points), "原因")


def test_total_and_grade_are_told_before_and_after(session: Session) -> None:
    told = summary(session, SHEET, indicator_scores(session, SHEET))
    assert (told.total, told.grade, told.total_after, told.grade_after) == (8, "差", 65, "中")
    assert (told.open_proposals, told.missing_reasons) == (3, 1)
    assert told.execution == "执行率 80% × 10分 = 8分"


def test_a_score_tells_its_band(session: Session) -> None:
    assert indicator(session, "环境").proposal.points is None
    apply(session, score_edits(session.report, indicator(session, "环境"), Decimal(20), "还有死角"))
    found = indicator(session, "环境").proposal
    assert found.band is not None
    assert (found.band.name, found.points) == ("部分达到", 20)


def weights(session: Session) -> dict[str, str]:
    names = [session.report.record_name(each) for each in session.report.children("", "整体指标")]
    return {each: value(session, each, "分值") for each in names}


def spread_edits(
    session: Session, sums: dict[str, Decimal], step: Decimal, keep_proportions: bool = False
) -> list[Edit]:
    return weight_edits(session.report, spread(session, SHEET, sums, step, keep_proportions))


def test_points_are_spread_evenly_over_what_has_a_target(session: Session) -> None:
    apply(session, spread_edits(session, SUMS, WHOLE))
    found = weights(session)
    assert [found[each] for each in ("热线", "调解", "没有目标")] == ["25", "25", ""]
    assert [found[each] for each in ("环境", "居民")] == ["30", "10"]
    assert not [e for e in session.engine.findings(True) if e.rule == "S1"]


def test_points_are_spread_in_proportion_on_request(session: Session) -> None:
    sums = {"产出指标": Decimal(45), "效益指标": Decimal(35), "满意度指标": Decimal(10)}
    apply(session, spread_edits(session, sums, HALF, keep_proportions=True))
    assert [weights(session)[each] for each in ("热线", "调解", "环境")] == ["27", "18", "35"]


def test_an_indicator_without_a_target_keeps_its_weight(session: Session) -> None:
    record = session.report.children("", "整体指标")[2]
    place = FieldAddress(record, "整体指标.分值")
    apply(session, entry_edits(session.report, place, "5"))
    apply(session, spread_edits(session, SUMS, WHOLE))
    found = weights(session)
    assert [found[each] for each in ("热线", "调解", "没有目标")] == ["23", "22", "5"]


def test_points_that_do_not_make_up_the_form_are_refused(session: Session) -> None:
    with pytest.raises(ScoreRefusedError, match="合计 99 分，应是 100 分"):
        spread(session, SHEET, {**SUMS, "满意度指标": Decimal(9)}, WHOLE)


def test_points_that_are_no_whole_steps_are_refused(session: Session) -> None:
    sums = {**SUMS, "产出指标": Decimal("49.5"), "效益指标": Decimal("30.5")}
    with pytest.raises(ScoreRefusedError, match="请换一种单位"):
        spread(session, SHEET, sums, WHOLE)
    assert spread_edits(session, sums, HALF)


def test_the_sample_has_no_indicator_to_take_the_points_of_satisfaction(
    sample_session: Session,
) -> None:
    plans = {each.head.name: len(each.takers) for each in head_plans(sample_session, SHEET)}
    assert plans == {"产出指标": 4, "效益指标": 3, "满意度指标": 0}
