"""What offices do to the forms: each change makes another paper of one, and keeps its truth.

A change never makes a paper that a person could not read: what a row or a column is still stands
beside or over its figures.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.values import ValueType
from tests.corpus.paper import Block, Line, Paper, Sheet, Written, text_of

Change = Callable[[Paper, random.Random], Paper]

_ROWS = {
    "公务用车购置和维护经费": ("公务用车购置及运行维护费", "公务用车购置和运行维护经费"),
    "出国经费": ("因公出国（境）经费", "出国（境）经费"),
    "公务接待": ("公务接待费",),
    "公车购置": ("公车购置费",),
    "公车运行维护": ("公车运行维护费",),
    "水费、电费、差旅费": ("水电费、差旅费", "水、电、差旅费"),
    "会议费、培训费": ("会议及培训费",),
    "政府采购金额": ("政府采购总金额",),
    "部门基本支出预算调整": ("基本支出预算调整",),
    "厉行节约保障措施": ("厉行节约的保障措施",),
    "年度资金总额": ("资金总额",),
    "上年结转资金": ("上年结转",),
    "当年财政拨款": ("当年财政拨款资金",),
    "预算部门名称": ("预算部门（单位）名称",),
    "项目支出名称": ("项目名称",),
}
_HEADS = {
    "年度指标值": ("指标值", "年度目标值"),
    "实际完成值": ("全年实际完成值", "完成值"),
    "三级指标": ("三级指标名称",),
    "年初预算数": ("年初预算",),
    "全年预算数": ("全年预算数（A）", "全年预算"),
    "全年执行数": ("全年执行数（B）", "全年执行"),
    "偏差原因分析及改进措施": ("偏差原因分析", "偏差原因及改进措施"),
}
_UNKNOWN = ("委托业务费", "劳务费", "印刷费", "邮电费", "租赁费", "咨询费")
_HEADINGS = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_NUMBERED = re.compile(r"^\d、")
_FULL_WIDTH = str.maketrans("0123456789.%,", "０１２３４５６７８９．％，")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"


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
                order += [*sum(block, []), row]
                block = []
            elif row - 1 in sheet.heads and sheet.ids[row][0] == sheet.ids[row - 1][0]:
                order.append(row)  # it has no other label than the heads have
            elif block and _is_project_line(sheet, row):
                block[-1].append(row)
            else:
                block.append([row])
        chance.shuffle(block)
        return sheet.with_rows([*order, *sum(block, [])])

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
            if is_empty and left >= 0 and is_own and sheet.is_label(left) and sheet.text(left):
                if chance.random() < 0.6:
                    for c in range(column, column + columns):
                        ids[row][c] = left
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


# ── words ───────────────────────────────────────────────


def rows_renamed(paper: Paper, chance: random.Random) -> Paper:
    """Call rows and columns as other offices call them."""

    def called(text: str) -> str:
        for names in (_ROWS, _HEADS):
            bare = compact(text)
            for name, others in names.items():
                if bare.endswith(compact(name)) and len(bare) - len(compact(name)) <= 4:
                    if chance.random() < 0.5:
                        start = bare[: len(bare) - len(compact(name))]
                        colon = "：" if text.rstrip().endswith("：") else ""
                        return start + chance.choice(others) + colon
        return text

    return paper.with_sheets(lambda sheet: sheet.with_labels(called))


def labels_decorated(paper: Paper, chance: random.Random) -> Paper:
    """Number labels, indent them, break them, and put 其中： before them or take it away."""

    def changed(text: str) -> str:
        bare = text.strip(" 　\n")
        if not bare or not any(c.isalpha() for c in bare) or chance.random() < 0.4:
            return text
        middle = len(bare) // 2
        ways = (
            f"　{text}",
            f"{bare[:middle]}\n{bare[middle:]}",
            f" {bare} ",
            "　".join(bare) if len(bare) <= 4 and bare.isalpha() else bare,
            text.replace("其中：", "") if "其中" in text else f"其中：{_NUMBERED.sub('', bare)}",
            f"{chance.randrange(1, 9)}．{bare}" if bare[0].isalpha() else bare,
            f"{chance.choice(_CIRCLED)}{bare}" if bare[0].isalpha() else bare,
            bare if bare.endswith("：") else f"{bare}：",
        )
        return chance.choice(ways)

    def change(sheet: Sheet) -> Sheet:
        cells = dict(sheet.cells)
        for number in {each for row in sheet.ids for each in row if sheet.is_label(each)}:
            cells[number] = tuple(changed(each) for each in sheet.cells[number] if each != "100")
            cells[number] = cells[number] or sheet.cells[number]
        return replace(sheet, cells=cells)

    return paper.with_sheets(change)


def units_in_heads(paper: Paper, chance: random.Random) -> Paper:
    """Write the unit into the heads of amounts, or in a line above the table."""

    def changed(text: str) -> str:
        bare = compact(text)
        is_amount = bare.endswith(("决算数", "预算数", "执行数")) and "万元" not in bare
        return f"{text}（万元）" if is_amount else text

    paper = paper.with_sheets(lambda sheet: sheet.with_labels(changed))
    return _with_unit_lines(paper, "金额单位：万元")


def _with_unit_lines(paper: Paper, line: str) -> Paper:
    blocks: list[Block] = []
    for block in paper.blocks:
        if isinstance(block, Sheet) and not isinstance(blocks[-1] if blocks else None, Sheet):
            if blocks and isinstance(blocks[-1], Line) and blocks[-1].kind == "title":
                blocks.append(Line((line,), "unit"))
        blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


# ── figures ─────────────────────────────────────────────


def amounts_in_yuan(paper: Paper, chance: random.Random) -> Paper:
    """Write all amounts of the tables in 元, and say so in the heads and above the tables."""

    def value(each: Written) -> Written:
        number = _decimal(each.text)
        if each.kind is not ValueType.AMOUNT or number is None:
            return each
        return each._replace(text=f"{number * 10_000:.2f}")

    def change(sheet: Sheet) -> Sheet:
        return sheet.with_values(value).with_labels(lambda text: text.replace("万元", "元"))

    paper = paper.with_sheets(change).with_way("in-yuan")
    if any(isinstance(b, Line) and b.kind == "unit" for b in paper.blocks):
        return paper.with_lines(
            lambda line: replace(line, segments=("金额单位：元",)) if line.kind == "unit" else line
        )
    return _with_unit_lines(paper, "单位：元")


def figures_in_full_width(paper: Paper, chance: random.Random) -> Paper:
    """Write figures in the wide digits of the input method."""

    def value(each: Written) -> Written:
        wide = each.kind.is_numeric and chance.random() < 0.7
        return each._replace(text=each.text.translate(_FULL_WIDTH)) if wide else each

    return paper.with_sheets(lambda sheet: sheet.with_values(value))


def figures_with_units(paper: Paper, chance: random.Random) -> Paper:
    """Write the unit behind figures: 12.5万元, 11人, 5分."""
    amount = "元" if "in-yuan" in paper.ways else "万元"
    units = {
        ValueType.AMOUNT: amount,
        ValueType.HEADCOUNT: "人",
        ValueType.POINTS: "分",
        ValueType.AREA: "㎡",
    }

    def value(each: Written) -> Written:
        unit = units.get(each.kind)
        if unit is None or _decimal(each.text) is None or chance.random() < 0.3:
            return each
        return each._replace(text=f"{each.text}{unit}")

    return paper.with_sheets(lambda sheet: sheet.with_values(value))


def figures_grouped(paper: Paper, chance: random.Random) -> Paper:
    """Part thousands by commas, and leave blanks around figures."""

    def value(each: Written) -> Written:
        number = _decimal(each.text)
        if each.kind is not ValueType.AMOUNT or number is None:
            return each
        return each._replace(text=f" {number:,}")

    return paper.with_sheets(lambda sheet: sheet.with_values(value))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None


def labels_and_values_in_one_cell(paper: Paper, chance: random.Random) -> Paper:
    """Put a label and the value beside or under it into one cell: 编制数：11."""

    def change(sheet: Sheet) -> Sheet:
        ids, cells = [list(row) for row in sheet.ids], dict(sheet.cells)
        for number, row, column, rows, columns in list(sheet.regions()):
            if sheet.is_label(number) or rows > 1 or len(sheet.cells[number]) != 1:
                continue
            label = ids[row][column - 1] if column else -1
            if sheet.id == "附件1-1" and row == 1 and column:
                label = ids[0][column]
            elif sheet.id == "附件1-1" or row > 1 or label < 0 or not sheet.is_label(label):
                continue
            if not sheet.text(label).strip():
                continue
            cells[label] = (f"{compact(sheet.text(label))}：", *sheet.cells[number])
            for r, other in enumerate(ids):
                ids[r] = [label if each == number else each for each in other]
        return replace(sheet, ids=tuple(map(tuple, ids)), cells=cells)

    return paper.with_sheets(change)


# ── the text ────────────────────────────────────────────


def headings_without_numbers(paper: Paper, chance: random.Random) -> Paper:
    """Write headings without their numbers."""

    def change(line: Line) -> Line:
        if line.kind != "heading":
            return line
        return replace(line, segments=(_HEADINGS.sub("", text_of(line.segments)),))

    return paper.with_lines(change)


def rows_hidden(paper: Paper, chance: random.Random) -> Paper:
    """Hide a row of figures, and an empty one (workbooks)."""

    def change(sheet: Sheet) -> Sheet:
        rows = [r for r in range(2, len(sheet.ids)) if r not in sheet.heads]
        sheet = replace(sheet, hidden=frozenset(chance.sample(rows, 1)))
        return sheet.with_row(chance.randrange(1, len(sheet.ids)), {})

    return paper.with_sheets(change).with_way("hidden-rows")


def way(*ways: str) -> Change:
    """Return a change of the way in which a paper is written."""
    return lambda paper, chance: paper.with_way(*ways)


# In the order in which they are made when there are several.
FOR_ALL: dict[str, Change] = {
    each.__name__.replace("_", "-"): each
    for each in (
        units_in_heads,
        amounts_in_yuan,
        figures_grouped,
        figures_with_units,
        figures_in_full_width,
        rows_renamed,
        labels_decorated,
        labels_and_values_in_one_cell,
        rows_left_out,
        rows_added,
        rows_in_another_order,
        merges_the_other_way,
        merges_lost,
        cells_split_by_hand,
        empty_rows_and_columns,
        headings_without_numbers,
        signatures_left_out,
        annexes_in_another_order,
    )
}
FOR_WORD: dict[str, Change] = {
    "tables-cut-by-pages": tables_cut_by_pages,
    **{
        name: way(name)
        for name in ("nested", "numbered", "styled", "boxed", "in-cells", "colourful")
    },
    "broken-runs": way("broken-runs"),
    "breaks": way("breaks"),
}
FOR_EXCEL: dict[str, Change] = {
    "rows-hidden": rows_hidden,
    **{name: way(name) for name in ("one-worksheet", "unnamed", "numbers", "colourful")},
}


def changed(paper: Paper, names: Iterable[str], chance: random.Random) -> Paper:
    """Make changes of a paper by their names, each at its turn."""
    wanted = set(names)
    known = {**FOR_ALL, **FOR_WORD, **FOR_EXCEL}
    for name in wanted:
        assert name in known, f"no change is called {name}"
    for name, change in known.items():
        if name in wanted:
            paper = change(paper, chance)
    return paper
