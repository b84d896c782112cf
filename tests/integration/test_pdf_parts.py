"""Parts of a paper, progress and cancelling: what preview, printing and long exports build on."""

from __future__ import annotations

import threading
import time
from io import BytesIO

import pytest
from pypdf import PdfReader

from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
from perfeval_desktop.exporting.document import Document
from perfeval_desktop.exporting.fonts import shipped_fonts
from perfeval_desktop.exporting.pdf import lay_out, pdf_bytes, pdf_of, write_pdf
from perfeval_desktop.exporting.tables import Table, TableCell
from perfeval_desktop.services.paper import paper_document

from .laid_pages import document_of, pages_of, text_of
from .sample_paper import SIGNATURE, annex, head, label, number, row, sample_document

CODE = "ABCD-EFGH-JKLM"


class CancelledError(Exception):
    """Raised by a test to stop the work."""


def coded(session) -> Document:
    from perfeval_desktop.domain.layout import sheet_refs

    codes = PaperCodes(CODE, "第2稿", dict.fromkeys(sheet_refs(session.report), CODE))
    return paper_document(session, PaperChoices(), codes)


def large_table(rows: int) -> Document:
    def line(at: int):
        group = [label(f"组{at // 3}", rows=3)] if at % 3 == 0 else []
        words = TableCell(f"第{at}项工作：全年共处理投诉{at}起，投诉办结率100%")
        return row(*group, words, *(number(str(at * 7 + each)) for each in range(4)))

    heads = row(*map(head, "甲乙丙丁戊己"), is_head=True)
    table = Table((5, 20, 8, 8, 8, 8), (heads, *map(line, range(rows))), signature=SIGNATURE)
    return Document("大表", (annex("附件", "大表", table),))


# Parts ------------------------------------------------------------------------------------------


def test_a_page_tells_its_sheet_its_number_and_its_place(sample_session):
    pages = lay_out(coded(sample_session))

    assert [page.place for page in pages] == list(range(1, len(pages) + 1))
    assert [page.number for page in pages] == [None, *range(1, len(pages))]
    assert pages[0].sheet is not None
    assert [page.sheet.sheet for page in pages if page.sheet][-1] == "附件1-3"
    assert pages[-1].section == "附件1-3 民生实事项目-人大票决制"


def test_one_annex_is_printed_with_the_numbers_and_codes_of_the_whole_paper(sample_session):
    document = coded(sample_session)
    whole = PdfReader(BytesIO(pdf_bytes(document)))
    part = PdfReader(BytesIO(pdf_bytes(document, pages=lambda page: page.section == "附件1-2")))

    assert [text_of(page) for page in part.pages] == [text_of(page) for page in whole.pages[10:12]]
    assert f"第11页/共{len(whole.pages)}页" in text_of(part.pages[0])
    assert text_of(part.pages[0]).endswith("—10—")
    assert part.page_labels == ["10", "11"]
    assert [entry["/Title"] for entry in part.outline] == ["附件1-2 2022年度部门整体支出绩效自评表"]


def test_laid_out_pages_are_drawn_as_often_as_wanted_and_always_alike():
    document, fonts = sample_document(), shipped_fonts()
    pages = lay_out(document, fonts)

    assert pdf_of(document, pages, fonts) == pdf_bytes(document)
    assert pdf_of(document, pages[3:5], fonts) == pdf_of(document, pages[3:5], fonts)
    assert pdf_of(document, pages, fonts) == pdf_bytes(document)


def test_pages_come_in_the_order_in_which_they_are_given():
    document = sample_document()
    first, second = lay_out(document)[1:3]
    reader = PdfReader(BytesIO(pdf_of(document, [second, first])))

    assert reader.page_labels == ["2", "1"]


def test_a_pdf_without_pages_is_refused():
    with pytest.raises(ValueError, match="needs a page"):
        pdf_bytes(sample_document(), pages=lambda page: False)


# Progress ---------------------------------------------------------------------------------------


def test_progress_counts_the_pages_laid_out_and_then_those_drawn():
    seen: list[tuple[int, int]] = []
    pdf_bytes(sample_document(), on_page=lambda done, total: seen.append((done, total)))
    drawn = seen[-7:]
    laid_out = seen[:-7]

    assert drawn == [(done, 7) for done in range(7)]
    assert {done for done, _ in laid_out} == {0}
    counts = [total for _, total in laid_out]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 7)


def test_an_export_can_be_cancelled_while_it_is_laid_out(tmp_path):
    """Setting the cells of a large table takes most of the time, before its first page."""
    target = tmp_path / "大表.pdf"
    target.write_bytes(b"old")
    calls = 0

    def cancel(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 10:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_pdf(large_table(600), target, on_page=cancel)
    assert target.read_bytes() == b"old"


def test_something_is_told_often_enough_to_cancel_at_once():
    """At a hundred cells or one page a step, never many of them in silence."""
    cells = 900 * 6
    steps = 0

    def count(done: int, total: int) -> None:
        nonlocal steps
        steps += done == 0

    lay_out(large_table(900), on_page=count)
    assert steps > cells / 110


def test_two_threads_make_two_papers_at_once():
    documents = [sample_document(), large_table(60), sample_document(), large_table(90)]
    alone = [pdf_bytes(document) for document in documents]
    made: dict[int, bytes] = {}

    def make(at: int) -> None:
        made[at] = pdf_bytes(documents[at])

    threads = [threading.Thread(target=make, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [made[at] for at in range(4)] == alone


# Speed ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_time_grows_with_the_rows_and_not_with_their_square():
    """Four times the rows take about four times as long; a square would be sixteen."""
    few, many = large_table(300), large_table(1200)
    pdf_bytes(few)  # fonts are read

    ratio = min(seconds(many) / seconds(few) for _ in range(3))
    assert ratio < 8


def seconds(document: Document) -> float:
    start = time.process_time()
    pdf_bytes(document)
    return time.process_time() - start


def test_a_document_without_content_is_one_page():
    assert len(pages_of()) == 1
    assert pdf_bytes(document_of())
