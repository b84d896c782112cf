"""Papers that are hard to set: each page was looked at and its picture kept.

After a wanted change, look at the new pages, then keep them:
`KEEP_PICTURES=1 pytest tests/integration/test_hard_pages.py`.
"""

from __future__ import annotations

import pytest

from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.fonts import missing_characters
from perfeval_desktop.exporting.pdf import lay_out, write_pdf
from tests.paper_pictures import assert_pages_as_kept, pages_of

from .hard_papers import HARD_PAPERS, document_with, long_cell
from .laid_pages import assert_nothing_collides, text_in

# Papers in which something stands between the parts of a text on two pages.
INTERRUPTED = {"cell-3000", "draft", "narrative-with-seal"}


@pytest.mark.parametrize("name", HARD_PAPERS)
def test_its_pages_look_as_their_kept_pictures(name, tmp_path):
    paper = HARD_PAPERS[name]()
    path = tmp_path / f"{name}.pdf"
    write_pdf(paper.document, path, pages=paper.pages)

    assert_pages_as_kept(name, pages_of(path))


@pytest.mark.parametrize("name", sorted(set(HARD_PAPERS) - {"draft", "narrative-with-seal"}))
def test_nothing_on_it_is_cut_off_or_set_over_something_else(name):
    """The two others have a guide for the seal, which stands over words as the seal will."""
    assert_nothing_collides(lay_out(HARD_PAPERS[name]().document))


@pytest.mark.parametrize("name", sorted(set(HARD_PAPERS) - INTERRUPTED))
def test_every_text_of_it_is_printed(name):
    document = HARD_PAPERS[name]().document
    pages = lay_out(document)
    printed = "".join(text_in(page).replace(f"— {page.number} —", "") for page in pages)
    printed = "".join(printed.split())

    for where, text in iter_texts(document):
        assert "".join(text.split()) in printed, where


def test_a_long_text_that_fits_on_a_page_is_not_cut():
    pages = [page for page in lay_out(long_cell(600).document) if page.section == "附件1-2"]

    assert "已完成" in text_in(pages[0])
    assert sum("跟踪到办结为止" in text_in(page) for page in pages) == 1


def test_a_text_that_runs_over_pages_anyway_is_not_set_in_the_smallest_size():
    pages = [page for page in lay_out(long_cell(3000).document) if page.section == "附件1-2"]
    sizes = {
        mark.size_pt
        for page in pages
        for mark in page.marks
        if "属地管理" in getattr(mark, "text", "")
    }

    assert len(pages) >= 3
    assert sizes == {9.0}
    assert sum(text_in(page).count("跟踪到办结为止") for page in pages) == 29, "whole sentences"


def test_characters_that_cannot_be_printed_are_told_with_their_place():
    document = HARD_PAPERS["rare-characters"]().document

    where = "报告正文“主任窦𬱖，副主任㛃、喆堃…”"
    assert missing_characters(document) == [("𠮷", where), ("😀", where), ("\u0301", where)]
    assert missing_characters(document_with(lambda values: None)) == []
