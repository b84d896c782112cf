"""Pictures of the pages of a PDF, drawn on a thread of their own when they are to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from perfeval_desktop.exporting.pdf.pictures import PdfPictures, Picture
from perfeval_desktop.gui.background import Background, Job, OnStep
from perfeval_desktop.gui.printing import image_of

MOST_BYTES = 64_000_000


class Wish(NamedTuple):
    """A page of one paper at one size."""

    paper: int  # counts the papers shown
    page: int
    width: int  # pixels of the screen
    is_grey: bool


class _Kept(NamedTuple):
    wish: Wish
    picture: Picture  # its pixels are those of the image
    image: QImage


class _Opened:
    """A PDF that is opened and closed on the thread that draws it."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._pictures: PdfPictures | None = None

    def draw(self, wish: Wish, on_step: OnStep) -> Picture:
        on_step(0, 1)
        if self._pictures is None:
            self._pictures = PdfPictures(self._pdf)
        scale = wish.width / self._pictures.sizes_pt[wish.page][0]
        return self._pictures.page(wish.page, scale, is_grey=wish.is_grey)

    def close(self) -> None:
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None


class PagePictures(QObject):
    """Draws what is wished for, first things first, and keeps what was seen last."""

    arrived = Signal(int)  # a page

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("page pictures", self)
        self._background.done.connect(self._on_done)
        self._opened: _Opened | None = None
        self._paper = 0
        self._is_grey = False
        self._kept: dict[int, _Kept] = {}  # by page, last used last

    def show(self, pdf: bytes) -> None:
        """Draw the pages of another PDF from now on; old pictures stand in until theirs come."""
        self._forget_pdf()
        self._opened = _Opened(pdf)
        self._paper += 1

    def set_grey(self, is_grey: bool) -> None:
        """Draw in greys, or as it is."""
        self._is_grey = is_grey

    def wish(self, wanted: Sequence[tuple[int, int]]) -> None:
        """Draw these pages at these widths in pixels, the first ones first, and no others."""
        if self._opened is None:
            return
        wishes = [Wish(self._paper, page, width, self._is_grey) for page, width in wanted]
        self._background.want(
            [
                Job(each, partial(self._opened.draw, each))
                for each in wishes
                if each.page not in self._kept or self._kept[each.page].wish != each
            ]
        )

    def image(self, page: int) -> QImage | None:
        """Return the picture of a page, which may be an older or a smaller one."""
        kept = self._kept.pop(page, None)
        if kept is None:
            return None
        self._kept[page] = kept
        return kept.image

    def close(self) -> None:
        """Draw nothing any more."""
        self._forget_pdf()
        self._background.close()

    def _forget_pdf(self) -> None:
        if self._opened is not None:
            self._background.want([])
            self._background.clear_away(self._opened.close)
            self._opened = None

    def _on_done(self, wish: object, picture: object) -> None:
        assert isinstance(wish, Wish)
        assert isinstance(picture, Picture)
        if wish.paper != self._paper:
            return
        self._kept.pop(wish.page, None)
        self._kept[wish.page] = _Kept(wish, picture, image_of(picture))
        self._drop_oldest()
        self.arrived.emit(wish.page)

    def _drop_oldest(self) -> None:
        held = sum(len(each.picture.data) for each in self._kept.values())
        for page in list(self._kept)[:-1]:
            if held <= MOST_BYTES:
                return
            held -= len(self._kept.pop(page).picture.data)
