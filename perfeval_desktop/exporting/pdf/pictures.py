"""Pages of a PDF as pictures, through pdfium: what a screen shows and what a printer is sent.

pdfium serves one thread at a time, whatever the document: all that calls it waits for one lock.
"""

from __future__ import annotations

import atexit
from threading import Lock
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

_PDFIUM = Lock()
# A thread may still be drawing when the program ends: then pdfium is not taken away under it.
atexit.register(_PDFIUM.acquire)

_WHITE = (255, 255, 255, 255)


class Picture(NamedTuple):
    """Rows of pixels from the top: a byte each when grey, else four (blue, green, red, unused)."""

    width: int
    height: int
    is_grey: bool
    data: bytes

    @property
    def stride(self) -> int:
        """Bytes of a row."""
        return self.width if self.is_grey else 4 * self.width


class PdfPictures:
    """An open PDF whose pages can be drawn, from any thread. It has to be closed."""

    def __init__(self, pdf: bytes) -> None:
        with _PDFIUM:
            self._document: pypdfium2.PdfDocument | None = pypdfium2.PdfDocument(pdf)
            sizes = [self._document.get_page_size(each) for each in range(len(self._document))]
        self.sizes_pt: tuple[tuple[float, float], ...] = tuple(sizes)

    def close(self) -> None:
        """Let go of the document; asking for a page afterwards is an error."""
        with _PDFIUM:
            if self._document is not None:
                self._document.close()
                self._document = None

    def pixels(self, index: int, scale: float) -> tuple[int, int]:
        """Return how many pixels wide and high a whole page is, at `scale` pixels a point."""
        width, height = self.sizes_pt[index]
        return max(1, round(width * scale)), max(1, round(height * scale))

    def page(
        self, index: int, scale: float, *, is_grey: bool = False, rows: range | None = None
    ) -> Picture:
        """Draw a page, or the rows of pixels `rows` of it.

        Args:
            index: The page, the first being 0.
            scale: Pixels a point.
            is_grey: Draw every colour as a grey.
            rows: Which rows; None for the whole page.
        """
        wide, high = self.pixels(index, scale)
        part = rows if rows is not None else range(high)
        kind = raw.FPDFBitmap_Gray if is_grey else raw.FPDFBitmap_BGRx
        flags = raw.FPDF_GRAYSCALE if is_grey else 0
        with _PDFIUM:
            assert self._document is not None, "closed"
            bitmap = pypdfium2.PdfBitmap.new_native(wide, len(part), kind)
            page = self._document[index]
            try:
                bitmap.fill_rect(_WHITE, 0, 0, wide, len(part))
                place = (0, -part.start, wide, high)
                raw.FPDF_RenderPageBitmap(bitmap.raw, page.raw, *place, 0, flags)
                return Picture(wide, len(part), is_grey, bytes(bitmap.buffer))
            finally:
                page.close()
                bitmap.close()
