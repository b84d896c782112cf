"""The paper that is printed: the whole of it, parts of it, what changed, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from pypdf import PdfReader

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.exporting.pdf.margins_page import margins_page
from perfeval_desktop.exporting.pdf.pictures import PdfPictures
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.print_job import PageSelection, Pick
from perfeval_desktop.services.printing import (
    Edges,
    LaidOut,
    Paper,
    Printable,
    chosen_pages,
    cut_edges,
    lay_out,
    read_report,
    write_pages,
)
from perfeval_desktop.services.session import Session

BASE_TABLE = "附件1-1"


def laid(
    printable: Printable, *, compares: bool = False, choices: PaperChoices | None = None
) -> LaidOut:
    choices = choices or PaperChoices()
    return lay_out(read_report(printable, choices, compares=compares), choices)


@pytest.fixture
def paper(sample_session: Session) -> Paper:
    """The sample's paper."""
    return laid(Printable(sample_session)).paper


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


# Which pages


def test_each_page_knows_its_sheet_and_the_number_printed_on_it(paper: Paper) -> None:
    assert [each.number for each in paper.pages] == [None, *range(1, 16)]
    names = list(paper.parts().values())
    assert names[:4] == ["封面", "报告正文", "附件1-1", "附件1-2"]
    assert all(name.startswith("附件1-3 ") for name in names[4:])
    for number, text in enumerate(texts(paper.pdf)[1:], 1):
        assert f"— {number} —" in text


def test_one_sheet_is_printed_with_the_numbers_of_the_whole_paper(paper: Paper) -> None:
    selection = PageSelection(Pick.SHEETS, frozenset({SheetRef("附件1-2")}))
    pages = chosen_pages(paper, selection)
    assert pages == (10, 11)
    whole = texts(paper.pdf)
    assert texts(paper.pdf_of(pages)) == [whole[10], whole[11]]
    assert "— 10 —" in whole[10]


def test_pages_of_a_part_look_as_in_the_whole(paper: Paper) -> None:
    whole, part = PdfPictures(paper.pdf), PdfPictures(paper.pdf_of((3, 12)))
    assert part.page(0, 1.0) == whole.page(3, 1.0)
    assert part.page(1, 1.0) == whole.page(12, 1.0)
    whole.close()
    part.close()


def test_a_range_counts_the_cover_and_a_wrong_one_is_refused(paper: Paper) -> None:
    assert chosen_pages(paper, PageSelection(Pick.RANGE, text="1,3")) == (0, 2)
    with pytest.raises(ValueParseError):
        chosen_pages(paper, PageSelection(Pick.RANGE, text="17"))


@pytest.mark.parametrize("pick", [Pick.SHEETS, Pick.CHANGED])
def test_choosing_nothing_is_said(paper: Paper, pick: Pick) -> None:
    with pytest.raises(ValueParseError) as caught:
        chosen_pages(paper, PageSelection(pick))
    assert caught.value.reason.endswith("。")


def test_pages_written_to_a_file_are_told_as_those_of_the_whole(
    paper: Paper, tmp_path: Path
) -> None:
    printed = write_pages(paper, (1, 2), tmp_path / "两页.pdf")
    assert (printed.pages, printed.page_count) == ((2, 3), 16)
    assert (printed.medium, printed.target) == ("PDF", "两页.pdf")
    assert len(PdfReader(tmp_path / "两页.pdf").pages) == 2


# What changed


def change(session: Session, field: str, text: str) -> None:
    session.apply(entry_edits(session.report, FieldAddress("", field), text, ""), "", Origin.TYPED)


def copy_of(session: Session) -> Session:
    return Session(session.report.copy(), lambda batch: None)


def test_only_the_pages_where_something_changed_are_printed_again(sample_session: Session) -> None:
    before = copy_of(sample_session)
    change(sample_session, "政府采购金额_本年决算", "55")
    compared = laid(Printable(sample_session, earlier=lambda: before), compares=True)
    assert compared.changed is not None
    sheets = {compared.paper.pages[each].section for each in compared.changed}
    assert BASE_TABLE in sheets
    assert "封面" not in sheets
    assert len(compared.changed) < 4
    assert chosen_pages(compared.paper, PageSelection(Pick.CHANGED), compared.changed)


def test_a_final_report_without_its_draft_mark_has_no_changed_page(
    sample_session: Session,
) -> None:
    before = copy_of(sample_session)
    sample_session.apply(finalise_edits(sample_session, "先报"), "", Origin.TYPED)
    printable, choices = (
        Printable(sample_session, earlier=lambda: before),
        PaperChoices(mark="草稿"),
    )
    compared = laid(printable, compares=True, choices=choices)
    assert compared.changed == ()
    marked = paper_document(before, choices)
    assert all(each.page.mark == "草稿" for each in marked.sections)
    assert "草稿" not in "".join(texts(compared.paper.pdf))


def test_every_page_behind_a_new_one_is_printed_again(sample_session: Session) -> None:
    before = copy_of(sample_session)
    change(sample_session, "人员情况", "一段很长的话。" * 400)
    compared = laid(Printable(sample_session, earlier=lambda: before), compares=True)
    assert compared.changed is not None
    assert len(compared.paper.pages) > 16
    first = compared.changed[0]
    assert compared.changed == tuple(range(first, len(compared.paper.pages)))
    assert 0 < first < 8


def test_without_an_earlier_paper_nothing_is_compared(sample_session: Session) -> None:
    assert laid(Printable(sample_session), compares=True).changed is None


# Pictures


@pytest.fixture
def pictures(paper: Paper) -> Iterator[PdfPictures]:
    """The pages of the sample, to be drawn."""
    opened = PdfPictures(paper.pdf)
    yield opened
    opened.close()


def test_a_picture_has_the_size_of_the_paper_in_pixels(pictures: PdfPictures) -> None:
    picture = pictures.page(0, 300 / 72)
    assert (picture.width, picture.height) == (2480, 3508)  # A4 at 300 dpi
    assert len(picture.data) == picture.stride * picture.height


def test_strips_of_a_page_are_the_page(pictures: PdfPictures) -> None:
    whole = pictures.page(9, 1.7, is_grey=True)
    strips = [range(top, min(top + 400, whole.height)) for top in range(0, whole.height, 400)]
    drawn = [pictures.page(9, 1.7, is_grey=True, rows=each).data for each in strips]
    assert b"".join(drawn) == whole.data


def test_pages_are_drawn_from_several_threads_at_once(pictures: PdfPictures, paper: Paper) -> None:
    alone = [pictures.page(index, 0.5) for index in range(8)]
    drawn: dict[int, object] = {}

    def draw(index: int) -> None:
        other = PdfPictures(paper.pdf)
        drawn[index] = other.page(index, 0.5)
        other.close()

    threads = [Thread(target=draw, args=(index,)) for index in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [drawn[index] for index in range(8)] == alone


# Margins


def test_a_printer_that_leaves_too_much_white_would_cut_the_foot(paper: Paper) -> None:
    assert cut_edges(paper.pages, Edges(4, 4, 4, 5)) == []
    assert cut_edges(paper.pages, Edges(4, 4, 4, 14)) == ["下"]


def test_the_test_page_has_its_frames_and_its_text_block_at_their_places() -> None:
    pdf = margins_page()
    scale = 10 / 72 * 25.4  # ten pixels a millimetre
    opened = PdfPictures(pdf)
    picture = opened.page(0, scale, is_grey=True)
    opened.close()
    row = picture.data[1500 * picture.width : 1501 * picture.width]  # through the middle
    dark = [x for x, pixel in enumerate(row) if pixel < 200]
    for wanted in (50, 100, 150, 280, 1840, 1950, 2000, 2050):
        assert any(abs(x - wanted) <= 3 for x in dark), f"{wanted / 10} mm"
    column = picture.data[1200 :: picture.width]  # beside the words at the top
    dark = [y for y, pixel in enumerate(column) if pixel < 200]
    for wanted in (50, 100, 150, 370, 2620, 2820, 2870, 2920):
        assert any(abs(y - wanted) <= 3 for y in dark), f"{wanted / 10} mm"
    assert "156" in texts(pdf)[0]
