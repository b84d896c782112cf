"""The functions of the expression language that read indicator values (指标值)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from perfeval_desktop.checks.expressions import Call, ExpressionError, Name, Node
from perfeval_desktop.checks.resolve import One, Symbols, resolve
from perfeval_desktop.domain.quantities import completion, has_number, have_different_units
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import Comparator, Quantity, ValueType

if TYPE_CHECKING:
    from perfeval_desktop.checks.compile import View

Reader = Callable[["View", str], Quantity | None]

_HOLDS: dict[str, Callable[..., bool]] = {
    "有数字": has_number,
    "有单位": lambda value: bool(value.unit),
    "有比较号": lambda value: value.comparator is not Comparator.EQUAL,
    "模糊": lambda value: value.is_vague,
    "单位不同": have_different_units,
}


def quantity_condition(node: Call, scope: str, symbols: Symbols) -> Callable[[View, str], bool]:
    """Return the closure of a condition over indicator values; false where one is blank.

    Raises:
        ExpressionError: an argument is no field of type quantity.
    """
    readers = [_reader(each, node.function, scope, symbols) for each in node.arguments]
    holds = _HOLDS[node.function]

    def condition(view: View, record: str) -> bool:
        values = [read(view, record) for read in readers]
        known = [each for each in values if each is not None]
        return len(known) == len(values) and holds(*known)

    return condition


def completion_of(
    node: Call, scope: str, symbols: Symbols
) -> Callable[[View, str], Decimal | None]:
    """Return the closure of 完成率(actual, target); blank where the two cannot be compared.

    Raises:
        ExpressionError: an argument is no field of type quantity.
    """
    actual, target = (_reader(each, node.function, scope, symbols) for each in node.arguments)

    def completed(view: View, record: str) -> Decimal | None:
        done, wanted = actual(view, record), target(view, record)
        return completion(done, wanted) if done is not None and wanted is not None else None

    return completed


def _reader(node: Node, function: str, scope: str, symbols: Symbols) -> Reader:
    reference = resolve(node, scope, symbols) if isinstance(node, Name) else None
    if not isinstance(reference, One) or not _is_quantity(reference, symbols):
        raise ExpressionError(f"函数“{function}”的括号里应是指标值（quantity）的填报项。")
    up, field = reference.up, reference.field

    def read(view: View, record: str) -> Quantity | None:
        value = view.value(FieldAddress(view.above(record, up), field))
        return value if isinstance(value, Quantity) else None

    return read


def _is_quantity(reference: One, symbols: Symbols) -> bool:
    return symbols.fields[reference.field].type is ValueType.QUANTITY
