"""Remarks and the mark 待核实: kept beside the values, undone with them, gone with their rows."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Edit, Origin, SetRemark, apply_edits
from perfeval_desktop.domain.errors import EditError, ReportIsFinalError, ValueParseError
from perfeval_desktop.domain.report import FieldAddress, Remark
from perfeval_desktop.services.entering import entry_edits, leave_blank_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.missing import Lack, missing, told
from perfeval_desktop.services.records import delete_record_edits
from perfeval_desktop.services.remarks import remark_edits, remark_text, to_verify_edits
from perfeval_desktop.services.session import Session

PLACE = FieldAddress("", "编制数")


def apply(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "批注", Origin.REMARKED)


def test_a_remark_and_the_mark_stand_side_by_side(sample_session: Session) -> None:
    report = sample_session.report
    apply(sample_session, remark_edits(report, PLACE, " 等人事\r\n核对 "))
    apply(sample_session, to_verify_edits(report, [PLACE]))
    assert report.remark(PLACE) == Remark("等人事\n核对", True)
    apply(sample_session, remark_edits(report, PLACE, ""))
    assert report.remark(PLACE) == Remark("", True)
    apply(sample_session, to_verify_edits(report, [PLACE]))
    assert report.remark(PLACE) is None
    for _ in range(4):
        sample_session.undo()
    assert list(report.remarks()) == []


def test_the_same_again_is_no_edit(sample_session: Session) -> None:
    apply(sample_session, remark_edits(sample_session.report, PLACE, "问"))
    assert remark_edits(sample_session.report, PLACE, "问") == []


def test_marking_several_marks_all_until_all_are_marked(sample_session: Session) -> None:
    other = FieldAddress("", "在职人数")
    apply(sample_session, to_verify_edits(sample_session.report, [PLACE]))
    apply(sample_session, to_verify_edits(sample_session.report, [PLACE, other]))
    assert {each for each, _ in sample_session.report.remarks()} == {PLACE, other}
    apply(sample_session, to_verify_edits(sample_session.report, [PLACE, other]))
    assert list(sample_session.report.remarks()) == []


def test_a_deleted_row_takes_its_remarks_along_and_undo_brings_them_back(
    sample_session: Session,
) -> None:
    report = sample_session.report
    line = report.children("", "项目明细")[2]
    place = FieldAddress(line, "项目明细.本年决算")
    apply(sample_session, remark_edits(report, place, "少一笔"))
    sample_session.apply(delete_record_edits(report, line), "删除", Origin.ROWS)
    assert list(report.remarks()) == []
    sample_session.undo()
    assert remark_text(report, place) == "少一笔"


def test_a_remark_needs_a_place_and_what_the_edit_expects(sample_session: Session) -> None:
    report = sample_session.report
    for place in (FieldAddress("", "没有"), FieldAddress("x", "编制数")):
        with pytest.raises(EditError):
            apply_edits(report, [SetRemark(place, None, Remark("问"))])
    with pytest.raises(EditError):
        apply_edits(report, [SetRemark(PLACE, Remark("别的"), None)])


def test_a_final_report_takes_no_remarks(sample_session: Session) -> None:
    sample_session.apply(finalise_edits(sample_session, "先报"), "定稿", Origin.STATUS)
    with pytest.raises(ReportIsFinalError):
        apply(sample_session, remark_edits(sample_session.report, PLACE, "问"))


def test_what_is_to_verify_is_left_to_do_with_its_remark(sample_session: Session) -> None:
    from perfeval_desktop.domain.layout import sheet_refs_in_filling_order

    report = sample_session.report
    apply(sample_session, remark_edits(report, PLACE, "问人事"))
    apply(sample_session, to_verify_edits(report, [PLACE]))
    found = missing(sample_session, sheet_refs_in_filling_order(report))
    assert [each.text for each in found if each.lack is Lack.TO_VERIFY] == ["编制数：问人事"]
    assert told(found).endswith("，待核实 1")
    assert told([]) == "都填齐了，问题都处理了，可以定稿、打印、盖章。"


def test_nothing_longer_than_a_field_takes_is_said_about_one(new_session: Session) -> None:
    """Else it could be stored, and what opens files would take it for an attack."""
    report, long = new_session.report, "长" * 20_001
    for edits in (remark_edits, leave_blank_edits):
        assert edits(report, PLACE, long[1:]) != []
        with pytest.raises(ValueParseError, match="写短"):
            edits(report, PLACE, long)
    with pytest.raises(ValueParseError):
        entry_edits(report, PLACE, "11", long)
    with pytest.raises(ValueParseError):
        explain_edits(report, [], long)
    with pytest.raises(ValueParseError):
        reopen_edits(report, long)
