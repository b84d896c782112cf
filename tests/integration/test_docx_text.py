"""Text in the Word file: whatever was typed is text, in official faces."""

from __future__ import annotations

import re

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import (
    Paragraph,
    paragraph,
)
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.tables import (
    Table,
    TableCell,
)
from tests.word_file import W, WordFile, text_of, value

from .sample_paper import label, row
from .word_papers import file_of


def test_what_was_typed_is_text_whatever_it_looks_like() -> None:
    typed = '<b>粗</b> & { PAGE } "引" ]]>  两格　全角\x07\u202e倒\ufffe'
    written = file_of(
        paragraph(typed, bookmark=typed),
        Table((1,), (row(TableCell(typed)),)),
    )
    shown = '<b>粗</b> & { PAGE } "引" ]]>  两格　全角倒〓'
    assert text_of(written.paragraphs()[0]) == shown
    assert written.forms()[0].at(0, 0) == shown
    assert written.body.find(f".//{W}instrText") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_file_that_can_be_read(typed: str) -> None:
    block = paragraph(typed, bookmark=typed)
    written = file_of(block, Table((1,), (row(TableCell(typed)),)))
    assert text_of(written.paragraphs()[0]) == block.text
    assert written.forms()[0].at(0, 0) == block.text
    (name,) = (each.get(W + "name") for each in written.body.iter(W + "bookmarkStart"))
    assert re.fullmatch(r"[^\W\d_]\w{0,39}", name)


def test_line_ends_in_prose_and_cells_are_line_breaks() -> None:
    written = file_of(paragraph("一\n二"), Table((1,), (row(label("绩\n效")),)))
    assert text_of(written.paragraphs()[0]) == "一\n二"
    assert written.forms()[0].at(0, 0) == "绩\n效"
    assert len(list(written.body.iter(W + "br"))) == 2


def test_changed_text_is_underlined_and_struck() -> None:
    cell = TableCell("30", was="20")
    spans = (
        TextSpan("旧", change=Change.DELETED),
        TextSpan("新", is_bold=True, change=Change.INSERTED),
    )
    written = file_of(Paragraph(spans), Table((1,), (row(cell),)))
    looks = [
        (
            text_of(each),
            value(each, "rPr/strike") is not None,
            value(each, "rPr/u"),
            value(each, "rPr/b") is not None,
        )
        for each in written.body.iter(W + "r")
    ]
    assert looks == [
        ("旧", True, None, False),
        ("新", False, "single", True),
        ("20", True, None, False),
        ("30", False, "single", False),
    ]


def test_every_run_names_an_official_face_for_every_script(written: WordFile) -> None:
    faces = {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"}
    count = 0
    for name, data in written.parts.items():
        if not re.fullmatch(r"word/(document|header\d+|footer\d+)\.xml", name):
            continue
        root = docx.oxml.parse_xml(data)
        for run in root.iter(W + "r"):
            if run.find(W + "pict") is not None:
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            names = {fonts.get(W + kind) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
            assert len(names) == 1
            assert names <= faces
            assert fonts.get(W + "hint") == "eastAsia"
            count += 1
    assert count > 300


def test_a_long_title_gives_a_bookmark_no_longer_than_word_allows() -> None:
    titles = [paragraph("很" * 60, bookmark="很" * 60) for _ in range(2)]
    written = file_of(*titles)
    names = [each.get(W + "name") for each in written.body.iter(W + "bookmarkStart")]
    assert names == ["很" * 40, "很" * 38 + "_2"]
