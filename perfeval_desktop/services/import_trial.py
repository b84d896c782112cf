"""The report as an import will leave it: a copy that is tried on, and never stored."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_desktop.domain.edits import Edit, Origin, SetEntry, apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, Target
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import Role
from perfeval_desktop.domain.values import Value
from perfeval_desktop.services.import_edits import Filling, agrees, planned_values
from perfeval_desktop.services.session import Session

ONLY_TRIED = "这里是导入以后的样子，还没有导入。要改放在哪里，请在下面的清单里改。"


class Trial:
    """A session over a copy of a report in which a plan is carried out."""

    def __init__(self, plan: ImportPlan, base: Report) -> None:
        filling, report = Filling(plan, base, ()), base.copy()
        apply_edits(report, tuple(filling.edits()))
        self._base = base
        self._ids = dict(filling.ids)
        self._keys = {record: key for key, record in self._ids.items()}
        self._values = self._values_of(plan, report)
        self.session = Session(report, lambda batch: None, reads_prose=False)
        self.session.read_only = ONLY_TRIED

    @property
    def report(self) -> Report:
        """The copy."""
        return self.session.report

    def address(self, target: Target) -> FieldAddress | None:
        """Return where a target is in the copy; None where its record is not planned."""
        record = self._ids.get(target.record)
        return FieldAddress(record, target.field) if record is not None else None

    def target(self, address: FieldAddress) -> Target:
        """Return an address of the copy as a target of the plan.

        A record of the report that the document does not have is not in the plan: `plan_record`.
        """
        return Target(self._keys.get(address.record, address.record), address.field)

    def is_planned(self, address: FieldAddress) -> bool:
        """Say whether the record of an address is one of the plan's."""
        return address.record in self._keys

    def plan_record(self, record: str) -> None:
        """Know a record of the report that is put into the plan, under its own id."""
        self._ids[record] = self._keys[record] = record

    def standing(self, address: FieldAddress) -> Value | None:
        """Return what was entered there before, None where nothing was."""
        return self._base.value(address) if self._base.has_record(address.record) else None

    def _values_of(self, plan: ImportPlan, report: Report) -> dict[FieldAddress, Value]:
        values = planned_values(plan, report.template)
        found = ((self.address(target), value) for target, value in values.items())
        return {address: value for address, value in found if address is not None}

    def show(self, plan: ImportPlan) -> None:
        """Put what another plan for the same records says into the copy."""
        before, self._values = self._values, self._values_of(plan, self.report)
        touched = [e for e in {**before, **self._values} if before.get(e) != self._values.get(e)]
        self.session.read_only = ""
        self.session.apply(list(self._edits(touched)), "试放", Origin.IMPORTED)
        self.session.read_only = ONLY_TRIED

    def _edits(self, touched: Iterable[FieldAddress]) -> Iterable[Edit]:
        for address in touched:
            if not self.report.has_record(address.record):
                continue
            value = self._values.get(address) or self.standing(address)
            before = self.report.entry(address)
            after = (
                Entry(value) if value is not None and not self._follows(address, value) else None
            )
            if before != after:
                yield SetEntry(address, before, after)

    def _follows(self, address: FieldAddress, value: Value) -> bool:
        """Say whether a value is just what the formula of its field gives."""
        template = self.report.template
        is_formula = template.fields[address.field].role in (Role.COMPUTED, Role.DEFAULT)
        return is_formula and agrees(value, self.session.engine.computed(address), template.numbers)
