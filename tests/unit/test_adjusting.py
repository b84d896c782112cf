"""调整表样: what an adjustment does to form, sums and checks; what it refuses and tells."""

from __future__ import annotations

from datetime import date

import pytest

from perfeval_desktop.domain.adjustments import AdjustmentKind as Kind
from perfeval_desktop.domain.edits import Origin, SetTemplate
from perfeval_desktop.domain.errors import AdjustmentRefusedError, EditError, ReportIsFinalError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.layout import SheetRef, lay_out
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.adjusting import adjustments_told, refitted, tried
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.form_parts import FormParts, moved_by
from perfeval_desktop.services.live_figures import set_text
from perfeval_desktop.services.readiness_of_sheets import sheet_items
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts
from perfeval_desktop.templates.texts import ADJUSTMENTS_FILE
from tests.adjusted import WHY, adjust, part_of, proposal
from tests.integration.operations import contents
from tests.integration.test_any_sequence import expect_engine_of_a_fresh_start

CAR, CARS = "公车运行维护", "公务用车"
SPENT = "本年决算"


def number(session: Session, field: str) -> str:
    value = session.value(FieldAddress(REPORT, field))
    return value.text if value is not None else ""


def type_in(session: Session, field: str, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress(REPORT, field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def words_on(report: Report, sheet: str) -> list[str]:
    form = report.template.sheet(sheet)
    texts = [s for row in form.rows for cell in row.cells for s in cell.segments]
    return [in_year(each, report.year) for each in texts if isinstance(each, str)]


def headings(report: Report) -> list[str]:
    return [each.text for each in report.template.sheet("报告正文").headings]


def field_called(report: Report, label: str, column: str = SPENT) -> str:
    return next(
        each.id
        for each in report.template.fields.values()
        if each.label == label and (not column or each.id.endswith(column))
    )


# Rows


def test_a_new_row_is_counted_in_the_sum_in_sums_of_sums_and_in_the_checks(
    sample_session: Session,
) -> None:
    session = sample_session
    before = {each.check for each in session.engine.findings(True)}
    made = adjust(session, Kind.ADD_ROW, "附件1-1", CAR, "其他用车费用")
    assert any("公务用车" in each for each in made.trial.changed)
    assert made.trial.dropped == ()
    type_in(session, field_called(session.report, "其他用车费用"), "3.5")
    assert number(session, f"{CARS}_{SPENT}") == "3.5"
    assert number(session, f"三公经费_{SPENT}") == "3.5"
    new = {each.check for each in session.engine.findings(True)} - before
    assert new == {"1-1.三公超预算", "1-1.三公超上年"}, "the right totals are not called wrong"
    expect_engine_of_a_fresh_start(session)


def test_a_row_that_stands_in_no_sum_changes_no_other_figure(sample_session: Session) -> None:
    session = sample_session
    made = adjust(session, Kind.ADD_ROW, "附件1-1", CAR, "其中新能源车", counted=False)
    assert list(made.warnings()) == []
    type_in(session, field_called(session.report, "其中新能源车"), "3.5")
    assert number(session, f"{CARS}_{SPENT}") == "0"


def test_a_row_under_a_sum_is_its_last_part(sample_session: Session) -> None:
    session = sample_session
    adjust(session, Kind.ADD_ROW, "附件1-1", "三公经费", "其他三公")
    texts = words_on(session.report, "附件1-1")
    assert texts[texts.index("三公经费") + 1] == "其他三公"
    type_in(session, field_called(session.report, "其他三公"), "2")
    assert number(session, f"三公经费_{SPENT}") == "2"


def test_a_source_of_money_that_is_added_is_taken_off_where_the_others_are(
    sample_session: Session,
) -> None:
    session = sample_session
    sheet = session.report.records_of("项目")[0]
    grant = FieldAddress(sheet, "项目.财政拨款_年初预算")
    session.apply(entry_edits(session.report, grant, ""), "改回计算值", Origin.TYPED)
    adjust(session, Kind.ADD_ROW, "附件1-3", "其他资金", "上级补助资金")
    new = FieldAddress(sheet, field_called(session.report, "上级补助资金", "年初预算"))
    total = FieldAddress(sheet, "项目.资金总额_年初预算")
    before, whole = session.value(grant), session.value(total)
    assert before is not None
    session.apply(entry_edits(session.report, new, "0.5"), "填写", Origin.TYPED)
    after = session.value(grant)
    assert after is not None
    assert float(after.text) == pytest.approx(float(before.text) - 0.5)
    assert session.value(total) == whole


def test_a_row_inside_of_a_merged_block_makes_the_block_higher(sample_session: Session) -> None:
    session = sample_session
    rows = len(session.report.template.sheet("附件1-2").rows)
    adjust(session, Kind.ADD_ROW, "附件1-2", "其他资金", "国有资本经营预算拨款")
    form = session.report.template.sheet("附件1-2")
    assert len(form.rows) == rows + 1
    block = next(c for r in form.rows for c in r.cells if "年度预" in str(c.segments))
    assert block.rows == 8
    assert lay_out(session.report, SheetRef("附件1-2")).rows


def test_a_row_goes_with_its_values_only_after_they_were_named_and_undo_brings_all_back(
    sample_session: Session,
) -> None:
    session = sample_session
    before = contents(session.report)
    made = proposal(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    assert made.asks
    lines = list(made.warnings())
    assert "会清空：附件1-1 会议费、培训费（2022年决算数）　0.06" in lines
    assert "不再审核：附件1-1会议培训费与部门决算不等" in lines
    assert contents(session.report) == before, "nothing is changed by asking"
    session.apply(made.edits, made.label, Origin.FORM)
    assert "会议培训费_本年决算" not in session.report.template.fields
    assert not [each for each in words_on(session.report, "附件1-1") if "会议费" in each]
    expect_engine_of_a_fresh_start(session)
    session.undo()
    assert contents(session.report) == before
    session.redo()
    session.undo()
    assert contents(session.report) == before
    expect_engine_of_a_fresh_start(session)


def test_a_sum_loses_the_term_of_a_row_that_goes(sample_session: Session) -> None:
    session = sample_session
    type_in(session, f"公务接待_{SPENT}", "5")
    assert number(session, f"三公经费_{SPENT}") == "5"
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "公务接待")
    assert number(session, f"三公经费_{SPENT}") == "0"
    checks = {each.id: each for each in session.report.template.checks}
    assert "公务接待" not in checks[f"1-1.三公经费.{SPENT}"].right.expression


@pytest.mark.parametrize(
    ("page", "words", "why"),
    [
        ("附件1-2", "年度资金总额", "评分助手要用它"),
        ("附件1-3", "项目支出名称", "程序靠它认"),
        ("附件1-2", "数量指标", "不是表上固定的一行"),
    ],
)
def test_what_the_program_needs_cannot_be_taken_away(
    sample_session: Session, page: str, words: str, why: str
) -> None:
    session = sample_session
    before = contents(session.report)
    with pytest.raises(AdjustmentRefusedError) as caught:
        adjust(session, Kind.REMOVE_ROW, page, words)
    assert why in caught.value.reason
    assert caught.value.reason.endswith("。")
    assert contents(session.report) == before


def test_figures_of_the_narrative_let_go_of_a_cell_that_goes(sample_session: Session) -> None:
    session = sample_session
    chapter = FieldAddress(REPORT, "人员情况")
    text = "会议费 0.06 万元。"
    note = FigureNote(4, 11, NoteKind.LIVE, REPORT, f"会议培训费_{SPENT}")
    session.apply(set_text(session.report, chapter, Text(text, (note,))), "写", Origin.TYPED)
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    assert session.report.value(chapter) == Text(text)
    session.undo()
    assert session.report.value(chapter) == Text(text, (note,))


# Words


def test_a_column_is_called_otherwise_with_the_year_that_follows(sample_session: Session) -> None:
    session = sample_session
    adjust(session, Kind.LABEL, "附件1-1", "2021年决算数", "2021年支出数")
    assert "2021年支出数" in words_on(session.report, "附件1-1")
    field = session.report.template.fields["公用经费_上年决算"]
    assert field.column == "{上年}年支出数"


def test_braces_that_a_clerk_types_are_words(sample_session: Session) -> None:
    session = sample_session
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待{编制数}")
    assert any("接待｛编制数｝" in each for each in words_on(session.report, "附件1-1"))


@pytest.mark.parametrize("typed", ["", "　 ", "\n", "很" * 300])
def test_words_that_cannot_stand_there_are_refused(sample_session: Session, typed: str) -> None:
    with pytest.raises(AdjustmentRefusedError):
        adjust(sample_session, Kind.LABEL, "附件1-1", "公务接待", typed)


@pytest.mark.parametrize("typed", ['引号"和\\反斜杠', "#井号]", "'''", "😀\x7f"])
def test_any_words_survive_the_file_of_the_adjustments(sample_session: Session, typed: str) -> None:
    session = sample_session
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", typed)
    made = session.report.template.adjustments
    again = template_from_texts(session.report.template.texts)
    assert again.adjustments == made
    assert made[0].after.endswith(typed.replace("\x7f", ""))


# Points and chapters


def test_points_change_in_the_rules_in_the_checks_and_on_the_forms(sample_session: Session) -> None:
    session = sample_session
    adjust(session, Kind.POINTS, "一级指标的分值", "产出指标", "40分")
    assert session.report.template.scoring.heads[0].points == 40
    for sheet in ("附件1-2", "附件1-3"):
        assert "产出指标\n（40分）" in words_on(session.report, sheet)


@pytest.mark.parametrize("typed", ["", "很多", "-5", "0", "1e9", "NaN"])
def test_points_that_are_no_points_are_refused(sample_session: Session, typed: str) -> None:
    with pytest.raises(AdjustmentRefusedError, match="分值应是"):
        adjust(sample_session, Kind.POINTS, "一级指标的分值", "产出指标", typed)


def test_chapters_come_go_and_move_and_are_numbered_as_they_stand(sample_session: Session) -> None:
    session = sample_session
    adjust(session, Kind.ADD_CHAPTER, "报告正文", "存在的问题", "典型做法", level=1)
    assert headings(session.report)[-4:] == [
        "八、典型做法",
        "九、下一步改进措施",
        "十、部门整体支出绩效自评结果拟应用和公开情况",
        "十一、其他需要说明的情况",
    ]
    adjust(session, Kind.ADD_CHAPTER, "报告正文", "典型做法", "做法之一", level=2)
    assert headings(session.report)[-4] == "（一）做法之一"
    adjust(session, Kind.REMOVE_CHAPTER, "报告正文", "国有资本经营")
    assert "四、社会保险基金预算支出情况" in headings(session.report)
    with pytest.raises(AdjustmentRefusedError, match="还有小标题"):
        adjust(session, Kind.REMOVE_CHAPTER, "报告正文", "典型做法")
    while session.undo():
        pass
    assert headings(session.report) == headings(Report(session.report.template, 2022))
    assert session.report.template.adjustments == ()


def test_a_big_chapter_moves_with_what_is_under_it_and_back(sample_session: Session) -> None:
    session = sample_session
    before = headings(session.report)
    for step in (1, -1):
        parts = FormParts(session.report.template, 2022)
        part = part_of(session.report, "报告正文", "一般公共预算支出")
        move = moved_by(parts, part, step)
        assert move is not None
        template = tried(session.report.template, move).template
        session.report.template = template
        if step == 1:
            assert headings(session.report)[4:8] == [
                "二、政府性基金预算支出情况",
                "三、一般公共预算支出情况",
                "（一）基本支出情况",
                "（二）项目支出情况",
            ]
    assert headings(session.report) == before
    assert len(session.report.template.adjustments) == 1, "a chapter that moves on has moved once"
    first = part_of(session.report, "报告正文", "部门（单位）基本情况")
    assert moved_by(FormParts(session.report.template, 2022), first, -1) is None


# What is told


def test_each_adjustment_is_told_with_day_person_and_reason(sample_session: Session) -> None:
    session = sample_session
    session.person = "刘敏"
    adjust(session, Kind.ADD_ROW, "附件1-1", CAR, "其他用车费用")
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    first, second = adjustments_told(session.report.template, 2022)
    assert first.what == "附件1-1 加一行“其他用车费用”，计入“公务用车”的合计"
    assert (first.person, first.reason) == ("刘敏", WHY)
    assert first.day.startswith(f"{session.now().year}年")
    assert second.what == "附件1-1 删去“会议费、培训费”一行"
    assert "底数.公用经费其中.会议培训费" in second.without


def test_the_bureaus_texts_stay_as_they_are(sample_session: Session) -> None:
    session = sample_session
    before = session.report.template
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    after = session.report.template
    assert {k: v for k, v in after.texts.items() if k != ADJUSTMENTS_FILE} == dict(before.texts)
    assert after.issued_digest == before.digest
    assert after.digest != before.digest


def test_check_codes_of_an_adjusted_form_are_others_and_those_of_before_stay(
    sample_session: Session,
) -> None:
    session = sample_session
    before = codes_now(session)
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    after = codes_now(session)
    assert after.report != before.report
    assert not set(after.sheets.values()) & set(before.sheets.values())
    session.undo()
    assert codes_now(session).report == before.report


def test_a_final_report_keeps_its_form(sample_session: Session) -> None:
    session = sample_session
    session.apply(finalise_edits(session, "领导已定"), "定稿", Origin.STATUS)
    with pytest.raises(ReportIsFinalError):
        adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")


def test_adjustments_are_made_again_on_another_form_as_far_as_they_fit(
    sample_session: Session, template: ReportTemplate
) -> None:
    session = sample_session
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    adjust(session, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    texts = dict(template.texts)
    texts["附件1-1.toml"] = texts["附件1-1.toml"].replace('"　3、公务接待"', '"　3、接待"')
    texts["template.toml"] = texts["template.toml"].replace('"hunan/hetang/2022"', '"hunan/x/2023"')
    fitted = refitted(session.report.template.adjustments, template_from_texts(texts))
    assert [each.kind for each in fitted.template.adjustments] == [Kind.POINTS, Kind.REMOVE_ROW]
    ((refused, why),) = fitted.refused
    assert refused.after.endswith("接待费用")
    assert why == "“附件1-1”上找不到“公务接待”。"


def test_a_form_without_a_place_for_what_is_filled_in_is_refused(sample_session: Session) -> None:
    session = sample_session
    made = proposal(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    bare = [each for each in made.edits if isinstance(each, SetTemplate)]
    before = contents(session.report)
    with pytest.raises(EditError):
        session.apply(bare, "调整表样", Origin.FORM)
    assert contents(session.report) == before
    faulty = SetTemplate({}, {ADJUSTMENTS_FILE: "[[adjustment]]\nkind = 5\n"})
    with pytest.raises(EditError):
        session.apply([faulty], "调整表样", Origin.FORM)
    assert contents(session.report) == before


def test_before_the_seal_it_is_said_that_the_form_was_adjusted(sample_session: Session) -> None:
    session = sample_session
    assert "表样" not in {each.title for each in sheet_items(session, date(2023, 3, 9), 1)}
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    first = next(iter(sheet_items(session, date(2023, 3, 9), 1)))
    assert first.title == "表样"
    assert "本单位调整 1 处" in first.sentence


def test_one_adjustment_too_many_is_refused_and_the_report_stays(
    sample_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sample_session
    monkeypatch.setattr("perfeval_desktop.templates.adjustments_file.MOST_ADJUSTMENTS", 2)
    adjust(session, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    adjust(session, Kind.LABEL, "附件1-1", "出国经费", "因公出国经费")
    with pytest.raises(AdjustmentRefusedError, match="调整最多 2 条"):
        adjust(session, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    assert len(session.report.template.adjustments) == 2
