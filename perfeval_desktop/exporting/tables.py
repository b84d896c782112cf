"""Official grids: cells with the rows and columns they span, and what each of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .spans import TextSpan
from .styles import Align, Face
from .text import clean_fields, clean_text

_STEP_PT = 0.5  # by which a text shrinks


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """What is filled in by hand under a table (填表人：, 填报日期： …), spread over its width.

    Attributes:
        names: The path of the field in each part, "" for none; () where no part has one.
    """

    parts: tuple[str, ...]
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(map(clean_text, self.parts)))


class CellStyle(Enum):
    """What a table cell is."""

    LABEL = "label"
    HEAD = "head"
    VALUE = "value"
    NUMBER = "number"  # digits of one width


CELL_FACES = {
    CellStyle.LABEL: Face.SONG,
    CellStyle.HEAD: Face.SONG,
    CellStyle.VALUE: Face.SONG,
    CellStyle.NUMBER: Face.FIGURE,
}


# A formula as a worksheet says it: operators and functions as text, and runs of names of cells of
# the same table. A run of several cells stands for their list.
CellFormula = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CellData:
    """What a cell holds beyond its printed text, for a format that has numbers and formulas.

    Attributes:
        name: The path of its field (`domain.addresses`), steps joined by "."; unique in its table.
        before, after: The fixed words around the value.
        number: The exact number, in the unit in which it is printed (a rate of 1 is 100 %); None
            for a text, and where nothing stands.
        decimals: How many of a number are printed at most.
        keeps_zeros: Always print so many.
        is_rate: A number is printed as a percentage.
        is_text: The field takes words, which stay words where they look like a number.
        formula: How the number is computed from other cells of the table; () where it was typed.
    """

    name: str
    before: str = ""
    after: str = ""
    number: Decimal | None = None
    decimals: int = 2
    keeps_zeros: bool = False
    is_rate: bool = False
    is_text: bool = False
    formula: CellFormula = ()

    def __post_init__(self) -> None:
        clean_fields(self, "before", "after")


@dataclass(frozen=True, slots=True)
class TableCell:
    r"""One cell of a form, with the rows and columns it spans.

    An explicit "\\n" starts a new line: 绩\\n效\\n指\\n标 stands upright.

    Attributes:
        align: None for the alignment of its style: centred, VALUE left.
        indent_chars: Widths of a character left free before every line.
        was: What stood here in an earlier draft, where that is to be seen; else None.
        data: Of a cell with one field; else None.
    """

    text: str = ""
    rows: int = 1
    columns: int = 1
    style: CellStyle = CellStyle.VALUE
    align: Align | None = None
    is_bold: bool = False
    indent_chars: int = 0
    was: str | None = None
    data: CellData | None = None

    def __post_init__(self) -> None:
        clean_fields(self, "text", "was")

    @property
    def spans(self) -> tuple[TextSpan, ...]:
        """The printed text, with what is different from what stood there before."""
        if self.was is None:
            return (TextSpan(self.text, self.is_bold),)
        from .changed_spans import changed_spans  # only a 花脸稿 compares

        return changed_spans(self.was, self.text, is_bold=self.is_bold)

    @property
    def alignment(self) -> Align:
        """How it is set, by itself or by its style."""
        if self.align is not None:
            return self.align
        return Align.LEFT if self.style is CellStyle.VALUE else Align.CENTER


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells that *begin* in a row; spans from above fill the rest, as in the form's data.

    Attributes:
        is_head: Repeated on a page that continues the rows below it (see `Table`).
        has_border: False for a row without lines around its cells.
    """

    cells: tuple[TableCell, ...]
    is_head: bool = False
    min_height_mm: float = 6.5
    has_border: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """An official grid, as wide as the text block.

    The latest run of head rows above a page break is repeated after it. Where cells that begin in
    those head rows span rows below them, the heads belong to these rows only; else to all rows up
    to the next head row.

    Attributes:
        columns: Relative widths.
        notes: Paragraphs right under the table (说明：…).
        signature: Kept on one page with the last row and the notes.
        text_pt, floor_pt: Size of the text, and the smallest to which it may shrink.
    """

    columns: tuple[float, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    signature: SignatureLine | None = None
    text_pt: float = 10.5
    floor_pt: float = 7.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(map(clean_text, self.notes)))

    @property
    def sizes(self) -> list[float]:
        """The sizes that a text of it may have, the largest first."""
        steps = max(int((self.text_pt - self.floor_pt) / _STEP_PT), 0)
        return [self.text_pt - step * _STEP_PT for step in range(steps + 1)]


def head_row(*texts: str) -> TableRow:
    """Return a row of the heads of columns."""
    return TableRow(tuple(TableCell(each, style=CellStyle.HEAD) for each in texts), is_head=True)


def head_runs(table: Table) -> list[range]:
    """Return the head rows that stand together, from the top."""
    runs: list[range] = []
    for row, each in enumerate(table.rows):
        if not each.is_head:
            continue
        if runs and runs[-1].stop == row:
            runs[-1] = range(runs[-1].start, row + 1)
        else:
            runs.append(range(row, row + 1))
    return runs


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell at its place in the grid, rows and columns counted from 0."""

    cell: TableCell
    row: int
    column: int

    @property
    def end_row(self) -> int:
        """The row after its last one."""
        return self.row + self.cell.rows

    @property
    def end_column(self) -> int:
        """The column after its last one."""
        return self.column + self.cell.columns


class GridError(ValueError):
    """The spans of a table do not fill its grid exactly."""


def place_cells(table: Table) -> tuple[PlacedCell, ...]:
    """Put every cell at its row and column, row by row.

    Raises:
        GridError: Cells overlap, stand out of the grid or leave a hole in it.
    """
    width, height = len(table.columns), len(table.rows)
    covered_until = [0] * width  # by column: the first row that is still free
    placed: list[PlacedCell] = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells.cells:
            while column < width and covered_until[column] > row:
                column += 1
            here = PlacedCell(cell, row, column)
            if here.end_column > width or here.end_row > height:
                raise GridError(f"row {row}: cell {cell.text!r} stands out of the grid")
            if max(covered_until[column : here.end_column], default=0) > row:
                raise GridError(f"row {row}: cell {cell.text!r} overlaps a span from above")
            covered_until[column : here.end_column] = [here.end_row] * cell.columns
            placed.append(here)
            column = here.end_column
        if min(covered_until, default=row + 1) <= row:
            raise GridError(f"row {row}: the cells leave a hole")
    return tuple(placed)
