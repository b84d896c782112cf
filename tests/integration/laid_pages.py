"""Laid-out pages as tests look at them: their texts, and whether anything on them collides."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations

from pypdf import PdfReader

from perfeval_desktop.exporting.document import Document, Section
from perfeval_desktop.exporting.line_breaking import HALF_EMPTY
from perfeval_desktop.exporting.pages import NARRATIVE_PAGE, PageSettings
from perfeval_desktop.exporting.pdf import Page, lay_out, pdf_bytes
from perfeval_desktop.exporting.pdf.marks import Rule, TextLine

Box = tuple[float, float, float, float]  # left, top, right, bottom


def document_of(*blocks, page: PageSettings = NARRATIVE_PAGE) -> Document:
    return Document("试", (Section("表", tuple(blocks), page),))


def pages_of(*blocks, page: PageSettings = NARRATIVE_PAGE) -> list[Page]:
    return lay_out(document_of(*blocks, page=page))


def reader_of(document: Document) -> PdfReader:
    return PdfReader(BytesIO(pdf_bytes(document)))


def text_of(page_or_reader) -> str:
    """The extracted text without line ends and spaces, as a search would see it."""
    pages = getattr(page_or_reader, "pages", [page_or_reader])
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def text_marks(page: Page) -> list[TextLine]:
    return [mark for mark in page.marks if isinstance(mark, TextLine)]


def lines_of(page: Page) -> list[str]:
    return [mark.text for mark in text_marks(page)]


def text_in(page: Page) -> str:
    return "".join(lines_of(page))


def grid_rules(page: Page) -> list[Rule]:
    """The lines of tables; those through or under changed words are others."""
    rules = [mark for mark in page.marks if isinstance(mark, Rule)]
    return [rule for rule in rules if not rule.look.has_flat_ends]


def assert_nothing_collides(pages: list[Page]) -> None:
    """No text leaves its page, touches other text, or is crossed by a line of the grid."""
    for page in pages:
        boxes = [ink_of(mark) for mark in text_marks(page)]
        for box in boxes:
            assert 0 < box[0] < box[2] + 0.01 < page.width_pt
            assert 0 < box[1] < box[3] < page.height_pt
            assert not [
                rule
                for rule in grid_rules(page)
                if touches(box, (rule.x1, rule.y1, rule.x2, rule.y2))
            ]
        assert not [pair for pair in combinations(boxes, 2) if touches(*pair)]


def ink_of(mark: TextLine) -> Box:
    """The box of the ink: half of a closing mark at the end, and trailing spaces, are empty."""
    text = mark.text.rstrip(" \u3000")
    hanging = mark.size_pt / 2 if text[-1:] in HALF_EMPTY else 0.0
    top = mark.baseline - 0.88 * mark.size_pt
    return (mark.x, top, mark.x + max(mark.width_pt - hanging, 0.0), top + mark.size_pt)


def touches(one: Box, other: Box) -> bool:
    slack = 0.1
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )
