"""The text check of amounts that stand beside others of another order: 元 where 万元 is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Field, ReportTemplate, Role
from perfeval_desktop.domain.values import Figure, ValueType, display


def unlike_neighbours(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find the amount in a row of the form that is about 10,000 times all others, or a part of it.

    Parameters: `low` and `high` (how many times), `least` (of the larger amounts: less is no sum in
    元), `smallest` (neighbours below say nothing). Amounts typed with their unit 元 are understood.
    """
    low, high = (Decimal(str(given.number(name, 0))) for name in ("low", "high"))
    least, smallest = (Decimal(str(given.number(name, 0))) for name in ("least", "smallest"))
    rows = list(_rows(template))

    def is_far(one: Decimal, other: Decimal) -> bool:
        small, large = sorted((one, other))
        return small >= smallest and large >= least and low <= large / small <= high

    def run(report: Report, view: Values) -> Iterator[Hit]:
        for row in rows:
            for record in report.records_of(row[0].group):
                hit = _odd_one(row, record, report)
                if hit is not None:
                    yield hit

    def _odd_one(row: Sequence[Field], record: str, report: Report) -> Hit | None:
        numbers = {each.id: number for each in row if (number := _typed(report, record, each.id))}
        odd = [
            field
            for field, number in numbers.items()
            if all(is_far(number, other) for name, other in numbers.items() if name != field)
        ]
        if len(numbers) < 2 or not odd:
            return None
        field = max(odd, key=numbers.__getitem__)
        places = tuple(FieldAddress(record, each) for each in (field, *(numbers.keys() - {field})))
        shown = [display(report.value(each), template.numbers) for each in places]
        words = {"项": row[0].label}
        return Hit(places, shown[0], "、".join(shown[1:]), record=record, part=field, words=words)

    return Prepared(given.reads(*(each.id for row in rows for each in row)), run)


def _rows(template: ReportTemplate) -> Iterator[list[Field]]:
    """Yield the amounts that stand in one row: the same thing in several columns."""
    rows: dict[tuple[str, str], list[Field]] = {}
    for field in template.fields.values():
        if field.type is ValueType.AMOUNT and field.column and field.role is not Role.COMPUTED:
            rows.setdefault((field.group, field.label), []).append(field)
    return (each for each in rows.values() if len(each) > 1)


def _typed(report: Report, record: str, field: str) -> Decimal | None:
    value = report.value(FieldAddress(record, field))
    is_plain = isinstance(value, Figure) and not value.is_in_yuan
    return abs(value.number) if isinstance(value, Figure) and is_plain else None
