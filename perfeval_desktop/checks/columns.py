"""The numbers of a report as closures read them: by field and record, without addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal

from perfeval_desktop.checks.text_index import TextIndex
from perfeval_desktop.domain.report import FieldAddress, Record, Report
from perfeval_desktop.domain.template import Field
from perfeval_desktop.domain.values import (
    Figure,
    Mark,
    Quantity,
    Value,
    amount_of,
    number_of,
    plain,
)


class Columns:
    """What formulas gave, and the number shown in each field: the entered one, else the computed.

    `numbers` has a column for every field: record → number, no key where no number is shown;
    `filled` has the records in which anything is shown.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self.numbers: dict[str, dict[str, Decimal]] = {each: {} for each in report.template.fields}
        self.filled: dict[str, set[str]] = {each: set() for each in report.template.fields}
        # By field: how often its numbers changed, and where anything is shown at all.
        self.versions: dict[str, int] = dict.fromkeys(report.template.fields, 0)
        self.filled_versions: dict[str, int] = dict.fromkeys(report.template.fields, 0)
        self._results: dict[str, dict[str, Decimal | Value]] = {}
        self._entered: dict[str, set[str]] = {each: set() for each in report.template.fields}
        self._indices: dict[str, dict[Callable[[str], str], TextIndex]] = {}  # by field

    def reload(self) -> None:
        """Forget all results, and read every entry again."""
        self._results.clear()
        self._indices.clear()
        for field, column in self.numbers.items():
            self.versions[field] += 1
            self.filled_versions[field] += 1
            column.clear()
            self.filled[field].clear()
            self._entered[field].clear()
        for address, _ in self._report.entries():
            self.read_entry(address)

    def read_entry(self, address: FieldAddress) -> None:
        """Follow an entry that came, went or changed."""
        record, field = address.record, address.field
        value = self._report.value(address)
        if value is None:
            self._entered[field].discard(record)
            self._show(field, record, self._results.get(field, {}).get(record))
        else:
            self._entered[field].add(record)
            self._show(field, record, value)

    def is_filled(self, record: str, field: str) -> bool:
        """Say whether anything is shown there; a link counts only while its record is there."""
        if record not in self.filled[field]:
            return False
        if not self._report.template.fields[field].refers_to:
            return True
        return self._report.has_record(self._shown_text(FieldAddress(record, field)))

    def holders(self, field: str, alike: Callable[[str], str], text: str) -> Collection[str]:
        """Return the records in which `field` shows `text`, or one that `alike` takes for it.

        Texts are found by an index, which is made when a field is first asked for in this way.
        """
        indices = self._indices.setdefault(field, {})
        if alike not in indices:
            index = indices[alike] = TextIndex(alike)
            for record in self.filled[field]:
                index.put(record, self._shown_text(FieldAddress(record, field)))
        return indices[alike].records(text)

    def _shown_text(self, address: FieldAddress) -> str:
        entered = self._report.value(address)
        value = entered if entered is not None else self.result(address)
        return value.text if value is not None else ""

    def result(self, address: FieldAddress) -> Value | None:
        """Return what the field's formula gave, None where it gave nothing."""
        found = self._results.get(address.field, {}).get(address.record)
        if isinstance(found, Decimal):
            return Figure(self._report.template.fields[address.field].type, found, plain(found))
        return found

    def put_result(self, field: Field, record: str, result: Decimal | Value | None) -> bool:
        """Keep what the field's formula gave; say whether it is another than before."""
        column = self._results.setdefault(field.id, {})
        if column.get(record) == result:
            return False
        if result is None:
            del column[record]
        else:
            column[record] = result
        if record not in self._entered[field.id]:
            self._show(field.id, record, result)
        return True

    def forget(self, record: Record) -> None:
        """Drop what is known of a record that is gone."""
        for field in self._report.template.fields_of(record.group):
            self._results.get(field.id, {}).pop(record.id, None)
            self._entered[field.id].discard(record.id)
            self._show(field.id, record.id, None)

    def _show(self, field: str, record: str, value: Decimal | Value | None) -> None:
        self.versions[field] += 1
        is_filled = value is not None and value is not Mark.BLANK
        if is_filled != (record in self.filled[field]):
            self.filled_versions[field] += 1
            (self.filled[field].add if is_filled else self.filled[field].discard)(record)
        for index in self._indices.get(field, {}).values():
            index.put(record, "" if value is None or isinstance(value, Decimal) else value.text)
        number = number_in(value)
        if number is None:
            self.numbers[field].pop(record, None)
        else:
            self.numbers[field][record] = number


def number_in(value: Decimal | Value | None) -> Decimal | None:
    """Return the number of a figure, or of an indicator value that is an amount."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Quantity):
        amount = amount_of(value)
        return amount[0] if amount is not None else None
    return number_of(value)
