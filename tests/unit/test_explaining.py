"""A reason given for a finding holds for the values it explained, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import NoReasonError
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.checking import check_data, check_text, has_open_errors
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import (
    confirm_edits,
    earlier_reasons,
    explain_edits,
    finding_state,
    reason_of,
    withdraw_edits,
)
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    sample_data,
    start_session,
)
from perfeval_desktop.services.session import Session

BALANCE = "1-2.收支平衡"
REASON = "上年结转 9.30 万元没有列入收入。"


def finding(session: Session, check: str = BALANCE) -> Finding:
    return next(each for each in session.engine.findings(True) if each.check == check)


def explain(session: Session, text: str = REASON, link: FieldAddress | None = None) -> None:
    edits = explain_edits(session.report, [finding(session)], text, link)
    session.apply(edits, "写审核说明", Origin.EXPLAINED)


def enter(session: Session, field: str, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress("", field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def state(session: Session) -> FindingState:
    return finding_state(session.report, finding(session))


def test_a_finding_is_open_until_a_reason_is_given(sample_session: Session) -> None:
    assert state(sample_session) is FindingState.OPEN
    explain(sample_session)
    assert state(sample_session) is FindingState.EXPLAINED
    assert reason_of(sample_session.report, finding(sample_session)) == REASON


def test_when_the_values_move_the_explanation_has_to_be_confirmed(sample_session: Session) -> None:
    explain(sample_session)
    enter(sample_session, "其他资金", "24.28")
    assert state(sample_session) is FindingState.STALE
    edits = confirm_edits(sample_session.report, [finding(sample_session)])
    sample_session.apply(edits, "确认说明", Origin.EXPLAINED)
    assert state(sample_session) is FindingState.EXPLAINED


def test_values_that_move_back_need_no_confirmation(sample_session: Session) -> None:
    explain(sample_session)
    enter(sample_session, "其他资金", "24.28")
    sample_session.undo()
    assert state(sample_session) is FindingState.EXPLAINED


def test_undo_and_redo_cover_explanations(sample_session: Session) -> None:
    explain(sample_session)
    sample_session.undo()
    assert state(sample_session) is FindingState.OPEN
    sample_session.redo()
    assert state(sample_session) is FindingState.EXPLAINED


def test_a_withdrawn_explanation_leaves_the_finding_open(sample_session: Session) -> None:
    explain(sample_session)
    edits = withdraw_edits(sample_session.report, [finding(sample_session)])
    sample_session.apply(edits, "撤回说明", Origin.EXPLAINED)
    assert state(sample_session) is FindingState.OPEN


def test_only_a_hint_can_be_put_aside_without_a_reason(sample_session: Session) -> None:
    with pytest.raises(NoReasonError):
        explain_edits(sample_session.report, [finding(sample_session)], "　 ")
    hint = finding(sample_session, "1-1.控制率未填")
    edits = explain_edits(sample_session.report, [hint], "")
    sample_session.apply(edits, "已阅", Origin.EXPLAINED)
    assert finding_state(sample_session.report, hint) is FindingState.EXPLAINED


def test_a_reason_written_elsewhere_counts_as_long_as_it_stands_there(
    sample_session: Session,
) -> None:
    explain(sample_session, "", FieldAddress("", "其他说明"))
    assert state(sample_session) is FindingState.EXPLAINED
    assert reason_of(sample_session.report, finding(sample_session)) == "无。"
    enter(sample_session, "其他说明", "")
    assert state(sample_session) is FindingState.OPEN


def test_one_reason_serves_several_findings_and_is_undone_as_one(sample_session: Session) -> None:
    findings = sample_session.engine.findings(True)
    edits = explain_edits(sample_session.report, findings, REASON)
    sample_session.apply(edits, "写审核说明", Origin.EXPLAINED)
    assert {finding_state(sample_session.report, each) for each in findings} == {
        FindingState.EXPLAINED
    }
    assert earlier_reasons(sample_session.report) == [REASON]
    sample_session.undo()
    states = {finding_state(sample_session.report, each) for each in findings}
    assert states == {FindingState.OPEN}


def test_an_explained_mandatory_finding_is_not_open_for_scripts(sample_session: Session) -> None:
    assert has_open_errors(sample_session)
    edits = explain_edits(sample_session.report, sample_session.engine.findings(True), REASON)
    sample_session.apply(edits, "写审核说明", Origin.EXPLAINED)
    assert not has_open_errors(sample_session)
    data = {each["check"]: each for each in check_data(sample_session)["findings"]}
    assert data[BALANCE]["state"] == "explained"
    assert data[BALANCE]["explanation"] == REASON
    assert any(f"已说明：{REASON}" in line for line in check_text(sample_session))


def test_explanations_are_in_the_file_and_can_be_undone_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "示例.peval"
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit)
    explain(session)
    explain(session, "", FieldAddress("", "其他说明"))
    document.close()

    document = open_report(path)
    session = start_session(document, document.commit)
    assert reason_of(session.report, finding(session)) == "无。"
    session.undo()
    assert reason_of(session.report, finding(session)) == REASON
    session.undo()
    assert state(session) is FindingState.OPEN
    document.close()

    document = open_report(path)
    assert dict(document.report.explanations()) == {}
    assert document.verify_history() is None
    document.close()
