"""The texts of a workbook, which its cells only name by number."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from .package import Package

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MAX_TEXT = 32_767  # of a cell, in Excel
LONG_TEXT = (
    f"有一个单元格超过 {MAX_TEXT} 个字，比 Excel 能放的还多，为了安全没有读。"
    "请把要用的表复制到一个新文件里，再选它。"
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_strings(package: Package, part: str) -> list[str]:
    """Return the shared strings; what is printed above Chinese characters is left out."""
    if not package.has(part):
        return []
    strings = [string_of(each) for each in package.xml(part).iterfind(_S + "si")]
    if any(len(each) > MAX_TEXT for each in strings):
        package.refuse(LONG_TEXT)
    return strings


def string_of(element: ElementTree.Element) -> str:
    """Return the text of an `si` or `is`, all its differently printed pieces together."""
    parts = []
    for each in element:
        if each.tag == _S + "t":
            parts.append(each.text or "")
        elif each.tag == _S + "r":
            parts += [piece.text or "" for piece in each.iterfind(_S + "t")]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """Put in the characters that XML cannot hold, written as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
