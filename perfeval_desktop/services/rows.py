"""What is done with several rows at once: those a clerk has chosen, with the sheets they have."""

from __future__ import annotations

from perfeval_desktop.domain.edits import Edit, apply_edits
from perfeval_desktop.domain.errors import RowRefusedError
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.projects import (
    delete_line_edits,
    is_project_line,
    is_untouched,
    lines_of_sheet,
    sheet_of_line,
    sheets_follow_edits,
)
from perfeval_desktop.services.records import (
    copy_record_edits,
    insert_row_edits,
    reordering_edits,
)


def refuse_unlike_rows(report: Report, rows: list[str], *, has_fixed: bool = False) -> None:
    """Say why rows cannot be worked at together; `has_fixed` tells of rows of the form among them.

    Raises:
        RowRefusedError: they are not all of one group and section.
    """
    groups = list(dict.fromkeys(report.template.groups[report.group_of(row)].label for row in rows))
    if has_fixed:
        names = "”或“".join(groups)
        raise RowRefusedError(
            f"选中的格里有表样固定的行，固定的行不能增删、移动和复制。只选“{names}”的行就可以。"
            "这一次什么也没有改动。"
        )
    if len(groups) > 1:
        raise RowRefusedError(
            f"选中的行有“{'”“'.join(groups)}”几种，要一种一种地选。这一次什么也没有改动。"
        )
    sections = list(dict.fromkeys(report.record(row).section for row in rows))
    if len(sections) > 1:
        raise RowRefusedError(
            f"选中的行分在“{'”“'.join(sections)}”里，请在其中一个里面选。这一次什么也没有改动。"
        )


def insert_rows_edits(report: Report, rows: list[str]) -> tuple[list[str], list[Edit]]:
    """Return the ids of as many empty rows as `rows`, and the edits that put them below."""
    new, edits = list[str](), list[Edit]()
    working, last = report.copy(), rows[-1]
    for _ in rows:
        last, more = insert_row_edits(working, last)
        apply_edits(working, more)
        new.append(last)
        edits += more
    return new, edits


def duplicate_rows_edits(report: Report, rows: list[str]) -> tuple[list[str], list[Edit]]:
    """Return the ids of copies of `rows`, and the edits that put them below, as one block.

    A copy has the same name: a mark put behind it would be printed where it is forgotten.
    """
    new, edits = list[str](), list[Edit]()
    first = report.position(rows[-1]) + 1
    for place, row in enumerate(rows, first):
        copy, more = copy_record_edits(report, row, place)
        new.append(copy)
        edits += more
    return new, edits


def delete_rows_edits(report: Report, rows: list[str]) -> list[Edit]:
    """Return the edits that delete rows with the sheets that only they had: all of them or none.

    Raises:
        RowRefusedError: the form needs some of these rows.
    """
    if len(rows) > 1:
        _refuse_too_few(report, rows)
    edits, working = list[Edit](), report.copy()
    for row in rows:
        more = delete_line_edits(working, row)
        apply_edits(working, more)
        edits += more
    return edits


def _refuse_too_few(report: Report, rows: list[str]) -> None:
    record = report.record(rows[0])
    group = report.template.groups[record.group]
    siblings = report.children_in(record.parent, record.group, record.section)
    if len(siblings) - len(rows) < group.minimum:
        raise RowRefusedError(
            f"选中的 {len(rows)} 行不能都删除：这里至少要保留 {group.minimum} 行{group.label}。"
            "一行也没有删除，可以少选几行，或者只清空内容。"
        )


def sheets_deleted_along(report: Report, rows: list[str]) -> list[str]:
    """Return the filled sheets that would be deleted together with `rows`."""
    lines = [row for row in rows if is_project_line(report, row)]
    sheets = dict.fromkeys(filter(None, (sheet_of_line(report, line) for line in lines)))
    return [
        sheet
        for sheet in sheets
        if set(lines_of_sheet(report, sheet)) <= set(lines) and not is_untouched(report, sheet)
    ]


def move_rows_edits(report: Report, rows: list[str], step: int) -> list[Edit]:
    """Return the edits that move a block of rows by one place up (-1) or down (1).

    Raises:
        RowRefusedError: the block stands at that end of its section already.
    """
    others = rows_beside(report, rows[0])
    first, end = others.index(rows[0]), others.index(rows[-1]) + 1
    if step < 0:
        if first == 0:
            raise RowRefusedError("已经在最上面了。")
        return place_rows_edits(report, rows, others[first - 1])
    if end == len(others):
        raise RowRefusedError("已经在最下面了。")
    return place_rows_edits(report, rows, others[end + 1] if end + 1 < len(others) else "")


def rows_beside(report: Report, row: str) -> list[str]:
    """Return the rows among which a row can be moved, itself too: those of its section."""
    record = report.record(row)
    return report.children_in(record.parent, record.group, record.section)


def place_rows_edits(report: Report, rows: list[str], before: str) -> list[Edit]:
    """Return the edits that put rows in front of another of their section; "" for its end.

    The sheets of project lines follow. Nothing is to be done where the rows stand there already.
    """
    record = report.record(rows[0])
    siblings = report.children(record.parent, record.group)
    wanted = [row for row in siblings if row not in rows]
    beside = [row for row in rows_beside(report, rows[0]) if row not in rows]
    if before in rows:  # put in front of itself: the next row that stays is what it is put before
        own = rows_beside(report, rows[0])
        later = own[own.index(before) :]
        before = next((row for row in later if row not in rows), "")
    if not beside:
        return []
    place = wanted.index(before) if before else wanted.index(beside[-1]) + 1
    wanted[place:place] = rows
    edits = reordering_edits(siblings, wanted, rows)
    return [*edits, *sheets_follow_edits(report, wanted, rows)]
