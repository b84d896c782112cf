"""Lay the few changes of one form over another: text over text, paragraph by paragraph.

A TOML file is read here as a person reads it: keys at the top, then paragraphs, each under its head
in brackets. What a change says replaces what the base says:

- a key replaces the key of the same name in the same paragraph;
- `[field."甲"]` goes into the paragraph with the same head, or is a new one;
- `[[check]]` goes into the one with the same `id`, or is a new one; its
  `[[check.example]]` take the place of all those there;
- `[[row]]` and other lists without ids take the place of the whole list;
- `without = ["field.甲", "check.1-1.超编"]` at the top leaves paragraphs out.

Every line remembers where it was written, so that a fault is told where it can be mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import tomli

from perfeval_desktop.domain.errors import Fault

WITHOUT = "without"
MAX_LINES = 500  # of one value: it is read anew with each of its lines
_HEAD = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_PART = re.compile(r'"([^"]*)"|([^.\s"]+)')
_KEY = re.compile(r'\s*(?:"([^"]*)"|([\w-]+))\s*(?:\.\s*(?:"[^"]*"|[\w-]+)\s*)*=')


class TooLongError(ValueError):
    """A value goes over more lines than any form has; `line` is where it begins."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.file, line.number)
        self.line = line


class Line(NamedTuple):
    """One line of a text, and the file and line it was written on."""

    text: str
    file: str
    number: int


@dataclass(slots=True)
class _Statement:
    """A key with its value, and the comments above; without a key only comments."""

    key: str
    lines: list[Line]


@dataclass(slots=True)
class _Paragraph:
    """A head with the keys below it; the paragraphs below an item of a list belong to it."""

    path: tuple[str, ...]  # () is the top of the file
    is_item: bool = False
    head: list[Line] = field(default_factory=list)
    statements: list[_Statement] = field(default_factory=list)
    below: list[_Paragraph] = field(default_factory=list)
    id: str = ""

    def holds(self, path: tuple[str, ...]) -> bool:
        """Say whether a paragraph that follows belongs to this item of a list."""
        return self.is_item and path[: len(self.path)] == self.path and path != self.path


def lines_of(file: str, text: str) -> list[Line]:
    """Return the lines of a file as it is written."""
    texts = text.removesuffix("\n").split("\n")
    return [Line(each, file, number) for number, each in enumerate(texts, 1)]


def overlaid(base: Sequence[Line], change: Sequence[Line], faults: list[Fault]) -> list[Line]:
    """Return the base with the changes in it; what a change leaves out and is not there is a fault.

    Both have to be sound TOML.

    Raises:
        TooLongError: one of their values is.
    """
    under, over = _paragraphs(base), _paragraphs(change)
    left_out = _take_without(over[0])
    for name, at in left_out.items():
        kept = [each for each in under if not _is_called(each, name)]
        if len(kept) == len(under):
            faults.append(Fault(at.file, at.number, WITHOUT, f"原表样里没有“{name}”。"))
        under = kept
    _put_items(under, [each for each in over if each.is_item])
    for each in over:
        if not each.is_item:
            _put_table(under, each)
    return [line for each in under for line in _written(each)]


def _put_items(under: list[_Paragraph], items: list[_Paragraph]) -> None:
    fresh: dict[tuple[str, ...], list[_Paragraph]] = {}
    for item in items:
        same = (each for each in under if each.is_item and each.path == item.path)
        known = next((each for each in same if each.id == item.id), None)
        if item.id and known is not None:
            _merge(known, item)
        elif item.id:
            under.insert(_behind(under, item.path), item)
        else:
            fresh.setdefault(item.path, []).append(item)
    for path, whole in fresh.items():
        place = next((n for n, e in enumerate(under) if e.is_item and e.path == path), len(under))
        under[:] = [each for each in under if not (each.is_item and each.path == path)]
        under[place:place] = whole


def _behind(under: list[_Paragraph], path: tuple[str, ...]) -> int:
    """Return the place behind the last item of a list."""
    places = [n for n, each in enumerate(under, 1) if each.is_item and each.path == path]
    return places[-1] if places else len(under)


def _put_table(under: list[_Paragraph], table: _Paragraph) -> None:
    known = next((e for e in under if not e.is_item and e.path == table.path), None)
    if known is not None:
        _merge(known, table)
        return
    alike = [n for n, e in enumerate(under, 1) if not e.is_item and e.path[:-1] == table.path[:-1]]
    under.insert(alike[-1] if alike and table.path[:-1] else len(under), table)


def _merge(known: _Paragraph, change: _Paragraph) -> None:
    for statement in change.statements:
        if not statement.key:
            continue
        same = [each for each in known.statements if each.key == statement.key]
        if same:
            same[0].lines = statement.lines
        else:
            known.statements.append(statement)
    told = {each.path for each in change.below}
    known.below = [each for each in known.below if each.path not in told] + change.below


def _take_without(top: _Paragraph) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for each in top.statements:
        if each.key == WITHOUT:
            values = tomli.loads("\n".join(line.text for line in each.lines)).get(WITHOUT)
            for name in values if isinstance(values, list) else ():
                at = next((line for line in each.lines if str(name) in line.text), each.lines[0])
                found[str(name)] = at
    top.statements = [each for each in top.statements if each.key != WITHOUT]
    return found


def _is_called(paragraph: _Paragraph, name: str) -> bool:
    """Say whether `name` means the paragraph, or one that it stands under."""
    if not paragraph.path:
        return False
    own = ".".join(paragraph.path)
    if paragraph.is_item:
        return name in (own, f"{own}.{paragraph.id}")
    return own == name or own.startswith(f"{name}.")


def _written(paragraph: _Paragraph) -> Iterable[Line]:
    yield from paragraph.head
    for statement in paragraph.statements:
        yield from statement.lines
    for each in paragraph.below:
        yield from _written(each)


def _paragraphs(lines: Sequence[Line]) -> list[_Paragraph]:
    top = _Paragraph(())
    found, pending = [top], list[Line]()
    current, value = top, list[Line]()
    for line in lines:
        if value:  # a value that goes over several lines
            value.append(line)
            if len(value) > MAX_LINES:
                raise TooLongError(value[0])
        elif head := _HEAD.match(line.text):
            path = tuple(one or other for one, other in _PART.findall(head[2]))
            current = _Paragraph(path, head[1] == "[[", [*pending, line])
            pending = []
            (found[-1].below if found[-1].holds(path) else found).append(current)
            continue
        elif _KEY.match(line.text):
            value = [line]
        else:
            pending.append(line)
            continue
        if _is_whole(value):
            key = _KEY.match(value[0].text)
            assert key is not None
            current.statements.append(_Statement(key[1] or key[2], [*pending, *value]))
            if current.is_item and not current.id:
                current.id = _id_in(value)
            pending, value = [], []
    if pending or value:
        current.statements.append(_Statement("", [*pending, *value]))
    return found


def _is_whole(value: list[Line]) -> bool:
    try:
        tomli.loads("\n".join(each.text for each in value))
    except tomli.TOMLDecodeError:
        return False
    return True


def _id_in(value: list[Line]) -> str:
    found = tomli.loads("\n".join(each.text for each in value)).get("id")
    return found if isinstance(found, str) else ""
