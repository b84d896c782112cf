"""A copy without its history: a sound file that tells nothing of what stood there before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ExportError, NothingToCorrectError
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.correction_sheet import correctable
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.explanation_annex import export_explanations
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.history_list import HistoryList
from perfeval_desktop.services.marked_copy import (
    default_since,
    earlier_states,
    marked_document,
)
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.revisions import state_at
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.verifying import Outcome, verify
from perfeval_desktop.services.versions import name_now, named_states
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import read_with_history
from perfeval_desktop.storage.without_history import copy_without_history
from tests.integration.operations import contents

STAFF, CHAPTER = FieldAddress(REPORT, "编制数"), FieldAddress(REPORT, "人员情况")
OLD_TEXT = "这一段后来全部改写了，甲乙丙丁"
DELETED = "早就不做的绝密项目"
OLD_FIGURE = "98765.43"
REMARK = "张三说的，先别告诉别人"
OLD_NAME, NAME_NOW = "给李四看过的稿子", "送审稿"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a report with all that a history can tell."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFEVAL_STATE_DIR", str(folder / "state"))
        document = create_from_data_file(folder / "报告.peval", sample_data())
        fill(start_session(document, document.commit))
        document.close()
    return document.path.read_bytes()


@pytest.fixture
def original(tmp_path: Path, made: bytes) -> tuple[OpenDocument, Session]:
    """That report, open."""
    path = tmp_path / "报告.peval"
    path.write_bytes(made)
    document = open_report(path)
    return document, start_session(document, document.commit, reads_prose=False)


def fill(session: Session) -> None:
    report = session.report

    def type_in(address: FieldAddress, text: str) -> None:
        session.apply(entry_edits(report, address, text), f"填写 {text}", Origin.TYPED)

    line = report.records_of("项目明细")[0]
    for number in range(60):
        type_in(FieldAddress(line, "项目明细.本年决算"), f"{OLD_FIGURE}{number:02d}")
    type_in(CHAPTER, OLD_TEXT)
    type_in(FieldAddress(line, "项目明细.名称"), DELETED)
    note_paper(session, codes_now(session), Medium.PDF)
    of_line = [each for each in session.engine.findings(True) if each.record == line]
    session.apply(explain_edits(report, of_line[:1], "批复过"), "说明", Origin.EXPLAINED)
    name_now(session, OLD_NAME)
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(report, "退回"), "取消定稿", Origin.STATUS)
    session.apply(delete_line_edits(report, line), f"删除 {DELETED}", Origin.ROWS)
    type_in(CHAPTER, "现在的说法")
    session.apply(remark_edits(report, STAFF, REMARK), "批注", Origin.REMARKED)
    type_in(STAFF, "12")
    note_paper(session, codes_now(session), Medium.PRINT)
    name_now(session, NAME_NOW)


@pytest.fixture
def copied(original: tuple[OpenDocument, Session], tmp_path: Path) -> Path:
    document, _ = original
    path = tmp_path / "发给财政局.peval"
    document.copy_without_history(path)
    document.close()
    return path


def leaked(path: Path, *words: str) -> list[str]:
    """Return which words stand in the bytes of a file, in any of SQLite's encodings."""
    data = path.read_bytes()
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return [each for each in words if any(each.encode(code) in data for code in encodings)]


def test_no_byte_of_what_was_deleted_or_changed_is_in_the_copy(
    original: tuple[OpenDocument, Session], copied: Path
) -> None:
    old = (OLD_TEXT, DELETED, OLD_NAME, OLD_FIGURE)
    assert leaked(original[0].path, *old) == list(old), "the history of the original has them"
    assert leaked(copied, *old) == []


def test_the_copy_holds_the_report_as_it_is(
    original: tuple[OpenDocument, Session], copied: Path
) -> None:
    now, copy = contents(original[1].report), contents(read_session(copied).report)
    kept = ("records", "entries", "remarks", "status", "last year")
    assert {each: copy[each] for each in kept} == {each: now[each] for each in kept}
    assert leaked(copied, REMARK) == [REMARK]


def test_the_copy_knows_by_a_hash_which_state_it_was_made_of(
    original: tuple[OpenDocument, Session], copied: Path
) -> None:
    of_copy, of_original = read_with_history(copied), read_with_history(original[0].path)
    assert of_copy.doc_id == of_original.doc_id
    assert of_copy.batches == []
    (shared,) = of_copy.hashes.items()
    assert shared in of_original.hashes.items()
    assert of_copy.steps_before == original[1].history.place


def test_remarks_can_be_left_out(original: tuple[OpenDocument, Session], tmp_path: Path) -> None:
    document, session = original
    path = tmp_path / "副本.peval"
    document.copy_without_history(path, has_remarks=False)
    document.close()
    assert leaked(path, REMARK) == []
    assert list(read_session(path).report.remarks()) == []
    assert list(session.report.remarks()), "the report itself keeps them"


def test_papers_and_names_of_the_state_of_now_stay_and_the_others_go(copied: Path) -> None:
    session = read_session(copied)
    assert [each.medium for each in session.report.papers] == [Medium.PRINT.value]
    assert [each.name for each in named_states(session)] == [NAME_NOW]


def test_the_copy_is_opened_worked_on_and_undone_like_any_other(copied: Path) -> None:
    document = open_report(copied)
    session = start_session(document, document.commit)
    before = contents(session.report)
    assert session.history.to_undo is None, "what is not told cannot be taken back"
    assert HistoryList(session).steps() == []
    session.apply(entry_edits(session.report, STAFF, "13"), "填写", Origin.TYPED)
    session.apply(entry_edits(session.report, STAFF, "14"), "填写", Origin.TYPED)
    document.close()
    with closing(open_report(copied)) as again:
        session = start_session(again, again.commit)
        assert session.undo() is not None
        assert session.undo() is not None
        assert session.undo() is None
        assert contents(session.report) == before
        assert again.verify_history() is None


def test_a_copy_of_a_copy_begins_where_that_one_is(copied: Path, tmp_path: Path) -> None:
    with closing(open_report(copied)) as document:
        session = start_session(document, document.commit)
        start = session.history.steps_before
        session.apply(entry_edits(session.report, STAFF, "13"), "填写", Origin.TYPED)
    second, third = tmp_path / "二.peval", tmp_path / "三.peval"
    copy_without_history(copied, second)
    copy_without_history(second, third)
    assert read_session(second).history.steps_before == start + 1
    assert read_session(third).history.steps_before == start + 1


# What looks back copes with what is not told


@pytest.fixture
def changed(copied: Path) -> Session:
    """A session over the copy, with one figure changed."""
    session = read_session(copied)
    session.apply(entry_edits(session.report, STAFF, "13"), "填写", Origin.TYPED)
    return session


def test_only_states_that_are_told_can_be_gone_back_to(changed: Session) -> None:
    start = changed.history.steps_before
    assert state_at(changed, start).report.value(STAFF).text == "12"  # type: ignore[union-attr]
    for number in (1, start - 1):
        with pytest.raises(ValueError, match=str(number)):
            state_at(changed, number)


def test_a_marked_copy_is_made_against_the_beginning_of_the_copy(changed: Session) -> None:
    start = changed.history.steps_before
    assert [each.number for each in earlier_states(changed)] == [start]
    assert default_since(changed) == start
    assert f"（与{NAME_NOW}比较）" in str(marked_document(changed, start))


def test_a_copy_that_was_never_printed_or_named_is_compared_with_its_beginning(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "一.peval", tmp_path / "二.peval"
    create_from_data_file(path, sample_data()).close()
    copy_without_history(path, copy)
    session = read_session(copy)
    assert earlier_states(session) == []
    session.apply(entry_edits(session.report, STAFF, "13"), "填写", Origin.TYPED)
    (only,) = earlier_states(session)
    assert only.words.startswith("这份副本做成时的稿子")
    assert "（与这份副本做成时的稿子比较）" in str(marked_document(session, only.number))


def test_a_correction_says_where_the_final_is_to_be_found(changed: Session) -> None:
    with pytest.raises(NothingToCorrectError) as caught:
        correctable(changed)
    assert "请打开原来的文件" in caught.value.reason


def test_the_paper_of_the_copied_state_is_known_and_what_changed_since(changed: Session) -> None:
    (paper,) = changed.report.papers
    verdict = verify(changed, paper.code)
    assert verdict.outcome is Outcome.CHANGED
    assert [(each.before, each.after) for each in verdict.changes] == [("12", "13")]


def test_an_older_paper_is_said_to_be_looked_up_in_the_original(
    original: tuple[OpenDocument, Session], changed: Session
) -> None:
    older = original[1].report.papers[0].code
    verdict = verify(changed, older)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "要用原来的文件核对" in verdict.sentence


def test_a_paper_of_a_state_that_is_not_told_is_known_without_its_changes(
    original: tuple[OpenDocument, Session], changed: Session
) -> None:
    """No copy of ours has such a paper; a stranger's may."""
    paper = original[1].report.papers[0]
    changed.report.papers = (paper, *changed.report.papers)
    verdict = verify(changed, paper.code)
    assert verdict.outcome is Outcome.CHANGED
    assert verdict.changes == ()
    told = [each.number for each in earlier_states(changed)]
    assert told == [changed.history.steps_before], "it cannot be compared with"
    assert default_since(changed, paper.place) == changed.history.steps_before
    assert "要用原来的文件核对" in verdict.sentence


@pytest.mark.parametrize("command", [["check"], ["check", "--format", "json"], ["info"]])
def test_commands_work_on_a_copy_with_explanations_nobody_is_told_of(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = tmp_path / "一.peval", tmp_path / "二.peval"
    with closing(create_from_data_file(path, sample_data())) as document:
        session = start_session(document, document.commit)
        found = [each for each in session.engine.findings() if not each.record]
        session.apply(explain_edits(session.report, found, "上级批复过"), "说明", Origin.EXPLAINED)
        session.apply(finalise_edits(session, "要求"), "定稿", Origin.STATUS)
    copy_without_history(path, copy)
    assert run([*command, str(copy)]) in (0, 1)
    told = capsys.readouterr().out
    assert ("上级批复过" in told) == (command[0] == "check")
    annex = tmp_path / "说明.pdf"
    export_explanations(read_session(copy), annex)
    assert annex.stat().st_size > 1000


# The command, and what goes wrong


def test_the_command_writes_a_copy_and_info_tells_of_it(
    original: tuple[OpenDocument, Session], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, session = original
    document.close()
    path = tmp_path / "副本.peval"
    assert run(["copy", str(document.path), str(path), "--without-history"]) == 0
    assert leaked(path, OLD_TEXT, DELETED) == []
    assert run(["info", str(path)]) == 0
    told = f"前 {session.history.place} 步不在这份副本里"
    assert told in capsys.readouterr().out


def test_the_copy_does_not_take_the_place_of_the_report(
    original: tuple[OpenDocument, Session], capsys: pytest.CaptureFixture[str]
) -> None:
    document, _ = original
    before = document.path.read_bytes()
    with pytest.raises(ExportError) as caught:
        document.copy_without_history(document.path)
    assert "请换一个文件名" in caught.value.reason
    assert document.path.read_bytes() == before
    document.close()
    path = str(document.path)
    assert run(["copy", path, path, "--without-history"]) == 2
    assert "请换一个文件名" in capsys.readouterr().err


def test_a_copy_that_cannot_be_written_leaves_all_as_it_was(
    original: tuple[OpenDocument, Session], tmp_path: Path
) -> None:
    document, _ = original
    state = tmp_path / "state"
    there = sorted(state.rglob("*"))
    with pytest.raises(ExportError):
        document.copy_without_history(tmp_path / "没有的文件夹" / "副本.peval")
    assert sorted(state.rglob("*")) == there
    document.close()


def test_an_open_report_is_not_written_over(
    original: tuple[OpenDocument, Session], tmp_path: Path
) -> None:
    document, _ = original
    other = create_from_data_file(tmp_path / "另一份.peval", sample_data())
    before = other.path.read_bytes()
    with pytest.raises(ExportError) as caught:
        document.copy_without_history(other.path)
    assert "另一个窗口" in caught.value.reason
    assert other.path.read_bytes() == before
    other.close()
    document.close()
