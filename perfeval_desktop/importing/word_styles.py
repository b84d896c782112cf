"""What a Word document says of paragraphs by their styles: headings, lists, tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from .word_numbering import ListPlace, Numbering, W, value_of

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|目录)\s*\d", re.IGNORECASE)
_BODY_LEVEL = 9  # of an outline: none


class _Style(NamedTuple):
    name: str
    based_on: str
    properties: ElementTree.Element | None


class Styles:
    """The paragraph styles of a document, with the lists that they belong to."""

    def __init__(
        self, styles: ElementTree.Element | None, numbering: ElementTree.Element | None
    ) -> None:
        self._styles: dict[str, _Style] = {}
        self._usual = ""
        for each in styles.iterfind(W + "style") if styles is not None else ():
            name, base = value_of(each, "name"), value_of(each, "basedOn")
            style_id = each.get(W + "styleId", "")
            self._styles[style_id] = _Style(name, base, each.find(W + "pPr"))
            is_default = each.get(W + "default") in ("1", "true", "on")
            if is_default and each.get(W + "type") == "paragraph":
                self._usual = style_id
        self._numbering = Numbering(numbering, self._list_of_style)

    def level(self, properties: ElementTree.Element | None) -> int:
        """Return the level of a heading, from 1; 0 for text."""
        for each, name in self._chain(properties):
            words = value_of(each, "outlineLvl") if each is not None else ""
            if words.isdigit() and len(words) < 3:
                return int(words) + 1 if int(words) < _BODY_LEVEL else 0
            match = _HEADING.fullmatch(name)
            if match:
                return int(match[1])
        return 0

    def is_of_contents(self, properties: ElementTree.Element | None) -> bool:
        """Say whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.match(name) for _, name in self._chain(properties))

    def next_number(self, properties: ElementTree.Element | None) -> str:
        """Return what automatic numbering prints before the next paragraph."""
        place = self._list_place(properties)
        if place is None:
            return ""
        return self._numbering.next_number(place, self._style_id(properties))

    def _list_place(self, properties: ElementTree.Element | None) -> ListPlace | None:
        level: int | None = None
        for number, (each, _) in enumerate(self._chain(properties)):
            found = each.find(W + "numPr") if each is not None else None
            if found is None:
                continue
            words = value_of(found, "ilvl")
            if level is None and words.isdigit() and len(words) < 3:
                level = int(words)
            list_id = value_of(found, "numId")
            if list_id:
                is_own = number == 0 and properties is not None
                level = 0 if level is None and is_own else level
                return None if list_id == "0" else ListPlace(list_id, level)
        return None

    def _list_of_style(self, style_id: str) -> str:
        for each, _ in self._chain_of_style(style_id):
            found = each.find(W + "numPr") if each is not None else None
            if found is not None and value_of(found, "numId"):
                return value_of(found, "numId")
        return ""

    def _style_id(self, properties: ElementTree.Element | None) -> str:
        named = value_of(properties, "pStyle") if properties is not None else ""
        return named if named in self._styles else self._usual

    def _chain(
        self, properties: ElementTree.Element | None
    ) -> Iterator[tuple[ElementTree.Element | None, str]]:
        if properties is not None:
            yield properties, ""
        yield from self._chain_of_style(self._style_id(properties))

    def _chain_of_style(self, style_id: str) -> Iterator[tuple[ElementTree.Element | None, str]]:
        """Yield a style and those it is based on; styles that are based on each other end it."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style.properties, style.name
            style_id = style.based_on
