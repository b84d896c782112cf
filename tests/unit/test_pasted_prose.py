"""Paragraphs copied from Word, WPS, a page or a PDF come without anything but words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.importing.pasted_prose import PastedProse, left_out, pasted_prose

KEPT = Path(__file__).parents[1] / "data" / "clipboard_prose"
FROM_WORD = [
    "全年开展巡查12次，覆盖全部小区和街道。",
    "1.完善制度，",
    "落实责任。",
    "2.加强培训，提高效率。",
    "走访群众。",
]


def kept(name: str) -> str:
    return (KEPT / name).read_bytes().decode("utf-8")


def lines(html: str, text: str = "") -> list[str]:
    return pasted_prose(html, text).text.split("\n")


def test_word_gives_its_paragraphs_with_list_numbers_as_text_and_nothing_else() -> None:
    found = pasted_prose(kept("word365.html"), kept("word365.txt"))
    assert found.text.split("\n") == [*FROM_WORD, "项目　金额", "巡查　3.5", "以上已完成。"]
    assert (found.pictures, found.tables) == (1, 1)
    assert left_out(found) == (
        "1 张图片没有粘贴，正文里只放文字。1 张表格按行粘贴成了文字，一行一段，请看一下。"
    )


def test_the_text_flavour_of_word_gives_the_same_paragraphs() -> None:
    assert lines("", kept("word365.txt")) == [*FROM_WORD, "以上已完成。"]


def test_wps_gives_its_paragraphs_with_chinese_numbers() -> None:
    wanted = ["本单位2022年度落实预算执行进度。", "一、公用经费比上年下降。"]
    assert lines(kept("wps.html"), kept("wps.txt")) == wanted
    assert lines("", kept("wps.txt")) == wanted
    assert left_out(pasted_prose(kept("wps.html"), "")) == ""


def test_a_page_gives_its_paragraphs_and_the_numbers_its_lists_show() -> None:
    assert lines(kept("browser.html")) == [
        "工作情况",
        "面积 35m²，投诉 294 起。",
        "3.受理热线",
        "4.回访群众",
        "公开结果",
        "第一层",
    ]


def test_lines_broken_for_the_width_of_a_page_are_put_together_again() -> None:
    found = lines("", kept("pdf.txt"))
    assert len(found) == 3
    assert found[0] == "一、工作情况"
    assert "安全生产责任，及时" in found[1]
    assert found[1].endswith("全年没有发生重大安全事故。")
    assert found[2].startswith("二是规范资金管理。")
    assert "提高了资金使用效益。" in found[2]


@pytest.mark.parametrize(
    "text",
    [
        "一、强化培训\n二、强化检查\n三、强化考核",  # short lines are meant
        "（一）" + "甲" * 30 + "\n（二）" + "乙" * 30,  # numbered ones too
        "　　" + "甲" * 30 + "\n　　" + "乙" * 30,  # and those that are set in
        "甲" * 30 + "。\n" + "乙" * 30 + "。",  # and whole sentences
    ],
)
def test_lines_that_are_paragraphs_stay_apart(text: str) -> None:
    assert len(lines("", text)) == text.count("\n") + 1


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\u2028", "\u2029"])
def test_each_kind_of_line_end_ends_a_paragraph_and_empty_ones_go(end: str) -> None:
    assert lines("", f"{end}甲。{end}{end} 　{end}\t乙。{end}") == ["甲。", "乙。"]


@pytest.mark.parametrize("rest", ["\xad", "\u200b", "\u200e", "\u202a", "\ufeff", "\x02", "\x07"])
def test_what_is_not_seen_is_left_out(rest: str) -> None:
    assert lines("", f"支出{rest}27{rest}万元") == ["支出27万元"]
    assert lines(f"<p>支出{rest}27{rest}万元</p>") == ["支出27万元"]


def test_blanks_are_one_blank_and_indents_are_left_to_the_editor() -> None:
    assert lines("", "　　2022\xa0\xa0年度\t支出 ") == ["2022 年度 支出"]
    assert lines("<p>&nbsp;&nbsp;　2022&nbsp;年度\n  支出</p>") == ["2022 年度支出"]


def test_a_piece_of_a_line_is_taken_as_text() -> None:
    assert pasted_prose("<span style='color:red'>27万元</span>", "27万元") == PastedProse("27万元")


def test_a_picture_alone_is_told() -> None:
    found = pasted_prose("<img src='file:///x.png'>", "")
    assert (found.text, found.pictures) == ("", 1)


def test_a_paragraph_that_was_copied_with_its_end_is_known() -> None:
    assert pasted_prose("<p>甲。</p>", "甲。\r\n").ends_paragraph
    assert not pasted_prose("<p>甲。</p>", "甲。").ends_paragraph


def test_a_page_that_closes_nothing_is_read_in_a_moment() -> None:
    assert len(lines("<p>" + "<p>甲" * 3_000)) == 3_000
    assert lines("<table><tr>" + "<td>甲" * 3_000) == ["　".join("甲" * 3_000)]
    assert lines("<p>甲<![if !x]>乙<!-- 丙") == ["甲乙"]


MARKS = [
    "<p>",
    "</p>",
    "<td>",
    "</tr>",
    "<table>",
    "<li>",
    "<ol>",
    "</ol>",
    "<![if x]>",
    "<!--",
    "甲",
]
MARKS += [
    "-->",
    "<sup>",
    "1",
    "<span style='mso-list:Ignore'>",
    "</span>",
    "<del>",
    "\r\n",
    "&nbsp;",
]


@given(st.lists(st.sampled_from(MARKS), max_size=30).map("".join), st.text(max_size=60))
def test_whatever_was_copied_gives_clean_paragraphs(html: str, text: str) -> None:
    for found in (pasted_prose(html, text), pasted_prose("", text)):
        for line in found.text.split("\n") if found.text else []:
            assert line
            assert line == line.strip(" 　\t\xa0")
            assert not any(ord(each) < 32 for each in line)
