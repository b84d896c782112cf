"""What an import took and what it did not, as a list to keep, to copy and to save."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.source_document import SourceDocument, SourcePlace, SourceTable
from perfeval_desktop.services.import_questions import counts_words
from perfeval_desktop.services.import_review import COUNTED, Kind, Line, Review


class ListRow(NamedTuple):
    """One piece of a document, and what became of it."""

    kind: Kind
    where: str
    source: str
    target: str
    value: str
    why: str


class ImportList(NamedTuple):
    """All pieces of a document; `summary` counts them."""

    name: str
    summary: str
    rows: tuple[ListRow, ...]

    @property
    def left_over(self) -> tuple[ListRow, ...]:
        """The rows for which there was no place."""
        return tuple(each for each in self.rows if each.kind is Kind.NOT_TAKEN)


def import_list(review: Review) -> ImportList:
    """Return the list of a review as it is now; the words of the form are not in it."""
    rows = [_row(review, each) for each in review.lines() if each.kind in COUNTED]
    left_out = [
        ListRow(Kind.NOT_TAKEN, "整个文件", each, "", "", "这些内容不读。")
        for each in review.document.left_out
    ]
    return ImportList(review.document.name, counts_words(review), (*rows, *left_out))


def _row(review: Review, line: Line) -> ListRow:
    piece = review.plan.pieces[line.piece]
    target = review.label(line.address) if line.address is not None else ""
    where = place_words(review.document, piece.place)
    return ListRow(line.kind, where, piece.source, target, review.reads(piece), piece.why)


def place_words(document: SourceDocument, place: SourcePlace) -> str:
    """Return where something stands, as one looks for it: 第3张表 第5行第2列, 第12段."""
    before = document.blocks[: place.block + 1]
    block = before[-1]
    if isinstance(block, SourceTable):
        number = sum(isinstance(each, SourceTable) for each in before)
        name = f"工作表“{block.title}”" if block.title else f"第{number}张表"
        return f"{name} 第{place.row + 1}行第{place.column + 1}列"
    return f"第{sum(not isinstance(each, SourceTable) for each in before)}段"


def write_import_list(listed: ImportList, path: Path) -> None:
    """Write the list as a workbook.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.list_xlsx import Column, write_list

    columns = (
        Column("状态", 12),
        Column("在文件里的位置", 24),
        Column("原文", 44),
        Column("填到", 40),
        Column("填成", 24),
        Column("说明", 44),
    )
    write_list("导入清单", f"{listed.name} 的导入清单", listed.summary, columns, listed.rows, path)


def as_text(rows: tuple[ListRow, ...]) -> str:
    """Return rows to be pasted elsewhere: cells with tabs between them, a line each."""
    lines = (
        (each.kind.value, each.where, each.source, each.target, each.value, each.why)
        for each in rows
    )
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
