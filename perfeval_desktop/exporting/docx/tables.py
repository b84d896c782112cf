"""Official grids as tables of Word: real merges, exact widths, rows kept whole, heads repeated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..styles import CELL_PAD_X_PT, CELL_PAD_Y_PT, MM, SIZE_5, Align, Face
from ..tables import PlacedCell, Table, TableCell
from . import xml
from .fitting import Fit, fit
from .look import TABLE_TEXT, justification, spacing
from .paragraphs import joint_xml
from .runs import runs
from .table_parts import TablePart, part_table

_RULE_PT = 0.5
_LEAST_PAD_Y_PT = 1.0
_HIGH_ROW = 0.8  # of a page: a row that may be higher is not kept whole
_SIDES = ("top", "left", "bottom", "right")
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'  # half a point


class Measures(NamedTuple):
    """The text block that a table stands in, in points.

    Attributes:
        room: What is left of its height on the table's first page, without what stands under it.
    """

    width: float
    height: float
    room: float = 0.0


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
    writers = [
        _PartWriter(table, part, edges, measures, part is parts[-1], keeps_next) for part in parts
    ]
    rows = [height for writer in writers for height in writer.row_heights()]
    tightening = _tightening(rows, measures.room)
    return joint_xml().join(writer.table(tightening) for writer in writers)


def _tightening(rows: list[float], room: float) -> float:
    """Return what each row gives up, so that a form a little too high fits on its page."""
    lacking = sum(rows) + len(rows) * _RULE_PT - room
    each = lacking / max(len(rows), 1)
    return each if 0 < each <= 2 * (CELL_PAD_Y_PT - _LEAST_PAD_Y_PT) else 0.0


class _PartWriter:
    """One table of Word."""

    def __init__(
        self,
        table: Table,
        part: TablePart,
        edges: list[int],
        measures: Measures,
        is_last: bool,
        keeps_next: bool,
    ) -> None:
        self._form = table
        self._part = part
        self._edges = edges
        self._measures = measures
        self._is_last = is_last
        self._keeps_next = keeps_next and is_last
        self._is_all_ruled = all(row.has_border for row in table.rows)
        pieces = [piece for placed in part.cells for piece in self._pieces(placed)]
        self._fits = {(piece.row, piece.column): self._fit(piece) for piece in pieces}
        self._by_row: dict[int, list[_Piece]] = {row: [] for row in range(part.start, part.end)}
        for piece in sorted(pieces, key=lambda piece: piece.column):
            for row in range(piece.row, piece.end_row):
                self._by_row[row].append(piece)

    def row_heights(self) -> list[float]:
        """Return the height of every row as far as cells of one row ask for it."""
        return [
            max(self._text_height(row), self._form.rows[row].min_height_mm * MM)
            for row in self._by_row
        ]

    def table(self, tightening: float) -> str:
        """Return the table, every row lower by `tightening` points than it would be."""
        columns = "".join(
            f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(self._edges)
        )
        rows = "".join(self._row(row, tightening) for row in self._by_row)
        return (
            f"<w:tbl>{self._properties(tightening)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _properties(self, tightening: float) -> str:
        """Centre the table: then programs that hang its text on the margin set it alike."""
        pad_x, pad_y = xml.twips(CELL_PAD_X_PT), xml.twips(CELL_PAD_Y_PT - tightening / 2)
        pads = zip(_SIDES, (pad_y, pad_x, pad_y, pad_x), strict=True)
        margins = "".join(f'<w:{side} w:w="{pad}" w:type="dxa"/>' for side, pad in pads)
        borders = self._table_borders()
        return (
            f'<w:tblPr><w:tblW w:w="{self._edges[-1]}" w:type="dxa"/>{justification(Align.CENTER)}'
            + (f"<w:tblBorders>{borders}</w:tblBorders>" if borders else "")
            + f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        )

    def _table_borders(self) -> str:
        """The lines of a form without gaps; between two of its parts there is one, not two."""
        if not self._is_all_ruled:
            return ""
        return "".join(
            f"<w:{side} {_LINE}/>"
            if self._is_last or side != "bottom"
            else f'<w:{side} w:val="nil"/>'
            for side in (*_SIDES, "insideH", "insideV")
        )

    def _text_height(self, row: int) -> float:
        return max(
            (
                self._fits[piece.row, piece.column].height_pt
                for piece in self._by_row[row]
                if piece.end_row - piece.row == 1
            ),
            default=0.0,
        )

    def _row(self, row: int, tightening: float) -> str:
        cells = "".join(self._cell(piece, row) for piece in self._by_row[row])
        return f"<w:tr>{self._row_properties(row, tightening)}{cells}</w:tr>"

    def _row_properties(self, row: int, tightening: float) -> str:
        least = xml.mm_twips(self._form.rows[row].min_height_mm) - xml.twips(tightening)
        is_whole = self._text_height(row) <= _HIGH_ROW * self._measures.height
        is_repeated = row < self._part.start + self._part.repeated
        return (
            f"<w:trPr>{xml.flag('cantSplit', is_on=is_whole)}"
            f'<w:trHeight w:val="{max(least, 0)}" w:hRule="atLeast"/>'
            f"{xml.flag('tblHeader', is_on=is_repeated)}</w:trPr>"
        )

    def _pieces(self, placed: PlacedCell) -> Iterator[_Piece]:
        """Part a cell that spans repeated heads and rows below: no merge may do that in Word.

        No line is drawn between the two, and the text stands in the larger one.
        """
        cell, row, end_row = placed.cell, placed.row, placed.end_row
        cut = self._part.start + self._part.repeated
        if not row < cut < end_row:
            yield _Piece(cell, row, end_row, placed.column, frozenset())
            return
        blank = TableCell("", columns=cell.columns, style=cell.style)
        yield _Piece(blank, row, cut, placed.column, frozenset({"bottom"}))
        yield _Piece(cell, cut, end_row, placed.column, frozenset({"top"}))

    def _fit(self, piece: _Piece) -> Fit:
        width = (self._edges[piece.end_column] - self._edges[piece.column]) / 20
        indent = piece.cell.indent_chars * self._form.text_pt
        return fit(piece.cell, width - 2 * CELL_PAD_X_PT - indent, self._form)

    def _cell(self, piece: _Piece, row: int) -> str:
        is_merged = piece.end_row - piece.row > 1
        merge = "" if row > piece.row else ' w:val="restart"'
        look = "".join(
            (
                f'<w:tcW w:w="{self._edges[piece.end_column] - self._edges[piece.column]}" '
                'w:type="dxa"/>',
                f'<w:gridSpan w:val="{piece.cell.columns}"/>' if piece.cell.columns > 1 else "",
                f"<w:vMerge{merge}/>" if is_merged else "",
                self._borders(piece),
                '<w:vAlign w:val="center"/>',
            )
        )
        return f"<w:tc><w:tcPr>{look}</w:tcPr>{self._text(piece, row)}</w:tc>"

    def _borders(self, piece: _Piece) -> str:
        """Say all lines of a cell where not all of the table's are the same."""
        is_ruled = self._form.rows[piece.row].has_border
        if self._is_all_ruled:
            lines = [f'<w:{side} w:val="nil"/>' for side in _SIDES if side in piece.open_sides]
        else:
            lines = [
                f"<w:{side} {_LINE}/>"
                if is_ruled and side not in piece.open_sides
                else f'<w:{side} w:val="nil"/>'
                for side in _SIDES
            ]
        return f"<w:tcBorders>{''.join(lines)}</w:tcBorders>" if lines else ""

    def _text(self, piece: _Piece, row: int) -> str:
        cell, full_pt = piece.cell, self._form.text_pt
        fitted = self._fits[piece.row, piece.column]
        is_kept = row in self._part.kept or (self._keeps_next and row == self._part.end - 1)
        own_pt = fitted.size_pt if fitted.size_pt != SIZE_5 else None
        look = "".join(
            (
                f'<w:pStyle w:val="{TABLE_TEXT.id}"/>',
                xml.flag("keepNext", is_on=is_kept),
                spacing(fitted.pitch_pt) if own_pt is not None else "",
                _indent(cell, full_pt),
                justification(cell.alignment),
            )
        )
        words = runs(cell.spans, Face.SONG, own_pt) if row == piece.row else ""
        return f"<w:p><w:pPr>{look}</w:pPr>{words}</w:p>"


def _indent(cell: TableCell, text_pt: float) -> str:
    if not cell.indent_chars:
        return ""
    left = xml.twips(cell.indent_chars * text_pt)
    return f'<w:ind w:leftChars="{cell.indent_chars * 100}" w:left="{left}"/>'
