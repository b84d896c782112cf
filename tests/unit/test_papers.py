"""What is noted of papers, and that noting is no change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from perfeval_desktop.domain.edits import AddPaper, Origin, SetEntry, apply_edit, apply_edits
from perfeval_desktop.domain.errors import EditError, ReportIsFinalError
from perfeval_desktop.domain.paper import Edition, Medium, PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.papers import note_paper, paper_edits
from perfeval_desktop.services.revisions import state_at, state_now
from perfeval_desktop.services.session import Outcome, Session
from perfeval_desktop.storage.codec import decode_edit, encode_edit

STAFF = FieldAddress("", "编制数")
MORNING = datetime(2023, 3, 15, 9, 5, tzinfo=timezone(timedelta(hours=8)))
SENT = PaperChoices(mark="送审稿")


@pytest.fixture
def session(sample_session: Session) -> Session:
    return sample_session


def enter(session: Session, text: str) -> None:
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)


def note(session: Session, medium: Medium = Medium.PDF, choices: PaperChoices = SENT) -> None:
    note_paper(session, codes_now(session), medium, choices)


def noted_again(session: Session, *, later: timedelta, **other: object) -> bool:
    now = session.report.papers[-1].time + later
    choices = replace(SENT, **other)  # type: ignore[arg-type]
    return bool(paper_edits(session, codes_now(session), Medium.PDF, choices, now, session.person))


def test_a_paper_tells_its_place_in_the_history_and_all_its_codes(session: Session) -> None:
    enter(session, "12")
    codes = codes_now(session)
    session.now, session.person = (lambda: MORNING), "王会计"
    note(session)
    (paper,) = session.report.papers
    assert (paper.place, paper.time, paper.person) == (2, MORNING, "王会计")
    assert (paper.medium, paper.edition, paper.mark) == ("PDF", "报送版", "送审稿")
    assert paper.state == codes.state == "修改记录第2步"
    assert paper.code == codes.report
    assert [each.code for each in paper.sheets] == list(codes.sheets.values())
    assert [each.label for each in paper.sheets][:3] == ["封面", "报告正文", "附件1-1"]


def test_a_final_report_takes_the_note_and_nothing_else(session: Session) -> None:
    session.apply(finalise_edits(session, "先行报送"), "定稿", Origin.STATUS)
    note(session)
    assert session.report.papers[0].state == "第1稿"
    assert session.report.papers[0].mark == "", "a final report carries none"
    paper = AddPaper(session.report.papers[0])
    with pytest.raises(ReportIsFinalError):
        session.apply([paper, *entry_edits(session.report, STAFF, "9")], "导出", Origin.PAPER)
    with pytest.raises(ReportIsFinalError):
        session.apply([], "什么也没有", Origin.PAPER)


def test_noting_a_paper_is_nothing_to_undo_and_leaves_what_can_be_redone(session: Session) -> None:
    enter(session, "12")
    enter(session, "13")
    session.undo()
    note(session)
    assert session.history.to_redo is not None
    session.redo()
    note(session, Medium.PRINT)
    session.undo()
    session.undo()
    assert session.report.value(STAFF) == state_at(session, 1).report.value(STAFF)
    assert len(session.report.papers) == 2
    assert session.undo() is None


def test_noting_a_paper_changes_no_finding_no_value_and_no_place(session: Session) -> None:
    outcomes: list[Outcome] = []
    place, findings, codes = session.history.place, session.engine.findings(), codes_now(session)
    session.listen(outcomes.append)
    note(session)
    (outcome,) = outcomes
    assert (outcome.changed, outcome.is_structural, outcome.findings_changed) == (
        *(frozenset(), False, False),
    )
    assert session.history.place == place
    assert session.engine.findings() == findings
    assert codes_now(session) == codes, "printed again it carries the very same line"
    assert state_now(session).number == place


@pytest.mark.parametrize(
    ("later", "other", "is_noted"),
    [
        (timedelta(0), {}, False),
        (timedelta(days=1), {}, True),
        (timedelta(0), {"mark": "草稿"}, True),
        (timedelta(0), {"edition": Edition.PUBLIC}, True),
        (timedelta(0), {"has_qr": True}, False),
    ],
)
def test_the_same_paper_is_noted_once_a_day(
    session: Session, later: timedelta, other: dict[str, object], is_noted: bool
) -> None:
    note(session)
    assert noted_again(session, later=later, **other) is is_noted


def test_after_a_change_the_paper_is_another_one(session: Session) -> None:
    note(session)
    enter(session, "12")
    note(session)
    session.undo()
    note(session)
    assert [each.place for each in session.report.papers] == [1, 3, 5]


def test_a_state_of_before_has_the_papers_of_before(session: Session) -> None:
    note(session)
    enter(session, "12")
    note(session)
    assert len(state_at(session, 1).report.papers) == 0
    assert len(state_at(session, 3).report.papers) == 1


def test_only_the_last_paper_can_be_taken_back(session: Session) -> None:
    note(session)
    first = AddPaper(session.report.papers[0])
    enter(session, "12")
    note(session)
    with pytest.raises(EditError):
        apply_edit(session.report, first.inverse())
    apply_edit(session.report, AddPaper(session.report.papers[1]).inverse())
    assert session.report.papers == (first.paper,)


def test_edits_that_fail_half_way_leave_no_paper(session: Session) -> None:
    note(session)
    paper = AddPaper(session.report.papers[0])
    wrong = SetEntry(FieldAddress("", "没有"), None, None)
    with pytest.raises(EditError):
        apply_edits(session.report, [paper, wrong])
    assert len(session.report.papers) == 1


def test_a_note_is_read_back_from_the_history_as_it_was_written(session: Session) -> None:
    note(session)
    edit = AddPaper(session.report.papers[0])
    assert decode_edit(encode_edit(edit)) == edit
    assert decode_edit(encode_edit(edit.inverse())) == edit.inverse()


def test_only_the_submitted_edition_shows_its_codes(session: Session) -> None:
    codes = codes_now(session)

    def footers(choices: PaperChoices) -> set[bool]:
        document = paper_document(session, choices, codes)
        return {bool(each.page.footer) for each in document.sections}

    assert footers(PaperChoices()) == {True}
    assert footers(PaperChoices(edition=Edition.PUBLIC)) == {False}
    assert footers(PaperChoices(has_codes=False)) == {False}


def test_each_final_draft_prints_its_own_name(session: Session) -> None:
    names = []
    for _ in range(2):
        session.apply(finalise_edits(session, "先行报送"), "定稿", Origin.STATUS)
        names.append(codes_now(session).state)
        note(session)
        session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    assert names == ["第1稿", "第2稿"]
    assert codes_now(session).state == f"修改记录第{session.history.place}步"
