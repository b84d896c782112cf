"""Where the pages of a worksheet end."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.exporting.xlsx.breaks import page_breaks

HEIGHTS = st.lists(st.floats(1, 60), min_size=1, max_size=80)
COSTS = st.dictionaries(st.integers(0, 79), st.integers(0, 20))


@given(HEIGHTS, COSTS, st.sets(st.integers(1, 79), max_size=3))
def test_no_page_is_overfull_and_none_is_empty(
    heights: list[float], costs: dict[int, int], wanted: set[int]
) -> None:
    starts = sorted(each for each in wanted if each < len(heights))
    breaks = page_breaks(heights, costs, 200, starts, (0, 0))
    assert set(starts) <= set(breaks)
    for first, end in pairwise([0, *breaks, len(heights)]):
        assert first < end
        repeated = heights[0] if first > 0 else 0
        assert sum(heights[first:end]) + repeated <= 200


def test_a_page_ends_before_the_label_it_would_cut() -> None:
    heights = [20.0] * 20
    assert page_breaks(heights, {}, 200) == [9, 18]
    assert page_breaks(heights, {8: 1, 9: 1}, 200) == [7, 16]
    assert page_breaks(heights, {each: 1 for each in range(1, 20)}, 200) == [9, 18]


def test_a_break_does_not_move_up_so_far_that_the_page_is_half_empty() -> None:
    assert page_breaks([20.0] * 12, {each: 1 for each in range(4, 12)}, 200) == [9]


def test_rows_that_are_repeated_take_their_room() -> None:
    assert page_breaks([30.0, *[20.0] * 20], {}, 200, titles=(0, 0)) == [9, 17]
