"""An adjusted form and approved targets in the file: reopened, copied, compared, merged."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.adjustments import AdjustmentKind as Kind
from perfeval_desktop.domain.edits import Origin, SetApproved
from perfeval_desktop.domain.errors import EditError, MergeRefusedError
from perfeval_desktop.domain.paper import Medium, PaperChoices
from perfeval_desktop.domain.report import Approved, FieldAddress, LastPlace
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.comparison import compare
from perfeval_desktop.services.correction_sheet import correction_document
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    describe_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.history_list import HistoryList
from perfeval_desktop.services.marked_copy import marked_document
from perfeval_desktop.services.merging import merge_of, read_copy
from perfeval_desktop.services.moving import plan_move
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.restoring import places_of_sheet, restoring, return_edits
from perfeval_desktop.services.revisions import state_at, state_now
from perfeval_desktop.services.salvaging import history_fault, salvage_file
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.verifying import Outcome, verify
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import read_document
from perfeval_desktop.templates.texts import issued, remake
from tests.adjusted import WHY, adjust
from tests.integration.operations import contents
from tests.integration.test_any_sequence import expect_engine_of_a_fresh_start

STAFF = FieldAddress(REPORT, "编制数")
TARGETS = {
    LastPlace("预期目标"): Text("保障单位正常运转。"),
    LastPlace("整体指标.年度指标值", "办理市长热线"): Text("≥95%"),
    LastPlace("整体指标.分值", "办理市长热线"): Text("10"),
}
APPROVED = Approved("批复的目标申报表.docx", date(2022, 3, 1), TARGETS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    return path


@pytest.fixture
def at_work(path: Path) -> Iterator[tuple[OpenDocument, Session]]:
    document = open_report(path)
    yield document, start_session(document, document.commit)
    document.drop()


def type_in(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def adjusted_on_disk(path: Path, kind: Kind, page: str, words: str, typed: str = "") -> None:
    document = open_report(path)
    adjust(start_session(document, document.commit), kind, page, words, typed)
    document.close()


# Approved targets


def test_approved_targets_are_kept_read_again_and_undone(path: Path) -> None:
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply([SetApproved(None, APPROVED)], "读入批复的目标", Origin.APPROVED)
    with pytest.raises(EditError):
        session.apply([SetApproved(None, APPROVED)], "读入批复的目标", Origin.APPROVED)
    document.close()
    document = open_report(path)
    assert document.report.approved == APPROVED
    assert document.report.approved is not None
    assert list(document.report.approved.values) == list(TARGETS), "in the order of the document"
    session = start_session(document, document.commit)
    session.undo()
    assert document.report.approved is None
    session.redo()
    document.abandon()
    document = open_report(path)
    assert document.is_resumed
    assert document.report.approved == APPROVED
    document.close()


def test_approved_targets_are_merged_and_told_in_the_history(path: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "对方.peval"
    shutil.copy(path, theirs)
    document = open_report(theirs)
    session = start_session(document, document.commit)
    session.apply([SetApproved(None, APPROVED)], "读入批复的目标", Origin.APPROVED)
    document.close()
    type_in_file(path, "12")
    merge = merge_of(read_copy(path), read_copy(theirs), "对方.peval")
    assert merge.conflicts == ()
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply(merge.edits({}), merge.label, Origin.MERGED)
    assert session.report.approved == APPROVED
    other = APPROVED._replace(document="另一份.xlsx")
    session.apply([SetApproved(APPROVED, other)], "读入", Origin.APPROVED)
    steps = HistoryList(session)
    (told,) = steps.changes(steps.steps()[0])
    assert told.label == "批复的绩效目标"
    assert (told.before, told.after) == (
        "批复的目标申报表.docx 2022-03-01",
        "另一份.xlsx 2022-03-01",
    )
    document.close()


def type_in_file(path: Path, text: str) -> None:
    document = open_report(path)
    type_in(start_session(document, document.commit), STAFF, text)
    document.close()


def test_two_approvals_are_a_question(path: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "对方.peval"
    shutil.copy(path, theirs)
    for file, name in ((path, "甲.docx"), (theirs, "乙.docx")):
        document = open_report(file)
        session = start_session(document, document.commit)
        edit = SetApproved(None, APPROVED._replace(document=name))
        session.apply([edit], "读入", Origin.APPROVED)
        document.close()
    (conflict,) = merge_of(read_copy(path), read_copy(theirs), "对方.peval").conflicts
    assert conflict.label == "批复的绩效目标"
    assert "甲.docx" in conflict.mine.shown
    assert "乙.docx" in conflict.theirs.shown


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_damaged_file_gives_back_targets_and_adjusted_form(
    path: Path, tmp_path: Path, is_cut: bool
) -> None:
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply([SetApproved(None, APPROVED)], "读入", Origin.APPROVED)
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    before = contents(session.report)
    document.close()
    data = bytearray(path.read_bytes())
    if is_cut:  # the history cannot be read to its end: the tables count
        for at in range(0, len(data) - 4, 1):
            if data[at : at + 7] == b'"do":"a':
                data[at] = 0x7F
                break
    damaged = tmp_path / "坏.peval"
    data[100] ^= 0xFF  # the first page
    damaged.write_bytes(bytes(data))
    new = tmp_path / "救出.peval"
    salvaged = salvage_file(damaged, new)
    assert bool(salvaged.losses.steps) == is_cut
    found = contents(read_document(new))
    assert found["approved"] == before["approved"]
    assert found["template"] == before["template"]
    assert found["entries"] == before["entries"]


# An adjusted form


@pytest.mark.slow
def test_an_adjusted_report_is_resumed_after_a_crash_and_its_history_holds(path: Path) -> None:
    document = open_report(path)
    session = start_session(document, document.commit)
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    type_in(session, STAFF, "12")
    texts = dict(session.report.template.texts)
    texts["template.toml"] += "# 财政局更正过的一版\n"
    plan = plan_move(session.report, remake(issued(texts)))
    session.apply(plan.edits, plan.label, Origin.FORM)
    adjust(session, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    session.undo()
    before, history = contents(session.report), session.history
    document.abandon()
    document = open_report(path)
    assert document.is_resumed
    session = start_session(document, document.commit)
    assert contents(session.report) == before
    assert session.history.to_undo == history.to_undo
    assert session.history.to_redo == history.to_redo
    assert document.verify_history() is None
    assert history_fault(session.report, session.history.after(0), 0) == ""
    session.redo()
    while session.undo():
        pass
    assert session.report.template.adjustments == ()
    expect_engine_of_a_fresh_start(session)
    document.close()


def test_the_file_says_which_form_it_has(path: Path) -> None:
    adjusted_on_disk(path, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    with closing(sqlite3.connect(path)) as database:
        stated = database.execute("SELECT template_id, template_digest FROM document").fetchone()
        names = {name for (name,) in database.execute("SELECT name FROM template_file")}
    template = read_document(path).template
    assert stated == (template.id, template.digest)
    assert "本单位调整.toml" in names


def test_a_copy_without_history_keeps_the_form_with_its_adjustments(
    path: Path, tmp_path: Path
) -> None:
    adjusted_on_disk(path, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    copy = tmp_path / "副本.peval"
    assert run(["copy", str(path), str(copy), "--without-history"]) == 0
    session = read_session(copy)
    assert [each.reason for each in session.report.template.adjustments] == [WHY]
    assert session.history.steps_before > 0


def test_info_tells_every_adjustment(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "本单位调整" not in dict(describe_file(path))
    adjusted_on_disk(path, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    adjusted_on_disk(path, Kind.POINTS, "一级指标的分值", "产出指标", "40")
    assert run(["info", str(path)]) == 0
    lines = [each for each in capsys.readouterr().out.splitlines() if each.startswith("本单位调整")]
    assert len(lines) == 2
    assert "附件1-1 的“公务接待”改为“接待费用”" in lines[0]
    assert f"原因：{WHY}" in lines[0]


def test_a_code_from_before_an_adjustment_is_known_and_the_change_is_said(
    at_work: tuple[OpenDocument, Session],
) -> None:
    _, session = at_work
    code = codes_now(session).report
    note_paper(session, codes_now(session), Medium.PDF, PaperChoices())
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    verdict = verify(session, code)
    assert verdict.outcome is Outcome.CHANGED
    assert "后来表样作过调整" in verdict.sentence
    assert {each.label for each in verdict.changes} >= {"会议费、培训费（2022年决算数）"}
    session.undo()
    assert verify(session, code).outcome is Outcome.CURRENT


def test_two_states_with_unlike_forms_are_compared_and_the_adjustments_named(
    at_work: tuple[OpenDocument, Session],
) -> None:
    _, session = at_work
    number = session.history.place
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    type_in(session, STAFF, "12")
    found = compare(state_at(session, number), state_now(session), "以前", "现在")
    told = [(each.what, each.label, each.before, each.after) for each in found.lines]
    assert ("表样", "本单位调整", "", "附件1-1 删去“会议费、培训费”一行") in told
    assert ("填报内容", "会议费、培训费（2022年决算数）", "0.06", "") in told
    assert ("填报内容", "编制数", "11", "12") in told
    back = compare(state_now(session), state_at(session, number), "现在", "以前")
    assert len(back.lines) == len(found.lines)


def test_copies_with_unlike_forms_are_not_merged_and_it_is_said_why(
    path: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "对方.peval"
    shutil.copy(path, theirs)
    adjusted_on_disk(path, Kind.LABEL, "附件1-1", "公务接待", "接待费用")
    type_in_file(theirs, "12")
    with pytest.raises(MergeRefusedError) as caught:
        merge_of(read_copy(path), read_copy(theirs), "对方.peval")
    assert "这一份本单位调整 1 处，那一份 0 处" in caught.value.reason
    shutil.copy(path, theirs)
    type_in_file(theirs, "13")
    assert merge_of(read_copy(path), read_copy(theirs), "对方.peval").conflicts == ()


def test_putting_back_and_going_back_know_the_form(at_work: tuple[OpenDocument, Session]) -> None:
    from perfeval_desktop.domain.layout import SheetRef

    _, session = at_work
    number, before = session.history.place, contents(session.report)
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    type_in(session, STAFF, "12")
    old = state_at(session, number).report
    found = restoring(session, old, places_of_sheet(old, SheetRef("附件1-1")))
    assert found.cells == 1
    assert "会议费、培训费" in found.words
    session.apply(return_edits(session, number), "回到以前", Origin.RESTORED)
    assert contents(session.report) == before
    session.undo()
    assert len(session.report.template.adjustments) == 1


def test_papers_of_changes_are_laid_out_over_a_change_of_the_form(
    at_work: tuple[OpenDocument, Session],
) -> None:
    from perfeval_desktop.services.finalising import finalise_edits, reopen_edits

    _, session = at_work
    session.apply(finalise_edits(session, "领导已定"), "定稿", Origin.STATUS)
    number = session.history.place
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    adjust(session, Kind.REMOVE_ROW, "附件1-1", "会议费、培训费")
    adjust(session, Kind.ADD_ROW, "附件1-1", "公务接待", "其他接待")
    type_in(session, STAFF, "12")
    assert marked_document(session, number).sections
    assert correction_document(session).sections
