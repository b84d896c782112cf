"""States get names: listed wherever an earlier state is chosen, on final reports too."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin, SetVersion
from perfeval_desktop.domain.errors import NameRefusedError
from perfeval_desktop.domain.report import FieldAddress, Version
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.marked_copy import earlier_states, marked_document
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.versions import (
    LONGEST,
    name_edits,
    name_now,
    named_states,
    rename_edits,
    suggested_names,
    unname_edits,
)

STAFF = FieldAddress(REPORT, "编制数")


def type_in(session: Session, text: str) -> None:
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)


def named(session: Session) -> list[tuple[str, int]]:
    return [(each.name, each.version.place) for each in named_states(session)]


def test_the_state_of_now_gets_a_name_that_undo_does_not_take(sample_session: Session) -> None:
    type_in(sample_session, "12")
    name_now(sample_session, " 送审\n稿 ")
    assert named(sample_session) == [("送审 稿", 2)]
    sample_session.undo()
    assert sample_session.report.value(STAFF).text == "11"  # type: ignore[union-attr]
    assert named(sample_session) == [("送审 稿", 2)]


def test_a_final_report_takes_a_name_and_stays_final(sample_session: Session) -> None:
    session = sample_session
    session.apply(finalise_edits(session, "要求"), "定稿", Origin.STATUS)
    name_now(session, "盖章稿")
    assert session.report.status.is_final
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    (first, *_) = earlier_states(session)
    assert first.words.startswith("第1稿（盖章稿）")


def test_named_states_can_be_compared_with(sample_session: Session) -> None:
    session = sample_session
    type_in(session, "12")
    name_now(session, "送审稿")
    assert "送审稿" not in [each.name for each in earlier_states(session)], "it is that of now"
    type_in(session, "13")
    chosen = next(each for each in earlier_states(session) if each.name == "送审稿")
    assert chosen.number == 2
    assert "花脸稿（与送审稿比较）" in str(marked_document(session, chosen.number))


def test_a_name_goes_over_to_another_state_and_is_never_had_twice(sample_session: Session) -> None:
    name_now(sample_session, "送审稿")
    type_in(sample_session, "12")
    name_now(sample_session, "送审稿")
    assert named(sample_session) == [("送审稿", 2 + 1)]
    assert name_edits(sample_session, "送审稿") == [], "it has it already"


def test_a_name_is_changed_and_taken_away(sample_session: Session) -> None:
    session = sample_session
    name_now(session, "送审稿")
    session.apply(rename_edits(session, "送审稿", "上报稿"), "改名", Origin.NAMED)
    assert named(session) == [("上报稿", 1)]
    name_now(session, "盖章稿")
    with pytest.raises(NameRefusedError) as caught:
        rename_edits(session, "上报稿", "盖章稿")
    assert "已经有叫“盖章稿”的稿子了" in caught.value.reason
    session.apply(unname_edits(session, "上报稿"), "去掉名称", Origin.NAMED)
    assert named(session) == [("盖章稿", 1)]


@pytest.mark.parametrize("name", ["", "  ", "长" * (LONGEST + 1)])
def test_no_name_and_a_too_long_one_are_refused(sample_session: Session, name: str) -> None:
    with pytest.raises(NameRefusedError):
        name_now(sample_session, name)


def test_taken_names_are_suggested_with_a_number(sample_session: Session) -> None:
    name_now(sample_session, "送审稿")
    assert suggested_names(sample_session)[0] == "送审稿2"


def test_a_name_of_a_step_that_never_was_is_not_listed(sample_session: Session) -> None:
    """A stranger may have made the file."""
    session = sample_session
    version = Version(900, "", session.now())
    session.apply([SetVersion("送审稿", None, version)], "命名", Origin.NAMED)
    assert named(session) == []
    assert "送审稿" not in [each.name for each in earlier_states(session)]
