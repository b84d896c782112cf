"""The text of each file of a drafted template, with comments that say what was guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.importing.drafting.blank_pages import Blank, BlankTable
from perfeval_desktop.importing.drafting.sheet_drafts import (
    UNIT_NAME,
    CellDraft,
    FieldDraft,
    GroupDraft,
    Names,
    RowDraft,
    SheetDraft,
)
from perfeval_desktop.importing.drafting.words import guess_type, name_of, one_line, with_year
from perfeval_desktop.importing.heading_words import numbered

_DATE = re.compile(r"[\s　_＿xX×\d]*年[\s　_＿xX×\d]*月(?:[\s　_＿xX×\d]*日)?")
_ASKED = re.compile(r"([^:：]{2,30})[:：]([\s　_＿]*)(.*)")
_GAP = re.compile(r"[＿_]{3,}|[　]{3,}")
_HAND = re.compile(r"签字|签章|盖章|签名|公章")
_COVER_GAP = """\
[[row]]
style = "cover-gap"
height_mm = 70
border = false
cells = [{ text = "" }]
"""
_WHOLE_WIDTH = 100.0


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _comment(text: str) -> str:
    return "# " + " ".join(text.split())


# Cover and narrative


def cover_text(lines: Sequence[str], year: int, names: Names) -> str:
    """Return the file of the cover: a row for each line, places where something is asked."""
    texts = [line for each in lines for line in each.split("\n") if line.strip()]
    fields: list[FieldDraft] = []
    rows = [_cover_row(each, year, names, fields) for each in texts]
    line = next((at for at, each in enumerate(rows) if '"cover-line"' in each), 0)
    if line:
        rows[0] = rows[0].replace("height_mm = 24", "height_mm = 60")
        rows.insert(line, _COVER_GAP)
    title = next((with_year(each.strip(), year) for each in texts), "封面")
    head = ["# 封面：没有表格线，按行排。行高（height_mm）是估的，请对照原件改。", ""]
    head += ['kind = "cover"', f"title = {quoted(title)}", "columns = [100]", ""]
    return "\n".join([*head, *_fields(fields), *rows])


def _cover_row(text: str, year: int, names: Names, fields: list[FieldDraft]) -> str:
    words, style, height = with_year(text.strip(), year), "cover-title", 24
    asked = _ASKED.fullmatch(text.strip())
    if _DATE.fullmatch(text.strip()) and not re.search(r"\d{4}", text):
        name = names.free("报告日期")
        fields.append(FieldDraft(name, ValueType.DATE, "报告日期", why="年　月　日"))
        words, style, height = "{" + name + "|    年    月    日}", "cover-line", 16
    elif asked is not None:
        label = one_line(asked[1])
        if UNIT_NAME.fullmatch(compact(label)):
            name = names.unit
        else:
            name = names.free(name_of(label))
            guess = guess_type([label])
            fields.append(FieldDraft(name, guess.type, label, why=guess.because))
        rest = with_year(asked[3], year)
        blank = "　　　　　　　　　　　　"
        words, style, height = f"{asked[1]}：{{{name}|{blank}}}{rest}", "cover-line", 16
    return (
        f'[[row]]\nstyle = "{style}"\nheight_mm = {height}\nborder = false\n'
        f"cells = [{{ text = {quoted(words)} }}]\n"
    )


def narrative_text(blank: Blank, year: int, names: Names) -> tuple[str, int]:
    """Return the file of the narrative, and how many chapters it has."""
    title = with_year(blank.title.replace("\n", "") or "{年度}年度绩效自评报告", year)
    title = _GAP.sub(lambda match: "{" + names.unit + "|" + match[0] + "}", title, count=1)
    lines = ["# 报告正文：标题照原件，标题下面的文字成了填写说明（note）。", ""]
    lines += ['kind = "narrative"', f"title = {quoted(title)}", ""]
    fields: list[str] = []
    for at, (level, text, prompts) in enumerate(blank.headings):
        words = with_year(text, year)
        lines += ["[[heading]]", f"level = {level}", f"text = {quoted(words)}"]
        has_below = at + 1 < len(blank.headings) and blank.headings[at + 1][0] > level
        if not has_below or prompts:
            label = one_line(numbered(words)[1])
            name = names.free(name_of(label) or "正文")
            lines.append(f"field = {quoted(name)}")
            fields += [f"[field.{quoted(name)}]", 'type = "prose"', f"label = {quoted(label)}"]
            note = with_year(" ".join(" ".join(each.split()) for each in prompts), year)
            fields += [f"note = {quoted(note[:1_000])}"] if note else []
            fields += ["required = true", ""]
        lines.append("")
    return "\n".join([*lines, *fields]), sum(each.startswith("[field") for each in fields)


# Tables


def sheet_text(sheet: SheetDraft, year: int, names: Names, signed: list[str]) -> str:
    """Return the file of a table. `signed` collects the fields of signatures, shared by all."""
    table = sheet.table
    lines = [f"# {sheet.id}：{sheet.width} 列。由空表起草，请逐项核对。", "", 'kind = "table"']
    if table.mark:
        lines.append(f"mark = {quoted(table.mark)}")
    lines.append(f"title = {quoted(sheet.title.replace(chr(10), ''))}")
    if sheet.per:
        lines += [
            "# 表名里有“项目”，表头填项目名称，所以每个项目一张；不对的，去掉 per。",
            f"per = {quoted(sheet.per)}",
        ]
    unit = table.unit or _unit_in(table)
    lines += [f"unit = {quoted(unit)}"] if unit else []
    lines.append(f"columns = [{', '.join(map(str, _widths(sheet)))}]")
    if not table.widths:
        lines.append("# 原件里读不出列宽，上面各列先一样宽。")
    if sum(table.widths[: sheet.width]) > _WIDE_MM:
        lines += ["# 原件比竖放的纸宽，所以横排。", "landscape = true"]
    if table.notes:
        lines.append(f"notes = {_list(with_year(each, year) for each in table.notes)}")
    parts = [_signature(each, signed, names) for each in table.signature]
    lines += [f"signature = {_list(parts)}"] if parts else []
    lines.append("")
    series = _series(sheet.fields)
    if series:
        lines.append("[columns_named]")
        columns = {name_of(f.column): f.column for each in series.values() for f in each}
        lines += [f"{quoted(name)} = {quoted(title)}" for name, title in columns.items()]
        lines.append("")
    lines += ["# ── 填报项 " + "─" * 40, ""]
    lines += _fields([f for f in sheet.fields if f.group in ("", sheet.per)], series)
    lines += _groups(sheet)
    lines += ["# ── 表格 " + "─" * 40, ""]
    for row in sheet.rows:
        lines += _row(row)
    return "\n".join(lines).rstrip() + "\n"


_WIDE_MM = 185.0


def _unit_in(table: BlankTable) -> str:
    text = "".join(compact(each.text) for each in table.cells)
    return "万元" if "万元" in text else ""


def _widths(sheet: SheetDraft) -> list[float]:
    widths = sheet.table.widths[: sheet.width]
    if len(widths) < sheet.width or sum(widths) <= 0 or min(widths) <= 0:
        return [round(_WHOLE_WIDTH / sheet.width, 1)] * sheet.width
    return [max(0.5, round(each * _WHOLE_WIDTH / sum(widths), 1)) for each in widths]


def _signature(part: str, signed: list[str], names: Names) -> str:
    asked = _ASKED.fullmatch(part.strip())
    words = part.strip().rstrip("_＿ 　")
    if asked is None or _HAND.search(words) or asked[3].strip(" 　_＿年月日"):
        return words.replace("{", "（").replace("}", "）")
    label = one_line(asked[1])
    if UNIT_NAME.fullmatch(compact(label)):
        return f"{asked[1]}：{{{names.unit}}}"
    name = name_of(label)
    if name not in signed:
        name = names.free(name)
        signed.append(name)
    return f"{asked[1]}：{{{name}}}"


def _series(fields: Sequence[FieldDraft]) -> dict[str, list[FieldDraft]]:
    """Rows whose figures have one type in several columns are written as one."""
    rows: dict[tuple[str, str, ValueType], list[FieldDraft]] = {}
    for each in fields:
        base, column = name_of(each.label), name_of(each.column)
        if each.column and each.name == f"{base}_{column}":
            rows.setdefault((each.group, base, each.type), []).append(each)
    largest: dict[tuple[str, str], list[FieldDraft]] = {}
    for (group, base, _), of in rows.items():
        if len(of) > max(1, len(largest.get((group, base), ()))):
            largest[group, base] = of
    return {of[0].name: of for of in largest.values()}


def _fields(
    fields: Iterable[FieldDraft], series: dict[str, list[FieldDraft]] | None = None
) -> list[str]:
    lines: list[str] = []
    in_series = {each.name for of in (series or {}).values() for each in of}
    for each in fields:
        row = (series or {}).get(each.name)
        if row is None and each.name in in_series:
            continue
        group = f"group.{quoted(each.group)}." if each.group else ""
        lines.append(_why(each))
        if row is not None:
            lines += [f"[{group}series.{quoted(name_of(each.label))}]"]
        else:
            lines += [f"[{group}field.{quoted(each.name)}]"]
        lines += [f"type = {quoted(each.type.value)}", f"label = {quoted(each.label)}"]
        if row is not None:
            lines.append(f"columns = {_list(name_of(f.column) for f in row)}")
        elif each.column:
            lines.append(f"column = {quoted(each.column)}")
        lines.append("")
    return lines


def _why(field: FieldDraft) -> str:
    if field.type is ValueType.TEXT and not field.why:
        return "# 看不出填什么，先按文字。"
    return _comment(f"按“{field.why or field.label}”猜的类型。")


def _groups(sheet: SheetDraft) -> Iterator[str]:
    if sheet.per:
        of_per = [each for each in sheet.fields if each.group == sheet.per]
        named = next((f.name for f in of_per if "名称" in f.label), "")
        yield f"[group.{quoted(sheet.per)}]"
        yield 'label = "项目"\ninitial = 1'
        yield f"name_field = {quoted(named)}\n" if named else ""
    for group in sheet.groups:
        yield from _group(group)
        yield from _fields([each for each in sheet.fields if each.group == group.name])


def _group(group: GroupDraft) -> Iterator[str]:
    yield _comment(f"明细：{group.why}，所以看作可以加行的一组。")
    yield f"[group.{quoted(group.name)}]"
    yield f"label = {quoted(group.label)}"
    if group.parent:
        yield f"parent = {quoted(group.parent)}"
    if group.name_field:
        yield f"name_field = {quoted(group.name_field)}"
    yield f"initial = {group.initial}\nminimum = 1"
    if group.sections:
        yield "sections = ["
        for section, head in group.sections:
            yield f"  {{ id = {quoted(section)}, head = {quoted(head)} }},"
        yield "]"
    yield ""


def _row(row: RowDraft) -> Iterator[str]:
    yield "[[row]]"
    if row.repeat:
        yield f"repeat = {quoted(row.repeat)}"
    if row.section:
        yield f"section = {quoted(row.section)}"
    if row.is_head:
        yield "head = true"
    yield "cells = ["
    for each in row.cells:
        yield f"  {{ {_cell(each)} }},"
    yield "]\n"


def _cell(cell: CellDraft) -> str:
    parts = [f"field = {quoted(cell.field)}" if cell.field else f"text = {quoted(cell.text)}"]
    parts += [f"columns = {cell.columns}"] if cell.columns > 1 else []
    parts += [f"rows = {cell.rows}"] if cell.rows > 1 else []
    parts += ["once = true"] if cell.is_once else []
    if "{" in cell.text and cell.text.count("{年度}") + cell.text.count("{上年}") == 0:
        parts.append('align = "left"')
    if cell.is_mark:
        parts.append('align = "center"')
    parts += ['style = "head"'] if cell.is_head else []
    return ", ".join(parts)


# The head


def head_text(  # noqa: PLR0913
    template_id: str,
    name: str,
    year: int,
    ids: Sequence[str],
    heads: dict[str, str],
    signed: Sequence[str],
    checks: str,
    left_over: Sequence[str],
) -> str:
    """Return the file that names the others."""
    lines = [
        "# 由官方空表起草。名称、类型是按空表上的字猜的，注释里写着为什么，请逐项核对；",
        "# 公式（role、formula）、填写说明（note）、必填（required）和审核公式要自己写。",
        "# 改完用 perfeval templates check 文件夹 检查。",
        "",
        f"id = {quoted(template_id)}",
        f"name = {quoted(name)}",
        f"year = {year}",
        'unit_field = "单位名称"',
        f"sheets = {_list(ids)}   # 装订顺序",
        f"filling_order = {_list(_filling_order(ids))}   # 填报顺序",
        f"checks = {_list([checks])}",
        "",
    ]
    if left_over:
        lines += ["# 空表里下面这些文字没有放进去："]
        lines += [_comment(each[:200]) for each in left_over[:50]]
        lines += [""]
    for head, points in heads.items():
        lines += ["# 表上一级指标里写着分值。", "[[scoring.heads]]"]
        lines += [f"name = {quoted(head)}", f"points = {quoted(points)}", ""]
    lines += ['[field."单位名称"]', 'type = "text"', 'label = "单位名称"']
    lines += ['note = "填单位全称，与公章一致。"', "required = true", 'carry = "keep"', ""]
    if signed:
        lines += ["# 各表下方的签字行，填一次，各表都有。"]
    for each in signed:
        kind = guess_type([each]).type
        lines += [f"[field.{quoted(each)}]", f"type = {quoted(kind.value)}"]
        lines += [f"label = {quoted(each)}", ""]
    return "\n".join(lines)


def _filling_order(ids: Sequence[str]) -> list[str]:
    """Tables first, then the narrative that tells of them, then the cover."""
    last = [each for each in ("报告正文", "封面") if each in ids]
    return [each for each in ids if each not in last] + last
