"""Check codes (校验码): short enough to type from paper, with a character that shows typing slips.

The characters are 23, none of which looks like another in print or handwriting: no 0 O Q D, no
1 I L, no 2 beside Z, no 5 beside S, no 8 beside B, no U beside V, no G. 23 is a prime: a sum of the
characters with weights that are all different and none 0, taken modulo 23, shows every single wrong
character and every two that changed places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

ALPHABET = "23456789ACEFHJKMNPRTWXY"
SHEET_LENGTH, REPORT_LENGTH = 12, 16  # the last character is the check
GROUP = 4
_BASE = len(ALPHABET)
_SUM = 1  # what a whole code adds up to; with 0 a row of equal characters might do
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_SEPARATORS = frozenset(" \t\n\r.,·•_:;，。、：；・—–‐‑‒―−-")
_MOST_SLIPS = 2  # characters; two that changed places are two
# What a character may be that no code has.
_LOOK_ALIKES = {
    **dict.fromkeys("0OQD", "C、6、8、9"),
    **dict.fromkeys("1IL|", "7、T、J"),
    **dict.fromkeys("UV", "W、Y"),
    "Z": "2、7",
    "S": "5",
    "B": "8",
    "G": "6、C",
}


class TypedCode(NamedTuple):
    """What was typed, without what only separates; `fault` says why it is no code, "" if it is."""

    code: str
    fault: str = ""


class Slip(NamedTuple):
    """A known code that what was typed is close to, and the groups that differ, from 1."""

    code: str
    groups: tuple[int, ...]


def code_of(number: int, length: int) -> str:
    """Return the code, without hyphens, that stands for a large number such as a hash."""
    values = []
    for _ in range(length - 1):
        number, value = divmod(number, _BASE)
        values.append(value)
    rest = _SUM - _weighted(values)
    values.append(rest * pow(length, -1, _BASE) % _BASE)
    return "".join(ALPHABET[value] for value in values)


def grouped(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def characters(typed: str) -> str:
    """Return what was typed in capitals of half width, without blanks, hyphens and dots."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if char not in _SEPARATORS and not char.isspace())


def read_code(typed: str) -> TypedCode:
    """Read a code as people type it: in small letters, full width, with any blanks and hyphens."""
    code = characters(typed)
    return TypedCode(code, strange_character(code) or _fault_of_length(code) or _fault_of_sum(code))


def strange_character(code: str) -> str:
    """Say which character is in no code, and in which group; "" when there is none."""
    for at, char in enumerate(code):
        if char not in _VALUES:
            likely = _LOOK_ALIKES.get(char)
            ending = f"，也许是 {likely}" if likely else ""
            return f"第{at // GROUP + 1}组里有“{char}”，校验码里没有这个字符{ending}。"
    return ""


def nearest(code: str, known: Iterable[str]) -> Slip | None:
    """Return the one known code that what was typed was meant to be; None where that is not clear.

    It differs in one or two characters, two that changed places among them, or in one that was left
    out or typed twice.
    """
    found: dict[str, tuple[int, ...]] = {}
    for each in known:
        places = _differing(code, each)
        if 0 < len(places) <= _MOST_SLIPS:
            found[each] = places
    if not found:
        return None
    least = min(map(len, found.values()))
    best = [each for each, places in found.items() if len(places) == least]
    if len(best) > 1:
        return None
    groups = dict.fromkeys(place // GROUP + 1 for place in found[best[0]])
    return Slip(best[0], tuple(groups))


def _weighted(values: Iterable[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, 1)) % _BASE


def _fault_of_length(code: str) -> str:
    if len(code) in (SHEET_LENGTH, REPORT_LENGTH):
        return ""
    if not code:
        return "还没有输入校验码。"
    lengths = f"一页的校验码是 {SHEET_LENGTH} 个字符，全文的是 {REPORT_LENGTH} 个"
    return f"{lengths}，现在是 {len(code)} 个。"


def _fault_of_sum(code: str) -> str:
    is_whole = _weighted(_VALUES[char] for char in code) == _SUM
    return "" if is_whole else "这个校验码可能抄错了：它的最后一个字符和前面的对不上。"


def _differing(typed: str, known: str) -> tuple[int, ...]:
    """Return the places in the known code where something else was typed; () for no relation."""
    if len(typed) == len(known):
        return tuple(at for at, char in enumerate(known) if typed[at] != char)
    longer, shorter = (typed, known) if len(typed) > len(known) else (known, typed)
    if len(longer) != len(shorter) + 1:
        return ()
    for at in range(len(longer)):
        if longer[:at] + longer[at + 1 :] == shorter:
            return (min(at, len(known) - 1),)
    return ()
