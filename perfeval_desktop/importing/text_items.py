"""The running text of a document, line by line: in paragraphs, in a frame, in a worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import ImportPlan, MatchedSheet, PlannedState
from perfeval_desktop.domain.source_document import (
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.importing.heading_words import numbered

_MOSTLY = 0.8  # of the rows have one cell with something in it: that is no table


class TextItem(NamedTuple):
    """A line of text, a table that is none of the annexes, or (None) where an annex stands."""

    place: SourcePlace
    content: SourceParagraph | SourceTable | None


def text_items(document: SourceDocument, tables: ImportPlan) -> list[TextItem]:
    """Return the text of a document in its order, without what the tables' plan has placed."""
    return list(_Reading(document, tables).items())


class _Reading:
    def __init__(self, document: SourceDocument, tables: ImportPlan) -> None:
        self._document = document
        self._sheets: dict[int, list[MatchedSheet]] = {}  # by block
        for sheet in tables.sheets:
            for block in sheet.blocks:
                self._sheets.setdefault(block, []).append(sheet)
        self._placed = {
            piece.place for piece in tables.pieces if piece.state is not PlannedState.NOT_TAKEN
        }

    def items(self) -> Iterator[TextItem]:
        for number, block in enumerate(self._document.blocks):
            place = SourcePlace(number)
            if isinstance(block, SourceTable):
                yield from self._of_table(number, block)
            elif place in self._placed:
                yield TextItem(place, None)
            else:
                yield from _lines(place, block)

    def _of_table(self, number: int, table: SourceTable) -> Iterator[TextItem]:
        sheets = self._sheets.get(number, [])
        if any(not any(block == number for block, *_ in sheet.rows) for sheet in sheets):
            yield TextItem(SourcePlace(number), None)  # all of it is an annex
            return
        is_annex = bool(sheets)
        free = [each for each in table.cells if each.text.strip() and self._is_free(number, each)]
        if not is_annex and not _is_text(free):
            yield TextItem(SourcePlace(number), table._replace(cells=tuple(free)))
            return
        rows: dict[int, list[SourceCell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, [])
        for cell in free:
            rows[cell.row].append(cell)
        for row, cells in sorted(rows.items()):
            if is_annex and (self._is_of_sheet(number, row) or len(cells) > 1):
                yield TextItem(SourcePlace(number, row), None)
                continue
            for cell in cells:
                place = SourcePlace(number, cell.row, cell.column)
                yield from _lines(place, SourceParagraph(cell.text, doubt=cell.doubt))

    def _is_free(self, number: int, cell: SourceCell) -> bool:
        place = SourcePlace(number, cell.row, cell.column)
        return place not in self._placed and not self._is_of_sheet(number, cell.row)

    def _is_of_sheet(self, number: int, row: int) -> bool:
        place = SourcePlace(number, row, 0)
        return any(each.has(place) for each in self._sheets.get(number, ()))


def _is_text(cells: Sequence[SourceCell]) -> bool:
    in_row: dict[int, int] = {}
    for cell in cells:
        in_row[cell.row] = in_row.get(cell.row, 0) + 1
    alone = sum(count == 1 for count in in_row.values())
    return alone >= _MOSTLY * len(in_row)


def _lines(place: SourcePlace, paragraph: SourceParagraph) -> Iterator[TextItem]:
    """Yield each line of a paragraph; the number that is made for it stands before the first."""
    number = ""  # that stands on a line of its own
    content = paragraph
    for line in [each for each in paragraph.text.split("\n") if each.strip()]:
        text, number = number + line, ""
        if not numbered(text)[1]:
            number = text
            continue
        yield TextItem(place, content._replace(text=text))
        content = SourceParagraph("", doubt=paragraph.doubt)
    if number:
        yield TextItem(place, content._replace(text=number))
