"""还差什么: what is required and empty, in the clerk's order, and what 全审 would miss besides."""

from __future__ import annotations

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef, sheet_of, sheet_refs_in_filling_order
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.services.completeness import sheet_states
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.missing import Lack, Missing, missing
from perfeval_desktop.services.session import Session


def listed(session: Session) -> list[Missing]:
    refs = sheet_refs_in_filling_order(session.report)
    return missing(session, refs)


def test_a_blank_report_lacks_what_the_rings_say(new_session: Session) -> None:
    refs = sheet_refs_in_filling_order(new_session.report)
    states = sheet_states(new_session.report, new_session.engine, refs, False)
    lacking = {ref: state.required - state.filled for ref, state in states.items()}
    found = listed(new_session)
    due = {each.message for each in new_session.engine.findings(True) if each.is_due}
    cells = [each for each in found if each.lack is Lack.UNFILLED and each.text not in due]
    assert cells
    for ref in refs:
        assert sum(each.sheet == ref for each in cells) == lacking[ref], ref


def test_sheets_come_in_the_order_of_filling_in_and_cells_in_reading_order(
    new_session: Session,
) -> None:
    found = listed(new_session)
    refs = sheet_refs_in_filling_order(new_session.report)
    places = [refs.index(each.sheet) for each in found]
    assert places == sorted(places)
    first = [each.text for each in found if each.sheet == SheetRef("附件1-1")]
    assert first[:2] == ["编制数", "实际在职人数"] or first[0] == "编制数"


def test_every_item_leads_to_its_sheet(sample_session: Session) -> None:
    for each in listed(sample_session):
        assert sheet_of(sample_session.report, each.place) == each.sheet


def test_what_is_filled_in_is_missing_no_more(new_session: Session) -> None:
    before = listed(new_session)
    edits = entry_edits(new_session.report, before[0].place, "11")
    new_session.apply(edits, "填写", Origin.TYPED)
    assert before[0] not in listed(new_session)


def test_due_findings_are_listed_once_and_hints_are_not(sample_session: Session) -> None:
    texts = [each.text for each in listed(sample_session)]
    due = [each for each in sample_session.engine.findings(True) if each.is_due]
    hints = [each.message for each in due if each.severity is Severity.HINT]
    assert hints
    assert not set(hints) & set(texts)
    assert any("没有填实际完成值" in each for each in texts)
    empty_chapter = next(each for each in due if each.rule == "T5")
    assert empty_chapter.message not in texts, "its chapter is listed as a place to fill in"
    assert len(texts) == len({(each.text, each.place) for each in listed(sample_session)})
