"""What readers of all kinds do with cells before they hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.source_document import SourceCell

from .prescan import LimitError
from .word_text import CHANGED

Area = tuple[int, int, int, int]  # first row and column, last row and column
Place = tuple[int, int]

MAX_COLUMNS = 300
MAX_CELLS = 400_000
_MOST_MERGED_ROWS = 1_000  # a merge that is longer was made of whole columns
_COVERED = "这一格被合并的单元格盖住了，在表里看不见。"
_FAR = (
    "内容散得太开：第 {} 行、第 {} 列还有内容。请删掉表格以外的内容，再选一次；"
    "或者把要用的表复制到一个新文件里，再选它。"
)


def told(cell: SourceCell) -> SourceCell:
    """Return a cell with clean text, and the doubt that says what was taken out."""
    text = clean_text(cell.text)
    if text == cell.text:
        return cell
    is_less = len(text) < len(cell.text.replace("\r\n", "\n"))
    return cell._replace(text=text, doubt=cell.doubt or (CHANGED if is_less else ""))


def filled(cells: Mapping[Place, SourceCell], merges: Iterable[Area]) -> list[SourceCell]:
    """Return the cells of a worksheet in reading order, with the empty ones between them.

    Args:
        cells: Those that hold something, by place.
        merges: Areas that are one cell; what they cover is there only when it holds something.

    Raises:
        LimitError: it reaches farther than any table does.
    """
    held = {place for place, each in cells.items() if each.text.strip() or each.doubt}
    if not held:
        return []
    merges = list(merges)
    bottom, right = max(row for row, _ in held), max(column for _, column in held)
    for top, left, low, far in merges:
        if (top, left) in held and far - left < MAX_COLUMNS and low - top < _MOST_MERGED_ROWS:
            bottom, right = max(bottom, low), max(right, far)
    if right >= MAX_COLUMNS or (bottom + 1) * (right + 1) > MAX_CELLS:
        raise LimitError(_FAR.format(bottom + 1, right + 1))
    size: dict[Place, Place] = {}
    covered: set[Place] = set()
    for top, left, low, far in merges:
        if top <= bottom and left <= right:
            rows, columns = min(low, bottom) - top + 1, min(far, right) - left + 1
            size[top, left] = (rows, columns)
            places = [(top + down, left + on) for down in range(rows) for on in range(columns)]
            covered.update(places[1:])
    return list(_in_order(cells, held, size, covered, (bottom, right)))


def _in_order(
    cells: Mapping[Place, SourceCell],
    held: set[Place],
    size: Mapping[Place, Place],
    covered: set[Place],
    last: Place,
) -> Iterable[SourceCell]:
    one = (1, 1)
    for row in range(last[0] + 1):
        for column in range(last[1] + 1):
            place = (row, column)
            if place in covered:
                if place in held:
                    yield cells[place]._replace(doubt=cells[place].doubt or _COVERED)
                continue
            rows, columns = size.get(place, one)
            each = cells.get(place)
            if each is None:
                yield SourceCell(row, column, "", rows, columns)
            elif rows == columns == 1:
                yield each
            else:
                yield each._replace(rows=rows, columns=columns)
