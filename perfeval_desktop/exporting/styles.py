"""How official paper is set (GB/T 9704-2012): the one table of type sizes that all writers read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MM = 72 / 25.4  # points in a millimetre

TEXT_WIDTH_MM = 156.0
TEXT_HEIGHT_MM = 225.0
CHARACTERS_A_LINE = 28
LINES_A_PAGE = 22
LINE_PITCH_PT = TEXT_HEIGHT_MM * MM / LINES_A_PAGE  # 28.99
GRID_ADVANCE_PT = TEXT_WIDTH_MM * MM / CHARACTERS_A_LINE  # 15.79

PAGE_NUMBER_BELOW_MM = 7.0  # from the text block to the upper edge of the page number

CELL_PAD_X_PT = 3.0  # between a rule of a table and the text
CELL_PAD_Y_PT = 2.5
CELL_PITCH_EM = 1.3

SIZE_1 = 26.0  # 一号
SIZE_2 = 22.0  # 二号
SIZE_3 = 16.0  # 三号
SIZE_4 = 14.0  # 四号
SIZE_5 = 10.5  # 五号
SIZE_5_SMALL = 9.0  # 小五


class Face(Enum):
    """A typeface of official paper; the value is the name that DOCX and XLSX carry."""

    TITLE = "方正小标宋简体"
    HEI = "黑体"
    KAI = "楷体_GB2312"
    FANG = "仿宋_GB2312"
    SONG = "宋体"
    FIGURE = "宋体 "  # 宋体 whose digits all have one width, for columns of numbers

    @property
    def official_name(self) -> str:
        """The font name that an office program knows."""
        return self.value.strip()


class Align(Enum):
    """Where the lines of a text stand between its two edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"  # both edges, the last line left


class ParagraphStyle(Enum):
    """What a paragraph is; `TYPE_STYLES` says how it looks."""

    COVER_TITLE = "cover title"
    COVER_LINE = "cover line"
    REPORT_TITLE = "report title"
    HEADING1 = "heading 1"  # 一、
    HEADING2 = "heading 2"  # （一）
    HEADING3 = "heading 3"  # 1.
    HEADING4 = "heading 4"  # （1）
    BODY = "body"
    SIGN_OFF = "sign-off"  # unit and date at the end of a text
    ANNEX_MARK = "annex mark"  # 附件1-1
    ANNEX_TITLE = "annex title"
    TABLE_LINE = "table line"  # 单位：万元, right above a table
    NOTE = "note"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Measures of one kind of paragraph; everything in points unless named otherwise."""

    face: Face
    size_pt: float
    pitch_pt: float  # from one baseline to the next
    align: Align = Align.LEFT
    tracking_pt: float = 0.0  # added to the advance of every character
    indent_chars: int = 0  # first line
    before_pt: float = 0.0
    after_pt: float = 0.0
    keeps_with_next: bool = False
    is_on_grid: bool = False  # starts on one of the 22 lines of the page


def _narrative(face: Face, *, is_heading: bool) -> TypeStyle:
    return TypeStyle(
        face,
        SIZE_3,
        LINE_PITCH_PT,
        align=Align.JUSTIFY,
        tracking_pt=GRID_ADVANCE_PT - SIZE_3,
        indent_chars=2,
        keeps_with_next=is_heading,
        is_on_grid=True,
    )


_HALF_LINE = LINE_PITCH_PT / 2

TYPE_STYLES: dict[ParagraphStyle, TypeStyle] = {
    ParagraphStyle.COVER_TITLE: TypeStyle(Face.TITLE, SIZE_1, 46.0, align=Align.CENTER),
    ParagraphStyle.COVER_LINE: TypeStyle(Face.FANG, SIZE_3, 34.0, align=Align.CENTER),
    ParagraphStyle.REPORT_TITLE: TypeStyle(
        Face.TITLE, SIZE_2, 35.0, align=Align.CENTER, after_pt=_HALF_LINE, keeps_with_next=True
    ),
    ParagraphStyle.HEADING1: _narrative(Face.HEI, is_heading=True),
    ParagraphStyle.HEADING2: _narrative(Face.KAI, is_heading=True),
    ParagraphStyle.HEADING3: _narrative(Face.FANG, is_heading=True),
    ParagraphStyle.HEADING4: _narrative(Face.FANG, is_heading=True),
    ParagraphStyle.BODY: _narrative(Face.FANG, is_heading=False),
    ParagraphStyle.SIGN_OFF: TypeStyle(Face.FANG, SIZE_3, LINE_PITCH_PT, align=Align.RIGHT),
    ParagraphStyle.ANNEX_MARK: TypeStyle(Face.HEI, SIZE_3, LINE_PITCH_PT, keeps_with_next=True),
    ParagraphStyle.ANNEX_TITLE: TypeStyle(
        Face.TITLE,
        SIZE_2,
        32.0,
        align=Align.CENTER,
        before_pt=_HALF_LINE,
        after_pt=_HALF_LINE,
        keeps_with_next=True,
    ),
    ParagraphStyle.TABLE_LINE: TypeStyle(
        Face.SONG, SIZE_5, 18.0, align=Align.RIGHT, keeps_with_next=True
    ),
    ParagraphStyle.NOTE: TypeStyle(Face.SONG, SIZE_5, 15.5, align=Align.JUSTIFY, before_pt=4.0),
    ParagraphStyle.SIGNATURE: TypeStyle(Face.SONG, SIZE_5, 16.0, before_pt=10.0),
}
