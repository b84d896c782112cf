"""The numbers that Word prints before paragraphs: they stand in no text and are counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.numerals import print_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LEGAL = str.maketrans("零〇一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")


class Level(NamedTuple):
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level, from 1, after which it begins anew; 0 never
    is_legal: bool = False  # all numbers of it are 1, 2, 3
    style: str = ""  # the paragraph style that has this level


class ListPlace(NamedTuple):
    """Where in which list a paragraph stands."""

    list_id: str
    level: int | None


class _List(NamedTuple):
    counting: str  # lists of the same kind go on counting
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(
        self, root: ElementTree.Element | None, list_of_style: Callable[[str], str]
    ) -> None:
        kinds: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for each in root.iterfind(W + "abstractNum"):
            kind = each.get(W + "abstractNumId", "")
            kinds[kind] = _levels(each)
            links[kind] = value_of(each, "numStyleLink")
        kind_of = {
            each.get(W + "numId", ""): value_of(each, "abstractNumId")
            for each in root.iterfind(W + "num")
        }
        for each in root.iterfind(W + "num"):
            kind = value_of(each, "abstractNumId")
            if links.get(kind):
                kind = kind_of.get(list_of_style(links[kind]), kind)
            levels, starts = dict(kinds.get(kind, {})), {}
            for override in each.iterfind(W + "lvlOverride"):
                level = _number(override.get(W + "ilvl"), 0)
                levels.update(_levels(override))
                start = value_of(override, "startOverride")
                if start:
                    starts[level] = _number(start, 1)
            self._lists[each.get(W + "numId", "")] = _List(kind, levels, starts)

    def next_number(self, place: ListPlace, style: str) -> str:
        """Count one paragraph; return what is printed before it, "" for a bullet or nothing."""
        found = self._lists.get(place.list_id)
        if found is None:
            return ""
        level = place.level
        if level is None:
            level = next((k for k, v in found.levels.items() if style and v.style == style), 0)
        level = min(max(0, level), _LEVELS - 1)
        counts = self._counts.setdefault(found.counting, [None] * _LEVELS)
        self._count(found, place.list_id, counts, level)
        here = found.levels.get(level, Level())
        if here.format == "bullet":
            return ""

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = found.levels.get(at, Level())
            number = counts[at] if counts[at] is not None else other.start
            return numeral(number or 0, "decimal" if here.is_legal else other.format)

        return _PLACE.sub(printed, here.text).strip()

    def _count(self, found: _List, list_id: str, counts: list[int | None], level: int) -> None:
        before = counts[level]
        if before is None:
            before = found.levels.get(level, Level()).start - 1
        if level in found.starts and (list_id, level) not in self._begun:
            before = found.starts[level] - 1
        self._begun.add((list_id, level))
        counts[level] = before + 1
        for deeper in range(level + 1, _LEVELS):
            restart = found.levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                counts[deeper] = None
        for above in range(level):
            if counts[above] is None:
                counts[above] = found.levels.get(above, Level()).start


def _levels(element: ElementTree.Element) -> dict[int, Level]:
    return {
        _number(each.get(W + "ilvl"), 0): Level(
            _number(value_of(each, "start"), 1) if each.find(W + "start") is not None else 0,
            value_of(each, "numFmt") or "decimal",
            value_of(each, "lvlText"),
            _number(value_of(each, "lvlRestart"), 0)
            if each.find(W + "lvlRestart") is not None
            else None,
            is_on(each.find(W + "isLgl")),
            value_of(each, "pStyle"),
        )
        for each in element.iterfind(W + "lvl")
    }


def value_of(element: ElementTree.Element, child: str) -> str:
    """Return the w:val of a child, "" where there is none."""
    found = element.find(W + child)
    return found.get(W + "val", "") if found is not None else ""


def is_on(element: ElementTree.Element | None) -> bool:
    """Say whether a switch is there and not turned off."""
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off")


def _number(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def numeral(number: int, number_format: str) -> str:
    """Write a number as Word does in one of its formats; an unknown one as 1, 2, 3."""
    write = _FORMATS.get(number_format)
    return write(number) if write is not None and number > 0 else str(number)


def _digits(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _counting(number: int) -> str:
    return print_numeral(Decimal(number)) if number < 100 else _digits(number)


def _thousand(number: int) -> str:
    return print_numeral(Decimal(number)).replace("零", "〇")


def _legal(number: int) -> str:
    words = print_numeral(Decimal(number)).translate(_LEGAL)
    return f"壹{words}" if words.startswith("拾") else words


def _roman(number: int) -> str:
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    names = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    written = ""
    for value, name in zip(values, names, strict=True):
        count, number = divmod(number, value)
        written += name * min(count, 50)
    return written


def _letters(number: int) -> str:
    count, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * min(count + 1, 30)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _enclosed(first: int, count: int) -> Callable[[int], str]:
    return _one_of("".join(map(chr, range(first, first + count))))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _thousand,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "decimalEnclosedCircle": _enclosed(0x2460, 20),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 20),
    "ideographEnclosedCircle": _enclosed(0x3280, 10),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "decimalFullWidth": lambda number: str(number).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "decimalFullWidth2": lambda number: str(number).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "none": lambda number: "",
}
