"""The expression language of templates: text → tree.

It has fields, arithmetic, comparison and a few functions; words in quotes stand only in questions
about a text. Nothing in it reaches Python: there are no attributes, no calls but the listed ones,
no loops, and length, depth and number of operations are bounded. A small hand-written parser
starts faster than a grammar library.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_OPERATIONS = 150  # a chain a + b + c … is as deep as it is long
MAX_DIGITS = 15

FUNCTIONS = {  # name → (fewest, most) arguments
    "合计": (1, 1),
    "计数": (1, 1),
    "若": (3, 3),
    "四舍五入": (2, 2),
    "最小": (2, 8),
    "最大": (2, 8),
    "绝对值": (1, 1),
    "已填": (1, 1),
    # Over indicator values (指标值), which are texts with a meaning:
    "完成率": (2, 2),  # of an actual value against its target; blank where they have no number
    "有数字": (1, 1),
    "有单位": (1, 1),
    "有比较号": (1, 1),
    "模糊": (1, 1),
    "单位不同": (2, 2),
    "指标值": (3, 3),  # of sign, value and unit in three cells; stands alone in a formula
    "金额": (1, 1),  # of an indicator value such as 27万元, in 万元; blank where it is no amount
    # Over texts:
    "是": (2, 8),  # 是(三级指标, “专项经费”, …): the text is one of these
    "同名": (2, 2),  # names that are the same but for quotes, spaces, 经费 …
    "同文": (2, 2),  # texts written exactly alike
}
COUNTING = "计数"
JOINING = "指标值"
AGGREGATES = frozenset({"合计", COUNTING})
QUANTITY_QUESTIONS = frozenset({"有数字", "有单位", "有比较号", "模糊", "单位不同"})
TEXT_QUESTIONS = frozenset({"已填", "是", "同名", "同文"})
COMPARING_TEXTS = frozenset({"同名", "同文"})
QUESTIONS = QUANTITY_QUESTIONS | TEXT_QUESTIONS  # calls that give true or false
OF_FIELDS = QUANTITY_QUESTIONS | {"完成率"}  # functions whose arguments are fields, not numbers
COMPARISONS = frozenset({"=", "≠", "<", ">", "≤", "≥"})

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?%?)(?![\w\d])|(?P<name>[^\W\d]\w*)|(?P<words>“[^“”]*”|"[^"]*")|(?P<sign><=|>=|<>|!=|==|[-+*/×÷=≠<>≤≥(),.\[\]，（）]))"""
)
_SAME_SIGN = {
    "<=": "≤",
    ">=": "≥",
    "<>": "≠",
    "!=": "≠",
    "==": "=",
    "×": "*",
    "÷": "/",
    "，": ",",
    "（": "(",
    "）": ")",
}


class ExpressionError(ValueError):
    """An expression cannot be read; the message is a Chinese sentence for the template's author."""


class Number(NamedTuple):
    """A literal; `12%` is 0.12."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Blank:
    """The word 空: no value."""


class Words(NamedTuple):
    """A text in quotes."""

    text: str


class Name(NamedTuple):
    """A field (`编制数`), a field of records (`整体指标[产出指标].得分`) or a group."""

    name: str
    section: str = ""
    of: str = ""  # the group or relation before the dot

    def __str__(self) -> str:
        section = f"[{self.section}]" if self.section else ""
        return f"{self.of}{section}.{self.name}" if self.of else f"{self.name}{section}"


class Operation(NamedTuple):
    """An operator and its operands: + - * / = ≠ < > ≤ ≥ 且 或 非 负."""

    sign: str
    operands: tuple[Node, ...]


class Call(NamedTuple):
    """A call of one of `FUNCTIONS`."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Blank | Words | Name | Operation | Call


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """Return the tree of `text`; a template's expressions are read several times over.

    Raises:
        ExpressionError: it is no expression, too long or too deep.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"公式超过 {MAX_LENGTH} 个字符。")
    parser = _Parser(_tokens(text))
    node = parser.expression()
    parser.expect_end()
    return node


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise ExpressionError(f"公式第 {at + 1} 个字符“{stripped[at:].lstrip()[:1]}”不认识。")
        token = match[match.lastgroup or 0]
        tokens.append(_SAME_SIGN.get(token, token))
        at = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens; each method reads one level of precedence."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._operations = 0

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"公式嵌套超过 {MAX_DEPTH} 层。")
        node = self._left_to_right(("或",), self._conjunction)
        self._depth -= 1
        return node

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise ExpressionError(f"公式在“{self._tokens[self._at]}”处多出了内容。")

    def _conjunction(self) -> Node:
        return self._left_to_right(("且",), self._comparison)

    def _comparison(self) -> Node:
        left = self._sum()
        sign = self._peek()
        if sign not in COMPARISONS:
            return left
        self._at += 1
        self._count_operation()
        return Operation(sign, (left, self._sum()))

    def _sum(self) -> Node:
        return self._left_to_right(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._left_to_right(("*", "/"), self._signed)

    def _left_to_right(self, signs: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        node = operand()
        while self._peek() in signs:
            sign = self._next()
            self._count_operation()
            node = Operation(sign, (node, operand()))
        return node

    def _count_operation(self) -> None:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            raise ExpressionError(f"公式里的运算超过 {MAX_OPERATIONS} 个，请改用 合计()。")

    def _signed(self) -> Node:
        signs = []
        while self._peek() in ("-", "非"):
            signs.append({"-": "负", "非": "非"}[self._next()])
            self._count_operation()
        node = self._atom()
        for sign in reversed(signs):
            node = Operation(sign, (node,))
        return node

    def _atom(self) -> Node:
        token = self._next()
        if token == "(":
            node = self.expression()
            self._take(")")
            return node
        if token[0].isdecimal():
            return _number(token)
        if token == "空":
            return Blank()
        if token[0] in '“"':
            return Words(token[1:-1])
        if not (token[0].isalpha() or token[0] == "_"):
            raise ExpressionError(f"公式在“{token}”处缺少数字或填报项。")
        return self._call(token) if self._peek() == "(" else self._name(token)

    def _call(self, function: str) -> Node:
        if function not in FUNCTIONS:
            raise ExpressionError(f"没有“{function}”这个函数，可用的有：{'、'.join(FUNCTIONS)}。")
        self._take("(")
        arguments = [self.expression()]
        while self._peek() == ",":
            self._at += 1
            arguments.append(self.expression())
        self._take(")")
        fewest, most = FUNCTIONS[function]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError(f"函数“{function}”的参数个数不对。")
        if function in AGGREGATES and not isinstance(arguments[0], Name):
            raise ExpressionError(f"函数“{function}”的括号里应是一组明细，例如 项目明细.本年决算。")
        if function in OF_FIELDS and not all(isinstance(each, Name) for each in arguments):
            raise ExpressionError(f"函数“{function}”的括号里应是填报项的名称。")
        if function in TEXT_QUESTIONS | {"金额"} and not isinstance(arguments[0], Name):
            raise ExpressionError(f"函数“{function}”的括号里应是一个填报项。")
        return Call(function, tuple(arguments))

    def _name(self, first: str) -> Name:
        section = ""
        if self._peek() == "[":
            self._at += 1
            section = self._next()
            self._take("]")
        if self._peek() != ".":
            return Name(first, section)
        self._at += 1
        return Name(self._next(), section, of=first)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ExpressionError("公式没有写完。")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, token: str) -> None:
        if self._peek() != token:
            raise ExpressionError(f"公式缺少“{token}”。")
        self._at += 1


def _number(token: str) -> Number:
    digits = token.rstrip("%")
    if len(digits.replace(".", "")) > MAX_DIGITS:
        raise ExpressionError(f"公式里的数“{token}”超过 {MAX_DIGITS} 位。")
    number = Decimal(digits)
    return Number(number / 100 if token.endswith("%") else number)
