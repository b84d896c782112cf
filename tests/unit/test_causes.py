"""Likely causes of a broken sum: the best guess is the right one, and never said as certain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfeval_desktop.checks.causes import Gap, Term, likely_cause, likely_causes
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.causes import cause_of
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


def terms(**values: str) -> tuple[Term, ...]:
    return tuple(Term(label, Decimal(value)) for label, value in values.items())


INCOME = terms(一般公共预算="101.71", 其他资金="24.27")
SPENDING = terms(基本支出="108.28", 项目支出="27")
PROSE = terms(正文的基本支出="74.71")


def test_the_balance_of_the_sample_looks_like_money_carried_over() -> None:
    cause = likely_cause(Gap(INCOME, SPENDING, PROSE, forgotten="上年结转"))
    assert cause == (
        "也许漏填了上年结转：相差的 9.30 万元也等于 基本支出 108.28 − 其他资金 24.27 − "
        "正文的基本支出 74.71。"
    )


@pytest.mark.parametrize(
    ("left", "right", "others", "words"),
    [
        (terms(合计="71.15"), terms(甲="10", 乙="7.15"), (), "“合计”有两位数字颠倒了"),
        (terms(合计="171500"), terms(甲="10", 乙="7.15"), (), "“合计”是按元填的"),
        (terms(合计="17.15"), terms(甲="10", 乙="71500"), (), "“乙”是按元填的"),
        (terms(合计="17.15"), terms(甲="10", 乙="0.000715"), (), "“乙”除了两次一万"),
        (terms(合计="17.15"), terms(甲="10", 乙="71.5"), (), "“乙”的小数点点错了"),
        (terms(甲="20", 乙="3"), terms(甲="20", 丙="1", 丁="3", 乙="3"), (), "“丙” 1 万元、“丁” 3"),
        (terms(合计="17.15"), terms(甲="10", 乙="7.15", 丙="2.6"), (), "少算了“丙” 2.6 万元"),
        (terms(合计="31.64"), terms(甲="10", 乙="7.15"), terms(别处="17.15"), "“别处”是 17.15"),
        (terms(合计="29.77"), terms(甲="10", 乙="7.15"), terms(别处="12.62"), "漏了“别处”"),
    ],
)  # fmt: skip
def test_the_best_guess(
    left: tuple[Term, ...], right: tuple[Term, ...], others: tuple[Term, ...], words: str
) -> None:
    cause = likely_cause(Gap(left, right, others))
    assert words in cause
    assert cause.startswith("也许")
    assert cause.endswith("。")


@pytest.mark.parametrize(
    ("left", "right", "others"),
    [
        (terms(合计="17.15"), terms(甲="10", 乙="7.15"), terms(别处="3")),
        (terms(合计="20.15"), terms(甲="10", 乙="7.15"), terms(别处="3")),  # round: by chance
        (terms(合计="17.55"), terms(甲="10", 乙="7.15"), terms(别处="0.4")),  # tiny: by chance
    ],
)
def test_nothing_is_guessed_without_need_or_from_chance(
    left: tuple[Term, ...], right: tuple[Term, ...], others: tuple[Term, ...]
) -> None:
    assert likely_cause(Gap(left, right, others)) == ""


AMOUNTS = st.decimals("0.01", "9999", places=2)


@given(st.lists(AMOUNTS, min_size=2, max_size=8), st.data())
def test_two_swapped_digits_are_found_wherever_they_are(
    amounts: list[Decimal], data: st.DataObject
) -> None:
    parts = [Term(f"项{n}", value) for n, value in enumerate(amounts)]
    total = Term("合计", sum(amounts, Decimal(0)))
    place = data.draw(st.integers(0, len(parts) - 1))
    text = str(parts[place].value)
    digits = [at for at, sign in enumerate(text) if sign != "."]
    at = data.draw(st.integers(0, len(digits) - 2))
    first, second = digits[at], digits[at + 1]
    signs = list(text)
    signs[first], signs[second] = signs[second], signs[first]
    wrong = Decimal("".join(signs))
    assume(wrong != parts[place].value and len(str(wrong.normalize())) == len(text))
    assume(str(wrong)[0] != "0" and text[0] != "0")
    parts[place] = Term(parts[place].label, wrong)
    found = list(likely_causes(Gap((total,), tuple(parts))))
    assert "颠倒" in found[0]
    assert any(f"“项{place}”有两位数字颠倒" in each for each in found)


def test_causes_are_told_of_sums_of_money_only(sample_session: Session) -> None:
    causes = {
        each.check: cause_of(sample_session, each) for each in sample_session.engine.findings(True)
    }
    told = {check for check, cause in causes.items() if cause}
    assert told == {"1-2.收支平衡", "表间.项目执行数合计"}
    assert "也许漏填了上年结转" in causes["1-2.收支平衡"], "with a figure read from the narrative"
    assert "基层治理工作经费（2022年决算数）” 1 万元" in causes["表间.项目执行数合计"]


def test_a_slip_in_a_line_behind_a_computed_sum_is_named(template: ReportTemplate) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    values = {
        "项目支出_本年决算": "27",
        "项目明细": [{"名称": "自治奖励", "本年决算": "200000"}, {"名称": "乙", "本年决算": "7"}],
    }
    session.apply(fragment_edits(values, template, "test"), "", Origin.TYPED)
    broken = next(e for e in session.engine.findings() if e.check == "1-1.项目支出.本年决算")
    assert cause_of(session, broken) == (
        "也许“自治奖励（2022年决算数）”是按元填的：填的是 200000，换成万元是 20。"
    )
    line = session.report.children("", "项目明细")[0]
    edits = entry_edits(session.report, FieldAddress(line, "项目明细.本年决算"), "20")
    session.apply(edits, "", Origin.TYPED)
    assert not [e for e in session.engine.findings() if e.check == "1-1.项目支出.本年决算"]
