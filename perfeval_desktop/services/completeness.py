"""What is still missing (未填), sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.findings import FindingState
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Severity, SheetKind
from perfeval_desktop.domain.text import field_label
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


class Missing(NamedTuple):
    """One thing that is not filled in yet: what it is called, and where to fill it in."""

    sheet: SheetRef
    text: str
    place: FieldAddress


def missing(report: Report, engine: Engine, refs: list[SheetRef]) -> list[Missing]:
    """Return what is not filled in yet (还差什么), sheet by sheet in the order of `refs`.

    That is what is required and empty, in reading order, and then what 全审 would miss besides;
    hints are no more than that.
    """
    found: dict[SheetRef, list[Missing]] = {ref: [] for ref in refs}
    for ref in refs:
        for place in _in_reading_order(report, ref):
            if is_blank(engine.value(place)):
                label = field_label(report.template.fields[place.field], report.year)
                found[ref].append(Missing(ref, label, place))
    known = {each.place for of in found.values() for each in of}
    for finding in engine.findings(True):
        is_missing = finding.is_due and finding.severity is not Severity.HINT
        home = sheet_of(report, finding.places[0]) if is_missing and finding.places else None
        is_open = finding_state(report, finding) is not FindingState.EXPLAINED
        if home in found and is_open and known.isdisjoint(finding.places):
            found[home].append(Missing(home, finding.message, finding.places[0]))
    return [each for of in found.values() for each in of]


def _in_reading_order(report: Report, ref: SheetRef) -> list[FieldAddress]:
    required = set(required_fields(report, ref))
    sheet = report.template.sheet(ref.sheet)
    if sheet.kind is SheetKind.NARRATIVE:
        places = [FieldAddress(ref.record, each.field) for each in sheet.headings]
    else:
        places = [each.address for each in lay_out(report, ref).cells if each.address is not None]
    return [each for each in dict.fromkeys(places) if each in required]


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
        home = sheet_of(report, finding.places[0]) if finding.places else None
        if home in states and finding_state(report, finding) is not FindingState.EXPLAINED:
            states[home].findings[finding.severity] += 1
    return states
