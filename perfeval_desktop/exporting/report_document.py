"""Make the neutral document from a report: cover, narrative, annexes, in binding order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perfeval_desktop.domain.layout import (
    Grid,
    GridCell,
    PlacedSegment,
    SheetRef,
    cell_alignment,
    cell_text,
    lay_out,
    sheet_label,
    sheet_refs,
)
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind, SheetTemplate
from perfeval_desktop.domain.values import Value, ValueType, display

from .document import (
    ANNEX_LANDSCAPE_PAGE,
    ANNEX_PAGE,
    COVER_PAGE,
    NARRATIVE_PAGE,
    Block,
    CellStyle,
    Document,
    Paragraph,
    SealPlace,
    Section,
    SignatureLine,
    Space,
    Table,
    TableCell,
    TableRow,
    paragraph,
)
from .styles import Align, ParagraphStyle

ValueOf = Callable[[FieldAddress], Value | None]

_HEADINGS = {1: ParagraphStyle.HEADING1, 2: ParagraphStyle.HEADING2, 3: ParagraphStyle.HEADING3}
_ALIGN = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT}
_LINE_MM = 12.0  # what a line of the cover takes of the height of its row
_LEAST_ROW_MM = 6.5


def build_document(report: Report, value_of: ValueOf, has_seal_guide: bool = False) -> Document:
    """Lay the whole report out.

    Args:
        report: What to print.
        value_of: The shown value at an address: the entered one, else the computed one.
        has_seal_guide: Print a thin frame where the seal will go, for drafts.
    """
    return _Building(report, value_of, has_seal_guide).document()


@dataclass(frozen=True, slots=True)
class _Building:
    report: Report
    value_of: ValueOf
    has_seal_guide: bool

    def document(self) -> Document:
        unit = self._shown(FieldAddress(REPORT, self.report.template.unit_field))
        narrative = next(
            (
                each
                for each in sheet_refs(self.report)
                if self._sheet(each).kind is SheetKind.NARRATIVE
            ),
            SheetRef(self.report.template.sheets[0].id),
        )
        return Document(
            title=self._text(lay_out(self.report, narrative).title),
            sections=tuple(self._section(ref) for ref in sheet_refs(self.report)),
            author=unit,
            subject=self.report.template.name,
        )

    def _section(self, ref: SheetRef) -> Section:
        sheet = self._sheet(ref)
        name = sheet_label(self.report, ref)
        match sheet.kind:
            case SheetKind.COVER:
                return Section(name, tuple(self._cover(ref)), COVER_PAGE)
            case SheetKind.NARRATIVE:
                return Section(name, tuple(self._narrative(ref)), NARRATIVE_PAGE)
            case SheetKind.TABLE:
                page = ANNEX_LANDSCAPE_PAGE if sheet.is_landscape else ANNEX_PAGE
                return Section(name, tuple(self._annex(ref, name)), page)

    # Cover

    def _cover(self, ref: SheetRef) -> Iterator[Block]:
        """The title lines, then the lines over which the seal goes."""
        grid = lay_out(self.report, ref)
        sealed: list[Paragraph] = []
        for row, cell in zip(grid.rows, grid.cells, strict=True):
            text = self._text(cell.segments)
            if row.style == "cover-line":
                sealed.append(paragraph(text, ParagraphStyle.COVER_LINE))
                continue
            yield Space(max(0.0, row.height_mm - (_LINE_MM if text else 0.0)))
            if text:
                yield paragraph(text, ParagraphStyle.COVER_TITLE)
        side = grid.sheet.seal_mm
        yield SealPlace(tuple(sealed), side, side, has_guide=self.has_seal_guide)

    # Narrative

    def _narrative(self, ref: SheetRef) -> Iterator[Block]:
        title = self._text(lay_out(self.report, ref).title)
        yield paragraph(title, ParagraphStyle.REPORT_TITLE, bookmark=ref.sheet)
        for heading in self._sheet(ref).headings:
            style = _HEADINGS.get(heading.level, ParagraphStyle.HEADING4)
            yield paragraph(heading.text, style, bookmark=heading.text, outline_level=heading.level)
            if heading.field:
                text = self._shown(FieldAddress(REPORT, heading.field))
                yield from (paragraph(line) for line in text.split("\n") if line.strip())

    # Annexes

    def _annex(self, ref: SheetRef, name: str) -> Iterator[Block]:
        grid = lay_out(self.report, ref)
        yield paragraph(grid.sheet.mark, ParagraphStyle.ANNEX_MARK)
        title = self._text(grid.title)
        yield paragraph(title, ParagraphStyle.ANNEX_TITLE, bookmark=f"{name} {title}")
        signature = tuple(self._text(part) for part in grid.signature)
        yield Table(
            columns=grid.sheet.columns,
            rows=tuple(self._rows(grid)),
            notes=grid.sheet.notes,
            signature=SignatureLine(signature) if signature else None,
        )

    def _rows(self, grid: Grid) -> Iterator[TableRow]:
        by_row: dict[int, list[TableCell]] = {}
        for cell in grid.cells:
            by_row.setdefault(cell.row, []).append(self._cell(cell))
        for number, row in enumerate(grid.rows):
            yield TableRow(
                cells=tuple(by_row.get(number, ())),
                is_head=row.is_head,
                min_height_mm=max(_LEAST_ROW_MM, row.height_mm),
                has_border=row.has_border,
            )

    def _cell(self, cell: GridCell) -> TableCell:
        address = cell.address
        field = self.report.template.fields[address.field] if address is not None else None
        style = CellStyle.HEAD if cell.style == "head" else CellStyle.LABEL
        if field is not None:
            is_amount = field.type is ValueType.AMOUNT and len(cell.segments) == 1
            style = CellStyle.NUMBER if is_amount else CellStyle.VALUE
        return TableCell(
            text=self._text(cell.segments),
            rows=cell.rows,
            columns=cell.columns,
            style=style,
            align=_ALIGN[cell_alignment(cell, field)],
        )

    def _sheet(self, ref: SheetRef) -> SheetTemplate:
        return self.report.template.sheet(ref.sheet)

    def _text(self, segments: tuple[PlacedSegment, ...]) -> str:
        return cell_text(segments, self.value_of, self.report.template.numbers)

    def _shown(self, address: FieldAddress) -> str:
        return display(self.value_of(address), self.report.template.numbers)
