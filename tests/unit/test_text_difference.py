"""What changed in a text, for a person to read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.text_difference import (
    Piece,
    aligned,
    changed_pieces,
    changed_sentences,
    sentences,
)

WORDS = st.sampled_from(
    (
        "全年支出",
        "125.98",
        "135.28",
        "万元",
        "，",
        "。",
        "；",
        "编制",
        "11",
        "人",
        "十二",
        "增加",
        "98%",
    )
)
TEXTS = st.lists(WORDS, max_size=25).map("".join)


def changes(old: str, new: str) -> list[tuple[str, str]]:
    return [(each.before, each.after) for each in changed_pieces(old, new) if not each.is_kept]


@given(TEXTS | st.text(max_size=40), TEXTS | st.text(max_size=40))
def test_what_was_kept_and_went_is_the_old_text_what_was_kept_and_came_the_new(
    old: str, new: str
) -> None:
    pieces = changed_pieces(old, new)
    assert "".join(each.before for each in pieces) == old
    assert "".join(each.after for each in pieces) == new


@given(TEXTS)
def test_nothing_changed_in_the_same_text(text: str) -> None:
    assert all(each.is_kept for each in changed_pieces(text, text))
    assert changed_sentences(text, text) == []


@given(st.text(max_size=60))
def test_the_sentences_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_texts_are_paired_in_order_and_none_is_lost(old: list[str], new: list[str]) -> None:
    pairs = aligned(old, new)
    assert [each.before for each in pairs if each.before] == [each for each in old if each]
    assert [each.after for each in pairs if each.after] == [each for each in new if each]


def test_a_figure_is_replaced_whole() -> None:
    assert changes("全年支出125.98万元。", "全年支出135.28万元。") == [("125.98", "135.28")]
    assert changes("占98.5%左右。", "占98.7%左右。") == [("98.5%", "98.7%")]
    assert changes("共1,234.5元整。", "共1,334.5元整。") == [("1,234.5", "1,334.5")]
    assert changes("在职三十五人次。", "在职三十六人次。") == [("三十五", "三十六")]


def test_words_beside_a_figure_that_changed_with_it_are_one_change() -> None:
    old, new = "支出比上年增加3.2万元。", "支出比上年减少2.8万元。"
    assert changes(old, new) == [("增加3.2", "减少2.8")]


def test_a_sentence_of_which_little_stayed_is_replaced_whole() -> None:
    old, new = "我单位认真落实各项制度。其余不变。", "本年新增小区共三处，由街道负责管。其余不变。"
    assert changes(old, new) == [("我单位认真落实各项制度。", "本年新增小区共三处，由街道负责管。")]


def test_a_sentence_that_only_begins_alike_is_replaced_whole() -> None:
    old, new = "我单位认真落实各项管理制度。", "我单位认真学习上级文件精神，全面整改。"
    assert changes(old, new) == [(old, new)]


def test_one_character_that_is_alike_does_not_break_a_change_up() -> None:
    old, new = "核定编制11人、6人，另有聘用人员若干名。", "核定编制12人、7人，另有聘用人员若干名。"
    assert changes(old, new) == [("11人、6", "12人、7")]


def test_a_sentence_that_moved_in_does_not_disturb_its_neighbours() -> None:
    old = "一是落实责任。三是加强监督。"
    new = "一是落实责任。二是完善制度。三是加强监督。"
    assert changes(old, new) == [("", "二是完善制度。")]


def test_changed_sentences_stand_beside_what_they_were_each_in_its_paragraph() -> None:
    old = "第一段不变。\n支出125.98万元。旧句子没有了，完全不同。"
    new = "第一段不变。\n支出135.28万元。\n新的一段。"
    assert changed_sentences(old, new) == [
        Piece("支出125.98万元。", "支出135.28万元。"),
        Piece("旧句子没有了，完全不同。", ""),
        Piece("", "新的一段。"),
    ]


def test_a_long_chapter_is_compared_in_no_time() -> None:
    old = "".join(f"第{n}句说的是{n * 7}件事情。" for n in range(600))
    new = "".join(f"第{n}句说的是{n * 7 + n % 2}件事情。" for n in range(600))
    assert len(changes(old, new)) == 300
