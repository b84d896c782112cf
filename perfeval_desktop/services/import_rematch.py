"""One table of a document taken for another sheet of the form than it was, or for none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from perfeval_desktop.domain.errors import TableNotMatchedError
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    MatchedSheet,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceDocument, SourceParagraph
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import ValueType

_NOT_WANTED = "您说不要这张表。"
_OTHER_TABLE = "您说{}是另一张表，这张没有采用。"
_ALREADY = "这一项别处已经有了，这里写的不一样，没有放进去。"


def without_table(plan: ImportPlan, block: int) -> ImportPlan:
    """Return the plan with nothing of a table in it."""
    return _tidied(_without(plan, block, _NOT_WANTED))


def as_sheet(
    plan: ImportPlan, document: SourceDocument, report: Report, block: int, ref: SheetRef
) -> ImportPlan:
    """Return the plan with a table taken for a sheet; the one that was taken for it is left out.

    Args:
        plan: As it is now, with what was corrected by hand in other places.
        document: Where the table is.
        report: The report before the import.
        block: Which table.
        ref: Which sheet; its `record` is a planned key.

    Raises:
        TableNotMatchedError: the table has too few of the sheet's words to find anything in it.
    """
    from perfeval_desktop.importing.matching_tables import match_tables
    from perfeval_desktop.importing.table_parts import document_year

    found = match_tables(
        _alone(document, block), _for_one_sheet(report, ref.sheet), document_year(document)
    )
    if not found.sheets:
        raise TableNotMatchedError(ref.sheet)
    for sheet in plan.sheets:
        if (sheet.sheet, sheet.record) == (ref.sheet, ref.record) and block not in sheet.blocks:
            for other in sheet.blocks:
                plan = _without(plan, other, _OTHER_TABLE.format(ref.sheet))
    plan = _without(plan, block, _NOT_WANTED)
    return _tidied(_joined(plan, _rekeyed(found, plan, block, ref), report.template, block, ref))


def _alone(document: SourceDocument, block: int) -> SourceDocument:
    """Nothing else stands in the document, and the table keeps its number."""
    empty = SourceParagraph("")
    blocks = (each if at == block else empty for at, each in enumerate(document.blocks))
    return document._replace(blocks=tuple(blocks))


def _for_one_sheet(report: Report, sheet_id: str) -> Report:
    """The template has no other sheet that the table could be."""
    other = report.copy()
    other.template = replace(report.template, sheets=(report.template.sheet(sheet_id),))
    return other


def _without(plan: ImportPlan, block: int, why: str) -> ImportPlan:
    pieces = tuple(
        _left_out(each, why) if each.place.block == block else each for each in plan.pieces
    )
    sheets = (
        each._replace(
            blocks=tuple(b for b in each.blocks if b != block),
            rows=tuple(r for r in each.rows if r[0] != block),
        )
        for each in plan.sheets
    )
    return plan._replace(pieces=pieces, sheets=tuple(each for each in sheets if each.blocks))


def _left_out(piece: PlannedPiece, why: str) -> PlannedPiece:
    if piece.value is not None:
        return piece.taken_out(why)
    if piece.state is PlannedState.EMPTY:
        return piece._replace(target=None)
    return piece


def _rekeyed(found: ImportPlan, plan: ImportPlan, block: int, ref: SheetRef) -> ImportPlan:
    """Give the records of a table the keys they have in the plan, or keys of their own."""
    there = {each.record_id: each.key for each in plan.records if each.record_id}
    keys = {REPORT: REPORT}
    for each in found.records:
        keys[each.key] = there.get(each.record_id) or f"{each.key}·{block}"
    if ref.record:
        keys[found.sheets[0].record] = ref.record
    known = {each.key for each in plan.records}
    records = tuple(
        each._replace(key=keys[each.key], parent=keys.get(each.parent, each.parent))
        for each in found.records
        if keys[each.key] not in known
    )
    pieces = tuple(
        each._replace(target=Target(keys.get(each.target.record, ""), each.target.field))
        if each.target is not None
        else each
        for each in found.pieces
    )
    links = tuple(
        each._replace(record=keys[each.record], to=keys[each.to])
        for each in found.links
        if each.record in keys and each.to in keys
    )
    return found._replace(records=records, pieces=pieces, links=links)


def _joined(
    plan: ImportPlan, found: ImportPlan, template: ReportTemplate, block: int, ref: SheetRef
) -> ImportPlan:
    others = [each for each in plan.pieces if each.place.block != block]
    values = {each.target: each.value for each in others if each.value is not None}

    def checked(piece: PlannedPiece) -> PlannedPiece:
        target = piece.target
        if piece.value is None or target is None or target not in values:
            return piece
        is_prose = template.fields[target.field].type is ValueType.PROSE
        return piece if is_prose or values[target] == piece.value else piece.taken_out(_ALREADY)

    new = [checked(each) for each in found.pieces if each.place.block == block]
    before = [each for each in others if each.place.block < block]
    behind = [each for each in others if each.place.block > block]
    return plan._replace(
        records=(*plan.records, *found.records),
        pieces=(*before, *new, *behind),
        sheets=(*plan.sheets, MatchedSheet((block,), ref.sheet, ref.record)),
        links=(*plan.links, *found.links),
    )


def _tidied(plan: ImportPlan) -> ImportPlan:
    """Leave out records of which nothing is left in the document."""
    used = {each.target.record for each in plan.pieces if each.target is not None}
    used |= {each.record for each in plan.sheets}
    records = list(_used(plan.records, used))
    keys = {each.key for each in records}
    links = tuple(each for each in plan.links if each.record in keys and each.to in keys)
    return plan._replace(records=tuple(records), links=links)


def _used(records: Iterable[PlannedRecord], used: set[str]) -> Iterator[PlannedRecord]:
    known = {each.key: each for each in records}
    needed: set[str] = set()
    for key in used:
        at = key
        while at in known and at not in needed:
            needed.add(at)
            at = known[at].parent
    return (each for each in known.values() if each.record_id or each.key in needed)
