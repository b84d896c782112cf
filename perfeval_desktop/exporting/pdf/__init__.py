"""The PDF writer.

`pdf_bytes` and `write_pdf` do all at once. Who shows or prints only a part lays the document out
once (`lay_out`), chooses among its pages by their section, sheet and number, and draws these
(`pdf_of`): page numbers, codes and 第x页/共y页 stay those of the whole paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from ..atomic import replace_file
from ..document import Document
from ..fonts import FontSet, shipped_fonts
from . import flow
from .canvas import OnPage, paint
from .marks import Page

__all__ = ["OnPage", "Page", "lay_out", "pdf_bytes", "pdf_of", "write_pdf"]

IsWanted = Callable[[Page], bool]

_ONE_AT_A_TIME = Lock()  # reportlab's font objects are shared and serve one document at a time


def write_pdf(
    document: Document,
    path: Path,
    *,
    fonts: FontSet | None = None,
    on_page: OnPage | None = None,
    pages: IsWanted | None = None,
) -> None:
    """Write `document` as PDF; the file at `path` is the old one until the new one is whole.

    Args:
        document: What to print.
        path: The file to make or replace.
        fonts: The set to print with; None for the shipped one.
        on_page: Called all along with how many pages are drawn and how many there are: (0, n)
            while they are laid out, n growing. An exception it raises cancels the export and
            leaves the old file.
        pages: Says which of the pages are written; None for all of them.

    Raises:
        ExportError: The file could not be written.
    """
    replace_file(path, pdf_bytes(document, fonts=fonts, on_page=on_page, pages=pages))


def pdf_bytes(
    document: Document,
    *,
    fonts: FontSet | None = None,
    on_page: OnPage | None = None,
    pages: IsWanted | None = None,
) -> bytes:
    """Return `document` as PDF; the same document gives the same bytes (see `write_pdf`)."""
    laid = lay_out(document, fonts, on_page)
    return pdf_of(document, laid if pages is None else list(filter(pages, laid)), fonts, on_page)


def lay_out(
    document: Document, fonts: FontSet | None = None, on_page: OnPage | None = None
) -> list[Page]:
    """Return all pages of the paper, ready to be drawn as often as wanted.

    `Page.section`, `sheet`, `number` (the printed one) and `place` (counted from 1, the cover too)
    say which page it is.
    """
    return flow.lay_out(document, fonts or shipped_fonts(), _as_step(on_page))


def pdf_of(
    document: Document,
    pages: Sequence[Page],
    fonts: FontSet | None = None,
    on_page: OnPage | None = None,
) -> bytes:
    """Return some laid-out pages of `document` as PDF, in the order given.

    `fonts` has to be the set they were laid out with.

    Raises:
        ValueError: `pages` is empty: there is no such PDF.
    """
    if not pages:
        raise ValueError("a PDF needs a page")
    with _ONE_AT_A_TIME:
        return paint(document, pages, fonts or shipped_fonts(), on_page)


def _as_step(on_page: OnPage | None) -> Callable[[int], None] | None:
    if on_page is None:
        return None
    return lambda laid_out: on_page(0, max(laid_out, 1))
