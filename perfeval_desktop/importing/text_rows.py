"""Running text below a table on the same worksheet: cover and chapters behind the annexes."""

from __future__ import annotations

from collections.abc import Callable

from perfeval_desktop.domain.source_document import SourceCell, SourceTable
from perfeval_desktop.importing.table_words import is_nothing

_LEAST_ROWS, _LEAST_LETTERS = 3, 40


def text_start(
    table: SourceTable, start: int, end: int, is_of_form: Callable[[str], bool]
) -> int | None:
    """Return from which row on there is running text up to `end`, None where there is none.

    A row of text has one cell with something in it, at the left edge, with no other cell lying
    across it from above, and it begins with no words of the form.
    """
    rows: dict[int, list[SourceCell]] = {}
    covered = 0
    edge = min((c.column for c in table.cells if not is_nothing(c.text)), default=0)
    for cell in table.cells:
        if start <= cell.row < end and not is_nothing(cell.text):
            rows.setdefault(cell.row, []).append(cell)
            if cell.rows > 1:
                covered = max(covered, cell.row + cell.rows)
    first, count, letters = None, 0, 0
    for row in range(end - 1, max(start, covered - 1), -1):
        cells = rows.get(row, [])
        if not cells:
            continue
        if len(cells) > 1 or cells[0].column != edge or is_of_form(cells[0].text):
            break
        first, count, letters = row, count + 1, letters + len(cells[0].text)
    return first if count >= _LEAST_ROWS and letters >= _LEAST_LETTERS else None
