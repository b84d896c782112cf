"""What one side of a comparison adds up: the entered cells behind it, each with its sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.expressions import Call, Name, Node, Operation, parse_expression
from perfeval_desktop.checks.resolve import LAST_YEAR, Last, One, references, resolve
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT


class SignedCell(NamedTuple):
    """A cell that is added (1) or subtracted (-1)."""

    sign: int
    address: FieldAddress


class _NoSumError(Exception):
    """The expression is more than a sum of cells."""


def cells_added(
    expression: str, record: str, engine: Engine, report: Report
) -> list[SignedCell] | None:
    """Return the cells that an expression adds up for `record`, None when it is no plain sum.

    A computed cell in which nothing else is stated stands for the cells its formula adds up.
    """
    walk = _Walk(engine, report)
    try:
        return list(walk.cells(parse_expression(expression), record, 1))
    except _NoSumError:
        return None


def cells_read(expression: str, record: str, engine: Engine, report: Report) -> list[FieldAddress]:
    """Return the filled cells that an expression reads for `record`, each once, left to right."""
    found: dict[FieldAddress, None] = {}
    for read in references(parse_expression(expression), report.group_of(record), report.template):
        if isinstance(read, Last):
            continue  # last year's figure stands in no cell
        start = engine.above(record, read.up)
        records = [start] if isinstance(read, One) else engine.members(start, read)
        for each in records:
            if read.field and engine.is_filled(each, read.field):
                found[FieldAddress(each, read.field)] = None
    return list(found)


class _Walk:
    def __init__(self, engine: Engine, report: Report) -> None:
        self._engine = engine
        self._report = report

    def cells(self, node: Node, record: str, sign: int) -> Iterator[SignedCell]:
        match node:
            case Name() | Call(function="合计"):
                yield from self._read(node, record, sign)
            case Operation("+", (left, right)):
                yield from self.cells(left, record, sign)
                yield from self.cells(right, record, sign)
            case Operation("-", (left, right)):
                yield from self.cells(left, record, sign)
                yield from self.cells(right, record, -sign)
            case _:
                raise _NoSumError

    def _read(self, node: Name | Call, record: str, sign: int) -> Iterator[SignedCell]:
        name = node if isinstance(node, Name) else node.arguments[0]
        assert isinstance(name, Name)
        if name.of == LAST_YEAR:
            raise _NoSumError  # it stands in no cell of this report
        reference = resolve(name, self._report.group_of(record), self._report.template)
        start = self._engine.above(record, reference.up)
        is_one = isinstance(reference, One)
        records = [start] if isinstance(reference, One) else self._engine.members(start, reference)
        if is_one is not isinstance(node, Name):
            raise _NoSumError
        for each in records:
            yield from self._cell(FieldAddress(each, reference.field), sign)

    def _cell(self, address: FieldAddress, sign: int) -> Iterator[SignedCell]:
        formula = self._report.template.fields[address.field].formula
        if formula and self._report.entry(address) is None:
            inner = cells_added(formula, address.record, self._engine, self._report)
            if inner is not None:
                yield from (SignedCell(sign * each.sign, each.address) for each in inner)
                return
        yield SignedCell(sign, address)


def all_cells(report: Report) -> Iterator[FieldAddress]:
    """Yield every place of the report, in the order of template and records."""
    for record in (REPORT, *(each.id for each in report.all_records())):
        for field in report.template.fields_of(report.group_of(record)):
            yield FieldAddress(record, field.id)
