"""Printers, and pages put on paper: pictures of the PDF at the printer's own resolution.

A page is painted on the whole sheet without any scaling, so that a millimetre is one. Everything
here may run on a thread of its own: Qt lets a printer be painted on from any thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from perfeval_desktop.domain.errors import PrintError
from perfeval_desktop.exporting.pdf.pictures import PdfPictures, Picture
from perfeval_desktop.services.print_job import Duplex, PrintJob, Side, copied
from perfeval_desktop.services.printing import Edges

OnStep = Callable[[int, int], None]

_LEAST_DPI, _MOST_DPI = 300, 600
_MOST_BYTES = 48_000_000  # of pixels held at once: a colour page at 600 dpi comes in strips
_POINTS_AN_INCH = 72

_STATES = {
    QPrinter.PrinterState.Idle: "空闲，可以打印。",
    QPrinter.PrinterState.Active: "正在打印别的文件，会排在后面。",
    QPrinter.PrinterState.Aborted: "这台打印机停了，请看看它的提示。",
    QPrinter.PrinterState.Error: "这台打印机有问题，请看看它的提示。",
}

_DUPLEX = {
    Duplex.ONE_SIDE: QPrinter.DuplexMode.DuplexNone,
    Duplex.LONG_EDGE: QPrinter.DuplexMode.DuplexLongSide,
    Duplex.SHORT_EDGE: QPrinter.DuplexMode.DuplexShortSide,
    Duplex.BY_HAND: QPrinter.DuplexMode.DuplexNone,
}


class PrinterFacts(NamedTuple):
    """What is known of a printer.

    Attributes:
        state: A sentence.
        unprintable: What it leaves white along the edges of an A4 sheet, mm.
    """

    name: str
    is_default: bool
    state: str
    can_duplex: bool
    unprintable: Edges


class SystemPrinters:
    """The printers that are set up on this machine."""

    def facts(self) -> tuple[PrinterFacts, ...]:
        """Ask for all of them; a printer in the network may let one wait."""
        return tuple(_facts(each) for each in QPrinterInfo.availablePrinters())

    def printer(self, name: str) -> QPrinter:
        """Return one to print on.

        Raises:
            PrintError: it is not there any more.
        """
        info = QPrinterInfo.printerInfo(name)
        if info.isNull():
            raise PrintError(name, "这台打印机已经不在了。")
        return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def _facts(info: QPrinterInfo) -> PrinterFacts:
    modes = set(info.supportedDuplexModes())
    return PrinterFacts(
        info.printerName(),
        info.isDefault(),
        _STATES.get(info.state(), ""),
        bool(modes - {QPrinter.DuplexMode.DuplexNone}),
        unprintable(QPrinter(info, QPrinter.PrinterMode.HighResolution)),
    )


def unprintable(printer: QPrinter) -> Edges:
    """Return what a printer leaves white along the edges of an A4 sheet, mm."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    layout = printer.pageLayout()
    layout.setUnits(QPageLayout.Unit.Millimeter)
    least = layout.minimumMargins()
    return Edges(least.left(), least.top(), least.right(), least.bottom())


def print_sides(
    printer: QPrinter,
    pictures: PdfPictures,
    sides: Sequence[Side],
    job: PrintJob,
    on_step: OnStep,
) -> None:
    """Print sides in order; an exception raised by `on_step` ends it, and nothing is printed.

    Raises:
        PrintError: the printer did not take it; what was not sent is not printed.
    """
    name = printer.printerName() or Path(printer.outputFileName()).name
    is_double = job.duplex in (Duplex.LONG_EDGE, Duplex.SHORT_EDGE)
    printer.setFullPage(True)
    printer.setDuplex(_DUPLEX[job.duplex])
    mode = QPrinter.ColorMode.GrayScale if job.is_grey else QPrinter.ColorMode.Color
    printer.setColorMode(mode)
    if printer.supportsMultipleCopies():
        printer.setCopyCount(job.copies)
        printer.setCollateCopies(job.is_collated)
        in_order = list(sides)
    else:
        in_order = copied(sides, job.copies, is_collated=job.is_collated, is_double=is_double)
    with _WholeFile(printer, name):
        _Run(printer, pictures, job.is_grey, name).print(in_order, on_step)


class _WholeFile:
    """A printer that writes a file makes it beside, and it takes its place when it is whole."""

    def __init__(self, printer: QPrinter, name: str) -> None:
        self._printer, self._name = printer, name
        self._target = Path(printer.outputFileName()) if printer.outputFileName() else None

    def __enter__(self) -> None:
        if self._target is not None:
            self._printer.setOutputFileName(str(self._beside()))

    def __exit__(self, kind: type[BaseException] | None, *others: object) -> None:
        if self._target is None:
            return
        self._printer.setOutputFileName(str(self._target))
        try:
            if kind is None:
                os.replace(self._beside(), self._target)
            else:
                self._beside().unlink(missing_ok=True)
        except OSError as error:
            with suppress(OSError):
                self._beside().unlink(missing_ok=True)
            raise PrintError(self._name, "文件写不进去。") from error

    def _beside(self) -> Path:
        assert self._target is not None
        return self._target.with_name(f".{os.getpid()}-{self._target.name}")


class _Run:
    """One print; a page without picture is a white side."""

    def __init__(self, printer: QPrinter, pictures: PdfPictures, is_grey: bool, name: str) -> None:
        self._printer, self._pictures = printer, pictures
        self._is_grey, self._name = is_grey, name

    def print(self, sides: Sequence[Side], on_step: OnStep) -> None:
        on_step(0, len(sides))
        self._turn(sides, 0)
        painter = QPainter()
        if not painter.begin(self._printer):
            raise PrintError(self._name, "打印机没有回应，请看看它是否开着、连着。")
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        try:
            for place, side in enumerate(sides):
                if place:
                    self._begin_page(sides, place)
                if side is not None:
                    self._paint(painter, side, partial(on_step, place, len(sides)))
                on_step(place + 1, len(sides))
        except BaseException:
            self._printer.abort()
            raise
        finally:
            painter.end()
        if self._printer.printerState() in (
            QPrinter.PrinterState.Aborted,
            QPrinter.PrinterState.Error,
        ):
            raise PrintError(self._name, "打印机中途停了。")

    def _begin_page(self, sides: Sequence[Side], place: int) -> None:
        self._turn(sides, place)
        if not self._printer.newPage():
            raise PrintError(self._name, "打印机中途停了。")

    def _turn(self, sides: Sequence[Side], place: int) -> None:
        """Set up the sheet for a side; a white one is as the side before it."""
        known = [each for each in reversed(sides[: place + 1]) if each is not None]
        width, height = self._pictures.sizes_pt[known[0]] if known else (1, 2)
        is_landscape = width > height
        way = (
            QPageLayout.Orientation.Landscape if is_landscape else QPageLayout.Orientation.Portrait
        )
        size, none = QPageSize(QPageSize.PageSizeId.A4), QMarginsF(0, 0, 0, 0)
        layout = QPageLayout(size, way, none)
        layout.setMode(QPageLayout.Mode.FullPageMode)
        self._printer.setPageLayout(layout)

    def _paint(self, painter: QPainter, page: int, on_strip: Callable[[], None]) -> None:
        own = self._printer.resolution()
        dpi = min(_MOST_DPI, max(_LEAST_DPI, own))
        scale = dpi / _POINTS_AN_INCH
        wide, high = self._pictures.pixels(page, scale)
        a_row = wide if self._is_grey else 4 * wide
        rows = max(1, _MOST_BYTES // a_row)
        factor = own / dpi
        for top in range(0, high, rows):
            strip = range(top, min(high, top + rows))
            picture = self._pictures.page(page, scale, is_grey=self._is_grey, rows=strip)
            place = QRectF(0, top * factor, wide * factor, len(strip) * factor)
            painter.drawImage(place, image_of(picture))
            on_strip()


def image_of(picture: Picture) -> QImage:
    """Return a picture as Qt knows it; the picture has to live as long as the image."""
    kind = QImage.Format.Format_Grayscale8 if picture.is_grey else QImage.Format.Format_RGB32
    return QImage(picture.data, picture.width, picture.height, picture.stride, kind)
