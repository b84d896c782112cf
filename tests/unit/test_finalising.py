"""定稿 freezes a report whose findings are settled; opening it again leaves a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import NoReasonError, ReportIsFinalError
from perfeval_desktop.domain.report import FieldAddress, Status
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    sample_data,
    start_session,
)
from perfeval_desktop.services.finalising import finalise_edits, obstacles, reopen_edits
from perfeval_desktop.services.session import Session


def enter(session: Session, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress("", "其他资金"), text)
    session.apply(edits, "填写 其他资金", Origin.TYPED)


def explain(session: Session, *, only: Severity | None = None) -> None:
    findings = [each for each in obstacles(session) if only in (None, each.severity)]
    edits = explain_edits(session.report, findings, "经核实无误。")
    session.apply(edits, "写审核说明", Origin.EXPLAINED)


def finalise(session: Session, reason: str = "") -> None:
    session.apply(finalise_edits(session, reason), "定稿", Origin.STATUS)


def test_an_empty_chapter_is_mandatory_at_the_gate_and_what_was_read_is_not(
    sample_session: Session,
) -> None:
    found = {each.key: each.severity for each in sample_session.engine.findings(True)}
    left = {each.key: each for each in obstacles(sample_session)}
    graver = {key: each for key, each in left.items() if each.severity is not found[key]}
    assert {each.rule for each in graver.values()} == {"T5"}
    assert {each.severity for each in graver.values()} == {Severity.ERROR}


def test_an_open_finding_stands_in_the_way(sample_session: Session) -> None:
    with pytest.raises(NoReasonError):
        finalise_edits(sample_session)
    assert {each.severity for each in obstacles(sample_session)} >= {Severity.ERROR}


def test_a_hint_does_not_stand_in_the_way(sample_session: Session) -> None:
    found = sample_session.engine.findings(True)
    assert any(each.severity is Severity.HINT for each in found)
    assert all(each.severity is not Severity.HINT for each in obstacles(sample_session))


def test_what_must_be_put_right_is_listed_first(sample_session: Session) -> None:
    severities = [each.severity for each in obstacles(sample_session)]
    errors = severities.count(Severity.ERROR)
    assert set(severities[:errors]) == {Severity.ERROR}
    assert set(severities[errors:]) == {Severity.WARNING}


def test_when_all_is_explained_the_report_becomes_final(sample_session: Session) -> None:
    explain(sample_session)
    finalise(sample_session)
    assert sample_session.report.status == Status(1, True, "")


def test_an_explanation_that_went_stale_stands_in_the_way_again(sample_session: Session) -> None:
    explain(sample_session)
    enter(sample_session, "24.28")
    assert "1-2.收支平衡" in {each.check for each in obstacles(sample_session)}


def test_a_reason_overrides_the_gate_and_is_kept(sample_session: Session) -> None:
    finalise(sample_session, "财政局要求先报送。")
    assert sample_session.report.status == Status(1, True, "财政局要求先报送。")


def test_a_final_report_takes_no_edit_no_undo_and_no_redo(sample_session: Session) -> None:
    enter(sample_session, "24.28")
    finalise(sample_session, "先报送。")
    before = dict(sample_session.report.entries())
    with pytest.raises(ReportIsFinalError):
        enter(sample_session, "1")
    with pytest.raises(ReportIsFinalError):
        sample_session.undo()
    with pytest.raises(ReportIsFinalError):
        sample_session.redo()
    assert dict(sample_session.report.entries()) == before


def test_opening_a_final_report_again_takes_a_reason(sample_session: Session) -> None:
    finalise(sample_session, "先报送。")
    with pytest.raises(NoReasonError):
        reopen_edits(sample_session.report, "　")
    edits = reopen_edits(sample_session.report, "财政局退回修改。")
    sample_session.apply(edits, "取消定稿", Origin.STATUS)
    enter(sample_session, "24.28")
    finalise(sample_session, "修改后再报。")
    assert sample_session.report.status.draft == 2


def test_a_final_report_is_final_in_its_file_with_reason_and_person(tmp_path: Path) -> None:
    path = tmp_path / "示例.peval"
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit)
    finalise(session, "先报送。")
    document.close()
    document = open_report(path)
    assert document.report.status == Status(1, True, "先报送。")
    assert document.batches[-1].label == "定稿"
    assert document.verify_history() is None
    session = start_session(document, document.commit)
    session.apply(reopen_edits(session.report, "退回。"), "取消定稿", Origin.STATUS)
    document.close()
    document = open_report(path)
    assert document.report.status == Status(1, False, "退回。")
    document.close()
