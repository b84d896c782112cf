"""Apply a unit's adjustments (本单位调整) to the files of a template, as parsed.

The bureau's own texts stay as they were issued; the loader reads what comes out of this as it reads
any form, and is the judge of it.
"""

from __future__ import annotations

from collections.abc import Callable

from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.scoring_rules import DEFAULT_RULES
from perfeval_desktop.domain.values import plain
from perfeval_desktop.templates.adjusting_chapters import (
    add_chapter,
    move_chapter,
    remove_chapter,
    rename_chapter,
)
from perfeval_desktop.templates.adjusting_fields import forget_fields
from perfeval_desktop.templates.adjusting_sums import count_like, is_counted, sum_parts
from perfeval_desktop.templates.raw_form import (
    AdjustingError,
    Data,
    Definition,
    Placed,
    RawForm,
    cells_of,
    placed_cells,
    plain_label,
    words_of,
)


def adjust(form: RawForm, adjustment: Adjustment) -> None:
    """Make one adjustment.

    Raises:
        AdjustingError: it does not fit this form.
    """
    _DO[adjustment.kind](form, adjustment)
    form.definitions_changed()


# Labels ------------------------------------------------------------------------------------------


def _relabel(form: RawForm, adjustment: Adjustment) -> None:
    sheet = form.sheet(adjustment.sheet)
    before, after = adjustment.before, adjustment.after
    if not after.strip():
        raise AdjustingError("新的名称是空的。")
    rows = form.rows(sheet)
    if adjustment.at:
        rows = [rows[form.row_with(sheet, adjustment.at)]]
    cells = [cell for row in rows for cell in cells_of(row) if "text" in cell]
    cell = next((each for each in cells if before in words_of(str(each["text"]))), None)
    if cell is not None:
        cell["text"] = str(cell["text"]).replace(before, after, 1)
    elif not adjustment.at and str(sheet.get("title", "")) == before:
        sheet["title"] = after
    else:
        raise AdjustingError(f"“{adjustment.sheet}”上找不到“{plain_label(before)}”。")
    _relabel_fields(form, sheet, adjustment)


def _relabel_fields(form: RawForm, sheet: Data, adjustment: Adjustment) -> None:
    """The fields that are called by the words are called by the new ones."""
    before, after = plain_label(adjustment.before), plain_label(adjustment.after)
    named = sheet.get("columns_named")
    if isinstance(named, dict):
        for name, title in named.items():
            if title == adjustment.before:
                named[name] = adjustment.after
    group = str(sheet.get("per") or "")
    fields = {each for row in form.rows(sheet) for each in form.fields_of_row(sheet, row)}
    if adjustment.at:
        fields = set(form.fields_of_row(sheet, _row_with(form, sheet, adjustment.at)))
    for definition in form.definitions():
        of_sheet = fields.intersection(definition.ids) and definition.group in ("", group)
        label = str(definition.table.get("label", ""))
        if of_sheet and plain_label(label) == before:
            definition.table["label"] = after


def _row_with(form: RawForm, sheet: Data, field: str) -> Data:
    return form.rows(sheet)[form.row_with(sheet, field)]


# Rows --------------------------------------------------------------------------------------------


def rows_definition(form: RawForm, sheet: Data, row: Data) -> Definition | None:
    """Return the one field or series of a row; None where it has several, or none."""
    found = {form.definition_of(each) for each in form.fields_of_row(sheet, row)}
    keys = {each.key for each in found if each is not None}
    return next(iter(found)) if len(keys) == 1 and None not in found else None


def why_no_row_after(form: RawForm, sheet: Data, row: Data) -> str:
    """Say why no row like this one can be put behind it, "" where one can."""
    if row.get("repeat"):
        return "这是可以增减的明细行，填表时用“行 → 插入行”就能加。"
    fields = form.fields_of_row(sheet, row)
    if not fields:
        return "这一行没有要填的格，不能照着它加。"
    definitions = {d.key for each in fields if (d := form.definition_of(each)) is not None}
    has_slots = any("text" in cell and "{" in str(cell["text"]) for cell in cells_of(row))
    if len(definitions) > 1 and not has_slots:
        return "这一行有几个不同的填报项，不能照着它加；请选别的行。"
    return ""


def why_not_removed(form: RawForm, sheet: Data, row: Data) -> str:
    """Say why a row cannot be taken away, "" where it can."""
    if row.get("repeat"):
        return "这是可以增减的明细行，不用的留空就行，不能从表样里删掉。"
    if not form.fields_of_row(sheet, row):
        return "这一行没有要填的格，是表头，不能删。"
    return ""


def sums_for(form: RawForm, field: str) -> list[Definition]:
    """Return what a new row behind that of a field may be counted in.

    That is the sums that the field is part of, then the sum that stands in the row itself. Where
    only checks add the row up, it is the row: the new one is counted wherever it is.
    """
    anchor = form.definition_of(field)
    if anchor is None:
        return []
    sums = [
        each
        for each in form.definitions()
        if each.group == anchor.group and each.is_series == anchor.is_series and sum_parts(each)
    ]
    found = [each for each in sums if anchor.name in sum_parts(each)]
    found += [each for each in sums if each.key == anchor.key]
    return found or ([anchor] if is_counted(form, anchor) else [])


def _add_row(form: RawForm, adjustment: Adjustment) -> None:
    sheet = form.sheet(adjustment.sheet)
    at = form.row_with(sheet, adjustment.at)
    row = form.rows(sheet)[at]
    if reason := why_no_row_after(form, sheet, row):
        raise AdjustingError(reason)
    anchor = form.definition_of(adjustment.at)
    assert anchor is not None
    new = _new_definition(form, anchor, adjustment)
    if adjustment.total:
        _count(form, adjustment.total, anchor, new)
    form.definitions_changed()
    _insert_row(form, sheet, at, anchor, new, adjustment)


def _new_definition(form: RawForm, anchor: Definition, adjustment: Adjustment) -> Definition:
    label = plain_label(adjustment.after)
    if not label:
        raise AdjustingError("新的一行没有名称。")
    table: Data = {"type": anchor.table.get("type", "text"), "label": label}
    for key in ("unit", "scope", "column"):
        if key in anchor.table:
            table[key] = anchor.table[key]
    if anchor.is_series:
        table["columns"] = list(anchor.table.get("columns", []))
    table["note"] = "本单位自己加的一行，官方表样里没有。"
    new = Definition(anchor.group, adjustment.name, table, anchor.among, anchor.is_series)
    if not adjustment.name or adjustment.name in anchor.among or form.ids() & set(new.ids):
        raise AdjustingError(f"“{adjustment.name}”已经有了。")
    anchor.among[adjustment.name] = table
    return new


def _count(form: RawForm, key: str, anchor: Definition, new: Definition) -> None:
    """Count the new row: beside its neighbour, or as the last part of the sum above it."""
    total = form.definition_called(key)
    parts = sum_parts(total) if total is not None else []
    beside: Definition | None = anchor
    if (anchor.name not in parts and key != anchor.key) or (parts and key == anchor.key):
        names = [each for each in parts if "(" not in each]
        last = names[-1] if names else ""
        beside = form.definition_called(f"{anchor.group}.{last}" if anchor.group else last)
    if beside is None or not (parts or is_counted(form, anchor)):
        raise AdjustingError(f"“{key}”不是合计，不能把新的一行算进去。")
    called = {f"{anchor.group}.{each}" if anchor.group else each for each in parts}
    others = [each for each in form.definitions() if each.key in called - {beside.key}]
    count_like(form, beside, new, others)


def _insert_row(
    form: RawForm,
    sheet: Data,
    at: int,
    anchor: Definition,
    new: Definition,
    adjustment: Adjustment,
) -> None:
    """Put a row of the same shape behind row `at`; what spans both grows by it."""
    rows = form.rows(sheet)
    group = str(sheet.get("per") or "")
    cells: list[Data] = []
    is_labelled = False
    spanning = [each for each in placed_cells(rows) if each.row <= at < each.row + each.rows]
    for placed in sorted(spanning, key=lambda each: each.column):
        cell = placed.cell
        if placed.rows > 1:
            cell["rows"] = placed.rows + 1
            continue
        made = {key: value for key, value in cell.items() if key not in ("field", "text", "rows")}
        fields = form.fields_of_cell(cell, group)
        own = [each for each in fields if each in anchor.ids]
        if "field" in cell and own:
            made["field"] = new.ids[anchor.ids.index(own[0])].removeprefix(_prefix(new))
        elif own:  # words and the field in one cell
            indent = _indent(str(cell["text"]))
            made["text"] = f"{indent}{adjustment.after.strip()}：{{{new.ids[0]}}}"
            is_labelled = True
        elif "text" in cell and not fields and str(cell["text"]).strip() and not is_labelled:
            made["text"] = f"{_indent(str(cell['text']))}{adjustment.after.strip()}"
            is_labelled = True
        else:
            made["text"] = ""
        cells.append(made)
    if not is_labelled:
        raise AdjustingError("这一行没有写名称的格，不能照着它加；请选别的行。")
    like = {
        key: value for key, value in rows[at].items() if key in ("border", "height_mm", "style")
    }
    rows.insert(at + 1, {**like, "cells": cells})


def _prefix(definition: Definition) -> str:
    return f"{definition.group}." if definition.group else ""


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" 　"))]


def _remove_row(form: RawForm, adjustment: Adjustment) -> None:
    sheet = form.sheet(adjustment.sheet)
    rows = form.rows(sheet)
    at = form.row_with(sheet, adjustment.at)
    if reason := why_not_removed(form, sheet, rows[at]):
        raise AdjustingError(reason)
    forget_fields(form, fields_only_in(form, sheet, rows[at]))
    _close_gap(rows, at)


def fields_only_in(form: RawForm, sheet: Data, row: Data) -> set[str]:
    """Return the fields of a row that stand nowhere else: those that go with it."""
    return set(form.fields_of_row(sheet, row)) - form.fields_elsewhere(row)


def _close_gap(rows: list[Data], at: int) -> None:
    """Take a row away; what spans it shrinks, and what begins in it begins in the next one."""
    placed = placed_cells(rows)
    begin: list[Placed] = []
    for each in placed:
        if each.row < at < each.row + each.rows:
            each.cell["rows"] = each.rows - 1
        elif each.row == at and each.rows > 1:
            each.cell["rows"] = each.rows - 1
            begin.append(each)
    if begin:
        of_next = [each for each in placed if each.row == at + 1] + begin
        ordered = sorted(of_next, key=lambda each: each.column)
        rows[at + 1]["cells"] = [each.cell for each in ordered]
    del rows[at]


# Points ------------------------------------------------------------------------------------------


def _set_points(form: RawForm, adjustment: Adjustment) -> None:
    """Set the points of a head, wherever its words name them: 产出指标（50分）."""
    scoring = form.head.setdefault("scoring", {})
    usual = [{"name": e.name, "points": plain(e.points)} for e in DEFAULT_RULES.heads]
    heads = scoring.setdefault("heads", usual)
    head = next((each for each in heads if each.get("name") == adjustment.at), None)
    if head is None:
        raise AdjustingError(f"评分规则里没有“{adjustment.at}”。")
    if head.get("points") != adjustment.before:
        raise AdjustingError(f"“{adjustment.at}”现在不是 {adjustment.before} 分。")
    head["points"] = adjustment.after
    for key in ("least", "most"):
        head.pop(key, None)
    for sheet_id in form.sheet_ids():
        for row in form.rows(form.sheet(sheet_id)):
            for cell in cells_of(row):
                text = str(cell.get("text", ""))
                if compact(text).startswith(compact(adjustment.at)):
                    cell["text"] = text.replace(f"{adjustment.before}分", f"{adjustment.after}分")


_DO: dict[AdjustmentKind, Callable[[RawForm, Adjustment], None]] = {
    AdjustmentKind.LABEL: _relabel,
    AdjustmentKind.ADD_ROW: _add_row,
    AdjustmentKind.REMOVE_ROW: _remove_row,
    AdjustmentKind.POINTS: _set_points,
    AdjustmentKind.ADD_CHAPTER: add_chapter,
    AdjustmentKind.RENAME_CHAPTER: rename_chapter,
    AdjustmentKind.REMOVE_CHAPTER: remove_chapter,
    AdjustmentKind.MOVE_CHAPTER: move_chapter,
}
