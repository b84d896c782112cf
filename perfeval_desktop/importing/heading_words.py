"""What the headings of a narrative say, and which line of a document is which of them.

Headings are found by their words. Numbers help where words do not decide: they are written in many
ways, lost, or made by Word itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from perfeval_desktop.domain.cell_table import label_key
from perfeval_desktop.domain.numerals import parse_numeral
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Heading, SheetTemplate
from perfeval_desktop.domain.text import in_year

_DIGITS = "一二三四五六七八九十"
_NUMBERS = (
    ("第", re.compile(rf"\s*第\s*([{_DIGITS}]{{1,3}}|\d{{1,2}})\s*[章节部分条][、.．\s]*")),
    ("一", re.compile(rf"\s*([{_DIGITS}]{{1,3}})\s*[、.．,，]\s*")),
    ("（一）", re.compile(rf"\s*[（(]\s*([{_DIGITS}]{{1,3}})\s*[）)]\s*[、.．]?\s*")),
    ("（1）", re.compile(r"\s*[（(]\s*(\d{1,2})\s*[）)]\s*[、.．]?\s*")),
    ("1.1", re.compile(r"\s*\d{1,2}[.．](\d{1,2})(?![\d%])[、.．]?\s*")),
    ("1", re.compile(r"\s*(\d{1,2})\s*(?:[、)）]|[.．,，](?!\d))\s*")),
    ("①", re.compile(r"\s*([①-⑳])\s*")),
)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_ENDS_SENTENCE = tuple("。；;，,！!？?")
_HEAD_AND_TEXT = re.compile(r"[：:\n]|。|[ 　\t]{2,}|　|\t")
_LONGEST = 45  # characters: more is no heading
_SURE, _MARGIN, _BY_NUMBER, _IN_CHAPTER = 80, 6, 40, 70


class Number(NamedTuple):
    """How a line is numbered: the shape of it, and the number it is."""

    shape: str
    value: int


class Line(NamedTuple):
    """A paragraph of a document, as headings are looked for in it."""

    at: int  # which of the lines of the document
    text: str
    number: Number | None = None
    rest: str = ""  # without its number
    level: int = 0  # of its style
    is_automatic: bool = False  # the number is made by Word


class Known(NamedTuple):
    """A heading of the form."""

    place: int  # among the headings
    heading: Heading
    parent: int  # place of the chapter it stands in; its own for a chapter
    keys: tuple[str, ...]
    number: Number | None

    @property
    def field(self) -> str:
        """The field whose text stands below it, "" for a heading of headings."""
        return self.heading.field


class FoundHeading(NamedTuple):
    """A line that is a heading; `known` is None for one that the form does not have.

    `text` is what stands behind it in the same paragraph. `doubt` is a Chinese sentence.
    """

    line: Line
    known: Known | None
    level: int
    text: str = ""
    doubt: str = ""


def numbered(text: str) -> tuple[Number | None, str]:
    """Return the number that a text begins with, and the rest of it."""
    for shape, pattern in _NUMBERS:
        match = pattern.match(text)
        if match is not None:
            return Number(shape, _value(match[1])), text[match.end() :]
    return None, text


def _value(digits: str) -> int:
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    return int(digits) if digits.isascii() else int(parse_numeral(digits) or 0)


def known_headings(report: Report, sheet: SheetTemplate) -> list[Known]:
    """Return the headings of a narrative with the words by which they are found."""
    found: list[Known] = []
    parents: dict[int, int] = {}
    for place, heading in enumerate(sheet.headings):
        text = in_year(heading.text, report.year)
        number, rest = numbered(text)
        field = report.template.fields.get(heading.field)
        names = [rest, _BRACKETED.sub("", rest)]
        if field is not None:
            names += [field.label, *field.also]
        keys = tuple(dict.fromkeys(filter(None, map(label_key, names))))
        parents[heading.level] = place
        parent = parents.get(heading.level - 1, place) if heading.level > 1 else place
        found.append(Known(place, heading, parent, keys, number))
    return found


def find_headings(known: Sequence[Known], lines: Sequence[Line]) -> dict[int, FoundHeading]:
    """Return the headings among the lines, by the places of their lines."""
    return _Finding(known, lines).found()


class _Finding:
    """The same words decide first, then words that are alike, then the number and the place."""

    def __init__(self, known: Sequence[Known], lines: Sequence[Line]) -> None:
        self._known = known
        self._lines = lines
        self._of_line: dict[int, FoundHeading] = {}  # by place among the lines
        self._line_of: dict[int, int] = {}  # the other way round
        self._words = {at: _words_of(line) for at, line in enumerate(lines)}

    def found(self) -> dict[int, FoundHeading]:
        for level in sorted({each.heading.level for each in self._known}):
            self._same_words(level)
        self._other_parents()
        self._alike()
        self._by_number()
        self._added()
        return {self._lines[at].at: each for at, each in self._of_line.items()}

    # Words of the form itself

    def _same_words(self, level: int) -> None:
        for known in self._known:
            if known.heading.level != level:
                continue
            found = [
                (self._fits(at, known, words), -at, rest)
                for at, candidates in self._words.items()
                if at not in self._of_line
                for words, rest in candidates
                if label_key(words) in known.keys or _plain(words) in known.keys
            ]
            if found:
                _, at, rest = max(found, key=lambda each: each[:2])
                self._take(-at, known, rest)

    def _fits(self, at: int, known: Known, words: str) -> int:
        line = self._lines[at]
        fits = 2 * (line.number is not None and line.number == known.number)
        fits += 2 * (line.level > 0) + (line.number is not None)
        fits += 4 * (known.parent == known.place or self._parent_at(at) == known.parent)
        return fits + (words == line.rest)

    def _parent_at(self, at: int) -> int:
        """Return the chapter that a line stands in, -1 before the first."""
        earlier = (
            found.known.place
            for place, found in sorted(self._of_line.items(), reverse=True)
            if place <= at and found.known is not None and found.level == 1
        )
        return next(earlier, -1)

    def _other_parents(self) -> None:
        """A heading found in another chapter may be the one of that chapter, named alike."""
        for at, line in enumerate(self._lines):
            found = self._of_line.get(at)
            known = found.known if found is not None else self._same_elsewhere(line)
            parent = self._parent_at(at)
            if known is None or known.heading.level == 1 or parent in (known.parent, -1):
                continue
            meant = [
                each
                for each in self._known
                if each.parent == parent != each.place
                if each.place not in self._line_of
                if _likeness(line.rest, each) >= _IN_CHAPTER
            ]
            if len(meant) == 1:
                if found is not None:
                    del self._line_of[known.place]
                text = found.text if found is not None else ""
                self._take(at, meant[0], text, _renamed(line, meant[0]))

    def _same_elsewhere(self, line: Line) -> Known | None:
        """Return the heading whose words a line says that stands elsewhere already."""
        if line.number is None or not _looks_like_heading(line):
            return None
        return next((k for k in self._known if label_key(line.rest) in k.keys), None)

    # Words that are alike

    def _alike(self) -> None:
        scored = []
        for at, line in self._open():
            likenesses = sorted(
                ((_likeness(line.rest, each), -each.place) for each in self._known), reverse=True
            )
            best, second = likenesses[0], likenesses[1] if len(likenesses) > 1 else (0.0, 0)
            if best[0] >= _SURE and best[0] - second[0] >= _MARGIN:
                scored.append((best[0], -at, -best[1]))
        for _, at, place in sorted(scored, reverse=True):
            if place not in self._line_of:
                known = self._known[place]
                self._take(-at, known, "", _renamed(self._lines[-at], known))

    def _by_number(self) -> None:
        """A heading in the place and with the number of one that was not found is that one."""
        for known in self._known:
            if known.place in self._line_of or known.number is None:
                continue
            first = max((self._line_of.get(p, -1) for p in range(known.place)), default=-1)
            behind = range(known.place + 1, len(self._known))
            last = min((self._line_of[p] for p in behind if p in self._line_of), default=10**9)
            fitting = [
                (at, line)
                for at, line in self._open()
                if first < at < last and line.number is not None
                if line.number.value == known.number.value
                if line.number.shape in self._shapes(known.heading.level, known.number.shape)
                if _likeness(line.rest, known) >= _BY_NUMBER
            ]
            if len(fitting) == 1:
                at, line = fitting[0]
                self._take(at, known, "", _renamed(line, known))

    def _open(self) -> Iterable[tuple[int, Line]]:
        """Yield the lines that may still be headings."""
        for at, line in enumerate(self._lines):
            if at not in self._of_line and _looks_like_heading(line):
                yield at, line

    def _shapes(self, level: int, otherwise: str) -> set[str]:
        """Return the shapes of number that headings of a level have in this document."""
        used = {
            found.line.number.shape
            for found in self._of_line.values()
            if found.level == level and found.line.number is not None
        }
        return used or {otherwise}

    # Headings that the form does not have

    def _added(self) -> None:
        """One whose number goes on where those of the headings were is a heading, too."""
        level, counts = 0, dict[int, int]()
        shapes = {1: self._shapes(1, "一"), 2: self._shapes(2, "（一）")} if self._of_line else {}
        shapes[2] = shapes.get(2, set()) - shapes.get(1, set())
        parent: Known | None = None
        for at, line in enumerate(self._lines):
            found = self._of_line.get(at)
            if found is None and parent is not None and _looks_like_heading(line):
                level = self._added_level(line, counts, shapes, parent)
                if level:
                    found = self._of_line[at] = FoundHeading(line, None, level)
            if found is None:
                continue
            if found.level == 1:
                parent = found.known or parent
                counts[2] = 0
            value = line.number.value if line.number is not None else 0
            counts[found.level] = value or counts.get(found.level, 0) + 1

    def _added_level(
        self, line: Line, counts: dict[int, int], shapes: dict[int, set[str]], parent: Known
    ) -> int:
        if line.number is None:
            return 0
        for level in (1, 2):
            goes_on = line.number.value == counts.get(level, 0) + 1
            is_styled = line.level == level
            if level == 2 and parent.field:
                break  # in a chapter of its own text they are headings of that text
            if line.number.shape in shapes.get(level, ()) and (goes_on or is_styled):
                return level
        return 0

    def _take(self, at: int, known: Known, text: str, doubt: str = "") -> None:
        found = FoundHeading(self._lines[at], known, known.heading.level, text, doubt)
        self._of_line[at] = found
        self._line_of[known.place] = at


def _words_of(line: Line) -> list[tuple[str, str]]:
    """Return what may be the words of a heading, each with the text behind it."""
    found = []
    if len(line.rest) <= _LONGEST:
        found.append((line.rest, ""))
    match = _HEAD_AND_TEXT.search(line.rest)
    if match is not None and match.start() <= _LONGEST:
        is_plain = match[0] in "：:\n"
        behind = line.rest[match.end() :].strip(" 　\t")
        if behind and (is_plain or line.number is not None or line.level):
            found.append((line.rest[: match.start()], behind))
    return found


def _looks_like_heading(line: Line) -> bool:
    words = line.rest.strip()
    is_short = 2 <= len(words) <= _LONGEST and "\n" not in words
    is_marked = line.number is not None or line.level > 0 or len(words) <= 25
    return is_short and is_marked and not words.endswith(_ENDS_SENTENCE)


def _plain(words: str) -> str:
    return label_key(_BRACKETED.sub("", words))


def _likeness(words: str, known: Known) -> float:
    written = (label_key(words), _plain(words))
    return max((fuzz.ratio(one, key) for one in written for key in known.keys), default=0.0)


def _renamed(line: Line, known: Known) -> str:
    return f"标题写的是“{line.rest.strip()}”，当作表样的“{known.heading.text}”，请看看对不对。"
