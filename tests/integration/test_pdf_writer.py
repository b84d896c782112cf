"""The PDF: what a reader finds in it, where pages end, and that nothing on them is cut off."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from perfeval_desktop.domain.errors import ExportError
from perfeval_desktop.exporting.document import Document, Section, paragraph
from perfeval_desktop.exporting.fonts import missing_characters, shipped_fonts
from perfeval_desktop.exporting.line_breaking import NEVER_FIRST
from perfeval_desktop.exporting.pages import NARRATIVE_PAGE, PageNumbers, PageSettings
from perfeval_desktop.exporting.pdf import Page, lay_out, pdf_bytes, write_pdf
from perfeval_desktop.exporting.pdf.marks import TextLine
from perfeval_desktop.exporting.styles import MM, Face, ParagraphStyle
from perfeval_desktop.exporting.tables import CellStyle, Table, TableCell, TableRow

from .laid_pages import (
    assert_nothing_collides,
    document_of,
    grid_rules,
    lines_of,
    pages_of,
    reader_of,
    text_in,
    text_marks,
    text_of,
)
from .sample_paper import (
    GOAL,
    INDICATOR_HEADS,
    SIGNATURE,
    SPENDING,
    UNIT,
    annex,
    head,
    indicator_rows,
    label,
    number,
    performance_table,
    row,
    sample_document,
)

LONG = "全年共处理“12345”市长热线投诉294起，投诉办结率100%，预算执行率95.5%（含上年结转）；"


@pytest.fixture(scope="module")
def sample_pdf() -> PdfReader:
    return reader_of(sample_document())


def in_order(text: str, parts) -> bool:
    """Say whether all `parts` stand in `text` one after the other."""
    position = 0
    for part in parts:
        position = text.find(re.sub(r"\s", "", part), position)
        if position < 0:
            return False
        position += 1
    return True


# What a reader finds -----------------------------------------------------------------------------


def test_a_figure_with_its_words_is_found_by_searching(sample_pdf):
    text = text_of(sample_pdf)

    for words in ("基本支出74.71万元", "人员经费64.48万元", "投诉294起", "窦𬱖、㛃同志"):
        assert words in text


def test_the_text_of_a_table_comes_row_by_row_and_cell_by_cell(sample_pdf):
    text = text_of(sample_pdf.pages[4])

    assert in_order(text, [part for line in SPENDING for part in (line[0], *line[2:]) if part])


def test_heads_notes_and_signature_come_in_the_order_of_the_paper(sample_pdf):
    text = text_of(sample_pdf.pages[5]) + text_of(sample_pdf.pages[6])
    expected = ["附件1-2", "预算部门名称", UNIT, "年度资金总额", "74.49", "135.28", GOAL, "已完成"]

    assert in_order(text, [*expected, *INDICATOR_HEADS, "总分", "100", "98", *SIGNATURE.parts])


def test_every_line_of_the_narrative_is_one_text_object(sample_pdf):
    content = sample_pdf.pages[2].get_contents().get_data()
    lines = sample_pdf.pages[2].extract_text().strip().splitlines()

    assert content.count(b"BT") <= len(lines) + 1  # one more is reportlab's own at the start


def test_title_author_subject_language_and_outline_are_set(sample_pdf):
    metadata = sample_pdf.metadata
    catalog = sample_pdf.trailer["/Root"]

    assert (metadata.title, metadata.author) == ("2022年度部门整体支出绩效自评报告", UNIT)
    assert metadata.subject == "部门整体支出绩效自评"
    assert catalog["/Lang"] == "zh-CN"
    titles = [entry["/Title"] for entry in sample_pdf.outline if not isinstance(entry, list)]
    assert titles[:2] == ["封面", "一、部门（单位）基本情况"]
    assert titles[-1] == "附件1-2 2022年度部门整体支出绩效自评表"
    assert sample_pdf.outline[2][0]["/Title"] == "（一）部门职责"


def test_an_outline_entry_leads_to_the_page_of_its_heading(sample_pdf):
    last = sample_pdf.outline[-1]

    assert sample_pdf.get_destination_page_number(last) == 5


def test_fonts_are_embedded_as_subsets_and_no_other_is_named(sample_pdf):
    names = set()
    for page in sample_pdf.pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert len(descriptor["/FontFile2"].get_object().get_data()) > 1000
            names.add(font["/BaseFont"])

    assert {re.sub(r"^/[A-Z]{6}\+", "", name) for name in names} == {
        "FormFang",
        "FormHei",
        "FormKai",
        "FormSong",
        "FormTitle",
    }


def test_the_same_document_gives_the_same_bytes():
    assert pdf_bytes(sample_document()) == pdf_bytes(sample_document())


def test_the_paper_does_not_depend_on_what_was_printed_before():
    alone = pdf_bytes(document_of(paragraph("甲乙丙")))
    pdf_bytes(sample_document())

    assert pdf_bytes(document_of(paragraph("甲乙丙"))) == alone


# Characters --------------------------------------------------------------------------------------


def test_rare_characters_are_drawn_and_come_out_as_they_went_in():
    document = document_of(paragraph("𬱖㛃喆堃昇玥赟㎡", ParagraphStyle.HEADING2))

    assert missing_characters(document) == []
    assert "𬱖㛃喆堃昇玥赟㎡" in text_of(reader_of(document))


def test_a_character_no_font_has_is_reported_with_its_place_and_keeps_its_unicode():
    table = Table((1.0,), (row(number("1")), row(TableCell("𠮷野家"))))
    document = document_of(paragraph("联系人𠮷"), table)

    assert missing_characters(document) == [("𠮷", "表“联系人𠮷”")]
    assert missing_characters(document_of(table)) == [("𠮷", "表第2行第1列")]
    assert "𠮷野家" in text_of(reader_of(document))


def test_a_hundred_different_characters_beyond_the_bmp_come_out_right():
    glyphs = shipped_fonts().glyphs(Face.FANG)
    rare = [chr(code) for code in range(0x2A700, 0x2EBE0) if not glyphs[chr(code)].is_missing]
    text = "".join(rare[:150])

    assert len(text) == 150
    assert text in text_of(reader_of(document_of(paragraph(text))))


@pytest.mark.parametrize("where", ["paragraph", "cell"])
def test_markup_controls_and_bidi_marks_are_text_or_nothing(where):
    hostile = "<b>粗</b>&amp;\x00\x1b\u202e(反)\u2066\ud800\\n%()%PDF{{}}"
    block = (
        paragraph(hostile) if where == "paragraph" else Table((1.0,), (row(TableCell(hostile)),))
    )

    assert "<b>粗</b>&amp;(反)〓\\n%()%PDF{{}}" in text_of(reader_of(document_of(block)))


def test_hostile_titles_and_bookmarks_do_no_harm():
    hostile = "<b>()\\\x00\ud800\u202e标题"
    section = Section(hostile, (paragraph("文", bookmark=hostile),))
    reader = reader_of(Document(hostile, (section,), author=hostile, subject=hostile))

    assert reader.metadata.title == "<b>()\\〓标题"
    assert reader.outline[0]["/Title"] == "<b>()\\〓标题"


# Pages -------------------------------------------------------------------------------------------


def test_the_cover_has_no_number_and_the_body_begins_with_one(sample_pdf):
    assert "—1—" not in text_of(sample_pdf.pages[0])
    assert text_of(sample_pdf.pages[1]).endswith("—1—")
    assert sample_pdf.page_labels[:3] == ["封面", "1", "2"]


def test_odd_numbers_stand_right_and_even_ones_left():
    first, second = number_marks(page=NARRATIVE_PAGE)
    right_edge = first.x + first.width_pt

    assert right_edge == pytest.approx((210 - 26) * MM - 14, abs=0.5)
    assert second.x == pytest.approx(28 * MM + 14)


def test_numbers_may_stand_in_the_middle_instead():
    first, second = number_marks(page=replace(NARRATIVE_PAGE, page_numbers=PageNumbers.CENTER))

    for mark in (first, second):
        assert mark.x + mark.width_pt / 2 == pytest.approx((28 + 156 / 2) * MM)


def number_marks(page: PageSettings) -> list[TextLine]:
    pages = pages_of(*(paragraph(LONG * 4) for _ in range(5)), page=page)
    return [laid.marks[-1] for laid in pages[:2]]


def test_the_footer_is_a_small_line_of_its_own_on_every_page():
    page = replace(NARRATIVE_PAGE, footer=("校验码 ABCD-EFGH",))
    pages = pages_of(*(paragraph(LONG * 4) for _ in range(5)), page=page)

    for laid in pages:
        footer, page_number = laid.marks[-2:]
        assert footer.text == "校验码 ABCD-EFGH"
        assert page_number.baseline < footer.baseline - footer.size_pt < laid.height_pt - 15


def test_a_full_page_of_text_has_22_lines_of_28_characters():
    pages = pages_of(*(paragraph("国" * 27 + "家" * 200) for _ in range(4)))
    lines = text_marks(pages[0])[:-1]

    assert len(lines) == 22
    assert {len(line.text) for line in lines} <= {26, 28, 27 + 200 - 26 - 7 * 28}
    pitches = {round(b.baseline - a.baseline, 2) for a, b in pairwise(lines)}
    assert pitches == {round(225 * MM / 22, 2)}


def test_a_heading_never_ends_a_page():
    for filling in range(15, 24):
        body = [paragraph("字") for _ in range(filling)]
        headings = [
            paragraph("六、标题", ParagraphStyle.HEADING1),
            paragraph("（一）标题", ParagraphStyle.HEADING2),
        ]
        pages = pages_of(*body, *headings, paragraph("正文"))
        with_heading = next(page for page in pages if "六、标题" in lines_of(page))
        assert {"（一）标题", "正文"} <= set(lines_of(with_heading))


def test_no_line_begins_with_a_closing_mark_anywhere_in_the_sample():
    for page in lay_out(sample_document()):
        lines = text_marks(page)
        assert not [line.text for line in lines if line.text[:1] in NEVER_FIRST]


# Tables ------------------------------------------------------------------------------------------

MANY = [
    (
        "产出指标\n（50分）",
        tuple(
            (name, tuple((f"{name}{i}：{LONG[: 8 + 3 * i]}", "≥95%", "96%") for i in range(8)))
            for name in ("数量指标", "质量指标", "时效指标", "成本指标")
        ),
    ),
    (
        "效益指标\n（30分）",
        (("社会效\n益指标", tuple((f"效益{i}", "升", "升") for i in range(8))),),
    ),
]


def table_pages(table: Table) -> list[Page]:
    return lay_out(Document("试", (annex("附件1-2", "绩效自评表", table),)))


def test_the_indicator_heads_are_repeated_on_every_page_that_continues_their_rows():
    pages = table_pages(performance_table(indicator_rows(MANY)))

    assert len(pages) >= 3
    for page in pages:
        assert "三级指标" in lines_of(page)
    assert all("预算部门名称" not in lines_of(page) for page in pages[1:])


def test_the_total_below_the_heads_own_rows_gets_no_heads():
    rows = [
        row(label("指标", rows=2), head("头"), is_head=True),
        row(number("1")),
        *(row(label(f"后{i}"), number(str(i))) for i in range(60)),
    ]
    pages = pages_of(Table((1.0, 1.0), tuple(rows)))

    assert "头" in lines_of(pages[0])
    assert all("头" not in lines_of(page) for page in pages[1:])


def test_a_spanning_label_is_cut_at_the_break_and_repeated_after_it():
    pages = table_pages(performance_table(indicator_rows(MANY)))
    first = [i for i, page in enumerate(pages) if "产出指标" in lines_of(page)]

    assert len(first) >= 2
    for index in first:
        lines = lines_of(pages[index])
        assert {"（50分）", "绩", "效", "指", "标"} <= {line.strip() for line in lines}


def test_a_row_that_fits_on_a_page_is_never_split():
    rows = [row(number(str(i)), TableCell(f"〔{i}始{LONG * (i % 7)}终{i}〕")) for i in range(40)]
    pages = pages_of(Table((1, 6), tuple(rows)))

    assert len(pages) > 2
    for i in range(40):
        holders = [page for page in pages if f"〔{i}始" in text_in(page)]
        assert len(holders) == 1
        assert f"终{i}〕" in text_in(holders[0])


def test_a_text_longer_than_a_page_goes_on_without_a_character_lost():
    text = "".join(f"第{i}句：{LONG}" for i in range(120))
    tall = row(label("总体\n目标", rows=1), TableCell(text))
    pages = pages_of(
        Table((1, 8), (row(label("甲"), number("1")), tall, row(label("乙"), number("2"))))
    )

    assert len(pages) >= 2
    assert text in "".join(text_in(page).replace(f"— {page.number} —", "") for page in pages)
    assert_nothing_collides(pages)


def test_the_heads_of_a_table_are_not_parted_from_its_first_row():
    for filling in range(14, 23):
        body = [paragraph("字") for _ in range(filling)]
        table = Table((1.0,), (row(head("表头"), is_head=True), *(row(number("值")),) * 3))
        pages = pages_of(*body, paragraph("单位：万元", ParagraphStyle.TABLE_LINE), table)
        page = next(page for page in pages if "表头" in lines_of(page))
        assert {"单位：万元", "值"} <= set(lines_of(page))


def test_the_signature_line_stands_on_the_page_of_the_last_row():
    for filling in range(25, 45):
        rows = tuple(row(number(str(i))) for i in range(filling))
        pages = pages_of(Table((1.0,), rows, notes=("说明：一。",), signature=SIGNATURE))
        last = next(page for page in pages if "填表人：" in lines_of(page))
        assert {str(filling - 1), "说明：一。", *SIGNATURE.parts} <= set(lines_of(last))


def test_a_long_number_shrinks_rather_than_breaks_and_never_below_the_floor():
    cell = TableCell("1234567890.123456", style=CellStyle.NUMBER)
    page = pages_of(Table((1, 5), (row(cell, TableCell("其他")),), floor_pt=4.0))[0]
    mark = text_marks(page)[0]

    assert mark.text == cell.text
    assert 4.0 <= mark.size_pt < 10.5


def test_rows_move_together_a_little_where_this_saves_a_page():
    def pages_with(count: int) -> list[Page]:
        rows = tuple(row(number(str(i))) for i in range(count))
        return pages_of(Table((1.0,), rows, signature=SIGNATURE))

    assert [len(pages_with(count)) for count in (30, 33, 37, 44)] == [1, 1, 1, 2]
    assert_nothing_collides(pages_with(37))
    lines = text_marks(pages_with(44)[0])
    assert lines[1].baseline - lines[0].baseline == pytest.approx(6.5 * MM, abs=0.3)


def test_rows_grow_until_a_spanning_label_fits():
    upright = label("\n".join("绩效指标表一二三四五"), rows=2)
    pages = pages_of(Table((1, 3), (row(upright, number("1")), row(number("2")))))

    assert "".join(lines_of(pages[0])).startswith("绩效指标表一二三四五")
    assert_nothing_collides(pages)


def test_a_row_without_border_has_no_lines_of_its_own():
    framed, open_row = row(number("1")), replace(row(number("2")), has_border=False)
    page = pages_of(Table((1.0,), (framed, open_row)))[0]

    assert len(grid_rules(page)) == 4


def test_grid_lines_are_drawn_once_and_whole():
    page = pages_of(Table((1, 1, 1), tuple(row(*map(number, "123")) for _ in range(4))))[0]

    assert len(grid_rules(page)) == 5 + 4


def test_nothing_is_cut_off_in_the_sample_and_in_hard_tables():
    assert_nothing_collides(lay_out(sample_document()))
    assert_nothing_collides(table_pages(performance_table(indicator_rows(MANY))))


@st.composite
def grids(draw) -> Table:
    """Tables whose first column spans groups of rows, with texts of every length."""
    texts = st.integers(0, 400).map(lambda length: (LONG * 10)[:length])
    rows: list[TableRow] = [row(head("类"), head("甲"), head("乙"), is_head=draw(st.booleans()))]
    for group in draw(st.lists(st.tuples(st.integers(1, 9), texts), min_size=1, max_size=8)):
        count, text = group
        first = [label(text[:30], rows=count)]
        for _ in range(count):
            (
                rows.append(
                    row(*first, TableCell(draw(texts)), number(draw(st.sampled_from("1 22 "))))
                ),
            )
            first = []
    widths = draw(st.tuples(*[st.integers(2, 9)] * 3))
    return Table(widths, tuple(rows), notes=("说明",), signature=SIGNATURE)


@settings(max_examples=30, deadline=None)
@given(grids(), st.integers(0, 20))
def test_whatever_a_table_holds_all_of_it_is_printed_and_nothing_collides(table, filling):
    pages = pages_of(*(paragraph("字") for _ in range(filling)), table)

    assert_nothing_collides(pages)
    printed = Counter("".join(text_in(page) for page in pages))
    typed = Counter("".join(cell.text for rows in table.rows for cell in rows.cells))
    assert printed >= typed, "no character is lost; labels may be repeated"


# The file ----------------------------------------------------------------------------------------


def test_the_written_file_is_the_document_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "自评报告.pdf"
    target.write_bytes(b"old")

    write_pdf(sample_document(), target)

    assert target.read_bytes() == pdf_bytes(sample_document())
    assert [path.name for path in tmp_path.iterdir()] == ["自评报告.pdf"]


def test_a_target_that_cannot_be_written_is_one_clear_error(tmp_path):
    target = tmp_path / "没有" / "自评报告.pdf"

    with pytest.raises(ExportError) as caught:
        write_pdf(sample_document(), target)

    assert (caught.value.path, caught.value.reason) == (target, "文件夹不存在")


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_as_it_was(tmp_path, monkeypatch, step):
    target = tmp_path / "自评报告.pdf"
    target.write_bytes(b"old")

    def fail(*args, **options):
        raise OSError(28, "No space left on device")

    owner = "pathlib.Path.open" if step == "open" else f"os.{step}"
    data = pdf_bytes(document_of(paragraph("文")))
    monkeypatch.setattr("perfeval_desktop.exporting.pdf.pdf_bytes", lambda *a, **o: data)
    monkeypatch.setattr(owner, fail)
    with pytest.raises(ExportError, match="磁盘空间不足"):
        write_pdf(sample_document(), target)
    monkeypatch.undo()

    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["自评报告.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="the folder's rights mean something else there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="没有写入权限"):
        write_pdf(sample_document(), tmp_path / "自评报告.pdf")
    tmp_path.chmod(0o700)


def test_an_export_that_is_cancelled_leaves_the_old_file(tmp_path):
    target = tmp_path / "自评报告.pdf"
    target.write_bytes(b"old")
    seen = []

    def cancel(index: int, count: int) -> None:
        seen.append((index, count))
        if index == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_pdf(sample_document(), target, on_page=cancel)

    assert seen[-1] == (3, 7)
    assert target.read_bytes() == b"old"
    write_pdf(sample_document(), target)
    assert target.read_bytes() == pdf_bytes(sample_document())
