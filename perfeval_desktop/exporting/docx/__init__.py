"""The Word writer: the same document as on paper, for the bureau to edit in Word or WPS.

It carries neither check codes nor QR codes (`PageSettings.footer`, `qr`): whoever edits the file
would keep the code of what it was.
"""

from __future__ import annotations

from pathlib import Path

from ..atomic import replace_file
from ..document import Document
from .body import BodyWriter, OnStep
from .package import pack

__all__ = ["OnStep", "docx_bytes", "write_docx"]


def write_docx(document: Document, path: Path, on_step: OnStep | None = None) -> None:
    """Write `document` as DOCX; the file at `path` is the old one until the new one is whole.

    Args:
        document: What to write.
        path: The file to make or replace.
        on_step: Called before each section with its index and the number of sections; an exception
            it raises cancels the export and leaves the old file.

    Raises:
        ExportError: The file could not be written.
    """
    replace_file(path, docx_bytes(document, on_step))


def docx_bytes(document: Document, on_step: OnStep | None = None) -> bytes:
    """Return `document` as DOCX; the same document gives the same bytes."""
    writer = BodyWriter(document)
    content = writer.document_xml(on_step)
    return pack(document, content, writer.sections.running.parts.values())
