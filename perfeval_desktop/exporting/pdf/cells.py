"""A table measured: every cell's text set into lines at the size that fits, every row's height."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import NamedTuple

from ..fonts import FontSet
from ..spans import spans_text
from ..styles import CELL_PAD_X_PT, CELL_PAD_Y_PT, CELL_PITCH_EM, MM, Align
from ..tables import CELL_FACES, CellStyle, PlacedCell, Table, TableCell, place_cells
from .paragraphs import SetLine, Setting, set_spans

PAD_X = CELL_PAD_X_PT
PAD_Y = CELL_PAD_Y_PT
_LEAST_PAD_Y = 1.0
_MOST_TIGHTENING = 0.15  # of its height that a row may lose where this saves a page
_CELLS_A_STEP = 100  # set in a hundredth of a second
_SPACES_EM = {" ": 0.25, "\u3000": 1.0}
_JUSTIFIED_EM = 12  # texts at the left reach both edges of a cell at least so wide
_MOST_FOR_LOOKS_PT = 1.5  # by which it shrinks where it need not
_LONG_SPAN = (
    0.5  # of a page: a text in spanning cells longer than this runs on instead of repeating
)


@dataclass(slots=True)
class LaidCell:
    """A cell with its set lines.

    Attributes:
        left, width: Its borders, from the left edge of the table.
        flows: Its lines run on over page breaks; else all of them are repeated after a break.
        lines_done: Lines that stand on earlier pages, of a cell that flows.
    """

    row: int
    end_row: int
    column: int
    left: float
    width: float
    indent: float
    lines: list[SetLine]
    pitch_pt: float
    has_border: bool
    flows: bool = False
    lines_done: int = 0

    @property
    def is_in_one_row(self) -> bool:
        """Say whether it spans no other row."""
        return self.end_row - self.row == 1

    @property
    def left_height(self) -> float:
        """Height that the lines not yet printed need, padding included."""
        return (len(self.lines) - self.lines_done) * self.pitch_pt + 2 * PAD_Y

    def lines_fitting(self, height: float) -> int:
        """Return how many of the lines not yet printed fit into `height`."""
        room = int((height - 2 * PAD_Y + 0.01) / self.pitch_pt)
        return max(min(room, len(self.lines) - self.lines_done), 0)


@dataclass(slots=True)
class LaidTable:
    """A table ready to be cut into pages. Rows may be added where a row is cut in two.

    Attributes:
        heights: What each row needs for itself; spanning cells may ask for more on their page.
        least_heights: What the text of each row needs with the least air around it.
        cells: Row by row.
        spanning: Those of them that span rows.
    """

    width: float
    heights: list[float]
    least_heights: list[float]
    are_heads: list[bool]
    cells: list[LaidCell]
    spanning: list[LaidCell] = field(init=False)

    def __post_init__(self) -> None:
        self.spanning = [cell for cell in self.cells if not cell.is_in_one_row]

    def spare_of(self, row: int) -> float:
        """Return by how much a row may be lowered so that a table fits on its page."""
        height = self.heights[row]
        return max(min(height - self.least_heights[row], _MOST_TIGHTENING * height), 0.0)

    def cut_row(self, row: int, height: float) -> None:
        """Cut a row in two, the upper part `height` high; its texts run on in the lower part."""
        self.heights[row : row + 1] = [height, PAD_Y]
        self.least_heights[row : row + 1] = [height, PAD_Y]
        self.are_heads.insert(row, self.are_heads[row])
        for cell in self.cells:
            if cell.row > row:
                cell.row += 1
            if cell.end_row > row:
                cell.flows = cell.flows or (cell.row == row and cell.is_in_one_row)
                cell.end_row += 1
        self.spanning = [cell for cell in self.cells if not cell.is_in_one_row]


class _Trial(NamedTuple):
    """A cell's text set in one size."""

    size_pt: float
    lines: list[SetLine]

    @property
    def pitch_pt(self) -> float:
        return self.size_pt * CELL_PITCH_EM

    @property
    def height(self) -> float:
        return len(self.lines) * self.pitch_pt + 2 * PAD_Y

    @property
    def splits_word(self) -> bool:
        return any(line.splits_word for line in self.lines)

    @property
    def has_lone_character(self) -> bool:
        return any(line.is_lone for line in self.lines)


class Room(NamedTuple):
    """What a page has for a table, in points."""

    width: float
    height: float


def lay_table(
    table: Table, page: Room, fonts: FontSet, on_step: Callable[[], None] = lambda: None
) -> LaidTable:
    """Set all cells of a table as wide as a page; `on_step` is called after some of them each."""
    edges = _column_edges(table.columns, page.width)
    heads, others = _by_kind(table)

    def laid(cells: list[PlacedCell], height: float) -> Iterator[LaidCell]:
        for number, placed in enumerate(cells):
            if number % _CELLS_A_STEP == 0:
                on_step()
            yield _lay_cell(placed, edges, table, height, fonts)

    cells = list(laid(heads, page.height))
    cells += laid(others, page.height - _heads_height(table, cells))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    for cell in cells:
        cell.flows = not cell.is_in_one_row and cell.left_height > _LONG_SPAN * page.height
    heights = _row_heights(table, cells)
    least = _least_heights(table, cells)
    return LaidTable(page.width, heights, least, [row.is_head for row in table.rows], cells)


def _by_kind(table: Table) -> tuple[list[PlacedCell], list[PlacedCell]]:
    """Part the cells of head rows from the others."""
    kinds: tuple[list[PlacedCell], list[PlacedCell]] = ([], [])
    for placed in place_cells(table):
        kinds[not table.rows[placed.row].is_head].append(placed)
    return kinds


def _heads_height(table: Table, head_cells: list[LaidCell]) -> float:
    """Return the height of the highest run of head rows, which pages may have to repeat."""
    heights = _row_heights(table, head_cells)
    highest = height = 0.0
    for row, own in zip(table.rows, heights, strict=True):
        height = height + own if row.is_head else 0.0
        highest = max(highest, height)
    return highest


def _row_heights(table: Table, cells: list[LaidCell]) -> list[float]:
    """Return what every row needs for the cells that span no other."""
    heights = [row.min_height_mm * MM for row in table.rows]
    for cell in cells:
        if cell.is_in_one_row:
            heights[cell.row] = max(heights[cell.row], cell.left_height)
    return heights


def _least_heights(table: Table, cells: list[LaidCell]) -> list[float]:
    heights = [0.0] * len(table.rows)
    for cell in cells:
        if cell.is_in_one_row:
            least = cell.left_height - 2 * (PAD_Y - _LEAST_PAD_Y)
            heights[cell.row] = max(heights[cell.row], least)
    return heights


def _column_edges(columns: tuple[float, ...], width: float) -> list[float]:
    scale = width / sum(columns)
    return [edge * scale for edge in accumulate(columns, initial=0.0)]


def _lay_cell(
    placed: PlacedCell, edges: list[float], table: Table, page_height: float, fonts: FontSet
) -> LaidCell:
    cell = placed.cell
    left, right = edges[placed.column], edges[placed.end_column]
    cell, hanging = _hung(cell)
    indent = (cell.indent_chars + hanging) * table.text_pt
    measure = right - left - 2 * PAD_X - indent
    trial = _set_to_fit(cell, measure, table, page_height, fonts)
    return LaidCell(
        placed.row,
        placed.end_row,
        placed.column,
        left,
        right - left,
        indent,
        trial.lines,
        trial.pitch_pt,
        table.rows[placed.row].has_border,
    )


def _hung(cell: TableCell) -> tuple[TableCell, float]:
    """Let all lines of a cell begin under its first word, where spaces stand before it.

    Returns:
        The cell without these spaces, and their width in characters.
    """
    text = cell.text.lstrip("".join(_SPACES_EM))
    spaces = cell.text[: len(cell.text) - len(text)]
    is_one_text = bool(text) and "\n" not in text and cell.was is None
    if not spaces or not is_one_text or cell.alignment is not Align.LEFT:
        return cell, 0.0
    return replace(cell, text=text), sum(_SPACES_EM[space] for space in spaces)


def _set_to_fit(
    cell: TableCell, measure: float, table: Table, page_height: float, fonts: FontSet
) -> _Trial:
    """Shrink a text until it is no higher than a page and no word of it is cut.

    A word too long even at the smallest size is cut at the full size instead. A short text shrinks
    a little as well where this saves a line with a single character. A text higher than a page in
    the smallest size runs on over pages, and shrinks a little only.
    """
    if not spans_text(cell.spans).strip():
        return _Trial(table.text_pt, [])
    align = cell.alignment
    if align is Align.LEFT and measure >= _JUSTIFIED_EM * table.text_pt:
        align = Align.JUSTIFY
    trials: list[_Trial] = []
    for size in table.sizes:
        setting = Setting(CELL_FACES[cell.style], size, align)
        trial = _Trial(size, set_spans(cell.spans, measure, setting, fonts))
        trials.append(trial)
        if trial.height <= page_height and not trial.splits_word:
            if not trial.has_lone_character or _is_prose(cell, trial):
                return trial
            if size <= table.text_pt - _MOST_FOR_LOOKS_PT:
                break
    low = [trial for trial in trials if trial.height <= page_height]
    whole = [trial for trial in low if not trial.splits_word]
    return [*whole, *low, _legible(trials)][0]


def _is_prose(cell: TableCell, trial: _Trial) -> bool:
    """Say whether a text is none of the short ones that look better in one line."""
    return cell.style is CellStyle.VALUE and len(trial.lines) > 2


def _legible(trials: list[_Trial]) -> _Trial:
    """Choose for a text that runs over pages in any size: it need not be set in the smallest."""
    least = trials[0].size_pt - _MOST_FOR_LOOKS_PT
    return [trial for trial in trials if trial.size_pt >= least][-1]
