"""A blank with as many rows and sheets as a report needs: what is there is copied, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import unit_of_table
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedRecord
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceParagraph, SourcePlace, SourceTable
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.importing.form_labels import title_of
from perfeval_desktop.importing.form_reading import form_sheets
from perfeval_desktop.importing.form_words import FormSheet
from perfeval_desktop.services.blank_file import BlankFile
from perfeval_desktop.services.records import is_empty_record

_MORE_SHEETS = "原表只有 {} 张{}，照样加了 {} 张。"
_REFERRING = ("xl/charts/", "xl/pivot", "xl/externallinks/")  # their references would not move
_MORE_ROWS = "“{}”原表有 {} 行，照最后一行加了 {} 行。"


class _Run(NamedTuple):
    """The last row of a run, and how often it is copied; `keeps` is printed before its name."""

    places: tuple[SourcePlace, ...]
    times: int
    words: str
    name: SourcePlace | None = None
    keeps: str = ""


def grown(blank: BlankFile, plan: ImportPlan, report: Report) -> tuple[BlankFile, tuple[str, ...]]:
    """Return the blank with what it lacks, and what is to be said of it; else the blank itself."""
    from perfeval_desktop.importing.matching import match_document

    notes: list[str] = []
    larger = _with_sheets(blank, plan, report, notes)
    if larger is not blank:
        plan = match_document(larger.document, report)
    return _with_rows(larger, plan, report, notes), tuple(notes)


def missing_records(
    plan: ImportPlan, report: Report, parent: PlannedRecord | None, group: str, section: str
) -> list[str]:
    """Return the records of the report that hold something and have no row in the blank."""
    record = parent.record_id if parent is not None else REPORT
    there = {each.record_id for each in plan.records}
    return [
        each
        for each in report.children_in(record, group, section)
        if each not in there and not is_empty_record(report, each)
    ]


# ── sheets ──────────────────────────────────────────────


def _with_sheets(blank: BlankFile, plan: ImportPlan, report: Report, notes: list[str]) -> BlankFile:
    forms = form_sheets(report.template)
    for form in forms:
        sheet = form.sheet
        matched = [each for each in plan.sheets if each.sheet == sheet.id and each.record]
        if not sheet.per or not matched:
            continue
        missing = missing_records(plan, report, None, sheet.per, "")
        if not missing:
            continue
        last = max(matched, key=lambda each: each.blocks)
        if blank.is_word:
            larger = _with_copies(blank, _stretch(blank, plan, last.blocks, forms), len(missing))
        else:
            is_alone = sum(set(e.blocks) == set(last.blocks) for e in plan.sheets) == 1
            larger = _with_worksheets(blank, last.blocks, len(missing)) if is_alone else blank
        if larger is not blank:
            notes.append(_MORE_SHEETS.format(len(matched), sheet.id, len(missing)))
        return larger
    return blank


def _with_copies(blank: BlankFile, stretch: tuple[int, int], times: int) -> BlankFile:
    from perfeval_desktop.exporting.blanks.parts import with_parts
    from perfeval_desktop.exporting.blanks.word_grow import (
        SheetGrowth,
        page_breaking_styles,
        with_sheets,
    )

    first, last = (blank.element(SourcePlace(each)) for each in stretch)
    name = blank.stored(blank.package.main_part())
    growth = SheetGrowth(first, last, times)
    data = with_sheets(blank.part(name), growth, page_breaking_styles(blank.styles()))
    return blank.holding(with_parts(blank.data, {name: data}))


def _with_worksheets(blank: BlankFile, blocks: tuple[int, ...], times: int) -> BlankFile:
    """Copy the worksheet of a project; a sheet on which more hangs than cells stays alone."""
    from perfeval_desktop.exporting.blanks.parts import with_parts
    from perfeval_desktop.exporting.blanks.sheet_grow import (
        CONTENT_TYPES,
        SheetGrowth,
        with_sheets,
    )

    if len(blocks) != 1 or not blank.has_only_worksheets():
        return blank
    main = blank.stored(blank.package.main_part())
    folder, _, name = main.rpartition("/")
    relations = blank.stored(f"{folder}/_rels/{name}.rels")
    part = blank.sheet_parts()[blocks[0]]
    parts = {each: blank.part(each) for each in (part, main, relations, CONTENT_TYPES)}
    growth = SheetGrowth(part, blocks[0], times)
    new = with_sheets(parts, growth, main, relations, list(blank.package.names()))
    return blank if new is None else blank.holding(with_parts(blank.data, new))


def _stretch(
    blank: BlankFile, plan: ImportPlan, blocks: tuple[int, ...], forms: tuple[FormSheet, ...]
) -> tuple[int, int]:
    """Return the first and last block of a sheet: its title before it, its signature behind it."""
    by_block: dict[int, list[PlannedPiece]] = {}
    for piece in plan.pieces:
        by_block.setdefault(piece.place.block, []).append(piece)
    document = blank.document

    def is_title(block: int) -> bool:
        found = document.blocks[block]
        if not isinstance(found, SourceParagraph):
            return False
        lines = [each for each in found.text.split("\n") if each.strip()]
        return all(title_of(e, forms) is not None or unit_of_table(e) for e in lines)

    def is_behind(block: int) -> bool:
        is_text = isinstance(document.blocks[block], SourceParagraph)
        return is_text and not is_title(block) and block in by_block

    tables = [each for each in blocks if isinstance(document.blocks[each], SourceTable)]
    first, last = min(tables), max(tables)
    while first > 0 and is_title(first - 1):
        first -= 1
    while last + 1 < len(document.blocks) and is_behind(last + 1):
        last += 1
    return first, last


# ── rows ────────────────────────────────────────────────


def _with_rows(blank: BlankFile, plan: ImportPlan, report: Report, notes: list[str]) -> BlankFile:
    growths = list(_row_growths(blank, plan, report))
    if blank.is_word:
        notes += [each.words for each in growths]
        return _with_text_rows(blank, growths)
    larger, done = _with_sheet_rows(blank, growths)
    notes += [each.words for each in growths if each in done]
    return larger


def _with_text_rows(blank: BlankFile, growths: Sequence[_Run]) -> BlankFile:
    from perfeval_desktop.exporting.blanks.parts import with_parts
    from perfeval_desktop.exporting.blanks.word_grow import RowGrowth, with_rows

    if not growths:
        return blank
    own = [
        RowGrowth(
            tuple(blank.element(place) for place in each.places),
            each.times,
            blank.element(each.name) if each.name is not None else -1,
            len(each.keeps),
        )
        for each in growths
    ]
    name = blank.stored(blank.package.main_part())
    return blank.holding(with_parts(blank.data, {name: with_rows(blank.part(name), own)}))


def _with_sheet_rows(blank: BlankFile, growths: Sequence[_Run]) -> tuple[BlankFile, list[_Run]]:
    """Put rows into worksheets from below upwards, so that those above stay where they are.

    Returns:
        The workbook, and the growths that were safe.
    """
    from perfeval_desktop.exporting.blanks.parts import with_parts
    from perfeval_desktop.exporting.blanks.sheet_rows import (
        RowsGrowth,
        may_grow,
        names_moved,
        with_rows,
    )

    sheets = blank.sheet_parts()
    parts = {name: blank.part(name) for name in sheets}
    has_others = any(e.lower().startswith(_REFERRING) for e in blank.package.names())
    if not growths or has_others or blank.formulas():
        return blank, []
    done = []
    main = blank.stored(blank.package.main_part())
    book = blank.part(main)
    for each in sorted(growths, key=lambda growth: -growth.places[0].row):
        block, row = each.places[0].block, each.places[0].row
        name_of_part = sheets[block]
        if not may_grow(parts[name_of_part]):
            continue
        columns = tuple(place.column for place in each.places)
        name = each.name.column if each.name is not None else -1
        growth = RowsGrowth(row, columns, each.times, name, each.keeps)
        larger = with_rows(parts[name_of_part], growth)
        if larger == parts[name_of_part]:
            continue
        parts[name_of_part] = larger
        done.append(each)
        table = blank.document.blocks[block]
        book = names_moved(book, table.title if isinstance(table, SourceTable) else "", growth)
    if not done:
        return blank, []
    return blank.holding(with_parts(blank.data, {**parts, main: book})), done


def _row_growths(blank: BlankFile, plan: ImportPlan, report: Report) -> Iterator[_Run]:
    of_sheets = {each.per for each in report.template.sheets if each.per}
    runs: dict[tuple[str, str, str], list[PlannedRecord]] = {}
    for each in plan.records:
        if each.group not in of_sheets:
            runs.setdefault((each.parent, each.group, each.section), []).append(each)
    for (parent, group, section), own in runs.items():
        holder = plan.record(parent) if parent else None
        if holder is not None and not holder.record_id:
            continue
        missing = missing_records(plan, report, holder, group, section)
        label = section or report.template.groups[group].label
        said = _MORE_ROWS.format(label, len(own), len(missing))
        growth = _row_growth(plan, own[-1], len(missing), said) if missing else None
        if growth is not None:
            yield growth


def _row_growth(plan: ImportPlan, record: PlannedRecord, times: int, said: str) -> _Run | None:
    """Return how the last row of a run is copied; None where its cells are not in one row."""
    own = [p for p in plan.pieces if p.target is not None and p.target.record == record.key]
    places = tuple(dict.fromkeys(piece.place for piece in own))
    if not places or len({(each.block, each.row) for each in places}) != 1 or places[0].row < 0:
        return None
    for place in places:
        before = ""
        for piece in plan.pieces:
            if piece.place != place:
                continue
            if piece.target is not None:
                break
            before += piece.source
        if before:
            return _Run(places, times, said, place, before)
    return _Run(places, times, said)
