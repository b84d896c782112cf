"""核对底数: the figures of the final accounts, typed in 元, for checks only, on no paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import (
    SheetRef,
    sheet_refs,
    sheet_refs_in_filling_order,
)
from perfeval_desktop.domain.parsing import decode_value, encode_value, parse_value
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate, Severity
from perfeval_desktop.domain.values import (
    Figure,
    Mark,
    NumberStyle,
    ValueType,
    display,
    editing_text,
)
from perfeval_desktop.services.completeness import sheet_states
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.paper_pictures import pages_of

BASE = "核对底数"
STYLE = NumberStyle()


def enter(session: Session, field: str, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress("", field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def fill(session: Session) -> None:
    """Fill the whole page with figures that agree with nothing."""
    for field in sorted(session.report.template.fields_on(session.report.template.sheet(BASE))):
        enter(session, field, "777")


def found(session: Session) -> dict[str, Severity]:
    return {e.check: e.severity for e in session.engine.findings(True) if e.rule == "R1"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("644783.52", "64.478352"),
        ("644,783.52元", "64.478352"),
        ("６４４７８３．５２", "64.478352"),
        ("64.48万元", "64.48"),
        ("64.48万", "64.48"),
        ("0", "0"),
        ("-20000", "-2"),
    ],
)
def test_a_figure_without_a_unit_is_in_yuan(text: str, number: str) -> None:
    value = parse_value(ValueType.YUAN, text)
    assert isinstance(value, Figure)
    assert value.number == Decimal(number)
    assert decode_value(*encode_value(value)) == value


def test_nothing_smaller_than_a_cent_and_no_words_are_taken() -> None:
    for text in ("0.001", "六万", "12人"):
        with pytest.raises(ValueParseError):
            parse_value(ValueType.YUAN, text)
    assert parse_value(ValueType.YUAN, "——") is Mark.DASH
    assert parse_value(ValueType.YUAN, " ") is Mark.BLANK


@given(st.decimals(Decimal("-9999999999"), Decimal("9999999999"), places=2))
def test_what_is_shown_and_what_is_edited_mean_the_same_figure(number: Decimal) -> None:
    for text in (f"{number}", f"{number}元"):
        value = parse_value(ValueType.YUAN, text)
        for again in (display(value, STYLE), editing_text(value, STYLE)):
            parsed = parse_value(ValueType.YUAN, again)
            assert isinstance(parsed, Figure)
            assert isinstance(value, Figure)
            assert parsed.number == value.number


def test_one_typed_in_wan_is_edited_in_wan_and_shown_in_yuan() -> None:
    value = parse_value(ValueType.YUAN, "64.48万元")
    assert display(value, STYLE) == "644800"
    assert editing_text(value, STYLE) == "64.48万元"


def test_the_page_is_the_last_of_the_list_and_no_part_of_what_is_bound(
    sample_session: Session,
) -> None:
    assert sheet_refs_in_filling_order(sample_session.report)[-1] == SheetRef(BASE)
    assert SheetRef(BASE) not in sheet_refs(sample_session.report)


def test_the_paper_is_the_same_whatever_stands_on_the_page(
    sample_session: Session, tmp_path: Path
) -> None:
    before = paper_document(sample_session)
    fill(sample_session)
    document = paper_document(sample_session)
    assert document == before
    assert BASE not in repr(document)
    export_pdf(sample_session, tmp_path / "报告.pdf")
    assert len(pages_of(tmp_path / "报告.pdf")) == 16


def test_an_empty_page_is_neither_unfilled_nor_a_finding(new_session: Session) -> None:
    report, engine = new_session.report, new_session.engine
    state = sheet_states(report, engine, [SheetRef(BASE)], complete=True)[SheetRef(BASE)]
    assert (state.required, sum(state.findings.values())) == (0, 0)
    assert found(new_session) == {}


def test_figures_that_differ_from_annexes_and_prose_are_to_be_explained(
    sample_session: Session,
) -> None:
    assert found(sample_session) == {}
    fill(sample_session)
    assert set(found(sample_session).values()) == {Severity.WARNING}
    assert {
        "底数.支出合计", "底数.基本支出", "底数.公用经费", "底数.项目支出", "底数.政府采购",
        "底数.编制数", "底数.在职人数", "底数.三公经费", "底数.公务用车", "底数.出国经费",
        "底数.公务接待", "底数.正文基本支出", "底数.正文人员经费", "底数.正文公用经费",
        "底数.正文项目支出",
        "底数.公用经费其中.办公经费", "底数.公用经费其中.水电差旅费",
        "底数.公用经费其中.会议培训费",
    } == set(found(sample_session)) - {"底数.年末结转", "底数.年初结转"}  # fmt: skip


def test_final_accounts_that_round_to_the_report_are_silent(sample_session: Session) -> None:
    """The sample's own figures, as the accounts would have them to the cent."""
    for field, text in {
        "底数_支出合计": "1352843.52",
        "底数_基本支出": "1082796.31",
        "底数_公用经费": "293549.99",
        "底数_项目支出": "270013.20",
        "底数_三公经费": "0",
        "底数_政府采购": "543800",
        "底数_编制": "11",
        "底数_基本支出_公共预算": "747149.99",
        "底数_人员经费_公共预算": "644783.52",
        "底数_公用经费_公共预算": "102366.47",
        "底数_项目支出_公共预算": "270013.20",
    }.items():
        enter(sample_session, field, text)
    assert found(sample_session) == {}


def test_all_funds_are_never_held_against_the_narrative(sample_session: Session) -> None:
    """108.28 of all funds beside 74.71 of the general budget are both right."""
    enter(sample_session, "底数_基本支出", "1082800")
    enter(sample_session, "底数_基本支出_公共预算", "747100")
    assert found(sample_session) == {}


def test_the_figures_of_unlike_money_carry_their_scope(template: ReportTemplate) -> None:
    for name in ("支出合计", "基本支出", "人员经费", "公用经费", "项目支出"):
        assert template.fields[f"底数_{name}"].scope == "全部资金"
        assert template.fields[f"底数_{name}_公共预算"].scope == "一般公共预算"
