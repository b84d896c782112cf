"""More rows in a worksheet, where everything that must move with them is known to move.

Formulas are not rewritten: a workbook that has any keeps its rows, as does a sheet on which
drawings and the like hang.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .sheet_fill import place_of, reference
from .xml_nodes import Change, Node, changed, nodes_of, words

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
_AREA = re.compile(
    r"(?<![\w.$])\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?(?![\w(])"
    r"|(?<![\w.$])\$?\d{1,7}:\$?\d{1,7}"
)
_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")
_NUMBER = re.compile(r"\d+")
_HANGS = frozenset(
    {
        "drawing", "legacyDrawing", "legacyDrawingHF", "tablePart", "hyperlink", "oleObject",
        "control", "picture", "extLst", "f", "customSheetView", "sortState", "scenario",
    }
)  # fmt: skip
_AREAS = {
    "conditionalFormatting": ("sqref",), "dataValidation": ("sqref",), "ignoredError": ("sqref",),
    "protectedRange": ("sqref",), "autoFilter": ("ref",), "dimension": ("ref",),
}  # fmt: skip


class RowsGrowth(NamedTuple):
    """A row to be copied: its number, its own columns, and what is printed before a name."""

    row: int
    columns: tuple[int, ...]
    times: int
    name: int = -1
    keeps: str = ""


def may_grow(data: bytes) -> bool:
    """Say whether rows can be put into a worksheet without breaking what refers to them."""
    nodes = nodes_of(data)
    rows = [each for each in nodes if each.tag in ("row", "c")]
    return all(each.get("r") for each in rows) and not any(
        each.tag in _HANGS or (each.tag == "formula" and _is_far(each.text)) for each in nodes
    )


def _is_far(formula: str) -> bool:
    return "!" in formula or '"' in formula or "'" in formula


def with_rows(data: bytes, growth: RowsGrowth) -> bytes:
    """Return the worksheet with copies of a row behind it, and all that is below moved down."""
    nodes = nodes_of(data)
    changes: list[Change] = []
    own: Node | None = None
    for node in nodes:
        if node.tag == "row" and int(node.get("r")) - 1 == growth.row:
            own = node
        elif node.tag == "row" and int(node.get("r")) - 1 > growth.row:
            changes += _moved_row(data, node, growth.times)
        elif node.tag in _AREAS:
            for name in _AREAS[node.tag]:
                changes += _moved_areas(data, node, name, growth, extends=node.tag != "dimension")
        elif node.tag in ("formula", "formula1", "formula2") and node.text:
            moved = _moved(node.text, growth, extends=False)
            changes.append(Change(node.inner, node.close, words(moved).encode()))
        elif _is_break_below(node, growth.row):
            number = str(int(node.get("id")) + growth.times)
            changes.append(_with(data, node, "id", number))
    if own is None:
        return data
    changes += _merges(data, nodes, own, growth)
    copies = b"".join(_copy(data, own, growth, number) for number in range(1, growth.times + 1))
    changes.append(Change(own.end, own.end, copies))
    return changed(data, changes)


def _is_break_below(node: Node, row: int) -> bool:
    is_of_rows = node.tag == "brk" and node.parent is not None and node.parent.tag == "rowBreaks"
    return is_of_rows and node.get("id").isdigit() and int(node.get("id")) > row


def _moved_row(data: bytes, row: Node, by: int) -> list[Change]:
    number = int(row.get("r")) + by
    found = [_with(data, row, "r", str(number))]
    for cell in row.all("c"):
        place = place_of(cell.get("r"))
        if place is not None:
            found.append(_with(data, cell, "r", reference(number - 1, place[1])))
    return found


def _with(data: bytes, node: Node, name: str, value: str) -> Change:
    raw = data[node.start : node.inner]
    pattern = rb"(\s%s\s*=\s*)(?:\"[^\"]*\"|'[^']*')" % name.encode()
    new = re.sub(pattern, lambda match: match[1] + f'"{value}"'.encode(), raw, count=1)
    return Change(node.start, node.inner, new)


def _moved_areas(
    data: bytes, node: Node, name: str, growth: RowsGrowth, *, extends: bool
) -> list[Change]:
    old = node.get(name)
    new = " ".join(_moved(each, growth, extends=extends) for each in old.split())
    return [_with(data, node, name, new)] if new != old else []


def _moved(text: str, growth: RowsGrowth, *, extends: bool) -> str:
    """Move what stands below the row down; an area that ends in it is made to hold the copies."""

    def number(digits: str, *, is_end: bool) -> int:
        row = int(digits) - 1
        grows = row > growth.row or (is_end and extends and row == growth.row)
        return row + 1 + (growth.times if grows else 0)

    def area(match: re.Match[str]) -> str:
        rows = _ROWS.fullmatch(match[0])
        if rows is not None:
            first, last = number(rows[2], is_end=False), number(rows[4], is_end=True)
            return f"{rows[1]}{first}:{rows[3]}{last}"
        cells = [_CELL.fullmatch(each) for each in match[0].split(":")]
        known = [each for each in cells if each is not None]
        if len(known) < len(cells):
            return match[0]
        begin_cell, end_cell = known[0], known[-1]
        begin = (
            f"{begin_cell[1]}{begin_cell[2]}{begin_cell[3]}{number(begin_cell[4], is_end=False)}"
        )
        end = f"{end_cell[1]}{end_cell[2]}{end_cell[3]}{number(end_cell[4], is_end=True)}"
        return begin if begin == end and ":" not in match[0] else f"{begin}:{end}"

    return _AREA.sub(area, text)


def _merges(data: bytes, nodes: Sequence[Node], own: Node, growth: RowsGrowth) -> list[Change]:
    """Move merges; those over the row grow with it, and those within it are made again."""
    found, more = list[Change](), list[str]()
    holder = next((each for each in nodes if each.tag == "mergeCells"), None)
    merged: set[int] = set()
    for node in holder.all("mergeCell") if holder is not None else ():
        corners = [place_of(each) for each in node.get("ref").split(":")]
        first, last = corners[0], corners[-1]
        if first is None or last is None:
            continue
        is_within = first[0] == last[0] == growth.row
        if is_within:
            merged.update(range(first[1], last[1] + 1))
            is_label = first[1] not in growth.columns and _says(own, first[1])
            if is_label:
                bottom = reference(growth.row + growth.times, last[1])
                found.append(_with(data, node, "ref", f"{reference(*first)}:{bottom}"))
                continue
            for number in range(1, growth.times + 1):
                row = growth.row + number
                more.append(f"{reference(row, first[1])}:{reference(row, last[1])}")
        else:
            new = _moved(node.get("ref"), growth, extends=True)
            found += [_with(data, node, "ref", new)] if new != node.get("ref") else []
    for cell in own.all("c"):
        place = place_of(cell.get("r"))
        if place is None or place[1] in growth.columns or place[1] in merged:
            continue
        if _says(own, place[1]) and not _is_number(cell):
            bottom = reference(growth.row + growth.times, place[1])
            more.append(f"{reference(*place)}:{bottom}")
    if holder is None:
        return found  # the rows of such a sheet have no merges to go with
    entry = holder.named("mergeCell")
    added = "".join(f'<{entry} ref="{each}"/>' for each in more).encode()
    found.append(Change(holder.close, holder.close, added))
    if holder.get("count"):
        count = len(list(holder.all("mergeCell"))) + len(more)
        found.append(_with(data, holder, "count", str(count)))
    return found


def _says(row: Node, column: int) -> bool:
    cells = (e for e in row.all("c") if place_of(e.get("r")) == (int(row.get("r")) - 1, column))
    return any(each.find("v") is not None or each.find("is") is not None for each in cells)


def _is_number(cell: Node) -> bool:
    value = cell.find("v")
    return cell.get("t", "n") == "n" and value is not None and value.text.strip().isdigit()


def _copy(data: bytes, row: Node, growth: RowsGrowth, number: int) -> bytes:
    """Return a copy of the row without what was written in it; numbers count on."""
    changes = [_with(data, row, "r", str(growth.row + 1 + number))]
    for cell in row.all("c"):
        place = place_of(cell.get("r"))
        if place is None:
            continue
        name, style = cell.named("c"), cell.get("s")
        head = f'<{name} r="{reference(growth.row + number, place[1])}"'
        head += f' s="{style}"' if style else ""
        inner = ""
        if place[1] == growth.name and growth.keeps:
            text = _NUMBER.sub(lambda match: str(int(match[0]) + number), growth.keeps, count=1)
            inline, t = cell.named("is"), cell.named("t")
            head += ' t="inlineStr"'
            inner = f'<{inline}><{t} xml:space="preserve">{words(text)}</{t}></{inline}>'
        elif place[1] not in growth.columns and _is_number(cell):
            value = cell.find("v")
            assert value is not None
            v = cell.named("v")
            inner = f"<{v}>{int(value.text) + number}</{v}>"
        written = f"{head}>{inner}</{name}>" if inner else f"{head}/>"
        changes.append(Change(cell.start, cell.end, written.encode()))
    return changed(data, changes, row.start, row.end)


def names_moved(book: bytes, title: str, growth: RowsGrowth) -> bytes:
    """Return the workbook's part with the names that say where something stands on the sheet."""
    changes = []
    quoted = "|".join(
        re.escape(each) for each in (f"'{title.replace(chr(39), chr(39) * 2)}'", title)
    )
    pattern = re.compile(rf"((?:^|(?<=,))(?:{quoted})!)({_AREA.pattern})")
    for node in nodes_of(book):
        if node.tag == "definedName" and title in node.text:
            new = pattern.sub(
                lambda match: match[1] + _moved(match[2], growth, extends=False), node.text
            )
            if new != node.text:
                changes.append(Change(node.inner, node.close, words(new).encode()))
    return changed(book, changes)
