"""What can stand in a field: figures, quantities, dates, text, and three ways to say "nothing".

Blank, 0, `—` and 无/不适用 are four different values. A value keeps what was typed beside what it
means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum

from perfeval_desktop.domain.figure_notes import FigureNote

ZERO = Decimal(0)
YUAN_PER_WAN = Decimal(10_000)


class ValueType(StrEnum):
    """What kind of value a field takes; the words are those of the template files."""

    AMOUNT = "amount"  # 金额, 万元
    YUAN = "yuan"  # 金额, counted in 万元 as every amount, but typed and shown in 元
    HEADCOUNT = "headcount"  # 人数
    RATE = "rate"  # 比率, 1 = 100 %
    POINTS = "points"  # 分值, 得分
    AREA = "area"  # 面积, ㎡
    QUANTITY = "quantity"  # 指标值
    TEXT = "text"
    PROSE = "prose"  # paragraphs of the narrative
    DATE = "date"
    REFERENCE = "reference"  # id of a record of another group; never typed

    @property
    def is_numeric(self) -> bool:
        """Say whether the type is a plain figure that formulas can compute with."""
        return self in _NUMERIC

    @property
    def unit(self) -> str:
        """The unit in which a figure of this type is shown, "" for none."""
        return _UNITS.get(self, "")


_NUMERIC = frozenset(
    {
        ValueType.AMOUNT,
        ValueType.YUAN,
        ValueType.HEADCOUNT,
        ValueType.RATE,
        ValueType.POINTS,
        ValueType.AREA,
    }
)


_UNITS = {
    ValueType.AMOUNT: "万元",
    ValueType.YUAN: "元",
    ValueType.HEADCOUNT: "人",
    ValueType.RATE: "%",
    ValueType.POINTS: "分",
    ValueType.AREA: "㎡",
}


class Mark(Enum):
    """A field that says "nothing" on purpose.

    `BLANK` is only stored where it matters: over a formula, to leave a computed cell empty.
    """

    BLANK = ""
    DASH = "——"
    NOT_APPLICABLE = "无"

    @property
    def text(self) -> str:
        """The mark as it is printed."""
        return self.value


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount (万元), headcount, rate (1 = 100 %), score or area.

    `text` is what was typed; `number` its exact meaning in the unit of the type.
    """

    type: ValueType
    number: Decimal
    text: str

    @property
    def is_in_yuan(self) -> bool:
        """Say whether an amount was given in 元 and is therefore exact, not rounded to 万元."""
        is_amount = self.type in (ValueType.AMOUNT, ValueType.YUAN)
        return is_amount and self.text.endswith("元") and "万" not in self.text


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Lines are separated by a line feed; `notes` are about figures in prose."""

    text: str
    notes: tuple[FigureNote, ...] = ()


@dataclass(frozen=True, slots=True)
class DateValue:
    """A day, or a month where the day is left to be written by hand."""

    year: int
    month: int
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> DateValue:
        """Return a day of the calendar."""
        return cls(day.year, day.month, day.day)

    @property
    def text(self) -> str:
        """The date as GB/T 9704 prints it: Arabic digits, no leading zeros."""
        day = f"{self.day}日" if self.day is not None else ""
        return f"{self.year}年{self.month}月{day}"


def time_text(time: datetime) -> str:
    """Return a time as people say it: 2023年3月9日 10:05."""
    return f"{DateValue.of(time).text} {time:%H:%M}"


class Comparator(Enum):
    """How an indicator's target is to be met."""

    EQUAL = "="
    AT_LEAST = "≥"
    AT_MOST = "≤"
    MORE = ">"
    LESS = "<"

    def holds(self, actual: Decimal, target: Decimal) -> bool:
        """Say whether `actual` meets `target` under this comparator."""
        return {
            Comparator.EQUAL: actual == target,
            Comparator.AT_LEAST: actual >= target,
            Comparator.AT_MOST: actual <= target,
            Comparator.MORE: actual > target,
            Comparator.LESS: actual < target,
        }[self]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An indicator value as officials write it: "≥95%", "294起", "30余次".

    `text` is kept as typed; the rest is what it means, and None where it has no number.
    """

    text: str
    comparator: Comparator = Comparator.EQUAL
    number: Decimal | None = None
    unit: str = ""
    is_vague: bool = False  # 余, 约, 左右
    is_date: bool = False  # 12月底前, 2022年全年: a time, and so no number


_WAN_IN = {"元": Decimal("0.0001"), "万元": Decimal(1), "万": Decimal(1), "亿元": YUAN_PER_WAN}


def amount_of(quantity: Quantity) -> tuple[Decimal, Decimal] | None:
    """Return an indicator value that is an amount, and half of its last written digit, in 万元.

    None for another unit, and where it has no one value: a limit (≤27万元) or vague (约27万元).
    """
    factor = _WAN_IN.get(quantity.unit)
    if factor is None or quantity.number is None or quantity.is_vague:
        return None
    if quantity.comparator is not Comparator.EQUAL:
        return None
    exponent = quantity.number.as_tuple().exponent
    half_digit = Decimal(5).scaleb(exponent - 1 if isinstance(exponent, int) else -1)
    return quantity.number * factor, half_digit * factor


Value = Figure | Quantity | Text | DateValue | Mark


def number_of(value: Value | None) -> Decimal | None:
    """Return what `value` counts as in a formula; None where it is no figure."""
    return value.number if isinstance(value, Figure) else None


def is_blank(value: Value | None) -> bool:
    """Say whether nothing stands in the field: never answered, or left blank on purpose."""
    return value is None or value is Mark.BLANK


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Round as officials do: 0.005 becomes 0.01."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros: 20, 0.4, 17.15."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a template prints figures."""

    amount_decimals: int = 2
    rate_decimals: int = 2
    points_decimals: int = 2
    keeps_trailing_zeros: bool = False
    yuan_decimals: int = 2

    def decimals(self, value_type: ValueType) -> int:
        """Return how many decimals are printed at most for this type."""
        return {
            ValueType.AMOUNT: self.amount_decimals,
            ValueType.YUAN: self.yuan_decimals,
            ValueType.RATE: self.rate_decimals,
            ValueType.POINTS: self.points_decimals,
            ValueType.HEADCOUNT: 0,
        }.get(value_type, 2)

    def figure(self, value_type: ValueType, number: Decimal) -> str:
        """Print a number of this type: 17.15, 54.55%, 11."""
        is_rate = value_type is ValueType.RATE
        number = number * (100 if is_rate else YUAN_PER_WAN if value_type is ValueType.YUAN else 1)
        shown = round_half_up(number, self.decimals(value_type))
        keeps = self.keeps_zeros(value_type)
        return (format(shown, "f") if keeps else plain(shown)) + ("%" if is_rate else "")

    def keeps_zeros(self, value_type: ValueType) -> bool:
        """Say whether 20 is printed as 20.00."""
        is_money = value_type in (ValueType.AMOUNT, ValueType.YUAN)
        return self.keeps_trailing_zeros and is_money


def display(value: Value | None, style: NumberStyle) -> str:
    """Return the text that stands in the cell, on screen and on paper."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return style.figure(value.type, value.number)
    return value.text


def editing_text(value: Value | None, style: NumberStyle) -> str:
    """Return the text an opened cell starts with: exact, and in 元 where it was typed in 元."""
    if isinstance(value, Figure):
        if value.type is ValueType.YUAN:
            return value.text if "万" in value.text else style.figure(value.type, value.number)
        if value.is_in_yuan:
            return value.text
        if value.type is ValueType.RATE:
            return plain(value.number * 100) + "%"
        return plain(value.number)
    return display(value, style)
