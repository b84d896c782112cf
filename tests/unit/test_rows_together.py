"""Several rows at once: inserted, copied, deleted and moved as one, with the sheets they have."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import RowRefusedError
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.projects import cover_line_edits, sheet_of_line
from perfeval_desktop.services.records import copy_record_edits
from perfeval_desktop.services.rows import (
    delete_rows_edits,
    duplicate_rows_edits,
    insert_rows_edits,
    move_rows_edits,
    place_rows_edits,
    refuse_unlike_rows,
    sheets_deleted_along,
)
from perfeval_desktop.services.session import Session

NAMES = "甲乙丙丁戊"


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    """Five lines; 甲, 丙 and 丁 have sheets of their own, and a sheet 旧 has no line."""
    made = Session(Report(template, 2022), lambda batch: None)
    values = {
        "项目明细": [
            {"名称": name, "本年决算": "5", **({"项目表": name} if name in "甲丙丁" else {})}
            for name in NAMES
        ],
        "项目": [{"项目名称": name} for name in "甲丙丁旧"],
        "整体指标": {
            "数量指标": [{"三级指标": "一", "年度指标值": "5个", "分值": "4"}, {"三级指标": "二"}],
            "质量指标": [{"三级指标": "三"}],
        },
    }
    made.apply(fragment_edits(values, template, "test"), "", Origin.DATA_FILE)
    return made


def lines(session: Session) -> list[str]:
    return list(session.report.children("", "项目明细"))


def names(session: Session) -> str:
    return "".join(map(session.report.record_name, lines(session)))


def sheets(session: Session) -> str:
    return "".join(map(session.report.record_name, session.report.children("", "项目")))


def everything(session: Session) -> object:
    """All that is laid out and entered, so that two states of a report can be compared."""
    report = session.report
    refs = [SheetRef("核对底数"), *sheet_refs(report)]
    return (
        [lay_out(report, ref) for ref in refs],
        dict(report.entries()),
        list(report.all_records()),
    )


def do(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "", Origin.ROWS)


def test_as_many_rows_are_inserted_as_are_chosen_below_the_last(session: Session) -> None:
    new, edits = insert_rows_edits(session.report, lines(session)[1:4])
    do(session, edits)
    assert lines(session)[4:7] == new
    assert len(lines(session)) == 8


def test_a_block_moves_as_one_and_stops_at_the_ends(session: Session) -> None:
    block = lines(session)[1:3]
    do(session, move_rows_edits(session.report, block, 1))
    assert names(session) == "甲丁乙丙戊"
    do(session, move_rows_edits(session.report, block, 1))
    assert names(session) == "甲丁戊乙丙"
    with pytest.raises(RowRefusedError, match="已经在最下面了"):
        move_rows_edits(session.report, block, 1)
    for _ in range(3):
        do(session, move_rows_edits(session.report, block, -1))
    assert names(session) == "乙丙甲丁戊"
    with pytest.raises(RowRefusedError, match="已经在最上面了"):
        move_rows_edits(session.report, block, -1)


@pytest.mark.parametrize(
    ("chosen", "before", "wanted"),
    [
        ("丁", "甲", "丁甲乙丙戊"),
        ("甲", "", "乙丙丁戊甲"),
        ("丙丁", "乙", "甲丙丁乙戊"),
        ("乙丙", "戊", "甲丁乙丙戊"),
        ("乙丙", "丁", "甲乙丙丁戊"),
        ("乙丙", "丙", "甲乙丙丁戊"),
        ("甲乙丙丁戊", "丙", "甲乙丙丁戊"),
    ],
)
def test_rows_are_put_in_front_of_any_other(
    session: Session, chosen: str, before: str, wanted: str
) -> None:
    by_name = dict(zip(NAMES, lines(session), strict=True))
    rows = [by_name[each] for each in chosen]
    do(session, place_rows_edits(session.report, rows, by_name.get(before, "")))
    assert names(session) == wanted


def test_the_sheets_follow_their_lines_and_one_without_a_line_stays_last(session: Session) -> None:
    first, *_, fourth, last = lines(session)
    do(session, place_rows_edits(session.report, [fourth], first))
    assert (names(session), sheets(session)) == ("丁甲乙丙戊", "丁甲丙旧")
    do(session, place_rows_edits(session.report, [fourth], last))
    assert sheets(session) == "甲丙丁旧"


def test_sheets_that_stood_in_another_order_stay_in_it(session: Session) -> None:
    """Their author bound them so."""
    second = session.report.children("", "项目")[1]
    do(session, place_rows_edits(session.report, [second], session.report.children("", "项目")[0]))
    assert sheets(session) == "丙甲丁旧"
    do(session, move_rows_edits(session.report, lines(session)[3:4], -1))
    assert (names(session), sheets(session)) == ("甲乙丁丙戊", "丙甲丁旧")


def test_a_sheet_over_several_lines_stands_where_its_first_line_does(session: Session) -> None:
    first, *_, last = lines(session)
    shared = sheet_of_line(session.report, lines(session)[3])
    do(session, cover_line_edits(session.report, last, shared))
    do(session, place_rows_edits(session.report, [last], first))
    assert (names(session), sheets(session)) == ("戊甲乙丙丁", "丁甲丙旧")


def test_a_copied_line_has_the_same_values_but_no_sheet_and_no_exemption(session: Session) -> None:
    line = lines(session)[0]
    do(session, entry_edits(session.report, FieldAddress(line, "项目明细.本年预算"), "3.5"))
    (copy,), edits = duplicate_rows_edits(session.report, [line])
    do(session, edits)
    report = session.report
    assert names(session) == "甲甲乙丙丁戊"
    assert lines(session)[1] == copy
    assert report.value(FieldAddress(copy, "项目明细.本年预算")).text == "3.5"  # type: ignore[union-attr]
    assert sheet_of_line(report, line)
    assert not sheet_of_line(report, copy)
    assert sheets(session) == "甲丙丁旧"


def test_an_exemption_is_not_copied(session: Session) -> None:
    from perfeval_desktop.services.projects import Exemption, exemption_of

    line = lines(session)[1]
    do(session, cover_line_edits(session.report, line, exemption=Exemption("涉密", "x")))
    (copy,), edits = duplicate_rows_edits(session.report, [line])
    do(session, edits)
    assert exemption_of(session.report, line)
    assert exemption_of(session.report, copy) is None


def test_a_block_is_copied_below_itself_with_all_its_texts_and_weights(session: Session) -> None:
    report = session.report
    rows = report.children_in("", "整体指标", "数量指标")
    new, edits = duplicate_rows_edits(report, rows)
    do(session, edits)
    assert report.children_in("", "整体指标", "数量指标") == [*rows, *new]
    assert [report.record_name(each) for each in new] == ["一", "二"]
    for name, text in (("年度指标值", "5个"), ("分值", "4")):
        assert report.value(FieldAddress(new[0], f"整体指标.{name}")).text == text  # type: ignore[union-attr]


def test_what_stands_under_a_record_is_copied_with_it(session: Session) -> None:
    report = session.report
    sheet = report.children("", "项目")[0]
    group = report.template.groups_under("项目")[0]
    child = report.children(sheet, group.id)[0]
    do(session, entry_edits(report, FieldAddress(child, group.name_field), "奖励小区"))
    copy, edits = copy_record_edits(report, sheet, 1)
    do(session, edits)
    copies = report.children(copy, group.id)
    assert len(copies) == len(report.children(sheet, group.id)) > 0
    assert report.record_name(copies[0]) == "奖励小区"
    assert not set(copies) & set(report.children(sheet, group.id))


def test_rows_are_deleted_together_with_the_sheets_only_they_had(session: Session) -> None:
    block = lines(session)[1:4]
    shared = sheet_of_line(session.report, block[1])
    do(session, cover_line_edits(session.report, block[0], shared))
    do(session, delete_rows_edits(session.report, block))
    assert (names(session), sheets(session)) == ("甲戊", "甲旧")


def test_the_rows_the_form_needs_refuse_to_be_deleted_and_nothing_is(session: Session) -> None:
    before = everything(session)
    with pytest.raises(
        RowRefusedError, match="选中的 5 行不能都删除：这里至少要保留 1 行项目"
    ) as said:
        delete_rows_edits(session.report, lines(session))
    assert "一行也没有删除" in said.value.reason
    assert everything(session) == before


def test_the_question_names_only_filled_sheets_that_would_go_along(session: Session) -> None:
    report = session.report
    first, second, third, fourth, _ = lines(session)
    shared = sheet_of_line(report, third)
    do(session, cover_line_edits(report, second, shared))
    assert sheets_deleted_along(report, [first, third, fourth]) == [], "they have only names"
    filled = [sheet_of_line(report, line) for line in (first, third, fourth)]
    for sheet in filled:
        do(session, entry_edits(report, FieldAddress(sheet, "项目.预期目标"), "保证运行。"))
    assert sheets_deleted_along(report, [first, fourth]) == [filled[0], filled[2]]
    assert sheets_deleted_along(report, [second]) == []
    assert sheets_deleted_along(report, [second, third]) == [shared]


def test_rows_of_different_kinds_are_told_apart_kindly(session: Session) -> None:
    report = session.report
    line, indicators = lines(session)[0], report.children("", "整体指标")
    refuse_unlike_rows(report, lines(session))
    with pytest.raises(RowRefusedError, match=r"有“项目”“指标”几种.*什么也没有改动"):
        refuse_unlike_rows(report, [line, indicators[0]])
    with pytest.raises(RowRefusedError, match="分在“数量指标”“质量指标”里"):
        refuse_unlike_rows(report, indicators[:3])
    with pytest.raises(RowRefusedError, match=r"表样固定的行.*只选“项目”的行"):
        refuse_unlike_rows(report, [line], has_fixed=True)


def test_one_undo_brings_everything_back(session: Session) -> None:
    before = everything(session)
    rows = lines(session)
    for edits in (
        insert_rows_edits(session.report, rows[:2])[1],
        duplicate_rows_edits(session.report, rows[:3])[1],
        delete_rows_edits(session.report, rows[:4]),
        place_rows_edits(session.report, rows[2:4], rows[0]),
        place_rows_edits(session.report, rows[:2], ""),
    ):
        do(session, edits)
        after = everything(session)
        assert after != before
        session.undo()
        assert everything(session) == before
        session.redo()
        assert everything(session) == after
        session.undo()
