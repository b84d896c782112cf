"""A block of cells is laid over the form: what fits is one batch, what does not is told before."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.copied_block import Block, Covered
from perfeval_desktop.domain.edits import Origin, apply_edits, inverses
from perfeval_desktop.domain.layout import GridCell, SheetRef, cell_text, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import editing_text
from perfeval_desktop.gui.models.sheet_table import SheetTable, make_sheet_table
from perfeval_desktop.gui.widgets.chosen_cells import block_of, chosen_cells
from perfeval_desktop.importing.kept_values import real_text
from perfeval_desktop.importing.pasted import block_as_html, block_as_text, pasted_block
from perfeval_desktop.services.pasting import edits_without, plan_fill, plan_paste, trimmed
from perfeval_desktop.services.session import Session
from tests.unit.test_engine import load_installed_once
from tests.unit.test_prose_reader import unread_session

LEFT, ABOVE = Covered.BY_LEFT, Covered.BY_ABOVE
BASICS = SheetRef("附件1-1")


def line(session: Session, number: int, field: str = "本年决算") -> FieldAddress:
    return FieldAddress(session.report.children("", "项目明细")[number], f"项目明细.{field}")


def shown(session: Session, address: FieldAddress) -> str:
    value = session.value(address)
    return value.text if value is not None else ""


def test_a_block_fills_the_rows_of_a_group_from_the_current_cell_on(
    sample_session: Session,
) -> None:
    start = line(sample_session, 0, "本年预算")
    plan = plan_paste(sample_session, BASICS, start, [["1.5", "2"], ["", "3"], ["0.75", ""]])
    assert (plan.added, plan.refused) == (0, ())
    sample_session.apply(plan.edits, "", Origin.PASTED)
    budgets = [shown(sample_session, line(sample_session, n, "本年预算")) for n in range(3)]
    spent = [shown(sample_session, line(sample_session, n)) for n in range(3)]
    assert budgets == ["1.5", "", "0.75"]
    assert spent == ["2", "3", ""]
    sample_session.undo()
    assert shown(sample_session, line(sample_session, 1)) == "20"


def test_rows_are_added_where_the_block_is_longer_and_undo_takes_them_away(
    sample_session: Session,
) -> None:
    before = len(sample_session.report.children("", "项目明细"))
    last = line(sample_session, before - 1, "名称")
    plan = plan_paste(sample_session, BASICS, last, [["甲", "", "1", "2"], ["乙", "", "3", "4"]])
    assert plan.added == 1
    sample_session.apply(plan.edits, "", Origin.PASTED)
    assert len(sample_session.report.children("", "项目明细")) == before + 1
    assert shown(sample_session, line(sample_session, before, "名称")) == "乙"
    assert shown(sample_session, line(sample_session, before)) == "4"
    sample_session.undo()
    assert len(sample_session.report.children("", "项目明细")) == before


def test_what_cannot_be_filled_in_is_told_with_a_reason(sample_session: Session) -> None:
    start = FieldAddress("", "三公经费_本年决算")
    plan = plan_paste(sample_session, BASICS, start, [["9", "多的"], ["8"], ["很多"]])
    reasons = {each.text: each.reason for each in plan.refused}
    assert "自动计算" in reasons["9"]
    assert "没有这一行或这一列" in reasons["多的"]
    assert set(reasons) == {"9", "多的", "8", "很多"}


def test_labels_with_the_same_words_are_passed_and_others_told(sample_session: Session) -> None:
    posts = FieldAddress("", "编制数")
    plan = plan_paste(
        sample_session, BASICS, posts, [["12", "7", ""], ["2021 年决算数", "预算", "2022年决算数"]]
    )
    assert plan.filled == 2
    assert [each.text for each in plan.refused] == ["预算"]
    assert "表头" in plan.refused[0].reason


def test_large_amounts_are_offered_as_yuan_and_kept_exactly(sample_session: Session) -> None:
    start = line(sample_session, 0)
    block = [["644783.52"], ["200000"]]
    assert plan_paste(sample_session, BASICS, start, block).is_in_yuan
    plan = plan_paste(sample_session, BASICS, start, block, as_yuan=True)
    assert not plan.is_in_yuan
    sample_session.apply(plan.edits, "", Origin.PASTED)
    assert shown(sample_session, start) == "644783.52元"


def test_one_text_fills_all_chosen_cells(sample_session: Session) -> None:
    places = [line(sample_session, number) for number in range(3)]
    plan = plan_fill(sample_session, [(each, "5") for each in places])
    sample_session.apply(plan.edits, "", Origin.TYPED)
    assert {shown(sample_session, each) for each in places} == {"5"}


def test_more_rows_than_one_paste_takes_are_told(sample_session: Session) -> None:
    block = [[str(each)] for each in range(3_002)]
    plan = plan_paste(sample_session, BASICS, FieldAddress("", "编制数"), block)
    assert plan.refused[-1].where == "第 3001 行起的 2 行"
    assert "3000 行" in plan.refused[-1].reason


TEXTS = st.sampled_from(
    [
        "",
        "1",
        "２７万元",
        "644783.52元",
        "12.50%",
        "(3.2)",
        "——",
        "无",
        "甲项目",
        "1,234.50",
        "x\ny",
    ]
)
BLOCKS = st.lists(st.lists(TEXTS, min_size=1, max_size=5), min_size=1, max_size=6)


@settings(max_examples=60)
@given(BLOCKS, st.integers(0, 9_999), st.booleans())
def test_whatever_is_pasted_anywhere_undo_gives_the_report_back(
    block: list[list[str]], number: int, as_yuan: bool
) -> None:
    session = unread_session()
    template = load_installed_once()
    places = [
        (ref, cell.address)
        for ref in sheet_refs(session.report)
        for cell in _cells(session, ref)
        if cell.address is not None
    ]
    ref, start = places[number % len(places)]
    before = dict(session.report.entries()), list(session.report.all_records())
    plan = plan_paste(session, ref, start, block, as_yuan=as_yuan)
    assert (dict(session.report.entries()), list(session.report.all_records())) == before
    told = len(plan.refused)
    assert told <= sum(bool(text) for row in trimmed(block) for text in row)
    session.apply(plan.edits, "", Origin.PASTED)
    other = Engine(session.report, reads_prose=False)
    assert session.engine.findings(True) == other.findings(True)
    apply_edits(session.report, inverses(plan.edits))
    assert (dict(session.report.entries()), list(session.report.all_records())) == before
    assert session.report.template is template


def _cells(session: Session, ref: SheetRef) -> tuple[GridCell, ...]:
    return lay_out(session.report, ref).cells


@lru_cache(maxsize=1)
def sample_session_once() -> Session:
    """Plans do not change it."""
    return unread_session()


# Copied here, pasted here

CLEAN = st.text("甲1.5 \n\"<&'%　", max_size=6).filter(
    lambda text: not text or text.strip(" 　\n") != ""
)


@given(st.lists(st.lists(CLEAN.map(lambda t: t.strip("\n")), min_size=3, max_size=3), min_size=1))
def test_what_is_copied_here_is_read_as_it_was_by_either_flavour(rows: list[list[str]]) -> None:
    assert pasted_block(block_as_html(rows), "") == rows
    if any(rows[-1]):
        assert pasted_block("", block_as_text(rows)) == rows


MERGED: list[list[str | Covered]] = [
    ["甲", LEFT, "乙", "丙"],
    [ABOVE, LEFT, "1", "2"],
    ["丁", "3", "4", LEFT],
]


def test_merged_cells_are_copied_as_such() -> None:
    assert pasted_block(block_as_html(MERGED), "") == MERGED
    assert block_as_text(MERGED) == "甲\t\t乙\t丙\n\t\t1\t2\n丁\t3\t4\t"


def copied(session: Session, table: SheetTable, corners: list[int]) -> tuple[FieldAddress, Block]:
    """Return the first field and the texts of a choice between two fields of a sheet."""
    fields = list(table.fields_in_reading_order())
    places = [(each.row, each.column) for each in (fields[n % len(fields)] for n in corners)]
    cells = chosen_cells(table, places, None)
    numbers = session.report.template.numbers

    def text(cell: GridCell | Covered | None) -> str | Covered:
        if not isinstance(cell, GridCell):
            return cell or ""
        if cell.address is None:
            return cell_text(cell.segments, session.value, numbers)
        return editing_text(session.value(cell.address), numbers)

    block = [[text(each) for each in row] for row in block_of(table, cells)]
    return next(each.address for each in cells if each.address is not None), block


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 99), st.lists(st.integers(0, 999), min_size=2, max_size=2), st.booleans())
def test_a_copied_block_pasted_at_its_place_changes_nothing(
    number: int, corners: list[int], has_html: bool
) -> None:
    session = sample_session_once()
    refs = [each for each in sheet_refs(session.report) if _cells(session, each)]
    ref = refs[number % len(refs)]
    start, block = copied(session, make_sheet_table(lay_out(session.report, ref)), corners)
    html = block_as_html(block) if has_html else ""
    plan = plan_paste(session, ref, start, pasted_block(html, block_as_text(block)))
    assert (plan.edits, plan.refused) == ((), ())


# What other programs copied


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<table><tr><td>1,234.50</td><td>12.50%</td></tr></table>", [["1,234.50", "12.50%"]]),
        ("<table><tr><td>甲<br>乙</td></tr></table>", [["甲\n乙"]]),
        (
            "<table><tr><td rowspan=2>头</td><td>1</td></tr><tr><td>2</td></tr></table>",
            [["头", "1"], [ABOVE, "2"]],
        ),
        ("<table><tr><td colspan=3>合并</td><td>2</td></tr></table>", [["合并", LEFT, LEFT, "2"]]),
        ("<table><tr><td x:num='644783.52'>####</td></tr></table>", [["644783.52"]]),
        ("<table><tr><td style='display: none'>藏</td><td>1</td></tr></table>", [["1"]]),
        ("<table><tr><td><p class=MsoNormal>甲</p><p>乙</p></td></tr></table>", [["甲\n乙"]]),
        (
            "<table><tr><td>没有结束<td>第二格<tr><td>下一行",
            [["没有结束", "第二格"], ["下一行", ""]],
        ),
        (
            "<table><tr><td>外<table><tr><td>里1<td>里2</table></td><td>2</td></tr></table>",
            [["外\n里1 里2", "2"]],
        ),
        ("<table><tr><td colspan=x rowspan=-1>1<td>2</table>", [["1", "2"]]),
    ],
)
def test_tables_of_other_programs_are_read(html: str, wanted: Block) -> None:
    assert pasted_block(html, "") == wanted


def test_text_alone_is_read_by_its_tabs() -> None:
    assert pasted_block("", 'a\t"x\ny"\n1\t2\n') == [["a", "x\ny"], ["1", "2"]]
    assert pasted_block("<b>不是表格</b>", "1\t2") == [["1", "2"]]
    assert pasted_block("", block_as_text([["a\tb", 'c"d']])) == [["a\tb", 'c"d']]


@pytest.mark.parametrize(
    ("shown", "kept", "number_format", "wanted"),
    [
        ("17.15", "17.153456", "", "17.153456"),
        ("17.15", "18.2", "", "17.15"),  # something else is kept there: what is seen counts
        ("1,234.50", "1234.5", "", "1,234.50"),
        ("1,235", "1234.567", "", "1234.567"),
        ("(3.2)", "-3.2000000000000002", "", "(3.2)"),
        ("(3.2)", "-3.2345", "", "-3.2345"),
        ("4.57%", "0.045678", "", "4.5678%"),
        ("12.50%", "0.125", "", "12.50%"),
        ("0.33", "0.33333333333333331", "", "0.333333"),
        ("644,783.52元", "644783.523", "", "644783.523元"),
        ("1.23E+08", "123456789.25", "", "123456789.25"),
        ("####", "17.5", "", "17.5"),
        ("####", "0.5", '"0%"', "50%"),
        ("####", "44926", "yyyy/m/d", "2022年12月31日"),
        ("####", "2022-12-31T00:00:00.000", "", "2022年12月31日"),
        ("####", "", "", "####"),
        ("甲3", "3", "", "甲3"),
        ("", "5", "", ""),
    ],
)
def test_the_figure_that_is_kept_counts_where_it_is_shown_rounded(
    shown: str, kept: str, number_format: str, wanted: str
) -> None:
    assert real_text(shown, kept, number_format) == wanted


@pytest.mark.parametrize("xml", [b"", b"<Workbook", b"<a/>", b"\xff\xfe", b"<!DOCTYPE a><a/>"])
def test_a_broken_third_flavour_is_passed_over(xml: bytes) -> None:
    assert pasted_block("<table><tr><td>1.2</td></tr></table>", "1.2", xml) == [["1.2"]]


# Where it comes to lie


def test_a_block_with_labels_goes_to_where_they_stand(sample_session: Session) -> None:
    block = [["公用经费", "100", "9", "30"], ["其中：办公经费", "14", "7", "8"]]
    start = FieldAddress("", "公用经费_上年决算")
    plan = plan_paste(sample_session, BASICS, start, block)
    assert ([each.text for each in plan.fillings], plan.refused) == (
        ["100", "9", "30", "14", "7", "8"],
        (),
    )


def test_text_alone_of_a_sheet_with_the_same_merged_cells_goes_by_columns(
    sample_session: Session,
) -> None:
    block = pasted_block("", "1.5\t\t2.5\t\t3.5\t\n4.5\t\t5.5\t\t6.5\t")
    plan = plan_paste(sample_session, BASICS, FieldAddress("", "出国经费_上年决算"), block)
    assert plan.refused == ()
    assert [each.text for each in plan.fillings] == ["1.5", "2.5", "3.5", "4.5", "5.5", "6.5"]


def test_more_lines_than_the_group_has_are_added_above_the_label_that_follows(
    sample_session: Session,
) -> None:
    count = len(sample_session.report.children("", "项目明细"))
    block = [[f"{n + 1}、项目{n}", "", "1", "2"] for n in range(count + 2)] + [
        ["公用经费", "99.4", "8.74", "31"]
    ]
    plan = plan_paste(sample_session, BASICS, line(sample_session, 0, "名称"), block)
    assert (plan.added, plan.refused) == (2, ())
    assert plan.fillings[0].text == "项目0"
    assert plan.fillings[-1][1:] == ("公用经费（2022年决算数）", "29.35", "31")


def test_what_stands_for_no_value_is_refused(sample_session: Session) -> None:
    block = [["####"], ["#DIV/0!"], ["1"]]
    plan = plan_paste(sample_session, BASICS, line(sample_session, 0), block)
    assert ["列太窄" in each.reason or "公式出错" in each.reason for each in plan.refused] == [
        True,
        True,
    ]
    assert plan.filled == 1


def test_single_cells_and_rows_left_empty_by_that_are_left_out(sample_session: Session) -> None:
    count = len(sample_session.report.children("", "项目明细"))
    start = line(sample_session, count - 1)
    plan = plan_paste(sample_session, BASICS, start, [["1"], ["2"], ["3"]])
    assert [each.text for each in plan.fillings] == ["1", "2", "3"]
    sample_session.apply(edits_without(sample_session, plan, {0, 2}), "", Origin.PASTED)
    assert len(sample_session.report.children("", "项目明细")) == count + 1
    assert shown(sample_session, start) == "3"
    assert shown(sample_session, line(sample_session, count)) == "2"


def test_fixed_words_that_were_copied_with_a_value_are_taken_off(sample_session: Session) -> None:
    income = FieldAddress("", "一般公共预算")
    ref = SheetRef("附件1-2")
    plan = plan_paste(sample_session, ref, income, [["　其中：一般公共预算：126.5"]])
    assert ([each.text for each in plan.fillings], plan.refused) == (["126.5"], ())
