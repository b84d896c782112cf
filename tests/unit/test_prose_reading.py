"""Figures are read out of prose with their meaning, and written back in the same wording."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.checks.passages import passages, passages_by_name
from perfeval_desktop.checks.patterns import MAX_CHOICES, PatternError, compile_pattern
from perfeval_desktop.checks.prose import Mention, check_reading, find_mention, rewritten
from perfeval_desktop.domain.numerals import parse_numeral, print_numeral
from perfeval_desktop.domain.template import Field, Reading, ReadPattern, Role
from perfeval_desktop.domain.values import NumberStyle, ValueType, round_half_up

AMOUNT, RATE, COUNT = ValueType.AMOUNT, ValueType.RATE, ValueType.HEADCOUNT
STYLE = NumberStyle()
BASIC = (
    "2022年度一般公共预算财政拨款基本支出74.71万元，其中：人员经费 64.48 万元，占基本支出的86.3%,"
    "主要包括基本工资；公用经费１０．２４万元，占基本支出的13.7%，主要包括办公费。"
)


def read(
    text: str, *patterns: str, kind: ValueType = AMOUNT, name: str = "", zero: str = ""
) -> Mention | None:
    ways = [ReadPattern(each) for each in patterns]
    if zero:
        ways.append(ReadPattern(zero, "0"))
    reading = Reading("某节", tuple(ways), bool(name))
    field = Field("某数", kind, "某数", role=Role.READ, reading=reading)
    check_reading(field)
    return find_mention(field, text, name, decimals=2)


def number(mention: Mention | None) -> Decimal | None:
    return mention.value.number if mention is not None else None


@pytest.mark.parametrize(
    ("text", "pattern", "kind", "expected"),
    [
        (BASIC, "基本支出{为}{金额}", AMOUNT, "74.71"),
        (BASIC, "人员经费{为}{金额}", AMOUNT, "64.48"),
        (BASIC, "公用经费{为}{金额}", AMOUNT, "10.24"),
        (BASIC, "人员经费{隔15}占基本支出的{百分比}", RATE, "0.863"),
        (BASIC, "公用经费{隔15}占基本支出的{百分比}", RATE, "0.137"),
        ("专项经费共计二十七万元", "经费{为}{金额}", AMOUNT, "27"),
        ("支出644783.52元", "支出{金额}", AMOUNT, "64.478352"),
        ("支出1,234.5万元", "支出{金额}", AMOUNT, "1234.5"),
        ("支出0.27亿元", "支出{金额}", AMOUNT, "2700"),
        ("支出三百二十万元", "支出{金额}", AMOUNT, "320"),
        ("支出一百二十三万四千五百元", "支出{金额}", AMOUNT, "123.45"),
        ("编制数 11 人，主任 1 名，副主任 2 名", "编制数{数}人", COUNT, "11"),
        ("主任 1 名，副主任 2 名", "{非副}主任{数}名", COUNT, "1"),
        ("涉及项目四个", "项目{数}[个|项]", COUNT, "4"),
        ("处理投诉294起", "投诉{数}起", COUNT, "294"),
        ("占比百分之八十六点三", "占比{百分比}", RATE, "0.863"),
    ],
)
def test_a_figure_is_read_with_its_meaning(
    text: str, pattern: str, kind: ValueType, expected: str
) -> None:
    assert number(read(text, pattern, kind=kind)) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "召开现场调解会30余次",
        "召开现场调解会约30次",
        "召开现场调解会近30次",
        "召开现场调解会20至30次",
        "召开现场调解会三十多次",
        "召开现场调解会若干次",
        "召开现场调解会30次。召开现场调解会31次。",
    ],
)
def test_what_is_vague_or_said_in_two_ways_is_no_figure(text: str) -> None:
    assert read(text, "调解会{为}[约|近]{数}[余|多]次", kind=COUNT) is None


def test_the_same_figure_said_twice_is_one() -> None:
    mention = read("项目支出27万元，共安排项目支出27万元。", "项目支出{金额}")
    assert mention is not None
    assert (mention.start, mention.end) == (4, 8)


def test_a_gap_never_leaves_its_sentence() -> None:
    assert read("人员经费较多。公用经费10万元", "人员经费{隔20}{金额}") is None
    assert number(read("人员经费较多，公用经费10万元", "人员经费{隔20}{金额}")) == 10


def test_words_alone_can_be_a_figure() -> None:
    assert (
        number(read("本单位无政府性基金预算支出。", "基金{金额}", zero="无政府性基金预算支出")) == 0
    )


@pytest.mark.parametrize(
    ("text", "slack"),
    [
        ("支出27万元", "0.005"),  # printed with two decimals at most, 27 is 27.00
        ("支出74.711万元", "0.0005"),
        ("支出644783.52元", "0.0000005"),
        ("支出0.27亿元", "50"),
        ("支出二十七万元", "0.005"),
    ],
)
def test_a_figure_stands_for_what_prints_as_it_does(text: str, slack: str) -> None:
    mention = read(text, "支出{金额}")
    assert mention is not None
    assert mention.slack == Decimal(slack)


def test_the_place_of_a_figure_is_that_of_the_original_text() -> None:
    for part, pattern, kind in (
        ("64.48 万元", "人员经费{为}{金额}", AMOUNT),
        ("１０．２４万元", "公用经费{为}{金额}", AMOUNT),
        ("86.3%", "人员经费{隔15}占基本支出的{百分比}", RATE),
    ):
        mention = read(BASIC, pattern, kind=kind)
        assert mention is not None
        assert BASIC[mention.start : mention.end] == part


PROJECTS = """1.年初预算项目“甲”“乙”经费5万元。项目实施情况如下：
（1）甲项目经费
项目支出20万元，主要用于甲。
①产出：完成3个。
（2）“乙”专项工作经费项目
项目支出3万元。
2.其他项目。
丙项目支出4万元，主要用于丙。"""


@pytest.mark.parametrize(
    ("name", "expected"), [("“甲”", "20"), ("乙", "3"), ("丙经费", "4"), ("丁", None), ("", None)]
)
def test_a_project_is_read_in_its_own_passage(name: str, expected: str | None) -> None:
    found = read(PROJECTS, "项目支出{金额}", name=name or "无名")
    assert number(found) == (None if expected is None else Decimal(expected))


def test_a_name_that_heads_two_passages_heads_none() -> None:
    text = "（1）甲项目\n项目支出1万元。\n（2）甲经费\n项目支出2万元。"
    assert "甲" not in passages_by_name(text)
    assert len(passages(text)) == 2


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{隔5}甲",
        "甲{隔500}",
        "甲{数目}",
        "甲(乙",
        "甲(乙|)",
        "甲12",
        "甲" * 400,
        "甲" + "[乙]" * (MAX_CHOICES + 1),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_in_a_sentence(pattern: str) -> None:
    with pytest.raises(PatternError, match="。"):
        compile_pattern(pattern)


def test_a_pattern_must_read_a_figure_of_its_type() -> None:
    with pytest.raises(PatternError, match="金额"):
        read("", "支出{数}")


def test_no_text_makes_a_pattern_slow() -> None:
    text = "基本支出" * 5_000
    started = time.perf_counter()
    compile_pattern("基本支出{隔200}支出{隔200}基本{隔200}本[支|支出|支基]{金额}").findall(text)
    assert time.perf_counter() - started < 5


@given(st.text(max_size=200), st.sampled_from(["支出{为}{金额}", "{数}[个]", "占{隔9}{百分比}"]))
def test_any_text_can_be_read(text: str, pattern: str) -> None:
    kind = {"金": AMOUNT, "数": COUNT, "百": RATE}[pattern.rpartition("{")[2][0]]
    if pattern.startswith("{数"):
        mention = read(text, pattern, kind=kind)
    else:
        mention = read(text + "支出占1%" + text, pattern, kind=kind)
    assert mention is None or mention.end > mention.start


amounts = st.decimals(0, 10**8, places=2)


@given(amounts)
def test_a_printed_amount_is_read_back(amount: Decimal) -> None:
    shown = STYLE.figure(AMOUNT, amount)
    assert number(read(f"基本支出{shown}万元，其中", "基本支出{金额}")) == amount


@given(st.integers(0, 10**12 - 1))
def test_a_numeral_gives_its_number_back(value: int) -> None:
    assert parse_numeral(print_numeral(Decimal(value))) == value


@given(st.text(alphabet="零一二两三九十百千万亿点", max_size=12))
def test_any_numeral_is_a_number_or_none(text: str) -> None:
    value = parse_numeral(text)
    assert value is None or value >= 0


@given(amounts, st.sampled_from(["74.71万元", "1,234元", "１０．２４万元", "644783.52元", "3万元"]))
def test_another_amount_is_written_in_the_same_wording(amount: Decimal, wording: str) -> None:
    written = rewritten(wording, AMOUNT, amount, 2)
    assert written is not None
    assert written.endswith("万元") == wording.endswith("万元")
    assert number(read(f"支出{written}", "支出{金额}")) == amount


def test_wording_keeps_numerals_and_percent() -> None:
    assert rewritten("二十七万元", AMOUNT, Decimal(23), 2) == "二十三万元"
    assert rewritten("86.3%", RATE, Decimal("0.54545"), 2) == "54.5%"
    assert rewritten("64.48 万元", AMOUNT, Decimal("7"), 2) == "7 万元"
    assert rewritten("11", COUNT, Decimal(6), 2) == "6"
    assert rewritten("11", COUNT, Decimal("6.5"), 2) is None


@given(st.decimals(0, 10, places=4))
def test_a_percentage_is_rewritten_with_its_own_decimals(rate: Decimal) -> None:
    written = rewritten("86.3%", RATE, rate, 2)
    assert written is not None
    assert number(read(f"占{written}", "占{百分比}", kind=RATE)) == round_half_up(rate, 3)
