"""Compiled formulas and checks, and the index that tells which of them an edited field touches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from perfeval_desktop.checks.compile import (
    EXACT,
    INTERVALS,
    Closure,
    Compiler,
    Condition,
    Interval,
    compared,
    compiled_late,
)
from perfeval_desktop.checks.expressions import ExpressionError, Name, Node, parse_expression
from perfeval_desktop.checks.resolve import (
    LAST_YEAR,
    Last,
    Many,
    One,
    Read,
    Reference,
    Symbols,
    group_above,
    references,
    resolve,
)
from perfeval_desktop.domain.template import (
    REPORT,
    Check,
    Field,
    ReportTemplate,
    Role,
    Severity,
    Side,
)
from perfeval_desktop.domain.values import ValueType


class Formula(NamedTuple):
    """How one computed field gets its value, for each record of its group."""

    field: Field
    number: Closure[Decimal] | None
    interval: Closure[Interval] | None  # what the number may stand for, as its parts do
    copied: One | None  # a formula that is just the name of a field that is no number
    reads: tuple[Read, ...]  # of a field read from prose: the text, then names of records

    @property
    def scope(self) -> str:
        """The group whose records it is computed for."""
        return self.field.group


class CompiledSide(NamedTuple):
    """One side of a comparison, in both arithmetics."""

    text: str
    exact: Closure[Decimal]
    interval: Closure[Interval]
    type: ValueType
    shows: Reference | None  # the field whose text is shown in place of the number
    reads: tuple[Read, ...]


class CompiledCheck(NamedTuple):
    """A check ready to run for the records of its scope.

    `agrees` says whether both sides stand there and hold: true of nearly every run, and then
    nothing else has to be asked.
    """

    check: Check
    agrees: Condition
    when: Condition | None
    live_when: Condition | None
    left: CompiledSide
    right: CompiledSide
    tolerance: Closure[Decimal] | None  # None: what rounding explains
    reads: tuple[Read, ...]
    places: tuple[Reference, ...]
    severity: Severity  # that of the check, or less where it compares what was read from prose
    named: tuple[tuple[str, One], ...] = ()  # figures that the message gives by name

    @property
    def scope(self) -> str:
        """The group whose records it is run for."""
        return self.check.for_each


def compile_formula(field: Field, symbols: Symbols) -> Formula:
    """Compile the formula of a field.

    Raises:
        ExpressionError: it cannot be read or does not fit the field.
    """
    if field.role is Role.READ:
        return Formula(field, None, None, None, _read_from(field, symbols))
    node = parse_expression(field.formula)
    reads = tuple(references(node, field.group, symbols))
    if not field.type.is_numeric:
        return Formula(field, None, None, _copied(node, field, symbols), reads)
    number = Compiler(field.group, symbols, EXACT).value(node)
    interval = compiled_late(lambda: Compiler(field.group, symbols, INTERVALS).value(node))
    return Formula(field, number, interval, None, reads)


def _read_from(field: Field, symbols: Symbols) -> tuple[Reference, ...]:
    """Return what a read field depends on: its text; for a passage also the record's name.

    The names of other records count too: see `Engine._queue_namesakes`.
    """
    assert field.reading is not None
    source = symbols.fields.get(field.reading.source)
    if source is None or source.type is not ValueType.PROSE or source.group != REPORT:
        raise ExpressionError(f"“{field.reading.source}”不是正文里的一节。")
    if field.group and field.group not in symbols.groups:
        raise ExpressionError(f"没有“{field.group}”这组明细。")
    up, group = 0, field.group
    while group != REPORT:
        up, group = up + 1, group_above(group, 1, symbols)
    text = One(up, source.id)
    if not field.reading.is_in_passage:
        return (text,)
    name_field = symbols.groups[field.group].name_field if field.group else ""
    if not name_field:
        raise ExpressionError("in_passage 只用于有名称的明细。")
    return (text, One(0, name_field))


def _copied(node: Node, field: Field, symbols: Symbols) -> One:
    source = resolve(node, field.group, symbols) if isinstance(node, Name) else None
    if not isinstance(source, One) or symbols.fields[source.field].type is not field.type:
        raise ExpressionError("文字项的公式只能是另一个同类填报项的名称。")
    return source


def compile_check(check: Check, symbols: Symbols) -> CompiledCheck:
    """Compile a check.

    Raises:
        ExpressionError: one of its expressions cannot be read.
    """
    scope = check.for_each
    written_as = _type_of(check, symbols)
    left = _compile_side(check.left, scope, written_as, symbols)
    right = _compile_side(check.right, scope, written_as, symbols)
    when, when_reads = _compile_condition(check.when, scope, symbols)
    live_when, live_reads = _compile_condition(check.live_when, scope, symbols)
    tolerance, tolerance_reads = _compile_tolerance(check.tolerance, scope, symbols)
    sides = tuple(dict.fromkeys((*left.reads, *right.reads)))
    shown = tuple(each.shows for each in (left, right) if each.shows is not None)
    places = tuple(resolve(_place_name(each), scope, symbols) for each in check.places)
    listed = tuple(each for each in places if isinstance(each, Many))  # their order is shown
    named = _figures_named(check, symbols)
    told = (*_name_read(check, symbols), *(each for _, each in named))
    others = (*when_reads, *live_reads, *tolerance_reads, *shown, *listed, *told)
    return CompiledCheck(
        check=check,
        agrees=compared(left.exact, right.exact, check.op),
        when=when,
        live_when=live_when,
        left=left,
        right=right,
        tolerance=tolerance,
        reads=tuple(dict.fromkeys((*sides, *others))),
        places=places or tuple(each for each in sides if not isinstance(each, Last)),
        severity=_severity(check, sides, symbols),
        named=named,
    )


def _severity(check: Check, compared: tuple[Read, ...], symbols: Symbols) -> Severity:
    """What the program read out of prose by itself raises 核实性 at most."""
    is_read = any(each.field and symbols.fields[each.field].reading for each in compared)
    return Severity.WARNING if is_read and check.severity is Severity.ERROR else check.severity


def _name_read(check: Check, symbols: Symbols) -> tuple[One, ...]:
    """A check of records names them in its sentences: it must run again when a name changes."""
    group = symbols.groups.get(check.for_each)
    return (One(0, group.name_field),) if group is not None and group.name_field else ()


def _figures_named(check: Check, symbols: Symbols) -> tuple[tuple[str, One], ...]:
    found = []
    for name in check.names:
        reference = resolve(_place_name(name), check.for_each, symbols)
        if not isinstance(reference, One) or not symbols.fields[reference.field].type.is_numeric:
            raise ExpressionError(f"names 里的“{name}”应是一个数字项。")
        found.append((name, reference))
    return tuple(found)


def _compile_condition(
    text: str, scope: str, symbols: Symbols
) -> tuple[Condition | None, tuple[Read, ...]]:
    if not text:
        return None, ()
    node = parse_expression(text)
    condition = Compiler(scope, symbols, EXACT).condition(node)
    return condition, tuple(references(node, scope, symbols))


def _compile_side(side: Side, scope: str, written_as: ValueType, symbols: Symbols) -> CompiledSide:
    node = parse_expression(side.expression)
    reads = tuple(references(node, scope, symbols))
    return CompiledSide(
        side.text,
        Compiler(scope, symbols, EXACT).value(node),
        compiled_late(lambda: Compiler(scope, symbols, INTERVALS).value(node)),
        written_as,
        _shown_field(side.shows, scope, symbols),
        reads,
    )


def _shown_field(name: str, scope: str, symbols: Symbols) -> Reference | None:
    return resolve(_place_name(name), scope, symbols) if name else None


def _type_of(check: Check, symbols: Symbols) -> ValueType:
    """How both sides are written in a message: as the field that is compared."""
    nodes = [parse_expression(side.expression) for side in (check.left, check.right)]
    nodes.sort(key=lambda node: not isinstance(node, Name))
    reads = [read for node in nodes for read in references(node, check.for_each, symbols)]
    types = [symbols.fields[each.field].type for each in reads if each.field]
    return next((each for each in types if each.is_numeric), ValueType.HEADCOUNT)


def _place_name(text: str) -> Name:
    node = parse_expression(text)
    if not isinstance(node, Name):
        raise ExpressionError(f"places 里的“{text}”应是填报项的名称。")
    return node


def _compile_tolerance(
    text: str, scope: str, symbols: Symbols
) -> tuple[Closure[Decimal] | None, tuple[Read, ...]]:
    if text == "rounding":
        return None, ()
    node = parse_expression(text)
    closure = Compiler(scope, symbols, EXACT).value(node)
    return closure, tuple(references(node, scope, symbols))


class CircularFormulaError(ExpressionError):
    """Some formulas need each other's results."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("公式互相引用，算不出来：" + " → ".join(fields))
        self.fields = fields


def in_order(formulas: dict[str, Formula]) -> list[Formula]:
    """Return the formulas so that each stands behind those whose results it reads.

    Raises:
        CircularFormulaError: there is no such order.
    """
    ordered: dict[str, Formula] = {}
    path: list[str] = []

    def visit(field_id: str) -> None:
        if field_id in ordered or field_id not in formulas:
            return
        if field_id in path:
            raise CircularFormulaError((*path[path.index(field_id) :], field_id))
        path.append(field_id)
        for read in formulas[field_id].reads:
            if not isinstance(read, Last):
                visit(read.field)
        path.pop()
        ordered[field_id] = formulas[field_id]

    for field_id in formulas:
        visit(field_id)
    return list(ordered.values())


class RuleSet(NamedTuple):
    """All formulas and checks of a template, and who reads what.

    `readers` maps a field id (or a group id, for counting records, or 上年) to the rules that read
    it, and how. Rules are numbered: formulas first, in the order they must be computed, then
    checks. `of_prose` are those that depend on figures read from the narrative; the `late` ones
    among them read or compare such figures, and say nothing before the narrative is read. The
    others compare cells and only ask what the narrative says: they run at once, and again then.
    """

    formulas: tuple[Formula, ...]
    checks: tuple[CompiledCheck, ...]
    readers: dict[str, tuple[tuple[int, Read], ...]]
    by_scope: dict[str, tuple[int, ...]]
    of_prose: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()
    in_passages: Mapping[str, tuple[int, ...]] = MappingProxyType({})  # by name field
    number_of: Mapping[str, int] = MappingProxyType({})  # by the id of a check

    def rule(self, number: int) -> Formula | CompiledCheck:
        """Return the rule with this number."""
        return (
            self.formulas[number]
            if number < len(self.formulas)
            else self.checks[number - len(self.formulas)]
        )

    def check(self, check_id: str) -> CompiledCheck:
        """Return the check with this id."""
        return self.checks[self.number_of[check_id] - len(self.formulas)]


# The rules of each template that is in use. Compiling them is what loading a template checks, and
# takes longer than all else in it: it is done once.
_IN_USE: WeakKeyDictionary[ReportTemplate, RuleSet] = WeakKeyDictionary()


def rules_of(template: ReportTemplate) -> RuleSet:
    """Return the compiled rules of a template that has been loaded.

    Raises:
        ExpressionError: the template was put together by hand, and is faulty.
    """
    rules = _IN_USE.get(template)
    if rules is None:
        with_formula = (each for each in template.fields.values() if each.role is not Role.INPUT)
        rules = _IN_USE[template] = index_rules(
            {each.id: compile_formula(each, template) for each in with_formula},
            [compile_check(each, template) for each in template.checks],
            template,
        )
    return rules


def keep_rules(template: ReportTemplate, rules: RuleSet) -> None:
    """Let `rules_of` return what loading the template has compiled."""
    _IN_USE[template] = rules


def only_check(template: ReportTemplate, check_id: str) -> ReportTemplate:
    """Return a template that asks for the same, and checks only one thing: to try that out."""
    checks = tuple(each for each in template.checks if each.id == check_id)
    texts = tuple(each for each in template.text_checks if each.id == check_id)
    only = replace(template, checks=checks, text_checks=texts)
    rules = rules_of(template)
    formulas = {each.field.id: each for each in rules.formulas}
    keep_rules(only, index_rules(formulas, [rules.check(each.id) for each in checks], only))
    return only


def index_rules(
    by_field: dict[str, Formula],
    checks: Sequence[CompiledCheck],
    symbols: Symbols,
) -> RuleSet:
    """Put compiled rules in order, and note who reads what.

    Raises:
        CircularFormulaError: some formulas need each other's results.
    """
    formulas = tuple(in_order(by_field))
    readers: dict[str, list[tuple[int, Read]]] = {}
    by_scope: dict[str, list[int]] = {}
    rules: list[Formula | CompiledCheck] = [*formulas, *checks]
    for number, rule in enumerate(rules):
        by_scope.setdefault(rule.scope, []).append(number)
        for read in rule.reads:
            for key, how in _read_keys(read, rule.scope, symbols):
                readers.setdefault(key, []).append((number, how))
    of_prose, late = _of_prose(rules)
    return RuleSet(
        formulas,
        tuple(checks),
        {key: tuple(each) for key, each in readers.items()},
        {key: tuple(each) for key, each in by_scope.items()},
        of_prose,
        late,
        _read_in_passages(formulas, symbols),
        {each.check.id: number for number, each in enumerate(checks, len(formulas))},
    )


def _of_prose(
    rules: Sequence[Formula | CompiledCheck],
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the rules that read prose, be it by way of other fields, and the late among them."""
    fields: set[str] = set()
    found: set[int] = set()
    late: set[int] = set()
    for number, rule in enumerate(rules):
        is_read = isinstance(rule, Formula) and rule.field.reading is not None
        if is_read or any(read.field in fields for read in rule.reads):
            found.add(number)
            fields |= {rule.field.id} if isinstance(rule, Formula) else set()
        if is_read or (isinstance(rule, CompiledCheck) and _compares(rule, fields)):
            late.add(number)
    return frozenset(found), frozenset(late)


def _compares(check: CompiledCheck, fields: Collection[str]) -> bool:
    return any(read.field in fields for read in (*check.left.reads, *check.right.reads))


def _read_in_passages(
    formulas: tuple[Formula, ...], symbols: Symbols
) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, formula in enumerate(formulas):
        if formula.field.reading is not None and formula.field.reading.is_in_passage:
            name_field = symbols.groups[formula.field.group].name_field
            found[name_field] = (*found.get(name_field, ()), number)
    return found


def _read_keys(read: Read, scope: str, symbols: Symbols) -> Iterator[tuple[str, Read]]:
    """A rule must run again when these change: the field, the set of records, the link to them."""
    if isinstance(read, Last):
        yield LAST_YEAR, read
        yield from _names_read(read, scope, symbols)
        return
    if read.field:
        yield read.field, read
    if isinstance(read, Many):
        if read.asked is None:
            yield read.group, read
        if read.via:
            yield symbols.relations[read.via].by, read


def _names_read(last: Last, scope: str, symbols: Symbols) -> Iterator[tuple[str, Read]]:
    """What last year's file showed is found by the names of a record and of those above it."""
    up, group = last.up, group_above(scope, last.up, symbols)
    while group != REPORT:
        name_field = symbols.groups[group].name_field
        if name_field:
            yield name_field, One(up, name_field)
        up, group = up + 1, symbols.groups[group].parent
