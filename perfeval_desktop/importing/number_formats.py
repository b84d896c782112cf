"""A number as a worksheet shows it: 0.00, #,##0, 0.00%, dates, and figures shown in 万.

Of the formats that Excel and WPS have, those that official tables use are written out; a number in
another one (fractions, conditions) is shown as if it had none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfeval_desktop.domain.parsing import MAX_AMOUNT_DECIMALS
from perfeval_desktop.domain.values import plain, round_half_up

GENERAL = "General"
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "yyyy/m/d", 31: "yyyy年m月d日",
    32: "h时mm分", 33: "h时mm分ss秒", 34: "h时mm分", 35: "h时mm分ss秒", 36: "yyyy年m月",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0",
    43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "yyyy年m月", 56: "m月d日", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_GENERAL_WIDTH = 11  # characters that a cell without a format shows
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|!(.)|_(.)|\*(.)|\[([^\]]*)\]|(General|G/通用格式)|(.)', re.DOTALL
)
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_MOST_DAYS = 2_958_466  # the year 9999
_SIGNS = "0#?.,%"


class Shown(NamedTuple):
    """What a cell shows. `scale` is what was divided by: 1000 where it shows thousands.

    `is_whole` says that the text has all the digits of the number; where it has not, `full` is the
    same with six decimals at most.
    """

    text: str
    is_date: bool = False
    scale: int = 1
    is_whole: bool = False
    full: str = ""


class _Format(NamedTuple):
    """One section of a format: what stands before and behind the digits, and how they are shown."""

    before: str = ""
    behind: str = ""
    digits: str = ""  # of 0#?., only
    has_percent: bool = False
    point: int = 0  # places behind a point that is only drawn: 0!.0, shows 万
    letters: str = ""  # of a date: y m d h s in their order
    is_general: bool = False
    is_text: bool = False
    is_other: bool = False  # a fraction, an exponent: not written out


def built_in(number: int) -> str:
    """Return the format of a number below 164, which files do not write down."""
    return _BUILT_IN.get(number, GENERAL)


def shown(value: Decimal, number_format: str, *, is_1904: bool = False) -> Shown:
    """Return what a cell with this number and format shows."""
    sections = _sections(number_format)
    section, amount = _section_for(value, sections)
    if section.letters:
        return _date(value, section.letters, is_1904=is_1904)
    if section.is_text or section.is_other:
        section, amount = _Format(is_general=True), value
    if section.is_general:
        text = _general(amount)
        is_whole = text == plain(amount)
        return Shown(section.before + text + section.behind, is_whole=is_whole)
    if not section.digits:
        return Shown((section.before + section.behind) or "")
    return _digits(amount, section)


def is_date_format(number_format: str) -> bool:
    """Say whether a format shows a day or a time."""
    return bool(_sections(number_format)[0].letters)


def _section_for(value: Decimal, sections: tuple[_Format, ...]) -> tuple[_Format, Decimal]:
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if not value and len(sections) > 2:
        return sections[2], value
    return sections[0], value


@lru_cache(maxsize=1_024)
def _sections(number_format: str) -> tuple[_Format, ...]:
    parts: list[list[tuple[str, bool]]] = [[]]  # (sign, whether it is only words)
    is_other = [False]
    for match in _TOKEN.finditer(number_format[:1_000]):
        quoted, escaped, bang, _, _, bracket, general, sign = match.groups()
        words = next((each for each in (quoted, escaped, bang) if each is not None), None)
        if words is not None:
            parts[-1].append((words, True))
        elif bracket is not None:
            if bracket[:1] == "$":
                parts[-1].append((bracket[1:].partition("-")[0], True))
            elif bracket.lower().strip("hms") == "":
                parts[-1].append((bracket[:1], False))
            elif bracket[:1] in "<>=":
                is_other[-1] = True
        elif general is not None:
            parts[-1].append((GENERAL, False))
        elif sign == ";":
            parts.append([])
            is_other.append(False)
        elif sign is not None:
            parts[-1].append((sign, False))
    sections = [_section(*each) for each in zip(parts, is_other, strict=True)][:4]
    numeric = [each for each in sections[:3] if not each.is_text]
    return tuple(numeric or [_Format(is_general=True)])


def _section(signs: list[tuple[str, bool]], is_other: bool) -> _Format:
    code = "".join(sign for sign, is_words in signs if not is_words)
    if GENERAL in code:
        before, behind = _around(signs, lambda sign: sign == GENERAL)
        return _Format(before, behind, is_general=True)
    if "@" in code:
        return _Format(is_text=True)
    letters = "".join(each for each in code.lower() if each in "ymdhs")
    if letters and not any(each in "0#?" for each in code.partition(".")[0]):
        return _Format(letters=letters)
    if is_other or "/" in code or "E+" in code.upper() or "E-" in code.upper():
        return _Format(is_other=True)
    digits = "".join(each for each in code if each in "0#?.,")
    before, behind = _around(signs, lambda sign: sign in _SIGNS and sign != "%")
    before, behind = before.replace("%", ""), behind.replace("%", "")
    return _Format(before, behind, digits, "%" in code, _drawn_point(signs))


def _drawn_point(signs: list[tuple[str, bool]]) -> int:
    """Return how many digits stand behind a point that is only words, 0 where there is none."""
    places = [n for n, (sign, is_words) in enumerate(signs) if not is_words and sign in "0#?"]
    points = [n for n, (sign, is_words) in enumerate(signs) if is_words and sign == "."]
    return sum(each > points[0] for each in places) if points and places else 0


def _around(signs: list[tuple[str, bool]], is_digit: Callable[[str], bool]) -> tuple[str, str]:
    """Return the words before the first digit and behind the last one."""
    places = [n for n, (sign, is_words) in enumerate(signs) if not is_words and is_digit(sign)]
    first, last = (places[0], places[-1]) if places else (len(signs), len(signs))
    before = "".join(sign for sign, _ in signs[:first])
    return before, "".join(sign for sign, _ in signs[last + 1 :])


def _digits(value: Decimal, section: _Format) -> Shown:
    whole, _, decimals = section.digits.partition(".")
    scale = 1
    places = decimals if decimals else whole
    while places.endswith(","):
        places, scale = places[:-1], scale * 1_000
    whole = whole if decimals else places
    decimals = places if decimals else ""
    optional = len(decimals) - len(decimals.rstrip("#?"))
    exact = value * (100 if section.has_percent else 1) / scale
    amount = round_half_up(exact, len(decimals))
    text = format(abs(amount), "f")
    head, _, tail = text.partition(".")
    for _ in range(optional):
        if tail.endswith("0"):
            tail = tail[:-1]
    least = sum(each == "0" for each in whole)
    head = head.lstrip("0").rjust(least, "0")
    if "," in whole:
        head = _grouped(head)
    if section.point:
        head = head.rjust(section.point + 1, "0")
        head = f"{head[: -section.point]}.{head[-section.point :]}"
    sign = "-" if value < 0 and amount else ""
    point = "." if tail else ""
    percent = "%" if section.has_percent else ""
    words = f"{section.before}{sign}{head}{point}{tail}{percent}{section.behind}".strip()
    if amount == exact:
        return Shown(words, scale=scale, is_whole=True)
    figure = plain(round_half_up(exact, MAX_AMOUNT_DECIMALS))
    return Shown(words, scale=scale, full=f"{section.before}{figure}{percent}{section.behind}")


def _grouped(head: str) -> str:
    first = len(head) % 3
    groups = [head[:first], *(head[at : at + 3] for at in range(first, len(head), 3))]
    return ",".join(filter(None, groups))


def _general(value: Decimal) -> str:
    """As a wide cell without a format shows it: eleven characters; large whole numbers whole."""
    text = plain(value)
    if "." not in text or len(text.lstrip("-")) <= _GENERAL_WIDTH:
        return text
    whole = len(text.lstrip("-").partition(".")[0])
    return plain(round_half_up(value, max(0, _GENERAL_WIDTH - 1 - whole)))


def _date(value: Decimal, letters: str, *, is_1904: bool) -> Shown:
    if not 0 <= value < _MOST_DAYS:
        return Shown(_general(value))
    start = _DAY_ZERO_1904 if is_1904 else _DAY_ZERO
    seconds = int(round_half_up((value % 1) * 86_400, 0))
    moment = start + timedelta(days=int(value), seconds=seconds)
    return Shown(date_text(moment, letters), is_date=True)


def date_text(moment: datetime, letters: str = "ymdhs") -> str:
    """Write the parts of a date that its format shows; a time only where there is one."""
    day = ""
    is_clock = "h" in letters or "s" in letters
    if "y" in letters:
        day += f"{moment.year}年"
    if "m" in letters and ("y" in letters or "d" in letters):
        day += f"{moment.month}月"
    if "d" in letters:
        day += f"{moment.day}日"
    has_time = is_clock and (not day or moment.hour or moment.minute or moment.second)
    time = f"{moment.hour}:{moment.minute:02}" if has_time else ""
    time += f":{moment.second:02}" if has_time and moment.second else ""
    if not day and not time:
        day = f"{moment.month}月"
    return " ".join(filter(None, (day, time)))
