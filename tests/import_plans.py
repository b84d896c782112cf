"""Plans made of a report that is there: what a perfect reading of its paper would give."""

from __future__ import annotations

from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedLink,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Text, ValueType, display
from perfeval_desktop.services.session import Session


def plan_of_paper(session: Session) -> ImportPlan:
    """Return the plan that says what the printed report shows, figure by figure.

    Of records only their names, order and sections are known, as on paper.
    """
    report, template = session.report, session.report.template
    records = [
        PlannedRecord(each.id, each.group, each.parent, each.section)
        for each in report.all_records()
    ]
    pieces: list[PlannedPiece] = []
    block = 0
    for ref in sheet_refs(report):
        for address in dict.fromkeys(lay_out(report, ref).fields()):
            target = Target(address.record, address.field)
            text = display(session.value(address), template.numbers)
            field = template.fields[address.field]
            for line in text.split("\n") if field.type is ValueType.PROSE else [text]:
                place = SourcePlace(block)
                if line:
                    value = parse_value(field.type, line)
                    piece = PlannedPiece(place, line, PlannedState.TAKEN, target, value)
                else:
                    piece = PlannedPiece(place, "", PlannedState.EMPTY, target)
                pieces.append(piece)
                block += 1
    links = [
        PlannedLink(each.id, field.id, value.text)
        for each in report.all_records()
        for field in template.fields_of(each.group)
        if field.refers_to
        if isinstance(value := report.value(FieldAddress(each.id, field.id)), Text)
    ]
    return ImportPlan(tuple(records), tuple(pieces), links=tuple(links))


def piece(field: str, text: str, session: Session, record: str = REPORT) -> PlannedPiece:
    """Return a piece that is taken into a field."""
    value = parse_value(session.report.template.fields[field].type, text)
    target = Target(record, field)
    return PlannedPiece(SourcePlace(0), text, PlannedState.TAKEN, target, value)
