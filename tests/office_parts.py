"""Word documents and workbooks made of bare XML: what no library would write can stand in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_P}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    "</Types>"
)
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return into.getvalue()


def relations(*targets: tuple[str, str]) -> bytes:
    """Kinds and targets; their ids are rId1, rId2, and so on."""
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_P}/relationships">{each}</Relationships>'.encode()


def word_parts(body: str, **more: str) -> list[tuple[str, bytes]]:
    """The parts of a .docx; `more` are others beside the document, by kind: styles, footnotes."""
    document = f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
    return [
        ("[Content_Types].xml", _TYPES.encode()),
        ("_rels/.rels", relations(("officeDocument", "word/document.xml"))),
        ("word/document.xml", document.encode()),
        ("word/_rels/document.xml.rels", relations(*((kind, f"{kind}.xml") for kind in more))),
        *((f"word/{kind}.xml", _part(kind, xml)) for kind, xml in more.items()),
    ]


def _part(kind: str, xml: str) -> bytes:
    root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
    return f"<w:{root} {_SPACES}>{xml}</w:{root}>".encode()


def word(body: str, **more: str) -> bytes:
    """A .docx with this in its body, and other parts by kind."""
    return zipped(word_parts(body, **more))


def workbook_parts(sheet: str, strings: str = "", styles: str = "") -> list[tuple[str, bytes]]:
    """The parts of an .xlsx with one worksheet."""
    book = (
        f'<workbook xmlns="{S}" xmlns:r="{R}">'
        '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    kinds = (
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    )
    return [
        ("[Content_Types].xml", _TYPES.encode()),
        ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book.encode()),
        ("xl/_rels/workbook.xml.rels", relations(*kinds)),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{S}">{sheet}</worksheet>'.encode()),
        ("xl/sharedStrings.xml", f'<sst xmlns="{S}">{strings}</sst>'.encode()),
        ("xl/styles.xml", f'<styleSheet xmlns="{S}">{styles}</styleSheet>'.encode()),
    ]


def workbook(sheet: str, strings: str = "", styles: str = "") -> bytes:
    """An .xlsx with this in its one worksheet."""
    return zipped(workbook_parts(sheet, strings, styles))


def with_part(parts: Iterable[tuple[str, bytes]], name: str, data: bytes) -> bytes:
    """A file of these parts, one of them replaced or added."""
    return zipped([*((n, d) for n, d in parts if n != name), (name, data)])


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "", inner: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


SPAN_2, DOWN, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def run(inner: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def t(words: str) -> str:
    return run(f"<w:t>{words}</w:t>")
