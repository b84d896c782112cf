"""A reason that stands in the report already serves as an explanation, and is told as such."""

from __future__ import annotations

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.checking import check_text, findings_as_text
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits, finding_state
from perfeval_desktop.services.linking import passages_for, reason_in_words
from perfeval_desktop.services.session import Session

REASON = "年中追加了小区治理任务。"
CHAPTER = FieldAddress("", "整体支出绩效情况")


def vague(session: Session) -> Finding:
    return next(each for each in session.engine.findings(True) if each.check == "1-2.模糊")


def write_reason(session: Session) -> FieldAddress:
    address = FieldAddress(vague(session).record, "整体指标.偏差原因")
    enter(session, address, REASON)
    return address


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def link(session: Session, address: FieldAddress) -> None:
    edits = explain_edits(session.report, [vague(session)], "", address)
    session.apply(edits, "写审核说明", Origin.EXPLAINED)


def test_the_reason_of_the_record_itself_is_offered_first(sample_session: Session) -> None:
    others = sample_session.report.children("", "整体指标")
    elsewhere = FieldAddress(others[0], "整体指标.偏差原因")
    enter(sample_session, elsewhere, "别处的原因")
    address = write_reason(sample_session)
    offered = passages_for(sample_session.report, [vague(sample_session)])
    assert [each.address for each in offered[:2]] == [address, elsewhere]
    name = sample_session.report.record_name(address.record)
    assert offered[0].label == f"附件1-2 {name} 偏差原因"
    assert offered[0].text == REASON


def test_chapters_with_content_are_offered_and_empty_ones_are_not(
    sample_session: Session,
) -> None:
    offered = passages_for(sample_session.report, [vague(sample_session)])
    assert CHAPTER in [each.address for each in offered]
    assert all(each.text.strip() for each in offered)
    labels = [each.label for each in offered]
    assert all(each.startswith("报告正文“") for each in labels), "no 偏差原因 is filled in"
    assert len(set(labels)) == len(labels)


def test_a_reason_on_another_sheet_is_not_offered(sample_session: Session) -> None:
    report = sample_session.report
    project = report.children("", "项目")[0]
    row = report.children(project, "项目指标")[0]
    enter(sample_session, FieldAddress(row, "项目指标.偏差原因"), "只在附件1-3")
    texts = [each.text for each in passages_for(report, [vague(sample_session)])]
    assert "只在附件1-3" not in texts


def test_a_linked_reason_is_told_with_its_place_everywhere(sample_session: Session) -> None:
    address = write_reason(sample_session)
    link(sample_session, address)
    finding = vague(sample_session)
    assert finding_state(sample_session.report, finding) is FindingState.EXPLAINED
    name = sample_session.report.record_name(address.record)
    told = f"见附件1-2 {name} 偏差原因：{REASON}"
    assert reason_in_words(sample_session.report, finding) == told
    assert told in findings_as_text(sample_session, [finding])
    assert any(told in line for line in check_text(sample_session))


def test_a_linked_reason_follows_its_field_and_ends_with_it(sample_session: Session) -> None:
    address = write_reason(sample_session)
    link(sample_session, address)
    enter(sample_session, address, "改了的原因")
    assert reason_in_words(sample_session.report, vague(sample_session)).endswith("：改了的原因")
    enter(sample_session, address, "")
    assert reason_in_words(sample_session.report, vague(sample_session)) == ""
    assert finding_state(sample_session.report, vague(sample_session)) is FindingState.OPEN


def test_of_a_whole_chapter_only_the_beginning_is_told(sample_session: Session) -> None:
    link(sample_session, CHAPTER)
    told = reason_in_words(sample_session.report, vague(sample_session))
    assert told.startswith("见报告正文“")
    assert told.endswith("……")
    assert len(told) < 90
