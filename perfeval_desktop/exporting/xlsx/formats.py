"""The formats of cells, each made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ..spans import Change
from ..styles import Align, Face

_GB2312 = 134  # the character set of the font: its stand-in has to have Chinese characters
_THIN = 1


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell looks."""

    face: Face = Face.SONG
    size_pt: float = 10.5
    is_bold: bool = False
    align: Align = Align.LEFT
    has_border: bool = False
    indent: int = 0
    number_format: str = "General"
    is_figure: bool = False  # on one line, and shrunk rather than shown as ####
    is_at_top: bool = False  # not in the middle of its height
    is_kept_text: bool = False  # opened and closed again it stays a text


@dataclass(slots=True)
class Formats:
    """Gives the formats of one workbook."""

    workbook: Workbook
    _cells: dict[CellLook, Format] = field(default_factory=dict)
    _pieces: dict[tuple[object, ...], Format] = field(default_factory=dict)

    def cell(self, look: CellLook) -> Format:
        """Return the format of a cell."""
        made = self._cells.get(look)
        if made is None:
            made = self._cells[look] = self.workbook.add_format(_properties(look))
        return made

    def piece(self, look: CellLook, change: Change, *, is_bold: bool) -> Format:
        """Return the format of a part of a text that is set otherwise than the rest."""
        key = (look.face, look.size_pt, is_bold, change)
        made = self._pieces.get(key)
        if made is None:
            properties = _font(look.face, look.size_pt, is_bold=is_bold)
            properties["underline"] = int(change is Change.INSERTED)
            properties["font_strikeout"] = change is Change.DELETED
            made = self._pieces[key] = self.workbook.add_format(properties)
        return made

    def number(self, number_format: str) -> Format:
        """Return a conditional format that changes how a number is written."""
        return self.workbook.add_format({"num_format": number_format})


def _font(face: Face, size_pt: float, *, is_bold: bool) -> dict[str, Any]:
    return {
        "font_name": face.official_name,
        "font_size": size_pt,
        "font_charset": _GB2312,
        "font_scheme": "",
        "bold": is_bold,
    }


def _properties(look: CellLook) -> dict[str, Any]:
    properties = _font(look.face, look.size_pt, is_bold=look.is_bold)
    properties["align"] = "left" if look.align is Align.JUSTIFY else look.align.value
    properties["valign"] = "top" if look.is_at_top else "vcenter"
    properties["text_wrap"] = not look.is_figure
    properties["shrink"] = look.is_figure
    properties["num_format"] = look.number_format
    properties["quote_prefix"] = look.is_kept_text
    if look.indent:
        properties["indent"] = look.indent
    if look.has_border:
        properties["border"] = _THIN
    return properties
