"""Read one sheet file: rows and cells of the official form, or headings of the narrative."""

from __future__ import annotations

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.template import (
    CellTemplate,
    Heading,
    Recognition,
    RowTemplate,
    Segment,
    SheetKind,
    SheetTemplate,
    Slot,
)
from perfeval_desktop.domain.text import split_segments
from perfeval_desktop.templates.fields import Definitions, enumerated, one_of
from perfeval_desktop.templates.reader import Table, meant

MAX_COLUMNS = 100
ALIGNMENTS = ("left", "center", "right")
CELL_STYLES = ("head", "label")
ROW_STYLES = ("title", "line", "cover-title", "cover-line", "cover-gap")


def read_sheet(sheet_id: str, step: int, table: Table, known: Definitions) -> SheetTemplate:
    """Read the form of a sheet; the definitions in its file have been read before."""
    per = table.text("per")
    if per and per not in known.groups:
        table.fault("per", f"没有“{per}”这组明细。{meant(per, known.groups)}")
        per = ""
    sheet = SheetTemplate(
        id=sheet_id,
        kind=enumerated(table, "kind", SheetKind, SheetKind.TABLE),
        title=_segments(table.text("title", None), table, "title", per, known),
        file=table.faults.file,
        mark=table.text("mark"),
        per=per,
        columns=table.numbers("columns"),
        rows=tuple(_read_row(each, per, known) for each in table.tables("row")),
        notes=table.texts("notes"),
        signature=tuple(
            _segments(each, table, "signature", per, known) for each in table.texts("signature")
        ),
        sign_off=tuple(
            _segments(each, table, "sign_off", per, known) for each in table.texts("sign_off")
        ),
        headings=tuple(_read_heading(each, known) for each in table.tables("heading")),
        unit=table.text("unit"),
        seal_mm=table.number("seal_mm"),
        is_landscape=table.flag("landscape"),
        is_printed=table.flag("printed", True),
        step=step,
        recognition=_read_recognition(table, known) if table.has("recognised") else None,
    )
    table.done()
    _check_grid(sheet, table)
    return sheet


def _read_recognition(sheet: Table, known: Definitions) -> Recognition:
    table = sheet.table("recognised")
    scopes = table.table("scopes")
    asked = {each.scope for each in known.fields.values()} - {""}
    for name in scopes.names():
        if name not in asked:
            scopes.fault(name, f"没有口径是“{name}”的填报项。{meant(name, asked)}")
    default = Recognition()
    found = Recognition(
        scopes=tuple((name, _words(scopes, name)) for name in scopes.names()),
        other_scopes=_words(table, "other_scopes"),
        not_these=_words(table, "not_these"),
        totals=_words(table, "totals", *default.totals),
        numbering=_words(table, "numbering", *default.numbering),
    )
    table.done()
    return found


def _words(table: Table, name: str, *default: str) -> tuple[str, ...]:
    """An empty word would be found in every text."""
    found = table.texts(name)
    words = found if table.has(name) else default
    if not all(compact(each) for each in words):
        table.fault(name, "列表里有空的词。")
    return tuple(compact(each) for each in words if compact(each))


def _read_heading(table: Table, known: Definitions) -> Heading:
    heading = Heading(table.integer("level", None), table.text("text", None), table.text("field"))
    if heading.field and heading.field not in known.fields:
        table.fault("field", f"没有填报项“{heading.field}”。{meant(heading.field, known.fields)}")
    table.done()
    return heading


def _read_row(table: Table, per: str, known: Definitions) -> RowTemplate:
    repeat, section = table.text("repeat"), table.text("section")
    group = known.groups.get(repeat)
    if repeat and group is None:
        table.fault("repeat", f"没有“{repeat}”这组明细。{meant(repeat, known.groups)}")
    elif group is not None and section not in group.section_ids():
        hint = meant(section, group.section_ids())
        table.fault("section", f"“{repeat}”没有“{section}”这一类。{hint}")
    elif group is not None and group.parent != per:
        table.fault("repeat", f"“{repeat}”不是这张表的明细。")
    row = RowTemplate(
        cells=tuple(_read_cell(each, repeat or per, known) for each in table.tables("cells")),
        repeat=repeat if group is not None else "",
        section=section,
        is_head=table.flag("head"),
        has_border=table.flag("border", True),
        height_mm=table.number("height_mm"),
        style=one_of(table, "style", ROW_STYLES),
    )
    table.done()
    return row


def _read_cell(table: Table, group: str, known: Definitions) -> CellTemplate:
    segments: tuple[Segment, ...]
    if table.has("field") == table.has("text"):
        table.fault("", "一个单元格要么有 text，要么有 field。")
    if table.has("field"):
        name = table.text("field", None)
        field_id = known.field_named(name, group)
        if field_id is None:
            table.fault("field", f"没有填报项“{name}”。{meant(name, known.names(group))}")
        segments = (Slot(field_id),) if field_id else ("",)
    else:
        segments = _segments(table.text("text"), table, "text", group, known)
    cell = CellTemplate(
        segments=segments,
        columns=max(1, table.integer("columns", 1)),
        rows=max(1, table.integer("rows", 1)),
        once=table.flag("once"),
        align=one_of(table, "align", ALIGNMENTS),
        style=one_of(table, "style", CELL_STYLES),
    )
    table.done()
    return cell


def _segments(
    text: str, table: Table, key: str, group: str, known: Definitions
) -> tuple[Segment, ...]:
    try:
        return split_segments(text, lambda name: known.field_named(name, group))
    except KeyError as error:
        hint = meant(str(error.args[0]), known.names(group))
        table.fault(key, f"大括号里的“{error.args[0]}”不是填报项。{hint}")
        return (text,)


def _check_grid(sheet: SheetTemplate, table: Table) -> None:
    """Every place of the grid is covered by exactly one cell."""
    if sheet.kind is SheetKind.NARRATIVE:
        if not sheet.headings:
            table.fault("heading", "报告正文没有标题。")
        return
    width = len(sheet.columns)
    if not 0 < width <= MAX_COLUMNS:
        table.fault("columns", f"要有 1 到 {MAX_COLUMNS} 个列宽。")
        return
    taken: set[tuple[int, int]] = set()
    for row, template in enumerate(sheet.rows):
        _check_row(row, template, width, len(sheet.rows), taken, table)


def _check_row(
    row: int,
    template: RowTemplate,
    width: int,
    rows: int,
    taken: set[tuple[int, int]],
    table: Table,
) -> None:
    key = f"row[{row + 1}]"
    column = 0
    for cell in template.cells:
        while (row, column) in taken:
            column += 1
        if column + cell.columns > width:
            table.fault(key, f"单元格超出了 {width} 列。")
            return
        if row + cell.rows > rows:
            table.fault(key, f"单元格要占 {cell.rows} 行，下面没有这么多行。")
            return
        block = {
            (r, c)
            for r in range(row, row + cell.rows)
            for c in range(column, column + cell.columns)
        }
        if block & taken:
            table.fault(key, "单元格与上面合并下来的单元格重叠。")
            return
        taken |= block
        column += cell.columns
    if missing := [c for c in range(width) if (row, c) not in taken]:
        table.fault(key, f"这一行少了 {len(missing)} 列。")
