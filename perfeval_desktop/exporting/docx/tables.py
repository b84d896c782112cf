"""Official grids as tables of Word: real merges, exact widths, rows kept whole, heads repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from ..styles import CELL_PAD_X_PT, CELL_PAD_Y_PT, SIZE_5, Align, Face
from ..tables import CellStyle, PlacedCell, Table, TableCell
from . import xml
from .fitting import Fit, fit
from .look import TABLE_TEXT, justification, spacing
from .paragraphs import joint_xml
from .runs import runs
from .table_parts import TablePart, part_table

_HIGH_ROW = 0.8  # of a page: a row that may be higher is not kept whole
_SIDES = ("top", "left", "bottom", "right")
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'  # half a point


class Measures(NamedTuple):
    """The text block that a table stands in, in points."""

    width: float
    height: float


class _Piece(NamedTuple):
    """The part of a cell that is one merged region of Word."""

    cell: TableCell
    row: int
    end_row: int
    column: int
    open_sides: frozenset[str]  # no line there: the cell goes on

    @property
    def end_column(self) -> int:
        return self.column + self.cell.columns


def table_xml(table: Table, measures: Measures, *, keeps_next: bool) -> str:
    """Return a form as tables edge to edge.

    Args:
        table: The form.
        measures: Of the text block.
        keeps_next: Its last row does not part from the paragraph after it.
    """
    edges = [
        xml.twips(edge * measures.width / sum(table.columns))
        for edge in accumulate(table.columns, initial=0.0)
    ]
    parts = part_table(table)
    writers = (
        _PartWriter(table, part, edges, measures, keeps_next and part is parts[-1])
        for part in parts
    )
    return joint_xml().join(writer.table() for writer in writers)


@dataclass(frozen=True, slots=True)
class _PartWriter:
    table_: Table
    part: TablePart
    edges: list[int]
    measures: Measures
    keeps_next: bool

    def table(self) -> str:
        columns = "".join(
            f'<w:gridCol w:w="{right - left}"/>'
            for left, right in zip(self.edges, self.edges[1:], strict=False)
        )
        return (
            f"<w:tbl>{self._properties()}<w:tblGrid>{columns}</w:tblGrid>{''.join(self._rows())}"
            "</w:tbl>"
        )

    def _properties(self) -> str:
        """Centre the table: then programs that hang its text on the margin set it alike."""
        pad_x, pad_y = xml.twips(CELL_PAD_X_PT), xml.twips(CELL_PAD_Y_PT)
        pads = zip(_SIDES, (pad_y, pad_x, pad_y, pad_x), strict=True)
        margins = "".join(f'<w:{side} w:w="{pad}" w:type="dxa"/>' for side, pad in pads)
        sides = (*_SIDES, "insideH", "insideV") if self._is_all_ruled() else ()
        borders = "".join(f"<w:{side} {_LINE}/>" for side in sides)
        return (
            f'<w:tblPr><w:tblW w:w="{self.edges[-1]}" w:type="dxa"/>{justification(Align.CENTER)}'
            + (f"<w:tblBorders>{borders}</w:tblBorders>" if borders else "")
            + f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        )

    def _is_all_ruled(self) -> bool:
        return all(row.has_border for row in self.table_.rows)

    def _rows(self) -> Iterator[str]:
        pieces = [piece for placed in self.part.cells for piece in self._pieces(placed)]
        fits = {id(piece): self._fit(piece) for piece in pieces}
        by_row: dict[int, list[_Piece]] = {}
        for piece in pieces:
            for row in range(piece.row, piece.end_row):
                by_row.setdefault(row, []).append(piece)
        for row in range(self.part.start, self.part.end):
            here = sorted(by_row.get(row, ()), key=lambda piece: piece.column)
            highest = max(
                (fits[id(each)].height_pt for each in here if each.end_row - each.row == 1),
                default=0.0,
            )
            cells = "".join(self._cell(each, row, fits[id(each)]) for each in here)
            yield f"<w:tr>{self._row_properties(row, highest)}{cells}</w:tr>"

    def _row_properties(self, row: int, height_pt: float) -> str:
        least = xml.mm_twips(self.table_.rows[row].min_height_mm)
        is_whole = height_pt <= _HIGH_ROW * self.measures.height
        is_repeated = row < self.part.start + self.part.repeated
        return (
            f"<w:trPr>{xml.flag('cantSplit', is_on=is_whole)}"
            f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>'
            f"{xml.flag('tblHeader', is_on=is_repeated)}</w:trPr>"
        )

    def _pieces(self, placed: PlacedCell) -> Iterator[_Piece]:
        """Part a cell that spans repeated heads and rows below: no merge may do that in Word.

        No line is drawn between the two, and the text stands in the larger one.
        """
        cell, row, end_row = placed.cell, placed.row, placed.end_row
        cut = self.part.start + self.part.repeated
        if not row < cut < end_row:
            yield _Piece(cell, row, end_row, placed.column, frozenset())
            return
        blank = TableCell("", columns=cell.columns, style=cell.style)
        yield _Piece(blank, row, cut, placed.column, frozenset({"bottom"}))
        yield _Piece(cell, cut, end_row, placed.column, frozenset({"top"}))

    def _fit(self, piece: _Piece) -> Fit:
        width = (self.edges[piece.end_column] - self.edges[piece.column]) / 20
        indent = piece.cell.indent_chars * self.table_.text_pt
        return fit(piece.cell, width - 2 * CELL_PAD_X_PT - indent, self.table_)

    def _cell(self, piece: _Piece, row: int, fitted: Fit) -> str:
        is_merged = piece.end_row - piece.row > 1
        merge = "" if row > piece.row else ' w:val="restart"'
        look = "".join(
            (
                f'<w:tcW w:w="{self.edges[piece.end_column] - self.edges[piece.column]}" '
                'w:type="dxa"/>',
                f'<w:gridSpan w:val="{piece.cell.columns}"/>' if piece.cell.columns > 1 else "",
                f"<w:vMerge{merge}/>" if is_merged else "",
                self._borders(piece),
                '<w:vAlign w:val="center"/>',
            )
        )
        return f"<w:tc><w:tcPr>{look}</w:tcPr>{self._text(piece, row, fitted)}</w:tc>"

    def _borders(self, piece: _Piece) -> str:
        """Say all lines of a cell where not all of the table's are the same."""
        is_ruled = self.table_.rows[piece.row].has_border
        if self._is_all_ruled():
            lines = [f'<w:{side} w:val="nil"/>' for side in _SIDES if side in piece.open_sides]
        else:
            lines = [
                f"<w:{side} {_LINE}/>"
                if is_ruled and side not in piece.open_sides
                else f'<w:{side} w:val="nil"/>'
                for side in _SIDES
            ]
        return f"<w:tcBorders>{''.join(lines)}</w:tcBorders>" if lines else ""

    def _text(self, piece: _Piece, row: int, fitted: Fit) -> str:
        cell, full_pt = piece.cell, self.table_.text_pt
        is_kept = row in self.part.kept or (self.keeps_next and row == self.part.end - 1)
        own_pt = fitted.size_pt if fitted.size_pt != SIZE_5 else None
        look = "".join(
            (
                f'<w:pStyle w:val="{TABLE_TEXT.id}"/>',
                xml.flag("keepNext", is_on=is_kept),
                spacing(fitted.pitch_pt) if own_pt is not None else "",
                _indent(cell, full_pt),
                justification(_align(cell)),
            )
        )
        words = runs(cell.spans, Face.SONG, own_pt) if row == piece.row else ""
        return f"<w:p><w:pPr>{look}</w:pPr>{words}</w:p>"


def _indent(cell: TableCell, text_pt: float) -> str:
    if not cell.indent_chars:
        return ""
    left = xml.twips(cell.indent_chars * text_pt)
    return f'<w:ind w:leftChars="{cell.indent_chars * 100}" w:left="{left}"/>'


def _align(cell: TableCell) -> Align:
    if cell.align is not None:
        return cell.align
    return Align.LEFT if cell.style is CellStyle.VALUE else Align.CENTER
