"""Every figure and every text is found in the printed tables at its row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pypdfium2
import pytest

from perfeval_desktop.domain.layout import (
    SheetRef,
    cell_text,
    lay_out,
    sheet_refs,
)
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.exporting.document import Paragraph, SealPlace
from perfeval_desktop.exporting.fonts import shipped_fonts
from perfeval_desktop.exporting.pdf.flow import lay_out as pages_of
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.pdf_tables import boxes_of


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _expected(session: Session, ref: SheetRef) -> dict[tuple[int, int], list[str]]:
    """The texts of the form by the columns they span, from top to bottom."""
    found = defaultdict(list)
    numbers = session.report.template.numbers
    for cell in lay_out(session.report, ref).cells:
        text = _squeezed(cell_text(cell.segments, session.value, numbers))
        if text:
            found[cell.column, cell.column + cell.columns].append(text)
    return found


def _printed(
    pdf: Path, pages: range, columns: tuple[float, ...]
) -> dict[tuple[int, int], list[str]]:
    """The same as it stands on paper; what is only repeated after a page break counts once."""
    found = defaultdict(list)
    for number in pages:
        first_on_page = True
        for box in boxes_of(pdf, range(number, number + 1), columns):
            texts = found[box.column, box.end_column]
            if not (number > pages.start and first_on_page and box.text in texts):
                first_on_page = first_on_page and box.text in texts
                texts.append(box.text)
    return found


@pytest.mark.parametrize("name", ["sample_session", "consistent_session"])
def test_every_text_of_a_table_is_printed_in_its_row_and_column(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    session: Session = request.getfixturevalue(name)
    pdf = tmp_path / "报告.pdf"
    export_pdf(session, pdf)
    sections = [each.section for each in pages_of(paper_document(session), shipped_fonts())]
    compared = 0
    for ref, section in zip(sheet_refs(session.report), dict.fromkeys(sections), strict=True):
        sheet = session.report.template.sheet(ref.sheet)
        if sheet.kind is SheetKind.TABLE:
            pages = range(
                sections.index(section), sections.index(section) + sections.count(section)
            )
            expected = _expected(session, ref)
            assert _printed(pdf, pages, sheet.columns) == expected
            compared += sum(map(len, expected.values()))
    assert compared > 150


@pytest.mark.parametrize("name", ["sample_session", "consistent_session"])
def test_every_line_outside_of_tables_is_printed_in_its_order(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    session: Session = request.getfixturevalue(name)
    pdf = tmp_path / "报告.pdf"
    export_pdf(session, pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        text = _squeezed("".join(page.get_textpage().get_text_range() for page in document))
    text = re.sub("—[0-9]+—", "", text)  # numbers of pages stand between lines
    place = 0
    lines = [
        paragraph
        for section in paper_document(session).sections
        for block in section.blocks
        for paragraph in (block.lines if isinstance(block, SealPlace) else (block,))
        if isinstance(paragraph, Paragraph)
    ]
    for each in lines:
        words = _squeezed(each.text)
        place = text.index(words, place) + len(words)
    assert len(lines) > 40
