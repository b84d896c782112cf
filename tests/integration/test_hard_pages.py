"""Papers that are hard to set: each page was looked at and its picture kept.

After a wanted change, look at the new pages, then keep them:
`KEEP_PICTURES=1 pytest tests/integration/test_hard_pages.py`.
"""

from __future__ import annotations

from collections import Counter

import pytest

from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.fonts import missing_characters
from perfeval_desktop.exporting.pdf import lay_out, write_pdf
from tests.paper_pictures import assert_pages_as_kept, pages_of

from .hard_papers import HARD_PAPERS, document_with, long_cell
from .laid_pages import assert_nothing_collides, lines_of, text_in, text_marks

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


@pytest.mark.parametrize("name", sorted(INTERRUPTED))
def test_no_character_of_it_is_lost(name):
    document = HARD_PAPERS[name]().document
    printed = Counter("".join(map(text_in, lay_out(document))))

    assert not Counter("".join("".join(text for _, text in iter_texts(document)).split())) - printed


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


def test_the_heads_over_a_text_that_runs_over_pages_stand_on_each_of_them():
    pages = [page for page in lay_out(long_cell(3000).document) if page.section == "附件1-2"]
    with_text = [lines_of(page) for page in pages if "属地管理" in text_in(page)]

    assert len(with_text) == 3
    for lines in with_text:
        text = next(at for at, line in enumerate(lines) if "跟踪到办结" in line)
        assert {"预期目标", "实际完成情况"} <= set(lines[:text])


def test_a_text_that_runs_over_pages_fills_the_first_of_them():
    """The label beside it goes on, and asks for no room above the place where it is cut."""
    first = next(page for page in lay_out(long_cell(3000).document) if page.section == "附件1-2")
    lowest = max(mark.baseline for mark in text_marks(first) if mark.text[0] != "—")

    assert first.bottom - lowest < 1.3 * 9.0 + 5


def test_characters_that_cannot_be_printed_are_told_with_their_place():
    document = HARD_PAPERS["rare-characters"]().document

    where = "报告正文“主任窦𬱖，副主任㛃、喆堃…”"
    assert missing_characters(document) == [("𠮷", where), ("😀", where), ("\u0301", where)]
    assert missing_characters(document_with(lambda values: None)) == []
