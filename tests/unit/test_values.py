"""What a clerk types is understood, or refused in a sentence; nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.parsing import decode_value, encode_value, parse_quantity, parse_value
from perfeval_desktop.domain.values import (
    Comparator,
    Figure,
    Mark,
    NumberStyle,
    ValueType,
    display,
    editing_text,
    number_of,
)

STYLE = NumberStyle()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17.15", "17.15"),
        ("１２．５", "12.5"),
        ("　2　", "2"),
        ("1,234.5", "1234.5"),
        ("1，234", "1234"),
        ("27万元", "27"),
        ("644783.52元", "64.478352"),
        ("(3.2)", "-3.2"),
        ("（3.2）", "-3.2"),
        ("（１，２３４．５）", "-1234.5"),
        ("(3.2元)", "-0.00032"),
        ("(￥3.2)", "-3.2"),
        ("￥1,234.50", "1234.5"),
        ("¥-3.2", "-3.2"),
        ("-￥3.2", "-3.2"),
        ("-3.2", "-3.2"),
        ("0", "0"),
        (".5", "0.5"),
    ],
)
def test_an_amount_is_understood_as_it_is_meant(text: str, number: str) -> None:
    assert number_of(parse_value(ValueType.AMOUNT, text)) == Decimal(number)


@pytest.mark.parametrize("text", ["(12.50%)", "（12.50%）", "-12.50%"])
def test_a_rate_in_brackets_is_negative(text: str) -> None:
    assert number_of(parse_value(ValueType.RATE, text)) == Decimal("-0.125")


def test_blank_zero_dash_and_not_applicable_are_four_values() -> None:
    values = [parse_value(ValueType.AMOUNT, text) for text in ("", "0", "——", "无")]
    assert len(set(map(repr, values))) == 4
    assert values[0] is Mark.BLANK
    assert [number_of(each) for each in values] == [None, Decimal(0), None, None]


@pytest.mark.parametrize("text", ["abc", "1.2.3", "12,34", "二十", "1e5", "3..", "元", "1" * 16])
def test_what_is_no_amount_is_refused_in_a_chinese_sentence(text: str) -> None:
    with pytest.raises(ValueParseError) as caught:
        parse_value(ValueType.AMOUNT, text)
    assert caught.value.reason.endswith("。")


def test_what_was_typed_in_yuan_is_kept_in_yuan() -> None:
    value = parse_value(ValueType.AMOUNT, "644783.52元")
    assert display(value, STYLE) == "64.48"
    assert editing_text(value, STYLE) == "644783.52元"


@pytest.mark.parametrize(
    ("text", "shown"), [("54.55%", "54.55%"), ("54.55", "54.55%"), ("0.5", "50%")]
)
def test_a_rate_is_typed_as_in_a_percent_cell(text: str, shown: str) -> None:
    assert display(parse_value(ValueType.RATE, text), STYLE) == shown


@pytest.mark.parametrize(
    ("text", "comparator", "number", "unit", "is_vague"),
    [
        ("≥95%", Comparator.AT_LEAST, "95", "%", False),
        ("294起", Comparator.EQUAL, "294", "起", False),
        ("30余次", Comparator.EQUAL, "30", "次", True),
        ("不低于95%", Comparator.AT_LEAST, "95", "%", False),
    ],
)
def test_a_quantity_is_read_with_its_meaning(
    text: str, comparator: Comparator, number: str, unit: str, is_vague: bool
) -> None:
    value = parse_quantity(text)
    assert (value.comparator, value.number, value.unit) == (comparator, Decimal(number), unit)
    assert value.is_vague is is_vague


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    assert parse_value(ValueType.DATE, "2023.3.5") == parse_value(ValueType.DATE, "2023年3月5日")
    with pytest.raises(ValueParseError, match="日历上没有"):
        parse_value(ValueType.DATE, "2023-2-30")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_stored_figure_that_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueParseError):
        decode_value("amount", "1", number)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_printed_amount_gives_the_amount_back(number: Decimal) -> None:
    shown = STYLE.figure(ValueType.AMOUNT, number)
    assert number_of(parse_value(ValueType.AMOUNT, shown)) == number


@given(st.sampled_from(ValueType), st.text(max_size=30))
def test_any_text_is_a_value_that_can_be_stored_or_is_refused(kind: ValueType, text: str) -> None:
    try:
        value = parse_value(kind, text)
    except ValueParseError:
        return
    again = decode_value(*encode_value(value))
    assert again == value
    if isinstance(value, Figure):
        assert value.number.is_finite()
