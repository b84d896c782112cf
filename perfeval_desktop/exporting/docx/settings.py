"""The small parts beside the text: settings, the table of fonts, and what the file is."""

from __future__ import annotations

from ..document import Document
from . import xml
from .sections import parts_odd_and_even

_TIME = "2000-01-01T00:00:00Z"  # the same data gives the same bytes
_PROGRAM = "perfeval_desktop"

# Name, what a program takes that has it under another name, and the kind of face.
_FONTS = (
    ("仿宋_GB2312", "仿宋", "modern"),
    ("楷体_GB2312", "楷体", "modern"),
    ("方正小标宋简体", "方正小标宋_GBK", "auto"),
    ("黑体", "SimHei", "modern"),
    ("宋体", "SimSun", "auto"),
)


def settings_xml(document: Document) -> bytes:
    """Return settings.xml: today's Word, Chinese line breaking, manual line ends not stretched."""
    odd_and_even = xml.flag("evenAndOddHeaders", is_on=parts_odd_and_even(document))
    uri = "http://schemas.microsoft.com/office/word"
    return xml.part(
        "w:settings",
        f'<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{odd_and_even}'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>"
        "<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/>"
        f'<w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'
        "</w:compat>",
    )


def fonts_xml() -> bytes:
    """Return fontTable.xml: the official faces, and how they are called elsewhere."""
    return xml.part(
        "w:fonts",
        "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="fixed"/></w:font>'
            for name, other, family in _FONTS
        ),
    )


def core_xml(document: Document) -> bytes:
    """Return docProps/core.xml."""
    time = 'xsi:type="dcterms:W3CDTF"'
    return xml.document(
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml.text(document.title)}</dc:title>"
        f"<dc:subject>{xml.text(document.subject)}</dc:subject>"
        f"<dc:creator>{xml.text(document.author)}</dc:creator>"
        f"<cp:lastModifiedBy>{xml.text(document.author)}</cp:lastModifiedBy>"
        f"<dcterms:created {time}>{_TIME}</dcterms:created>"
        f"<dcterms:modified {time}>{_TIME}</dcterms:modified>"
        f"<dc:language>{xml.text(document.language)}</dc:language></cp:coreProperties>"
    )


def app_xml(document: Document) -> bytes:
    """Return docProps/app.xml."""
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return xml.document(
        f'<Properties xmlns="{namespace}"><Application>{_PROGRAM}</Application>'
        f"<Company>{xml.text(document.author)}</Company></Properties>"
    )
