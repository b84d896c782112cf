"""One more worksheet of a workbook, as a clerk makes it: by copying one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from .xml_nodes import Change, Node, changed, inserted_last, nodes_of, words

CONTENT_TYPES = "[Content_Types].xml"
_LONGEST_NAME = 31
_PRINTER = "pageSetup"
_OWN_IDENTITY = {"sheetView": "tabSelected", "sheetPr": "codeName"}


class SheetGrowth(NamedTuple):
    """A worksheet to be copied: its part, its place in the workbook's list, and how many times."""

    part: str
    place: int
    times: int


def with_sheets(
    parts: Mapping[str, bytes], growth: SheetGrowth, main: str, relations: str, names: Sequence[str]
) -> dict[str, bytes] | None:
    """Return the parts that are new or other; None where a copy would not be like the sheet.

    Args:
        parts: The worksheet, the workbook, its relationships, and the content types.
        growth: What is copied.
        main: The name of the workbook's part.
        relations: That of its relationships.
        names: Of all parts of the file.
    """
    if not _can_be_copied(nodes_of(parts[growth.part])):
        return None
    copy = _copy(parts[growth.part])
    titles = [each for each in nodes_of(parts[main]) if _is_sheet(each)]
    title = titles[growth.place].get("name")
    if any(f"{title}!" in e.text or f"{title}'!" in e.text for e in nodes_of(copy) if e.tag == "f"):
        return None
    folder, numbers = growth.part.rpartition("/")[0], _free_numbers(names)
    new: dict[str, bytes] = {}
    book, of_book, types = parts[main], parts[relations], parts[CONTENT_TYPES]
    for number in range(1, growth.times + 1):
        part = f"{folder}/sheet{next(numbers)}.xml"
        new[part] = copy
        types = _with_type(types, growth.part, part)
        of_book, relation = _with_relation(of_book, main, part)
        book = _with_entry(book, growth.place, growth.place + number, relation)
    return {**new, main: book, relations: of_book, CONTENT_TYPES: types}


def _can_be_copied(nodes: Sequence[Node]) -> bool:
    """A sheet on which drawings, tables or links hang has parts of its own: it stays alone."""
    return not any(
        "id" in each.attributes
        for each in nodes
        if each.tag in ("drawing", "legacyDrawing", "legacyDrawingHF", "tablePart", "hyperlink")
        or each.tag in ("oleObject", "control", "picture", "customProperty")
    )


def _copy(data: bytes) -> bytes:
    changes = []
    for node in nodes_of(data):
        gone = _OWN_IDENTITY.get(node.tag) or ("id" if node.tag == _PRINTER else "")
        if gone and gone in node.attributes:
            raw = data[node.start : node.inner]
            bare = re.sub(rb"\s(?:\w+:)?%s\s*=\s*(\"[^\"]*\"|'[^']*')" % gone.encode(), b"", raw)
            changes.append(Change(node.start, node.inner, bare))
    return changed(data, changes)


def _free_numbers(names: Sequence[str]) -> Iterator[int]:
    taken = {each.lower() for each in names}
    number = 1
    while True:
        if not any(each.endswith(f"/sheet{number}.xml") for each in taken):
            yield number
        number += 1


def _is_sheet(node: Node) -> bool:
    return node.tag == "sheet" and node.parent is not None and node.parent.tag == "sheets"


def _with_type(types: bytes, like: str, part: str) -> bytes:
    nodes = nodes_of(types)
    root = nodes[0]
    kind = next(e for e in nodes if e.get("PartName").lower() == f"/{like}".lower())
    entry = (
        f'<{root.named("Override")} PartName="/{part}" ContentType="{kind.get("ContentType")}"/>'
    )
    return changed(types, [inserted_last(types, root, entry.encode())])


def _with_relation(relations: bytes, main: str, part: str) -> tuple[bytes, str]:
    root = nodes_of(relations)[0]
    taken = {each.get("Id") for each in root.children}
    relation = next(f"rId{n}" for n in range(1, 10_000) if f"rId{n}" not in taken)
    kind = next(e.get("Type") for e in root.children if e.get("Type").endswith("/worksheet"))
    target = part.removeprefix(main.rpartition("/")[0] + "/")
    entry = f'<{root.named("Relationship")} Id="{relation}" Type="{kind}" Target="{target}"/>'
    return changed(relations, [inserted_last(relations, root, entry.encode())]), relation


def _with_entry(book: bytes, like: int, place: int, relation: str) -> bytes:
    """List the new sheet behind those of its kind; names of the sheets behind it move along."""
    nodes = nodes_of(book)
    sheets = [each for each in nodes if _is_sheet(each)]
    titles = [each.get("name") for each in sheets]
    title, old = _title(titles, titles[like], place - like + 1), titles[like]
    number = 1 + max(int(e.get("sheetId")) for e in sheets if e.get("sheetId").isdigit())
    raw = book[sheets[like].start : sheets[like].end].decode()
    raw = re.sub(r"""(\sname\s*=\s*)("[^"]*"|'[^']*')""", lambda m: m[1] + quoteattr(title), raw)
    raw = re.sub(r"""(\ssheetId\s*=\s*)["']\d+["']""", rf'\1"{number}"', raw)
    raw = re.sub(r"""(\s\w+:id\s*=\s*)["'][^"']*["']""", rf'\1"{relation}"', raw)
    at = sheets[place - 1].end
    changes = [Change(at, at, raw.encode())]
    for node in nodes:
        own = node.get("localSheetId")
        if node.tag != "definedName" or not own.isdigit():
            continue
        entry = book[node.start : node.end].decode()
        if int(own) >= place:
            changes.append(Change(node.start, node.end, _of_sheet(entry, int(own) + 1).encode()))
        elif int(own) == like:
            mine = _of_sheet(entry, place).replace(words(f"'{old}'!"), words(f"'{title}'!"))
            mine = re.sub(
                rf"(?<![\w'）)]){re.escape(words(old))}!", lambda _: words(f"'{title}'!"), mine
            )
            changes.append(Change(node.end, node.end, mine.encode()))
    return changed(book, changes)


def _of_sheet(entry: str, place: int) -> str:
    return re.sub(r"""(\slocalSheetId\s*=\s*)["']\d+["']""", rf'\1"{place}"', entry)


def _title(taken: Sequence[str], title: str, number: int) -> str:
    known = {each.casefold() for each in taken}
    while True:
        tail = f"（{number}）"
        new = title[: _LONGEST_NAME - len(tail)] + tail
        if new.casefold() not in known:
            return new
        number += 1
