"""Each page of the sample's paper looks as its kept picture does.

After a wanted change, look at the new pages, then keep them:
`python -m tests.integration.test_paper_pictures`.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "sample"
DPI = 40
PAGES = 16
MOST_DIFFERENT = 0.002  # share of the pixels that may differ clearly: another build of pdfium
CLEARLY = 96  # of 255


def pages_of(pdf: Path) -> list[Image.Image]:
    """Render a PDF, a small grey picture a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def different_share(one: Image.Image, other: Image.Image) -> float:
    """Return which share of the pixels differs clearly."""
    if one.size != other.size:
        return 1.0
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[CLEARLY:]) / (one.width * one.height)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """The pages of the sample as they are printed now."""
    return print_sample(tmp_path_factory.mktemp("paper") / "sample.pdf")


def print_sample(pdf: Path) -> list[Image.Image]:
    data = sample_data()
    template = load_installed(data.template)
    session = Session(Report(template, data.year), lambda batch: None)
    session.apply(data_file_edits(data, template), "", Origin.DATA_FILE)
    assert export_pdf(session, pdf) == (), "every character of the sample can be printed"
    return pages_of(pdf)


def test_the_sample_has_its_pages(pages: list[Image.Image]) -> None:
    assert len(pages) == PAGES


@pytest.mark.parametrize("number", range(PAGES))
def test_the_page_looks_as_its_kept_picture(pages: list[Image.Image], number: int) -> None:
    with Image.open(SNAPSHOTS / f"{number + 1:02}.png") as kept:
        assert different_share(pages[number], kept.convert("L")) <= MOST_DIFFERENT


def test_a_line_more_is_noticed(pages: list[Image.Image]) -> None:
    changed = pages[9].copy()
    changed.paste(0, (40, 200, 290, 202))
    assert different_share(changed, pages[9]) > MOST_DIFFERENT


if __name__ == "__main__":
    import tempfile

    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(print_sample(Path(folder) / "sample.pdf"), 1):
            page.save(SNAPSHOTS / f"{number:02}.png", optimize=True)
