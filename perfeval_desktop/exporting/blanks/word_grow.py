"""More rows and more tables in a Word blank, as a clerk makes them: by copying what is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .word_text_places import Unit, text_elements, units_of
from .xml_nodes import Change, Node, changed, nodes_of

_IDS = re.compile(rb'\s[\w-]+:(?:paraId|textId)="[^"]*"')
_BOOKMARKS = re.compile(rb"<[\w-]+:bookmark(?:Start|End)\b[^>]*/>")
_NUMBER = re.compile(r"\d+")
_BEFORE_MERGE = ("cnfStyle", "tcW", "gridSpan", "hMerge")


class RowGrowth(NamedTuple):
    """A row to be copied: the numbers of its own cells, and of the one that begins with a number.

    `keeps` is how many characters of that cell stay in a copy: what is printed before the name.
    """

    cells: tuple[int, ...]
    times: int
    name: int = -1
    keeps: int = 0


class SheetGrowth(NamedTuple):
    """A stretch of the text to be copied, from one element to another, each on a new page."""

    first: int
    last: int
    times: int


def with_rows(data: bytes, growths: Sequence[RowGrowth]) -> bytes:
    """Return the part with copies of rows behind them; a row that cannot be copied stays alone."""
    nodes = nodes_of(data)
    changes: list[Change] = []
    for growth in growths:
        row = _ancestor(nodes[growth.cells[0]], "tr")
        if row is None or any(_merge(nodes[each]) for each in growth.cells):
            continue
        own = set(growth.cells)
        labels = [each for each in _cells(row) if each.number not in own and _merge(each) is None]
        labels = [each for each in labels if _says(each) and not _says(each).isdigit()]
        changes += [_with_merge(data, each, "restart") for each in labels]
        copies = b"".join(
            _copy_of_row(data, row, growth, set(each.number for each in labels), number)
            for number in range(1, growth.times + 1)
        )
        changes.append(Change(row.end, row.end, copies))
    return changed(data, changes)


def _copy_of_row(data: bytes, row: Node, growth: RowGrowth, labels: set[int], number: int) -> bytes:
    changes: list[Change] = []
    own = set(growth.cells)
    for cell in _cells(row):
        units = units_of(cell)
        if cell.number in own:
            keeps = growth.keeps if cell.number == growth.name else 0
            changes += _emptied(units, keeps, number)
        elif cell.number in labels or _merge(cell) == "restart":
            changes += [_with_merge(data, cell, "continue"), *_emptied(units)]
        elif _says(cell).isdigit():
            changes += _emptied(units, len("".join(each.text for each in units)), number)
    return _without_ids(changed(data, changes, row.start, row.end))


def _emptied(units: Sequence[Unit], keeps: int = 0, more: int = 0) -> list[Change]:
    """Take the texts out, but for the first characters, in which a number counts on."""
    changes, at = [], 0
    for unit in units:
        stays = unit.text[: max(0, keeps - at)]
        at += len(unit.text)
        if more and unit.node.tag == "t":
            stays = _NUMBER.sub(lambda match: str(int(match[0]) + more), stays, count=1)
        if unit.node.tag == "t" and stays != unit.text:
            changes.append(Change(unit.node.start, unit.node.end, text_elements(unit.node, stays)))
        elif unit.node.tag == "br" and not stays:
            changes.append(Change(unit.node.start, unit.node.end, b""))
    return changes


def _cells(row: Node) -> list[Node]:
    found = []
    pending = list(row.children)
    while pending:
        each = pending.pop(0)
        if each.tag == "tc":
            found.append(each)
        elif each.tag not in ("trPr", "tblPrEx"):
            pending = [*each.children, *pending]
    return found


def _says(cell: Node) -> str:
    return "".join(each.text for each in units_of(cell)).strip()


def _merge(cell: Node) -> str | None:
    found = cell.find("tcPr", "vMerge")
    return None if found is None else found.get("val", "continue")


def _with_merge(data: bytes, cell: Node, kind: str) -> Change:
    properties = cell.find("tcPr")
    prefix = f"{cell.prefix}:" if cell.prefix else ""
    merge = f'<{prefix}vMerge {prefix}val="{kind}"/>'.encode()
    if properties is None:
        return Change(
            cell.inner, cell.inner, f"<{prefix}tcPr>".encode() + merge + f"</{prefix}tcPr>".encode()
        )
    there = properties.find("vMerge")
    if there is not None:
        return Change(there.start, there.end, merge)
    if properties.is_short:
        written = f"<{prefix}tcPr>".encode() + merge + f"</{prefix}tcPr>".encode()
        return Change(properties.start, properties.end, written)
    before = [each for each in properties.children if each.tag in _BEFORE_MERGE]
    at = before[-1].end if before else properties.inner
    return Change(at, at, merge)


def _ancestor(node: Node, tag: str) -> Node | None:
    found: Node | None = node
    while found is not None and found.tag != tag:
        found = found.parent
    return found


def _without_ids(data: bytes) -> bytes:
    return _BOOKMARKS.sub(b"", _IDS.sub(b"", data))


def with_sheets(data: bytes, growth: SheetGrowth, breaking_styles: frozenset[str]) -> bytes:
    """Return the part with copies of a stretch of it behind the stretch.

    Args:
        data: The part.
        growth: What is copied.
        breaking_styles: Styles whose paragraphs begin a page.
    """
    nodes = nodes_of(data)
    first, last = (_in_body(nodes[each]) for each in (growth.first, growth.last))
    if first is None or last is None or first.parent is not last.parent:
        return data
    copy = _without_ids(data[first.start : last.end])
    stretch = [each for each in nodes if first.start <= each.start < last.end]
    ends_section = any(each.tag == "sectPr" for each in last.iter())
    if not ends_section and not _begins_page(first, stretch, breaking_styles):
        p, r, br, kind = (first.named(each) for each in ("p", "r", "br", "type"))
        copy = f'<{p}><{r}><{br} {kind}="page"/></{r}></{p}>'.encode() + copy
    return changed(data, [Change(last.end, last.end, copy * growth.times)])


def _in_body(node: Node) -> Node | None:
    found: Node | None = node
    while found is not None and (found.parent is None or found.parent.tag != "body"):
        found = found.parent
    return found


def _begins_page(first: Node, stretch: Sequence[Node], styles: frozenset[str]) -> bool:
    own = first.find("pPr", "pageBreakBefore")
    style = first.find("pPr", "pStyle")
    if own is not None:
        return own.get("val", "1") not in ("0", "false", "off")
    if style is not None and style.get("val") in styles:
        return True
    return any(
        each.tag == "br" and each.get("type") == "page" and _ancestor(each, "p") is first
        for each in stretch
    )


def page_breaking_styles(data: bytes) -> frozenset[str]:
    """Return the ids of the styles whose paragraphs begin a page."""
    if not data:
        return frozenset()
    return frozenset(
        each.get("styleId")
        for each in nodes_of(data)[0].all("style")
        if (found := each.find("pPr", "pageBreakBefore")) is not None
        and found.get("val", "1") not in ("0", "false", "off")
    )
