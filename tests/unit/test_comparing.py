from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import MoveRecord, Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.comparing import Kind, differences, longest_rising
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.revisions import revisions, state_at, state_now
from perfeval_desktop.services.session import Session

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
