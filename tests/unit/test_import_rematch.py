"""A table that is said to be another sheet is read as that one, and the rest stays as it was."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin, apply_edits
from perfeval_desktop.domain.errors import TableNotMatchedError
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedState
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.import_rematch import as_sheet, without_table
from perfeval_desktop.services.importing import plan_edits
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.drawn_document import drawn_document

Matched = tuple[SourceDocument, ImportPlan, Report]


@pytest.fixture(scope="module")
def matched() -> Matched:
    """The sample drawn as a document, found again in a new report."""
    data = sample_data()
    template = load_installed(data.template)
    full, empty = Report(template, data.year), Report(template, data.year)
    apply_edits(full, data_file_edits(data, template))
    apply_edits(empty, initial_edits(template))
    document, _ = drawn_document(Session(full, lambda batch: None))
    return document, match_document(document, empty), empty


def tables_of(plan: ImportPlan, sheet: str) -> list[int]:
    return [each.blocks[0] for each in plan.sheets if each.sheet == sheet]


def values_of(plan: ImportPlan, block: int) -> dict[str, str]:
    return {
        piece.target.field: piece.value.text
        for piece in plan.pieces
        if piece.place.block == block and piece.target is not None and piece.value is not None
    }


def test_a_table_that_is_not_wanted_is_listed_cell_by_cell(matched: Matched) -> None:
    _, plan, _ = matched
    block = tables_of(plan, "附件1-1")[0]
    before = values_of(plan, block)
    without = without_table(plan, block)
    assert before
    assert values_of(without, block) == {}
    left = [
        p.source
        for p in without.pieces
        if p.place.block == block and p.state is PlannedState.NOT_TAKEN
    ]
    assert len(left) >= len(before)
    assert [p.source for p in without.pieces] == [p.source for p in plan.pieces]
    assert not tables_of(without, "附件1-1")


def test_a_table_that_was_left_out_is_read_again_as_the_sheet_it_is(matched: Matched) -> None:
    document, plan, report = matched
    block = tables_of(plan, "附件1-1")[0]
    again = as_sheet(without_table(plan, block), document, report, block, SheetRef("附件1-1"))
    assert values_of(again, block) == values_of(plan, block)
    imported = Session(report.copy(), lambda batch: None)
    imported.apply(plan_edits(again, imported.report), "导入", Origin.IMPORTED)
    direct = Session(report.copy(), lambda batch: None)
    direct.apply(plan_edits(plan, direct.report), "导入", Origin.IMPORTED)
    names = [
        [s.report.record_name(each) for each in s.report.records_of("项目明细")]
        for s in (imported, direct)
    ]
    assert names[0] == names[1]


def test_two_project_sheets_can_change_their_places(matched: Matched) -> None:
    document, plan, report = matched
    first, second = (each for each in plan.sheets if each.sheet == "附件1-3")
    changed = as_sheet(plan, document, report, first.blocks[0], SheetRef("附件1-3", second.record))
    assert changed.sheet_of(next(
        p.place for p in changed.pieces if p.place.block == first.blocks[0]
    )) == SheetRef("附件1-3", second.record)  # fmt: skip
    assert values_of(changed, second.blocks[0]) == {}
    group = report.template.sheet("附件1-3").per
    owners = {
        p.target.record
        for p in changed.pieces
        if p.place.block == first.blocks[0]
        and p.target is not None
        and report.template.fields[p.target.field].group == group
    }
    assert owners == {second.record}
    keys = {each.key for each in changed.records}
    assert all(p.target.record in {"", *keys} for p in changed.pieces if p.target is not None)
    imported = Session(report.copy(), lambda batch: None)
    imported.apply(plan_edits(changed, imported.report), "导入", Origin.IMPORTED)


def test_a_table_without_words_of_the_sheet_is_not_forced_into_it(matched: Matched) -> None:
    document, plan, report = matched
    strange = SourceTable((SourceCell(0, 0, "会议签到"), SourceCell(0, 1, "张三")))
    block = len(document.blocks)
    document = document._replace(blocks=(*document.blocks, strange))
    with pytest.raises(TableNotMatchedError):
        as_sheet(plan, document, report, block, SheetRef("附件1-1"))
