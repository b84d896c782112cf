"""Find what each name of an expression means, and so what the expression depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from perfeval_desktop.checks.expressions import (
    COMPARING_TEXTS,
    COUNTING,
    Call,
    ExpressionError,
    Name,
    Node,
    Operation,
)
from perfeval_desktop.domain.template import REPORT, Field, Group, Relation, Role

LAST_YEAR = "上年"  # before the dot: what last year's file showed in the field


class Symbols(Protocol):
    """What a resolver needs of a template; a template under construction has it too."""

    @property
    def fields(self) -> Mapping[str, Field]: ...
    @property
    def groups(self) -> Mapping[str, Group]: ...
    @property
    def relations(self) -> Mapping[str, Relation]: ...


class One(NamedTuple):
    """A field of the record itself (`up == 0`) or of the record `up` levels above it."""

    up: int
    field: str


class Many(NamedTuple):
    """A field of all records of a group that belong to the record `up` levels above.

    They belong as children, in `sections` (all if empty), or through the relation `via`.
    `asked` names a function that compares texts (同名) and a field of the record itself: then only
    those records matter in which the text of both is alike. `is_counted` says that nothing matters
    but in how many of the records the field is filled in (计数).
    """

    up: int
    group: str
    field: str  # "" when only the records are counted
    sections: tuple[str, ...] = ()
    via: str = ""
    asked: tuple[str, str] | None = None
    is_counted: bool = False


class Last(NamedTuple):
    """A field of the record `up` levels above, as last year's file showed it under its name."""

    up: int
    field: str


Reference = One | Many
Read = Reference | Last


def resolve(name: Name, scope: str, symbols: Symbols) -> Reference:
    """Return what `name` means for a record of the group `scope` ("" for the report).

    Raises:
        ExpressionError: nothing is called so there.
    """
    if name.of == LAST_YEAR:
        raise ExpressionError(f"“{name}”只能用来计算和比较，不能用在这里。")
    for up, group in enumerate(_chain(scope, symbols)):
        found = _in_group(name, group, up, symbols)
        if found is not None:
            return found
    raise ExpressionError(_unknown(name, scope, symbols))


def resolve_last(name: Name, scope: str, symbols: Symbols) -> Last:
    """Return what `上年.字段` means for a record of the group `scope`.

    Raises:
        ExpressionError: it is no field of that record or of one above it.
    """
    reference = resolve(Name(name.name, name.section), scope, symbols)
    if not isinstance(reference, One):
        raise ExpressionError(f"“{name}”是一组明细，“{LAST_YEAR}.”后面只能是一个填报项。")
    return Last(reference.up, reference.field)


def references(node: Node, scope: str, symbols: Symbols) -> Iterator[Read]:
    """Yield everything that the tree reads, left to right.

    Raises:
        ExpressionError: a name means nothing.
    """
    if isinstance(node, Name):
        yield read_of(node, scope, symbols)
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from references(operand, scope, symbols)
    elif isinstance(node, Call) and node.function in COMPARING_TEXTS:
        yield from _compared(node, scope, symbols)
    elif isinstance(node, Call) and node.function == COUNTING:
        for each in references(node.arguments[0], scope, symbols):
            yield each._replace(is_counted=True) if isinstance(each, Many) else each
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from references(argument, scope, symbols)


def _compared(node: Call, scope: str, symbols: Symbols) -> Iterator[Read]:
    """A text of the record itself, asked for among those of a group, is found by an index."""
    own, *others = (each for part in node.arguments for each in references(part, scope, symbols))
    yield own
    for other in others:
        if isinstance(other, Many) and is_asked_among(own, other) and other.field:
            fields = (symbols.fields[own.field], symbols.fields[other.field])
            is_typed = all(each.role is Role.INPUT for each in fields)
            yield other._replace(asked=(node.function, own.field)) if is_typed else other
        else:
            yield other


def is_asked_among(one: Read, many: Many) -> bool:
    """Say whether a text of the record itself is asked for among all children of a record."""
    return isinstance(one, One) and one.up == 0 and not many.via and not many.sections


def read_of(name: Name, scope: str, symbols: Symbols) -> Read:
    """Return what `name` reads, of this year or of the last.

    Raises:
        ExpressionError: nothing is called so there.
    """
    is_last = name.of == LAST_YEAR
    return resolve_last(name, scope, symbols) if is_last else resolve(name, scope, symbols)


def group_above(group: str, up: int, symbols: Symbols) -> str:
    """Return the group `up` levels above `group`."""
    for _ in range(up):
        group = symbols.groups[group].parent
    return group


def _chain(scope: str, symbols: Symbols) -> Iterator[str]:
    while scope != REPORT:
        yield scope
        scope = symbols.groups[scope].parent
    yield REPORT


def _in_group(name: Name, group: str, up: int, symbols: Symbols) -> Reference | None:
    if name.of:
        return _many(name.of, name.name, name.section, group, up, symbols)
    field = name.name if group == REPORT else f"{group}.{name.name}"
    if not name.section and field in symbols.fields:
        return One(up, field)
    return _many(name.name, "", name.section, group, up, symbols)


def _many(
    of: str, field: str, section: str, group: str, up: int, symbols: Symbols
) -> Reference | None:
    relation = symbols.relations.get(of)
    if relation is not None and relation.to == group:
        return _checked(Many(up, relation.group, field, (), relation.id), symbols)
    child = symbols.groups.get(of)
    if child is None or child.parent != group:
        return None
    sections = child.sections_under(section) if section else ()
    if section and not sections:
        raise ExpressionError(f"“{of}”没有“{section}”这一类。")
    return _checked(Many(up, child.id, field, sections), symbols)


def _checked(many: Many, symbols: Symbols) -> Many:
    if not many.field:
        return many
    field = f"{many.group}.{many.field}"
    if field not in symbols.fields:
        names = [each.name for each in symbols.fields.values() if each.group == many.group]
        raise ExpressionError(
            f"“{many.group}”没有填报项“{many.field}”。{_suggest(many.field, names)}"
        )
    return Many(many.up, many.group, field, many.sections, many.via)


def _unknown(name: Name, scope: str, symbols: Symbols) -> str:
    known = [each.name for each in symbols.fields.values() if each.group in (REPORT, scope)]
    known += [*symbols.groups, *symbols.relations]
    return f"没有填报项“{name}”。{_suggest(name.of or name.name, known)}"


def _suggest(word: str, known: list[str]) -> str:
    import difflib  # only where a template is wrong

    close = difflib.get_close_matches(word, known, n=1)
    return f"是不是“{close[0]}”？" if close else ""
