"""A table of a blank as rows, fields and groups of a template; why each was guessed is kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.importing.drafting.blank_pages import BlankTable
from perfeval_desktop.importing.drafting.form_grid import (
    NUMBERED,
    FormCell,
    FormGrid,
    Repeat,
    form_grid,
    is_inline,
    is_placeholder,
    repeats_of,
)
from perfeval_desktop.importing.drafting.words import guess_type, name_of, one_line, with_year

UNIT_NAME = re.compile(r"(?:预算|填报)?(?:部门|单位)(?:\(单位\))?名称|(?:填报|预算)(?:单位|部门)")
_SCORED = (  # what scoring reads, by the words of the heads
    ("三级指标", "三级指标"),
    ("偏差", "偏差原因"),
    ("得分", "得分"),
    ("分值", "分值"),
    ("完成值", "实际完成值"),
    ("指标值", "年度指标值"),
)
_SUMS = ("合计", "总计", "总分", "小计")  # of which no words are asked
_POINTS = re.compile(r"[(（]?(\d+(?:\.\d+)?)分[)）]?")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


@dataclass
class FieldDraft:
    """A field that was guessed."""

    name: str
    type: ValueType
    label: str
    column: str = ""
    why: str = ""
    group: str = ""


@dataclass
class GroupDraft:
    """A group of repeating rows that was guessed."""

    name: str
    label: str
    initial: int
    why: str
    parent: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)  # id, head
    name_field: str = ""


@dataclass
class CellDraft:
    """A cell of the template: its text, or its field."""

    text: str = ""
    field: str = ""
    columns: int = 1
    rows: int = 1
    is_once: bool = False
    is_head: bool = False
    is_mark: bool = False  # ——, 100


@dataclass
class RowDraft:
    """A row of the template."""

    cells: list[CellDraft]
    repeat: str = ""
    section: str = ""
    is_head: bool = False


@dataclass
class SheetDraft:
    """A table as it will stand in its file."""

    id: str
    table: BlankTable
    title: str
    width: int
    rows: list[RowDraft] = field(default_factory=list)
    fields: list[FieldDraft] = field(default_factory=list)
    groups: list[GroupDraft] = field(default_factory=list)
    per: str = ""
    heads: dict[str, str] = field(default_factory=dict)  # 一级指标 → points


class Names:
    """Names that are taken: each field of the report, and of a group, has one of its own."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()
        self.groups: set[str] = set()
        self.unit = self.free("单位名称")

    def free(self, wanted: str, group: str = "") -> str:
        """Return the name, with a number behind it when it is taken."""
        name, number = wanted or "填报项", 2
        while (group, name) in self._taken or (not group and name in self.groups):
            name, number = f"{wanted or '填报项'}{number}", number + 1
        self._taken.add((group, name))
        return name

    def free_group(self, wanted: str) -> str:
        """Return a name for a group."""
        name = self.free(wanted)
        self.groups.add(name)
        return name


def draft_sheet(table: BlankTable, sheet_id: str, year: int, names: Names, per: str) -> SheetDraft:
    """Draft a table. `per` is the group that it is printed for, "" for the report itself."""
    return _Drafting(table, sheet_id, year, names, per).sheet()


class _Drafting:
    def __init__(self, table: BlankTable, sheet_id: str, year: int, names: Names, per: str) -> None:
        self._grid: FormGrid = form_grid(table.cells)
        self._year, self._names, self._per = year, names, per
        self._table = table
        title = with_year(table.title or table.name or sheet_id, year)
        self._sheet = SheetDraft(sheet_id, table, title, self._grid.width, per=per)
        self._repeats = repeats_of(self._grid)
        self._repeat_of = {r: each for each in self._repeats for r in range(each.first, each.end)}
        self._group_of: dict[int, GroupDraft] = {}  # by first row of its repeat
        self._known: dict[tuple[str, int], str] = {}  # field of a column of a group

    def sheet(self) -> SheetDraft:
        self._make_groups()
        for row in range(self._grid.height):
            repeat = self._repeat_of.get(row)
            if repeat is None or row == repeat.first:
                self._add_row(row, repeat)
        return self._sheet

    # Groups

    def _make_groups(self) -> None:
        indicators = [each for each in self._repeats if each.kind == "indicators"]
        if indicators:
            group = self._new_group("项目指标" if self._per else "整体指标", "指标", indicators)
            group.why = "一级、二级、三级指标的表"
            for each in indicators:
                head, section = _plain(each.head), _plain(each.section)
                points = _POINTS.search(compact(each.head))
                if points is not None:
                    self._sheet.heads[head] = points[1]
                group.sections.append((section, head))
        for each in self._repeats:
            if each.kind != "indicators":
                self._new_group(self._group_name(each), "明细", [each])

    def _new_group(self, name: str, label: str, repeats: list[Repeat]) -> GroupDraft:
        count = Counter(each.count for each in repeats).most_common(1)[0][0]
        why = {
            "numbered": f"连着 {count} 行只有编号、后面空着",
            "empty": f"连着 {count} 行一样的空行",
        }
        group = GroupDraft(
            self._names.free_group(name), label, count, why.get(repeats[0].kind, ""), self._per
        )
        for each in repeats:
            self._group_of[each.first] = group
        self._sheet.groups.append(group)
        return group

    def _group_name(self, repeat: Repeat) -> str:
        """The label over numbered rows, or their head, names them."""
        first = self._grid.beginning(repeat.first)[0]
        if repeat.first:
            above = self._grid.owner[repeat.first - 1, first.column]
            if above.is_label and not self._grid.is_head_row(repeat.first - 1):
                return f"{name_of(above.text)}明细"
        heads = [h for e in self._grid.beginning(repeat.first) for h in self._grid.heads_over(e)]
        named = [name_of(each) for each in heads if "名称" in each]
        return (named[0].removesuffix("名称") if named else name_of(self._sheet.id)) + "明细"

    # Rows

    def _add_row(self, row: int, repeat: Repeat | None) -> None:
        group = self._group_of[repeat.first] if repeat is not None else None
        draft = RowDraft([])
        if repeat is not None and group is not None:
            draft.repeat = group.name
            draft.section = _plain(repeat.section) if repeat.section else ""
        draft.is_head = repeat is None and self._grid.is_head_row(row)
        for cell in self._grid.beginning(row):
            draft.cells.append(self._cell(cell, repeat, group))
        self._sheet.rows.append(draft)

    def _rows_of(self, cell: FormCell) -> int:
        """Rows of the form: repeating ones count as one."""
        rows = range(cell.row, cell.bottom)
        return len({self._repeat_of[r].first if r in self._repeat_of else r for r in rows})

    def _cell(self, cell: FormCell, repeat: Repeat | None, group: GroupDraft | None) -> CellDraft:
        draft = CellDraft(columns=cell.columns, rows=self._rows_of(cell))
        if group is not None and repeat is not None:
            is_shared = cell.rows > 1 or (cell.is_label and not is_placeholder(cell.text))
            if not is_shared:
                draft.rows = 1
                self._record_cell(draft, cell, repeat, group)
                return draft
            draft.is_once = True
        draft.text = with_year(cell.text.strip("\n"), self._year)
        draft.is_head = self._looks_like_head(cell)
        draft.is_mark = not cell.is_empty and not cell.is_label
        if cell.is_empty:
            draft.text = ""
            if self._is_place(cell):
                draft.field = self._field_of(cell)
        elif self._is_inline(cell):
            draft.text = cell_words(draft.text) + "{" + self._inline_field(cell) + "}"
        return draft

    def _record_cell(
        self, draft: CellDraft, cell: FormCell, repeat: Repeat, group: GroupDraft
    ) -> None:
        number = NUMBERED.fullmatch(cell.text)
        heads = self._grid.heads_over(cell)
        own = [one_line(each) for each in heads]
        is_count = own[:1] in (["序号"], ["编号"])
        if number is not None and cell.text.strip():
            sign = re.sub(r"[\d一二三四五六七八九十]+", "{序号}", cell.text, count=1).rstrip()
            if is_count:
                draft.text = sign
                return
            name = self._column_field(cell, group, "名称", ["名称"])
            draft.text = sign + "{" + name + "}"
            return
        if is_count:
            draft.text = "{序号}"
            return
        draft.field = self._column_field(cell, group, "", heads)

    def _column_field(self, cell: FormCell, group: GroupDraft, name: str, labels: list[str]) -> str:
        key = (group.name, cell.column)
        if key not in self._known:
            label = with_year(labels[0], self._year) if labels else f"第{cell.column + 1}列"
            guess = guess_type([*labels, *self._outer(cell)], self._table.unit)
            wanted = name or name_of(label)
            if group.sections:
                wanted = next((is_ for has, is_ in _SCORED if has in wanted), wanted)
            found = FieldDraft(
                self._names.free(wanted, group.name),
                ValueType.TEXT if name else guess.type,
                one_line(label) if not name else f"{group.label}名称",
                why=guess.because,
                group=group.name,
            )
            self._sheet.fields.append(found)
            self._known[key] = found.name
            if not group.name_field and found.type is ValueType.TEXT:
                group.name_field = found.name
            if wanted == "三级指标":
                group.name_field = found.name
        return self._known[key]

    # Places

    def _is_place(self, cell: FormCell) -> bool:
        """An empty cell is filled in, unless it is a corner of heads or beside inline places."""
        if self._grid.is_head_row(cell.row):
            return False
        left = next(self._grid.left_of(cell), None)
        beside_inline = left is not None and left.row == cell.row and self._is_inline(left)
        heads, labels = self._grid.heads_over(cell), self._grid.labels_left(cell)
        is_sum = bool(labels) and compact(labels[0]) in _SUMS
        if beside_inline or (is_sum and heads and guess_type(heads).type is ValueType.TEXT):
            return False
        return bool(heads or labels)

    def _is_inline(self, cell: FormCell) -> bool:
        if not cell.is_label or not is_inline(cell.text):
            return False
        right = self._grid.at(cell.row, cell.end)
        if right is None or not right.is_empty:
            return True
        return any(
            other.is_label
            and is_inline(other.text)
            and other.columns == cell.columns
            and (beside := self._grid.at(other.row, other.end)) is not None
            and beside.is_label
            and is_inline(beside.text)
            for other in self._grid.cells
            if other.column == cell.column
        )

    def _inline_field(self, cell: FormCell) -> str:
        return self._new_field([cell.text], "", [cell.text, *self._outer(cell)])

    def _field_of(self, cell: FormCell) -> str:
        heads, left = self._grid.heads_over(cell), self._row_labels(cell)
        if self._grid.is_pairs(cell.row) or not heads:
            return self._new_field(left or heads, "", [*left, *heads, *self._outer(cell)])
        if not left:
            return self._new_field(heads, "", [*heads, *self._outer(cell)])
        return self._new_field(left, heads[0], [*heads[:1], *left, *heads[1:], *self._outer(cell)])

    def _row_labels(self, cell: FormCell) -> list[str]:
        """The labels of this row alone: what is merged over a head row names more than it."""
        return [
            each.text
            for each in self._grid.left_of(cell)
            if each.is_label
            and not (each.rows > 1 and each.rows > cell.rows and self._has_heads(each))
        ]

    def _has_heads(self, label: FormCell) -> bool:
        return any(self._grid.is_head_row(row) for row in range(label.row, label.bottom))

    def _outer(self, cell: FormCell) -> list[str]:
        """What is merged beside several rows, and the heads of the first column over the cell."""
        return [each.text for each in self._grid.left_of(cell) if each.is_label]

    def _new_field(self, labels: list[str], column: str, of_type: list[str]) -> str:
        label = one_line(with_year(labels[0], self._year)) if labels else "填报项"
        if UNIT_NAME.fullmatch(compact(label)) and not self._per and not column:
            return self._names.unit
        head = one_line(with_year(column, self._year)) if column else ""
        wanted = "_".join(filter(None, (name_of(label), name_of(head))))
        guess = guess_type(of_type, self._table.unit)
        found = FieldDraft(
            self._names.free(wanted, self._per), guess.type, label, head, guess.because, self._per
        )
        self._sheet.fields.append(found)
        return found.name

    def _looks_like_head(self, cell: FormCell) -> bool:
        if not cell.is_label or self._is_inline(cell):
            return False
        is_wide = cell.columns > 1 and cell.text == one_line(cell.text)
        return (
            is_wide
            or cell.rows > 1
            or "\n" in cell.text
            or self._grid.is_head_row(cell.row)
            or self._grid.is_pairs(cell.row)
        )


def cell_words(text: str) -> str:
    """Return a text that ends with its colon, without room to write behind it."""
    return text.rstrip(" 　_＿\t\n")


def _plain(text: str) -> str:
    """Return 产出指标 for 产 出 指 标（50分）."""
    return "".join(each for each in _BRACKETS.sub("", "".join(text.split())) if each.isalnum())
