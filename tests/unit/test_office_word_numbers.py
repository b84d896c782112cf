"""The levels of headings, and the numbers that Word prints and no text holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.source_document import SourceDocument
from tests.office_parts import p, tbl, tr
from tests.unit.office_reading import body, drawn

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    '</w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="我的二级"/><w:basedOn w:val="H1"/><w:pPr><w:numPr>'
    '<w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
)  # fmt: skip


def level(at: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, overrides: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="5">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="5"/>{overrides}</w:num>'
    )


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def in_list(list_id: int, at: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>'


def numbers(document: SourceDocument) -> list[str]:
    return [each.number for _, each in document.paragraphs()]


def test_headings_have_their_level_and_the_number_that_word_prints(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        p("基本情况", style("H1")) + p("职责", style("H2")) + p("人员", style("H2")) + p("正文")
        + p("支出", style("H1")) + p("基本支出", style("H2"))
        + p("不编号", style("H1") + '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        styles=STYLES,
        numbering=numbering(
            level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）")
        ),
    )  # fmt: skip
    assert [(each.number, each.level) for _, each in document.paragraphs()] == [
        ("一、", 1), ("（一）", 2), ("（二）", 2), ("", 0), ("二、", 1), ("（一）", 2), ("", 1),
    ]  # fmt: skip


def test_lists_of_one_kind_go_on_counting_and_an_override_begins_anew(tmp_path: Path) -> None:
    begin_anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    listed = "".join(p("项", in_list(each)) for each in (1, 1, 2, 2, 1))
    going_on = body(tmp_path, listed, numbering=numbering(level(0, "decimal", "%1.")))
    assert numbers(going_on) == ["1.", "2.", "3.", "4.", "5."]
    anew = numbering(level(0, "decimal", "%1."), overrides=begin_anew)
    assert numbers(body(tmp_path, listed, numbering=anew)) == ["1.", "2.", "3.", "4.", "5."]
    listed = "".join(p("项", in_list(each)) for each in (1, 1, 1, 2, 2))
    assert numbers(body(tmp_path, listed, numbering=anew)) == ["1.", "2.", "3.", "3.", "4."]


def test_deeper_levels_show_those_above_and_may_never_begin_anew(tmp_path: Path) -> None:
    never = '<w:lvlRestart w:val="0"/>'
    listed = "".join(p("项", in_list(1, at)) for at in (0, 1, 1, 0, 1))
    levels = (level(0, "chineseCounting", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert numbers(body(tmp_path, listed, numbering=numbering(*levels))) == [
        "一", "1.1", "1.2", "二", "2.1",
    ]  # fmt: skip
    levels = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2", never))
    assert numbers(body(tmp_path, listed, numbering=numbering(*levels)))[-1] == "2.3"


@pytest.mark.parametrize(
    ("number_format", "first", "eleventh", "twentieth"),
    [
        ("decimal", "1", "11", "20"),
        ("chineseCounting", "一", "十一", "二十"),
        ("chineseCountingThousand", "一", "十一", "二十"),
        ("ideographDigital", "一", "一一", "二〇"),
        ("chineseLegalSimplified", "壹", "壹拾壹", "贰拾"),
        ("decimalEnclosedCircleChinese", "①", "⑪", "⑳"),
        ("upperRoman", "I", "XI", "XX"),
        ("lowerLetter", "a", "k", "t"),
        ("decimalZero", "01", "11", "20"),
        ("bullet", "", "", ""),
    ],
)
def test_numbers_are_written_as_word_writes_them(
    tmp_path: Path, number_format: str, first: str, eleventh: str, twentieth: str
) -> None:
    listed = "".join(p("项", in_list(1)) for _ in range(20))
    document = body(tmp_path, listed, numbering=numbering(level(0, number_format, "%1")))
    shown = numbers(document)
    assert (shown[0], shown[10], shown[19]) == (first, eleventh, twentieth)


def test_a_number_in_a_cell_is_part_of_its_text(tmp_path: Path) -> None:
    cell = f"<w:tc>{p('办公费', in_list(1))}</w:tc>"
    document = body(
        tmp_path, tbl(tr(cell), tr(cell)), numbering=numbering(level(0, "decimal", "%1、"))
    )
    assert drawn(document.blocks[0]) == ["0,0: 1、办公费", "1,0: 2、办公费"]
