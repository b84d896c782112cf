"""XML with the place of each element in the bytes, so that all that is not edited stays as it is.

A library that reads a part and writes it again changes quotes, prefixes and line ends; an office
program has its own of all of them. Here edits are put into the bytes as they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_DECLARED = re.compile(r"""^(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")


class Change(NamedTuple):
    """Bytes that stand in the place of those from `start` to `end`."""

    start: int
    end: int
    new: bytes


@dataclass(eq=False)
class Node:
    """An element: `tag` is its local name, `inner` and `close` where its contents begin and end."""

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    prefix: str
    parent: Node | None
    number: int
    close: int = 0
    end: int = 0
    is_short: bool = False  # <a/>
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters directly in it."""
        return "".join(self.texts)

    def iter(self) -> Iterator[Node]:
        """Yield the element and all in it, in the order of the document."""
        pending = [self]
        while pending:
            each = pending.pop()
            yield each
            pending.extend(reversed(each.children))

    def find(self, *tags: str) -> Node | None:
        """Return the first child, then the first of that, and so on."""
        found: Node | None = self
        for tag in tags:
            found = next((e for e in found.children if e.tag == tag), None) if found else None
        return found

    def all(self, tag: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (each for each in self.children if each.tag == tag)

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute by its local name."""
        return self.attributes.get(name, otherwise)

    def named(self, local: str) -> str:
        """Return a name with the prefix that this element has."""
        return f"{self.prefix}:{local}" if self.prefix else local


def in_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8; what is in it already stays as it is."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _DECLARED.sub(r'\1 encoding="UTF-8"', data.decode("utf-16")).encode()
    return data


def nodes_of(data: bytes) -> list[Node]:
    """Return all elements in the order of the document; the first is the root.

    The parts come from a file that was looked through, without a document type.
    """
    found: list[Node] = []
    open_: list[Node] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = False

    def begin(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        match = _TAG.match(data, at)
        raw = _NAME.match(data, at)
        assert match is not None
        assert raw is not None
        prefix = raw[1].decode().rpartition(":")[0]
        parent = open_[-1] if open_ else None
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(" ")[2], own, at, match.end(), prefix, parent, len(found))
        node.is_short = match[0].endswith(b"/>")
        found.append(node)
        if parent is not None:
            parent.children.append(node)
        open_.append(node)

    def finish(name: str) -> None:
        node = open_.pop()
        if node.is_short:
            node.close = node.end = node.inner
        else:
            node.close = parser.CurrentByteIndex
            node.end = data.index(b">", node.close) + 1

    def say(text: str) -> None:
        open_[-1].texts.append(text)

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = say
    parser.Parse(data, True)
    return found


def changed(data: bytes, changes: Iterable[Change], start: int = 0, end: int = -1) -> bytes:
    """Return the bytes, or a stretch of them, with changes put in; they do not overlap."""
    end = len(data) if end < 0 else end
    parts, at = [], start
    for each in sorted(changes, key=lambda change: (change.start, change.end)):
        parts += [data[at : each.start], each.new]
        at = each.end
    return b"".join([*parts, data[at:end]])


def inserted_last(data: bytes, node: Node, new: bytes) -> Change:
    """Return the change that puts something behind all that stands in an element."""
    if not node.is_short:
        return Change(node.close, node.close, new)
    opened = data[node.start : node.inner - 2].rstrip() + b">"
    closing = f"</{node.named(node.tag)}>".encode()
    return Change(node.start, node.end, opened + new + closing)


def words(text: str) -> str:
    """Return text as it stands in XML."""
    return escape(text).replace("\r", "&#13;")
