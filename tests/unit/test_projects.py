"""Which 附件1-3 covers a project line: one for several lines, or none because it is exempt."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.projects import (
    Exemption,
    add_sheet_edits,
    cover_line_edits,
    coverage_words,
    delete_line_edits,
    exemption_kinds,
    exemption_of,
    lines_of_sheet,
    sheet_of_line,
)
from perfeval_desktop.services.session import Session

SECRET = Exemption("涉密", "涉及国家秘密")
BELOW = {"本年预算": "5", "本年决算": "5"}


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    """Three lines of 5 万元: 甲 with its sheet, 乙 and 丙 without."""
    made = Session(Report(template, 2022), lambda batch: None)
    values = {
        "项目明细": [
            {"名称": "甲", "项目表": "甲", **BELOW},
            {"名称": "乙", **BELOW},
            {"名称": "丙", **BELOW},
        ],
        "项目": [{"项目名称": "甲"}],
    }
    made.apply(fragment_edits(values, template, "test"), "", Origin.DATA_FILE)
    return made


def lines(session: Session) -> list[str]:
    return session.report.children("", "项目明细")


def cover(session: Session, line: str, sheet: str = "", exemption: Exemption | None = None) -> None:
    session.apply(cover_line_edits(session.report, line, sheet, exemption), "", Origin.ROWS)


def found(session: Session) -> list[str]:
    """The findings of the catalogue's C2, C3 and C5."""
    return [
        each.message for each in session.engine.findings(True) if each.rule in ("C2", "C3", "C5")
    ]


def test_a_sheet_over_several_lines_is_compared_with_their_sum(session: Session) -> None:
    first, second, third = lines(session)
    sheet = sheet_of_line(session.report, first)
    cover(session, second, sheet)
    cover(session, third, sheet)
    assert lines_of_sheet(session.report, sheet) == [first, second, third]
    assert session.engine.value(FieldAddress(sheet, "项目.资金总额_全年执行")).number == 15  # type: ignore[union-attr]
    assert found(session) == []
    place = FieldAddress(second, "项目明细.本年预算")
    session.apply(entry_edits(session.report, place, "6"), "", Origin.TYPED)
    assert found(session) == []
    stated = FieldAddress(sheet, "项目.资金总额_年初预算")
    session.apply(entry_edits(session.report, stated, "15", "批复"), "", Origin.TYPED)
    assert any("年初预算数是 15 万元" in each and "16 万元" in each for each in found(session))


def test_exempt_lines_need_no_sheet_and_are_deducted_from_the_total(session: Session) -> None:
    assert any("没有它的附件1-3" in each for each in found(session))
    for line in lines(session)[1:]:
        cover(session, line, exemption=SECRET)
    assert found(session) == []
    sheet = sheet_of_line(session.report, lines(session)[0])
    stated = FieldAddress(sheet, "项目.资金总额_全年执行")
    session.apply(entry_edits(session.report, stated, "15", "x"), "", Origin.TYPED)
    assert any("扣除免报附件1-3的项目后是 5 万元" in each for each in found(session))


def test_an_exemption_without_a_reason_is_asked_about(session: Session) -> None:
    for line in lines(session)[1:]:
        cover(session, line, exemption=Exemption("限额以下"))
    assert [each for each in found(session) if "没有写原因" not in each] == []
    assert len(found(session)) == 2


def test_choosing_is_one_batch_that_one_undo_takes_back(session: Session) -> None:
    line = lines(session)[1]
    before = found(session)
    cover(session, line, exemption=SECRET)
    assert exemption_of(session.report, line) == SECRET
    cover(session, line, sheet_of_line(session.report, lines(session)[0]))
    assert exemption_of(session.report, line) is None
    session.undo()
    assert exemption_of(session.report, line) == SECRET
    session.undo()
    assert found(session) == before


def test_a_sheet_made_for_an_exempt_line_ends_the_exemption(session: Session) -> None:
    line = lines(session)[1]
    cover(session, line, exemption=SECRET)
    sheet, edits = add_sheet_edits(session.report, line)
    session.apply(edits, "", Origin.ROWS)
    assert sheet_of_line(session.report, line) == sheet
    cover(session, line)
    assert exemption_of(session.report, line) is None


def test_a_sheet_never_filled_in_goes_with_its_last_line(session: Session) -> None:
    first, second, _ = lines(session)
    sheet, edits = add_sheet_edits(session.report, second)
    session.apply(edits, "", Origin.ROWS)
    cover(session, second, sheet_of_line(session.report, first))
    assert not session.report.has_record(sheet)
    session.undo()
    goal = FieldAddress(sheet, "项目.预期目标")
    session.apply(entry_edits(session.report, goal, "保证运行。"), "", Origin.TYPED)
    cover(session, second, sheet_of_line(session.report, first))
    assert session.report.has_record(sheet)


def test_another_sheet_for_a_line_that_has_one_leaves_the_first_alone(session: Session) -> None:
    first = lines(session)[0]
    before = sheet_of_line(session.report, first)
    sheet, edits = add_sheet_edits(session.report, first)
    session.apply(edits, "", Origin.ROWS)
    assert sheet_of_line(session.report, first) == sheet != before
    assert session.report.has_record(before)


def test_a_shared_sheet_keeps_its_name_and_outlives_one_of_its_lines(session: Session) -> None:
    first, second, _ = lines(session)
    sheet = sheet_of_line(session.report, first)
    cover(session, second, sheet)
    name = FieldAddress(first, "项目明细.名称")
    session.apply(entry_edits(session.report, name, "甲一"), "", Origin.TYPED)
    assert session.report.record_name(sheet) == "甲"
    of_sheet = FieldAddress(sheet, "项目.项目名称")
    session.apply(entry_edits(session.report, of_sheet, "甲一"), "", Origin.TYPED)
    session.apply(entry_edits(session.report, of_sheet, "合并项目"), "", Origin.TYPED)
    assert session.report.record_name(first) == "甲一"
    session.apply(delete_line_edits(session.report, first), "", Origin.ROWS)
    assert session.report.has_record(sheet)
    session.apply(delete_line_edits(session.report, second), "", Origin.ROWS)
    assert not session.report.has_record(sheet)


def test_one_sentence_says_what_covers_a_line(session: Session) -> None:
    first, second, third = lines(session)
    report = session.report
    assert coverage_words(report, first) == "由附件1-3 甲 覆盖"
    assert coverage_words(report, second) == coverage_words(report, "") == ""
    cover(session, second, sheet_of_line(report, first))
    cover(session, third, exemption=SECRET)
    assert coverage_words(report, first) == "由附件1-3 甲 覆盖，它还覆盖另外 1 行"
    assert coverage_words(report, third) == "免报附件1-3：涉密（涉及国家秘密）"
    assert exemption_kinds(report) == ("限额以下", "运转类", "涉密")


def test_a_deleted_line_is_no_longer_in_the_sum_of_its_shared_sheet(session: Session) -> None:
    first, second, _ = lines(session)
    sheet = sheet_of_line(session.report, first)
    cover(session, second, sheet)
    session.apply(delete_line_edits(session.report, first), "", Origin.ROWS)
    value = session.engine.value(FieldAddress(sheet, "项目.资金总额_全年执行"))
    assert value is not None
    assert value.text == "5"
