"""How words of a form are compared with words of a document: without what people write differently.

Years are told relative to the year of the paper: 2021年决算数 of a report of 2022 is 上年决算数,
as it is in one of 2021 that says 2020年决算数.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from perfeval_desktop.domain.cell_table import compact, label_key

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度|年|(?=全年|决算|预算|实际|执行))")
_NO_YEAR = re.compile(r"(?:20)?[Xx×*_]{2,4}年度?|(?<!\d)20年度?(?=[^\d])")
_RELATIVE = (
    (re.compile("上一?年度?|去年"), "上年"),
    (re.compile("本年度|今年"), "本年"),
)
_NAMES = {0: "本年", -1: "上年", 1: "下年", -2: "前年"}
_NAMED_YEAR = re.compile(r"本年|上年|前年|下年|第\d{4}年")
_WEIGHT = re.compile(r"\(?\d+(?:\.\d+)?分\)?|\(\d+(?:\.\d+)?\)|\(\d+[-~]\d+分?\)")
_MEASURE = re.compile(r"\((?:m2|平方米|%|百分比|分)\)")
_BRACKETED = re.compile(r"\([^()]*\)")
_BEFORE_NAME = re.compile(
    r"[\s　]*(?:其中[:：]?[\s　]*)?"
    r"(?:[(（][\d一二三四五六七八九十]+[)）][、.．]?|[①-⑳]|\d{1,3}[、)）]|\d{1,3}[.．](?!\d)"
    r"|[一二三四五六七八九十]{1,3}、)?[\s　]*"
)
_CIRCLED = re.compile(r"^[\s　]*[①-⑳][\s　]*(?=\D)")  # compact() makes plain figures of them
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年度(?!决算|预算|实际|执行|完成)")
_WORD = re.compile("[一-鿿]")
ELLIPSIS = re.compile(r"[….。·]{2,}")


def _relative(match: re.Match[str], year: int) -> str:
    return _NAMES.get(int(match[1]) - year, f"第{match[1]}年")


@lru_cache(maxsize=65_536)
def word_key(text: str, year: int) -> str:
    """Return a label without numbering, 其中, units, weights and signs; its years are relative."""
    left = compact(_CIRCLED.sub("", text))
    if "年" in left or any(each in left for each in ("19", "20")):
        left = _NO_YEAR.sub("", _YEAR.sub(lambda match: _relative(match, year), left))
        for pattern, name in _RELATIVE:
            left = pattern.sub(name, left)
    return label_key(_MEASURE.sub("", _WEIGHT.sub("", left)))


def same_year(one: str, other: str) -> bool:
    """Say whether two keys do not name two different years."""
    years = [match[0] for key in (one, other) if (match := _NAMED_YEAR.search(key)) is not None]
    return len(set(years)) < 2


@lru_cache(maxsize=65_536)
def other_keys(text: str, year: int) -> tuple[str, ...]:
    """Return the keys of shorter ways to write the same label: without brackets, without year."""
    whole = word_key(text, year)
    bare = word_key(_BRACKETED.sub("", compact(text)), year)
    keys = [whole, bare, *(each.replace("本年", "").replace("上年", "") for each in (whole, bare))]
    return tuple(each for each in dict.fromkeys(keys) if len(each) > 1 and each != whole)


def without_brackets(text: str) -> str:
    """Return a label without what stands in brackets."""
    return _BRACKETED.sub("", compact(text))


@lru_cache(maxsize=16_384)
def title_key(text: str) -> str:
    """Return a title without its year, numbering and signs."""
    left = re.sub(r"(?:(?:19|20)\d\d|[Xx×*_]{2,4}|20)?年度?", "", compact(text), count=1)
    return label_key(_MEASURE.sub("", left))


def is_words(text: str) -> bool:
    """Say whether a text has words, and is no bare figure, mark or number of a line."""
    return _WORD.search(text) is not None


def without_number(text: str) -> str:
    """Return a name without the number of its line and 其中."""
    match = _BEFORE_NAME.match(text)
    return text[match.end() if match else 0 :].strip(" \t\n　\xa0")


def is_nothing(text: str) -> bool:
    """Say whether only blanks stand there, or a line to write on."""
    return not text.strip(" \t\n\r　\xa0_＿")


def title_years(texts: Iterable[str]) -> list[int]:
    """Return the years that titles name: 2022年度部门整体支出绩效自评表."""
    return [int(match[1]) for text in texts for match in _TITLE_YEAR.finditer(compact(text))]


def years_in(text: str) -> list[int]:
    """Return the years that a label names."""
    return [int(match[1]) for match in _YEAR.finditer(compact(text))]
