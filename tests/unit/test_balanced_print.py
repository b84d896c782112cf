"""舍位平衡 of a report: what is printed adds up, what is stored stays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import number_of
from perfeval_desktop.exporting.document import Document, Paragraph
from perfeval_desktop.exporting.tables import Table, TableCell, place_cells
from perfeval_desktop.services.balanced_print import NO_BALANCE, Balance, balance
from perfeval_desktop.services.correction_sheet import correction_document
from perfeval_desktop.services.exporting import report_data
from perfeval_desktop.services.figure_notes import insert_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.projects import cover_line_edits, lines_of_sheet
from perfeval_desktop.services.session import Session
from tests.balanced import balanced_session, enter

LINE = "项目明细.本年决算"


@pytest.fixture
def session() -> Session:
    return balanced_session()


def lines(session: Session) -> list[str]:
    return list(session.report.children(REPORT, "项目明细"))


def of(session: Session) -> Balance:
    return balance(session.report, session.value)


def cells(document: Document) -> dict[str, TableCell]:
    """The cells of all tables by the path of their field, with that of the sheet's table first."""
    found: dict[str, TableCell] = {}
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                for each in place_cells(block):
                    if each.cell.data is not None:
                        found.setdefault(each.cell.data.name, each.cell)
    return found


def printed(found: dict[str, TableCell], name: str) -> Decimal:
    """What a reader reads in a cell; nothing counts as 0."""
    cell = found[name]
    assert cell.data is not None
    text = cell.text.removeprefix(cell.data.before)
    return Decimal(text) if text not in ("", "——", "无") else Decimal(0)


def expect_sums(session: Session) -> None:
    """A reader with a calculator adds what is printed."""
    found = cells(paper_document(session))
    sums = {
        "按收入性质分": ("一般公共预算", "政府性基金拨款", "专户非税收入拨款", "其他资金"),
        "按支出性质分": ("基本支出", "项目支出"),
        "三公经费_本年决算": ("公务用车_本年决算", "出国经费_本年决算", "公务接待_本年决算"),
        "公务用车_本年决算": ("公车购置_本年决算", "公车运行维护_本年决算"),
        "项目支出_本年决算": tuple(
            f"项目明细.{n}.本年决算" for n, _ in enumerate(lines(session), 1)
        ),
    }
    for sheet, _ in enumerate(session.report.children(REPORT, "项目"), 1):
        for column in ("年初预算", "全年预算", "全年执行"):
            parts = ("财政拨款", "上年结转", "其他资金")
            sums[f"项目.{sheet}.资金总额_{column}"] = tuple(
                f"项目.{sheet}.{part}_{column}" for part in parts
            )
    for total, parts in sums.items():
        assert sum(printed(found, each) for each in parts) == printed(found, total), total
    for number, sheet in enumerate(session.report.children(REPORT, "项目"), 1):
        total = number_of(session.value(FieldAddress(sheet, "项目.资金总额_全年执行")))
        covered = lines_of_sheet(session.report, sheet)
        of_lines = [number_of(session.value(FieldAddress(each, LINE))) for each in covered]
        if total == sum(each or Decimal(0) for each in of_lines):
            places = [f"项目明细.{lines(session).index(each) + 1}.本年决算" for each in covered]
            added = sum(printed(found, each) for each in places)
            assert printed(found, f"项目.{number}.资金总额_全年执行") == added
    assert printed(found, "项目支出") == printed(found, "项目支出_本年决算"), "one figure, twice"


def test_lines_that_lose_their_rest_still_add_up_to_the_printed_total(session: Session) -> None:
    for number, line in enumerate(lines(session)[:3]):
        enter(session, LINE, f"{10 + number}.004", line)
    adjusted = {each.address.record: each for each in of(session).adjusted}
    assert [adjusted[each].printed for each in lines(session)[:1]] == ["10.01"]
    assert adjusted[lines(session)[0]][1:4] == ("10.004", "10", "10.01")
    expect_sums(session)


def test_what_is_stored_computed_and_exported_as_data_stays(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    entries, data = dict(session.report.entries()), report_data(session)
    assert of(session).adjusted
    document = paper_document(session)
    assert dict(session.report.entries()) == entries
    assert report_data(session) == data
    cell = cells(document)["项目明细.1.本年决算"]
    assert cell.text == "10.01"
    assert cell.data is not None
    assert cell.data.number == Decimal("10.004"), "a worksheet holds and adds the exact number"


def test_a_sheet_of_a_project_prints_what_the_line_of_the_project_prints(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    (second,) = [each for each in lines(session) if session.report.record_name(each) == "自治奖励"]
    enter(session, LINE, "10.0049", second)
    found = cells(paper_document(session))
    line = f"项目明细.{lines(session).index(second) + 1}.本年决算"
    assert printed(found, line) == Decimal("10.01")
    assert printed(found, "项目.1.财政拨款_全年执行") == Decimal("10.01")
    assert printed(found, "项目.1.资金总额_全年执行") == Decimal("10.01")


def test_a_sheet_that_covers_several_lines_prints_their_sum(session: Session) -> None:
    (first, *_) = session.report.children(REPORT, "项目")
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
        session.apply(cover_line_edits(session.report, line, first), "覆盖", Origin.ROWS)
    found = cells(paper_document(session))
    covered = [printed(found, f"项目明细.{n}.本年决算") for n in (1, 2, 3)]
    assert printed(found, "项目.1.资金总额_全年执行") == sum(covered) == Decimal("30.01")
    expect_sums(session)


def test_sheets_with_amounts_carried_over_still_print_what_their_lines_print(
    session: Session,
) -> None:
    sheets = session.report.children(REPORT, "项目")
    for sheet in sheets:
        (line,) = lines_of_sheet(session.report, sheet)
        enter(session, LINE, "10.004", line)
        enter(session, "项目.上年结转_全年执行", "3.0044", sheet)
    assert len(sheets) == 2
    assert of(session).unbalanced == ()
    expect_sums(session)


def test_a_figure_of_the_narrative_that_follows_a_cell_is_printed_as_the_cell(
    session: Session,
) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    chapter = FieldAddress(REPORT, session.report.template.prose_fields[4])
    enter(session, chapter.field, "其中决算。")
    edits = insert_edits(session, chapter, 4, FieldAddress(lines(session)[0], LINE))
    session.apply(edits, "插入", Origin.TYPED)
    value = session.value(chapter)
    assert value is not None
    assert value.text == "其中决算10万元。", "what is stored is rounded"
    texts = [
        block.text
        for section in paper_document(session).sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]
    assert "其中决算10.01万元。" in texts


def test_a_total_that_was_stated_wrongly_is_not_papered_over(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    enter(session, "项目支出_本年决算", "39", reason="照原件")
    assert of(session) == Balance(), "its parts are left alone"


def test_a_stated_total_that_is_the_rounded_sum_is_one_to_add_up_to(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    enter(session, "项目支出_本年决算", "37.01", reason="照原件")
    assert [each.printed for each in of(session).adjusted][:1] == ["10.01"]
    expect_sums(session)


def test_without_the_option_nothing_is_adjusted(
    sample_session: Session, template: ReportTemplate
) -> None:
    assert not template.balances_print
    for line in lines(sample_session)[:3]:
        enter(sample_session, LINE, "10.004", line)
    assert of(sample_session) is NO_BALANCE
    assert cells(paper_document(sample_session))["项目明细.1.本年决算"].text == "10"


def test_an_edit_elsewhere_does_not_change_what_is_adjusted(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    before = of(session).adjusted
    enter(session, "公车购置_本年决算", "1.005")
    enter(session, "编制数", "40")
    after = of(session).adjusted
    assert [each for each in after if each in before] == list(before)


def test_a_correction_speaks_of_figures_as_they_were_and_are_printed(session: Session) -> None:
    for line in lines(session)[:3]:
        enter(session, LINE, "10.004", line)
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    enter(session, LINE, "10", lines(session)[1])
    enter(session, LINE, "10", lines(session)[2])
    (section,) = correction_document(session).sections
    (table,) = [each for each in section.blocks if isinstance(each, Table)]
    rows = [[cell.text for cell in row.cells][-4:-1] for row in table.rows]
    name = session.report.record_name(lines(session)[0])
    assert [f"{name}（2022年决算数）", "10.01", "10"] in rows


AMOUNTS = st.one_of(
    st.just("0"),
    st.decimals(0, 99, places=2).map(str),
    st.decimals(0, 99, places=4).map(str),
    st.integers(0, 999_999).map(lambda n: f"{n}元"),
)
TYPED = (
    *("公车购置_本年决算", "公车运行维护_本年决算", "出国经费_本年决算", "公务接待_本年决算"),
    *("一般公共预算", "政府性基金拨款", "专户非税收入拨款", "其他资金", "基本支出"),
)


@settings(max_examples=40)
@given(
    typed=st.lists(AMOUNTS, min_size=9, max_size=9),
    of_lines=st.lists(AMOUNTS, min_size=8, max_size=8),
    of_sheets=st.lists(AMOUNTS, min_size=6, max_size=6),
)
def test_whatever_was_typed_printed_parts_add_up_and_move_by_less_than_a_digit(
    typed: list[str], of_lines: list[str], of_sheets: list[str]
) -> None:
    session = balanced_session()
    for field, text in zip(TYPED, typed, strict=True):
        enter(session, field, text)
    for line, text in zip(lines(session), of_lines, strict=True):
        enter(session, LINE, text, line)
    names = [f"{part}_{column}" for part in ("上年结转", "其他资金") for column in ("全年执行",)]
    names.append("财政拨款_全年预算")
    places = [(r, n) for r in session.report.children(REPORT, "项目") for n in names]
    for (record, name), text in zip(places, of_sheets, strict=True):
        enter(session, f"项目.{name}", text, record)
    found = of(session)
    assert found.unbalanced == ()
    for each in found.adjusted:
        assert abs(Decimal(each.printed) - Decimal(each.exact)) < Decimal("0.01")
        assert Decimal(each.exact) != Decimal(each.exact).quantize(Decimal("0.01"))
    expect_sums(session)
