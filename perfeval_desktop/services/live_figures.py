"""Figures of the narrative that follow a cell: they are rewritten in the batch that changes it."""

from __future__ import annotations

from collections.abc import Callable

from perfeval_desktop.domain.edits import Edit, SetEntry
from perfeval_desktop.domain.figure_notes import BLANK, FigureNote, NoteKind
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Figure, Text, Value

Values = Callable[[FieldAddress], Value | None]


def live_edits(report: Report, value_of: Values) -> list[Edit]:
    """Return the edits that bring figures up to the cells they follow."""
    edits: list[Edit] = []
    for field in report.template.prose_fields:
        address = FieldAddress(REPORT, field)
        value = report.value(address)
        if isinstance(value, Text) and value.notes:
            edits += set_text(report, address, followed(value, report, value_of))
    return edits


def followed(text: Text, report: Report, value_of: Values) -> Text:
    """Return a text with the figures of the cells it follows; those of cells that are gone stay.

    A cell without a figure leaves a blank to be seen in the text, which its figure fills.
    """
    written, notes, shift = text.text, list[FigureNote](), 0
    for note in sorted(text.notes):
        here = note._replace(start=note.start + shift, end=note.end + shift)
        old = written[here.start : here.end]
        new = _figure_of(here, old, report, value_of)
        written = written[: here.start] + new + written[here.end :]
        shift += len(new) - len(old)
        notes.append(here._replace(end=here.start + len(new)))
    return Text(written, tuple(notes))


def _figure_of(note: FigureNote, written: str, report: Report, value_of: Values) -> str:
    """Return what should be written in place of a noted figure: often what is."""
    if note.kind is not NoteKind.LIVE or not report.has_record(note.record):
        return written
    value = value_of(FieldAddress(note.record, note.field))
    if isinstance(value, Figure) and BLANK in written:
        return written.replace(BLANK, report.template.numbers.figure(value.type, value.number))
    if BLANK in written:
        return written
    from perfeval_desktop.checks.prose import blanked, rewritten  # dear to import, seldom needed

    if not isinstance(value, Figure):
        return blanked(written)
    decimals = report.template.numbers.amount_decimals
    return rewritten(written, value.type, value.number, decimals) or written


def text_at(report: Report, address: FieldAddress) -> Text:
    """Return the text of a chapter, an empty one where nothing is written."""
    value = report.value(address)
    return value if isinstance(value, Text) else Text(value.text if value is not None else "")


def set_text(report: Report, address: FieldAddress, after: Text) -> list[Edit]:
    """Return the edits that put a text into a chapter; its reason stays."""
    before = report.entry(address)
    entry = Entry(after, before.reason if before is not None else "")
    return [] if before == entry else [SetEntry(address, before, entry)]
