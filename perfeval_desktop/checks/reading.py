"""Fields of `Role.READ` for the engine: like formulas whose result comes from a text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Protocol

from perfeval_desktop.checks.prose import Mention, find_mention, rewritten
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Field
from perfeval_desktop.domain.values import Text, Value


class Values(Protocol):
    """The shown values of a report, and the figures that were read from its prose."""

    def value(self, address: FieldAddress) -> Value | None: ...
    def mention(self, address: FieldAddress) -> Mention | None: ...
    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Iterable[str]: ...


def read_figure(
    field: Field, record: str, report: Report, view: Values, cells: Collection[str]
) -> Mention | None:
    """Return the figure a field is read from now, None where there is none.

    A figure that the clerk has said means no cell, or one that is not among the `cells` (ids of
    fields) this one is compared with, is not read. The passage of a name that several records have
    is about none of them alone.
    """
    assert field.reading is not None
    text = view.value(FieldAddress(REPORT, field.reading.source))
    if text is None:
        return None
    name = ""
    if field.reading.is_in_passage:
        name = _name(field, record, report, view)
    decimals = report.template.numbers.amount_decimals
    notes = text.notes if isinstance(text, Text) else ()
    others = [each for each in notes if each.field not in cells]
    found = find_mention(field, text.text, name, decimals, others)
    if found is not None and any(each.overlaps(found.start, found.end) for each in notes):
        found = found._replace(is_confirmed=True)
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
