"""A form in a worksheet: its cells, merges and heights, its numbers and formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from ..document import paragraph
from ..spans import TextSpan
from ..styles import ParagraphStyle
from ..tables import PlacedCell, Table, head_runs, place_cells
from .areas import Area, formula_text
from .contents import Content, content_of, look_of
from .measures import points
from .numbers import Look
from .page import text_height_pt
from .sheet import Sheet

_HIGH_SHARE = 0.5  # of a page: a cell that is higher may go on on the next one


@dataclass(frozen=True, slots=True)
class _Cell:
    placed: PlacedCell
    area: Area
    content: Content

    @property
    def name(self) -> str:
        """The path of its field, "" for none."""
        data = self.placed.cell.data
        return data.name if data is not None else ""


class TableWriter:
    """Writes one table at the next free row of a sheet."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self._sheet = sheet
        self._table = table
        edges = [edge / sum(table.columns) for edge in accumulate(table.columns, initial=0.0)]
        self._columns = [sheet.column_at(edge) for edge in edges]

    def write(self) -> tuple[int, int] | None:
        """Write the cells, and under them what no cell could hold, the notes and the signature.

        Returns:
            The first and last row to be repeated on every page, None for none.
        """
        placed = [(each, self._content(each)) for each in place_cells(self._table)]
        starts = self._add_rows(placed)
        cells = [_Cell(each, self._area(each, starts), content) for each, content in placed]
        areas = {cell.name: cell.area for cell in cells if cell.name and _can_be_read(cell)}
        free = {
            (row, cell.area.column, cell.area.last_column)
            for cell in cells
            if not cell.content.text and cell.placed.cell.data is None
            for row in range(cell.area.row, cell.area.last_row + 1)
        }
        rests: list[tuple[PlacedCell, str]] = []
        for cell in cells:
            self._sheet.keep(cell.area.row, cell.area.last_row)
            rest = self._put(cell, areas, free)
            if rest:
                rests.append((cell.placed, rest))
            if cell.name:
                self._sheet.name_area(cell.name, cell.area)
        self._add_looks(cells)
        self._add_tail(rests)
        for at, row in enumerate(self._table.rows):
            if row.is_head:
                self._sheet.keep(starts[at], starts[at + 1])
        heads = head_rows(self._table)
        return (starts[heads.start], starts[heads.stop] - 1) if heads else None

    # Rows

    def _content(self, placed: PlacedCell) -> Content:
        first, last = self._columns[placed.column], self._columns[placed.end_column] - 1
        return content_of(placed.cell, self._sheet.width_pt(first, last), self._table)

    def _add_rows(self, placed: list[tuple[PlacedCell, Content]]) -> list[int]:
        """Add the rows of the form; return where each begins, and where the next block does."""
        heights = [max(points(row.min_height_mm), 0.0) for row in self._table.rows]
        for cell, content in sorted(placed, key=lambda each: each[0].cell.rows):
            part = slice(cell.row, cell.end_row)
            lacking = content.fitted.height_pt - sum(heights[part])
            if lacking > 0:
                heights[part] = [each + lacking / cell.cell.rows for each in heights[part]]
        starts = [self._sheet.add_rows(height) for height in heights]
        return [*starts, self._sheet.row]

    def _area(self, placed: PlacedCell, starts: list[int]) -> Area:
        return Area(
            starts[placed.row],
            self._columns[placed.column],
            starts[placed.end_row] - 1,
            self._columns[placed.end_column] - 1,
        )

    # Cells

    def _may_be_cut(self, area: Area) -> bool:
        """Say whether a page may end in a cell: then its words are whole where it begins."""
        height = sum(self._sheet.heights[area.row : area.last_row + 1])
        return height > _HIGH_SHARE * text_height_pt(self._sheet.section.page)

    def _put(self, cell: _Cell, areas: dict[str, Area], free: set[tuple[int, int, int]]) -> str:
        """Write a cell; return what it cannot hold."""
        has_border = self._table.rows[cell.placed.row].has_border
        look = look_of(cell.placed.cell, cell.content, has_border=has_border)
        look = replace(look, is_at_top=self._may_be_cut(cell.area))
        formula = self._formula(cell, areas, free)
        number = cell.content.number
        if formula is None and number is None:
            spans = cell.placed.cell.spans if cell.content.text else (TextSpan(""),)
            return self._sheet.put(cell.area, spans, look)
        form = self._sheet.formats.cell(look)
        self._sheet.merge(cell.area, form)
        row, column, worksheet = cell.area.row, cell.area.column, self._sheet.worksheet
        if formula is None:
            assert number is not None
            worksheet.write_number(row, column, float(number), form)
        else:
            worksheet.write_formula(row, column, formula, form, _cached(number))
        return ""

    def _formula(
        self, cell: _Cell, areas: dict[str, Area], free: set[tuple[int, int, int]]
    ) -> str | None:
        data = cell.placed.cell.data
        if not cell.content.is_formula or data is None:
            return None
        return formula_text(
            data.formula,
            areas.get,
            lambda area: (area.row, area.column, area.last_column) in free,
        )

    def _add_looks(self, cells: list[_Cell]) -> None:
        """Let numbers that are changed later print as the program would print them."""
        by_look: dict[Look, list[Area]] = {}
        for cell in cells:
            if cell.content.look is not None:
                by_look.setdefault(cell.content.look, []).append(cell.area)
        for look, areas in by_look.items():
            first, every = areas[0].anchor, " ".join(area.anchor for area in areas)
            for rule in look.rules():
                options = {
                    "type": "formula",
                    "criteria": "=" + rule.condition.format(cell=first),
                    "format": self._sheet.formats.number(rule.number_format),
                    "stop_if_true": True,
                    "multi_range": every,
                }
                self._sheet.worksheet.conditional_format(first, options)

    # Under the table

    def _add_tail(self, rests: list[tuple[PlacedCell, str]]) -> None:
        for placed, rest in rests:
            where = f"第{placed.row + 1}行第{placed.column + 1}列"
            self._sheet.said.append(
                f"“{self._sheet.section.name}”{where}的文字太长，一格放不下，后一部分写在表的下面。"
            )
            self._sheet.add_paragraph(paragraph(f"{where}续：{rest}", ParagraphStyle.NOTE))
        for note in self._table.notes:
            self._sheet.add_paragraph(paragraph(note, ParagraphStyle.NOTE))
        if self._table.signature is not None:
            self._sheet.add_signature(self._table.signature)


def head_rows(table: Table) -> range:
    """Return the run of head rows that most rows follow: a worksheet repeats only one."""
    runs = head_runs(table)
    ends = [*(run.start for run in runs[1:]), len(table.rows)]
    followed = {run: end - run.stop for run, end in zip(runs, ends, strict=False)}
    best = max(followed, key=followed.__getitem__, default=range(0))
    return best if followed.get(best) else range(0)


def _can_be_read(cell: _Cell) -> bool:
    """Say whether a worksheet computes with the cell as the program does."""
    data = cell.placed.cell.data
    return data is not None and (data.number is None or cell.content.number is not None)


def _cached(number: Decimal | None) -> float | str:
    return "" if number is None else float(number)
