"""Pages of a PDF as small grey pictures, and their comparison with kept ones."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

SNAPSHOTS = Path(__file__).parent / "snapshots"
DPI = 40
MOST_DIFFERENT = 0.002  # share of the pixels that may differ clearly: another build of pdfium
CLEARLY = 96  # of 255
KEEP = "KEEP_PICTURES"  # set in the environment: keep what is printed now instead of comparing


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


def kept_page(name: str, number: int) -> Image.Image:
    """Return the kept picture of a page, the first being 1."""
    with Image.open(SNAPSHOTS / name / f"{number:02}.png") as kept:
        return kept.convert("L")


def keep_pages(name: str, pages: Sequence[Image.Image]) -> None:
    """Keep the pages as they are printed now, and nothing of an older printing."""
    folder = SNAPSHOTS / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for number, page in enumerate(pages, 1):
        page.save(folder / f"{number:02}.png", optimize=True)


def assert_pages_as_kept(name: str, pages: Sequence[Image.Image]) -> None:
    """Compare every page with its kept picture."""
    if os.environ.get(KEEP):
        keep_pages(name, pages)
    kept = len(list((SNAPSHOTS / name).glob("*.png")))
    assert len(pages) == kept, f"{len(pages)} pages, {kept} kept"
    shares = {
        number: different_share(page, kept_page(name, number))
        for number, page in enumerate(pages, 1)
    }
    others = {number: share for number, share in shares.items() if share > MOST_DIFFERENT}
    assert not others, f"page → share that looks otherwise: {others}"
