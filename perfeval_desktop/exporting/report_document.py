"""Make the neutral document from a report: cover, narrative, annexes, in binding order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from perfeval_desktop.domain.addresses import Paths
from perfeval_desktop.domain.layout import (
    Grid,
    GridCell,
    PlacedSegment,
    PlacedSlot,
    SheetRef,
    cell_alignment,
    cell_text,
    lay_out,
    sheet_label,
    sheet_refs,
)
from perfeval_desktop.domain.paper import Edition, Formula, PaperChoices, PaperCodes
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, SheetKind, SheetTemplate
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    Figure,
    Value,
    ValueType,
    display,
)

from .changed_spans import changed_paragraphs, changed_spans
from .document import Block, Document, Paragraph, SealPlace, Section, Space, paragraph
from .marked_pages import gone_blocks, legend
from .pages import (
    ANNEX_LANDSCAPE_PAGE,
    ANNEX_PAGE,
    COVER_PAGE,
    NARRATIVE_PAGE,
    LineParts,
    PageField,
    PageNumbers,
    PageSettings,
)
from .paper_source import PaperSource, ValueOf
from .styles import Align, ParagraphStyle
from .tables import CellData, CellFormula, CellStyle, SignatureLine, Table, TableCell, TableRow
from .title_lines import title_lines

__all__ = ["PaperSource", "ValueOf", "build_document"]

_HEADINGS = {1: ParagraphStyle.HEADING1, 2: ParagraphStyle.HEADING2, 3: ParagraphStyle.HEADING3}
_ALIGN = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT}
_LINE_MM = 12.0  # what a line of the cover takes of the height of its row
_LEAST_ROW_MM = 6.5


def build_document(
    source: PaperSource, choices: PaperChoices | None = None, codes: PaperCodes | None = None
) -> Document:
    """Lay the whole report out.

    Args:
        source: What to print.
        choices: How; None for a final report, submitted.
        codes: The check codes to print at the foot of the pages; None for none.
    """
    chosen, before = choices or PaperChoices(), None
    if source.earlier is not None:
        earlier = source.earlier.source
        before = _Building(earlier.report, earlier, chosen, None)
    coded = codes if chosen.is_coded else None
    return _Building(source.report, source, chosen, coded, before).document()


@dataclass(frozen=True, slots=True)
class _Building:
    report: Report
    source: PaperSource
    choices: PaperChoices
    codes: PaperCodes | None
    before: _Building | None = None  # the earlier draft, where changes are marked
    _paths: Paths = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paths", Paths(self.report))

    def document(self) -> Document:
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
            sections=tuple(self._sections()),
            author=self._unit(),
            subject=self.report.template.name,
            template=self.report.template.id,
            year=self.report.year,
        )

    def _sections(self) -> Iterator[Section]:
        sections = [self._section(ref) for ref in sheet_refs(self.report)]
        earlier = self.source.earlier
        if earlier is None:
            yield from sections
            return
        first, *others = sections
        yield replace(first, blocks=(legend(earlier), *first.blocks))
        yield from others
        if earlier.gone:
            page = replace(ANNEX_PAGE, mark=self.choices.mark)
            yield Section("已删除的表", tuple(gone_blocks(earlier)), page)

    def _section(self, ref: SheetRef) -> Section:
        sheet = self._sheet(ref)
        name = sheet_label(self.report, ref)
        match sheet.kind:
            case SheetKind.COVER:
                return Section(name, tuple(self._cover(ref)), self._page(COVER_PAGE, ref), ref)
            case SheetKind.NARRATIVE:
                blocks = tuple(self._narrative(ref))
                return Section(name, blocks, self._page(NARRATIVE_PAGE, ref), ref)
            case SheetKind.TABLE:
                blocks = tuple(self._annex(ref, name))
                return Section(name, blocks, self._page(_annex_page(sheet), ref), ref)

    def _page(self, page: PageSettings, ref: SheetRef) -> PageSettings:
        is_numbered = page.page_numbers is not PageNumbers.NONE
        numbers = PageNumbers.CENTER if self.choices.centers_page_numbers else page.page_numbers
        return replace(
            page,
            page_numbers=numbers if is_numbered else PageNumbers.NONE,
            mark=self.choices.mark,
            footer=self._footer(ref),
            qr=self._qr(ref),
        )

    def _footer(self, ref: SheetRef) -> LineParts:
        if self.codes is None:
            return ()
        return (
            f"{ref.sheet} 校验码 {self.codes.sheets[ref]}　全文 {self.codes.report}　"
            f"{self.codes.state}　第",
            PageField.PAGE,
            "页/共",
            PageField.PAGES,
            "页",
        )

    def _qr(self, ref: SheetRef) -> LineParts:
        if self.codes is None or not self.choices.has_qr:
            return ()
        sheet = sheet_label(self.report, ref)
        words = (self._unit(), f"{self.report.year}年度", sheet, "第")
        ending = (self.codes.state, self.codes.sheets[ref])
        return ("\n".join(words), PageField.PAGE, "\n".join(("页", *ending)))

    def _unit(self) -> str:
        return self._shown(FieldAddress(REPORT, self.report.template.unit_field))

    # Cover

    def _cover(self, ref: SheetRef) -> Iterator[Block]:
        """The title lines, then the lines over which the seal goes."""
        grid = lay_out(self.report, ref)
        sealed: list[Paragraph] = []
        for row, cell in zip(grid.rows, grid.cells, strict=True):
            if self._is_left_out(cell.segments):
                continue
            text = self._text(cell.segments)
            if row.style == "cover-line":
                sealed.append(self._line(cell.segments, ParagraphStyle.COVER_LINE))
                continue
            yield Space(max(0.0, row.height_mm - (_LINE_MM if text else 0.0)))
            if text:
                yield self._line(cell.segments, ParagraphStyle.COVER_TITLE)
        yield self._seal_place(grid, tuple(sealed), Align.CENTER)

    def _seal_place(self, grid: Grid, lines: tuple[Paragraph, ...], align: Align) -> SealPlace:
        side = grid.sheet.seal_mm
        return SealPlace(
            lines,
            side,
            side,
            align,
            diameter_mm=self.report.template.seal_diameter_mm,
            has_guide=self.choices.has_seal_guide and side > 0,
        )

    def _sign_off(self, grid: Grid) -> Iterator[Block]:
        """Unit and date at the end of a text or under a table, with the place of the seal."""
        lines = tuple(
            self._line(each, ParagraphStyle.SIGN_OFF)
            for each in grid.sign_off
            if not self._is_left_out(each)
        )
        if lines:
            yield self._seal_place(grid, lines, Align.RIGHT)

    # Narrative

    def _narrative(self, ref: SheetRef) -> Iterator[Block]:
        title = lay_out(self.report, ref).title
        yield self._title(title, ParagraphStyle.REPORT_TITLE, NARRATIVE_PAGE, ref.sheet)
        for heading in self._sheet(ref).headings:
            style = _HEADINGS.get(heading.level, ParagraphStyle.HEADING4)
            yield paragraph(heading.text, style, bookmark=heading.text, outline_level=heading.level)
            if heading.field:
                address = FieldAddress(REPORT, heading.field)
                yield from self._chapter(address)
                if self.source.room_mm and not self._shown(address).strip():
                    yield Space(self.source.room_mm)
        yield from self._sign_off(lay_out(self.report, ref))

    def _chapter(self, address: FieldAddress) -> Iterator[Paragraph]:
        text, name = self._shown(address), self._name(address)
        if self.before is None:
            yield from (paragraph(line, name=name) for line in text.split("\n") if line.strip())
        else:
            yield from map(Paragraph, changed_paragraphs(self.before._shown(address), text))

    # Annexes

    def _annex(self, ref: SheetRef, name: str) -> Iterator[Block]:
        grid = lay_out(self.report, ref)
        yield paragraph(grid.sheet.mark, ParagraphStyle.ANNEX_MARK)
        bookmark = f"{name} {self._text(grid.title)}"
        yield self._title(grid.title, ParagraphStyle.ANNEX_TITLE, _annex_page(grid.sheet), bookmark)
        signature = [part for part in grid.signature if not self._is_left_out(part)]
        texts, names = tuple(map(self._text, signature)), tuple(map(self._name_in, signature))
        yield Table(
            columns=grid.sheet.columns,
            rows=tuple(self._rows(grid)),
            notes=(*grid.notes, *self._change_notes(ref, grid)),
            signature=SignatureLine(texts, names) if signature else None,
        )
        yield from self._sign_off(grid)

    def _rows(self, grid: Grid) -> Iterator[TableRow]:
        by_row: dict[int, list[TableCell]] = {}
        on_sheet = frozenset(each.address for each in grid.cells if each.address is not None)
        for cell in grid.cells:
            by_row.setdefault(cell.row, []).append(self._cell(cell, on_sheet))
        for number, row in enumerate(grid.rows):
            yield TableRow(
                cells=tuple(by_row.get(number, ())),
                is_head=row.is_head,
                min_height_mm=max(_LEAST_ROW_MM, row.height_mm),
                has_border=row.has_border,
            )

    def _cell(self, cell: GridCell, on_sheet: frozenset[FieldAddress]) -> TableCell:
        address = cell.address
        field = self.report.template.fields[address.field] if address is not None else None
        style = CellStyle.HEAD if cell.style == "head" else CellStyle.LABEL
        if field is not None:
            is_amount = field.type is ValueType.AMOUNT and len(cell.segments) == 1
            style = CellStyle.NUMBER if is_amount else CellStyle.VALUE
        text = self._text(cell.segments)
        return TableCell(
            text=text,
            was=self._was(cell, text),
            rows=cell.rows,
            columns=cell.columns,
            style=style,
            align=_ALIGN[cell_alignment(cell, field)],
            data=self._data(cell, on_sheet),
        )

    def _was(self, cell: GridCell, text: str) -> str | None:
        """Return what stood in a cell of the earlier draft, None where it is the same.

        The number of a row is that of now: rows that come or go move all those behind them.
        """
        if self.before is None or cell.address is None:
            return None
        is_new = not self.before.report.has_record(cell.address.record)
        was = "" if is_new else self.before._text(cell.segments)
        return was if was != text else None

    def _data(self, cell: GridCell, on_sheet: frozenset[FieldAddress]) -> CellData | None:
        """Return what the cell holds for a format that has numbers and formulas."""
        slot = cell.slot
        if slot is None:
            return None
        at = cell.segments.index(slot)
        field = self.report.template.fields[slot.address.field]
        value = self._exact(slot.address)
        numbers = self.report.template.numbers
        is_yuan = field.type is ValueType.YUAN
        number = value.number if isinstance(value, Figure) else None
        formula = None if self._is_kept_back(slot.address) else self.source.formula_of(slot.address)
        return CellData(
            name=self._name(slot.address),
            before=self._text(cell.segments[:at]),
            after=self._text(cell.segments[at + 1 :]),
            number=number * YUAN_PER_WAN if number is not None and is_yuan else number,
            decimals=numbers.decimals(field.type),
            keeps_zeros=numbers.keeps_zeros(field.type),
            is_rate=field.type is ValueType.RATE,
            is_text=not field.type.is_numeric,
            formula=self._in_names(formula, on_sheet) if formula is not None else (),
        )

    def _in_names(self, formula: Formula, on_sheet: frozenset[FieldAddress]) -> CellFormula:
        """Name the cells of a formula; () where one of them is on another sheet, or left out."""
        read = [each for piece in formula if not isinstance(piece, str) for each in piece]
        if not all(each in on_sheet and not self._is_kept_back(each) for each in read):
            return ()
        return tuple(
            piece if isinstance(piece, str) else tuple(map(self._name, piece)) for piece in formula
        )

    def _name(self, address: FieldAddress) -> str:
        return ".".join(self._paths.of(address))

    def _name_in(self, segments: Iterable[PlacedSegment]) -> str:
        """Name the one field of a line, "" where there is none or several."""
        slots = [each for each in segments if isinstance(each, PlacedSlot)]
        return self._name(slots[0].address) if len(slots) == 1 else ""

    def _sheet(self, ref: SheetRef) -> SheetTemplate:
        return self.report.template.sheet(ref.sheet)

    def _is_left_out(self, segments: Iterable[PlacedSegment]) -> bool:
        """Say whether a line is only about what this edition leaves out."""
        slots = [each.address for each in segments if isinstance(each, PlacedSlot)]
        return bool(slots) and all(map(self._is_kept_back, slots))

    def _is_kept_back(self, address: FieldAddress) -> bool:
        kept_back = self.report.template.not_public
        return self.choices.edition is Edition.PUBLIC and address.field in kept_back

    def _exact(self, address: FieldAddress) -> Value | None:
        is_there = self.report.has_record(address.record)  # not always in an earlier draft
        hidden = self._is_kept_back(address) or not is_there
        return None if hidden else self.source.value_of(address)

    def _value(self, address: FieldAddress) -> Value | None:
        exact = self._exact(address)
        return exact if exact is None else self.source.printed.get(address, exact)

    def _title(
        self,
        segments: tuple[PlacedSegment, ...],
        style: ParagraphStyle,
        page: PageSettings,
        bookmark: str,
    ) -> Paragraph:
        def lines(building: _Building) -> str:
            parts = [building._text((each,)) for each in segments]
            return title_lines(parts, style, page)

        return Paragraph(changed_spans(lines(self.before or self), lines(self)), style, bookmark)

    def _line(self, segments: tuple[PlacedSegment, ...], style: ParagraphStyle) -> Paragraph:
        """Return a line of fixed words and values, with what changed in it marked."""
        text = self._text(segments)
        was = self.before._text(segments) if self.before is not None else text
        name = "" if style is ParagraphStyle.COVER_TITLE else self._name_in(segments)
        return Paragraph(changed_spans(was, text), style, name=name)

    def _change_notes(self, ref: SheetRef, grid: Grid) -> Iterator[str]:
        """Say under a table what cannot be marked in it."""
        if self.before is None or self.source.earlier is None:
            return
        if not self.before.report.has_record(ref.record):
            yield "新增：这张表是新加的。"
        yield from self.source.earlier.notes.get(ref, ())
        for part in grid.signature:
            was, now = self.before._text(part), self._text(part)
            if was != now and not self._is_left_out(part):
                yield f"签字行：“{was}”改为“{now}”。"

    def _text(self, segments: tuple[PlacedSegment, ...]) -> str:
        return cell_text(segments, self._value, self.report.template.numbers)

    def _shown(self, address: FieldAddress) -> str:
        return display(self._value(address), self.report.template.numbers)


def _annex_page(sheet: SheetTemplate) -> PageSettings:
    return ANNEX_LANDSCAPE_PAGE if sheet.is_landscape else ANNEX_PAGE
