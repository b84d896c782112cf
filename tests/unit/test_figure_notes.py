"""Notes on figures move along with the text; live figures change with their cell, as one batch."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind, moved
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.parsing import decode_value, encode_value
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.figure_notes import (
    FigureHere,
    all_cells,
    cells_alike,
    cells_found_beside,
    figure_at,
    insert_edits,
    note_edits,
)
from perfeval_desktop.services.files import create_from_data_file, open_report, sample_data
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.session import Session

CHAPTER = FieldAddress("", "存在问题")
INCOME = FieldAddress("", "一般公共预算")
TOTAL = FieldAddress("", "按收入性质分")  # computed
WORDS = "全年收入125.98万元，其中拨款101.71万元。"


@pytest.fixture
def session(sample_session: Session) -> Session:
    enter(sample_session, CHAPTER, WORDS)
    return sample_session


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "", Origin.TYPED)


def here(session: Session, part: str) -> FigureHere:
    figure = figure_at(session, CHAPTER, text(session).index(part) + 1)
    assert figure is not None
    return figure


def say(session: Session, part: str, kind: NoteKind | None, cell: FieldAddress | None) -> None:
    edits = note_edits(session, CHAPTER, here(session, part), kind, cell)
    session.apply(edits, "", Origin.TYPED)


def text(session: Session) -> str:
    value = session.report.value(CHAPTER)
    assert isinstance(value, Text)
    return value.text


def notes(session: Session) -> list[tuple[str, NoteKind]]:
    value = session.report.value(CHAPTER)
    assert isinstance(value, Text)
    return [(value.text[each.start : each.end], each.kind) for each in value.notes]


def test_a_live_figure_changes_with_its_cell_and_undo_takes_both_back(session: Session) -> None:
    say(session, "125.98", NoteKind.LIVE, TOTAL)
    enter(session, INCOME, "100")
    assert text(session).startswith("全年收入124.27万元，其中")
    assert notes(session) == [("124.27万元", NoteKind.LIVE)]
    session.undo()
    assert text(session) == WORDS
    session.redo()
    assert "124.27万元" in text(session)
    assert len(session.history.to_undo.edits) == 2 if session.history.to_undo else False


def test_making_a_figure_live_puts_the_cells_figure_there_in_the_same_wording(
    session: Session,
) -> None:
    enter(session, CHAPTER, "收入为１２５．９８ 万元，约占一百二十万元。")
    enter(session, INCOME, "100")
    say(session, "１２５", NoteKind.LIVE, TOTAL)
    say(session, "一百二十", NoteKind.LIVE, INCOME)
    assert text(session) == "收入为１２４．２７ 万元，约占一百万元。"


def test_a_note_moves_with_the_text_and_goes_when_its_figure_is_typed_over(
    session: Session,
) -> None:
    say(session, "125.98", NoteKind.LIVE, TOTAL)
    say(session, "101.71", NoteKind.MEANT, INCOME)
    enter(session, CHAPTER, f"据统计，{WORDS}")
    assert notes(session) == [("125.98万元", NoteKind.LIVE), ("101.71万元", NoteKind.MEANT)]
    enter(session, CHAPTER, f"据统计，{WORDS}".replace("125.98", "126"))
    assert notes(session) == [("101.71万元", NoteKind.MEANT)], "126 is typed: it follows nothing"
    enter(session, CHAPTER, text(session).replace("101.71", "101.72"))
    assert notes(session) == [("101.72万元", NoteKind.MEANT)], "which cell it means is still true"
    enter(session, CHAPTER, "没有数。")
    assert notes(session) == []


def test_several_changes_at_once_keep_what_stands_between_them(session: Session) -> None:
    say(session, "125.98", NoteKind.LIVE, TOTAL)
    enter(session, CHAPTER, "本单位全年收入125.98万元，其中财政拨款101.71万元整。")
    assert notes(session) == [("125.98万元", NoteKind.LIVE)]


def test_a_figure_that_is_said_to_mean_a_cell_is_held_against_it(session: Session) -> None:
    def found() -> list[str]:
        findings = session.engine.findings()
        return [each.message for each in findings if each.rule_id == "正文.所指的数"]

    say(session, "101.71", NoteKind.MEANT, INCOME)
    assert found() == []
    enter(session, INCOME, "101.72")
    assert found() == ["正文写 101.71万元，它所指的一般公共预算是 101.72 万元。"] or found()
    span = next(
        each for each in session.engine.findings() if each.rule_id == "正文.所指的数"
    ).spans[0]
    assert text(session)[span.start : span.end] == "101.71万元"
    assert span.replacement == "101.72万元"
    assert session.engine.findings() == Engine(session.report).findings()
    say(session, "101.71", None, None)
    assert found() == []


def test_a_figure_that_means_no_cell_is_not_read(session: Session) -> None:
    staff = FieldAddress("", "人员情况")
    enter(session, staff, "本单位编制数 12 人。")
    assert any(
        "编制数" in each.message and "12" in each.message for each in session.engine.findings()
    )
    figure = figure_at(session, staff, 8)
    assert figure is not None
    assert figure.written == "12"
    session.apply(note_edits(session, staff, figure, NoteKind.NONE), "", Origin.TYPED)
    wrong = [each for each in session.engine.findings() if staff in each.places]
    assert not any("12" in each.message for each in wrong)
    assert session.engine.findings() == Engine(session.report).findings()


def test_what_was_read_counts_fully_once_the_clerk_has_confirmed_it(session: Session) -> None:
    staff, posts = FieldAddress("", "人员情况"), FieldAddress("", "编制数")
    enter(session, posts, "12")

    def severity() -> Severity:
        found = (each for each in session.engine.findings() if each.check.startswith("正文.编制"))
        return next(each.severity for each in found if {staff, posts} <= set(each.places))

    assert severity() is Severity.WARNING
    value = session.value(staff)
    assert value is not None
    figure = figure_at(session, staff, value.text.index("11") + 1)
    assert figure is not None
    session.apply(note_edits(session, staff, figure, NoteKind.MEANT, posts), "", Origin.TYPED)
    assert severity() is Severity.ERROR
    told = [each for each in session.engine.findings() if each.rule_id == "正文.所指的数"]
    assert told == [], "the template compares the two already"


def test_the_figure_of_a_deleted_row_stays_and_lives_again_after_undo(session: Session) -> None:
    report = session.report
    line = report.children("", "项目明细")[1]
    spent = FieldAddress(line, "项目明细.本年决算")
    say(session, "101.71", NoteKind.LIVE, spent)
    assert "其中拨款20万元" in text(session)
    session.apply(delete_line_edits(report, line), "", Origin.ROWS)
    assert "其中拨款20万元" in text(session)
    session.undo()
    enter(session, spent, "21")
    assert "其中拨款21万元" in text(session)


def test_a_figure_can_be_put_in_and_follows_from_then_on(session: Session) -> None:
    enter(session, CHAPTER, "拨款万元。")
    session.apply(insert_edits(session, CHAPTER, 2, INCOME), "", Origin.TYPED)
    assert text(session) == "拨款101.71万元。"
    enter(session, INCOME, "100")
    assert text(session) == "拨款100万元。"
    session.apply(insert_edits(session, CHAPTER, 7, FieldAddress("", "编制数")), "", Origin.TYPED)
    session.apply(insert_edits(session, CHAPTER, 0, TOTAL), "", Origin.TYPED)
    assert text(session) == "124.27万元拨款100万元11。"


def test_the_cells_that_show_the_same_and_those_of_findings_are_offered(session: Session) -> None:
    shown = [each.label for each in cells_alike(session, "125.98万元")]
    assert any("按收入性质分" in each for each in shown)
    assert len(all_cells(session)) > 50
    staff = FieldAddress("", "人员情况")
    enter(session, FieldAddress("", "编制数"), "12")
    value = session.value(staff)
    assert value is not None
    figure = figure_at(session, staff, value.text.index("11") + 1)
    assert figure is not None
    offered = cells_found_beside(session, staff, figure)
    assert [each.address.field for each in offered] == ["编制数"]


def test_notes_are_kept_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    document = create_from_data_file(path, sample_data())
    session = Session(document.report, document.commit, History(document.batches))
    enter(session, CHAPTER, WORDS)
    say(session, "125.98", NoteKind.LIVE, TOTAL)
    document.publish()
    document.close()
    again = open_report(path)
    value = again.report.value(CHAPTER)
    assert isinstance(value, Text)
    assert value.notes == (FigureNote(4, 12, NoteKind.LIVE, "", "按收入性质分"),)
    again.close()


@pytest.mark.parametrize("stored", ["{", "[]", '["a", [[1, 2, "other", "", ""]]]', '["a", 3]'])
def test_a_stored_note_that_makes_no_sense_is_refused(stored: str) -> None:
    with pytest.raises(ValueParseError):
        decode_value("noted", stored, None)


PART = st.text("收入1297.万元，。", max_size=12)


@given(PART, PART, st.integers(1, 9_999), PART, PART, st.sampled_from(NoteKind))
def test_whatever_is_typed_around_it_a_note_stays_on_its_figure(
    before: str, after: str, figure: int, new_before: str, new_after: str, kind: NoteKind
) -> None:
    old = f"{before}（{figure}）{after}"
    new = f"{new_before}（{figure}）{new_after}"
    start = len(before) + 1
    note = FigureNote(start, start + len(str(figure)), kind, "", "编制数")
    for each in moved([note], old, new):
        assert any(character.isdigit() for character in new[each.start : each.end])
        assert 0 <= each.start < each.end <= len(new)
        if each.kind is NoteKind.LIVE:
            assert new[each.start : each.end] == str(figure)
    assert moved([note], old, old) == (note,)


@given(PART, PART, PART)
def test_typing_at_one_place_never_loses_a_note_elsewhere(
    before: str, typed: str, after: str
) -> None:
    text, note = (
        f"{before}；88；{after}",
        FigureNote(len(before) + 1, len(before) + 3, NoteKind.LIVE),
    )
    (kept,) = moved([note], text, f"{before}{typed}；88；{after}")
    assert kept == note._replace(start=note.start + len(typed), end=note.end + len(typed))


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_a_noted_text_is_read_as_it_was_stored(text: str, spans: list[tuple[int, int]]) -> None:
    value = Text(text, tuple(FigureNote(a, b, NoteKind.MEANT, "", "编制数") for a, b in spans))
    assert decode_value(*encode_value(value)) == value
