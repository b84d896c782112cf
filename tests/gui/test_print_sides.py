"""Pages put on a printer: strips, orientation, cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from perfeval_desktop.exporting.pdf.pictures import PdfPictures
from perfeval_desktop.gui import printing
from perfeval_desktop.gui.printing import print_sides
from perfeval_desktop.services.print_job import PrintJob
from tests.gui.pdf_printers import NAME, PdfPrinters, drawn, is_white, looks_like, sizes_mm

A4 = (595.28, 841.89)


def forms() -> bytes:
    """An upright page and one on its side, with colour and lines from edge to edge."""
    from io import BytesIO

    buffer = BytesIO()
    canvas = Canvas(buffer)
    for width, height in (A4, A4[::-1]):
        canvas.setPageSize((width, height))
        canvas.setFillColorRGB(0.9, 0.1, 0.1)
        canvas.rect(100, 100, 150, 80, fill=1)
        canvas.line(0, 0, width, height)
        canvas.line(0, height, width, 0)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def pictures(qtbot: QtBot) -> Iterator[PdfPictures]:
    opened = PdfPictures(forms())
    yield opened
    opened.close()


def steps(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.mark.xcb
@pytest.mark.parametrize("resolution", [150, 300, 600, 1200])
def test_each_page_lies_as_it_is_whatever_the_resolution(
    pictures: PdfPictures, tmp_path: Path, resolution: int
) -> None:
    printers = PdfPrinters(tmp_path, resolution)
    print_sides(printers.printer(NAME), pictures, [0, 1, None, 0], PrintJob(), steps)
    pdf = printers.prints[0].read_bytes()
    assert sizes_mm(pdf) == [(210, 297), (297, 210), (297, 210), (210, 297)]
    upright, sideways = drawn(forms())
    one, two, white, four = drawn(pdf)
    assert looks_like(one, upright)
    assert looks_like(two, sideways)
    assert is_white(white)
    assert looks_like(four, upright)


def test_a_page_in_strips_is_the_same_page(
    pictures: PdfPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printers = PdfPrinters(tmp_path)
    print_sides(printers.printer(NAME), pictures, [0], PrintJob(), steps)
    monkeypatch.setattr(printing, "_MOST_BYTES", 1_000_000)
    print_sides(printers.printer(NAME), pictures, [0], PrintJob(), steps)
    whole, strips = (drawn(each.read_bytes(), 300)[0] for each in printers.prints)
    assert looks_like(whole, strips)
    assert printers.prints[1].read_bytes().count(b"/Subtype /Image") > 20


def test_grey_is_grey_on_paper(pictures: PdfPictures, tmp_path: Path) -> None:
    printers = PdfPrinters(tmp_path)
    for is_grey in (False, True):
        job = PrintJob(is_grey=is_grey)
        print_sides(printers.printer(NAME), pictures, [0], job, steps)
    coloured, grey = (drawn(each.read_bytes())[0] for each in printers.prints)
    assert coloured.getpixel((250, 1000))[0] > coloured.getpixel((250, 1000))[1] + 100  # type: ignore[index]
    assert len(set(grey.getpixel((250, 1000)))) == 1  # type: ignore[arg-type]


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("old", [None, b"an old file"])
@pytest.mark.parametrize("at_step", [0, 1, 2])
def test_stopping_in_the_middle_leaves_what_was_there(
    pictures: PdfPictures, tmp_path: Path, old: bytes | None, at_step: int
) -> None:
    printers = PdfPrinters(tmp_path)
    if old is not None:
        (tmp_path / "印1.pdf").write_bytes(old)

    def stop(done: int, total: int) -> None:
        if done == at_step:
            raise StoppedError

    with pytest.raises(StoppedError):
        print_sides(printers.printer(NAME), pictures, [0, 1, 0], PrintJob(), stop)
    left = {each.name: each.read_bytes() for each in tmp_path.glob("[!s]*") if each.is_file()}
    assert left == ({"印1.pdf": old} if old is not None else {})
    assert not list(tmp_path.glob(".*.pdf"))
