"""What offices do to the tables of a form: rows, columns, merges, pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from perfeval_desktop.domain.cell_table import compact
from tests.corpus.paper import Block, Line, Paper, Sheet, Written

_UNKNOWN = ("委托业务费", "劳务费", "印刷费", "邮电费", "租赁费", "咨询费")


# ── the order of things ─────────────────────────────────


def annexes_in_another_order(paper: Paper, chance: random.Random) -> Paper:
    """Bind the annexes in any order, some before the text."""
    parts: list[list[Block]] = [[]]
    for block in paper.blocks:
        if isinstance(block, Line) and block.kind == "mark":
            parts.append([])
        parts[-1].append(block)
    first, *annexes = parts
    chance.shuffle(annexes)
    ordered = [first, *annexes] if chance.random() < 0.5 else [*annexes, first]
    return replace(paper, blocks=tuple(block for part in ordered for block in part))


def rows_in_another_order(paper: Paper, chance: random.Random) -> Paper:
    """Put the rows between two rows of heads in any order; project lines stay with their sum."""

    def change(sheet: Sheet) -> Sheet:
        order: list[int] = []
        block: list[list[int]] = []
        for row in range(len(sheet.ids)):
            if row in sheet.heads:
                chance.shuffle(block)
                order += [*chain.from_iterable(block), row]
                block = []
            elif row - 1 in sheet.heads and sheet.ids[row][0] == sheet.ids[row - 1][0]:
                order.append(row)  # it has no other label than the heads have
            elif block and _is_project_line(sheet, row):
                block[-1].append(row)
            else:
                block.append([row])
        chance.shuffle(block)
        return sheet.with_rows([*order, *chain.from_iterable(block)])

    return paper.with_sheets(change)


def _is_project_line(sheet: Sheet, row: int) -> bool:
    segments = sheet.cells[sheet.ids[row][0]]
    return any(isinstance(e, Written) and e.key.field == "项目明细.名称" for e in segments)


def rows_left_out(paper: Paper, chance: random.Random) -> Paper:
    """Leave out rows that the unit had nothing to write in."""

    def change(sheet: Sheet) -> Sheet:
        kept = [
            row
            for row in range(len(sheet.ids))
            if row in sheet.heads or row == 0 or chance.random() > 0.15
        ]
        return sheet.with_rows(kept)

    return paper.with_sheets(change)


def rows_added(paper: Paper, chance: random.Random) -> Paper:
    """Add rows that the form does not know, with figures of their own."""

    def change(sheet: Sheet) -> Sheet:
        if sheet.id == "附件1-1":
            for label in chance.sample(_UNKNOWN, 2):
                at = _row_with(sheet, "公用经费")
                if at is not None:
                    texts = {1: f"{chance.randrange(10**5, 10**6)}.77", 5: "3.33"}
                    sheet = sheet.with_row(at + 1, {0: f"　　{label}", **texts})
        return sheet

    return paper.with_sheets(change)


def _row_with(sheet: Sheet, label: str) -> int | None:
    for row, ids in enumerate(sheet.ids):
        if compact(sheet.text(ids[0])) == label:
            return row
    return None


def empty_rows_and_columns(paper: Paper, chance: random.Random) -> Paper:
    """Put empty rows and columns in between, as in a worksheet that was tidied for the eye."""

    def change(sheet: Sheet) -> Sheet:
        sheet = sheet.with_column(chance.choice((0, len(sheet.ids[0]) // 2)))
        for _ in range(2):
            sheet = sheet.with_row(chance.randrange(1, len(sheet.ids)), {})
        return sheet

    return paper.with_sheets(change)


# ── merged cells ────────────────────────────────────────


def cells_split_by_hand(paper: Paper, chance: random.Random) -> Paper:
    """Split every merged cell: what stood in it stands in its first one."""
    return paper.with_sheets(lambda sheet: _split(sheet, lambda: ()))


def merges_lost(paper: Paper, chance: random.Random) -> Paper:
    """Split merged labels downwards, and write them into each row."""

    def change(sheet: Sheet) -> Sheet:
        new, ids, cells = max(sheet.cells) + 1, [list(row) for row in sheet.ids], dict(sheet.cells)
        copies: dict[tuple[int, int], int] = {}
        for r in range(1, len(ids)):
            for c, each in enumerate(sheet.ids[r]):
                if sheet.ids[r - 1][c] == each and sheet.is_label(each):
                    if (r, each) not in copies:
                        copies[r, each] = new
                        cells[new] = sheet.cells[each]
                        new += 1
                    ids[r][c] = copies[r, each]
        return replace(sheet, ids=tuple(map(tuple, ids)), cells=cells)

    return paper.with_sheets(change)


def _split(sheet: Sheet, filling: Callable[[], tuple[str, ...]]) -> Sheet:
    new, ids, cells = max(sheet.cells) + 1, [list(row) for row in sheet.ids], dict(sheet.cells)
    for number, row, column, rows, columns in sheet.regions():
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                if (r, c) != (row, column):
                    ids[r][c] = new
                    cells[new] = filling()
                    new += 1
        assert ids[row][column] == number
    return replace(sheet, ids=tuple(map(tuple, ids)), cells=cells)


def merges_the_other_way(paper: Paper, chance: random.Random) -> Paper:
    """Merge empty cells with the label above them or at their left, as untidy forms have it."""

    def change(sheet: Sheet) -> Sheet:
        ids = [list(row) for row in sheet.ids]
        for number, row, column, rows, columns in list(sheet.regions()):
            is_empty = not sheet.text(number).strip() and rows == 1
            left = ids[row][column - 1] if column else -1
            is_own = all(left not in other for r, other in enumerate(ids) if r != row)
            is_labelled = left >= 0 and sheet.is_label(left) and bool(sheet.text(left))
            if is_empty and is_own and is_labelled and chance.random() < 0.6:
                ids[row][column : column + columns] = [left] * columns
        return replace(sheet, ids=tuple(map(tuple, ids)))

    return paper.with_sheets(change)


# ── pages ───────────────────────────────────────────────


def tables_cut_by_pages(paper: Paper, chance: random.Random) -> Paper:
    """Cut tables in two where a page ended; half of them have their heads again."""
    blocks: list[Block] = []
    for block in paper.blocks:
        if isinstance(block, Sheet) and len(block.ids) > 8:
            at = chance.randrange(4, len(block.ids) - 2)
            head = max((h for h in block.heads if h < at), default=None)
            again = [head] if head is not None and chance.random() < 0.5 else []
            blocks += [block.with_rows(range(at)), Line((), "text")]
            blocks.append(block.with_rows([*again, *range(at, len(block.ids))]))
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def signatures_left_out(paper: Paper, chance: random.Random) -> Paper:
    """Leave out marks, notes and signature lines; titles stay."""
    kept = (b for b in paper.blocks if not (isinstance(b, Line) and b.kind in ("note", "mark")))
    return replace(paper, blocks=tuple(kept))


def rows_hidden(paper: Paper, chance: random.Random) -> Paper:
    """Hide a row of figures, and an empty one (workbooks)."""

    def change(sheet: Sheet) -> Sheet:
        rows = [r for r in range(2, len(sheet.ids)) if r not in sheet.heads]
        sheet = replace(sheet, hidden=frozenset(chance.sample(rows, 1)))
        return sheet.with_row(chance.randrange(1, len(sheet.ids)), {})

    return paper.with_sheets(change).with_way("hidden-rows")
