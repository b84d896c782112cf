"""Values written into the text of a Word file: into cells, lines, and under headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .line_places import LinePart, cuts_of
from .word_text_places import is_placeholder, paragraphs_of, text_changes, text_elements, units_of
from .xml_nodes import Change, Node, changed, inserted_last, nodes_of

_HIGH_LINE = 600  # twips: an empty line that is higher only keeps room
_NEVER_COPIED = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "b", "bCs", "vanish"})
_IDS = re.compile(rb'\s\w+:(?:paraId|textId)="[^"]*"')


class WordFill(NamedTuple):
    """What is written into a w:p or w:tc; `element` is its number in the order of the part.

    `lines` are those of a chapter: they are written below the paragraph, which is its heading.
    """

    element: int
    parts: tuple[LinePart, ...] = ()
    lines: tuple[str, ...] = ()


def fill_word(data: bytes, fills: Sequence[WordFill]) -> tuple[bytes, set[int]]:
    """Return the part with everything written, and the numbers of the fills that had no place."""
    nodes = nodes_of(data)
    changes: list[Change] = []
    refused: set[int] = set()
    taken: set[int] = set()  # paragraphs that chapters were written into
    for number, fill in enumerate(fills):
        node = nodes[fill.element]
        own = (
            _chapter(data, nodes, node, fill.lines, taken)
            if fill.lines
            else _written(data, node, fill.parts)
        )
        if own is None:
            refused.add(number)
        else:
            changes += own
    return changed(data, changes), refused


def _written(data: bytes, node: Node, parts: Sequence[LinePart]) -> list[Change] | None:
    units = units_of(node)
    if any(each.node.tag == "t" for each in units):
        cuts = cuts_of("".join(each.text for each in units), parts)
        return None if cuts is None else text_changes(units, cuts)
    paragraph = next(paragraphs_of(node), None)
    new = [each.new for each in parts if each.new is not None]
    if paragraph is None or len(new) != 1:
        return None
    run = _run(data, paragraph, _look_of(data, node, paragraph), new[0])
    # What says "click here to type" is a content control of its own: it goes, as when one types.
    shown = [each for each in paragraph.children if is_placeholder(each)]
    if shown:
        gone = [Change(each.start, each.end, b"") for each in shown[1:]]
        return [Change(shown[0].start, shown[0].end, run), *gone]
    return [inserted_last(data, paragraph, run)]


def _run(data: bytes, like: Node, look: bytes, text: str) -> bytes:
    name = like.named("r")
    return f"<{name}>".encode() + look + text_elements(like, text) + f"</{name}>".encode()


def _look_of(data: bytes, node: Node, paragraph: Node) -> bytes:
    """Return the w:rPr of what is typed here: that of the paragraph's end, else of a neighbour."""
    mark = paragraph.find("pPr", "rPr")
    if mark is not None and any(each.tag not in _NEVER_COPIED for each in mark.children):
        return _plain_look(data, mark, keeps_weight=True)
    run = next((e for e in node.iter() if e.tag == "rPr" and _is_of_run(e)), None)
    if run is not None:
        return _plain_look(data, run, keeps_weight=True)
    row = node.parent
    while row is not None and row.tag not in ("tr", "body"):
        row = row.parent
    if row is None or row.tag != "tr":
        return b""
    cells = [each for each in row.iter() if each.tag == "rPr" and _is_of_run(each)]
    near = [each for each in cells if each.start < node.start] or cells
    return _plain_look(data, near[-1]) if near else b""


def _is_of_run(node: Node) -> bool:
    return node.parent is not None and node.parent.tag == "r"


def _plain_look(data: bytes, node: Node, *, keeps_weight: bool = False) -> bytes:
    """A neighbour is often a head: its weight is its own."""
    passed = _NEVER_COPIED - {"b", "bCs"} if keeps_weight else _NEVER_COPIED
    inner = b"".join(data[e.start : e.end] for e in node.children if e.tag not in passed)
    name = node.named("rPr").encode()
    return b"<" + name + b">" + inner + b"</" + name + b">" if inner else b""


# ── chapters ────────────────────────────────────────────


def _chapter(
    data: bytes, nodes: Sequence[Node], heading: Node, lines: Sequence[str], taken: set[int]
) -> list[Change] | None:
    """Write paragraphs into the empty ones below a heading, and behind them where they are few."""
    if heading.tag != "p" or heading.parent is None:
        return None
    siblings = heading.parent.children
    at = siblings.index(heading) + 1
    free = []
    while at < len(siblings) and _is_free(siblings[at], taken):
        free.append(siblings[at])
        at += 1
    usable = [each for each in free if not _keeps_room(each)]
    spacers = [each for each in free if _keeps_room(each)]
    look = _body_look(data, nodes, heading)
    changes = []
    for paragraph, line in zip(usable, lines, strict=False):
        taken.add(paragraph.number)
        run = _run(data, paragraph, _look_of(data, paragraph, paragraph) or look[1], line)
        changes.append(inserted_last(data, paragraph, run))
    rest = lines[len(usable) :]
    properties = look[0]
    if usable:
        own = usable[-1].find("pPr")
        properties = data[own.start : own.end] if own is not None else b""
    name = heading.named("p").encode()
    more = b"".join(
        b"<" + name + b">" + properties + _run(data, heading, look[1], line) + b"</" + name + b">"
        for line in rest
    )
    if spacers and rest and not usable:
        taken.update(each.number for each in spacers)
        changes.append(Change(spacers[0].start, spacers[0].end, more))
        changes += [Change(each.start, each.end, b"") for each in spacers[1:]]
    elif more:
        last = usable[-1] if usable else heading
        changes.append(Change(last.end, last.end, more))
    return changes


def _is_free(node: Node, taken: set[int]) -> bool:
    """Say whether a paragraph holds nothing, and nothing hangs on it."""
    kept = {"t", "sectPr", "drawing", "pict", "object", "br", "sdt", "fldChar", "numPr"}
    is_paragraph = node.tag == "p" and node.number not in taken
    return is_paragraph and not any(each.tag in kept for each in node.iter())


def _keeps_room(node: Node) -> bool:
    spacing = node.find("pPr", "spacing")
    line = spacing.get("line") if spacing is not None else ""
    return line.isdigit() and int(line) >= _HIGH_LINE


def _body_look(data: bytes, nodes: Sequence[Node], heading: Node) -> tuple[bytes, bytes]:
    """Return w:pPr and w:rPr of body text: two characters in, and as large as its heading."""
    ppr, spacing, ind = (heading.named(each) for each in ("pPr", "spacing", "ind"))
    size = next((e for e in heading.iter() if e.tag == "sz" and _in_run(e)), None)
    value = size.get("val") if size is not None and size.get("val").isdigit() else ""
    points = int(value) if value else 32
    prefix = heading.prefix + ":" if heading.prefix else ""
    indent = points * 20  # two characters, in twips
    paragraph = (
        f'<{ppr}><{spacing} {prefix}before="0" {prefix}after="0"/>'
        f'<{ind} {prefix}firstLineChars="200" {prefix}firstLine="{indent}"/></{ppr}>'
    )
    rpr, fonts, sz = (heading.named(each) for each in ("rPr", "rFonts", "sz"))
    run = (
        f'<{rpr}><{fonts} {prefix}hint="eastAsia" {prefix}eastAsia="仿宋_GB2312"/>'
        f'<{sz} {prefix}val="{points}"/></{rpr}>'
    )
    return paragraph.encode(), run.encode()


def _in_run(node: Node) -> bool:
    return node.parent is not None and node.parent.tag == "rPr" and _is_of_run(node.parent)
