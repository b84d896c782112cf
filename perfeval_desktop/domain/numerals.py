"""Chinese numerals: 二十七, 一百零三, 三万四千, 八十六点三, 二〇二二, 壹拾."""

from __future__ import annotations

from decimal import Decimal

NUMERAL_DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
NUMERAL_UNITS = "十百千拾佰仟"
_VALUES = dict(zip(NUMERAL_DIGITS, (0, 0, 1, 2, 2, *range(3, 10), *range(1, 10)), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_DIGITS = "零一二三四五六七八九"
_MAX_DIGITS = 15


def parse_numeral(text: str) -> Decimal | None:
    """Return the number that `text` writes, None when it is no well-formed numeral."""
    whole, point, decimals = text.partition("点")
    number = _whole(whole)
    if number is None or bool(point) != bool(decimals):
        return None
    if any(each not in _VALUES for each in decimals) or len(decimals) > _MAX_DIGITS:
        return None
    tail = "".join(str(_VALUES[each]) for each in decimals)
    return Decimal(f"{number}.{tail}") if tail else Decimal(number)


def print_numeral(number: Decimal) -> str:
    """Write a number that is not negative and below 10^12 as a clerk would: 二十七, 八十六点三."""
    whole, _, tail = format(number, "f").partition(".")
    text = _print_whole(int(whole))
    tail = tail.rstrip("0")
    return text + ("点" + "".join(_DIGITS[int(each)] for each in tail) if tail else "")


def _whole(text: str) -> int | None:
    if not text or len(text) > 2 * _MAX_DIGITS:
        return None
    if len(text) > 1 and all(each in _VALUES for each in text):
        return int("".join(str(_VALUES[each]) for each in text))
    total, ceiling = 0, 10**12
    for group, size in reversed(_GROUPS.items()):
        head, sign, rest = text.partition(group)
        if not sign:
            continue
        if total and not head.startswith("零") and len(head) < 4 and "千" not in head:
            return None
        part = _below_ten_thousand(head.removeprefix("零") if total else head)
        if not part or size >= ceiling:
            return None
        total, text, ceiling = total + part * size, rest, size
    if not text:
        return total
    rest_value = _below_ten_thousand(text.removeprefix("零") if total else text)
    is_colloquial = total and not text.startswith("零") and (rest_value or 0) < ceiling // 10
    return None if rest_value is None or is_colloquial else total + rest_value


def _below_ten_thousand(text: str) -> int | None:
    total, digit, ceiling = 0, None, 10_000
    for at, each in enumerate(text):
        if each in _UNITS:
            unit = _UNITS[each]
            if unit >= ceiling or digit == 0 or (digit is None and (at > 0 or unit != 10)):
                return None
            total, digit, ceiling = total + (1 if digit is None else digit) * unit, None, unit
        elif each not in _VALUES or digit:
            return None
        else:
            digit = _VALUES[each]
    is_colloquial = bool(digit and ceiling in (100, 1000) and "零" not in text[-2:])  # 二百五
    if is_colloquial or (digit == 0 and len(text) > 1):
        return None
    return total + (digit or 0) if text else None


def _print_whole(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    text, above = "", 0
    for sign, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        part = number // size % 10**4
        if part:
            gap = "零" if text and number % above < above // 10 else ""
            text += gap + _print_below_ten_thousand(part) + sign
            above = size
    return text.removeprefix("一") if text.startswith("一十") else text


def _print_below_ten_thousand(number: int) -> str:
    text, digits = "", f"{number:04}"
    for digit, unit in zip(digits, ("千", "百", "十", ""), strict=True):
        if digit != "0":
            text += _DIGITS[int(digit)] + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
