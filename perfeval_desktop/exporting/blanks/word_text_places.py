"""The characters of a paragraph or a cell of Word, each with the element that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .line_places import Cut
from .xml_nodes import Change, Node, words

_PASSED = frozenset(
    {
        "pPr", "rPr", "tcPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "instrText", "delText",
        "drawing", "pict", "object", "tbl", "AlternateContent", "rt",
    }
)  # fmt: skip
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_SPACE = "xml:space"


class Unit(NamedTuple):
    """A w:t, a tab, a line end, or (`node` is a w:p) the end of the paragraph before it."""

    node: Node
    text: str


def paragraphs_of(container: Node) -> Iterator[Node]:
    """Yield the paragraphs of a cell, or the paragraph itself; nested tables are left out."""
    if container.tag == "p":
        yield container
        return
    for each in container.children:
        if each.tag == "p":
            yield each
        elif each.tag not in _PASSED and not is_placeholder(each):
            yield from paragraphs_of(each)


def units_of(container: Node) -> list[Unit]:
    """Return what the reader of a paragraph or a cell sees, in order."""
    found: list[Unit] = []
    for number, paragraph in enumerate(paragraphs_of(container)):
        if number:
            found.append(Unit(paragraph, "\n"))
        found += _in(paragraph)
    return found


def _in(element: Node) -> Iterator[Unit]:
    for each in element.children:
        if each.tag == "t":
            kept = each.get("space") == "preserve"
            yield Unit(each, each.text if kept else each.text.strip(" \t\r\n"))
        elif each.tag in _SIGNS:
            if element.tag == "r":
                yield Unit(each, _SIGNS[each.tag])
        elif each.tag == "br":
            yield Unit(each, "\n" if each.get("type", "textWrapping") == "textWrapping" else "")
        elif each.tag not in _PASSED and not is_placeholder(each):
            yield from _in(each)


def is_placeholder(node: Node) -> bool:
    """Say whether a content control only shows what to do there: 单击此处输入文字."""
    mark = node.find("sdtPr", "showingPlcHdr") if node.tag == "sdt" else None
    return mark is not None and mark.get("val", "1") not in ("0", "false", "off")


def text_changes(units: Sequence[Unit], cuts: Sequence[Cut]) -> list[Change]:
    """Return the changes that make the cuts; there is at least one w:t among the units."""
    texts = {id(each.node): list(each.text) for each in units if each.node.tag == "t"}
    removed: list[Node] = []
    touched: dict[int, Node] = {}
    for cut in cuts:
        home = _home(units, cut)
        at = 0
        is_written = False
        for unit in units:
            begin, at = at, at + len(unit.text)
            first, last = max(cut.start, begin), min(cut.end, at)
            if unit.node is home.node and unit.node.tag == "t":
                letters = texts[id(unit.node)]
                offset = max(0, min(cut.start - begin, len(unit.text)))
                for each in range(first - begin, last - begin):
                    letters[each] = ""
                if offset < len(letters):
                    letters[offset] = cut.new + letters[offset]
                else:
                    letters.append(cut.new)
                touched[id(unit.node)] = unit.node
                is_written = True
            elif first < last and unit.node.tag == "t":
                for each in range(first - begin, last - begin):
                    texts[id(unit.node)][each] = ""
                touched[id(unit.node)] = unit.node
            elif first < last:
                removed.append(unit.node)
        assert is_written
    gone = [(each.start, each.end) for each in removed if _may_go(each)]
    changes = [
        Change(node.start, node.end, text_elements(node, "".join(texts[key])))
        for key, node in touched.items()
        if not any(start <= node.start < end for start, end in gone)
    ]
    return changes + [Change(start, end, b"") for start, end in gone]


def _may_go(node: Node) -> bool:
    """A paragraph that ends a section, or holds a picture, stays."""
    kept = ("sectPr", "drawing", "pict", "object", "tbl")
    return node.tag != "p" or not any(each.tag in kept for each in node.iter())


def _home(units: Sequence[Unit], cut: Cut) -> Unit:
    """Return the w:t that takes the new words: that of the first blank, else before it."""
    at, before, behind = 0, None, None
    for unit in units:
        begin, at = at, at + len(unit.text)
        if unit.node.tag != "t":
            continue
        if cut.start < cut.end and begin <= cut.start < at:
            return unit
        if begin < cut.start <= at or (begin == at == cut.start):
            before = unit
        elif begin >= cut.start and behind is None:
            behind = unit
    found = before or behind or next(e for e in reversed(units) if e.node.tag == "t")
    return found


def text_elements(like: Node, text: str) -> bytes:
    """Return a text as w:t with line ends between, named as an element that is there."""
    t, br, tab = (like.named(each) for each in ("t", "br", "tab"))
    lines = []
    for line in text.split("\n"):
        tabbed = f"<{tab}/>".join(
            f'<{t} {_SPACE}="preserve">{words(each)}</{t}>' if each else ""
            for each in line.split("\t")
        )
        lines.append(tabbed)
    return f"<{br}/>".join(lines).encode() or f"<{t}/>".encode()
