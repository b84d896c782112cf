"""What is written into the text of a Word blank, element by element."""

from __future__ import annotations

import pytest

from perfeval_desktop.exporting.blanks.line_places import LinePart
from perfeval_desktop.exporting.blanks.sheet_rows import RowsGrowth, may_grow, with_rows
from perfeval_desktop.exporting.blanks.word_fill import WordFill, fill_word
from perfeval_desktop.exporting.blanks.word_grow import RowGrowth
from perfeval_desktop.exporting.blanks.word_grow import with_rows as with_text_rows
from perfeval_desktop.exporting.blanks.xml_nodes import nodes_of

HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = "</w:body></w:document>"


def document(body: str) -> bytes:
    return (HEAD + body + TAIL).encode()


def number(data: bytes, tag: str, occurrence: int = 0) -> int:
    return [each.number for each in nodes_of(data) if each.tag == tag][occurrence]


def body(data: bytes) -> str:
    return data.decode().removeprefix(HEAD).removesuffix(TAIL)


def fill(data: bytes, *parts: tuple[str, str | None], tag: str = "p") -> str:
    own = WordFill(number(data, tag), tuple(LinePart(*each) for each in parts))
    new, refused = fill_word(data, [own])
    assert refused == set()
    return body(new)


def test_an_underlined_blank_stays_underlined() -> None:
    data = document(
        "<w:p><w:r><w:t>单位：</w:t></w:r><w:r><w:rPr><w:u w:val='single'/></w:rPr>"
        "<w:t xml:space='preserve'>　　　　</w:t></w:r></w:p>"
    )
    assert fill(data, ("单位：", None), ("", "甲局")) == body(data).replace(
        "<w:t xml:space='preserve'>　　　　</w:t>", '<w:t xml:space="preserve">甲局</w:t>'
    )


def test_an_empty_cell_gets_the_letters_of_its_paragraph_end() -> None:
    cell = "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:sz w:val='18'/></w:rPr></w:pPr></w:p></w:tc>"
    data = document(f"{cell}</w:tr></w:tbl>")
    assert "<w:r><w:rPr><w:sz w:val='18'/></w:rPr><w:t" in fill(data, ("", "11"), tag="tc")


def test_a_head_in_bold_does_not_make_its_figures_bold() -> None:
    head = "<w:tc><w:p><w:r><w:rPr><w:b/><w:sz w:val='18'/></w:rPr><w:t>甲</w:t></w:r></w:p></w:tc>"
    data = document(f"<w:tbl><w:tr>{head}<w:tc><w:p/></w:tc></w:tr></w:tbl>")
    own = WordFill(number(data, "tc", 1), (LinePart("", "11"),))
    new, _ = fill_word(data, [own])
    assert "<w:p><w:r><w:rPr><w:sz w:val='18'/></w:rPr><w:t" in body(new)


def test_a_text_that_says_click_here_gives_way() -> None:
    shown = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r>"
    )
    data = document(
        f"<w:tbl><w:tr><w:tc><w:p>{shown}</w:sdtContent></w:sdt></w:p></w:tc></w:tr></w:tbl>"
    )
    new = fill(data, ("", "11"), tag="tc")
    assert "单击此处" not in new
    assert ">11</w:t>" in new


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_chapter_fills_the_empty_lines_below_its_heading_first(count: int) -> None:
    empty = "<w:p><w:pPr><w:ind w:firstLine='640'/></w:pPr></w:p>"
    data = document(
        f"<w:p><w:r><w:t>一、甲</w:t></w:r></w:p>{empty}{empty}<w:p><w:r><w:t>二、乙</w:t></w:r></w:p>"
    )
    lines = tuple(f"第{each}段" for each in range(count))
    new, _ = fill_word(data, [WordFill(number(data, "p"), lines=lines)])
    texts = [
        "".join(e.text for e in p.iter() if e.tag == "t") for p in nodes_of(new) if p.tag == "p"
    ]
    assert texts == ["一、甲", *lines, *[""] * (2 - count), "二、乙"]
    assert body(new).count("w:firstLine='640'") == max(2, count)


def test_a_row_that_is_copied_lengthens_the_merge_beside_it_and_counts_on() -> None:
    label = "<w:tc><w:tcPr><w:tcW w:w='9'/></w:tcPr><w:p><w:r><w:t>数量</w:t></w:r></w:p></w:tc>"
    name = "<w:tc><w:p><w:r><w:t>3、旧</w:t></w:r></w:p></w:tc>"
    data = document(f"<w:tbl><w:tr>{label}{name}</w:tr></w:tbl>")
    cell = number(data, "tc", 1)
    new = body(with_text_rows(data, [RowGrowth((cell,), 2, cell, 2)]))
    assert new.count('<w:vMerge w:val="restart"/>') == 1
    assert new.count('<w:vMerge w:val="continue"/>') == 2
    assert [new.count(each) for each in ("数量", "3、旧", ">4、<", ">5、<")] == [1, 1, 1, 1]


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1:B9"/><sheetData><row r="2"><c r="A2" s="1"/><c r="B2" s="2"><v>7</v></c>'
    '</row><row r="9"><c r="B9"><v>1</v></c></row></sheetData><mergeCells count="2">'
    '<mergeCell ref="A1:A2"/><mergeCell ref="A8:B9"/></mergeCells>{more}</worksheet>'
)


def test_rows_of_a_worksheet_move_with_all_that_says_where_they_are() -> None:
    more = (
        '<conditionalFormatting sqref="B2 B9"><cfRule type="expression">'
        "<formula>ROUND(B2,2)=LOG10(A9)</formula></cfRule></conditionalFormatting>"
        '<rowBreaks><brk id="5"/></rowBreaks>'
    )
    data = SHEET.format(more=more).encode()
    assert may_grow(data)
    new = with_rows(data, RowsGrowth(1, (1,), 2)).decode()
    assert '<dimension ref="A1:B11"/>' in new
    assert '<row r="3"><c r="A3" s="1"/><c r="B3" s="2"/></row><row r="4">' in new
    assert '<row r="11"><c r="B11"><v>1</v></c></row>' in new
    assert '<mergeCell ref="A1:A4"/><mergeCell ref="A10:B11"/>' in new
    assert 'sqref="B2:B4 B11"' in new
    assert "ROUND(B2,2)=LOG10(A11)" in new
    assert '<brk id="7"/>' in new


@pytest.mark.parametrize("more", ['<drawing r:id="rId1" xmlns:r="r"/>', "<extLst/>"])
def test_a_worksheet_with_more_than_cells_keeps_its_rows(more: str) -> None:
    assert not may_grow(SHEET.format(more=more).encode())
