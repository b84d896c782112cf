"""What of last year's records and entries goes into the next year's report, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval_desktop.domain.edits import AddRecord, Edit, SetEntry
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report, new_record_id
from perfeval_desktop.domain.template import REPORT, Carry, Field, Group, ReportTemplate, Role
from perfeval_desktop.domain.values import (
    Figure,
    Mark,
    Text,
    Value,
    ValueType,
    editing_text,
    is_blank,
    number_of,
)
from perfeval_desktop.domain.years import shifted
from perfeval_desktop.services.records import is_empty_record, new_record_edits
from perfeval_desktop.services.session import Session

_ONLY_DOTS = re.compile(r"[….。·⋯\s]+")  # a row of the blank form that nobody filled in


class CarriedRecords:
    """Matches the records and the fields of both reports.

    `ended` are the names of project lines that had nothing in the year that is left, `lost` the
    fields with something in them that the new template does not have.
    """

    def __init__(self, last: Session, template: ReportTemplate) -> None:
        self._last = last
        self._template = template
        self.shifted_years = 0
        self.ended: list[str] = []
        self.lost: list[Field] = []
        self._new_ids: dict[str, str] = {REPORT: REPORT}  # by the old ones
        self._adding: list[Edit] = []
        self._over = self._records_that_ended()
        self._carry_children(REPORT, REPORT, REPORT)

    def edits(self) -> list[Edit]:
        """Return the edits that make the records and fill them."""
        edits = list(self._adding)
        for old, new in self._new_ids.items():
            for field in self._template.fields_of(self._last.report.group_of(old)):
                place = FieldAddress(new, field.id)
                entry = self._entry(old, field)
                if entry is not None:
                    edits.append(SetEntry(place, None, entry))
        self.lost = self._fields_lost()
        return edits

    def places(self) -> Iterator[tuple[str, FieldAddress, Field]]:
        """Yield every field of the records that go on: old record, new place, field."""
        for old, new in self._new_ids.items():
            for field in self._template.fields_of(self._last.report.group_of(old)):
                yield old, FieldAddress(new, field.id), field

    # Records

    def _records_that_ended(self) -> frozenset[str]:
        """Lines that only had a figure of the year before, and the sheets they had alone."""
        report = self._last.report
        ended = [each.id for each in report.all_records() if self._has_ended(each)]
        self.ended = [report.record_name(each) for each in ended]
        if not ended:
            return frozenset()
        over = set(ended)
        for sheet, lines in self._pointing().items():
            if over.issuperset(lines):
                over.add(sheet)
        return frozenset(over)

    def _pointing(self) -> dict[str, list[str]]:
        """Return for every record that others point at which they are."""
        report = self._last.report
        found: dict[str, list[str]] = {}
        for address, entry in report.entries():
            if report.template.fields[address.field].refers_to:
                found.setdefault(entry.value.text, []).append(address.record)
        return found

    def _has_ended(self, record: Record) -> bool:
        fields = list(self._last.report.template.fields_of(record.group))
        typed = [each for each in fields if each.role is Role.INPUT and each.type.is_numeric]
        of_before = [each for each in typed if each.last_year]
        of_year = [each for each in typed if not each.last_year]
        siblings = self._last.report.children(record.parent, record.group)
        return (
            any(self._is_there(record.id, each) for each in of_before)
            and not any(self._is_there(record.id, each) for each in of_year)
            # Where no row has a figure of the year, it was not filled in yet.
            and any(self._is_there(row, each) for row in siblings for each in of_year)
        )

    def _is_there(self, record: str, field: Field) -> bool:
        return bool(number_of(self._last.value(FieldAddress(record, field.id))))

    def _carry_children(self, group: str, old_parent: str, new_parent: str) -> None:
        for child in self._template.groups_under(group):
            index = 0
            for section in child.section_ids():
                olds = self._going_on(child, old_parent, section)
                for old in olds:
                    record = Record(new_record_id(), child.id, new_parent, section)
                    self._new_ids[old] = record.id
                    self._adding.append(AddRecord(record, index))
                    self._carry_children(child.id, old, record.id)
                    index += 1
                for _ in range((child.minimum if olds else child.initial) - len(olds)):
                    record = Record(new_record_id(), child.id, new_parent, section)
                    self._adding += new_record_edits(self._template, record, index)
                    index += 1

    def _going_on(self, group: Group, old_parent: str, section: str) -> list[str]:
        """Return last year's records of a section that the new report has, too."""
        report = self._last.report
        before = report.template.groups.get(group.id)
        if before is None or before.parent != group.parent or not self._is_carried(group):
            return []
        return [
            each
            for each in report.children_in(old_parent, group.id, section)
            if each not in self._over and not self._says_nothing(each)
        ]

    def _says_nothing(self, record: str) -> bool:
        """Say whether a row is empty, or has only the dots of the official blank (……)."""
        report = self._last.report
        if is_empty_record(report, record):
            return True
        entries = [entry.value for _, entry in report.entries_of(record)]
        return bool(entries) and all(_ONLY_DOTS.fullmatch(each.text) for each in entries)

    def _is_carried(self, group: Group) -> bool:
        return any(each.carry is not Carry.CLEAR for each in self._template.fields_of(group.id))

    # Entries

    def _entry(self, old: str, field: Field) -> Entry | None:
        if field.role in (Role.COMPUTED, Role.READ):
            return None  # what it gives is seen once everything else is there
        if field.carry is Carry.PREVIOUS:
            value = self._value(old, field.last_year, field)
            return Entry(value) if value is not None and not is_blank(value) else None
        if field.carry is Carry.CLEAR or field.id not in self._last.report.template.fields:
            return None
        entry = self._last.report.entry(FieldAddress(old, field.id))
        if entry is None or is_blank(entry.value):
            return None
        carried = self._carried(entry.value, field)
        return Entry(carried, entry.reason) if carried is not None else None

    def _value(self, old: str, source: str, field: Field) -> Value | None:
        if source not in self._last.report.template.fields:
            return None
        value = self._last.value(FieldAddress(old, source))
        return _as_type(value, field.type, self._last.report)

    def _carried(self, value: Value, field: Field) -> Value | None:
        if field.refers_to:
            target = self._new_ids.get(value.text)
            return Text(target) if target else None
        if not isinstance(value, Text):
            return _as_type(value, field.type, self._last.report)
        text = value.text
        if field.carry is Carry.SUGGEST:
            text, moved = shifted(text, self._last.report.year)
            self.shifted_years += moved
        return Text(text, tuple(self._notes(value.notes)))

    def _notes(self, notes: tuple[FigureNote, ...]) -> Iterator[FigureNote]:
        """What was said of figures holds for the records that go on, and the fields there are."""
        for note in notes:
            record = self._new_ids.get(note.record)
            if record is not None and (not note.field or note.field in self._template.fields):
                yield note._replace(record=record)

    def _fields_lost(self) -> list[Field]:
        report = self._last.report
        filled = {address.field for address, entry in report.entries() if not is_blank(entry.value)}
        return [
            field
            for field in report.template.fields.values()
            if field.id in filled
            and field.carry is not Carry.CLEAR
            and field.id not in self._template.fields
        ]


def _as_type(value: Value | None, wanted: ValueType, report: Report) -> Value | None:
    """Return a value as one of another type, where the new form asks for it otherwise."""
    if not isinstance(value, Figure) or value.type is wanted:
        return value
    try:
        text = editing_text(value, report.template.numbers)
        is_wan = value.type is ValueType.AMOUNT and "元" not in text
        read = parse_value(wanted, f"{text}万元" if is_wan else text)
    except ValueParseError:
        return None
    return None if isinstance(read, Mark) else read
