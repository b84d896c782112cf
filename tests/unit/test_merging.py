"""合并: two copies of one report, edited apart, become one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import AddMerged, MoveRecord, Origin
from perfeval_desktop.domain.errors import MergeRefusedError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.figure_notes import insert_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.last_year import last_year_edits, shown_values
from perfeval_desktop.services.merging import Copy, Merge, merge_of
from perfeval_desktop.services.projects import (
    add_sheet_edits,
    cover_line_edits,
    delete_line_edits,
    lines_of_sheet,
    sheet_of_line,
)
from perfeval_desktop.services.records import delete_record_edits, insert_row_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.three_way import Choices, Clash, ClashKind, Side
from tests.integration.operations import do_some
from tests.integration.test_any_sequence import expect_engine_of_a_fresh_start

STAFF, WORKING = FieldAddress(REPORT, "编制数"), FieldAddress(REPORT, "在职人数")
LINES = "项目明细"


def step_hashes(history: History, first: str = "") -> dict[int, str]:
    """A chain like that of the file: each hash is that of the step and all before it."""
    hashes = {history.steps_before: first} if history.steps_before else {}
    for batch in history.after(0):
        first = hashlib.sha256(f"{first}{batch!r}".encode()).hexdigest()
        hashes[batch.number] = first
    return hashes


def copy_of(session: Session) -> Copy:
    return Copy("一份报告", session.report, session.history, step_hashes(session.history))


def another(session: Session, person: str = "") -> Session:
    """The same file on another machine."""
    history = History(session.history.after(0), session.history.steps_before)
    return Session(session.report.copy(), lambda batch: None, history, person)


_CHANCE = Random()


@pytest.fixture(autouse=True)
def _repeatable_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of rows are made by chance; an example has to run again as it did before."""
    monkeypatch.setattr(os, "urandom", _CHANCE.randbytes)


def begun(template: ReportTemplate) -> Session:
    _CHANCE.seed(2022)
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return session


@pytest.fixture
def mine(sample_session: Session) -> Session:
    sample_session.person = "刘敏"
    return sample_session


@pytest.fixture
def theirs(mine: Session) -> Session:
    return another(mine, "王强")


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def merge(mine: Session, theirs: Session) -> Merge:
    return merge_of(copy_of(mine), copy_of(theirs), "报告.peval")


def take_in(mine: Session, theirs: Session, choices: Choices | None = None) -> Merge:
    found = merge(mine, theirs)
    mine.apply(found.edits(choices or {}), found.label, Origin.MERGED)
    return found


def inside(report: Report) -> dict[str, object]:
    """What a report says, without the notes of papers, names and copies."""
    records = sorted(report.all_records())
    parents = dict.fromkeys((each.parent, each.group) for each in records)
    return {
        "rows": records,
        "orders": {place: tuple(report.children(*place)) for place in parents},
        "entries": dict(report.entries()),
        "remarks": dict(report.remarks()),
        "explanations": dict(report.explanations()),
        "last year": report.last_year,
    }


def shown(session: Session, address: FieldAddress) -> str:
    value = session.value(address)
    return value.text if value is not None else ""


def test_what_only_they_changed_is_taken_in_and_what_only_i_changed_stays(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, WORKING, "8")
    found = take_in(mine, theirs)
    assert found.conflicts == ()
    assert (shown(mine, STAFF), shown(mine, WORKING)) == ("12", "8")


def test_it_is_one_step_with_its_origin_that_undo_takes_back_whole(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, WORKING, "8")
    theirs.apply(remark_edits(theirs.report, WORKING, "含借调"), "批注", Origin.REMARKED)
    before = inside(mine.report)
    take_in(mine, theirs)
    batch = mine.history.to_undo
    assert batch is not None
    assert (batch.label, batch.origin) == ("合并 王强的副本", Origin.MERGED)
    assert mine.report.merged == {copy_of(theirs).last_hash}
    mine.undo()
    assert inside(mine.report) == before
    assert mine.report.merged == frozenset()
    assert not merge(mine, theirs).is_nothing_new


def test_nothing_changes_before_it_is_applied(mine: Session, theirs: Session) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    before, number = inside(mine.report), mine.history.last_number
    found = merge(mine, theirs)
    found.edits({})
    found.changes({})
    assert (inside(mine.report), mine.history.last_number) == (before, number)


def test_what_both_changed_is_a_conflict_with_both_values_times_and_persons(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    (conflict,) = merge(mine, theirs).conflicts
    assert (conflict.sheet_name, conflict.label, conflict.was) == ("附件1-1", "编制数", "11")
    assert (conflict.mine.shown, conflict.mine.person) == ("12", "刘敏")
    assert (conflict.theirs.shown, conflict.theirs.person) == ("13", "王强")
    assert conflict.theirs.time == theirs.history.after(0)[-1].time


@pytest.mark.parametrize(("side", "stands"), [(Side.MINE, "12"), (Side.THEIRS, "13")])
def test_a_conflict_becomes_what_was_chosen(
    mine: Session, theirs: Session, side: Side, stands: str
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    take_in(mine, theirs, {Clash(ClashKind.CELL, STAFF): side})
    assert shown(mine, STAFF) == stands


def test_both_typing_the_same_is_no_conflict(mine: Session, theirs: Session) -> None:
    for session in (mine, theirs):
        enter(session, STAFF, "12")
    found = merge(mine, theirs)
    assert found.conflicts == ()
    assert found.is_nothing_new


# Rows


def line(session: Session, number: int) -> str:
    return session.report.children(REPORT, LINES)[number]


def own_line(session: Session) -> str:
    """A project line that has a sheet for itself."""
    report = session.report
    lines = report.children(REPORT, LINES)
    return next(
        each for each in lines if lines_of_sheet(report, sheet_of_line(report, each)) == [each]
    )


def test_rows_that_either_side_added_stand_where_they_were_put(
    mine: Session, theirs: Session
) -> None:
    one, edits = insert_row_edits(mine.report, line(mine, 0))
    mine.apply(edits, "加行", Origin.ROWS)
    other, edits = insert_row_edits(theirs.report, line(theirs, 2))
    theirs.apply(edits, "加行", Origin.ROWS)
    enter(theirs, FieldAddress(other, f"{LINES}.名称"), "新项目")
    take_in(mine, theirs)
    rows = mine.report.children(REPORT, LINES)
    assert (rows[1], rows[4]) == (one, other)
    assert mine.report.record_name(other) == "新项目"


def test_a_new_project_comes_with_its_sheet_and_all_that_is_in_it(
    mine: Session, theirs: Session
) -> None:
    row, edits = insert_row_edits(theirs.report, line(theirs, 0))
    theirs.apply(edits, "加行", Origin.ROWS)
    enter(theirs, FieldAddress(row, f"{LINES}.名称"), "新项目")
    sheet, edits = add_sheet_edits(theirs.report, row)
    theirs.apply(edits, "建表", Origin.ROWS)
    enter(mine, STAFF, "12")
    take_in(mine, theirs)
    assert sheet_of_line(mine.report, row) == sheet
    assert inside(mine.report)["orders"] == inside(theirs.report)["orders"]


def test_a_row_that_they_deleted_goes_where_i_left_it_alone(mine: Session, theirs: Session) -> None:
    gone = line(mine, 2)
    theirs.apply(delete_line_edits(theirs.report, gone), "删除", Origin.ROWS)
    enter(mine, STAFF, "12")
    assert take_in(mine, theirs).conflicts == ()
    assert not mine.report.has_record(gone)


@pytest.mark.parametrize("is_mine_that_deleted", [True, False])
@pytest.mark.parametrize("side", list(Side))
def test_a_row_that_one_deleted_and_the_other_changed_is_chosen_about(
    mine: Session, theirs: Session, is_mine_that_deleted: bool, side: Side
) -> None:
    row = own_line(mine)
    sheet = sheet_of_line(mine.report, row)
    deleting, changing = (mine, theirs) if is_mine_that_deleted else (theirs, mine)
    deleting.apply(delete_line_edits(deleting.report, row), "删除", Origin.ROWS)
    enter(changing, FieldAddress(row, f"{LINES}.本年预算"), "3.21")
    enter(changing, FieldAddress(sheet, "项目.项目名称"), "另一个名称")
    found = merge(mine, theirs)
    words = {each.clash.place: each for each in found.conflicts}
    assert set(words) == {(row,), (sheet,)}
    of_row = words[row,]
    told = (of_row.theirs, of_row.mine) if is_mine_that_deleted else (of_row.mine, of_row.theirs)
    assert "3.21" in told[0].shown
    assert told[1].shown == "删除了这一行"

    take_in(mine, theirs, {each.clash: side for each in found.conflicts})
    is_kept = (side is Side.THEIRS) is is_mine_that_deleted
    assert mine.report.has_record(row) is is_kept
    assert mine.report.has_record(sheet) is is_kept
    if is_kept:
        assert sheet_of_line(mine.report, row) == sheet, "what was linked is linked again"
        assert inside(mine.report) == inside(changing.report)
    expect_engine_of_a_fresh_start(mine)


def test_a_link_to_a_sheet_that_the_other_deleted_is_chosen_about_and_never_dangles(
    mine: Session, theirs: Session
) -> None:
    first = own_line(mine)
    second = next(each for each in mine.report.children(REPORT, LINES) if each != first)
    sheet = sheet_of_line(mine.report, first)
    mine.apply(delete_line_edits(mine.report, first), "删除", Origin.ROWS)
    theirs.apply(cover_line_edits(theirs.report, second, sheet), "并", Origin.ROWS)
    for side in Side:
        session = another(mine)
        found = merge(session, theirs)
        assert any(each.clash.kind is ClashKind.ROW for each in found.conflicts)
        session.apply(found.edits({e.clash: side for e in found.conflicts}), "合", Origin.MERGED)
        value = session.report.value(FieldAddress(second, f"{LINES}.项目表"))
        assert value is None or session.report.has_record(value.text)


def test_rows_moved_on_one_side_are_moved_and_on_both_are_chosen_about(
    mine: Session, theirs: Session
) -> None:
    row = line(mine, 0)
    theirs.apply([MoveRecord(row, 0, 2)], "移动", Origin.ROWS)
    enter(mine, STAFF, "12")
    other = another(mine)
    take_in(mine, theirs)
    assert mine.report.position(row) == 2
    other.apply([MoveRecord(row, 0, 1)], "移动", Origin.ROWS)
    (conflict,) = merge(other, theirs).conflicts
    assert conflict.clash == Clash(ClashKind.ORDER, (REPORT, LINES))
    take_in(other, theirs, {conflict.clash: Side.THEIRS})
    assert other.report.position(row) == 2


def test_the_form_keeps_the_rows_it_needs_though_each_side_deleted_another(
    mine: Session,
) -> None:
    groups = mine.report.template.groups.values()
    group = next(each for each in groups if each.minimum and each.parent == REPORT)
    section = group.section_ids()[0]
    rows = list(mine.report.children_in(REPORT, group.id, section))
    for each in rows[group.minimum + 1 :]:
        mine.apply(delete_record_edits(mine.report, each), "删", Origin.ROWS)
    while len(mine.report.children_in(REPORT, group.id, section)) <= group.minimum:
        last = mine.report.children_in(REPORT, group.id, section)[-1]
        mine.apply(insert_row_edits(mine.report, last)[1], "加", Origin.ROWS)
    theirs = another(mine, "王强")
    one, *_, other = mine.report.children_in(REPORT, group.id, section)
    mine.apply(delete_record_edits(mine.report, one), "删", Origin.ROWS)
    theirs.apply(delete_record_edits(theirs.report, other), "删", Origin.ROWS)
    take_in(mine, theirs)
    assert len(mine.report.children_in(REPORT, group.id, section)) >= group.minimum


def test_a_sheet_that_stays_though_one_side_deleted_it_is_linked_as_before(
    mine: Session, theirs: Session
) -> None:
    row = own_line(mine)
    sheet = sheet_of_line(mine.report, row)
    mine.apply(delete_record_edits(mine.report, sheet), "删", Origin.ROWS)
    assert sheet_of_line(mine.report, row) == ""
    enter(theirs, FieldAddress(sheet, "项目.主管部门"), "住建局")
    (conflict,) = merge(mine, theirs).conflicts
    take_in(mine, theirs, {conflict.clash: Side.THEIRS})
    assert sheet_of_line(mine.report, row) == sheet


def test_rows_put_in_the_same_place_stand_in_the_same_order_whoever_merges(
    mine: Session, theirs: Session
) -> None:
    place, added = line(mine, 1), []
    for session in (mine, theirs):
        for _ in range(2):
            row, edits = insert_row_edits(session.report, place)
            session.apply(edits, "加行", Origin.ROWS)
            added.append(row)
    here, there = another(mine), another(theirs)
    take_in(here, theirs)
    take_in(there, mine)
    rows = here.report.children(REPORT, LINES)
    assert rows == there.report.children(REPORT, LINES)
    assert set(rows[2:6]) == set(added)


# Again, and back


def test_merging_the_same_file_again_says_there_is_nothing_new(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    take_in(mine, theirs)
    found = merge(mine, theirs)
    assert found.is_nothing_new


def test_what_they_did_since_is_all_that_the_next_merge_asks_about(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    take_in(mine, theirs)
    enter(theirs, WORKING, "8")
    found = take_in(mine, theirs)
    assert found.conflicts == (), "that 12 stands was decided the last time"
    assert (shown(mine, STAFF), shown(mine, WORKING)) == ("12", "8")


def test_merging_back_gives_both_the_same(mine: Session, theirs: Session) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    enter(theirs, WORKING, "8")
    take_in(mine, theirs, {Clash(ClashKind.CELL, STAFF): Side.MINE})
    found = take_in(theirs, mine)
    assert found.conflicts == ()
    assert inside(theirs.report) == inside(mine.report)
    assert merge(mine, theirs).is_nothing_new or merge(mine, theirs).edits({})[:-1] == []


def test_what_was_decided_once_is_not_asked_again_when_the_other_took_it_in(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    take_in(mine, theirs, {Clash(ClashKind.CELL, STAFF): Side.MINE})
    take_in(theirs, mine)
    enter(theirs, STAFF, "14")
    assert take_in(mine, theirs).conflicts == ()
    assert shown(mine, STAFF) == "14"
    enter(mine, STAFF, "15")
    assert take_in(theirs, mine).conflicts == ()
    assert shown(theirs, STAFF) == "15"


def test_what_the_other_decided_is_not_asked_again_either(mine: Session, theirs: Session) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, STAFF, "13")
    take_in(mine, theirs, {Clash(ClashKind.CELL, STAFF): Side.MINE})
    take_in(theirs, mine)
    enter(mine, STAFF, "15")
    assert take_in(theirs, mine).conflicts == ()
    assert shown(theirs, STAFF) == "15"


def test_two_that_took_each_other_in_at_the_same_time_ask_where_nobody_can_know(
    mine: Session, theirs: Session
) -> None:
    enter(mine, STAFF, "12")
    enter(theirs, WORKING, "8")
    mine_sent, theirs_sent = another(mine, "刘敏"), another(theirs, "王强")
    take_in(mine, theirs_sent)
    take_in(theirs, mine_sent)
    assert inside(mine.report) == inside(theirs.report)
    enter(theirs, STAFF, "14")
    (conflict,) = merge(mine, theirs).conflicts
    assert (conflict.mine.shown, conflict.theirs.shown) == ("12", "14")
    enter(mine, FieldAddress(REPORT, "单位名称"), "新名称")
    take_in(mine, theirs, {conflict.clash: Side.THEIRS})
    assert shown(mine, STAFF) == "14"


def test_a_copy_without_its_history_is_taken_in_from_where_it_was_made(mine: Session) -> None:
    enter(mine, STAFF, "12")
    place, hash_ = mine.history.last_number, copy_of(mine).last_hash
    bare = Session(mine.report.copy(), lambda batch: None, History((), place), "王强")
    enter(bare, WORKING, "8")
    enter(mine, STAFF, "13")
    theirs = Copy("一份报告", bare.report, bare.history, step_hashes(bare.history, hash_))
    found = merge_of(copy_of(mine), theirs, "报告.peval")
    mine.apply(found.edits({}), found.label, Origin.MERGED)
    assert (shown(mine, STAFF), shown(mine, WORKING)) == ("13", "8")


def test_a_chapter_whose_figures_only_followed_a_cell_is_no_conflict(mine: Session) -> None:
    chapter = FieldAddress(REPORT, "人员情况")
    enter(mine, chapter, "核定编制人。")
    mine.apply(insert_edits(mine, chapter, 4, STAFF), "插入", Origin.TYPED)
    assert shown(mine, chapter) == "核定编制11人。"
    theirs = another(mine, "王强")
    enter(theirs, STAFF, "12")
    assert shown(theirs, chapter) == "核定编制12人。"
    enter(mine, chapter, "核定编制11人，都在岗。")
    assert take_in(mine, theirs).conflicts == ()
    assert shown(mine, chapter) == "核定编制12人，都在岗。"


def test_two_sheets_made_for_one_project_are_told_apart_by_what_is_filled_in(
    mine: Session, theirs: Session
) -> None:
    lines = mine.report.children(REPORT, LINES)
    bare = next(each for each in lines if not sheet_of_line(mine.report, each))
    made = {}
    for session in (mine, theirs):
        made[session], edits = add_sheet_edits(session.report, bare)
        session.apply(edits, "建表", Origin.ROWS)
    found = merge(mine, theirs)
    link = Clash(ClashKind.CELL, FieldAddress(bare, f"{LINES}.项目表"))
    (conflict,) = [each for each in found.conflicts if each.clash == link]
    assert "填了 1 处" in conflict.mine.shown
    take_in(mine, theirs, {link: Side.THEIRS})
    assert sheet_of_line(mine.report, bare) == made[theirs]
    assert mine.report.has_record(made[mine]), "what was filled in is not thrown away"


def test_explanations_remarks_and_the_file_of_last_year_are_merged_and_asked_about(
    mine: Session, theirs: Session
) -> None:
    one, other = mine.engine.findings(True)[:2]
    kept = shown_values(mine.report, mine.value)
    for session, text, year in ((mine, "甲说", 2020), (theirs, "乙说", 2021)):
        session.apply(remark_edits(session.report, STAFF, text), "批注", Origin.REMARKED)
        session.apply(explain_edits(session.report, [one], text), "说明", Origin.EXPLAINED)
        edits = last_year_edits(session.report, kept._replace(year=year))
        session.apply(edits, "上年", Origin.LAST_YEAR)
    theirs.apply(explain_edits(theirs.report, [other], "只有乙说"), "说明", Origin.EXPLAINED)
    found = take_in(mine, theirs)
    said = {each.clash.kind: (each.mine.shown, each.theirs.shown) for each in found.conflicts}
    assert said[ClashKind.REMARK] == said[ClashKind.EXPLANATION] == ("甲说", "乙说")
    assert "2020年度" in said[ClashKind.LAST_YEAR][0]
    assert len(said) == len(found.conflicts)
    explained = mine.report.explanation(other.key)
    assert explained is not None
    assert explained.text == "只有乙说"


# Refused


def taken_before(mine: Session, theirs: Session) -> Copy:
    """A copy of mine that took in what theirs was before its last step."""
    here = another(mine)
    hashes = copy_of(theirs).hashes
    enter(theirs, WORKING, "8")
    here.apply([AddMerged(hashes[max(hashes)])], "合并", Origin.MERGED)
    return copy_of(here)


def refusals(mine: Session, theirs: Session) -> Iterator[tuple[str, Copy, Copy]]:
    here, there = copy_of(mine), copy_of(theirs)
    final = another(mine)
    final.apply(finalise_edits(final, "财政局要求"), "定稿", Origin.STATUS)
    next_year = there.report.copy()
    next_year.year += 1
    yield "定稿", here, copy_of(final)
    yield "定稿", copy_of(final), there
    yield "比较", here, there._replace(doc_id="另一份")
    yield "年度", here, there._replace(report=next_year)
    yield "比较", here, there._replace(hashes={1: "别的"})
    forged = another(theirs)
    row = forged.report.record(line(forged, 0))
    forged.report._records[row.id] = row._replace(section="别处")
    yield "别的程序", here, copy_of(forged)
    untrue = another(theirs)
    enter(untrue, STAFF, "12")
    here = taken_before(mine, untrue)
    untrue.report._entries[WORKING] = Entry(Text("别的"))
    yield "别的程序", here, copy_of(untrue)


def test_what_cannot_be_merged_is_refused_with_what_to_do(mine: Session, theirs: Session) -> None:
    for word, here, there in refusals(mine, theirs):
        with pytest.raises(MergeRefusedError, match=word):
            merge_of(here, there, "报告.peval")


# Whatever both sides do

_PHASES = (Phase.explicit, Phase.generate)
FEW = settings(max_examples=8, phases=_PHASES)


@pytest.mark.slow
@FEW
@given(data=st.data())
def test_merging_with_an_unchanged_copy_gives_mine(
    template: ReportTemplate, data: st.DataObject
) -> None:
    mine = begun(template)
    theirs = another(mine)
    do_some(mine, data.draw)
    assert merge(mine, theirs).is_nothing_new
    before = inside(mine.report)
    mine.apply(merge(mine, theirs).edits({}), "合并", Origin.MERGED)
    assert inside(mine.report) == before


@pytest.mark.slow
@FEW
@given(data=st.data())
def test_merging_when_only_they_changed_gives_theirs(
    template: ReportTemplate, data: st.DataObject
) -> None:
    mine = begun(template)
    theirs = another(mine)
    do_some(theirs, data.draw)
    found = take_in(mine, theirs)
    assert found.conflicts == ()
    assert inside(mine.report) == inside(theirs.report)
    expect_engine_of_a_fresh_start(mine)


@pytest.mark.slow
@settings(max_examples=12, phases=_PHASES)
@given(data=st.data())
def test_whatever_both_did_merges_to_a_sound_report_that_is_the_same_both_ways_and_can_be_undone(
    template: ReportTemplate, data: st.DataObject
) -> None:
    mine = begun(template)
    theirs = another(mine)
    do_some(mine, data.draw)
    do_some(theirs, data.draw)
    here, there = merge(mine, theirs), merge(theirs, mine)
    clashes = [each.clash for each in here.conflicts]
    assert set(clashes) == {each.clash for each in there.conflicts}
    other = {Side.MINE: Side.THEIRS, Side.THEIRS: Side.MINE}
    chance = Random(data.draw(st.integers(0, 99)))
    choices = {each: chance.choice(list(Side)) for each in clashes}
    before, after_theirs = inside(mine.report), inside(theirs.report)
    answers = {clash: other[side] for clash, side in choices.items()}
    merged = [
        session
        for session, found, chosen in ((mine, here, choices), (theirs, there, answers))
        if session.apply(found.edits(chosen), found.label, Origin.MERGED)
    ]
    assert inside(mine.report) == inside(theirs.report)
    expect_engine_of_a_fresh_start(mine)
    _expect_links_and_minimums(mine.report)
    for session in merged:
        session.undo()
    assert (inside(mine.report), inside(theirs.report)) == (before, after_theirs)


def _expect_links_and_minimums(report: Report) -> None:
    for address, entry in report.entries():
        to = report.template.fields[address.field].refers_to
        if to and entry.value.text:
            assert report.group_of(entry.value.text) == to
    for parent in ("", *(each.id for each in report.all_records())):
        for group in report.template.groups_under(report.group_of(parent)):
            for section in group.section_ids():
                assert len(report.children_in(parent, group.id, section)) >= group.minimum
