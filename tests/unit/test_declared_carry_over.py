"""收支平衡: a gap that declared carry-over closes is 核实性, and any other is 强制性."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Origin, apply_edits
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, Severity
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session

BALANCE = "1-2.收支平衡"
Values = Mapping[str, object]


def found(engine: Engine) -> list[Finding]:
    return [each for each in engine.findings(complete=True) if each.rule == "B2"]


def engine_of(values: Values, template: ReportTemplate) -> Engine:
    report = Report(template, 2022)
    apply_edits(report, fragment_edits(values, template, "test"))
    return Engine(report)


def filled(income: object, spending: object, **declared: object) -> Values:
    """A report with both totals, filled in so far that findings are live."""
    zeros = dict.fromkeys(("政府性基金拨款", "专户非税收入拨款", "其他资金", "项目支出"), "0")
    return {**zeros, "一般公共预算": str(income), "基本支出": str(spending), **declared}


def sheets(*carried: object) -> list[Values]:
    return [
        {"项目名称": f"项目{at}", "上年结转_全年执行": str(each)} for at, each in enumerate(carried)
    ]


def prose(carried: object, left: object) -> str:
    return (
        f"年初预算项目“甲”金额20万元，上年结转{carried}万元，实际支出20万元，结余结转{left}万元。"
    )


@pytest.mark.parametrize(
    ("declared", "check", "named"),
    [
        ({"项目": sheets("9.3")}, "附件1-3", "上年结转资金合计 9.3 万元"),
        ({"项目": sheets("4", "5.3")}, "附件1-3", "上年结转资金合计 9.3 万元"),
        ({"底数_年初结转": "93000"}, "底数", "年末结转和结余是 9.3 万元"),
        ({"底数_年初结转": "113000", "底数_年末结转": "2万元"}, "底数", "结余是 9.3 万元"),
        ({"项目支出绩效情况": prose("9.3", "0")}, "正文总述", "结余结转是 9.3 万元"),
        ({"项目支出绩效情况": prose("10.3", "1")}, "正文总述", "结余结转是 9.3 万元"),
        ({"项目": sheets("9.3"), "底数_年初结转": "93000"}, "附件1-3", "9.3 万元"),
    ],
)
def test_a_declared_figure_that_closes_the_gap_makes_it_a_warning_that_names_it(
    template: ReportTemplate, declared: Values, check: str, named: str
) -> None:
    (finding,) = found(engine_of(filled("125.98", "135.28", **declared), template))
    assert (finding.check, finding.severity) == (f"{BALANCE}.{check}", Severity.WARNING)
    assert named in finding.message
    assert (finding.left.shown, finding.right.shown) == ("125.98", "135.28")
    assert not finding.is_due


@pytest.mark.parametrize(
    ("income", "declared"),
    [
        ("125.98", {}),
        ("125.98", {"项目": sheets("9.2")}),
        ("125.98", {"底数_年末结转": "93000"}),  # the wrong way
        ("125.98", {"底数_年初结转": "93000", "底数_年末结转": "50000"}),
        ("125.98", {"项目支出绩效情况": prose("0", "0")}),
        ("144.58", {"项目": sheets("9.3")}),  # too much income is nothing carried over
        ("135.20", {"项目": sheets("0")}),  # nothing declared closes no gap, however small
    ],
)
def test_a_gap_that_nothing_declared_closes_stays_an_error(
    template: ReportTemplate, income: str, declared: Values
) -> None:
    (finding,) = found(engine_of(filled(income, "135.28", **declared), template))
    assert (finding.check, finding.severity) == (BALANCE, Severity.ERROR)


amounts = st.integers(0, 2_000).map(lambda cents: Decimal(cents) / 100)
maybe = st.none() | amounts


@given(
    amounts, st.sampled_from(["", "sheet", "base", "prose"]), amounts, maybe, maybe, maybe, maybe
)
def test_a_gap_gives_one_finding_and_it_is_an_error_unless_something_declared_closes_it(
    template: ReportTemplate, spending: Decimal, closing: str, by: Decimal,
    sheet: Decimal | None, opening: Decimal | None, left: Decimal | None, told: Decimal | None,
) -> None:  # fmt: skip
    sheet, opening, told = (
        by if closing == name else other
        for name, other in (("sheet", sheet), ("base", opening), ("prose", told))
    )
    base = None if opening is None and left is None else (opening or 0) - (left or 0)
    closes_with = {"sheet": sheet, "base": base, "prose": told}.get(closing)
    income = spending + 3 - (Decimal(closes_with or 0) if closing else by)
    spending += 3
    declared: dict[str, object] = {"项目": sheets(*([sheet] if sheet is not None else []))}
    if opening is not None:
        declared["底数_年初结转"] = f"{opening}万元"
    if left is not None:
        declared["底数_年末结转"] = f"{left}万元"
    if told is not None:
        declared["项目支出绩效情况"] = prose(told, "0")
    findings = found(engine_of(filled(income, spending, **declared), template))
    gap = spending - income
    if abs(gap) <= Decimal("0.01"):
        assert findings == [], "rounding"
        return
    if abs(gap) <= Decimal("0.05"):
        return  # as the figures are rounded
    (finding,) = findings
    off = [abs(gap - each) for each in (sheet, base, told) if each]
    if min(off, default=gap) == 0:
        assert finding.severity is Severity.WARNING
    if min(off, default=Decimal(9)) > Decimal("0.05"):
        assert finding.severity is Severity.ERROR


def type_text(session: Session, field: str, text: str) -> None:
    edits = entry_edits(session.report, FieldAddress("", field), text)
    session.apply(edits, "", Origin.TYPED)


def test_typing_in_a_table_moves_the_finding_at_once_while_the_narrative_waits(
    sample_session: Session,
) -> None:
    """A window reads the narrative on a thread: the balance of the tables must not wait for it."""
    value = sample_session.value(FieldAddress("", "项目支出绩效情况"))
    assert value is not None
    text = value.text.replace("实际支出20万元，", "上年结转9.3万元，实际支出20万元，", 1)
    type_text(sample_session, "项目支出绩效情况", text)
    window = Session(sample_session.report.copy(), lambda batch: None, reads_prose=False)
    assert [each.severity for each in found(window.engine)] == [Severity.ERROR]
    assert window.engine.take_prose(sample_session.engine.prose_results())
    assert [each.check for each in found(window.engine)] == [f"{BALANCE}.正文总述"]
    type_text(window, "其他资金", "20")
    assert [each.check for each in found(window.engine)] == [BALANCE]
    type_text(window, "其他资金", "24.27")
    assert [each.check for each in found(window.engine)] == [f"{BALANCE}.正文总述"]
    assert found(window.engine) == found(Engine(window.report))


def test_the_message_follows_the_declared_figure(template: ReportTemplate) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    values = filled("125.98", "135.28", 底数_年初结转="93000")
    session.apply(fragment_edits(values, template, "test"), "", Origin.TYPED)
    type_text(session, "底数_年初结转", "93100")
    (finding,) = found(session.engine)
    assert "结余是 9.31 万元" in finding.message
    assert found(session.engine) == found(Engine(session.report))
