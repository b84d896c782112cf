"""The values in Excel's third flavour, "XML Spreadsheet": there they are whole, where HTML rounds.

Only values and number formats are read; what stands where is known from the HTML.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree import ElementTree

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_VALUES = frozenset({"Number", "DateTime"})
_MOST_BYTES = 20_000_000


class XmlValues(NamedTuple):
    """How large the copied block is, and (value, number format) of places with a figure or date."""

    rows: int
    columns: int
    values: dict[tuple[int, int], tuple[str, str]]


def xml_values(xml: bytes) -> XmlValues | None:
    """Return the values of the copied block; None when it cannot be read."""
    if not xml or len(xml) > _MOST_BYTES or b"<!DOCTYPE" in xml:
        return None
    try:
        root = ElementTree.fromstring(xml.rstrip(b"\0"))
        table = root.find(f"{_NAMESPACE}Worksheet/{_NAMESPACE}Table")
        if table is None:
            return None
        extent = (_count(table, "ExpandedRowCount", 0), _count(table, "ExpandedColumnCount", 0))
        return XmlValues(*extent, _values(table, _formats(root)))
    except (ElementTree.ParseError, ValueError):
        return None


def _formats(root: ElementTree.Element) -> dict[str, str]:
    return {
        style.get(f"{_NAMESPACE}ID", ""): each.get(f"{_NAMESPACE}Format", "")
        for style in root.iter(f"{_NAMESPACE}Style")
        for each in style.iter(f"{_NAMESPACE}NumberFormat")
    }


def _values(
    table: ElementTree.Element, formats: dict[str, str]
) -> dict[tuple[int, int], tuple[str, str]]:
    found, row = {}, 0
    for line in table.iter(f"{_NAMESPACE}Row"):
        row = _count(line, "Index", row + 1)
        column = 0
        for cell in line.iter(f"{_NAMESPACE}Cell"):
            column = _count(cell, "Index", column + 1)
            data = cell.find(f"{_NAMESPACE}Data")
            if data is not None and data.get(f"{_NAMESPACE}Type") in _VALUES:
                number_format = formats.get(cell.get(f"{_NAMESPACE}StyleID", ""), "")
                found[row - 1, column - 1] = ("".join(data.itertext()), number_format)
            column += _count(cell, "MergeAcross", 0)
        row += _count(line, "Span", 0)
    return found


def _count(element: ElementTree.Element, name: str, otherwise: int) -> int:
    return int(element.get(f"{_NAMESPACE}{name}", otherwise))
