"""Write a paper as a Word document, in one of the ways in which offices do.

The ways are: `nested` (each table inside of a layout table), `numbered` (headings with automatic
numbers), `styled` (headings with styles), `boxed` (the chapters in a text box), `in-cells` (the
chapters in a table), `colourful` (other fonts, sizes, shades and page), `broken-runs` (text cut in
many runs, as Word does after corrections), `breaks` (line breaks inside of a paragraph instead of
paragraphs), `python-docx` (in the package of that library).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from tests.corpus.paper import Line, Paper, Sheet, text_of

_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_LEVELS = ("%1、", "（%2）")
_LIST = 3


def write_word(paper: Paper, path: Path) -> None:
    """Write a document."""
    writer = _Writer(paper.ways)
    body = "".join(writer.blocks(paper.blocks))
    data = _by_library(body) if "python-docx" in paper.ways else _bare_package(body)
    path.write_bytes(repacked(data))


def _by_library(body: str) -> bytes:
    import docx
    from docx.oxml import parse_xml

    word = docx.Document()
    for each in parse_xml(f'<w:body xmlns:w="{_W}">{body}</w:body>'):
        word.element.body.insert(-1, each)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _bare_package(body: str) -> bytes:
    """Return a package of the parts that Word cannot do without."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    of_office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    word_type = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in enumerate(_LEVELS)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in (1, 2)
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{word_type}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{word_type}.styles+xml"/>'
            f'<Override PartName="/word/numbering.xml" ContentType="{word_type}.numbering+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{of_office}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{relations}">'
            f'<Relationship Id="r1" Type="{of_office}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r2" Type="{of_office}/numbering" Target="numbering.xml"/>'
            "</Relationships>"
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/numbering.xml": (
            f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="{_LIST}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            f'<w:num w:numId="{_LIST}"><w:abstractNumId w:val="{_LIST}"/></w:num></w:numbering>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
        ),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return buffer.getvalue()


def repacked(data: bytes) -> bytes:
    """Return a package that is the same each time, without the picture of its first page."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            if name == "docProps/thumbnail.jpeg":
                continue
            part = old.read(name)
            if name == "_rels/.rels":
                part = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", part)
            new.writestr(zipfile.ZipInfo(name, (2023, 4, 6, 9, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Writer:
    def __init__(self, ways: Iterable[str]) -> None:
        self._ways = frozenset(ways)

    def blocks(self, blocks: Iterable[Line | Sheet]) -> Iterator[str]:
        chapters: list[str] = []
        for block in blocks:
            if isinstance(block, Line) and block.kind in ("heading", "text"):
                chapters.append(self._paragraph(block))
                continue
            if chapters:
                yield from self._chapters(chapters)
                chapters = []
            if isinstance(block, Line):
                yield self._paragraph(block)
            else:
                yield self._sheet(block)
        yield from self._chapters(chapters)

    def _chapters(self, paragraphs: list[str]) -> Iterator[str]:
        if not paragraphs:
            return
        inner = "".join(paragraphs)
        if "boxed" in self._ways:
            yield (
                "<w:p><w:r><w:drawing>"
                f'<wp:inline xmlns:wp="{_WP}"><wp:extent cx="5400000" cy="7200000"/>'
                f'<wp:docPr id="7" name="文本框"/><a:graphic xmlns:a="{_A}">'
                f'<a:graphicData uri="{_WPS}"><wps:wsp xmlns:wps="{_WPS}"><wps:cNvSpPr txBox="1"/>'
                f"<wps:spPr/><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
                "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
                "</w:drawing></w:r></w:p>"
            )
        elif "in-cells" in self._ways:
            rows = "".join(f"<w:tr><w:tc>{each}</w:tc></w:tr>" for each in paragraphs)
            yield f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>{rows}</w:tbl>'
            yield "<w:p/>"
        else:
            yield from paragraphs

    def _paragraph(self, line: Line) -> str:
        text, properties = text_of(line.segments), ""
        if line.kind == "heading":
            if "styled" in self._ways:
                properties += f'<w:pStyle w:val="Heading{line.level}"/>'
            if "numbered" in self._ways and _NUMBER.match(text):
                text = _NUMBER.sub("", text)
                properties += (
                    f'<w:numPr><w:ilvl w:val="{line.level - 1}"/>'
                    f'<w:numId w:val="{_LIST}"/></w:numPr>'
                )
        if line.kind in ("title", "cover"):
            properties += '<w:jc w:val="center"/>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._runs(text, line.kind)}</w:p>"

    def _runs(self, text: str, kind: str) -> str:
        look = ""
        if "colourful" in self._ways:
            face = "微软雅黑" if kind in ("title", "heading") else "Arial"
            look = (
                f'<w:rPr><w:rFonts w:ascii="{face}" w:eastAsia="{face}"/><w:i/>'
                '<w:color w:val="1F4E79"/><w:sz w:val="17"/></w:rPr>'
            )
        pieces = [text]
        if "broken-runs" in self._ways:
            pieces = [text[i : i + 3] for i in range(0, len(text), 3)]
        return "".join(f"<w:r>{look}{_text(each)}</w:r>" for each in pieces)

    def _sheet(self, sheet: Sheet) -> str:
        table = self._table(sheet)
        if "nested" in self._ways:
            return (
                '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9400"/></w:tblGrid>'
                f"<w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>"
            )
        return table

    def _table(self, sheet: Sheet) -> str:
        width = 9000 // len(sheet.ids[0])
        grid = f'<w:gridCol w:w="{width}"/>' * len(sheet.ids[0])
        starts: dict[tuple[int, int], str] = {}
        for number, row, column, rows, columns in sheet.regions():
            for r in range(row, row + rows):
                starts[r, column] = self._cell(sheet, number, columns, rows, r == row)
        rows_xml = "".join(
            f"<w:tr>{''.join(starts[r, c] for c in range(len(row)) if (r, c) in starts)}</w:tr>"
            for r, row in enumerate(sheet.ids)
        )
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        return (
            f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{rows_xml}</w:tbl>"
        )

    def _cell(self, sheet: Sheet, number: int, columns: int, rows: int, is_first: bool) -> str:
        properties = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
        if rows > 1:
            properties += '<w:vMerge w:val="restart"/>' if is_first else "<w:vMerge/>"
        if "colourful" in self._ways and sheet.is_label(number):
            properties += '<w:shd w:val="clear" w:fill="FFF2CC"/>'
        texts = sheet.text(number).split("\n") if is_first else [""]
        if "breaks" in self._ways:
            texts = ["\n".join(texts)]
        paragraphs = "".join(f"<w:p>{self._runs(each, 'cell')}</w:p>" for each in texts)
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _text(text: str) -> str:
    parts = (f'<w:t xml:space="preserve">{escape(each)}</w:t>' for each in text.split("\n"))
    return "<w:br/>".join(parts)
