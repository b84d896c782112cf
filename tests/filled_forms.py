"""A report on any template with every cell that is typed in it filled: for tests over all forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval_desktop.domain.edits import Origin, SetEntry
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Field, ReportTemplate, Role
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.services.projects import add_sheet_edits, line_group
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session

Given = Callable[[Field], str]  # a text for a cell

_TEXTS = {
    ValueType.AMOUNT: "17.15",
    ValueType.YUAN: "171500.5",
    ValueType.HEADCOUNT: "11",
    ValueType.RATE: "95%",
    ValueType.POINTS: "5",
    ValueType.AREA: "1200",
    ValueType.QUANTITY: "96%",
    ValueType.DATE: "2025年3月15日",
    ValueType.PROSE: "按年初的安排开展工作，各项任务都已完成。",
}


def plain_text(field: Field) -> str:
    """Return what a clerk might type there."""
    if field.type is ValueType.TEXT:
        return field.choices[0] if field.choices else f"甲乙{field.label[:4]}"
    return _TEXTS[field.type]


def filled_session(template: ReportTemplate, given: Given = plain_text) -> Session:
    """Return a session in which every cell that is typed on some sheet holds what `given` says.

    The first two lines of projects have sheets of their own.
    """
    session = Session(Report(template, template.year), lambda batch: None)
    fill(session, given)
    return session


def fill(session: Session, given: Given = plain_text) -> None:
    """Fill a session over an empty report, or one that only names its unit."""
    template = session.report.template
    if not any(True for _ in session.report.all_records()):
        session.apply(initial_edits(template), "新建报告", Origin.CREATED)
    lines = line_group(session.report)
    if lines is not None:
        for number, line in enumerate(session.report.records_of(lines.id)[:2], 1):
            name = parse_value(ValueType.TEXT, f"第{number}项工程")
            session.apply(
                [SetEntry(FieldAddress(line, lines.name_field), None, Entry(name))],
                "填写",
                Origin.TYPED,
            )
            session.apply(add_sheet_edits(session.report, line)[1], "建立", Origin.TYPED)
    session.apply(list(_entries(session.report, given)), "填写", Origin.TYPED)


def _entries(report: Report, given: Given) -> Iterator[SetEntry]:
    fields = report.template.fields
    told: set[FieldAddress] = set()
    for ref in sheet_refs_in_filling_order(report):
        cells = lay_out(report, ref).cells if report.template.sheet(ref.sheet).columns else ()
        slots = [cell.slot.address for cell in cells if cell.slot is not None]
        headings = report.template.sheet(ref.sheet).headings
        chapters = [FieldAddress(REPORT, each.field) for each in headings if each.field]
        line = (each for part in lay_out(report, ref).signature for each in part)
        signed = [each.address for each in line if not isinstance(each, str)]
        unit = FieldAddress(REPORT, report.template.unit_field)
        for address in (*slots, *chapters, *signed, unit):
            field = fields[address.field]
            is_typed = field.role is Role.INPUT and field.type is not ValueType.REFERENCE
            if is_typed and address not in told and report.entry(address) is None:
                told.add(address)
                yield SetEntry(address, None, Entry(parse_value(field.type, given(field))))
