"""Figures of the narrative and the cells they are about: following one, meaning one, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind, beside_insertion
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label, sheet_of, sheet_refs
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, SheetKind
from perfeval_desktop.domain.values import Figure, Text, ValueType, display
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.live_figures import followed, set_text, text_at
from perfeval_desktop.services.session import Session

_MOST_OFFERED = 8
_UNIT = "万元"


class Cell(NamedTuple):
    """A cell that shows a figure: where it is, what a menu calls it, what it shows."""

    address: FieldAddress
    label: str
    shown: str


class FigureHere(NamedTuple):
    """A figure of a text, from character `start` to `end`, and what was said of it."""

    start: int
    end: int
    written: str
    note: FigureNote | None


def figure_at(session: Session, address: FieldAddress, position: int) -> FigureHere | None:
    """Return the figure at a character of a stored text, None where there is none."""
    from perfeval_desktop.checks.prose import figure_span

    text = text_at(session.report, address)
    noted = next((each for each in text.notes if each.start <= position <= each.end), None)
    span = (noted.start, noted.end) if noted is not None else figure_span(text.text, position)
    if span is None:
        return None
    return FigureHere(*span, text.text[slice(*span)], noted)


def cells_alike(session: Session, written: str) -> list[Cell]:
    """Return the cells that show what is written in a text, in the order of the sheets."""
    from perfeval_desktop.checks.prose import figure_in

    decimals = session.report.template.numbers.amount_decimals
    found = []
    for cell, value in _figures(session):
        read = figure_in(written, value.type, decimals)
        if read is not None and abs(read[0] - value.number) <= read[1]:
            found.append(cell)
    return found[:_MOST_OFFERED]


def cells_found_beside(session: Session, address: FieldAddress, figure: FigureHere) -> list[Cell]:
    """Return the cells that findings compare a figure with."""
    found: dict[FieldAddress, None] = {}
    for finding in session.engine.findings():
        spans = [each for each in finding.spans if each.address == address]
        if any(each.start < figure.end and figure.start < each.end for each in spans):
            found |= dict.fromkeys(each for each in finding.places if each != address)
    cells = [_cell(session, sheet_of(session.report, each), each) for each in found]
    return [each for each in cells if isinstance(session.value(each.address), Figure)]


def all_cells(session: Session) -> list[Cell]:
    """Return every cell of the tables that shows a figure, in the order of the sheets."""
    return [cell for cell, _ in _figures(session)]


def cell_of(session: Session, note: FigureNote) -> Cell | None:
    """Return the cell that a note is about, None when it is gone or there is none."""
    address = FieldAddress(note.record, note.field)
    if not note.field or not session.report.has_record(note.record):
        return None
    return _cell(session, sheet_of(session.report, address), address)


def note_edits(
    session: Session, address: FieldAddress, figure: FigureHere, kind: NoteKind | None,
    cell: FieldAddress | None = None,
) -> list[Edit]:  # fmt: skip
    """Return the edits that say what a figure means; with `kind` None nothing is said of it.

    A figure that is to follow a cell takes its value at once.
    """
    text = text_at(session.report, address)
    notes = [each for each in text.notes if not each.overlaps(figure.start, figure.end)]
    if kind is not None:
        at = cell or FieldAddress(REPORT, "")
        notes.append(FigureNote(figure.start, figure.end, kind, at.record, at.field))
    after = Text(text.text, tuple(sorted(notes)))
    if kind is NoteKind.LIVE:
        after = followed(after, session.report, session.value)
    return set_text(session.report, address, after)


def insert_edits(
    session: Session, address: FieldAddress, position: int, cell: FieldAddress
) -> list[Edit]:
    """Return the edits that put the figure of a cell into a text, where it follows the cell.

    An amount gets its unit, or as much of it as does not stand there yet.
    """
    text = text_at(session.report, address)
    shown = display(session.value(cell), session.report.template.numbers)
    unit = _UNIT if session.report.template.fields[cell.field].type is ValueType.AMOUNT else ""
    there = next(each for each in (unit, unit[1:], "") if text.text[position:].startswith(each))
    shown += unit.removesuffix(there)
    written = text.text[:position] + shown + text.text[position:]
    end = position + len(shown) + len(there)
    note = FigureNote(position, end, NoteKind.LIVE, *cell)
    notes = (*beside_insertion(text.notes, written, position, len(shown)), note)
    return set_text(session.report, address, Text(written, tuple(sorted(notes))))


def _figures(session: Session) -> Iterator[tuple[Cell, Figure]]:
    report = session.report
    for ref in sheet_refs(report):
        if report.template.sheet(ref.sheet).kind is SheetKind.NARRATIVE:
            continue
        for address in dict.fromkeys(lay_out(report, ref).fields()):
            value = session.value(address)
            if isinstance(value, Figure) and value.type is not ValueType.YUAN:
                yield _cell(session, ref, address), value


def _cell(session: Session, ref: SheetRef | None, address: FieldAddress) -> Cell:
    report = session.report
    sheet = f"{sheet_label(report, ref)} " if ref is not None else ""
    shown = display(session.value(address), report.template.numbers)
    return Cell(address, f"{sheet}{cell_label(report, address)}", shown)
