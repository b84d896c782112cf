"""The history in the clerk's words: every kind of step, what was undone, rows that are gone."""

from __future__ import annotations

from datetime import date
from typing import get_args

from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    MoveRecord,
    Origin,
    RemoveMerged,
    RemovePaper,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetTemplate,
    SetVersion,
)
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import (
    Approved,
    Explanation,
    FieldAddress,
    LastYear,
    Remark,
    Status,
)
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.history_list import HistoryList, StepFilter, state_of_step
from perfeval_desktop.services.last_year import last_year_edits, shown_values
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits, sheet_of_line
from perfeval_desktop.services.records import delete_record_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.revisions import state_at
from perfeval_desktop.services.rows import insert_rows_edits, move_rows_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.step_words import ORIGIN_WORDS, StepWords
from perfeval_desktop.services.versions import name_now, unname_edits
from perfeval_desktop.templates.adjustments_file import adjustments_text

STAFF = FieldAddress(REPORT, "编制数")
POINTS = Adjustment(AdjustmentKind.POINTS, at="产出指标", before="50", after="40")
ADJUSTED = adjustments_text([POINTS])
Told = tuple[str, str, str]


def type_in(session: Session, text: str) -> None:
    session.apply(entry_edits(session.report, STAFF, text), "填写 编制数", Origin.TYPED)


def last_told(session: Session) -> list[Told]:
    steps = HistoryList(session)
    return [each[1:4] for each in steps.changes(steps.steps()[0])]


def first_line(session: Session) -> str:
    return session.report.records_of("项目明细")[0]


def labels(session: Session) -> list[str]:
    steps = HistoryList(session)
    return [steps.label(each) for each in steps.steps()]


def test_where_each_step_came_from_has_words() -> None:
    assert set(ORIGIN_WORDS) == set(Origin)
    assert len(set(ORIGIN_WORDS.values())) == len(Origin)


def test_what_is_undone_is_said_and_what_is_redone_is_not(sample_session: Session) -> None:
    for text in ("12", "13"):
        type_in(sample_session, text)
    sample_session.undo()
    sample_session.undo()
    sample_session.redo()
    assert labels(sample_session)[:5] == [
        "恢复：填写 编制数",
        "撤销：填写 编制数",
        "撤销：填写 编制数",
        "填写 编制数（已撤销）",
        "填写 编制数",
    ]
    type_in(sample_session, "14")
    assert labels(sample_session)[4] == "填写 编制数（已撤销）", "it stays undone for good"


def test_a_remark_an_explanation_and_the_status_are_told_with_old_and_new(
    sample_session: Session,
) -> None:
    session, report = sample_session, sample_session.report
    session.apply(remark_edits(report, STAFF, "等人事"), "批注", Origin.REMARKED)
    assert last_told(session) == [("附件1-1 编制数 的批注", "（空）", "等人事")]
    finding = next(each for each in session.engine.findings() if not each.record)
    session.apply(explain_edits(report, [finding], "批复过"), "说明", Origin.EXPLAINED)
    ((label, before, after),) = last_told(session)
    assert label.startswith("审核说明：")
    assert finding.check not in label, "a check has a title"
    assert (before, after) == ("（没有说明）", "批复过")
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    assert last_told(session) == [("定稿", "还没有定稿", "第1稿，已定稿（财政局要求）")]
    session.apply(reopen_edits(report, "退回"), "取消定稿", Origin.STATUS)
    assert last_told(session)[0][1:] == (
        "第1稿，已定稿（财政局要求）",
        "第1稿之后修改（退回）",
    )


def test_papers_names_last_year_and_merging_are_told(sample_session: Session) -> None:
    session, report = sample_session, sample_session.report
    note_paper(session, codes_now(session), Medium.PDF)
    ((label, _, after),) = last_told(session)
    assert label == "打印、导出的记录"
    assert report.papers[0].code in after
    name_now(session, "送审稿")
    assert last_told(session) == [("名称“送审稿”", "（没有）", "修改记录第1步的样子")]
    session.apply(unname_edits(session, "送审稿"), "去掉名称", Origin.NAMED)
    assert last_told(session) == [("名称“送审稿”", "修改记录第1步的样子", "（没有）")]
    kept = shown_values(report, session.value)._replace(unit="甲单位", year=2021)
    session.apply(last_year_edits(report, kept), "对照", Origin.LAST_YEAR)
    assert ("对照的上年文件", "（空）", "甲单位 2021 年") in last_told(session)
    session.apply([AddMerged("0" * 64)], "合并", Origin.MERGED)
    assert last_told(session) == [("合并的记录", "（没有）", "另一份的内容已经并入")]
    session.undo()
    assert last_told(session)[0][2] == "（没有）"


def test_rows_are_told_by_what_they_are_called_and_links_by_what_they_lead_to(
    sample_session: Session,
) -> None:
    session, report = sample_session, sample_session.report
    row = first_line(session)
    session.apply(move_rows_edits(report, [row], 1), "下移", Origin.ROWS)
    ((label, before, after),) = last_told(session)
    assert "双随机" in label
    assert label.endswith("的先后")
    assert (before, after) == ("第 1 个", "第 2 个")
    session.apply(insert_rows_edits(report, [row])[1], "加行", Origin.ROWS)
    assert last_told(session)[0][1] == "（没有）"
    line = next(each for each in report.records_of("项目明细") if sheet_of_line(report, each))
    name, sheet = report.record_name(line), sheet_of_line(report, line)
    session.apply(delete_record_edits(report, sheet), "删除附件1-3", Origin.ROWS)
    link = next(each for each in last_told(session) if each[2] == "（空）" and name in each[0])
    assert link[1].endswith("（已删除）")
    assert sheet not in str(last_told(session)), "no ids"


def test_deleted_rows_keep_the_name_they_had_last_also_in_old_steps(
    sample_session: Session,
) -> None:
    session, report = sample_session, sample_session.report
    line = first_line(session)
    name = FieldAddress(line, "项目明细.名称")
    session.apply(entry_edits(report, name, "甲项目"), "填写", Origin.TYPED)
    session.apply(delete_line_edits(report, line), "删除", Origin.ROWS)
    steps = HistoryList(session)
    (typed,) = steps.steps(StepFilter(address=name, words="甲项目 填写"))
    ((label, _, after),) = [each[1:4] for each in steps.changes(typed) if each.address == name]
    assert "甲项目（已删除）" in label
    assert after == "甲项目"


def test_the_state_of_a_note_is_that_of_the_step_before_it(sample_session: Session) -> None:
    session = sample_session
    type_in(session, "12")
    name_now(session, "送审稿")
    note_paper(session, codes_now(session), Medium.PDF)
    newest = HistoryList(session).steps()[0]
    assert newest.number == 4
    assert state_of_step(session, newest) == 2
    assert state_at(session, 2).report.versions == {}


def test_every_kind_of_edit_has_words(sample_session: Session) -> None:
    """A new kind that nobody gave words fails here, and not in a clerk's window."""
    session, report = sample_session, sample_session.report
    note_paper(session, codes_now(session), Medium.PDF)
    name_now(session, "送审稿")
    status, record = Status(1, True, "财政局要求"), report.record(first_line(session))
    one_each: list[Edit] = [
        SetEntry(STAFF, report.entry(STAFF), None),
        AddRecord(record, 0),
        RemoveRecord(record, 0),
        MoveRecord(record.id, 0, 1),
        SetExplanation(("1-2.收支平衡", ""), None, Explanation("1", "2", link=STAFF)),
        SetRemark(STAFF, None, Remark("", True)),
        SetStatus(report.status, status),
        SetLastYear(None, LastYear("甲单位", 2021, {})),
        SetApproved(None, Approved("批复.docx", date(2022, 3, 1), {})),
        SetTemplate({}, {"本单位调整.toml": ADJUSTED}),
        AddPaper(report.papers[0]),
        RemovePaper(report.papers[0]),
        SetVersion("送审稿", report.versions["送审稿"], None),
        AddMerged("0" * 64),
        RemoveMerged("0" * 64),
    ]
    assert {type(each) for each in one_each} == set(get_args(Edit))
    words = StepWords(report, ())
    for edit in one_each:
        batch = Batch(9, "试", Origin.TYPED, "", session.now(), (edit, edit.inverse()))
        there, back = words.changes(batch)
        assert there.label
        assert there.label == back.label
        assert there.before != there.after
