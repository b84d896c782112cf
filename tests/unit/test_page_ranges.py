"""Page ranges as they are typed."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.services.page_ranges import parse_pages, say_pages


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", (5,)),
        ("1-3,5", (1, 2, 3, 5)),
        ("1-3,5、7－9", (1, 2, 3, 5, 7, 8, 9)),
        ("１—３，５；７～９", (1, 2, 3, 5, 7, 8, 9)),
        ("第3页至第5页", (3, 4, 5)),
        ("  2  4 ", (2, 4)),
        ("2 - 4", (2, 3, 4)),
        ("5,1-2,2", (1, 2, 5)),
        ("4-2", (2, 3, 4)),
        ("14-", (14, 15, 16)),
        ("-2", (1, 2)),
    ],
)
def test_a_range_is_understood_however_it_is_written(typed: str, meant: tuple[int, ...]) -> None:
    assert parse_pages(typed, 16) == meant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "还没有写要哪几页，请写成 1-3,5 这样。"),
        ("，、", "还没有写要哪几页，请写成 1-3,5 这样。"),
        ("封面", "看不懂“封面”，请写成 1-3,5 这样。"),
        ("1-3-5", "看不懂“1-3-5”，请写成 1-3,5 这样。"),
        ("-", "看不懂“-”，请写成 1-3,5 这样。"),
        ("1.5", "看不懂“1.5”，请写成 1-3,5 这样。"),
        ("9" * 5_000, f"看不懂“{'9' * 5_000}”，请写成 1-3,5 这样。"),
        ("0-2", "页数从 1 开始，没有第 0 页。"),
        ("3,17", "一共 16 页，没有第 17 页。"),
        ("17-", "一共 16 页，没有第 17 页。"),
    ],
)
def test_what_is_wrong_with_a_range_is_said(typed: str, reason: str) -> None:
    with pytest.raises(ValueParseError) as caught:
        parse_pages(typed, 16)
    assert caught.value.reason == reason


def test_pages_are_said_in_few_words_and_read_back_the_same() -> None:
    assert say_pages((1, 2, 3, 5, 7, 8)) == "1-3,5,7-8"
    assert parse_pages(say_pages((1, 2, 3, 5, 7, 8)), 16) == (1, 2, 3, 5, 7, 8)
