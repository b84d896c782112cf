"""How far each sheet is: how much is filled in, and what the checks find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.findings import FindingState
from perfeval_desktop.domain.layout import SheetRef, home_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.domain.values import is_blank
from perfeval_desktop.services.explaining import finding_state


class SheetState(NamedTuple):
    """How far a sheet is: required fields and how many of them are filled; open findings."""

    required: int
    filled: int
    findings: dict[Severity, int]

    @property
    def is_complete(self) -> bool:
        """Say whether nothing required is missing."""
        return self.filled == self.required

    @property
    def share(self) -> float:
        """Return the filled share, 0 to 1; a sheet that requires nothing is full."""
        return self.filled / self.required if self.required else 1.0


def required_fields(report: Report, ref: SheetRef) -> Iterator[FieldAddress]:
    """Yield the fields that must be filled in on a sheet."""
    sheet = report.template.sheet(ref.sheet)
    for field_id in sorted(report.template.fields_on(sheet)):
        field = report.template.fields[field_id]
        if field.is_required and field.group == sheet.per:
            yield FieldAddress(ref.record, field_id)


def sheet_states(
    report: Report, engine: Engine, refs: list[SheetRef], complete: bool
) -> dict[SheetRef, SheetState]:
    """Return the state of each sheet.

    A finding counts on the sheet of its first place, until it is explained.
    """
    states = {}
    for ref in refs:
        required = list(required_fields(report, ref))
        filled = sum(not is_blank(engine.value(each)) for each in required)
        states[ref] = SheetState(len(required), filled, dict.fromkeys(Severity, 0))
    for finding in engine.findings(complete):
        home = home_of(report, finding.places)
        if home in states and finding_state(report, finding) is not FindingState.EXPLAINED:
            states[home].findings[finding.severity] += 1
    return states
