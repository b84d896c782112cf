"""Each page of the sample's paper looks as its kept picture does.

After a wanted change, look at the new pages, then keep them:
`python -m tests.integration.test_paper_pictures`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.paper_pictures import (
    MOST_DIFFERENT,
    different_share,
    keep_pages,
    kept_page,
    pages_of,
)

PAGES = 16


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
    assert different_share(pages[number], kept_page("sample", number + 1)) <= MOST_DIFFERENT


def test_a_line_more_is_noticed(pages: list[Image.Image]) -> None:
    changed = pages[9].copy()
    changed.paste(0, (40, 200, 290, 202))
    assert different_share(changed, pages[9]) > MOST_DIFFERENT


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        keep_pages("sample", print_sample(Path(folder) / "sample.pdf"))
