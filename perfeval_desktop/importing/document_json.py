"""A `SourceDocument` as JSON, in which the child process hands it over. Empty cells are short."""

from __future__ import annotations

from typing import Any

from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourcePlace,
    SourceTable,
)


def document_data(document: SourceDocument) -> dict[str, Any]:
    """Return what `json.dumps` takes."""
    blocks = [_block_data(each) for each in document.blocks]
    return {"name": document.name, "blocks": blocks, "left_out": document.left_out}


def document_of(data: dict[str, Any]) -> SourceDocument:
    """Return the document that was written.

    Raises:
        LookupError, TypeError, ValueError: the data is something else.
    """
    blocks = tuple(map(_block, data["blocks"]))
    return SourceDocument(data["name"], blocks, tuple(data["left_out"]))


def _block_data(block: SourceBlock) -> list[Any]:
    if isinstance(block, SourceParagraph):
        return list(block)
    return [
        block.title,
        block.is_hidden,
        block.inside,
        sorted(block.hidden_rows),
        sorted(block.hidden_columns),
        list(map(_cell_data, block.cells)),
    ]


def _cell_data(cell: SourceCell) -> SourceCell | tuple[int, int] | tuple[int, int, str]:
    if cell[3:] != (1, 1, "", ""):
        return cell
    return cell[:3] if cell.text else cell[:2]


def _block(data: list[Any]) -> SourceBlock:
    if isinstance(data[1], str):
        return SourceParagraph(*data)
    title, is_hidden, inside, rows, columns, cells = data
    return SourceTable(
        tuple(
            SourceCell(*each) if len(each) > 2 else SourceCell(each[0], each[1], "")
            for each in cells
        ),
        title,
        is_hidden,
        None if inside is None else SourcePlace(*inside),
        frozenset(rows),
        frozenset(columns),
    )
