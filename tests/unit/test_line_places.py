"""Where in a line of a blank a value is written, and what of the line stays."""

from __future__ import annotations

import pytest

from perfeval_desktop.exporting.blanks.line_places import LinePart, cuts_of
from perfeval_desktop.exporting.blanks.xml_nodes import Change, changed, nodes_of


def written(text: str, *parts: LinePart) -> str | None:
    cuts = cuts_of(text, parts)
    if cuts is None:
        return None
    for cut in sorted(cuts, reverse=True):
        text = text[: cut.start] + cut.new + text[cut.end :]
    return text


@pytest.mark.parametrize(
    ("text", "parts", "result"),
    [
        ("填表人：", [("填表人：", None), ("", "张三")], "填表人：张三"),
        ("填表人：______", [("填表人：", None), ("", "张三")], "填表人：张三"),
        (
            "填表人：　　　　　　电话：　　",
            [("填表人：", None), ("", "张三"), ("电话：", None), ("", "1")],
            "填表人：张三　　　　电话：1",
        ),
        (
            "填表人：\t电话：\t",
            [("填表人：", None), ("", "张三"), ("电话：", None), ("", "1")],
            "填表人：张三\t电话：1\t",
        ),
        (
            "单位名称：　　　　（盖章）",
            [("单位名称：　　　　", None), ("", "甲乙"), ("（盖章）", None)],
            "单位名称：甲乙　　（盖章）",
        ),
        (
            "2022年度＿＿＿＿＿\n自评报告",
            [("2022年度", None), ("＿＿＿＿＿", "甲局"), ("\n自评报告", None)],
            "2022年度甲局\n自评报告",
        ),
        ("　　年　月　日", [("　　年　月　日", "2023年3月9日")], "2023年3月9日"),
        ("填报日期：　年　月　日", [("填报日期：", None), ("", "2023年3月9日")],
         "填报日期：2023年3月9日"),
        ("　3、", [("　3、", None), ("", "甲项目")], "　3、甲项目"),
        ("……", [("", "甲指标")], "甲指标"),
        ("填 表 人：", [("填表人：", None), ("", "张三")], "填 表 人：张三"),
    ],
)  # fmt: skip
def test_a_value_stands_behind_its_words(
    text: str, parts: list[tuple[str, str | None]], result: str
) -> None:
    assert written(text, *(LinePart(*each) for each in parts)) == result


def test_words_that_are_not_in_the_line_leave_it_alone() -> None:
    assert written("填表人：", LinePart("审核人：", None), LinePart("", "张三")) is None


def test_elements_are_known_by_their_bytes() -> None:
    data = (
        """<?xml version='1.0'?><!-- <b> --><a x='>'  y="'"><b/>甲<c t = "1">乙</c ></a>""".encode()
    )
    root, b, c = nodes_of(data)
    assert [each.tag for each in (root, b, c)] == ["a", "b", "c"]
    assert data[b.start : b.end] == b"<b/>"
    assert data[c.inner : c.close].decode() == "乙"
    assert data[root.start :] == data[root.start : root.end]
    new = changed(data, [Change(c.inner, c.close, "丙".encode())])
    assert new == data.replace("乙".encode(), "丙".encode())
