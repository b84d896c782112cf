"""Which piece of a document is which field of a report: prose and tables put together.

Nothing is found by its position alone, and nothing is dropped: every paragraph and cell in which
something stands becomes a piece of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace
from perfeval_desktop.domain.template import REPORT, ReportTemplate, Role
from perfeval_desktop.domain.values import Value, ValueType
from perfeval_desktop.importing.matching_prose import match_prose
from perfeval_desktop.importing.table_parts import document_year

_ALREADY = "这一项前面已经写了“{}”，这里写的不一样，没有放进去。"


def match_document(document: SourceDocument, report: Report) -> ImportPlan:
    """Find the places of a report in a document, and what stands in them."""
    from perfeval_desktop.importing.matching_tables import match_tables

    tables = match_tables(document, report)
    prose = match_prose(document, report, tables)
    by_place: dict[SourcePlace, list[PlannedPiece]] = {}
    for piece in tables.pieces:
        is_placed = piece.state is not PlannedState.NOT_TAKEN
        if is_placed or piece.place not in prose.pieces:
            by_place.setdefault(piece.place, []).append(piece)
    for place, found in prose.pieces.items():
        by_place.setdefault(place, []).extend(found)
    pieces = [piece for place in sorted(by_place) for piece in by_place[place]]
    pieces = _one_value_each(report.template, _with_unit(report.template, pieces))
    return tables._replace(
        pieces=tuple(pieces),
        sheets=tuple(sorted((*tables.sheets, *prose.sheets))),
        notes=(*_of_the_year(document, report), *prose.notes, *tables.notes),
    )


def _of_the_year(document: SourceDocument, report: Report) -> Iterator[str]:
    year = document_year(document)
    if year is not None and year != report.year:
        yield f"文档是 {year} 年度的，报告是 {report.year} 年度的，请看看是不是选错了。"
    if document.left_out:
        yield f"没有读的：{'、'.join(document.left_out)}。"


def _with_unit(template: ReportTemplate, pieces: list[PlannedPiece]) -> list[PlannedPiece]:
    """A unit that is named on the cover or in an annex alone is the unit that reports."""
    unit = Target(REPORT, template.unit_field)
    if any(piece.target == unit and piece.value is not None for piece in pieces):
        return pieces
    for at, piece in enumerate(pieces):
        if piece.target is None or piece.value is None:
            continue
        field = template.fields.get(piece.target.field)
        if field and field.role is Role.DEFAULT and field.formula == template.unit_field:
            return [*pieces[:at], piece._replace(target=unit), *pieces[at + 1 :]]
    return pieces


def _one_value_each(template: ReportTemplate, pieces: Iterable[PlannedPiece]) -> list[PlannedPiece]:
    """Chapters take many paragraphs; any other field takes what was written first."""
    first: dict[Target, Value] = {}
    found = []
    for piece in pieces:
        if piece.target is not None and piece.value is not None:
            field = template.fields[piece.target.field]
            before = first.setdefault(piece.target, piece.value)
            if field.type is not ValueType.PROSE and before != piece.value:
                found.append(piece.taken_out(_ALREADY.format(before.text)))
                continue
        found.append(piece)
    return found
