"""A page that shows what a printer leaves out at the edges, and whether a millimetre is one."""

from __future__ import annotations

from itertools import pairwise

from ..document import Document
from ..fonts import shipped_fonts
from ..pages import A4_LONG_MM, A4_SHORT_MM, PageSettings
from ..styles import MM, TEXT_HEIGHT_MM, TEXT_WIDTH_MM, Face
from . import pdf_of
from .marks import Mark, Page, Rule, RuleLook, TextLine

FRAMES_MM = (5, 10, 15)  # from every edge of the paper
_TITLE = "打印测试页"
_SENTENCES = (
    "外面三个框离纸边分别是 5、10、15 毫米，四边都要看得见。",
    "缺了哪个框，这台打印机在那一边就印不到那么靠外。",
    "页脚的小字离纸的下边 6 毫米：5 毫米的框下边看得见，就印得全。",
    "虚线框是正文的版心，宽 156 毫米，高 225 毫米；",
    "用尺量一量下面这条线，应当正好 100 毫米。",
    "量出来不对，请在打印机的设置里关掉“缩放”“适合纸张”。",
)
_TITLE_PT, _TEXT_PT, _SMALL_PT = 22.0, 12.0, 8.0
_PITCH_PT = 24.0
_RULER_MM = 100
_THIN, _DASHED = RuleLook(0.4), RuleLook(0.4, is_dashed=True)


def margins_page() -> bytes:
    """Return the page as a PDF."""
    settings = PageSettings()
    page = Page(settings, _TITLE, None, marks=[*_frames(), *_text_block(settings), *_words()])
    return pdf_of(Document(_TITLE, ()), [page], shipped_fonts())


def _frames() -> list[Mark]:
    marks: list[Mark] = []
    for inset in FRAMES_MM:
        marks += _frame(inset, inset, A4_SHORT_MM - inset, A4_LONG_MM - inset, _THIN)
        marks.append(_line(A4_SHORT_MM / 2 - 5, inset + 3.4, f"{inset} 毫米", _SMALL_PT))
    return marks


def _text_block(settings: PageSettings) -> list[Mark]:
    left, top = settings.left_mm, settings.top_mm
    return _frame(left, top, left + TEXT_WIDTH_MM, top + TEXT_HEIGHT_MM, _DASHED)


def _frame(left: float, top: float, right: float, bottom: float, look: RuleLook) -> list[Mark]:
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [
        Rule(x1 * MM, y1 * MM, x2 * MM, y2 * MM, look) for (x1, y1), (x2, y2) in pairwise(corners)
    ]


def _words() -> list[Mark]:
    title_width = _TITLE_PT * len(_TITLE)
    marks: list[Mark] = [_line((A4_SHORT_MM - title_width / MM) / 2, 70, _TITLE, _TITLE_PT)]
    y = 90.0
    for sentence in _SENTENCES:
        marks.append(_line(40, y, sentence, _TEXT_PT))
        y += _PITCH_PT / MM
    return marks + _ruler(55, y + 8)


def _ruler(left: float, top: float) -> list[Mark]:
    """A line of 100 mm with a stroke every 10."""
    marks: list[Mark] = [Rule(left * MM, top * MM, (left + _RULER_MM) * MM, top * MM, _THIN)]
    for millimetre in range(0, _RULER_MM + 1, 10):
        x = left + millimetre
        high = 5 if millimetre % 50 == 0 else 3
        marks.append(Rule(x * MM, top * MM, x * MM, (top - high) * MM, _THIN))
        marks.append(_line(x - 1.5, top + 4, str(millimetre), _SMALL_PT))
    return marks


def _line(x_mm: float, baseline_mm: float, text: str, size_pt: float) -> TextLine:
    return TextLine(x_mm * MM, baseline_mm * MM, text, Face.SONG, size_pt, size_pt * len(text))
