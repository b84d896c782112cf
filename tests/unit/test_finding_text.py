"""Find and replace: places in reading order, edits of one batch, and what is left as it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin, SetEntry, SetStatus
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Entry, FieldAddress, Report, Status
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Text, display
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finding_text import (
    Place,
    Replacement,
    Search,
    matches,
    places,
    replacement,
)
from perfeval_desktop.services.session import Session

STAFF = FieldAddress("", "人员情况")
POSTS = FieldAddress("", "编制数")


def found(text: str, search: Search) -> list[str]:
    return [text[start:end] for start, end in matches(text, search)]


def put(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def note(session: Session, address: FieldAddress, written: str, kind: NoteKind) -> None:
    value = session.report.value(address)
    assert isinstance(value, Text)
    start = value.text.index(written)
    cell = POSTS if kind is not NoteKind.NONE else FieldAddress("", "")
    noted = Text(value.text, (FigureNote(start, start + len(written), kind, *cell),))
    session.apply([SetEntry(address, Entry(value), Entry(noted))], "标注", Origin.TYPED)


def replace_all(session: Session, search: Search, by: str) -> Replacement:
    done = replacement(session, places(session, search), by)
    session.apply(done.edits, "替换", Origin.TYPED)
    return done


def notes_of(session: Session) -> list[tuple[str, NoteKind]]:
    value = session.report.value(STAFF)
    assert isinstance(value, Text)
    return [(value.text[each.start : each.end], each.kind) for each in value.notes]


# Matching


def test_width_case_and_blanks_count_only_when_they_are_asked_for() -> None:
    text = "编制１１ 人，编制11人，Ａb"
    assert found(text, Search("11")) == ["１１", "11"]
    assert found(text, Search("11", is_width_exact=True)) == ["11"]
    assert found(text, Search("11人")) == ["11人"]
    assert found(text, Search("11人", ignores_blanks=True)) == ["１１ 人", "11人"]
    assert found(text, Search("AB")) == ["Ａb"]
    assert found(text, Search("AB", is_case_exact=True)) == []


def test_a_figure_can_be_asked_for_whole() -> None:
    text = "11人、113个、11.5万、1,011元、第11，2022年"
    assert len(found(text, Search("11"))) == 5
    assert [start for start, _ in matches(text, Search("11", is_figure_whole=True))] == [
        0,
        text.index("第11") + 1,
    ]


def test_blanks_that_are_ignored_never_join_paragraphs() -> None:
    assert found("11\n人", Search("11人", ignores_blanks=True)) == []


def test_nothing_to_look_for_is_found_nowhere() -> None:
    assert found("一 二", Search("")) == []
    assert found("一 二", Search("  ", ignores_blanks=True)) == []


@given(st.text(), st.text(min_size=1), st.booleans(), st.booleans(), st.booleans())
def test_what_is_found_stands_there_and_never_overlaps(
    text: str, wanted: str, width: bool, case: bool, blanks: bool
) -> None:
    search = Search(wanted, width, case, blanks)
    spans = list(matches(f"{text}{wanted}{text}", search))
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    if wanted.strip(" 　\xa0") or not blanks:
        assert spans


# Places


def test_places_come_sheet_by_sheet_in_reading_order(sample_session: Session) -> None:
    all_places = places(sample_session, Search("自治"))
    sheets = list(dict.fromkeys(each.sheet.sheet for each in all_places))
    assert sheets == ["附件1-1", "附件1-3", "附件1-2", "报告正文"]
    assert [each.number for each in all_places] == sorted(each.number for each in all_places)
    assert all_places[0].label == "附件1-1 自治奖励 项目名称"
    only = places(sample_session, Search("自治", sheet=SheetRef("附件1-1")))
    assert only == [each for each in all_places if each.sheet.sheet == "附件1-1"]


def test_a_value_on_several_sheets_is_one_place(sample_session: Session) -> None:
    unit = FieldAddress("", sample_session.report.template.unit_field)
    name = display(sample_session.value(unit), sample_session.report.template.numbers)
    at_unit = [each for each in places(sample_session, Search(name)) if each.address == unit]
    assert len(at_unit) == 1


def test_figures_are_found_as_they_are_shown(sample_session: Session) -> None:
    put(sample_session, POSTS, "12人")
    found_here = [e for e in places(sample_session, Search("12")) if e.address == POSTS]
    assert [each.shown for each in found_here] == ["12"]


# Replacing


def test_all_is_one_batch_and_undo_gives_the_former_report(sample_session: Session) -> None:
    before = dict(sample_session.report.entries())
    done = replace_all(sample_session, Search("自治"), "共治")
    assert len(done.changed) == 29
    assert places(sample_session, Search("自治")) == []
    sample_session.undo()
    assert dict(sample_session.report.entries()) == before


def test_one_place_leaves_the_others(sample_session: Session) -> None:
    first = places(sample_session, Search("自治"))[0]
    done = replacement(sample_session, [first], "共治")
    sample_session.apply(done.edits, "替换", Origin.TYPED)
    assert done.changed == (first,)
    assert first not in places(sample_session, Search("自治"))
    assert sample_session.report.value(first.address) == Text("共治奖励")


def test_what_cannot_take_it_is_told_with_its_reason(sample_session: Session) -> None:
    done = replace_all(sample_session, Search("11", is_figure_whole=True), "十一")
    reasons = {each.place.address: each.reason for each in done.refused}
    assert "不是数字" in reasons[POSTS]
    assert sample_session.report.value(POSTS) is not None
    assert STAFF in {each.address for each in done.changed}
    computed = [each for each in places(sample_session, Search("17.15")) if each.reason]
    assert [each.reason for each in computed] == ["这是算出来的数，改它引用的格，它跟着变。"]


def test_a_figure_shown_rounded_is_left_to_the_clerk(sample_session: Session) -> None:
    cell = next(
        each.address
        for each in places(sample_session, Search("20"))
        if each.label.endswith("项目支出（2022年决算数）")
    )
    put(sample_session, cell, "20.123456")
    at_cell = [each for each in places(sample_session, Search("20.12")) if each.address == cell]
    assert len(at_cell) == 1
    done = replacement(sample_session, at_cell, "21.12")
    assert done.edits == ()
    assert "四舍五入" in done.refused[0].reason


def test_a_figure_that_follows_a_cell_is_left_and_follows_it(sample_session: Session) -> None:
    note(sample_session, STAFF, "11", NoteKind.LIVE)
    done = replace_all(sample_session, Search("11", is_figure_whole=True), "12")
    refused = {each.place.address: each.reason for each in done.refused}
    assert "跟着一格变" in refused[STAFF]
    assert POSTS in {each.address for each in done.changed}
    assert notes_of(sample_session) == [("12", NoteKind.LIVE)]


def test_words_around_a_noted_figure_are_replaced_and_its_note_moves_along(
    sample_session: Session,
) -> None:
    note(sample_session, STAFF, "11", NoteKind.LIVE)
    done = replace_all(sample_session, Search("人", sheet=SheetRef("报告正文")), "位工作人员")
    assert len([each for each in done.changed if each.address == STAFF]) >= 2
    assert notes_of(sample_session) == [("11", NoteKind.LIVE)]


def test_a_figure_that_means_a_cell_goes_on_meaning_it(sample_session: Session) -> None:
    note(sample_session, STAFF, "11", NoteKind.MEANT)
    replace_all(
        sample_session, Search("11", is_figure_whole=True, sheet=SheetRef("报告正文")), "12"
    )
    assert notes_of(sample_session) == [("12", NoteKind.MEANT)]


def test_both_names_of_a_project_are_changed_once_each(sample_session: Session) -> None:
    names = [each for each in places(sample_session, Search("自治奖励")) if "名称" in each.label]
    line, sheet = names[0].address, names[1].address
    put(sample_session, line, "自治奖励经费")
    done = replace_all(sample_session, Search("自治奖励经费"), "共治奖励")
    assert {line, sheet} <= {each.address for each in done.changed}
    assert done.followed == 0
    assert len({each.address for each in done.edits if isinstance(each, SetEntry)}) == len(
        done.edits
    )
    only = [each for each in places(sample_session, Search("共治奖励")) if each.address == line]
    alone = replacement(sample_session, only, "自治奖励")
    assert (len(alone.changed), alone.followed) == (1, 1)


def test_a_final_report_takes_nothing(sample_session: Session) -> None:
    status = sample_session.report.status
    sample_session.apply([SetStatus(status, Status(1, True))], "定稿", Origin.STATUS)
    done = replacement(sample_session, places(sample_session, Search("自治")), "共治")
    assert done.edits == ()
    assert {each.reason for each in done.refused} == {"报告已经定稿，先取消定稿再换。"}


def test_a_place_that_moved_on_is_not_touched(sample_session: Session) -> None:
    at_staff = [each for each in places(sample_session, Search("编制数")) if each.address == STAFF]
    put(sample_session, STAFF, "没有了")
    done = replacement(sample_session, at_staff, "定员")
    assert done.edits == ()
    assert done.refused[0].reason == "这里的内容刚才变了。"


@pytest.fixture(scope="module")
def shared(template: ReportTemplate) -> Session:
    session = Session(Report(template, 2022), lambda batch: None, reads_prose=False)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    note(session, STAFF, "11", NoteKind.LIVE)
    return session


def expected(group: list[Place], by: str) -> str:
    text = group[0].shown
    for place in reversed(group):
        text = text[: place.start] + by + text[place.end :]
    return text


@given(
    st.sampled_from(
        ["1", "11", "2", "0", "20", "17.15", "自治", "项目", "人", "。", "年", " ", "%"]
    ),
    st.sampled_from(["", "1", "12", "共治", "项目支出", "0", "甲 乙", "%", "。", "x"]),
    st.sampled_from(
        [Search(""), Search("", ignores_blanks=True), Search("", is_figure_whole=True)]
    ),
)
def test_the_number_told_is_that_of_the_changed_places_and_undo_takes_all_back(
    shared: Session, wanted: str, by: str, options: Search
) -> None:
    before = dict(shared.report.entries())
    all_places = places(shared, options._replace(text=wanted))
    done = replacement(shared, all_places, by)
    assert sorted(all_places) == sorted([*done.changed, *(e.place for e in done.refused)])
    outcome = shared.apply(done.edits, "替换", Origin.TYPED)
    after = dict(shared.report.entries())
    told = {each.address for each in done.changed}
    moved = {each for each in before | after if before.get(each) != after.get(each)}
    assert told <= moved
    live = {STAFF}  # its figure follows the cell
    assert len(moved - told - live) <= done.followed
    for address in told - live:
        group = sorted(each for each in done.changed if each.address == address)
        entry = after.get(address)
        text = entry.value.text if entry is not None else ""
        assert "".join(text.split()) == "".join(expected(group, by).split())
    if outcome is not None:
        shared.undo()
    assert dict(shared.report.entries()) == before
