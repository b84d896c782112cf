"""What the codes of a report are made of: what changes them, and what does not."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.addresses import Paths
from perfeval_desktop.domain.edits import AddRecord, MoveRecord, Origin
from perfeval_desktop.domain.figure_notes import NoteKind
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_refs
from perfeval_desktop.domain.paper import PaperCodes
from perfeval_desktop.domain.report import FieldAddress, Record, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import ValueType, display, number_of
from perfeval_desktop.services.check_codes import codes_now, sheet_data
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits, leave_blank_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.figure_notes import all_cells, figure_at, note_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.revisions import state_now
from perfeval_desktop.services.session import Session

STAFF = FieldAddress("", "编制数")
UNUSUAL = {
    ValueType.AMOUNT: "4321.98",
    ValueType.YUAN: "4321987.65",
    ValueType.HEADCOUNT: "4321",
    ValueType.RATE: "43.21%",
    ValueType.POINTS: "3.21",
    ValueType.AREA: "4321.5",
    ValueType.DATE: "2024年2月29日",
}


@pytest.fixture
def session(sample_session: Session) -> Session:
    return sample_session


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text, "照原件"), "填写", Origin.TYPED)


def printed(session: Session) -> dict[SheetRef, list[object]]:
    """What each sheet shows, seen independently of the codes."""
    report, found = session.report, {}
    for ref in sheet_refs(report):
        grid = lay_out(report, ref)
        values = [(address, session.value(address)) for address in grid.printed_fields()]
        numbers = report.template.numbers
        found[ref] = [(a, display(value, numbers), number_of(value)) for a, value in values]
    return found


def changed(before: dict[SheetRef, object], after: dict[SheetRef, object]) -> set[SheetRef]:
    return {ref for ref in {*before, *after} if before.get(ref) != after.get(ref)}


def test_a_change_of_any_field_changes_the_codes_of_the_sheets_that_print_it_and_no_other(
    session: Session,
) -> None:
    shown = {address for ref in sheet_refs(session.report) for address in _fields(session, ref)}
    codes, sheets = codes_now(session), printed(session)
    seen_under = {codes.report: repr(sheets)}
    assert len(shown) > 600
    for address in sorted(shown):
        field = session.report.template.fields[address.field]
        enter(session, address, UNUSUAL.get(field.type, "从来没有写过的话"))
        now, seen = codes_now(session), printed(session)
        expected = changed(sheets, seen)
        assert any(address in _fields(session, ref) for ref in expected), address
        assert changed(dict(codes.sheets), dict(now.sheets)) == expected, address
        assert now.report != codes.report, address
        assert seen_under.setdefault(now.report, repr(seen)) == repr(seen), (
            "renamed, from both ends"
        )
        session.undo()
        assert _without_name(codes_now(session)) == _without_name(codes), address
    assert len(seen_under) == len(set(seen_under.values())) > 600


def _fields(session: Session, ref: SheetRef) -> list[FieldAddress]:
    return list(lay_out(session.report, ref).printed_fields())


def _without_name(codes: PaperCodes) -> PaperCodes:
    return PaperCodes(codes.report, "", dict(codes.sheets))


def test_the_same_data_in_another_file_has_the_same_codes(
    session: Session, template: ReportTemplate
) -> None:
    other = Session(Report(template, 2022), lambda batch: None)
    other.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    one, two = codes_now(session), codes_now(other)
    assert list(one.sheets) != list(two.sheets), "the records have other ids"
    assert list(one.sheets.values()) == list(two.sheets.values())
    assert one.report == two.report


def test_the_codes_of_the_sample_are_those_that_are_on_paper_already(session: Session) -> None:
    """How codes are made never changes: papers with them lie in archives."""
    codes = codes_now(session)
    assert codes.report == "JT5W-PC8X-5MAK-95KJ"
    assert list(codes.sheets.values()) == [
        "855M-AT85-37NF",
        "9P3T-KP6F-8JF4",
        "Y7TX-MWR3-WM2P",
        "WKE2-J2EY-82P9",
        "7XEM-XNCT-JC77",
        "22MW-6347-7KRY",
    ]


def test_what_is_not_printed_does_not_count(session: Session) -> None:
    codes = codes_now(session)
    session.apply(remark_edits(session.report, STAFF, "等人事核对"), "批注", Origin.REMARKED)
    found = session.engine.findings(True)
    session.apply(explain_edits(session.report, found[:1], "照批复"), "说明", Origin.EXPLAINED)
    unprinted = next(each for each in session.report.template.sheets if not each.is_printed)
    for field in sorted(session.report.template.fields_on(unprinted)):
        enter(session, FieldAddress("", field), "1234567")
    chapter = FieldAddress("", "人员情况")
    text = session.report.value(chapter)
    assert text is not None
    figure = next(f for at in range(len(text.text)) if (f := figure_at(session, chapter, at)))
    cell = all_cells(session)[0].address
    edits = note_edits(session, chapter, figure, NoteKind.MEANT, cell)
    session.apply(edits, "指明", Origin.TYPED)
    session.apply(finalise_edits(session, "先行报送"), "定稿", Origin.STATUS)
    assert _without_name(codes_now(session)) == _without_name(codes)
    assert codes_now(session).state == "第1稿"


@pytest.mark.parametrize(
    ("text", "other", "is_same"),
    [
        ("64.48", "64.480", True),
        ("64.48", "64.48万元", True),
        ("644800元", "64.48", True),
        ("64.478352", "64.48", False),  # they print the same
        ("0", "", False),
        ("—", "", False),
        ("—", "0", False),
        ("无", "—", False),
    ],
)
def test_the_exact_value_counts_and_not_how_it_was_typed(
    session: Session, text: str, other: str, is_same: bool
) -> None:
    address = FieldAddress("", "公用经费_本年决算")
    enter(session, address, text)
    one = codes_now(session).report
    enter(session, address, other)
    assert (codes_now(session).report == one) is is_same


def test_empty_is_empty_whether_left_so_or_never_filled_in(new_session: Session) -> None:
    before = codes_now(new_session).report
    rate = FieldAddress("", "控制率")
    assert new_session.value(rate) is None
    new_session.apply(leave_blank_edits(new_session.report, rate), "留空", Origin.TYPED)
    assert codes_now(new_session).report == before


def test_rows_that_change_places_change_the_code(session: Session) -> None:
    codes = codes_now(session)
    lines = session.report.children("", "项目明细")
    session.apply([MoveRecord(lines[0], 0, 3)], "移动", Origin.ROWS)
    now = codes_now(session)
    assert now.report != codes.report
    assert now.sheets[SheetRef("附件1-1")] != codes.sheets[SheetRef("附件1-1")]
    session.undo()
    assert codes_now(session).report == codes.report


def test_a_project_keeps_the_code_of_its_sheet_when_another_is_put_before_it(
    session: Session,
) -> None:
    codes = codes_now(session)
    session.apply([AddRecord(Record("new", "项目"), 0)], "加表", Origin.ROWS)
    now = codes_now(session)
    assert {**now.sheets, **codes.sheets} == dict(now.sheets), "the others are what they were"
    assert now.report != codes.report


def test_no_two_data_have_one_serialisation(session: Session) -> None:
    """Where a text ends, and which field it stands in, is part of what is hashed."""
    state, ref = state_now(session), SheetRef("附件1-1")
    data = sheet_data(state, ref, Paths(session.report))
    assert data[:4] == ["perfeval-sheet-1", "hunan/hetang/2022", 2022, "附件1-1"]
    fields = data[4]
    assert isinstance(fields, list)
    assert (("编制数",), "headcount", "11") in fields
