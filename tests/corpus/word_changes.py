"""What offices do to the words and figures of a form: names, numbers of lines, units, digits."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.values import ValueType
from tests.corpus.paper import Block, Line, Paper, Sheet, Written, text_of

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
_HEADINGS = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_NUMBERED = re.compile(r"^\d、")
_FULL_WIDTH = str.maketrans("0123456789.%,", "０１２３４５６７８９．％，")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"


# ── words ───────────────────────────────────────────────


def rows_renamed(paper: Paper, chance: random.Random) -> Paper:
    """Call rows and columns as other offices call them."""

    def called(text: str) -> str:
        for names in (_ROWS, _HEADS):
            bare = compact(text)
            for name, others in names.items():
                before = len(bare) - len(compact(name))
                is_it = bare.endswith(compact(name)) and before <= 4
                if is_it and chance.random() < 0.5:
                    return bare[:before] + chance.choice(others)
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
        last = blocks[-1] if blocks else None
        if isinstance(block, Sheet) and isinstance(last, Line) and last.kind == "title":
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
        for number, row, column, rows, _ in list(sheet.regions()):
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
