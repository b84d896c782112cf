"""Names of worksheets: what Excel takes, unique, and harmless in a formula."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 31  # UTF-16 units

# A reference to a sheet is quoted by ' and ends in !; the others Excel refuses.
_REPLACED = str.maketrans("[]:*?/\\'!\n", "［］：＊？／＼’！ ")
_RESERVED = frozenset({"history", "历史记录"})


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return a name for every sheet, as near to the wanted one as a workbook allows."""
    given: list[str] = []
    taken = set(_RESERVED)
    for each in wanted:
        name = _cut(each.translate(_REPLACED).strip(), LONGEST) or "表"
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            ending = f"（{number}）"
            unique = _cut(name, LONGEST - len(ending)) + ending
        taken.add(unique.casefold())
        given.append(unique)
    return given


def _cut(text: str, units: int) -> str:
    """Return as much of a text as fits into so many UTF-16 units."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip()
