"""What stood in cells before is put back, as one batch; what cannot be is named."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import ReportIsFinalError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits, sheet_of_line
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.restoring import places_of_sheet, restoring, return_edits
from perfeval_desktop.services.revisions import state_at
from perfeval_desktop.services.session import Session
from tests.integration.operations import contents

BASE = SheetRef("附件1-1")
STAFF, PRESENT = FieldAddress(REPORT, "编制数"), FieldAddress(REPORT, "在职人数")
CHAPTER = FieldAddress(REPORT, "人员情况")


def type_in(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def restored(session: Session, edits: list[Edit] | tuple[Edit, ...]) -> None:
    session.apply(edits, "恢复", Origin.RESTORED)


def line_called(report: Report, name: str) -> str:
    return next(each for each in report.records_of("项目明细") if name in report.record_name(each))


def test_chosen_cells_come_back_as_one_step_and_others_stay(sample_session: Session) -> None:
    before = sample_session.report.entry(STAFF)
    for address in (STAFF, PRESENT):
        type_in(sample_session, address, "77")
    plan = restoring(sample_session, state_at(sample_session, 1).report, [STAFF])
    restored(sample_session, plan.edits)
    assert sample_session.report.entry(STAFF) == before
    assert sample_session.report.value(PRESENT).text == "77"  # type: ignore[union-attr]
    assert plan.words == "恢复了 1 处，可以撤销。"
    sample_session.undo()
    assert sample_session.report.value(STAFF).text == "77"  # type: ignore[union-attr]


def test_all_cells_of_a_sheet_come_back(sample_session: Session) -> None:
    first = contents(sample_session.report)
    for address in (STAFF, PRESENT, CHAPTER):
        type_in(sample_session, address, "77")
    old = state_at(sample_session, 1).report
    restored(sample_session, restoring(sample_session, old, places_of_sheet(old, BASE)).edits)
    text = SheetRef("报告正文")
    assert contents(sample_session.report) != first, "the narrative is another sheet"
    restored(sample_session, restoring(sample_session, old, places_of_sheet(old, text)).edits)
    assert contents(sample_session.report) == first


def test_cells_of_rows_that_are_gone_are_named_and_skipped(sample_session: Session) -> None:
    report = sample_session.report
    line = line_called(report, "双随机")
    type_in(sample_session, STAFF, "77")
    session = sample_session
    session.apply(delete_line_edits(report, line), "删除", Origin.ROWS)
    old = state_at(session, 1).report
    plan = restoring(session, old, [STAFF, FieldAddress(line, "项目明细.名称")])
    assert plan.cells == 1
    assert "双随机" in plan.gone[0]
    assert plan.words.startswith("恢复了 1 处")
    assert "双随机" in plan.words
    assert plan.words.endswith("已经删除，里面的内容没有恢复。")
    restored(session, plan.edits)
    assert not report.has_record(line)


def test_a_sheet_that_is_gone_is_named_once(sample_session: Session) -> None:
    report = sample_session.report
    line = line_called(report, "自治奖励")
    sheet = sheet_of_line(report, line)
    ref = SheetRef("附件1-3", sheet)
    sample_session.apply(delete_line_edits(report, line), "删除", Origin.ROWS)
    old = state_at(sample_session, 1).report
    plan = restoring(sample_session, old, places_of_sheet(old, ref))
    (gone,) = plan.gone
    assert "附件1-3 自治奖励" in gone
    assert len(plan.edits) == plan.cells


def test_a_link_to_what_is_gone_is_not_put_back(sample_session: Session) -> None:
    report = sample_session.report
    line = line_called(report, "自治奖励")
    link = FieldAddress(line, report.template.groups["项目明细"].sheet_field)
    sheet = sheet_of_line(report, line)
    from perfeval_desktop.services.records import delete_record_edits

    sample_session.apply(delete_record_edits(report, sheet), "删除", Origin.ROWS)
    old = state_at(sample_session, 1).report
    plan = restoring(sample_session, old, [link])
    assert plan.edits == ()
    assert len(plan.lost) == 1
    assert "原来指的那一项已经删除" in plan.words


def test_what_is_the_same_is_no_step(sample_session: Session) -> None:
    old = state_at(sample_session, 1).report
    plan = restoring(sample_session, old, places_of_sheet(old, BASE))
    assert plan.edits == ()
    assert plan.words == "现在就是这样的，没有要恢复的。"


def test_the_whole_report_goes_back_with_its_rows_and_remarks(sample_session: Session) -> None:
    session, report = sample_session, sample_session.report
    first = contents(report)
    session.apply(remark_edits(report, STAFF, "等人事"), "批注", Origin.REMARKED)
    type_in(session, STAFF, "77")
    session.undo()
    type_in(session, STAFF, "78")
    session.apply(delete_line_edits(report, line_called(report, "自治奖励")), "删除", Origin.ROWS)
    changed = contents(report)
    restored(session, return_edits(session, 1))
    assert contents(report) == first
    session.undo()
    assert contents(report) == changed


def test_going_back_keeps_what_happened_papers_drafts_and_names(sample_session: Session) -> None:
    from perfeval_desktop.services.versions import name_now

    session = sample_session
    type_in(session, STAFF, "77")
    note_paper(session, codes_now(session), Medium.PDF)
    name_now(session, "送审稿")
    session.apply(finalise_edits(session, "要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    restored(session, return_edits(session, 1))
    assert session.report.value(STAFF).text == "11"  # type: ignore[union-attr]
    assert len(session.report.papers) == 1
    assert list(session.report.versions) == ["送审稿"]
    assert session.report.status.draft == 1


def test_a_final_report_does_not_go_back(sample_session: Session) -> None:
    session = sample_session
    type_in(session, STAFF, "77")
    session.apply(finalise_edits(session, "要求"), "定稿", Origin.STATUS)
    with pytest.raises(ReportIsFinalError):
        restored(session, return_edits(session, 1))


def test_typing_back_and_forth_leaves_one_edit_a_cell(sample_session: Session) -> None:
    for number in range(20, 60):
        type_in(sample_session, STAFF, str(number))
    assert len(return_edits(sample_session, 1)) == 1
    type_in(sample_session, STAFF, "11")
    assert return_edits(sample_session, 1) == []
