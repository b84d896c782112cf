"""Chinese line breaking (禁则), with every character 1 wide unless said otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.exporting.line_breaking import (
    HALF_EMPTY,
    NEVER_FIRST,
    NEVER_LAST,
    break_lines,
    break_places,
)

CHARACTERS = (
    "荷塘区物业服务指导中心12345.67%abcXYZ，。、；：？！（）“”《》【】—…≥￥ 　\n-/'é万元\u0301"
)
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=120)


def width_of(char: str) -> float:
    return 0.0 if char in "\n\u0301" else 0.5 if char.isascii() else 1.0


def broken(text: str, measure: float, **options: float) -> list[str]:
    widths = [width_of(char) for char in text]
    return [text[line.start : line.end] for line in break_lines(text, widths, measure, **options)]


@given(TEXTS, st.floats(1.0, 20.0), st.floats(0.0, 0.5), st.sampled_from([0.0, 0.03, 0.1]))
def test_the_lines_joined_are_the_text_and_none_is_wider_than_the_measure(
    text, measure, indent_share, squeeze
):
    indent = indent_share * measure
    widths = [width_of(char) for char in text]
    lines = break_lines(text, widths, measure, first_indent=indent, squeeze=squeeze)

    assert "".join(text[line.start : line.end] for line in lines) == text
    for number, line in enumerate(lines):
        limit = measure - indent if number == 0 else measure
        last = text[line.start : line.start + line.count][-1:]
        hanging = width_of(last) / 2 if squeeze and last in HALF_EMPTY else 0.0
        assert line.set_width <= limit + hanging + 1e-5 or line.count == 1
        assert -squeeze <= line.spacing <= 0


@given(TEXTS, st.floats(6.0, 20.0))
def test_a_line_begins_only_where_the_rules_allow_unless_a_word_had_to_be_cut(text, measure):
    widths = [width_of(char) for char in text]
    lines = break_lines(text, widths, measure, squeeze=0.03)
    allowed = break_places(text)

    for line in lines[:-1]:
        if not line.splits_word and not line.ends_paragraph:
            assert allowed[line.end]
            assert text[line.end] not in NEVER_FIRST
            assert text[line.end - 1] not in NEVER_LAST


@given(st.text(max_size=60), st.floats(0.5, 10.0))
def test_any_text_whatsoever_can_be_broken(text, measure):
    assert "".join(broken(text, measure, squeeze=0.03)) == text


@pytest.mark.parametrize("mark", "。，、；：？！）》”】％")
def test_a_closing_mark_never_begins_a_line(mark):
    assert broken(f"一二三四五{mark}六七", 5) == ["一二三四", f"五{mark}六七"]


@pytest.mark.parametrize("mark", "（《“【￥")
def test_an_opening_mark_never_ends_a_line(mark):
    assert broken(f"一二三四{mark}五六", 5) == ["一二三四", f"{mark}五六"]


@pytest.mark.parametrize(
    "word", ["125.98", "1,234.5", "86.3%", "≥95%", "2022-12-31", "Word", "-0.5", "１２５．９８"]
)
def test_a_number_or_word_stays_whole(word):
    text = f"一二三四五六七八九{word}十"

    lines = break_lines(text, [1.0] * len(text), 11)

    assert text[: lines[0].end] == "一二三四五六七八九"
    assert text[lines[1].start :].startswith(word)


def test_the_dashes_and_dots_that_come_in_pairs_stay_together():
    assert broken("一二三四——五", 5) == ["一二三四", "——五"]
    assert broken("一二三四……五", 5) == ["一二三四", "……五"]


def test_a_line_is_tightened_to_keep_its_closing_mark_rather_than_stretched():
    text = "一二三四五六七八九十" * 3 + "。终"

    lines = break_lines(text, [1.0] * len(text), 30, squeeze=0.03)

    assert [text[line.start : line.end] for line in lines] == [text[:31], "终"]
    assert -0.03 < lines[0].spacing < 0
    assert lines[0].set_width == pytest.approx(30.5)  # the empty half of the mark hangs


def test_a_word_longer_than_a_line_is_cut_and_says_so():
    lines = break_lines("a" * 25, [1.0] * 25, 10)

    assert [line.end - line.start for line in lines] == [10, 10, 5]
    assert [line.splits_word for line in lines] == [True, True, False]


def test_spaces_at_the_end_of_a_line_take_no_room():
    assert broken("one two", 1.5) == ["one ", "two"]
    assert [line.count for line in break_lines("一二　　", [1.0] * 4, 3)] == [2]


def test_typed_line_ends_make_lines_and_an_empty_text_is_one_line():
    assert broken("绩\n效\n\n标\n", 9) == ["绩\n", "效\n", "\n", "标\n", ""]
    assert broken("", 9) == [""]


def test_an_accent_stays_with_its_letter():
    assert broken("一二三四e\u0301五", 4.5) == ["一二三四e\u0301", "五"]
    assert broken("国\u0301" * 3, 1) == ["国\u0301"] * 3
