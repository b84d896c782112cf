"""The Word file: what a reader finds in it, at which place, and how Word will show it."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ExportError
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import (
    Document,
    PageBreak,
    Paragraph,
    SealPlace,
    Section,
    Space,
    paragraph,
)
from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.docx import docx_bytes, write_docx
from perfeval_desktop.exporting.pages import (
    ANNEX_LANDSCAPE_PAGE,
    ANNEX_PAGE,
    COVER_PAGE,
    NARRATIVE_PAGE,
    PageField,
    PageNumbers,
)
from perfeval_desktop.exporting.spans import Change, TextSpan, spans_text
from perfeval_desktop.exporting.styles import Align, ParagraphStyle
from perfeval_desktop.exporting.tables import (
    SignatureLine,
    Table,
    TableCell,
    TableRow,
    place_cells,
)
from perfeval_desktop.services.data_file import DataFile, data_file_edits, read_data_file
from perfeval_desktop.services.exporting import export_docx
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.word_file import W, WordFile, WordForm, text_of, value

from .sample_paper import head, label, number, row, sample_document

CONSISTENT = Path(__file__).parent.parent / "data" / "consistent-2022.toml"


def session_of(data: DataFile, template: ReportTemplate) -> Session:
    session = Session(Report(template, data.year), lambda batch: None)
    session.apply(data_file_edits(data, template), "", Origin.DATA_FILE)
    return session


@pytest.fixture(scope="module", params=["sample", "consistent"])
def document(request: pytest.FixtureRequest, template: ReportTemplate) -> Document:
    data = sample_data() if request.param == "sample" else read_data_file(CONSISTENT)
    return paper_document(session_of(data, template))


@pytest.fixture(scope="module")
def written(document: Document) -> WordFile:
    return WordFile(docx_bytes(document))


def file_of(*blocks, page=NARRATIVE_PAGE) -> WordFile:
    return WordFile(docx_bytes(Document("试", (Section("表", tuple(blocks), page),))))


def form_of(table: Table) -> WordForm:
    (form,) = file_of(table, page=ANNEX_PAGE).forms()
    return form


def tables_of(document: Document) -> list[Table]:
    return [
        block for each in document.sections for block in each.blocks if isinstance(block, Table)
    ]


# What stands where -------------------------------------------------------------------------------


def test_every_cell_of_the_annexes_is_at_its_row_and_column_with_its_merges(
    document: Document, written: WordFile
) -> None:
    forms = written.forms()
    assert len(forms) == len(tables_of(document)) >= 4
    for form, table in zip(forms, tables_of(document), strict=True):
        expected = [
            (
                spans_text(placed.cell.spans),
                placed.row,
                placed.column,
                placed.cell.rows,
                placed.cell.columns,
            )
            for placed in place_cells(table)
        ]
        assert sorted(form.cells) == sorted(expected)
        assert form.row_count == len(table.rows)


def test_every_text_outside_of_tables_is_there_in_order(
    document: Document, written: WordFile
) -> None:
    expected: list[str] = []
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Paragraph():
                    expected.append(block.text)
                case SealPlace():
                    expected += [line.text for line in block.lines]
                case Table():
                    expected += block.notes
                    if block.signature is not None:
                        expected.append("\t".join(block.signature.parts))
    found = [text_of(each) for each in written.paragraphs()]
    assert [text for text in found if text] == [text for text in expected if text]


def test_python_docx_opens_it_and_sees_the_same_cells(
    document: Document, written: WordFile
) -> None:
    opened = docx.Document(BytesIO(docx_bytes(document)))
    texts = {cell.text for table in opened.tables for line in table.rows for cell in line.cells}
    assert {cell.text for form in written.forms() for cell in form.cells} <= texts
    assert opened.core_properties.title == document.title
    assert opened.core_properties.author == document.author
    assert opened.core_properties.language == "zh-CN"


def test_the_outline_is_the_bookmarks_of_the_document(
    document: Document, written: WordFile
) -> None:
    styles = written.styles()
    found = []
    for each in written.paragraphs():
        style = styles[value(each, "pPr/pStyle") or ""]
        level = value(each, "pPr/outlineLvl") or value(style, "pPr/outlineLvl")
        if level not in (None, "9"):
            found.append((text_of(each), int(level)))
    expected = [
        (block.text, max(block.outline_level - 1, 0))
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.bookmark is not None
    ]
    assert found == expected


def test_chapters_are_headings_that_word_knows(written: WordFile) -> None:
    opened = docx.Document(BytesIO(docx_bytes(sample_document())))
    names = {each.text: each.style.name for each in opened.paragraphs if each.text}
    assert names["一、部门（单位）基本情况"] == "Heading 1"
    assert "Title" in names.values()
    for level in range(1, 5):
        style = written.styles()[f"Heading{level}"]
        assert value(style, "name") == f"heading {level}"
        assert value(style, "pPr/outlineLvl") == str(level - 1)


# Tables ------------------------------------------------------------------------------------------


def indicator_head(table: Table) -> int:
    return next(n for n, each in enumerate(table.rows) if each.is_head and len(each.cells) == 9)


def test_the_heads_over_the_indicators_are_repeated_though_they_stand_in_the_middle(
    document: Document, written: WordFile
) -> None:
    indicators = 0
    for form, table in zip(written.forms(), tables_of(document), strict=True):
        if len(table.columns) == 9:
            assert form.repeated == [indicator_head(table)]
            indicators += 1
    assert indicators >= 2


def test_heads_of_a_row_or_two_stay_with_them_instead(document: Document) -> None:
    base = tables_of(document)[0]
    heads = [n for n, each in enumerate(base.rows) if each.is_head]
    form = form_of(base)
    assert len(heads) == 2
    assert form.repeated == heads[:1], "楼堂馆所 has one row"


def test_repeated_rows_come_first_in_their_table_and_no_merge_leaves_them(
    written: WordFile,
) -> None:
    for table in written.body.iter(W + "tbl"):
        are_heads = [value(each, "trPr/tblHeader") is not None for each in table.iter(W + "tr")]
        assert are_heads == sorted(are_heads, reverse=True)
        rows = list(table.iter(W + "tr"))
        if any(are_heads):
            below = rows[sum(are_heads)]
            assert all(value(cell, "tcPr/vMerge") != "" for cell in below.iter(W + "tc"))


def test_rows_are_kept_whole_but_those_that_no_page_holds() -> None:
    form = form_of(
        Table((1, 1), (row(label("甲"), TableCell("乙")), row(label("丙"), TableCell("长" * 3000))))
    )
    assert form.whole == [0]


def test_a_table_is_as_wide_as_the_text_block_and_its_columns_keep_their_shares(
    document: Document, written: WordFile
) -> None:
    for form, table in zip(written.forms(), tables_of(document), strict=True):
        assert sum(form.widths) == round(170 / 25.4 * 72 * 20)
        for width, share in zip(form.widths, table.columns, strict=True):
            assert width / sum(form.widths) == pytest.approx(share / sum(table.columns), abs=0.001)
    for table in written.body.iter(W + "tbl"):
        assert table.find(f"{W}tblPr/{W}tblLayout").get(W + "type") == "fixed"


def test_a_row_without_lines_has_none_and_its_neighbours_keep_theirs() -> None:
    table = Table(
        (1,), (row(label("上")), replace(row(label("中")), has_border=False), row(label("下")))
    )
    written = file_of(table, page=ANNEX_PAGE)
    lines = [
        {side.tag.removeprefix(W): side.get(W + "val") for side in cell.iter(*sides_of())}
        for cell in written.body.iter(W + "tc")
    ]
    ruled, plain = (
        dict.fromkeys(("top", "left", "bottom", "right"), kind) for kind in ("single", "nil")
    )
    assert lines == [ruled, plain, ruled]
    assert written.body.find(f".//{W}tblBorders") is None


def sides_of() -> list[str]:
    return [W + side for side in ("top", "left", "bottom", "right")]


def test_the_signature_line_stays_with_the_last_row() -> None:
    written = file_of(
        Table(
            (1,), (row(label("甲")), row(label("乙"))), ("说明：",), SignatureLine(("填表人：",))
        ),
        page=ANNEX_PAGE,
    )
    kept = [value(each, "pPr/keepNext") is not None for each in written.body.iter(W + "p")]
    assert [text_of(each) for each in written.body.iter(W + "p")] == [
        *("甲", "乙", "说明：", "填表人："),
    ]
    assert kept == [False, True, True, False]


def test_the_signature_is_spread_over_the_width() -> None:
    written = file_of(SignatureLine(("填表人：", "填报日期：", "电话：")), page=ANNEX_PAGE)
    stops = [
        int(each.get(W + "pos")) for each in written.body.iter(W + "tab") if each.get(W + "pos")
    ]
    gap = (170 / 25.4 * 72 - (4 + 5 + 3) * 10.5) / 3
    assert stops == [
        pytest.approx(20 * (4 * 10.5 + gap), abs=2),
        pytest.approx(20 * (9 * 10.5 + 2 * gap), abs=2),
    ]


def test_a_label_shrinks_rather_than_break_a_short_line() -> None:
    table = Table((1, 10), (row(label("产出指标\n（50分）"), TableCell("")),))
    written = file_of(table, page=ANNEX_PAGE)
    cell = next(each for each in written.body.iter(W + "tc") if "（50分）" in text_of(each))
    size = float(value(cell.find(f"{W}p/{W}r"), "rPr/sz") or 21) / 2
    width = int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w")) / 20 - 6
    assert 7.5 <= size < 10.5
    assert size * 4 <= width


# Text --------------------------------------------------------------------------------------------


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


# Pages -------------------------------------------------------------------------------------------


def section_properties(written: WordFile) -> list:
    return list(written.body.iter(W + "sectPr"))


def footer_text(written: WordFile, section, kind: str) -> str:
    references = {
        each.get(W + "type"): each.values()[-1] for each in section.iter(W + "footerReference")
    }
    rels = docx.oxml.parse_xml(written.parts["word/_rels/document.xml.rels"])
    target = next(each.get("Target") for each in rels if each.get("Id") == references[kind])
    root = docx.oxml.parse_xml(written.parts[f"word/{target}"])
    return "".join(
        f"{{{each.text.strip()}}}" if each.tag == W + "instrText" else each.text
        for each in root.iter(W + "t", W + "instrText")
    )


def test_the_cover_has_no_number_the_text_begins_with_1_and_annexes_count_on(
    written: WordFile,
) -> None:
    cover, narrative, *annexes = section_properties(written)
    for kind in ("default", "even"):
        assert footer_text(written, cover, kind) == ""
        assert footer_text(written, narrative, kind) == "— {PAGE}1 —"
    assert narrative.find(W + "pgNumType").get(W + "start") == "1"
    assert all(each.find(W + "pgNumType") is None for each in annexes)


def test_numbers_stand_at_the_outer_edge_or_in_the_middle() -> None:
    outside = file_of(paragraph("文"))
    sides = [
        docx.oxml.parse_xml(outside.parts[f"word/footer{n}.xml"]).find(f".//{W}jc").get(W + "val")
        for n in (1, 2)
    ]
    assert sides == ["right", "left"]
    assert b"evenAndOddHeaders" in outside.parts["word/settings.xml"]
    page = replace(NARRATIVE_PAGE, page_numbers=PageNumbers.CENTER)
    centred = file_of(paragraph("文"), page=page)
    assert b'<w:jc w:val="center"/>' in centred.parts["word/footer1.xml"]
    assert b"evenAndOddHeaders" not in centred.parts["word/settings.xml"]


def test_annexes_right_after_the_cover_begin_with_1() -> None:
    document = Document(
        "试",
        (
            Section("封面", (paragraph("封"),), COVER_PAGE),
            Section("附件", (paragraph("甲"),), ANNEX_PAGE),
            Section("附件", (paragraph("乙"),), ANNEX_PAGE),
        ),
    )
    starts = [
        each.find(W + "pgNumType") is not None
        for each in section_properties(WordFile(docx_bytes(document)))
    ]
    assert starts == [False, True, False]


def test_a_page_of_the_text_has_22_lines_of_28_characters(written: WordFile) -> None:
    narrative = section_properties(written)[1]
    size, margins, grid = (narrative.find(W + tag) for tag in ("pgSz", "pgMar", "docGrid"))
    height = int(size.get(W + "h")) - sum(int(margins.get(W + at)) for at in ("top", "bottom"))
    width = int(size.get(W + "w")) - sum(int(margins.get(W + at)) for at in ("left", "right"))
    style = written.styles()["BodyText"]
    pitch = int(style.find(f"{W}pPr/{W}spacing").get(W + "line"))
    assert height // pitch == 22
    assert int(grid.get(W + "linePitch")) == pitch
    assert grid.get(W + "type") == "linesAndChars"
    on_grid = 16 + int(grid.get(W + "charSpace")) / 4096
    advance = 16 + int(value(style, "rPr/spacing") or 0) / 20
    assert width / 20 // on_grid == 28
    assert width / 20 // advance == 28
    indent = style.find(f"{W}pPr/{W}ind")
    assert indent.get(W + "firstLineChars") == "200"


def test_annexes_stand_outside_of_the_grid_and_may_lie_on_their_side() -> None:
    written = file_of(paragraph("题", ParagraphStyle.ANNEX_TITLE), page=ANNEX_LANDSCAPE_PAGE)
    (section,) = section_properties(written)
    size = section.find(W + "pgSz")
    assert size.get(W + "orient") == "landscape"
    assert int(size.get(W + "w")) > int(size.get(W + "h"))
    assert section.find(W + "docGrid") is None


def test_a_draft_says_so_at_the_head_of_every_page_and_a_final_report_does_not(
    template: ReportTemplate,
) -> None:
    session = session_of(sample_data(), template)
    draft = WordFile(docx_bytes(paper_document(session, PaperChoices(mark="送审稿"))))
    for section in section_properties(draft):
        assert {each.get(W + "type") for each in section.iter(W + "headerReference")} == {
            *("default", "even"),
        }
    assert "送审稿" in draft.parts["word/header1.xml"].decode()
    final = WordFile(docx_bytes(paper_document(session)))
    assert not any("header" in name for name in final.parts)


def test_codes_of_a_page_are_not_in_the_file() -> None:
    page = replace(NARRATIVE_PAGE, footer=("校验码 7K2M", PageField.PAGE), qr=("码",))
    written = file_of(paragraph("文"), page=page)
    assert not any("7K2M" in data.decode() for data in written.parts.values())


def test_a_page_break_begins_a_page_without_an_empty_line() -> None:
    written = file_of(paragraph("一"), PageBreak(), paragraph("二"))
    first, second = written.paragraphs()
    assert value(first, "pPr/pageBreakBefore") is None
    assert value(second, "pPr/pageBreakBefore") is not None


# Seal --------------------------------------------------------------------------------------------


def seal(**changes) -> SealPlace:
    lines = (
        paragraph("某单位", ParagraphStyle.SIGN_OFF),
        paragraph("2023年1月1日", ParagraphStyle.SIGN_OFF),
    )
    return replace(SealPlace(lines, align=Align.RIGHT), **changes)


def test_the_height_of_a_seal_is_kept_free_and_never_opens_a_page() -> None:
    written = file_of(paragraph("文末。"), Space(10), seal())
    paragraphs = written.paragraphs()
    pitches = [each.find(f"{W}pPr/{W}spacing") for each in paragraphs]
    free = sum(int(each.get(W + "line")) for each in pitches[2:] if each is not None)
    assert free / 20 + 2 * 29 == pytest.approx(50 / 25.4 * 72, abs=0.5)
    kept = [value(each, "pPr/keepNext") is not None for each in paragraphs]
    assert kept == [*[True] * 5, False]
    assert written.body.find(f".//{W}pict") is None, "nothing is drawn"


def test_a_guide_is_a_circle_of_the_seals_size_in_the_middle_of_its_place() -> None:
    written = file_of(seal(has_guide=True, diameter_mm=45.0))
    (oval,) = written.body.iter("{urn:schemas-microsoft-com:vml}oval")
    look = dict(each.split(":", 1) for each in oval.get("style").split(";"))
    assert float(look["width"][:-2]) == pytest.approx(45 / 25.4 * 72, abs=0.1)
    assert look["width"] == look["height"]
    middle = float(look["margin-left"][:-2]) + float(look["width"][:-2]) / 2
    assert middle == pytest.approx((156 - 25) / 25.4 * 72, abs=0.1)
    assert oval.get("filled") == "f"


# Files -------------------------------------------------------------------------------------------


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert docx_bytes(document) == docx_bytes(document)


def test_nothing_of_a_librarys_template_is_in_it(written: WordFile) -> None:
    assert set(written.parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        *(f"docProps/{name}.xml" for name in ("app", "core")),
        *(f"word/{name}.xml" for name in ("document", "fontTable", "settings", "styles")),
        *(f"word/footer{number}.xml" for number in (1, 2, 3)),
        "word/_rels/document.xml.rels",
    }
    assert not any(b"python-docx" in data for data in written.parts.values())


def test_every_text_of_the_document_is_in_the_file(document: Document, written: WordFile) -> None:
    whole = "\n".join(text_of(each) for each in written.body.iter(W + "p"))
    for where, text in iter_texts(document):
        assert text in whole, where


def test_an_export_that_is_cancelled_or_fails_leaves_the_old_file(
    template: ReportTemplate, tmp_path: Path
) -> None:
    session = session_of(sample_data(), template)
    path = tmp_path / "报告.docx"
    path.write_bytes(b"old")
    steps: list[tuple[int, int]] = []

    class CancelledError(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        export_docx(session, path, on_step=cancel)
    assert steps == [(0, 6), (1, 6), (2, 6)]
    assert [each.name for each in tmp_path.iterdir()] == ["报告.docx"]
    assert path.read_bytes() == b"old"
    with pytest.raises(ExportError):
        export_docx(session, tmp_path / "没有" / "报告.docx")
    export_docx(session, path)
    assert WordFile(path.read_bytes()).forms()


def test_an_empty_section_and_a_table_at_the_end_have_the_paragraph_word_asks_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "空.docx"
    table = Table((1,), (TableRow((head("甲"),), is_head=True), row(number("1"))))
    sections = (Section("空", ()), Section("表", (table,), ANNEX_PAGE))
    write_docx(Document("试", sections), path)
    written = WordFile(path.read_bytes())
    assert [each.tag.removeprefix(W) for each in written.body] == ["p", "tbl", "p", "sectPr"]
