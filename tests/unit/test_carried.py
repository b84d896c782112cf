"""What was carried over: to be looked at until it is confirmed or changed, and what is locked."""

from __future__ import annotations

from datetime import date

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import sheet_refs_in_filling_order
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.carried import (
    chapters_to_look_at,
    confirm_edits,
    explained_edits,
    is_locked,
    locked_changes,
    with_reason,
)
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.missing import Lack, missing
from perfeval_desktop.services.readiness import PaperFacts, stamp_readiness
from perfeval_desktop.services.records import delete_record_edits
from perfeval_desktop.services.session import Session
from tests.next_year import (
    enter,
    line,
    next_session,
    shown,
)


@pytest.fixture
def carried(sample_session: Session) -> Session:
    return next_session(sample_session)


# To be looked at


def test_carried_chapters_are_to_be_looked_at_until_they_are_changed_or_confirmed(
    sample_session: Session,
) -> None:
    new = next_session(sample_session)
    problems, measures = FieldAddress("", "存在问题"), FieldAddress("", "改进措施")
    assert {problems, measures} <= set(chapters_to_look_at(new))
    new.apply(confirm_edits(new, [problems]), "看过了", Origin.CONFIRMED)
    enter(new, "改进措施", "今年的措施。")
    assert {problems, measures}.isdisjoint(chapters_to_look_at(new))
    assert shown(new, "存在问题") == shown(sample_session, "存在问题")
    new.undo()
    new.undo()
    assert {problems, measures} <= set(chapters_to_look_at(new))


def test_what_was_confirmed_is_not_confirmed_again(sample_session: Session) -> None:
    new = next_session(sample_session)
    place = FieldAddress("", "存在问题")
    new.apply(confirm_edits(new, [place, place]), "看过了", Origin.CONFIRMED)
    assert confirm_edits(new, [place, FieldAddress("", "在职人数")]) == []


def test_chapters_nobody_looked_at_are_listed_as_missing(sample_session: Session) -> None:
    new = next_session(sample_session)
    found = missing(new, sheet_refs_in_filling_order(new.report))
    carried = [each.place for each in found if each.lack is Lack.CARRIED]
    assert carried == chapters_to_look_at(new)
    refs = sheet_refs_in_filling_order(sample_session.report)
    assert [e for e in missing(sample_session, refs) if e.lack is Lack.CARRIED] == []


def test_making_the_report_is_no_step_that_can_be_undone(sample_session: Session) -> None:
    new = next_session(sample_session)
    assert new.undo() is None
    assert new.history.is_carried_over(FieldAddress("", "编制数"))


def test_the_check_before_the_seal_names_chapters_nobody_looked_at(
    carried: Session, sample_session: Session
) -> None:
    def said(session: Session) -> list[str]:
        items = stamp_readiness(session, date(2024, 3, 9), PaperFacts((("封面", 1),)))
        return [each.sentence for each in items if each.title == "沿用上年"]

    assert said(sample_session) == []
    (sentence,) = said(carried)
    assert sentence.startswith(f"正文还有 {len(chapters_to_look_at(carried))} 章")
    carried.apply(confirm_edits(carried, chapters_to_look_at(carried)), "看", Origin.CONFIRMED)
    assert said(carried) == []


# Locked figures


OFFICE = FieldAddress("", "公用经费_上年决算")


def changes(session: Session, text: str, origin: Origin = Origin.TYPED) -> list[str]:
    edits = entry_edits(session.report, OFFICE, text)
    return [each.after for each in locked_changes(session, edits, origin)[0]]


def test_last_years_figure_is_locked_and_a_figure_of_this_year_is_not(carried: Session) -> None:
    assert is_locked(carried, OFFICE)
    assert changes(carried, "30") == ["30"]
    for field in ("编制数", "公用经费_本年决算", "三公经费_上年决算", "存在问题"):
        assert not is_locked(carried, FieldAddress("", field))


def test_a_figure_that_was_looked_at_is_locked_as_before(carried: Session) -> None:
    carried.apply(confirm_edits(carried, [OFFICE]), "看过了", Origin.CONFIRMED)
    assert not carried.history.is_carried_over(OFFICE)
    assert is_locked(carried, OFFICE)


def test_a_changed_figure_asks_again_and_going_back_asks_nothing(carried: Session) -> None:
    enter(carried, OFFICE.field, "30", reason="批复调整")
    assert is_locked(carried, OFFICE)
    assert changes(carried, "31") == ["31"]
    assert changes(carried, "29.35") == []
    assert changes(carried, "29.350") == [], "the same figure, however it is written"


def test_emptying_is_a_change_too_but_a_row_is_deleted_with_all_in_it(carried: Session) -> None:
    assert changes(carried, "") == [""]
    edits = delete_record_edits(carried.report, line(carried, "矛盾调解"))
    assert locked_changes(carried, edits, Origin.ROWS) == ([], edits)


@pytest.mark.parametrize("origin", [Origin.RESTORED, Origin.MERGED, Origin.CARRIED_OVER])
def test_who_brings_back_another_state_is_not_asked(carried: Session, origin: Origin) -> None:
    assert changes(carried, "30", origin) == []


def test_the_reason_is_kept_and_explains_what_the_checks_find(carried: Session) -> None:
    edits = entry_edits(carried.report, OFFICE, "30")
    found, free = locked_changes(carried, edits, Origin.TYPED)
    edits = with_reason(edits, found, "批复调整")
    carried.apply([*edits, *explained_edits(carried, edits, "批复调整")], "填写", Origin.TYPED)
    entry = carried.report.entry(OFFICE)
    assert free == []
    assert entry is not None
    assert (entry.value.text, entry.reason) == ("30", "批复调整")
    explained = {key[0]: each.text for key, each in carried.report.explanations()}
    assert explained == {"上年.决算数.公用经费": "批复调整"}
    carried.undo()
    assert shown(carried, OFFICE.field) == "29.35"
    assert list(carried.report.explanations()) == []
