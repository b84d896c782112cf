"""The template's formulas as worksheet formulas, with the blanks of the engine.

A worksheet takes an empty cell for 0 and cannot compute with "——"; the engine adds up what numbers
there are, and gives nothing where a factor is missing. So every formula asks first whether its
cells hold numbers: =IF(COUNT(F10:F17)>0,SUM(F10:F17),""). What a worksheet cannot say, such as a
comparison of texts or last year's figure, is no formula; the value is then written as a constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from perfeval_desktop.checks.expressions import (
    COMPARISONS,
    Blank,
    Call,
    Name,
    Node,
    Number,
    Operation,
    parse_expression,
)
from perfeval_desktop.checks.resolve import LAST_YEAR, Many, One, resolve
from perfeval_desktop.domain.paper import Formula
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import ValueType, plain
from perfeval_desktop.services.session import Session

_MOST_PIECES = 400  # a longer formula nobody can read
_DECIMALS = 9  # sums of decimals are compared after rounding off what binary fractions add
_SIGNS = {"≠": "<>", "≤": "<=", "≥": ">="}
_JOINED = {"且": "AND", "或": "OR"}
_SUM, _PRODUCT, _ATOM = range(3)  # how tightly the outermost operator binds


def worksheet_formula(session: Session, address: FieldAddress) -> Formula | None:
    """Return how a worksheet computes what stands at an address.

    None where something is entered, be it stated over a formula, and where the formula reads no
    cell or cannot be said.
    """
    field = session.report.template.fields[address.field]
    is_computed = field.formula and field.role is not Role.READ and field.type.is_numeric
    if not is_computed or session.report.entry(address) is not None:
        return None
    try:
        said = _Saying(session, address).whole(parse_expression(field.formula))
    except _NotSaidError:
        return None
    return said if any(not isinstance(piece, str) for piece in said) else None


class _NotSaidError(Exception):
    """A worksheet has no words for it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A value as a worksheet says it.

    Attributes:
        text: What gives it, once what follows holds.
        cells: They all have to hold numbers.
        conditions: Asked one after another when the cells do; a false one makes the value blank.
        binds: How tightly the outermost operator of the text does.
        is_whole: The text gives a blank by itself where there is no value.
    """

    text: Formula
    cells: tuple[FieldAddress, ...] = ()
    conditions: tuple[Formula, ...] = ()
    binds: int = _ATOM
    is_whole: bool = False

    @property
    def is_always_there(self) -> bool:
        """Say whether it is never blank."""
        return not (self.cells or self.conditions or self.is_whole)

    def within(self, binds: int) -> Formula:
        """Return the text as an operand of an operator that binds so."""
        return self.text if self.binds > binds else ("(", *self.text, ")")


class _Saying:
    """Says the formulas of one field for one record."""

    def __init__(self, session: Session, address: FieldAddress) -> None:
        self._record = address.record
        self._engine = session.engine
        self._template = session.report.template
        field = self._template.fields[address.field]
        self._group = field.group
        self._is_in_yuan = field.type is ValueType.YUAN

    def whole(self, node: Node) -> Formula:
        """Return the formula of a value: "" where the engine gives a blank."""
        said = self._value(node)
        return said.text if said.is_whole else _if_there(said, said.text, '""')

    def _value(self, node: Node) -> _Said:
        match node:
            case Number(value):
                return _Said((plain(value),))
            case Blank():
                return _Said(('""',), is_whole=True)
            case Name():
                cell = self._cell(node)
                return _Said(((cell,),), (cell,))
            case Operation("+" | "-") | Call("合计"):
                return self._sum(node)
            case Operation("*" | "/" | "负"):
                return self._product(node)
            case Call(function, arguments):
                return self._call(function, arguments)
        raise _NotSaidError

    def _operand(self, node: Node) -> _Said:
        """Return a value whose text stands for a number alone."""
        said = self._value(node)
        if not said.is_whole:
            return said
        return _Said(_checked(said.text), conditions=(("COUNT(", *said.text, ")=1"),))

    def _call(self, function: str, arguments: tuple[Node, ...]) -> _Said:
        match function:
            case "若":
                condition, then, other = arguments
                text = (*self._condition(condition), ",", *self.whole(then), ",")
                return _Said(_checked(("IF(", *text, *self.whole(other), ")")), is_whole=True)
            case "四舍五入":
                value, places = self._operand(arguments[0]), self._operand(arguments[1])
                return replace(
                    value, text=("ROUND(", *value.text, ",", *places.text, ")"), binds=_ATOM
                )
            case "绝对值":
                value = self._operand(arguments[0])
                return replace(value, text=("ABS(", *value.text, ")"), binds=_ATOM)
            case "最小" | "最大":
                return self._extreme("MIN" if function == "最小" else "MAX", arguments)
            case _:
                raise _NotSaidError

    def _extreme(self, name: str, arguments: tuple[Node, ...]) -> _Said:
        values = [self._operand(each) for each in arguments]
        text = _joined(tuple(each.text for each in values))
        return _Said(
            (f"{name}(", *text, ")"),
            tuple(cell for each in values for cell in each.cells),
            tuple(condition for each in values for condition in each.conditions),
        )

    def _product(self, node: Operation) -> _Said:
        """A missing operand makes it blank, and so does a divisor of 0."""
        sign, (left, *others) = node.sign, map(self._operand, node.operands)
        if not others:
            return replace(left, text=("(-", *left.within(_SUM), ")"), binds=_ATOM)
        right = others[0]
        divisor = right.text if isinstance(right.text[0], tuple) else _rounded(right.text)
        asked = ((*divisor, "<>0"),) if sign == "/" else ()
        return _Said(
            (*left.within(_SUM), sign, *right.within(_PRODUCT)),
            (*left.cells, *right.cells),
            (*left.conditions, *right.conditions, *asked),
            _PRODUCT,
        )

    # Sums: blanks count as nothing, and only blanks together are blank

    def _sum(self, node: Node) -> _Said:
        terms = list(self._terms(node, is_added=True))
        added, taken = (
            _runs([term for is_added, term in terms if is_added is wanted])
            for wanted in (True, False)
        )
        others = [each for each in terms if isinstance(each[1], _Said)]
        text = ("SUM(", *added, ")") if added else ()
        text += ("-SUM(", *taken, ")") if taken else ()
        for is_added, said in others:
            assert isinstance(said, _Said)
            text += ("+" if is_added else "-", *self._as_number(said))
        if not text:
            raise _NotSaidError  # the records are yet to come
        text = text[1:] if text[0] == "+" else text
        is_call = len(terms) == 1 or not (taken or others)
        return _Said(
            _checked(text), (), self._any_there(added, taken, others), _ATOM if is_call else _SUM
        )

    def _terms(
        self, node: Node, *, is_added: bool
    ) -> Iterator[tuple[bool, tuple[FieldAddress, ...] | _Said]]:
        """Yield what is added and taken away: runs of cells, or other values."""
        match node:
            case Operation("+" | "-" as sign, (left, right)):
                yield from self._terms(left, is_added=is_added)
                yield from self._terms(right, is_added=is_added is (sign == "+"))
            case Name():
                yield is_added, (self._cell(node),)
            case Call("合计", (Name() as name,)):
                yield is_added, self._cells(name)
            case _:
                yield is_added, self._value(node)

    def _as_number(self, said: _Said) -> Formula:
        if said.is_always_there:
            return said.within(_SUM)
        return ("N(", *(said.text if said.is_whole else _if_there(said, said.text, '""')), ")")

    def _any_there(
        self,
        added: Formula,
        taken: Formula,
        others: list[tuple[bool, tuple[FieldAddress, ...] | _Said]],
    ) -> tuple[Formula, ...]:
        values = [each for _, each in others if isinstance(each, _Said)]
        if any(each.is_always_there for each in values):
            return ()
        cells = _joined(tuple(filter(None, (added, taken))))
        asked = [("COUNT(", *cells, ")>0")] if cells else []
        for each in values:
            there = each.text if each.is_whole else _if_there(each, each.text, '""')
            asked.append(("COUNT(", *there, ")=1"))
        return (asked[0],) if len(asked) == 1 else (("OR(", *_joined(tuple(asked)), ")"),)

    # Conditions

    def _condition(self, node: Node) -> Formula:
        match node:
            case Operation("非", (inner,)):
                return ("NOT(", *self._condition(inner), ")")
            case Operation("且" | "或" as sign, (left, right)):
                both = (self._condition(left), self._condition(right))
                return (f"{_JOINED[sign]}(", *_joined(both), ")")
            case Operation(sign, (left, right)) if sign in COMPARISONS:
                return self._comparison(sign, self._operand(left), self._operand(right))
            case _:
                raise _NotSaidError

    def _comparison(self, sign: str, left: _Said, right: _Said) -> Formula:
        """A blank side makes it false."""
        is_with_zero = right.text == ("0",)
        difference = left.text if is_with_zero else (*left.text, "-", *right.within(_SUM))
        both = _Said((), (*left.cells, *right.cells), (*left.conditions, *right.conditions), _ATOM)
        return _if_there(both, (*_rounded(difference), _SIGNS.get(sign, sign), "0"), "FALSE")

    # Cells

    def _cell(self, name: Name) -> FieldAddress:
        reference = self._resolved(name)
        if not isinstance(reference, One):
            raise _NotSaidError
        return FieldAddress(self._engine.above(self._record, reference.up), reference.field)

    def _cells(self, name: Name) -> tuple[FieldAddress, ...]:
        reference = self._resolved(name)
        if not isinstance(reference, Many):
            raise _NotSaidError
        start = self._engine.above(self._record, reference.up)
        members = self._engine.members(start, reference)
        return tuple(FieldAddress(each, reference.field) for each in members)

    def _resolved(self, name: Name) -> One | Many:
        """Amounts in 元 and in 万元 do not stand in one formula: a worksheet knows no units."""
        if name.of == LAST_YEAR:
            raise _NotSaidError
        reference = resolve(name, self._group, self._template)
        type_ = self._template.fields[reference.field].type if reference.field else None
        if type_ is None or not type_.is_numeric:
            raise _NotSaidError
        if (type_ is ValueType.YUAN) is not self._is_in_yuan:
            raise _NotSaidError
        return reference


def _if_there(said: _Said, text: Formula, otherwise: str) -> Formula:
    """Return `text`, asking first for everything that `said` needs."""
    for condition in reversed(said.conditions):
        text = ("IF(", *condition, ",", *text, f",{otherwise})")
    cells = tuple(dict.fromkeys(said.cells))
    if cells:
        each_alone = _joined(tuple(((cell,),) for cell in cells))
        text = ("IF(COUNT(", *each_alone, f")={len(cells)},", *text, f",{otherwise})")
    return _checked(text)


def _runs(terms: list[tuple[FieldAddress, ...] | _Said]) -> Formula:
    """Return the runs of cells among terms as arguments, single cells put together."""
    runs: list[tuple[FieldAddress, ...]] = []
    was_single = False
    for term in terms:
        if isinstance(term, _Said) or not term:
            continue
        is_single = len(term) == 1
        if is_single and was_single:
            runs[-1] += term
        else:
            runs.append(term)
        was_single = is_single
    return _joined(tuple((run,) for run in runs))


def _joined(parts: tuple[Formula, ...]) -> Formula:
    """Return parts with commas between them."""
    text: Formula = ()
    for part in parts:
        text += (",", *part) if text else part
    return text


def _rounded(text: Formula) -> Formula:
    return ("ROUND(", *text, f",{_DECIMALS})")


def _checked(text: Formula) -> Formula:
    if len(text) > _MOST_PIECES:
        raise _NotSaidError
    return text
