"""Sums typed into a cell, `=20+1+3+3`: worked out once and exactly, never kept as a formula."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction

from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.parsing import half_width, parse_decimal

MAX_LENGTH = 200  # characters; a sum of some thirty amounts
MAX_DEPTH = 20  # brackets and signs within each other
_QUOTED = 30  # characters of a sum that a sentence repeats
_LONGEST_RESULT = 24  # characters; what a field takes of it, the field decides
_PRECISION = 4 * MAX_LENGTH  # digits: more than a quotient that ends can have
_SIGNS = str.maketrans("×÷", "*/")
_TOKEN = re.compile(r"[\d.,]+|[-+*/()]")


def work_out(text: str) -> Decimal:
    """Return what a sum comes to: `=20+1.5*(3-1)`, `＝（１＋２）÷４`.

    Raises:
        ValueParseError: the text is no sum of numbers, too long, divided by 0, or never ending.
    """
    if len(text) > MAX_LENGTH:
        raise ValueParseError(text, f"算式最多 {MAX_LENGTH} 个字，请分几次算。")
    number = _exact(text, _Sum(text).value())
    if len(f"{number:f}") > _LONGEST_RESULT:
        raise ValueParseError(text, f"“{_quoted(text)}”算出来的位数太多，请检查。")
    return number


def _exact(text: str, value: Fraction) -> Decimal:
    """A quotient without end is the clerk's to round."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        raise ValueParseError(text, f"“{_quoted(text)}”除不尽，请自己定几位小数，直接填数。")
    with localcontext(prec=_PRECISION):
        return Decimal(value.numerator) / Decimal(value.denominator)


class _Sum:
    """Reads the tokens of one sum from the left: sums of products of signed numbers."""

    def __init__(self, text: str) -> None:
        self._text = text
        signs = half_width(text).translate(_SIGNS).lstrip().removeprefix("=")
        self._tokens: list[str] = _TOKEN.findall(signs)  # `1 2` are two: not taken for 12
        self._at = 0
        if "".join(self._tokens) != "".join(signs.split()):
            raise self._refusal()

    def value(self) -> Fraction:
        total = self._total(0)
        if self._at < len(self._tokens):
            raise self._refusal()
        return total

    def _total(self, depth: int) -> Fraction:
        total = self._product(depth)
        while (sign := self._take("+-")) is not None:
            part = self._product(depth)
            total = total + part if sign == "+" else total - part
        return total

    def _product(self, depth: int) -> Fraction:
        product = self._signed(depth)
        while (sign := self._take("*/")) is not None:
            part = self._signed(depth)
            if sign == "/" and not part:
                raise ValueParseError(self._text, f"“{_quoted(self._text)}”里除以了 0，算不出来。")
            product = product * part if sign == "*" else product / part
        return product

    def _signed(self, depth: int) -> Fraction:
        if depth > MAX_DEPTH:
            raise ValueParseError(self._text, f"算式里的括号和正负号最多套 {MAX_DEPTH} 层。")
        if (sign := self._take("+-")) is not None:
            value = self._signed(depth + 1)
            return value if sign == "+" else -value
        if self._take("(") is None:
            return self._number()
        value = self._total(depth + 1)
        if self._take(")") is None:
            raise self._refusal()
        return value

    def _number(self) -> Fraction:
        if self._at == len(self._tokens) or self._tokens[self._at] in "+-*/()":
            raise self._refusal()
        self._at += 1
        return Fraction(parse_decimal(self._tokens[self._at - 1]))

    def _take(self, wanted: str) -> str | None:
        """Go past the next token when it is one of the wanted signs."""
        if self._at == len(self._tokens) or self._tokens[self._at] not in wanted:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _refusal(self) -> ValueParseError:
        reason = f"“{_quoted(self._text)}”算不出来，只认数字、加减乘除和括号，例如 =20+1.5-3。"
        return ValueParseError(self._text, reason)


def _quoted(text: str) -> str:
    stripped = " ".join(text.split())
    return stripped if len(stripped) <= _QUOTED else stripped[:_QUOTED] + "…"
