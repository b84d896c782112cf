"""Which records belong to another one, how many they are and what their numbers come to.

Each indicator of a sheet may ask how many of them have a weight. What a set gave is kept until the
set changes, or the field in it, so that thousands of rows do not each count thousands.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from perfeval_desktop.checks.columns import Columns
from perfeval_desktop.checks.resolve import Many
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import ZERO

_Asked = tuple[Many, str]
_Stamp = tuple[int, int]  # versions of the field, and of the link by which records belong there


class RecordSets:
    """The sets of records that rules count, add up and list."""

    def __init__(self, report: Report, columns: Columns) -> None:
        self._report = report
        self._columns = columns
        self._relations = report.template.relations
        self._ranks: dict[str, dict[str, int]] = {}  # group → record → its place in the report
        self._places: dict[str, int] = {}  # record → its place in the report
        self._in_sections: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = {}
        self._filled_in: dict[_Asked, tuple[_Stamp, tuple[FieldAddress, ...]]] = {}
        self._totals: dict[_Asked, tuple[_Stamp, Decimal | None]] = {}

    def records_changed(self) -> None:
        """Records came, went or moved: nothing that is known of them holds any longer."""
        of_sets = (self._ranks, self._places, self._in_sections, self._filled_in, self._totals)
        for known in of_sets:
            known.clear()

    def places(self) -> dict[str, int]:
        """Return the place of each record in the report's order."""
        if not self._places:
            self._places = {each.id: at for at, each in enumerate(self._report.all_records())}
        return self._places

    def members(self, record: str, many: Many) -> Iterable[str]:
        """Return the records that `many` speaks of, for the record it starts from."""
        if many.via:
            return self._related(record, many)
        children = self._report.children(record, many.group)
        if not many.sections:
            return children
        key = (record, many.group, many.sections)
        if key not in self._in_sections:
            section_of, sections = self._report.record, frozenset(many.sections)
            self._in_sections[key] = tuple(
                each for each in children if section_of(each).section in sections
            )
        return self._in_sections[key]

    def count(self, record: str, many: Many) -> int:
        """Return how many records `many` speaks of; with a field, those in which it is filled."""
        return len(self.filled_in(record, many))

    def filled_in(self, record: str, many: Many) -> tuple[FieldAddress, ...]:
        """Return where the field is filled in, in order; without a field all of the records."""
        stamp, known = (
            self._stamp(many, self._filled(many.field)),
            self._filled_in.get((many, record)),
        )
        if known is not None and known[0] == stamp:
            return known[1]
        field, is_filled = many.field, self._columns.is_filled
        found = tuple(
            FieldAddress(each, field)
            for each in self.members(record, many)
            if not field or is_filled(each, field)
        )
        self._filled_in[many, record] = stamp, found
        return found

    def _filled(self, field: str) -> dict[str, int]:
        """A link counts while its record is there: any change of it may be one."""
        is_link = bool(field) and bool(self._report.template.fields[field].refers_to)
        return self._columns.versions if is_link else self._columns.filled_versions

    def total(self, record: str, many: Many) -> Decimal | None:
        """Return what the numbers of the field come to, None where there is none."""
        versions = self._columns.versions
        stamp, known = self._stamp(many, versions), self._totals.get((many, record))
        if known is not None and known[0] == stamp:
            return known[1]
        column = self._columns.numbers[many.field]
        numbers = [column[each] for each in self.members(record, many) if each in column]
        found = sum(numbers, ZERO) if numbers else None
        self._totals[many, record] = stamp, found
        return found

    def _stamp(self, many: Many, versions: dict[str, int]) -> _Stamp:
        by = self._relations[many.via].by if many.via else ""
        return versions.get(many.field, 0), self._columns.versions.get(by, 0)

    def _related(self, record: str, many: Many) -> list[str]:
        by = self._relations[many.via].by
        found = list(self._columns.holders(by, str, record))
        if len(found) > 1:
            found.sort(key=self._ranks_of(many.group).__getitem__)
        return found

    def _ranks_of(self, group: str) -> dict[str, int]:
        if group not in self._ranks:
            self._ranks[group] = {
                each: at for at, each in enumerate(self._report.records_of(group))
            }
        return self._ranks[group]
