"""A real QPrinter that writes a PDF, offered to the print dialog as the printer of this machine."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from PySide6.QtPrintSupport import QPrinter

from perfeval_desktop.exporting.pdf.pictures import PdfPictures
from perfeval_desktop.gui.printing import PrinterFacts, unprintable
from perfeval_desktop.services.printing import Edges

NAME = "印成文件"
DPI = 100
CLEARLY = 96  # of 255, after edges are softened: lines of a picture lie between other pixels
MOST_DIFFERENT = 0.002  # of the pixels; another page of the sample has eight times as many


class PdfPrinters:
    """One printer; what it prints comes into one file after the other."""

    def __init__(self, folder: Path, resolution: int = 300, **facts: object) -> None:
        self.folder = folder
        self.prints: list[Path] = []
        self._resolution = resolution
        self._facts = facts

    def facts(self) -> tuple[PrinterFacts, ...]:
        edges = unprintable(self.printer(NAME))
        self.prints.clear()
        known = PrinterFacts(NAME, True, "空闲，可以打印。", True, Edges(*edges))
        return (known._replace(**self._facts),)  # type: ignore[arg-type]

    def printer(self, name: str) -> QPrinter:
        assert name == NAME
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        path = self.folder / f"印{len(self.prints) + 1}.pdf"
        self.prints.append(path)
        printer.setOutputFileName(str(path))
        printer.setResolution(self._resolution)
        return printer


def drawn(pdf: bytes, dpi: int = DPI) -> list[Image.Image]:
    """Return the pages of a PDF as pictures in colour."""
    pictures = PdfPictures(pdf)
    pages = [pictures.page(index, dpi / 72) for index in range(len(pictures.sizes_pt))]
    pictures.close()
    return [
        Image.frombytes("RGB", (each.width, each.height), each.data, "raw", "BGRX")
        for each in pages
    ]


def sizes_mm(pdf: bytes) -> list[tuple[int, int]]:
    """Return the sizes of the pages of a PDF."""
    pictures = PdfPictures(pdf)
    pictures.close()
    return [(round(w / 72 * 25.4), round(h / 72 * 25.4)) for w, h in pictures.sizes_pt]


def looks_like(one: Image.Image, other: Image.Image) -> bool:
    """Say whether two pages show the same, at the same place and of the same size."""
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 1:
        return False
    size = (min(one.width, other.width), min(one.height, other.height))
    soft = ImageFilter.BoxBlur(1)
    greys = [each.convert("L").crop((0, 0, *size)).filter(soft) for each in (one, other)]
    histogram = ImageChops.difference(*greys).histogram()
    return sum(histogram[CLEARLY:]) <= MOST_DIFFERENT * size[0] * size[1]


def is_white(page: Image.Image) -> bool:
    """Say whether nothing stands on a page."""
    return page.convert("L").getextrema()[0] == 255
