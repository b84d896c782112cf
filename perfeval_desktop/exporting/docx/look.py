"""The styles of the Word file: names that Word and WPS know, measures of `TYPE_STYLES`."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..styles import (
    CELL_PITCH_EM,
    LINE_PITCH_PT,
    SIZE_4,
    SIZE_5,
    TYPE_STYLES,
    Align,
    Face,
    ParagraphStyle,
    TypeStyle,
)
from . import xml
from .runs import fonts, size

# 22 lines of this pitch fit into the text block; rounded up, Word would set 21 of them.
LINE_PITCH_TWIPS = int(LINE_PITCH_PT * 20)
JUSTIFICATION = {
    Align.LEFT: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.JUSTIFY: "both",
}
_NO_OUTLINE = 9  # 正文文本, as Word counts levels


class WordStyle(NamedTuple):
    """A paragraph style: its id in the file and the name that a clerk sees.

    Attributes:
        outline: Its level in the navigation pane, the uppermost being 0; None for body text.
        is_own: Not one of Word's own styles, whose English names are shown as 标题 1, 正文文本.
    """

    id: str
    name: str
    outline: int | None = None
    is_own: bool = True


STYLES: dict[ParagraphStyle, WordStyle] = {
    ParagraphStyle.COVER_TITLE: WordStyle("CoverTitle", "封面标题"),
    ParagraphStyle.COVER_LINE: WordStyle("CoverLine", "封面文字"),
    ParagraphStyle.REPORT_TITLE: WordStyle("Title", "Title", 0, is_own=False),
    ParagraphStyle.HEADING1: WordStyle("Heading1", "heading 1", 0, is_own=False),
    ParagraphStyle.HEADING2: WordStyle("Heading2", "heading 2", 1, is_own=False),
    ParagraphStyle.HEADING3: WordStyle("Heading3", "heading 3", 2, is_own=False),
    ParagraphStyle.HEADING4: WordStyle("Heading4", "heading 4", 3, is_own=False),
    ParagraphStyle.BODY: WordStyle("BodyText", "Body Text", is_own=False),
    ParagraphStyle.SIGN_OFF: WordStyle("SignOff", "落款"),
    ParagraphStyle.ANNEX_MARK: WordStyle("AnnexMark", "附件序号"),
    ParagraphStyle.ANNEX_TITLE: WordStyle("AnnexTitle", "附件标题", 0),
    ParagraphStyle.TABLE_LINE: WordStyle("TableLine", "表上单位"),
    ParagraphStyle.NOTE: WordStyle("TableNote", "表下说明"),
    ParagraphStyle.SIGNATURE: WordStyle("SignatureLine", "签字行"),
}
TABLE_TEXT = WordStyle("TableText", "表格文字")
SPACE = WordStyle("Space", "留空")
HEADER = WordStyle("Header", "header", is_own=False)
FOOTER = WordStyle("Footer", "footer", is_own=False)

MARK_STYLE = TypeStyle(Face.HEI, SIZE_4, 20.0, align=Align.RIGHT)
NUMBER_STYLE = TypeStyle(Face.SONG, SIZE_4, 16.0)
_TABLE_STYLE = TypeStyle(Face.SONG, SIZE_5, SIZE_5 * CELL_PITCH_EM)
_SPACE_STYLE = TypeStyle(Face.FANG, SIZE_5, SIZE_5)

_NO_AUTOMATICS = "autoSpaceDE", "autoSpaceDN"  # no air between Chinese letters and digits


def style_of(style: ParagraphStyle) -> WordStyle:
    """Return the Word style of a kind of paragraph."""
    return STYLES[style]


def styles_xml() -> bytes:
    """Return styles.xml."""
    return xml.part("w:styles", _defaults() + _normal() + _others())


def spacing(pitch_pt: float, *, before_pt: float = 0.0, after_pt: float = 0.0) -> str:
    """Return an exact line pitch with what is left free around the paragraph."""
    return (
        f'<w:spacing w:before="{xml.twips(before_pt)}" w:after="{xml.twips(after_pt)}" '
        f'w:line="{_pitch_twips(pitch_pt)}" w:lineRule="exact"/>'
    )


def justification(align: Align) -> str:
    """Return where the lines stand."""
    return f'<w:jc w:val="{JUSTIFICATION[align]}"/>'


def outline(level: int | None) -> str:
    """Return the level in the navigation pane; None takes a paragraph out of it."""
    return f'<w:outlineLvl w:val="{_NO_OUTLINE if level is None else level}"/>'


def _pitch_twips(pitch_pt: float) -> int:
    return LINE_PITCH_TWIPS if pitch_pt == LINE_PITCH_PT else xml.twips(pitch_pt)


def _defaults() -> str:
    """Set what everything begins with: the body's face and size, on which the grid is counted."""
    body = TYPE_STYLES[ParagraphStyle.BODY]
    language = '<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(body.face)}{size(body.size_pt)}{language}"
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _normal() -> str:
    body = TYPE_STYLES[ParagraphStyle.BODY]
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{xml.off('widowControl')}</w:pPr>"
        f"<w:rPr>{fonts(body.face)}{size(body.size_pt)}</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "<w:unhideWhenUsed/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )


def _others() -> str:
    ours = [_style(STYLES[kind], measures) for kind, measures in TYPE_STYLES.items()]
    ours += [
        _style(TABLE_TEXT, _TABLE_STYLE),
        _style(SPACE, _SPACE_STYLE),
        _style(HEADER, MARK_STYLE),
        _style(FOOTER, NUMBER_STYLE),
    ]
    return "".join(ours)


def _style(style: WordStyle, measures: TypeStyle) -> str:
    own = ' w:customStyle="1"' if style.is_own else ""
    follows = STYLES[ParagraphStyle.BODY].id if measures.keeps_with_next else style.id
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{follows}"/><w:qFormat/>'
        f"<w:pPr>{_paragraph_look(style, measures)}</w:pPr>"
        f"<w:rPr>{fonts(measures.face)}{_grid_and_tracking(measures)}{size(measures.size_pt)}"
        "</w:rPr></w:style>"
    )


def _paragraph_look(style: WordStyle, measures: TypeStyle) -> str:
    """Say all of a paragraph's measures, in the order that the schema asks for."""
    keeps = measures.keeps_with_next
    return "".join(
        (
            xml.flag("keepNext", is_on=keeps),
            xml.flag("keepLines", is_on=keeps),
            "<w:kinsoku/><w:overflowPunct/>",
            xml.off(*_NO_AUTOMATICS),
            xml.off("adjustRightInd", "snapToGrid"),
            spacing(measures.pitch_pt, before_pt=measures.before_pt, after_pt=measures.after_pt),
            _indent(measures),
            justification(measures.align),
            outline(style.outline) if style.outline is not None else "",
        )
    )


def _grid_and_tracking(measures: TypeStyle) -> str:
    """Space characters out here and not by the page's grid, which programs count unlike each other.

    LibreOffice sets 18 characters a line on a grid that is narrower than the type. A twip less
    than asked for, so that no program's rounding pushes the last character off its line; justified
    lines are as wide as ever.
    """
    tracking = math.floor(measures.tracking_pt * 20) - 1 if measures.tracking_pt else 0
    return xml.off("snapToGrid") + (f'<w:spacing w:val="{tracking}"/>' if tracking else "")


def _indent(measures: TypeStyle) -> str:
    """Indent the first line by whole characters; the twips are for programs that know no others."""
    chars = measures.indent_chars
    if not chars:
        return ""
    points = chars * (measures.size_pt + measures.tracking_pt)
    return f'<w:ind w:firstLineChars="{chars * 100}" w:firstLine="{xml.twips(points)}"/>'
