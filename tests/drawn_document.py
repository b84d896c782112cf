"""A document drawn from a report, with the plan that brings it in again: no matching is needed.

Documents and plans are plain values; each test says what it wants otherwise in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    MatchedSheet,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.layout import Grid, SheetRef, cell_text, lay_out, sheet_refs
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.domain.values import Text, ValueType
from perfeval_desktop.services.session import Session

Drawn = tuple[SourceDocument, ImportPlan]


def drawn_document(
    session: Session, name: str = "去年的报告.docx", *, is_same: bool = True
) -> Drawn:
    """Draw the printed sheets of a report.

    Args:
        session: Gives what the report shows.
        name: The file's name.
        is_same: Whether the records of the plan are those of the report, or are to be added.
    """
    drawing = _Drawing(session, is_same)
    for ref in sheet_refs(session.report):
        drawing.draw(ref)
    records = tuple(
        PlannedRecord(e.id, e.group, e.parent, e.section, e.id if is_same else "")
        for e in session.report.all_records()
    )
    plan = ImportPlan(records, tuple(drawing.pieces), tuple(drawing.sheets))
    return SourceDocument(name, tuple(drawing.blocks)), plan


def doubting(
    plan: ImportPlan, doubted: Collection[str] = (), not_taken: Collection[str] = ()
) -> ImportPlan:
    """Return the plan with doubts about the pieces of these texts, and without those of others."""

    def other(piece: PlannedPiece) -> PlannedPiece:
        if piece.value is None:
            return piece
        if piece.source in not_taken:
            return piece.taken_out("表样里没有这一行。")
        if piece.source in doubted:
            return piece._replace(state=PlannedState.DOUBTED, why="栏目名称不完全一样。")
        return piece

    return plan._replace(pieces=tuple(other(each) for each in plan.pieces))


class _Drawing:
    def __init__(self, session: Session, is_same: bool) -> None:
        self._session = session
        self._report: Report = session.report
        self.blocks: list[SourceBlock] = []
        self.pieces: list[PlannedPiece] = []
        self.sheets: list[MatchedSheet] = []

    def draw(self, ref: SheetRef) -> None:
        sheet = self._report.template.sheet(ref.sheet)
        if sheet.kind is SheetKind.NARRATIVE:
            for heading in sheet.headings:
                self._paragraph(heading.text, heading.level)
                if heading.field:
                    self._chapter(FieldAddress("", heading.field))
        else:
            grid = lay_out(self._report, ref)
            title = cell_text(grid.title, self._session.value, self._report.template.numbers)
            self._paragraph(f"{sheet.mark} {title}".strip(), 1)
            self._table(ref, grid)

    def _chapter(self, address: FieldAddress) -> None:
        value = self._session.value(address)
        for line in value.text.split("\n") if value is not None else ():
            place = SourcePlace(len(self.blocks))
            self.blocks.append(SourceParagraph(line))
            target = Target("", address.field)
            taken = PlannedState.TAKEN
            self.pieces.append(PlannedPiece(place, line, taken, target, Text(line)))

    def _paragraph(self, text: str, level: int) -> None:
        place = SourcePlace(len(self.blocks))
        self.blocks.append(SourceParagraph(text, level=level))
        self.pieces.append(PlannedPiece(place, text, PlannedState.FORM))

    def _table(self, ref: SheetRef, grid: Grid) -> None:
        block = len(self.blocks)
        cells = []
        for cell, piece in self._cells(block, grid):
            cells.append(cell)
            if piece is not None:
                self.pieces.append(piece)
        self.blocks.append(SourceTable(tuple(cells)))
        self.sheets.append(MatchedSheet((block,), ref.sheet, ref.record))

    def _cells(self, block: int, grid: Grid) -> Iterator[tuple[SourceCell, PlannedPiece | None]]:
        numbers, fields = self._report.template.numbers, self._report.template.fields
        for cell in grid.cells:
            text = cell_text(cell.segments, self._session.value, numbers)
            drawn = SourceCell(cell.row, cell.column, text, cell.rows, cell.columns)
            place, address = SourcePlace(block, cell.row, cell.column), cell.address
            if address is None:
                form = PlannedPiece(place, text, PlannedState.FORM)
                yield drawn, form if text.strip() else None
                continue
            if fields[address.field].type is ValueType.REFERENCE:
                yield drawn, None
                continue
            value = self._session.value(address)
            target = Target(address.record, address.field)
            state = PlannedState.TAKEN if value is not None else PlannedState.EMPTY
            own = value.text if value is not None else ""
            yield drawn, PlannedPiece(place, own, state, target, value)
