"""The report as an import will leave it: a copy that is tried on, and never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    Origin,
    SetEntry,
    apply_edits,
)
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedRecord, Target
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import REPORT, Field
from perfeval_desktop.domain.values import Text, Value, ValueType
from perfeval_desktop.services.records import removal_edits
from perfeval_desktop.services.session import Session

ONLY_TRIED = "这里是导入以后的样子，还没有导入。要改放在哪里，请在下面的清单里改。"


class Trial:
    """A session over a copy of a report in which a plan is carried out.

    A record that is to be added has its planned key for an id, so that a target is an address.
    """

    def __init__(self, plan: ImportPlan, base: Report) -> None:
        report = base.copy()
        self._ids = {each.key: each.record_id or each.key for each in plan.records}
        _take_records(plan, report, self._ids)
        self._values = self.values_of(plan, report)
        apply_edits(report, _entry_edits(report, self._values, self._values))
        self.session = Session(report, lambda batch: None, reads_prose=False)
        self.session.read_only = ONLY_TRIED
        self._base = base

    @property
    def report(self) -> Report:
        """The copy."""
        return self.session.report

    def address(self, target: Target) -> FieldAddress | None:
        """Return where a target is in the copy; None where its record is not planned."""
        record = self._ids.get(target.record, "") if target.record else REPORT
        return FieldAddress(record, target.field) if record or not target.record else None

    def target(self, address: FieldAddress) -> Target:
        """Return an address of the copy as a target of the plan."""
        keys = {record: key for key, record in self._ids.items()}
        return Target(keys.get(address.record, address.record), address.field)

    def standing(self, address: FieldAddress) -> Value | None:
        """Return what was entered there before, None where nothing was."""
        return self._base.value(address) if self._base.has_record(address.record) else None

    def values_of(self, plan: ImportPlan, report: Report) -> dict[FieldAddress, Value]:
        """Return what a plan puts where; the paragraphs of a chapter are joined."""
        parts: dict[FieldAddress, list[Value]] = {}
        for target, piece in plan.targets():
            address = self.address(target)
            if piece.value is not None and address is not None:
                parts.setdefault(address, []).append(piece.value)
        return {
            address: _joined(report.template.fields[address.field], values)
            for address, values in parts.items()
        }

    def show(self, plan: ImportPlan) -> None:
        """Put what another plan for the same records says into the copy."""
        before, self._values = self._values, self.values_of(plan, self.report)
        touched = [each for each in {**before, **self._values} if self._differs(each, before)]
        values: dict[FieldAddress, Value | None] = {}
        for each in touched:
            values[each] = self._values.get(each) or self.standing(each)
        self.session.read_only = ""
        edits = _entry_edits(self.report, touched, values)
        self.session.apply(edits, "试放", Origin.IMPORTED)
        self.session.read_only = ONLY_TRIED

    def _differs(self, address: FieldAddress, before: Mapping[FieldAddress, Value]) -> bool:
        return before.get(address) != self._values.get(address)


def _joined(field: Field, values: list[Value]) -> Value:
    if len(values) == 1 or field.type is not ValueType.PROSE:
        return values[-1]
    return Text("\n".join(each.text for each in values))


def _entry_edits(
    report: Report, addresses: Iterable[FieldAddress], values: Mapping[FieldAddress, Value | None]
) -> list[Edit]:
    edits: list[Edit] = []
    for address in addresses:
        value = values.get(address)
        before = report.entry(address)
        after = Entry(value) if value is not None else None
        if before != after and report.has_record(address.record):
            edits.append(SetEntry(address, before, after))
    return edits


def _take_records(plan: ImportPlan, report: Report, ids: Mapping[str, str]) -> None:
    """Add what the document has, and take away the empty rows that it has not."""
    planned = {*ids.values()}
    places = {(each.group, ids.get(each.parent, each.parent)) for each in plan.records}
    for group, parent in sorted(places):
        for record_id in reversed(report.children(parent, group)):
            if record_id not in planned and not report.entries_of(record_id):
                apply_edits(report, removal_edits(report, record_id))
    for each in plan.records:
        if not each.record_id:
            apply_edits(report, [_added(report, each, ids)])


def _added(report: Report, planned: PlannedRecord, ids: Mapping[str, str]) -> AddRecord:
    parent = ids.get(planned.parent, planned.parent)
    record = Record(ids[planned.key], planned.group, parent, planned.section)
    return AddRecord(record, len(report.children(parent, planned.group)))


def pieces_for(plan: ImportPlan, target: Target) -> list[int]:
    """Return which pieces have a target, in the order of the document."""
    return [at for at, each in enumerate(plan.pieces) if _is_for(each, target)]


def _is_for(piece: PlannedPiece, target: Target) -> bool:
    return piece.target == target and piece.value is not None
