"""Whether a cell of a worksheet shows all of a text: a row with a height of its own keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .line_places import width
from .sheet_fill import place_of
from .xml_nodes import Node, nodes_of

_LINE_PT = 13.5
_USUAL_WIDTH = 8.43
Place = tuple[int, int]


def tight(data: bytes, texts: Mapping[Place, str]) -> Iterator[Place]:
    """Yield the places whose texts need more lines than their rows have room for."""
    nodes = nodes_of(data)
    widths = _widths(nodes)
    heights = {
        int(each.get("r")) - 1: float(each.get("ht"))
        for each in nodes
        if each.tag == "row" and each.get("r").isdigit() and each.get("ht")
    }
    merges = _merges(nodes)
    for (row, column), text in sorted(texts.items()):
        low, far = merges.get((row, column), (row, column))
        rows = range(row, low + 1)
        if any(each not in heights for each in rows):
            continue  # as high as it needs
        wide = sum(widths.get(each, _USUAL_WIDTH) for each in range(column, far + 1)) - 1
        lines = sum(max(1, -(-width(line) // max(1, int(wide)))) for line in text.split("\n"))
        room = sum(heights[each] for each in rows)
        if lines > 1 and lines * _LINE_PT > room + 2:
            yield row, column


def _widths(nodes: list[Node]) -> dict[int, float]:
    found: dict[int, float] = {}
    for each in nodes:
        if each.tag == "col" and each.get("width"):
            last = min(int(each.get("max")), 300)
            found |= dict.fromkeys(range(int(each.get("min")) - 1, last), float(each.get("width")))
    return found


def _merges(nodes: list[Node]) -> dict[Place, Place]:
    found: dict[Place, Place] = {}
    for each in nodes:
        if each.tag == "mergeCell":
            corners = [place_of(corner) for corner in each.get("ref").split(":")]
            first, last = corners[0], corners[-1]
            if first is not None and last is not None:
                found[first] = last
    return found
