"""Field addresses that mean the same in another copy of a report.

Records have random ids. A path counts instead: 项目.2.指标.数量指标.1.分值 is the 分值 of the first
数量指标 of the second 项目. It may stand in a worksheet as a defined name, and check codes are made
over it.
"""

from __future__ import annotations

from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT


def path_of(report: Report, address: FieldAddress) -> tuple[str, ...]:
    """Return the steps from the report to the field: group, section and number of each record."""
    return Paths(report).of(address)


class Paths:
    """The paths of many fields of a report that does not change meanwhile.

    Each run of siblings is counted once, so that the time goes up with the fields only.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._of_records: dict[str, tuple[str, ...]] = {REPORT: ()}

    def of(self, address: FieldAddress) -> tuple[str, ...]:
        """Return the path of a field."""
        return (*self.of_record(address.record), self._report.template.fields[address.field].name)

    def of_record(self, record_id: str) -> tuple[str, ...]:
        """Return the steps from the report to a record, () for the report itself."""
        if record_id not in self._of_records:
            record = self._report.record(record_id)
            self._count(record.parent, record.group, record.section)
        return self._of_records[record_id]

    def _count(self, parent: str, group: str, section: str) -> None:
        before = (*self.of_record(parent), _last_name(group), *([section] if section else ()))
        for number, each in enumerate(self._report.children_in(parent, group, section), 1):
            self._of_records[each] = (*before, str(number))


def address_at(report: Report, path: tuple[str, ...]) -> FieldAddress | None:
    """Return the address at the end of a path; None where this report has no such place."""
    record_id, group_id = REPORT, REPORT
    *steps, name = path
    while steps:
        group = next(
            (g for g in report.template.groups_under(group_id) if _last_name(g.id) == steps[0]),
            None,
        )
        if group is None:
            return None
        del steps[0]
        section = steps.pop(0) if group.sections and steps else ""
        number = steps.pop(0) if steps else ""
        if section not in group.section_ids() or not number.isdecimal():
            return None
        siblings = report.children_in(record_id, group.id, section)
        if not 1 <= int(number) <= len(siblings):
            return None
        record_id, group_id = siblings[int(number) - 1], group.id
    for field in report.template.fields_of(group_id):
        if field.name == name:
            return FieldAddress(record_id, field.id)
    return None


def _last_name(group_id: str) -> str:
    return group_id.rpartition(".")[2]
