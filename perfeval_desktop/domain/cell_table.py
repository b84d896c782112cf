"""Cells as another program has them: a worksheet, a copied block; what their labels and units say.

Nothing here is a form of the report's own; see `services/base_figures.py` for what is made of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

Cell = str | int | float | Decimal | None


class CellTable(NamedTuple):
    """Rows of cells, which may be of unlike length; `name` is "" for what was copied."""

    name: str
    rows: Sequence[Sequence[Cell]]


# （万元）, （单位：元）, (人): a unit in brackets says nothing about which figure it is.
_BRACKETED_UNIT = re.compile(r"\((?:金额)?(?:单位:?)?(?:人民币)?([百千万亿]?元|人|名|个)\)")
_STATED_UNIT = re.compile(r"单位:?(?:人民币)?([百千万亿]?元)")
_BARE_UNIT = re.compile(r"[百千万亿]?元|人|名")
_DIGITS = "一二三四五六七八九十"
_BEGINNING = re.compile(
    rf"\d{{4}}年度?|\((?:[{_DIGITS}]+|\d+)\)|[{_DIGITS}]+[、.,]|\d+[、.,)]?|其中:?|[加减]:"
)


@lru_cache(maxsize=16_384)
def compact(text: str) -> str:
    """Return the text in half width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=16_384)
def label_key(text: str) -> str:
    """Return a label without what people write differently: numbering, 其中, units, signs, case."""
    left = _BRACKETED_UNIT.sub("", compact(text))
    while match := _BEGINNING.match(left):
        left = left[match.end() :]
    return "".join(each for each in left if each.isalnum()).casefold()


def unit_of_label(text: str) -> str:
    """Return the unit of a label or a column head, as in 金额（万元）; "" when it has none."""
    written = compact(text)
    match = _BRACKETED_UNIT.search(written) or _STATED_UNIT.search(written)
    return match[1] if match else ""


def unit_of_table(text: str) -> str:
    """Return the unit that a cell states for a whole table, as in 单位：万元; "" for none."""
    match = _STATED_UNIT.search(compact(text))
    return match[1] if match else ""


def bare_unit(text: str) -> str:
    """Return the unit when the cell holds nothing but one; "" otherwise."""
    written = compact(text)
    return written if _BARE_UNIT.fullmatch(written) else ""
