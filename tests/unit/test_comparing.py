from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import MoveRecord, Origin
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import display
from perfeval_desktop.services.comparing import Kind, differences, longest_rising
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.revisions import State, revisions, state_at, state_now
from perfeval_desktop.services.session import Session
from tests.integration.operations import do_some

STAFF = FieldAddress(REPORT, "编制数")


@pytest.fixture
def session(sample_session: Session) -> Session:
    return sample_session


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def since(session: Session, number: int) -> list[tuple[Kind, str, str, str, str]]:
    found = differences(state_at(session, number), state_now(session))
    return [(d.kind, d.sheet_name, d.label, d.before, d.after) for d in found]


def test_nothing_is_different_from_itself(session: Session) -> None:
    assert since(session, session.history.last_number) == []


def test_a_changed_figure_is_listed_with_the_computed_ones_that_follow_it(session: Session) -> None:
    before = session.history.last_number
    enter(session, STAFF, "12")
    assert since(session, before) == [
        (Kind.CHANGED, "附件1-1", "编制数", "11", "12"),
    ]


def test_a_state_is_what_the_report_was_whatever_was_done_and_undone_since(
    session: Session,
) -> None:
    before = session.history.last_number
    was = {address: entry for address, entry in session.report.entries()}
    enter(session, STAFF, "12")
    session.undo()
    session.redo()
    enter(session, STAFF, "13")
    assert dict(state_at(session, before).report.entries()) == was
    assert since(session, before + 1) == [(Kind.CHANGED, "附件1-1", "编制数", "12", "13")]


def test_a_row_that_moved_is_one_difference(session: Session) -> None:
    before = session.history.last_number
    lines = session.report.children(REPORT, "项目明细")
    name = session.report.record_name(lines[0])
    session.apply([MoveRecord(lines[0], 0, 3)], "移动", Origin.TYPED)
    assert since(session, before) == [(Kind.MOVED, "附件1-1", name, "第1行", "第4行")]


def test_every_finalising_is_a_revision(session: Session) -> None:
    for draft in (1, 2):
        session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.TYPED)
        session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.TYPED)
        assert [each.name for each in revisions(session)] == [
            f"第{n}稿" for n in range(1, draft + 1)
        ]
    first = revisions(session)[0]
    assert state_at(session, first.number).report.status.is_final


def test_a_step_that_never_was_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="99999"):
        state_at(session, 99999)


@given(st.permutations(range(8)))
def test_the_longest_rising_run_is_rising_and_no_other_is_longer(numbers: list[int]) -> None:
    chosen = [each for each in numbers if each in longest_rising(numbers)]
    assert chosen == sorted(chosen)
    assert len(chosen) == _brute_force(numbers)


def _brute_force(numbers: list[int]) -> int:
    best: dict[int, int] = {}
    for number in numbers:
        best[number] = 1 + max((n for m, n in best.items() if m < number), default=0)
    return max(best.values())


def test_a_row_that_went_is_listed_with_what_stood_in_it(session: Session) -> None:
    before = session.history.last_number
    lines = list(session.report.children(REPORT, "项目明细"))
    session.apply(delete_line_edits(session.report, lines[2]), "删除", Origin.ROWS)
    gone = [each for each in since(session, before) if each[0] is Kind.REMOVED]
    assert [each[2:] for each in gone] == [
        ("矛盾调解（项目名称）", "矛盾调解", ""),
        ("矛盾调解（2022年预算数）", "0.75", ""),
        ("矛盾调解（2022年决算数）", "0", ""),
    ]


def shown(state: State) -> dict[FieldAddress, str]:
    """What every printed place shows."""
    report = state.report
    places = (a for ref in sheet_refs(report) for a in lay_out(report, ref).fields())
    return {each: display(state.value(each), report.template.numbers) for each in places}


@pytest.mark.slow
@settings(max_examples=30)
@given(data=st.data())
def test_what_the_differences_say_makes_of_the_old_state_what_the_new_one_shows(
    template: ReportTemplate, data: st.DataObject
) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    before = session.history.last_number
    do_some(session, data.draw)
    old, new = state_at(session, before), state_now(session)
    text = shown(old)
    for each in differences(old, new):
        if each.kind is Kind.MOVED:
            continue
        assert text.get(each.address, "") == each.before
        text[each.address] = each.after
    expected = shown(new)
    assert {a: t for a, t in text.items() if t} == {a: t for a, t in expected.items() if t}


@settings(max_examples=40)
@given(st.permutations(range(5)))
def test_moving_the_rows_that_are_listed_as_moved_gives_the_new_order(
    template: ReportTemplate, order: list[int]
) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    before = session.history.last_number
    old = list(session.report.children(REPORT, "项目明细"))
    wanted = [old[each] for each in order] + old[5:]
    for at, record in enumerate(wanted):
        now = session.report.children(REPORT, "项目明细").index(record)
        if now != at:
            session.apply([MoveRecord(record, now, at)], "移动", Origin.ROWS)
    found = differences(state_at(session, before), state_now(session))
    moved = [each for each in found if each.kind is Kind.MOVED]
    rest = [each for each in old if each not in {m.address.record for m in moved}]
    for each in moved:  # in the new order
        rest.insert(int(each.after[1:-1]) - 1, each.address.record)
    assert rest == wanted
