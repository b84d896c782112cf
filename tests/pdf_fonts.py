"""Which fonts a PDF is set in."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader


def fonts_in(path: Path) -> set[str]:
    """Return their names, without what marks a part of a font."""
    found: set[str] = set()
    for page in PdfReader(path).pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        found |= {str(each.get_object()["/BaseFont"]) for each in fonts.values()}
    return {each.lstrip("/").rpartition("+")[2] for each in found}
