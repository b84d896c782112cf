"""舍位平衡: numbers rounded so that they still add up."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.balancing import Rounded, Sum, half_up, round_balanced

TENTHS = st.integers(-200, 400).map(lambda n: Decimal(n) / 10)
Numbers = dict[str, Decimal]
Sums = list[Sum[str]]


def plus(total: str, *parts: str, is_link: bool = False) -> Sum[str]:
    return Sum(total, tuple((1, each) for each in parts), is_link)


@st.composite
def trees(draw: st.DrawFn) -> tuple[Numbers, Sums]:
    """Nested sums: 合计 over parts, each of which may be a sum of its own."""
    numbers: Numbers = {}
    sums: Sums = []

    def grow(name: str, depth: int) -> Decimal:
        if depth == 0 or not draw(st.booleans()):
            numbers[name] = draw(TENTHS)
            return numbers[name]
        parts = [f"{name}.{n}" for n in range(draw(st.integers(1, 5)))]
        signs = [draw(st.sampled_from((1, 1, 1, -1))) for _ in parts]
        sums.append(Sum(name, tuple(zip(signs, parts, strict=True))))
        values = [grow(each, depth - 1) for each in parts]
        numbers[name] = sum((s * v for s, v in zip(signs, values, strict=True)), Decimal(0))
        return numbers[name]

    for tree in range(draw(st.integers(1, 3))):
        grow(f"总{tree}", 3)
    return numbers, draw(st.permutations(sums))


@st.composite
def matrices(draw: st.DrawFn) -> tuple[Numbers, Sums]:
    """Cells that are added by rows and by columns, both to one total."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = {(r, c): draw(TENTHS) for r in range(height) for c in range(width)}
    numbers = {f"{r},{c}": number for (r, c), number in cells.items()}
    sums: Sums = []
    for r in range(height):
        numbers[f"行{r}"] = sum((cells[r, c] for c in range(width)), Decimal(0))
        sums.append(plus(f"行{r}", *(f"{r},{c}" for c in range(width))))
    for c in range(width):
        numbers[f"列{c}"] = sum((cells[r, c] for r in range(height)), Decimal(0))
        sums.append(plus(f"列{c}", *(f"{r},{c}" for r in range(height))))
    numbers["总"] = sum(cells.values(), Decimal(0))
    sums.append(plus("总", *(f"行{r}" for r in range(height))))
    sums.append(plus("总", *(f"列{c}" for c in range(width))))
    return numbers, draw(st.permutations(sums))


def off(rounded: Rounded[str], sums: Sums) -> Sums:
    units = rounded.units
    return [s for s in sums if sum(sign * units[k] for sign, k in s.parts) != units[s.total]]


def expect_neighbours(numbers: Numbers, rounded: Rounded[str]) -> None:
    for key, number in numbers.items():
        assert abs(rounded.units[key] - number) < 1, key


@given(trees())
def test_printed_parts_add_up_to_the_printed_total_at_every_level(
    made: tuple[Numbers, Sums],
) -> None:
    numbers, sums = made
    rounded = round_balanced(numbers, sums)
    assert rounded.unbalanced == off(rounded, sums) == []
    expect_neighbours(numbers, rounded)


@given(matrices())
def test_cells_in_two_sums_come_right_in_both(made: tuple[Numbers, Sums]) -> None:
    numbers, sums = made
    rounded = round_balanced(numbers, sums)
    assert rounded.unbalanced == off(rounded, sums) == []
    expect_neighbours(numbers, rounded)


@given(trees() | matrices())
def test_top_totals_are_rounded_half_up_and_exact_numbers_stay(made: tuple[Numbers, Sums]) -> None:
    numbers, sums = made
    rounded = round_balanced(numbers, sums)
    parts = {key for each in sums for _, key in each.parts}
    for key, number in numbers.items():
        if key not in parts or number == number.to_integral_value():
            assert rounded.units[key] == half_up(number)


@given(trees() | matrices())
def test_the_same_numbers_are_always_rounded_alike(made: tuple[Numbers, Sums]) -> None:
    assert round_balanced(*made) == round_balanced(*made)


@given(trees(), trees())
def test_what_is_in_no_sum_with_it_does_not_change_how_a_number_is_rounded(
    one: tuple[Numbers, Sums], other: tuple[Numbers, Sums]
) -> None:
    numbers = {f"甲{key}": number for key, number in one[0].items()}
    sums = [renamed(each, "甲") for each in one[1]]
    alone = round_balanced(numbers, sums).units
    more = {f"乙{key}": number for key, number in other[0].items()}
    mixed = [*(renamed(each, "乙") for each in other[1]), *sums]
    together = round_balanced(more | numbers, mixed).units
    assert {key: together[key] for key in alone} == alone


def renamed(one: Sum[str], first: str) -> Sum[str]:
    return Sum(first + one.total, tuple((sign, first + key) for sign, key in one.parts))


def test_the_largest_remainders_are_rounded_up_the_first_of_equal_ones_first() -> None:
    numbers = {"合计": Decimal("3.0"), "甲": Decimal("1.3"), "乙": Decimal("0.4")}
    numbers |= {"丙": Decimal("0.9"), "丁": Decimal("0.4")}
    units = round_balanced(numbers, [plus("合计", "甲", "乙", "丙", "丁")]).units
    assert units == {"合计": 3, "甲": 1, "乙": 1, "丙": 1, "丁": 0}


def test_a_total_that_rounding_cannot_explain_is_left_as_it_is_and_told() -> None:
    numbers = {"合计": Decimal(9), "甲": Decimal("1.3"), "乙": Decimal("0.4")}
    sums = [plus("合计", "甲", "乙")]
    rounded = round_balanced(numbers, sums)
    assert rounded.units == {"合计": 9, "甲": 1, "乙": 0}
    assert rounded.unbalanced == sums


def test_a_number_in_three_sums_is_left_where_not_all_of_them_come_right() -> None:
    numbers = {key: Decimal("0.4") for key in ("甲", "乙", "丙")}
    numbers |= {"一": Decimal("0.8"), "二": Decimal("0.8"), "三": Decimal("0.8")}
    sums = [plus("一", "甲", "乙"), plus("二", "乙", "丙"), plus("三", "丙", "甲")]
    rounded = round_balanced(numbers, sums)
    assert rounded.unbalanced == off(rounded, sums) != []
    expect_neighbours(numbers, rounded)


def test_a_total_that_repeats_others_follows_them_and_its_own_parts_follow_it() -> None:
    numbers = {"总": Decimal("2.8"), "a": Decimal("1.4"), "b": Decimal("1.4")}
    numbers |= {"表": Decimal("1.4"), "拨款": Decimal("0.7"), "其他": Decimal("0.7")}
    sums = [plus("表", "拨款", "其他"), plus("表", "b", is_link=True), plus("总", "a", "b")]
    units = round_balanced(numbers, sums).units
    assert units["总"] == units["a"] + units["b"] == 3
    assert units["表"] == units["b"] == units["拨款"] + units["其他"]


@given(st.lists(TENTHS, min_size=1, max_size=8))
def test_each_part_is_one_of_its_two_neighbours(parts: list[Decimal]) -> None:
    numbers = {str(n): each for n, each in enumerate(parts)} | {"合计": sum(parts, Decimal(0))}
    units = round_balanced(numbers, [plus("合计", *map(str, range(len(parts))))]).units
    for key, number in numbers.items():
        assert units[key] - int(number.to_integral_value(ROUND_FLOOR)) in (0, 1)
