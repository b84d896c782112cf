"""Turn what a clerk types into a value, the way she means it.

Full-width digits, `，` between thousands, `％`, ideographic spaces and a unit after the number are
understood. What cannot be understood is a `ValueParseError` with a Chinese sentence; nothing is
guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.quantities import is_date_text
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    Comparator,
    DateValue,
    Figure,
    Mark,
    Quantity,
    Text,
    Value,
    ValueType,
)

MAX_AMOUNT_DECIMALS = 6
MAX_TEXT_LENGTH = 20_000
_MAX_DIGITS = 15
_LONGEST_NUMBER = 60  # characters of an exact number in a file, and how far its point may be moved

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    ord("￥"): ord("¥"),
}
_MINUS = {ord(sign): "-" for sign in "−﹣"}
_DASHES = frozenset({"-", "--", "—", "——", "———", "–", "−", "－", "－－", "/", "\\"})
_BRACKETED_UNITS = ("%", "元", "万")
_NOT_APPLICABLE = frozenset({"无", "不适用", "不涉及"})
# Control characters but line feed and tab; lone surrogates; the two noncharacters of the BMP.
_UNPRINTABLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_UNSEEN = "\xad\u180e\u200b-\u200d\u2060-\u2065\ufeff"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DROPPED = re.compile(f"[{_UNPRINTABLE}{_UNSEEN}{_TURNING}]")
_ANY_UNSEEN, _ANY_TURNING = re.compile(f"[{_UNSEEN}]"), re.compile(f"[{_TURNING}]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?|\d{1,4}(,\d{4})+(\.\d*)?")
_PLAIN = re.compile(r"\d+\.?\d*|\.\d+")
_DATE = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})(?:\s*[-月./]\s*(?:(\d{1,2})\s*日?)?)?")
_QUANTITY = re.compile(
    r"(?:已|实际|全年|全部|完成|达到?|共计?|累计)*"
    r"(?P<vague>约|近|大约)?(?P<sign>≥|≤|>=|<=|>|<|=|＝|不低于|不少于|不高于|不超过|大于|小于)?"
    r"(?P<number>\d[\d,]*\.?\d*)(?P<more>余|多)?(?P<unit>[^\d\s()]*?)(?P<about>左右|上下|以上|以下|以内)?"
    r"(?:已?完成|达标)?(?:\([^()]*\))?[。;,]*"
)
_SIGNS = {
    "≥": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
    "不低于": Comparator.AT_LEAST,
    "不少于": Comparator.AT_LEAST,
    "以上": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "不高于": Comparator.AT_MOST,
    "不超过": Comparator.AT_MOST,
    "以下": Comparator.AT_MOST,
    "以内": Comparator.AT_MOST,
    ">": Comparator.MORE,
    "大于": Comparator.MORE,
    "<": Comparator.LESS,
    "小于": Comparator.LESS,
}


def half_width(text: str) -> str:
    """Turn full-width signs and the ideographic space into their ASCII forms; other text stays."""
    return text.translate(_FULL_WIDTH).translate(_MINUS)


def folded(text: str) -> str:
    """Return a text as words are looked for in it: in half width, case aside."""
    return half_width(text).casefold()


def clean_text(text: str) -> str:
    """Drop what no form can print, and unify line ends; every text comes in through here.

    That is control characters, half characters (lone surrogates), and marks that nobody sees: of
    no width, or turning the direction of writing, so that one text reads as another.
    """
    if text.isprintable():
        return text
    return _DROPPED.sub("", _LINE_ENDS.sub("\n", text))


def unseen_in(text: str) -> str:
    """Say which marks a text has that are not seen and change what is read; "" for none."""
    if text.isprintable():
        return ""
    turning = "改变文字方向的符号" if _ANY_TURNING.search(text) else ""
    unseen = "看不见的符号" if _ANY_UNSEEN.search(text) else ""
    return "和".join(filter(None, (unseen, turning)))


def said_text(text: str) -> str:
    """Return what somebody says about a figure or a finding: a remark, a reason, an explanation.

    Raises:
        ValueParseError: it is longer than any field takes.
    """
    said = clean_text(text).strip()
    if len(said) > MAX_TEXT_LENGTH:
        raise ValueParseError(text, f"说明、批注最多 {MAX_TEXT_LENGTH} 个字，请写短一些。")
    return said


def parse_value(value_type: ValueType, text: str) -> Value:
    """Return the value that `text` means in a field of this type; blank text gives `Mark.BLANK`.

    Raises:
        ValueParseError: the text cannot be a value of this type.
    """
    cleaned = clean_text(text)
    if len(cleaned) > MAX_TEXT_LENGTH:
        raise ValueParseError(text, f"这一格最多 {MAX_TEXT_LENGTH} 个字，请把内容分开填写。")
    stripped = cleaned.strip(" \t\n　\xa0")
    if not stripped:
        return Mark.BLANK
    return _PARSERS[value_type](stripped)


def _marked(parse: Callable[[str], Value]) -> Callable[[str], Value]:
    """Let `—` and 无 stand where a figure or date is asked for."""

    def parse_or_mark(text: str) -> Value:
        if text in _DASHES:
            return Mark.DASH
        if text in _NOT_APPLICABLE:
            return Mark.NOT_APPLICABLE
        return parse(text)

    return parse_or_mark


def parse_decimal(text: str) -> Decimal:
    """Return the number in `text`: `1,234.5`, `１２．５`, `(3.2)` for minus 3.2.

    Raises:
        ValueParseError: there is no number, or more than a number.
    """
    compact = half_width(text).replace(" ", "").replace("、", ",")
    is_bracketed = len(compact) > 2 and compact[0] == "(" and compact[-1] == ")"
    body = compact[1:-1] if is_bracketed else compact
    is_negative = is_bracketed or body.startswith(("-", "¥-"))
    body = body.removeprefix("¥") if is_bracketed else body.removeprefix("¥").lstrip("+-")
    body = body.removeprefix("¥")
    if not (_GROUPED.fullmatch(body) or _PLAIN.fullmatch(body)):
        raise ValueParseError(text, f"“{text}”不是数字，请只填数字，例如 17.15。")
    digits = body.replace(",", "")
    if len(digits.replace(".", "").lstrip("0")) > _MAX_DIGITS:
        raise ValueParseError(text, f"“{text}”超过 {_MAX_DIGITS} 位，请检查是否多打了数字。")
    number = Decimal(digits)
    return -number if is_negative and number else number


def _compact(text: str) -> str:
    """In half width without blanks; `(3.2%)` and `(3.2元)` as minus, as accounts write them."""
    compact = half_width(text).replace(" ", "")
    is_bracketed = compact[:1] == "(" and compact[-1:] == ")" and compact[-2:-1] in _BRACKETED_UNITS
    return f"-{compact[1:-1]}" if is_bracketed else compact


def _parse_amount(text: str) -> Figure:
    compact = _compact(text)
    if compact.endswith("万元"):
        number, kept = parse_decimal(compact[:-2]), compact
    elif compact.endswith("万"):
        number, kept = parse_decimal(compact[:-1]), compact + "元"
    elif compact.endswith("元"):
        yuan = parse_decimal(compact[:-1])
        if _decimals(yuan) > 2:
            raise ValueParseError(text, f"“{text}”不足一分，请按元填写，最多两位小数。")
        number, kept = yuan / YUAN_PER_WAN, compact
    else:
        number, kept = parse_decimal(compact), compact
    if _decimals(number) > MAX_AMOUNT_DECIMALS:
        raise ValueParseError(text, f"金额最多 {MAX_AMOUNT_DECIMALS} 位小数，“{text}”太细了。")
    return Figure(ValueType.AMOUNT, number, kept)


def _parse_yuan(text: str) -> Figure:
    """A figure without a unit is one in 元; one in 万元 is understood too."""
    compact = half_width(text).replace(" ", "")
    has_unit = compact.endswith(("元", "万"))
    amount = _parse_amount(compact if has_unit else compact + "元")
    return Figure(ValueType.YUAN, amount.number, amount.text)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _parse_headcount(text: str) -> Figure:
    compact = half_width(text).replace(" ", "")
    number = parse_decimal(compact.removesuffix("人").removesuffix("名"))
    if number != number.to_integral_value() or number < 0:
        raise ValueParseError(text, f"人数应是整数，“{text}”不是。")
    return Figure(ValueType.HEADCOUNT, number, compact)


def _parse_rate(text: str) -> Figure:
    """As Excel does in a percent cell: 54.55 and 54.55% are the same, 0.5455 is too."""
    compact = _compact(text)
    number = parse_decimal(compact.removesuffix("%"))
    is_percent = compact.endswith("%") or abs(number) >= 1
    return Figure(ValueType.RATE, number / 100 if is_percent else number, compact)


def _parse_points(text: str) -> Figure:
    compact = half_width(text).replace(" ", "")
    number = parse_decimal(compact.removesuffix("分"))
    if _decimals(number) > 2:
        raise ValueParseError(text, f"分数最多两位小数，“{text}”太细了。")
    return Figure(ValueType.POINTS, number, compact)


def _parse_area(text: str) -> Figure:
    compact = half_width(text).replace(" ", "")
    for unit in ("㎡", "平方米", "m²", "m2"):
        compact = compact.removesuffix(unit)
    return Figure(ValueType.AREA, parse_decimal(compact), compact)


def _parse_date(text: str) -> DateValue:
    match = _DATE.fullmatch(half_width(text))
    if match is None:
        raise ValueParseError(text, f"“{text}”不是日期，请写成 2023年3月15日 或 2023-3-15。")
    year, month, day = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    try:
        date(year, month, day or 1)
    except ValueError:
        raise ValueParseError(text, f"日历上没有“{text}”这一天，请检查月和日。") from None
    return DateValue(year, month, day)


def parse_quantity(text: str) -> Quantity:
    """Read an indicator value; a date, and a text without a number or with several, stay words."""
    compact = "".join(half_width(text).split())
    if is_date_text(compact):
        return Quantity(text, is_date=True)
    match = _QUANTITY.fullmatch(compact)
    if match is None:
        return Quantity(text)
    digits = match["number"].replace(",", "").rstrip(".")
    if len(digits) > _MAX_DIGITS:
        return Quantity(text)
    sign = match["sign"] or match["about"] or ""
    is_vague = bool(match["vague"] or match["more"] or match["about"] in ("左右", "上下"))
    comparator = _SIGNS.get(sign, Comparator.EQUAL)
    return Quantity(text, comparator, Decimal(digits), match["unit"], is_vague)


def _parse_text(text: str) -> Text:
    return Text(text)


_PARSERS: dict[ValueType, Callable[[str], Value]] = {
    ValueType.AMOUNT: _marked(_parse_amount),
    ValueType.YUAN: _marked(_parse_yuan),
    ValueType.HEADCOUNT: _marked(_parse_headcount),
    ValueType.RATE: _marked(_parse_rate),
    ValueType.POINTS: _marked(_parse_points),
    ValueType.AREA: _marked(_parse_area),
    ValueType.DATE: _marked(_parse_date),
    ValueType.QUANTITY: parse_quantity,
    ValueType.TEXT: _parse_text,
    ValueType.PROSE: _parse_text,
    ValueType.REFERENCE: _parse_text,
}

# What the file and the history call each kind of value. Never rename one: old files hold it.
_MARK_KINDS = {"blank": Mark.BLANK, "dash": Mark.DASH, "none": Mark.NOT_APPLICABLE}
_KIND_OF_MARK = {mark: kind for kind, mark in _MARK_KINDS.items()}

EncodedValue = tuple[str, str, str | None]


def encode_value(value: Value) -> EncodedValue:
    """Return (kind, text, exact number or None), the form in which a value is stored."""
    match value:
        case Mark():
            return _KIND_OF_MARK[value], "", None
        case Figure():
            return value.type.value, value.text, str(value.number)
        case Quantity():
            return "quantity", value.text, None
        case DateValue():
            return "date", value.text, None
        case Text(text, ()):
            return "text", text, None
        case Text(text, notes):
            return "noted", json.dumps([text, notes], ensure_ascii=False), None


def decode_value(kind: str, text: str, number: str | None) -> Value:
    """Return the value that `encode_value` stored.

    Raises:
        ValueParseError: the stored parts do not make a value.
    """
    if kind in _MARK_KINDS:
        return _MARK_KINDS[kind]
    if number is not None:
        return Figure(_numeric(kind, text), _decode_number(number), text)
    if kind == "quantity":
        return parse_quantity(text)
    if kind == "date":
        return _parse_date(text)
    if kind == "text":
        return Text(text)
    if kind == "noted":
        return _decode_noted(text)
    raise ValueParseError(text, f"文件里有不认识的值类型“{kind}”。")


def _numeric(kind: str, text: str) -> ValueType:
    value_type = ValueType(kind)
    if not value_type.is_numeric:
        raise ValueParseError(text, f"文件里有一个数，它的类型“{kind}”不是数的。")
    return value_type


def _decode_number(number: str) -> Decimal:
    """A number as any cell can hold it: 1E+999999999 would print a billion digits."""
    exact = Decimal(number) if len(number) <= _LONGEST_NUMBER else Decimal("NaN")
    if not exact.is_finite() or abs(exact.adjusted()) > _LONGEST_NUMBER:
        raise ValueParseError(number, "文件里有不是数的金额。")
    return exact


def _decode_noted(stored: str) -> Text:
    try:
        text, rows = json.loads(stored)
        notes = tuple(
            FigureNote(int(start), int(end), NoteKind(kind), str(record), str(field))
            for start, end, kind, record, field in rows
        )
    except (ValueError, TypeError) as error:
        raise ValueParseError(stored, "文件里有一段正文的数字标注读不出来。") from error
    return Text(str(text), notes)
