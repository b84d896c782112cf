"""The margins of a page: draft mark, page number, small line and QR code; the guide of the seal."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.exporting.document import Document, SealPlace, Section, Space, paragraph
from perfeval_desktop.exporting.pages import (
    ANNEX_LANDSCAPE_PAGE,
    ANNEX_PAGE,
    COVER_PAGE,
    NARRATIVE_PAGE,
    PageField,
    PageNumbers,
    PageSettings,
)
from perfeval_desktop.exporting.pdf import Page, lay_out, pdf_bytes
from perfeval_desktop.exporting.pdf.marks import Blocks, Circle, TextLine
from perfeval_desktop.exporting.styles import MM, Align, Face, ParagraphStyle

from .laid_pages import Box, document_of, ink_of, lines_of, pages_of, text_in, text_marks, touches
from .sample_paper import UNIT

ALL_PAGES = (COVER_PAGE, NARRATIVE_PAGE, ANNEX_PAGE, ANNEX_LANDSCAPE_PAGE)
CODE = (
    "附件1-3 校验码 ABCD-EFGH-JKLM　全文 NPQR-STUV-WXYZ　修改记录第1200步　第",
    PageField.PAGE,
    "页/共",
    PageField.PAGES,
    "页",
)
QR = (f"{UNIT}\n2022年度\n附件1-1\n第", PageField.PAGE, "页\n第2稿\nABCD-EFGH-JKLM")


def full_pages(page: PageSettings, count: int = 2) -> list[Page]:
    """Pages whose text block is full of text, down to its last line."""
    return pages_of(*(paragraph("满" * 40) for _ in range(40 * count)), page=page)[:count]


def in_margins(page: Page) -> list[Box]:
    """The boxes of all that stands outside of the text block."""
    boxes = [ink_of(mark) for mark in text_marks(page)]
    boxes += [box_of(mark) for mark in page.marks if isinstance(mark, Blocks)]
    return [box for box in boxes if box[3] < page.top + 0.1 or box[1] > page.bottom - 0.1]


def box_of(code: Blocks) -> Box:
    """The square of a QR code with its white border of four modules."""
    left, top = min(box[0] for box in code.boxes), min(box[1] for box in code.boxes)
    right = max(box[0] + box[2] for box in code.boxes)
    border = 4 * code.boxes[0][3]
    side = right - left
    return (left - border, top - border, right + border, top + side + border)


def code_on(page: Page) -> Blocks:
    return next(mark for mark in page.marks if isinstance(mark, Blocks))


def marked(page: Page, text: str) -> TextLine:
    return next(mark for mark in text_marks(page) if mark.text == text)


# Mark, small line and number --------------------------------------------------------------------


@pytest.mark.parametrize("settings", ALL_PAGES)
def test_the_mark_of_a_draft_stands_in_the_upper_right_corner_of_every_page(settings):
    for page in full_pages(replace(settings, mark="征求意见稿")):
        mark = marked(page, "征求意见稿")
        assert (mark.face, mark.size_pt) == (Face.HEI, 16.0)
        assert mark.x + mark.width_pt == pytest.approx(page.left + page.measure, abs=0.1)
        assert 10 * MM < ink_of(mark)[1] < ink_of(mark)[3] < page.top - 1


@pytest.mark.parametrize("settings", ALL_PAGES)
def test_a_long_mark_shrinks_and_stays_out_of_the_text(settings):
    for page in full_pages(replace(settings, mark="征求意见稿" * 30)):
        assert ("征求意见稿" * 30) in text_in(page)
        assert_margins_are_in_order(page)


def test_a_page_without_mark_code_and_qr_has_its_number_alone_in_the_margins():
    first, second = full_pages(NARRATIVE_PAGE)

    assert [len(in_margins(page)) for page in (first, second)] == [1, 1]


@pytest.mark.parametrize("settings", ALL_PAGES)
@pytest.mark.parametrize("numbers", PageNumbers)
@pytest.mark.parametrize("qr", [(), QR])
@pytest.mark.parametrize("length", [1, 3, 6])
def test_nothing_in_the_margins_touches_anything_else(settings, numbers, qr, length):
    page = replace(
        settings, mark="送审稿", footer=CODE * length, qr=qr, page_numbers=numbers, first_number=1
    )
    for laid in full_pages(page):
        assert_margins_are_in_order(laid)
        assert text_in(laid).count("ABCD-EFGH-JKLM") == length, "no part of the code is lost"


def assert_margins_are_in_order(page: Page) -> None:
    boxes = in_margins(page)
    assert not [pair for pair in combinations(boxes, 2) if touches(*pair)]
    for left, top, right, bottom in boxes:
        assert page.left - 0.1 <= left < right <= page.left + page.measure + 0.1
        assert 4 * MM < top < bottom < page.height_pt - 4 * MM
    assert {type(mark) for mark in page.marks} <= {TextLine, Blocks}
    inside = [ink_of(mark) for mark in text_marks(page) if ink_of(mark) not in boxes]
    assert inside
    assert all(page.top - 0.1 <= box[1] and box[3] <= page.bottom + 0.1 for box in inside)


def test_the_code_tells_which_page_of_how_many_of_the_whole_paper_it_is():
    sections = (Section("封面", (paragraph("封"),), replace(COVER_PAGE, footer=CODE)),) * 2
    pages = lay_out(Document("试", sections))

    assert ["第1页/共2页" in text_in(pages[0]), "第2页/共2页" in text_in(pages[1])] == [True, True]


@given(st.text(max_size=300))
def test_any_text_may_stand_in_the_small_line(text):
    page = replace(ANNEX_LANDSCAPE_PAGE, footer=(text,), mark=text[:40])

    assert_margins_are_in_order(pages_of(paragraph("文"), page=page)[0])


# The QR code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", ALL_PAGES)
def test_the_qr_code_stands_at_the_inner_side_away_from_the_page_number(settings):
    first, second = full_pages(replace(settings, qr=QR))
    left, _, right, _ = box_of(code_on(first))

    assert left == pytest.approx(first.left)
    assert 15 <= (right - left) / MM <= 18.01
    if settings.page_numbers is not PageNumbers.NONE:
        assert box_of(code_on(second))[2] == pytest.approx(second.left + second.measure)


@pytest.mark.parametrize("settings", ALL_PAGES)
def test_the_printed_qr_code_is_that_of_its_page(settings):
    document = document_of(
        *(paragraph("满" * 40) for _ in range(40)), page=replace(settings, qr=QR)
    )
    pages = lay_out(document)

    for laid in pages[:2]:
        text = f"{UNIT}\n2022年度\n附件1-1\n第{laid.place}页\n第2稿\nABCD-EFGH-JKLM"
        expected = segno.make(text, encoding="utf-8", micro=False, error="m").matrix
        assert printed_modules(document, laid, len(expected)) == [list(row) for row in expected]


def printed_modules(document: Document, laid: Page, count: int) -> list[list[int]]:
    """Read the modules of the code from the picture of the page, at 300 dots an inch."""
    scale = 300 / 72
    with pypdfium2.PdfDocument(pdf_bytes(document)) as pdf:
        picture = pdf[laid.place - 1].render(scale=scale).to_pil().convert("L")
    left, top, right, _ = box_of(code_on(laid))
    module = (right - left) / (count + 8)

    def is_dark(row: int, column: int) -> bool:
        x, y = left + (column + 4.5) * module, top + (row + 4.5) * module
        return picture.getpixel((round(x * scale), round(y * scale))) < 128

    border = [is_dark(row, column) for row in (-3, count + 2) for column in range(-3, count + 3)]
    assert not any(border), "the white border is white"
    return [[int(is_dark(row, column)) for column in range(count)] for row in range(count)]


def test_a_qr_code_that_no_one_could_read_is_left_out():
    assert not [
        mark
        for mark in pages_of(page=replace(NARRATIVE_PAGE, qr=("长" * 2000,)))[0].marks
        if isinstance(mark, Blocks)
    ]


# The place of the seal --------------------------------------------------------------------------

PLACE = SealPlace((paragraph(UNIT), paragraph("2023年3月5日")), has_guide=True)


def circle_on(page: Page) -> Circle:
    (circle,) = [mark for mark in page.marks if isinstance(mark, Circle)]
    return circle


def test_a_seal_place_is_free_of_other_text_and_never_alone_on_its_page():
    for filling in range(9, 24):
        body = [paragraph("某" * 60) for _ in range(filling // 3)]
        body += [paragraph("字") for _ in range(filling % 3)]
        pages = pages_of(*body, Space(8), PLACE, paragraph("后"))
        page = next(page for page in pages if UNIT in lines_of(page))
        lines = lines_of(page)
        assert lines.index("盖章处") > 0, "some of the text stands above it"
        centre = circle_on(page).y
        own = {UNIT, "2023年3月5日", "盖章处"}
        top, bottom = centre - 25 * MM, centre + 25 * MM
        for mark in (mark for mark in text_marks(page) if mark.text not in own):
            box = ink_of(mark)
            assert box[3] <= top + 0.1 or box[1] >= bottom - 0.1
        assert bottom <= page.bottom + 0.1


@pytest.mark.parametrize("align", [Align.LEFT, Align.CENTER, Align.RIGHT])
@pytest.mark.parametrize("diameter", [38.0, 42.0, 45.0])
def test_the_guide_is_a_thin_grey_circle_of_the_seals_size_in_the_middle_of_its_area(
    align, diameter
):
    place = replace(PLACE, align=align, diameter_mm=diameter)
    page = pages_of(place)[0]
    circle = circle_on(page)
    left = {Align.LEFT: 28.0, Align.CENTER: 28 + (156 - 50) / 2, Align.RIGHT: 28 + 156 - 50.0}

    assert circle.radius == pytest.approx(diameter / 2 * MM)
    assert circle.x == pytest.approx((left[align] + 25) * MM)
    assert circle.y == pytest.approx((37 + 25) * MM)
    assert circle.look.is_dashed
    assert (circle.look.width_pt, circle.look.grey) == (0.4, 0.6)


def test_the_caption_stands_inside_of_the_circle_clear_of_the_lines():
    lines = tuple(paragraph(f"第{n}行", ParagraphStyle.SIGN_OFF) for n in range(2))
    page = pages_of(replace(PLACE, lines=lines))[0]
    circle, box = circle_on(page), ink_of(marked(page, "盖章处"))

    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    assert all(math.dist(corner, (circle.x, circle.y)) < circle.radius for corner in corners)
    assert not [mark for mark in text_marks(page) if mark.grey == 0 and touches(box, ink_of(mark))]


def test_where_the_lines_fill_the_area_the_caption_gives_way():
    lines = tuple(paragraph(f"第{n}行", ParagraphStyle.SIGN_OFF) for n in range(5))
    page = pages_of(replace(PLACE, lines=lines))[0]

    assert circle_on(page)
    assert "盖章处" not in lines_of(page)


def test_the_guide_moves_nothing():
    with_guide, without = pages_of(PLACE), pages_of(replace(PLACE, has_guide=False))

    assert lines_of(without[0]) == [text for text in lines_of(with_guide[0]) if text != "盖章处"]
    assert marked(without[0], UNIT) == marked(with_guide[0], UNIT)
    assert [type(mark) for mark in without[0].marks] == [TextLine] * 3, "nothing but text is drawn"
