"""A formula as a clerk reads it: labels of the form for names, ＋ － × ÷ for signs."""

from __future__ import annotations

from perfeval_desktop.checks.expressions import (
    Blank,
    Call,
    ExpressionError,
    Name,
    Node,
    Number,
    Operation,
    Words,
    parse_expression,
)
from perfeval_desktop.checks.resolve import LAST_YEAR, Many, Read, Symbols, read_of
from perfeval_desktop.domain.template import Field
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import plain

_SIGNS = {"+": " ＋ ", "-": " － ", "*": " × ", "/": " ÷ ", "负": "－", "非": "不是"}
_JOINED = {"且": "，并且", "或": "，或者"}
_BINDING = {"或": 1, "且": 2, "+": 4, "-": 4, "*": 5, "/": 5, "负": 6, "非": 6}
_COMPARING = 3
_CALLS = {
    "四舍五入": "{0}（保留 {1} 位小数）",
    "最小": "{0} 中较小的",
    "最大": "{0} 中较大的",
    "绝对值": "{0} 不计正负",
    "已填": "{0} 已填",
    "完成率": "{0} ÷ {1}",
    "金额": "{0} 的金额",
}


def formula_in_words(field: Field, symbols: Symbols, year: int) -> str:
    """Return how a field is computed, in the words of the form; "" where it has no formula."""
    if not field.formula:
        return ""
    try:
        return _InWords(field, symbols, year).text(parse_expression(field.formula))
    except ExpressionError:  # the template has told of it already
        return field.formula


class _InWords:
    def __init__(self, field: Field, symbols: Symbols, year: int) -> None:
        self._field = field
        self._symbols = symbols
        self._year = year

    def text(self, node: Node, around: int = 0) -> str:
        match node:
            case Number():
                return plain(node.value)
            case Blank():
                return "空着"
            case Words():
                return f"“{node.text}”"
            case Name():
                return self._name(node)
            case Operation():
                return self._operation(node, around)
            case Call():
                return self._call(node)

    def _operation(self, node: Operation, around: int) -> str:
        sign = node.sign
        binding = _BINDING.get(sign, _COMPARING)
        if len(node.operands) == 1:
            return f"{_SIGNS[sign]}{self.text(node.operands[0], binding)}"
        left, right = node.operands
        joint = _JOINED.get(sign) or _SIGNS.get(sign, f" {sign} ")
        is_odd = sign in "-/"  # a − (b + c), a ÷ (b × c)
        words = f"{self.text(left, binding)}{joint}{self.text(right, binding + is_odd)}"
        return f"（{words}）" if binding < around else words

    def _call(self, node: Call) -> str:
        if node.function in ("合计", "计数"):
            (name,) = node.arguments
            words = self.text(name)
            return f"{words}之和" if node.function == "合计" else f"{words}的个数"
        if node.function == "若":
            condition, then, other = (self.text(each) for each in node.arguments)
            return f"{condition} 时为 {then}，否则为 {other}"
        arguments = [self.text(each) for each in node.arguments]
        if node.function in ("最小", "最大"):
            return _CALLS[node.function].format("、".join(arguments))
        shape = _CALLS.get(node.function)
        return shape.format(*arguments) if shape else f"{node.function}（{'、'.join(arguments)}）"

    def _name(self, name: Name) -> str:
        read = read_of(name, self._field.group, self._symbols)
        words = self._read(read)
        return f"上年报告的{words}" if name.of == LAST_YEAR else words

    def _read(self, read: Read) -> str:
        label = self._label(self._symbols.fields[read.field]) if read.field else ""
        if not isinstance(read, Many):
            return label
        group = self._symbols.groups[read.group]
        sections = "、".join(each or "" for each in read.sections)
        owners = f"{sections}各{group.label}" if sections else f"各{group.label}"
        return f"{owners}的{label}" if label else owners

    def _label(self, field: Field) -> str:
        """The column is told where it is another than that of the field itself."""
        label = in_year(field.label, self._year)
        is_same = field.column == self._field.column or not field.column
        return label if is_same else f"{label}（{in_year(field.column, self._year)}）"
