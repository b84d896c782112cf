"""The form's own tables, changed as offices change them: no figure comes to stand elsewhere.

Every field has a value that no other has (`tests/drawn_tables.py`), so that a figure says by itself
where it belongs.
"""

from __future__ import annotations

import random
from functools import lru_cache

import pytest

from perfeval_desktop.domain.edits import AddRecord, apply_edits
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedState
from perfeval_desktop.domain.report import Record, Report
from perfeval_desktop.domain.source_document import SourceBlock, SourceCell, SourceTable
from perfeval_desktop.importing.matching_tables import match_tables
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.templates.installed import installed_template_ids, load_installed
from tests.drawn_tables import (
    FilledForms,
    Form,
    Measured,
    document,
    filled_forms,
    measured,
    shuffled,
    unplaced,
)

TEMPLATES = installed_template_ids()


@lru_cache(maxsize=8)
def blank(template_id: str) -> Report:
    """Return a new report."""
    template = load_installed(template_id)
    report = Report(template, template.year)
    apply_edits(report, initial_edits(template))
    return report


@lru_cache(maxsize=8)
def filled(template_id: str) -> tuple[Report, FilledForms]:
    """Return a report with two sheets of each kind that repeats, and all its tables filled in."""
    report = blank(template_id).copy()
    for group in dict.fromkeys(sheet.per for sheet in report.template.sheets if sheet.per):
        for number in range(2):
            add(report, Record(f"{group}{number}", group))
    return report, filled_forms(report)


def add(report: Report, record: Record) -> None:
    place = len(report.children(record.parent, record.group))
    apply_edits(report, [AddRecord(record, place)])
    for group in report.template.groups_under(record.group):
        for section in group.section_ids():
            for number in range(2):
                key = f"{record.id}{group.id}{section}{number}"
                add(report, Record(key, group.id, record.id, section))


def match(template_id: str, blocks: list[SourceBlock | Form]) -> tuple[ImportPlan, Measured]:
    """Match a document into a new report; every cell with something in it has a piece."""
    report, forms = filled(template_id)
    doc = document(blocks)
    plan = match_tables(doc, blank(template_id))
    assert unplaced(doc, plan) == []
    found = measured(plan, forms, report)
    assert found.wrong == []
    return plan, found


def all_of(template_id: str) -> set[str]:
    return set(filled(template_id)[1].truth)


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_the_tables_of_every_form_are_found_with_every_value(template_id: str) -> None:
    plan, found = match(template_id, [*filled(template_id)[1].all()])
    assert found.right == all_of(template_id)
    assert plan.counts()[PlannedState.NOT_TAKEN] == plan.counts()[PlannedState.DOUBTED] == 0


@pytest.mark.parametrize("template_id", TEMPLATES)
@pytest.mark.parametrize("repeats", [True, False])
def test_without_merged_cells_every_value_is_found(template_id: str, repeats: bool) -> None:
    forms = [each.without_merges(repeats) for each in filled(template_id)[1].all()]
    _, found = match(template_id, [*forms])
    assert found.right == all_of(template_id)


@pytest.mark.parametrize("template_id", TEMPLATES)
@pytest.mark.parametrize("seed", range(3))
def test_rows_in_another_order_put_no_value_elsewhere(template_id: str, seed: int) -> None:
    order = random.Random(seed)
    forms = filled(template_id)[1].all()
    _, found = match(template_id, [shuffled(each, order) for each in forms])
    assert len(found.right) >= 0.9 * len(all_of(template_id))


@pytest.mark.parametrize("template_id", TEMPLATES)
@pytest.mark.parametrize("seed", range(3))
def test_missing_rows_put_no_value_elsewhere(template_id: str, seed: int) -> None:
    chance = random.Random(seed)
    forms = [
        each.with_rows(
            [row for row in range(len(each.ids)) if row in each.heads or chance.random() > 0.25]
        )
        for each in filled(template_id)[1].all()
    ]
    match(template_id, [*forms])


@pytest.mark.parametrize("template_id", TEMPLATES)
@pytest.mark.parametrize("seed", range(4))
def test_tables_cut_anywhere_keep_every_value(template_id: str, seed: int) -> None:
    chance = random.Random(seed)
    blocks: list[SourceBlock | Form] = []
    for each in filled(template_id)[1].all():
        blocks += each.cut(chance.randrange(3, len(each.ids) - 1), repeats=seed % 2 == 0)
    _, found = match(template_id, blocks)
    assert len(found.right | found.doubted) >= 0.95 * len(all_of(template_id))


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_empty_rows_and_columns_change_nothing(template_id: str) -> None:
    forms = filled(template_id)[1].all()
    changed = [each.with_empty_column(0).with_empty_row(len(each.ids) - 1) for each in forms]
    _, found = match(template_id, [*changed])
    assert found.right == all_of(template_id)


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_all_sheets_below_each_other_on_one_worksheet(template_id: str) -> None:
    cells: list[SourceCell] = []
    row = 0
    for each in filled(template_id)[1].all():
        cells += [cell._replace(row=cell.row + row) for cell in each.table().cells]
        row += len(each.ids)
    table = SourceTable(tuple(cells), "Sheet1")
    _, found = match(template_id, [table])
    signed = {
        t for f in filled(template_id)[1].all() for t in all_of(template_id) if t in f.after[-1]
    }
    assert found.right == all_of(template_id) - signed


@pytest.mark.parametrize("seed", range(12))
def test_everything_at_once_puts_no_value_elsewhere(seed: int) -> None:
    chance = random.Random(seed)
    template_id = TEMPLATES[seed % len(TEMPLATES)]
    blocks: list[SourceBlock | Form] = []
    for each in filled(template_id)[1].all():
        form = worn(each, chance)
        at = chance.randrange(2, max(3, len(form.ids) - 1))
        has_rows = len(form.ids) > at + 1 and chance.random() < 0.3
        blocks += form.cut(at, chance.random() < 0.5) if has_rows else form.blocks()
    match(template_id, blocks)


def worn(form: Form, chance: random.Random) -> Form:
    """Return a form as it looks after years of use."""
    if chance.random() < 0.4:
        form = shuffled(form, chance)
    if chance.random() < 0.4:
        form = form.with_rows([e for e in range(len(form.ids)) if chance.random() > 0.15])
    if chance.random() < 0.4:
        form = form.without_merges(chance.random() < 0.5)
    if chance.random() < 0.4:
        form = form.with_empty_column(chance.randrange(len(form.ids[0])))
    return form.with_texts(
        lambda number, text: misspelt(text, chance) if number in form.labels else text
    )


def misspelt(text: str, chance: random.Random) -> str:
    """Return a label with another number, break or blank, or without one of its characters."""
    if not text.strip() or chance.random() < 0.6:
        return text
    middle, at = len(text) // 2, chance.randrange(len(text))
    ways = [f"　{text}", f"{text[:middle]}\n{text[middle:]}", f"3、{text.strip()}", f"{text}："]
    return chance.choice([*ways, text[:at] + text[at + 1 :]] if len(text) > 5 else ways)
