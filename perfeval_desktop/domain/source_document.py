"""A document of another program, as its author wrote it: paragraphs and tables in their order.

Word documents and workbooks come to the same. Nothing here knows a form; which cell is which field
is found by `importing/matching` and written down in an `ImportPlan`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class SourceCell(NamedTuple):
    """One cell of a table with the places that its merge covers; empty cells stand there as well.

    `text` is what a reader sees, its lines separated by line feeds. `kept` is the figure behind it,
    as a clerk would type it, where the cell shows fewer digits (workbooks). `doubt` is a Chinese
    sentence where what was read may not be what the author meant: a formula without its value, a
    number of more digits than a workbook keeps, characters that were taken out.
    """

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    kept: str = ""
    doubt: str = ""


class SourceTable(NamedTuple):
    """A table of a text, or a worksheet; its cells in reading order.

    `title` is the worksheet's name, "" in a text. `inside` is the place of the cell that a nested
    table stands in. Rows and columns that are hidden are read like others; they are listed in
    `hidden_rows` and `hidden_columns`.
    """

    cells: tuple[SourceCell, ...]
    title: str = ""
    is_hidden: bool = False
    inside: SourcePlace | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class SourceParagraph(NamedTuple):
    """A paragraph of a text. `number` is what automatic numbering prints before it.

    `level` is that of a heading (1, 2, …), 0 for text. `doubt` as in `SourceCell`.
    """

    text: str
    number: str = ""
    level: int = 0
    doubt: str = ""


SourceBlock = SourceParagraph | SourceTable


class SourcePlace(NamedTuple):
    """Where something stands: a block, and in a table the row and column of a cell; from 0."""

    block: int
    row: int = -1
    column: int = -1


class SourceDocument(NamedTuple):
    """All of a document. `left_out` names in Chinese what was not read: pictures, macros."""

    name: str
    blocks: tuple[SourceBlock, ...]
    left_out: tuple[str, ...] = ()

    def cells(self) -> Iterator[tuple[SourcePlace, SourceCell]]:
        """Yield every cell of every table with its place."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, SourceTable):
                for cell in block.cells:
                    yield SourcePlace(number, cell.row, cell.column), cell

    def paragraphs(self) -> Iterator[tuple[SourcePlace, SourceParagraph]]:
        """Yield every paragraph with its place."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, SourceParagraph):
                yield SourcePlace(number), block

    def text_at(self, place: SourcePlace) -> str:
        """Return what stands at a place, "" where nothing does."""
        block = self.blocks[place.block]
        if isinstance(block, SourceParagraph):
            return block.text
        found = (c.text for c in block.cells if (c.row, c.column) == (place.row, place.column))
        return next(found, "")
