"""Reads documents made of XML, and draws what was read."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.importing.office import read_document_here
from tests.office_parts import word


def read(tmp_path: Path, data: bytes, name: str = "报告.docx") -> SourceDocument:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document_here(path)


def body(tmp_path: Path, xml: str, **parts: str) -> SourceDocument:
    return read(tmp_path, word(xml, **parts))


def drawn(block: object) -> list[str]:
    """A table as lines of row,column+rows×columns: text."""
    assert isinstance(block, SourceTable)
    return [
        f"{each.row},{each.column}"
        + (f"+{each.rows}×{each.columns}" if (each.rows, each.columns) != (1, 1) else "")
        + f": {each.text}"
        for each in block.cells
    ]
