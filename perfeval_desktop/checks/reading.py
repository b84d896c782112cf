"""Fields of `Role.READ` for the engine: like formulas whose result comes from a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol

from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.patterns import PatternError
from perfeval_desktop.checks.prose import Mention, check_reading, find_mention, rewritten
from perfeval_desktop.checks.resolve import One, Reference, Symbols, group_above
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Field
from perfeval_desktop.domain.values import Value, ValueType


class Values(Protocol):
    """The shown values of a report, and the figures that were read from its prose."""

    def value(self, address: FieldAddress) -> Value | None: ...
    def mention(self, address: FieldAddress) -> Mention | None: ...
    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Iterable[str]: ...


def reading_references(field: Field, symbols: Symbols) -> tuple[Reference, ...]:
    """Return what a read field depends on: its text; for a passage also the record's name.

    The names of other records count too: see `Engine._queue_namesakes`.

    Raises:
        ExpressionError: there is no such text, or a pattern cannot be read.
    """
    assert field.reading is not None
    source = symbols.fields.get(field.reading.source)
    if source is None or source.type is not ValueType.PROSE or source.group != REPORT:
        raise ExpressionError(f"“{field.reading.source}”不是正文里的一节。")
    try:
        check_reading(field)
    except PatternError as error:
        raise ExpressionError(str(error)) from error
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


def read_figure(field: Field, record: str, report: Report, view: Values) -> Mention | None:
    """Return the figure a field is read from now, None where there is none.

    The passage of a name that several records have is about none of them alone.
    """
    assert field.reading is not None
    text = view.value(FieldAddress(REPORT, field.reading.source))
    if text is None:
        return None
    name = ""
    if field.reading.is_in_passage:
        name = _name(field, record, report, view)
    decimals = report.template.numbers.amount_decimals
    found = find_mention(field, text.text, name, decimals)
    if found is None or not name:
        return found
    name_field = report.template.groups[field.group].name_field
    namesakes = view.holders(name_field, normalised, name)
    parent = report.parent_of(record)
    return found if sum(report.parent_of(each) == parent for each in namesakes) == 1 else None


def _name(field: Field, record: str, report: Report, view: Values) -> str:
    value = view.value(FieldAddress(record, report.template.groups[field.group].name_field))
    return value.text if value is not None else ""


def span_of(mention: Mention, elsewhere: Decimal | None, report: Report, view: Values) -> TextSpan:
    """Return where a figure stands, with the wording that would agree with `elsewhere`."""
    address = FieldAddress(REPORT, mention.field)
    text = view.value(address)
    written = text.text[mention.start : mention.end] if text is not None else ""
    replacement = None
    if elsewhere is not None:
        decimals = report.template.numbers.amount_decimals
        replacement = rewritten(written, mention.value.type, elsewhere, decimals)
    return TextSpan(address, mention.start, mention.end, replacement or "")
