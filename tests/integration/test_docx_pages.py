"""Pages of the Word file: numbers, the grid of the text, draft marks, places of seals."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import (
    Document,
    PageBreak,
    SealPlace,
    Section,
    Space,
    paragraph,
)
from perfeval_desktop.exporting.docx import docx_bytes
from perfeval_desktop.exporting.pages import (
    ANNEX_LANDSCAPE_PAGE,
    ANNEX_PAGE,
    COVER_PAGE,
    NARRATIVE_PAGE,
    PageField,
    PageNumbers,
)
from perfeval_desktop.exporting.styles import Align, ParagraphStyle
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from tests.word_file import W, WordFile, value

from .word_papers import file_of, session_of


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


# The navigation pane ------------------------------------------------------------------------------


def test_only_what_has_a_bookmark_is_in_the_navigation_pane() -> None:
    written = file_of(
        paragraph("附件1", ParagraphStyle.ANNEX_MARK, bookmark="附件1"),
        paragraph("题", ParagraphStyle.ANNEX_TITLE),
    )
    levels = [value(each, "pPr/outlineLvl") for each in written.paragraphs()]
    assert levels == ["0", "9"], "body text is level 9"
