"""A block of cells is laid over the form: what fits is one batch, what does not is told before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Origin, apply_edits, inverses
from perfeval_desktop.domain.layout import SheetRef, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.importing.pasted import block_as_html, block_as_text, pasted_block
from perfeval_desktop.services.pasting import plan_fill, plan_paste, trimmed
from perfeval_desktop.services.session import Session
from tests.unit.test_engine import load_installed_once
from tests.unit.test_prose_reader import unread_session

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


def _cells(session: Session, ref: SheetRef):  # type: ignore[no-untyped-def]
    from perfeval_desktop.domain.layout import lay_out

    return lay_out(session.report, ref).cells


# The clipboard


@given(
    st.lists(st.lists(st.text("甲1.5 \n\t\"<&'%", max_size=6), min_size=1, max_size=4), min_size=1)
)
def test_what_is_copied_here_is_pasted_here(rows: list[list[str]]) -> None:
    wanted = [[" ".join(line.split()) for line in each.split("\n")] for row in rows for each in row]
    by_html = [each for row in pasted_block(block_as_html(rows), "") for each in row]
    read = [[" ".join(line.split()) for line in each.split("\n")] for each in by_html]
    assert ["".join(each) for each in read] == ["".join(each) for each in wanted]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<table><tr><td>1,234.50</td><td>12.50%</td></tr></table>", [["1,234.50", "12.50%"]]),
        ("<table><tr><td>甲<br>乙</td></tr></table>", [["甲\n乙"]]),
        (
            "<table><tr><td rowspan=2>头</td><td>1</td></tr><tr><td>2</td></tr></table>",
            [["头", "1"], ["", "2"]],
        ),
        ("<table><tr><td colspan=3>合并</td><td>2</td></tr></table>", [["合并", "2"]]),
        ("<table><tr><td x:num='644783.52'>####</td></tr></table>", [["644783.52"]]),
        ("<table><tr><td style='display: none'>藏</td><td>1</td></tr></table>", [["1"]]),
        ("<table><tr><td><p class=MsoNormal>甲</p><p>乙</p></td></tr></table>", [["甲\n乙"]]),
        (
            "<table><tr><td>没有结束<td>第二格<tr><td>下一行</table>",
            [["没有结束", "第二格"], ["下一行"]],
        ),
    ],
)
def test_tables_of_other_programs_are_read(html: str, wanted: list[list[str]]) -> None:
    assert pasted_block(html, "") == wanted


def test_text_alone_is_read_by_its_tabs() -> None:
    assert pasted_block("", 'a\t"x\ny"\n1\t2\n') == [["a", "x\ny"], ["1", "2"]]
    assert pasted_block("<b>不是表格</b>", "1\t2") == [["1", "2"]]
    assert pasted_block("", block_as_text([["a\tb", 'c"d']])) == [["a\tb", 'c"d']]
