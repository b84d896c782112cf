"""Values written into the cells of a worksheet's part: those elements and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.domain.values import plain

from .line_places import Cut, LinePart, cuts_of
from .xml_nodes import Change, Node, changed, inserted_last, nodes_of, words

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class SheetFill(NamedTuple):
    """What is written into a cell: a number, or words in the parts of its text; from 0."""

    row: int
    column: int
    parts: tuple[LinePart, ...] = ()
    number: Decimal | None = None


class Strings(NamedTuple):
    """The shared strings of a workbook: its part, and its elements."""

    data: bytes
    items: Sequence[Node]

    @classmethod
    def of(cls, data: bytes) -> Strings:
        """Return those of a part, none of an empty one."""
        return cls(data, list(nodes_of(data)[0].all("si")) if data else [])


def formula_cells(data: bytes) -> set[tuple[int, int]]:
    """Return the places of the cells of a worksheet that compute what they show."""
    return {
        place
        for place, (node, _) in _cells(nodes_of(data)[0]).items()
        if node.find("f") is not None
    }


def styles_of(data: bytes) -> dict[tuple[int, int], int]:
    """Return the number of the style of each cell that is written in a worksheet."""
    found = {}
    for place, (node, _) in _cells(nodes_of(data)[0]).items():
        style = node.get("s", "0")
        found[place] = int(style) if style.isdigit() else 0
    return found


def fill_sheet(data: bytes, fills: Sequence[SheetFill], strings: Strings) -> tuple[bytes, set[int]]:
    """Return the part with everything written, and the numbers of the fills that had no place.

    A cell with a formula keeps it and gets the value that it shows until it is computed; the values
    of other formulas are dropped, since they were of the empty form.
    """
    root = nodes_of(data)[0]
    cells = _cells(root)
    sheet_data = root.find("sheetData")
    changes: list[Change] = []
    refused: set[int] = set()
    new: dict[tuple[int, int], bytes] = {}
    touched = set()
    for number, fill in enumerate(fills):
        place = (fill.row, fill.column)
        node = cells[place][0] if place in cells else None
        written = _cell(data, node, fill, strings)
        if written is None or (node is None and (sheet_data is None or place in new)):
            refused.add(number)
        elif node is not None:
            changes.append(Change(node.start, node.end, written))
            touched.add(place)
        else:
            new[place] = written
    for place, (node, _) in cells.items():
        if place not in touched and (stale := _stale(node)) is not None:
            changes.append(Change(stale.start, stale.end, b""))
    if sheet_data is not None:
        changes += _new_cells(data, sheet_data, new)
    return changed(data, changes), refused


def _stale(node: Node) -> Node | None:
    """Return the value that a formula gave on the empty form; one of another file is kept."""
    formula = node.find("f")
    return node.find("v") if formula is not None and "[" not in formula.text else None


def _cells(root: Node) -> dict[tuple[int, int], tuple[Node, Node]]:
    found: dict[tuple[int, int], tuple[Node, Node]] = {}
    sheet_data = root.find("sheetData")
    row = -1
    for each in sheet_data.all("row") if sheet_data is not None else ():
        number = each.get("r")
        row = int(number) - 1 if number.isdigit() else row + 1
        column = -1
        for cell in each.all("c"):
            place = place_of(cell.get("r"))
            column = place[1] if place is not None else column + 1
            found[row, column] = (cell, each)
    return found


def _cell(data: bytes, node: Node | None, fill: SheetFill, strings: Strings) -> bytes | None:
    name = node.named("c") if node is not None else "c"
    style = node.get("s") if node is not None else ""
    kept = "".join(
        f' {key}="{node.get(key)}"'
        for key in ("cm", "vm", "ph")
        if node is not None and node.get(key)
    )
    head = f'<{name} r="{reference(fill.row, fill.column)}"'
    head += f' s="{style}"' if style else ""
    formula = node.find("f") if node is not None else None
    v = node.named("v") if node is not None else "v"
    if formula is not None:
        stored = data[formula.start : formula.end]
        if fill.number is not None:
            value, kind = f"<{v}>{plain(fill.number)}</{v}>", ""
        else:
            text = "".join(each.new or "" for each in fill.parts)
            value, kind = f"<{v}>{words(text)}</{v}>", ' t="str"'
        return f"{head}{kind}{kept}>".encode() + stored + f"{value}</{name}>".encode()
    if fill.number is not None:
        return f"{head}{kept}><{v}>{plain(fill.number)}</{v}></{name}>".encode()
    inner = _inline(data, node, fill.parts, strings)
    if inner is None:
        return None
    inline = node.named("is") if node is not None else "is"
    return (
        f'{head} t="inlineStr"{kept}><{inline}>'.encode() + inner + f"</{inline}></{name}>".encode()
    )


def _inline(
    data: bytes, node: Node | None, parts: Sequence[LinePart], strings: Strings
) -> bytes | None:
    """Return the contents of an inline string; the runs of a formatted text keep their look."""
    source, texts, holder = data, list[Node](), None
    if node is not None and node.get("t") == "s" and (value := node.find("v")) is not None:
        at = int(value.text) if value.text.strip().isdigit() else -1
        if 0 <= at < len(strings.items):
            source, holder = strings.data, strings.items[at]
    elif node is not None and node.get("t") == "inlineStr":
        holder = node.find("is")
    if holder is not None:
        runs = [each for each in holder.children if each.tag in ("t", "r")]
        texts = [e for run in runs for e in run.iter() if e.tag == "t"]
    prefix = node.prefix + ":" if node is not None and node.prefix else ""
    if holder is None or not texts:
        before = node.find("v") if node is not None else None
        text = before.text if before is not None else ""
        cuts = cuts_of(text, parts)
        return None if cuts is None else _t(prefix, _cut(text, cuts, 0))
    text = "".join(each.text for each in texts)
    cuts = cuts_of(text, parts)
    if cuts is None:
        return None
    changes, at = [], 0
    for number, each in enumerate(texts):
        end = at + len(each.text)
        is_last = number == len(texts) - 1
        own = [c for c in cuts if at <= c.start < end or (is_last and c.start >= end)]
        over = [Cut(at, min(c.end, end), "") for c in cuts if c.start < at < c.end]
        changes.append(Change(each.start, each.end, _t(prefix, _cut(each.text, [*over, *own], at))))
        at = end
    kept = [each for each in holder.children if each.tag in ("t", "r")]
    return changed(source, changes, kept[0].start, kept[-1].end)


def _cut(text: str, cuts: Sequence[Cut], offset: int) -> str:
    for cut in sorted(cuts, reverse=True):
        start, end = cut.start - offset, min(cut.end - offset, len(text))
        text = text[:start] + cut.new + text[end:]
    return text


def _t(prefix: str, text: str) -> bytes:
    return f'<{prefix}t xml:space="preserve">{words(text)}</{prefix}t>'.encode()


def _new_cells(data: bytes, sheet_data: Node, new: Mapping[tuple[int, int], bytes]) -> list[Change]:
    """Put cells that were not written yet where their order wants them."""
    rows = {int(e.get("r")) - 1: e for e in sheet_data.all("row") if e.get("r").isdigit()}
    by_row: dict[int, list[tuple[int, bytes]]] = {}
    for (row, column), cell in sorted(new.items()):
        by_row.setdefault(row, []).append((column, cell))
    changes = []
    for row, cells in sorted(by_row.items()):
        if row not in rows:
            name = sheet_data.named("row")
            written = f'<{name} r="{row + 1}">'.encode() + b"".join(c for _, c in cells)
            written += f"</{name}>".encode()
            later = min((n for n in rows if n > row), default=None)
            if later is None:
                changes.append(inserted_last(data, sheet_data, written))
            else:
                changes.append(Change(rows[later].start, rows[later].start, written))
            continue
        element = rows[row]
        known = [(place_of(e.get("r")), e) for e in element.all("c")]
        last: dict[int, bytes] = {}
        for column, cell in cells:
            behind = [e for place, e in known if place is not None and place[1] > column]
            at = behind[0].start if behind else -1
            last[at] = last.get(at, b"") + cell
        for at, written in last.items():
            changes.append(
                inserted_last(data, element, written) if at < 0 else Change(at, at, written)
            )
    return changes


def place_of(name: str) -> tuple[int, int] | None:
    """Return row and column of B7, from 0."""
    match = _REFERENCE.fullmatch(name)
    if match is None:
        return None
    column = 0
    for each in match[1]:
        column = column * 26 + ord(each) - 64
    return int(match[2]) - 1, column - 1


def reference(row: int, column: int) -> str:
    """Return B7 for a row and a column that count from 0."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def computed_on_opening(workbook: bytes) -> bytes:
    """Return the workbook's part with the order to compute all formulas when it is opened."""
    nodes = nodes_of(workbook)
    found = next((each for each in nodes if each.tag == "calcPr"), None)
    if found is None:
        root = nodes[0]
        after: tuple[str, ...] = (
            "extLst",
            "fileRecoveryPr",
            "webPublishObjects",
            "smartTagTypes",
            "smartTagPr",
        )
        after += (
            "webPublishing",
            "fileRecoveryPr",
            "customWorkbookViews",
            "pivotCaches",
            "oleSize",
        )
        later = next((each for each in root.children if each.tag in after), None)
        new = f'<{root.named("calcPr")} fullCalcOnLoad="1"/>'.encode()
        where = later.start if later is not None else root.close
        return changed(workbook, [Change(where, where, new)])
    if found.get("fullCalcOnLoad") in ("1", "true"):
        return workbook
    raw = workbook[found.start : found.inner]
    raw = re.sub(rb'\sfullCalcOnLoad\s*=\s*["\'][^"\']*["\']', b"", raw)
    tail = b"/>" if found.is_short else b">"
    opened = raw[: -len(tail)].rstrip() + b' fullCalcOnLoad="1"' + tail
    return changed(workbook, [Change(found.start, found.inner, opened)])
