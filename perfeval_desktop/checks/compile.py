"""Turn a resolved expression tree into a closure.

The same walk makes two closures: one over exact decimals, and one over intervals (what a printed
figure may stand for), which is only run when the exact comparison fails.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, TypeVar

from perfeval_desktop.checks.expressions import (
    JOINING,
    QUANTITY_QUESTIONS,
    QUESTIONS,
    Blank,
    Call,
    ExpressionError,
    Name,
    Node,
    Number,
    Operation,
    Words,
)
from perfeval_desktop.checks.of_quantities import completion_of, quantity_condition
from perfeval_desktop.checks.questions import compile_question
from perfeval_desktop.checks.resolve import Last, Many, One, Symbols, read_of, resolve
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import ZERO, Value, ValueType, round_half_up


class View(Protocol):
    """What a closure reads: the shown values of a report, entered or computed."""

    @property
    def numbers(self) -> Mapping[str, Mapping[str, Decimal]]:
        """The shown numbers: field → record → number; no key where there is no number."""
        ...

    def slack(self, record: str, field: str) -> Decimal:
        """Return how far the true value may be from the number, because it is rounded."""
        ...

    def last_figure(self, record: str, field: str) -> tuple[Decimal, Decimal] | None:
        """Return the number that last year's file showed there, and its slack."""
        ...

    def is_filled(self, record: str, field: str) -> bool: ...
    def value(self, address: FieldAddress) -> Value | None: ...
    def text(self, record: str, field: str) -> str: ...
    def above(self, record: str, up: int) -> str: ...
    def members(self, record: str, many: Many) -> Iterable[str]: ...
    def count(self, record: str, many: Many) -> int: ...
    def total(self, record: str, many: Many) -> Decimal | None: ...
    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Iterable[str]: ...


class Interval(NamedTuple):
    """Every value from `low` to `high`."""

    low: Decimal
    high: Decimal


T = TypeVar("T", Decimal, Interval)
Closure = Callable[[View, str], T | None]
Condition = Callable[[View, str], bool]


def compiled_late(make: Callable[[], Closure[T]]) -> Closure[T]:
    """Return a closure that is compiled when it is first called."""
    made: list[Closure[T]] = []

    def closure(view: View, record: str) -> T | None:
        if not made:
            made.append(make())
        return made[0](view, record)

    return closure


@dataclass(frozen=True)
class Algebra(Generic[T]):
    """The arithmetic a closure is compiled over. None stands for blank."""

    literal: Callable[[Decimal], T]
    reader: Callable[[str], Closure[T]]  # of a field
    total: Callable[[View, str, Many], T | None]  # of a field in the records of a record
    last_reader: Callable[[str], Closure[T]]  # of a field in last year's file
    add: Callable[[T, T], T]
    negate: Callable[[T], T]
    multiply: Callable[[T, T], T]
    divide: Callable[[T, T], T | None]
    smallest: Callable[[list[T]], T]
    largest: Callable[[list[T]], T]
    rounded: Callable[[T, int], T]
    absolute: Callable[[T], T]


def _number_reader(field: str) -> Closure[Decimal]:
    return lambda view, record: view.numbers[field].get(record)


def _last_number_reader(field: str) -> Closure[Decimal]:
    def read(view: View, record: str) -> Decimal | None:
        found = view.last_figure(record, field)
        return None if found is None else found[0]

    return read


EXACT: Algebra[Decimal] = Algebra(
    literal=lambda number: number,
    reader=_number_reader,
    total=lambda view, record, many: view.total(record, many),
    last_reader=_last_number_reader,
    add=operator.add,
    negate=operator.neg,
    multiply=operator.mul,
    divide=lambda a, b: a / b if b else None,
    smallest=min,
    largest=max,
    rounded=round_half_up,
    absolute=abs,
)


def _interval_reader(field: str) -> Closure[Interval]:
    def read(view: View, record: str) -> Interval | None:
        number = view.numbers[field].get(record)
        if number is None:
            return None
        slack = view.slack(record, field)
        return Interval(number - slack, number + slack)

    return read


def _last_interval_reader(field: str) -> Closure[Interval]:
    def read(view: View, record: str) -> Interval | None:
        found = view.last_figure(record, field)
        return None if found is None else Interval(found[0] - found[1], found[0] + found[1])

    return read


def _total_interval(view: View, record: str, many: Many) -> Interval | None:
    read = _interval_reader(many.field)
    read_parts = (read(view, each) for each in view.members(record, many))
    parts = [each for each in read_parts if each is not None]
    if not parts:
        return None
    return Interval(sum((i.low for i in parts), ZERO), sum((i.high for i in parts), ZERO))


def _corners(a: Interval, b: Interval) -> Interval:
    products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    return Interval(min(products), max(products))


def _divide_intervals(a: Interval, b: Interval) -> Interval | None:
    if b.low <= 0 <= b.high:
        return None
    return _corners(a, Interval(1 / b.high, 1 / b.low))


def _absolute_interval(a: Interval) -> Interval:
    low = ZERO if a.low <= 0 <= a.high else min(abs(a.low), abs(a.high))
    return Interval(low, max(abs(a.low), abs(a.high)))


INTERVALS: Algebra[Interval] = Algebra(
    literal=lambda number: Interval(number, number),
    reader=_interval_reader,
    total=_total_interval,
    last_reader=_last_interval_reader,
    add=lambda a, b: Interval(a.low + b.low, a.high + b.high),
    negate=lambda a: Interval(-a.high, -a.low),
    multiply=_corners,
    divide=_divide_intervals,
    smallest=lambda many: Interval(min(i.low for i in many), min(i.high for i in many)),
    largest=lambda many: Interval(max(i.low for i in many), max(i.high for i in many)),
    rounded=lambda a, n: Interval(round_half_up(a.low, n), round_half_up(a.high, n)),
    absolute=_absolute_interval,
)

_CONDITIONS = frozenset({"=", "≠", "<", ">", "≤", "≥", "且", "或", "非"})


def is_condition(node: Node) -> bool:
    """Say whether the tree gives true or false rather than a number."""
    if isinstance(node, Operation):
        return node.sign in _CONDITIONS
    return isinstance(node, Call) and node.function in QUESTIONS


class Compiler(Generic[T]):
    """Compiles trees for records of one group, over one algebra."""

    def __init__(self, scope: str, symbols: Symbols, algebra: Algebra[T]) -> None:
        self._scope = scope
        self._symbols = symbols
        self._algebra: Algebra[T] = algebra

    def value(self, node: Node) -> Closure[T]:
        """Return the closure of a tree that gives a number.

        Raises:
            ExpressionError: a name means nothing, or the tree gives true or false.
        """
        if isinstance(node, Number):
            literal = self._algebra.literal(node.value)
            return lambda view, record: literal
        if isinstance(node, Blank):
            return lambda view, record: None
        if isinstance(node, Name):
            return self._field(node)
        if isinstance(node, Words):
            raise ExpressionError(f"这里要一个数，写的却是文字“{node.text}”。")
        if is_condition(node):
            raise ExpressionError("这里要一个数，写的却是一个条件。")
        if isinstance(node, Call):
            return self._call(node)
        return self._arithmetic(node)

    def condition(self, node: Node) -> Condition:
        """Return the closure of a tree that gives true or false; a blank side makes it false.

        Raises:
            ExpressionError: a name means nothing, or the tree gives a number.
        """
        if isinstance(node, Call) and node.function in QUANTITY_QUESTIONS:
            return quantity_condition(node, self._scope, self._symbols)
        if isinstance(node, Call) and node.function in QUESTIONS:
            return compile_question(node, self._scope, self._symbols)
        if not isinstance(node, Operation) or not is_condition(node):
            raise ExpressionError("这里要一个条件，例如 实际完成值 > 0。")
        if node.sign == "非":
            inner = self.condition(node.operands[0])
            return lambda view, record: not inner(view, record)
        if node.sign in ("且", "或"):
            return self._logic(node)
        return self._comparison(node)

    def _logic(self, node: Operation) -> Condition:
        left, right = (self.condition(each) for each in node.operands)
        if node.sign == "且":
            return lambda view, record: left(view, record) and right(view, record)
        return lambda view, record: left(view, record) or right(view, record)

    def _comparison(self, node: Operation) -> Condition:
        exact = Compiler(self._scope, self._symbols, EXACT)
        left, right = (exact.value(each) for each in node.operands)
        return compared(left, right, node.sign)

    def _completion(self, node: Call) -> Closure[T]:
        completed, literal = completion_of(node, self._scope, self._symbols), self._algebra.literal

        def closure(view: View, record: str) -> T | None:
            share = completed(view, record)
            return None if share is None else literal(share)

        return closure

    def _field(self, node: Name) -> Closure[T]:
        reference = read_of(node, self._scope, self._symbols)
        if isinstance(reference, Many):
            raise ExpressionError(f"“{node}”是一组明细，请用 合计() 或 计数()。")
        if not self._symbols.fields[reference.field].type.is_numeric:
            raise ExpressionError(f"“{node}”不是数字，不能计算。")
        return self._read(reference)

    def _amount(self, node: Call) -> Closure[T]:
        """An indicator value counts as a number only where it is asked for as an amount."""
        reference = resolve(_name(node), self._scope, self._symbols)
        if isinstance(reference, Many) or (
            self._symbols.fields[reference.field].type is not ValueType.QUANTITY
        ):
            raise ExpressionError(f"“{node.arguments[0]}”不是一个指标值，不能取金额。")
        return self._read(reference)

    def _read(self, reference: One | Last) -> Closure[T]:
        algebra, is_last = self._algebra, isinstance(reference, Last)
        read = (algebra.last_reader if is_last else algebra.reader)(reference.field)
        up = reference.up
        if up == 0:
            return read
        return lambda view, record: read(view, view.above(record, up))

    def _arithmetic(self, node: Operation) -> Closure[T]:
        if node.sign in ("+", "-"):
            return _added(tuple(self._terms(node)), self._algebra.add)
        closures = [self.value(each) for each in node.operands]
        algebra = self._algebra
        match node.sign:
            case "*":
                return _both(closures[0], closures[1], algebra.multiply)
            case "/":
                return _both(closures[0], closures[1], algebra.divide)
        return _changed(closures[0], algebra.negate)

    def _terms(self, node: Node) -> Iterator[Closure[T]]:
        """Yield what a + b − c adds up, the subtracted parts negated."""
        if not isinstance(node, Operation) or node.sign not in ("+", "-"):
            yield self.value(node)
            return
        yield from self._terms(node.operands[0])
        last = self.value(node.operands[1])
        yield last if node.sign == "+" else _changed(last, self._algebra.negate)

    def _call(self, node: Call) -> Closure[T]:
        special = {
            "合计": self._sum,
            "计数": self._count,
            "若": self._choice,
            "四舍五入": self._rounding,
            "完成率": self._completion,
            "金额": self._amount,
        }
        if node.function == JOINING:
            raise ExpressionError(f"函数“{JOINING}”得出的不是数，只能单独作一个填报项的公式。")
        if node.function in special:
            return special[node.function](node)
        closures = [self.value(each) for each in node.arguments]
        if node.function == "绝对值":
            absolute, inner = self._algebra.absolute, closures[0]
            return _changed(inner, absolute)
        pick = self._algebra.smallest if node.function == "最小" else self._algebra.largest

        def picked(view: View, record: str) -> T | None:
            values = [each(view, record) for each in closures]
            known = [each for each in values if each is not None]
            return pick(known) if len(known) == len(values) else None

        return picked

    def _sum(self, node: Call) -> Closure[T]:
        many = self._many(node)
        if not many.field or not self._symbols.fields[many.field].type.is_numeric:
            raise ExpressionError(f"“{node.arguments[0]}”不是数字，不能合计。")
        total = self._algebra.total
        return lambda view, record: total(view, view.above(record, many.up), many)

    def _count(self, node: Call) -> Closure[T]:
        many = self._many(node)
        literal = self._algebra.literal

        def count(view: View, record: str) -> T | None:
            return literal(Decimal(view.count(view.above(record, many.up), many)))

        return count

    def _many(self, node: Call) -> Many:
        reference = resolve(_name(node), self._scope, self._symbols)
        if isinstance(reference, One):
            raise ExpressionError(f"“{node.arguments[0]}”不是一组明细。")
        return reference

    def _choice(self, node: Call) -> Closure[T]:
        condition = self.condition(node.arguments[0])
        then, other = self.value(node.arguments[1]), self.value(node.arguments[2])

        def chosen(view: View, record: str) -> T | None:
            return then(view, record) if condition(view, record) else other(view, record)

        return chosen

    def _rounding(self, node: Call) -> Closure[T]:
        places = node.arguments[1]
        if not isinstance(places, Number) or places.value not in range(7):
            raise ExpressionError("函数“四舍五入”的第二个参数应是 0 到 6 的数字。")
        decimals, rounded = int(places.value), self._algebra.rounded
        return _changed(self.value(node.arguments[0]), lambda value: rounded(value, decimals))


def compared(left: Closure[Decimal], right: Closure[Decimal], sign: str) -> Condition:
    """Return the closure that is true where both sides have a number and the comparison holds."""
    holds = HOLDS[sign]

    def compare(view: View, record: str) -> bool:
        a, b = left(view, record), right(view, record)
        return a is not None and b is not None and holds(a, b)

    return compare


def _name(node: Call) -> Name:
    name = node.arguments[0]
    if not isinstance(name, Name):
        raise ExpressionError(f"函数“{node.function}”的括号里应是一个名称。")
    return name


def _added(terms: tuple[Closure[T], ...], add: Callable[[T, T], T]) -> Closure[T]:
    """In a sum, blank counts as nothing; only when all terms are blank is the sum."""

    def closure(view: View, record: str) -> T | None:
        total: T | None = None
        for term in terms:
            value = term(view, record)
            if value is not None:
                total = value if total is None else add(total, value)
        return total

    return closure


def _both(left: Closure[T], right: Closure[T], combine: Callable[[T, T], T | None]) -> Closure[T]:
    """In a product or quotient, a blank operand makes the result blank."""

    def closure(view: View, record: str) -> T | None:
        a, b = left(view, record), right(view, record)
        return None if a is None or b is None else combine(a, b)

    return closure


def _changed(inner: Closure[T], change: Callable[[T], T]) -> Closure[T]:
    """Blank stays blank; anything else is changed."""

    def closure(view: View, record: str) -> T | None:
        value = inner(view, record)
        return None if value is None else change(value)

    return closure


HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "≤": operator.le,
    "≥": operator.ge,
}

# Rounding excuses no "≠": what is written alike is alike.
MAY_HOLD: dict[str, Callable[[Interval, Interval], bool]] = {
    "=": lambda a, b: a.low <= b.high and b.low <= a.high,
    "<": lambda a, b: a.low < b.high,
    ">": lambda a, b: a.high > b.low,
    "≤": lambda a, b: a.low <= b.high,
    "≥": lambda a, b: a.high >= b.low,
}
