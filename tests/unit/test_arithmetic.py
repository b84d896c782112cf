"""A sum typed into a cell comes to what Python's exact decimals come to, or is refused."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.arithmetic import MAX_DEPTH, MAX_LENGTH, work_out
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.template import Field
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.services.entering import worked_out

Reckoned = tuple[str, Decimal]

_NUMBERS = st.decimals(min_value=0, max_value=9999, places=2).map(lambda each: (f"{each}", each))


def _combined(parts: st.SearchStrategy[Reckoned]) -> st.SearchStrategy[Reckoned]:
    """Text and value are made side by side: each part of an operation stands in brackets."""
    two = st.tuples(parts, parts)
    return st.one_of(
        two.map(lambda each: (f"({each[0][0]}+{each[1][0]})", each[0][1] + each[1][1])),
        two.map(lambda each: (f"({each[0][0]}-{each[1][0]})", each[0][1] - each[1][1])),
        two.map(lambda each: (f"({each[0][0]}*{each[1][0]})", each[0][1] * each[1][1])),
        parts.map(lambda each: (f"-{each[0]}", -each[1])),
        st.tuples(parts, st.sampled_from((2, 4, 5, 8, 10))).map(
            lambda each: (f"({each[0][0]}/{each[1]})", each[0][1] / each[1])
        ),
    )


_RECKONED = st.recursive(_NUMBERS, _combined, max_leaves=5)


def reckon(text: str) -> Decimal | None:
    try:
        return work_out(text)
    except ValueParseError as error:
        reason = error.reason
    assert reason.endswith("。")
    assert len(reason) < 80
    return None


@given(_RECKONED)
def test_a_sum_in_brackets_is_exact(reckoned: Reckoned) -> None:
    text, value = reckoned
    found = reckon(f"={text}")
    assert found == value or (found is None and len(f"{value:f}") > 20)


@given(st.lists(st.tuples(st.sampled_from("+-*"), _NUMBERS), min_size=1, max_size=6))
def test_products_go_before_sums_and_both_from_the_left(parts: list[tuple[str, Reckoned]]) -> None:
    text = "0" + "".join(f"{sign}{number}" for sign, (number, _) in parts)
    with localcontext(prec=200):
        total, product = Decimal(0), Decimal(0)
        for sign, (_, number) in parts:
            if sign == "*":
                product *= number
            else:
                total, product = total + product, number if sign == "+" else -number
        expected = total + product
    found = reckon(f"={text}")
    assert found == expected or (found is None and len(f"{expected:f}") > 20)


@given(st.text(alphabet="0123456789.,+-*/() =×÷（）＝＋。元a", max_size=MAX_LENGTH + 5))
def test_whatever_is_typed_gives_a_number_or_a_sentence(text: str) -> None:
    reckon("=" + text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("=20+1+3+3", "27"),
        ("=0.1+0.2", "0.3"),
        ("＝（２０＋１．５）×２÷４", "10.75"),
        (" = 1,234.5 - .5", "1234"),
        ("=1/3*3", "1"),
        ("=2-3-4", "-5"),
        ("=8/4/2", "1"),
        ("=2*-3", "-6"),
        ("=−5+8", "3"),
        ("=20", "20"),
    ],
)
def test_sums_are_understood_as_they_are_meant(text: str, result: str) -> None:
    assert work_out(text) == Decimal(result)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("=1/(2-2)", "除以了 0"),
        ("=10/3", "除不尽"),
        ("=" + "1+" * MAX_LENGTH + "1", "最多 200 个字"),
        ("=" + "(" * (MAX_DEPTH + 2) + "1" + ")" * (MAX_DEPTH + 2), "最多套 20 层"),
        ("=" + "-" * 150 + "1", "最多套 20 层"),
        ("=" + "*".join(["999999999999999"] * 12), "位数太多"),
        ("=1" + "/8" * 90, "位数太多"),
        ("=SUM(1,2)", "只认数字"),
        ("=__import__('os')", "只认数字"),
        ("=1+2)", "只认数字"),
        ("=1 2", "只认数字"),
        ("==1", "只认数字"),
        ("=1e5", "只认数字"),
        ("=5%", "只认数字"),
    ],
)
def test_what_is_no_sum_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueParseError, match=reason):
        work_out(text)


@pytest.mark.parametrize("value_type", list(ValueType))
def test_only_in_amounts_people_and_points_a_text_is_taken_for_a_sum(
    value_type: ValueType,
) -> None:
    field = Field("金额", value_type, "金额")
    summed = {ValueType.AMOUNT, ValueType.YUAN, ValueType.HEADCOUNT, ValueType.POINTS}
    assert worked_out(field, "=1+2") == ("3" if value_type in summed else "=1+2")
    assert worked_out(field, "12") == "12"
