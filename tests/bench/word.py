"""The control of the DOCX benchmark: the same texts and cells through python-docx, nothing more."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from perfeval_desktop.exporting.document import Document, Paragraph
from perfeval_desktop.exporting.tables import Table


def bare_file(document: Document) -> bytes:
    """Write every paragraph, and every table as one XML string."""
    word = docx.Document()
    body = word.element.body
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                body.insert(-1, parse_xml(_paragraph(block.text, nsdecls("w"))))
            elif isinstance(block, Table):
                body.insert(-1, parse_xml(_table(block)))
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _paragraph(text: str, declarations: str = "") -> str:
    return f"<w:p {declarations}><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _table(table: Table) -> str:
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{_paragraph(cell.text)}</w:tc>" for cell in row.cells)
        + "</w:tr>"
        for row in table.rows
    )
    return f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"
