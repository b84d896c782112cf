"""The PDF writer: `lay_out` puts a document on pages, `paint` draws them."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from ..atomic import replace_file
from ..document import Document
from ..fonts import FontSet, shipped_fonts
from .canvas import OnPage, paint
from .flow import lay_out
from .marks import Page

__all__ = ["OnPage", "Page", "laid_pages", "paint_pages", "pdf_bytes", "write_pdf"]

_ONE_AT_A_TIME = Lock()  # reportlab's font objects are shared and serve one document at a time


def write_pdf(
    document: Document,
    path: Path,
    *,
    fonts: FontSet | None = None,
    on_page: OnPage | None = None,
) -> None:
    """Write `document` as PDF; the file at `path` is the old one until the new one is whole.

    Args:
        document: What to print.
        path: The file to make or replace.
        fonts: The set to print with; None for the shipped one.
        on_page: Called before each page is drawn with its index and the number of pages; an
            exception it raises cancels the export and leaves the old file.

    Raises:
        ExportError: The file could not be written.
    """
    replace_file(path, pdf_bytes(document, fonts=fonts, on_page=on_page))


def pdf_bytes(
    document: Document, *, fonts: FontSet | None = None, on_page: OnPage | None = None
) -> bytes:
    """Return `document` as PDF; the same document gives the same bytes."""
    chosen = fonts or shipped_fonts()
    with _ONE_AT_A_TIME:
        return paint(document, lay_out(document, chosen), chosen, on_page)


def laid_pages(document: Document, fonts: FontSet | None = None) -> list[Page]:
    """Return the pages of a document, to be counted, looked at and painted."""
    with _ONE_AT_A_TIME:
        return lay_out(document, fonts or shipped_fonts())


def paint_pages(
    document: Document, pages: list[Page], fonts: FontSet, on_page: OnPage | None = None
) -> bytes:
    """Return a PDF of pages of a document, all of them or some: each is as it is in the whole."""
    with _ONE_AT_A_TIME:
        return paint(document, pages, fonts, on_page)
