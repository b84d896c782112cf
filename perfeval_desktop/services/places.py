"""Every place of a report that can be gone to by its name: fields of all sheets, and chapters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_label
from perfeval_desktop.domain.layout import sheet_refs_in_filling_order as sheets_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind, SheetTemplate
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import display
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.figure_notes import Cell
from perfeval_desktop.services.session import Session

_MOST_SHOWN = 24  # characters of a long text


class Place(NamedTuple):
    """A cell or chapter, and the sheet it is gone to on."""

    sheet: SheetRef
    cell: Cell


def all_places(session: Session) -> list[Place]:
    """Return every field, filled in or not, in the order of filling in.

    What stands on several sheets is gone to on the first; only headings of headings share a field
    with the first chapter under them.
    """
    report, found = session.report, []
    seen: set[FieldAddress] = set()
    for ref in sheets_of(report):
        sheet = report.template.sheet(ref.sheet)
        if sheet.kind is SheetKind.NARRATIVE:
            named = list(_chapters(sheet))
        else:
            fields = dict.fromkeys(lay_out(report, ref).fields())
            named = [(each, _label(report, ref, each)) for each in fields if each not in seen]
        seen.update(address for address, _ in named)
        title = sheet_label(report, ref)
        for address, label in named:
            cell = Cell(address, f"{title} {label}", _shown(session, address))
            found.append(Place(ref, cell))
    return found


def _label(report: Report, ref: SheetRef, address: FieldAddress) -> str:
    """The title of a project's sheet names the project already; rows are told by their section."""
    if address.record == ref.record:
        return field_label(report.template.fields[address.field], report.year)
    section = report.record(address.record).section if address.record else ""
    return " ".join(filter(None, (section, cell_label(report, address))))


def _chapters(sheet: SheetTemplate) -> Iterator[tuple[FieldAddress, str]]:
    """A heading without a text of its own leads to the next one that has it."""
    waiting: list[str] = []
    for heading in sheet.headings:
        waiting.append(heading.text)
        if heading.field:
            yield from ((FieldAddress(REPORT, heading.field), text) for text in waiting)
            waiting.clear()


def _shown(session: Session, address: FieldAddress) -> str:
    text = display(session.value(address), session.report.template.numbers)
    line = " ".join(text[: 2 * _MOST_SHOWN].split())
    return line if len(line) <= _MOST_SHOWN else line[:_MOST_SHOWN] + "…"
