"""The text check of figures that the clerk has said mean a cell: they have to agree with it."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_desktop.checks.prose import figure_in, rewritten
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, Field, ReportTemplate
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Figure, Text, display


def meant(given: Parameters, template: ReportTemplate) -> Prepared:
    """Compare figures with the cells they are said to mean. Parameters: `fields` (prose).

    Where the template compares the same two by itself, it is left to that.
    """
    fields = given.fields("fields")
    read = [each for each in template.fields.values() if each.reading is not None]

    def run(report: Report, view: Values) -> Iterator[Hit]:
        for field in fields:
            address = FieldAddress(REPORT, field)
            text = report.value(address)
            if isinstance(text, Text):
                for note in text.notes:
                    if not _is_compared(note, field, read, report, view):
                        yield from _hits(address, text.text, note, report, view)

    def cells(report: Report) -> frozenset[str]:
        texts = (report.value(FieldAddress(REPORT, each)) for each in fields)
        return frozenset(
            note.field for text in texts if isinstance(text, Text) for note in text.notes
        )

    return Prepared(given.reads(*fields), run, cells)


def _is_compared(
    note: FigureNote, source: str, read: list[Field], report: Report, view: Values
) -> bool:
    for field in read:
        if field.reading is not None and field.reading.source == source:
            for record in report.records_of(field.group):
                mention = view.mention(FieldAddress(record, field.id))
                if mention is None or not mention.is_confirmed:
                    continue
                if note.overlaps(mention.start, mention.end):
                    return True
    return False


def _hits(
    address: FieldAddress, text: str, note: FigureNote, report: Report, view: Values
) -> Iterator[Hit]:
    cell = FieldAddress(note.record, note.field)
    if note.kind is NoteKind.NONE or not report.has_record(note.record):
        return
    value, written = view.value(cell), text[note.start : note.end]
    if not isinstance(value, Figure):
        return
    decimals = report.template.numbers.amount_decimals
    figure = figure_in(written, value.type, decimals)
    if figure is None or abs(figure[0] - value.number) <= figure[1]:
        return
    mended = rewritten(written, value.type, value.number, decimals) or ""
    span = TextSpan(address, note.start, note.end, mended)
    label = field_label(report.template.fields[cell.field], report.year)
    name = f"{report.record_name(cell.record)}的" if cell.record else ""
    shown = display(value, report.template.numbers)
    part = f"{address.field}.{cell.field}.{cell.record}"
    yield Hit((address, cell), written, shown, (span,), REPORT, part, {"格": f"{name}{label}"})
