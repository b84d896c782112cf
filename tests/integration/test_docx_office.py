"""The Word file opened by another program: LibreOffice shows the same texts, tables and pages."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pypdfium2
import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.exporting import export_docx, export_pdf
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from tests.office import convert, has_office
from tests.word_file import W, WordFile, WordForm, text_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def session(template: ReportTemplate) -> Session:
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "", Origin.DATA_FILE)
    return session


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def written(session: Session, folder: Path) -> Path:
    path = folder / "报告.docx"
    export_docx(session, path)
    return path


@pytest.fixture(scope="module")
def pages(written: Path, folder: Path) -> list[str]:
    with pypdfium2.PdfDocument(convert(written, "pdf", folder)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def texts_of(file: WordFile) -> list[str]:
    """The paragraphs that say something; LibreOffice drops empty ones at the end of a section."""
    texts = [text_of(each) for each in file.body.iter(W + "p")]
    return [text for text in texts if text]


def rows_of(form: WordForm) -> list[tuple[int, int, str]]:
    """The cells in order; LibreOffice counts columns anew, leaving out edges that no cell has."""
    return [(each.row, each.rows, each.text) for each in form.cells]


def test_what_it_saves_again_has_the_same_texts_and_tables(written: Path, folder: Path) -> None:
    saved = convert(written, "docx", folder / "again")
    ours, theirs = WordFile(written.read_bytes()), WordFile(saved.read_bytes())
    assert texts_of(theirs) == texts_of(ours)
    assert list(map(rows_of, theirs.forms())) == list(map(rows_of, ours.forms()))
    assert [form.repeated for form in theirs.forms()] == [form.repeated for form in ours.forms()]


def test_it_has_about_as_many_pages_as_the_paper(
    session: Session, pages: list[str], tmp_path: Path
) -> None:
    export_pdf(session, tmp_path / "报告.pdf")
    with pypdfium2.PdfDocument(tmp_path / "报告.pdf") as paper:
        # LibreOffice puts air between Chinese and digits, told or not.
        assert len(paper) <= len(pages) <= len(paper) + 1


def test_a_full_page_of_text_has_22_lines_and_a_full_line_28_characters(pages: list[str]) -> None:
    page = next(each for each in pages if "坚持党的领导" in each)
    *lines, number = [line for line in page.split("\r\n") if line.strip()]
    assert re.fullmatch(r"— \d+ —", number.strip())
    assert len(lines) == 22
    chinese = [len(line.strip()) for line in lines if not re.search(r"[0-9A-Za-z]", line)]
    assert max(chinese) in (28, 29), "a closing mark may stand out"
    assert statistics.mode(length for length in chinese if length > 20) == 28


def test_page_numbers_begin_after_the_cover(pages: list[str]) -> None:
    assert "—" not in pages[0]
    for number, page in enumerate(pages[1:], 1):
        assert f"— {number} —" in page


def test_heads_are_on_both_pages_of_a_table(pages: list[str]) -> None:
    with_head = [each for each in pages if "三级指标" in each]
    assert len(with_head) == 6, "three forms of two pages"
    assert sum("附件" in each for each in with_head) == 3
    assert all("填表人" in each for each in with_head if "附件" not in each)
