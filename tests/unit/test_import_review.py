"""Going through an import: what is listed, what corrections do, and that all can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perfeval_desktop.domain.edits import Origin, apply_edits
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.import_list import as_text, import_list, write_import_list
from perfeval_desktop.services.import_questions import alike, counts_words, found_by, sheet_choices
from perfeval_desktop.services.import_review import Kind, Review
from perfeval_desktop.services.importing import plan_edits
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.drawn_document import doubting, drawn_document

STAFF, POSTS, MEASURES = (
    FieldAddress("", each) for each in ("在职人数", "编制数", "厉行节约保障措施")
)


@pytest.fixture(scope="module")
def drawn() -> tuple[SourceDocument, ImportPlan]:
    """The sample drawn as a document; its records are to be added."""
    data = sample_data()
    template = load_installed(data.template)
    report = Report(template, data.year)
    apply_edits(report, data_file_edits(data, template))
    return drawn_document(Session(report, lambda batch: None), is_same=False)


def new_report() -> Report:
    """Return a report as 新建 makes it."""
    data = sample_data()
    template = load_installed(data.template)
    report = Report(template, data.year)
    apply_edits(report, initial_edits(template))
    return report


@pytest.fixture
def blank() -> Report:
    """A new report."""
    return new_report()


@pytest.fixture(scope="module")
def made_review(drawn: tuple[SourceDocument, ImportPlan]) -> Review:
    """To make it takes longer than all that is done with it."""
    document, plan = drawn
    return Review(document, doubting(plan, ("11", "6"), ("29.35",)), new_report())


@pytest.fixture
def review(made_review: Review) -> Iterator[Review]:
    """A review with a doubt about the posts, and without the public funds; it is left as it was."""
    yield made_review
    while made_review.to_undo:
        made_review.undo()


def piece_of(review: Review, text: str) -> int:
    return next(at for at, each in enumerate(review.plan.pieces) if each.source == text)


def shown(review: Review, address: FieldAddress) -> str:
    value = review.trial.session.value(address)
    return value.text if value is not None else ""


def test_the_report_is_shown_as_the_import_will_really_leave_it(review: Review) -> None:
    imported = Session(review.base.copy(), lambda batch: None)
    imported.apply(plan_edits(review.plan, imported.report), "导入", Origin.IMPORTED)
    ours, real = review.trial.session.report, imported.report
    for line in review.lines():
        if line.piece >= 0 and line.address is not None and not line.address.record:
            assert ours.value(line.address) == real.value(line.address)
    assert len(list(ours.all_records())) == len(list(real.all_records()))


def test_the_counts_are_of_what_the_document_consists_of(review: Review) -> None:
    taken, doubted, left = (
        review.count(each) for each in (Kind.TAKEN, Kind.DOUBTED, Kind.NOT_TAKEN)
    )
    assert left == 1
    assert doubted > 0
    total = taken + doubted + left
    assert counts_words(review) == f"{total} 处：放好 {taken}，要看 {doubted}，没放 {left}。"
    assert len(found_by(review, None, ())) == total


def test_every_piece_has_a_line_whatever_became_of_it(review: Review) -> None:
    listed = {each.piece for each in review.lines() if each.piece >= 0}
    assert listed == set(range(len(review.plan.pieces)))


def test_places_without_contents_are_listed_and_those_with_contents_are_not(
    review: Review,
) -> None:
    unfound = {each.address for each in review.lines() if each.kind is Kind.UNFOUND}
    assert MEASURES in unfound
    assert POSTS not in unfound


def test_a_search_finds_by_source_and_by_place(review: Review) -> None:
    assert piece_of(review, "54.38") in {e.piece for e in found_by(review, None, ("54.38",))}
    assert all("政府采购" in review.label(e.address or POSTS) + review.plan.pieces[e.piece].source
               for e in found_by(review, Kind.TAKEN, ("政府采购",)))  # fmt: skip


def test_what_was_looked_at_is_doubted_no_more_and_undo_brings_the_doubt_back(
    review: Review,
) -> None:
    before = review.plan
    assert review.confirm([piece_of(review, "11")]) == 1
    assert review.plan.pieces[piece_of(review, "11")].state is PlannedState.TAKEN
    assert review.to_undo == "看过了"
    review.undo()
    assert review.plan == before
    review.redo()
    assert review.plan.pieces[piece_of(review, "11")].state is PlannedState.TAKEN


def test_all_that_is_doubted_for_one_reason_is_confirmed_at_once(review: Review) -> None:
    at = piece_of(review, "11")
    pieces = list(review.plan.pieces)
    other = piece_of(review, "54.38")
    pieces[other] = pieces[other]._replace(state=PlannedState.DOUBTED, why="单位说不准。")
    review.change_plan("", review.plan._replace(pieces=tuple(pieces)))
    same = alike(review, at)
    assert at in same
    assert other not in same
    review.confirm(same)
    assert [e.piece for e in review.lines() if e.kind is Kind.DOUBTED] == [other]


def test_a_piece_put_elsewhere_stands_there_and_what_stood_there_is_listed(
    review: Review,
) -> None:
    at, before = piece_of(review, "29.35"), piece_of(review, "11")
    review.place(at, POSTS, "29")
    assert shown(review, POSTS) == "29"
    assert review.plan.pieces[before].state is PlannedState.NOT_TAKEN
    assert "29" in review.plan.pieces[before].why
    review.undo()
    assert shown(review, POSTS) == "11"


def test_a_text_that_cannot_stand_there_is_refused_and_nothing_is_changed(review: Review) -> None:
    before = review.plan
    with pytest.raises(ValueParseError):
        review.place(piece_of(review, "11"), POSTS, "十几个")
    assert review.plan == before
    assert review.to_undo == ""


def test_what_is_taken_out_leaves_the_place_as_it_was_and_is_listed(review: Review) -> None:
    review.take_out([piece_of(review, "11")])
    assert shown(review, POSTS) == ""
    listed = import_list(review)
    assert "11" in {each.source for each in listed.left_over}


def test_what_the_clerk_typed_is_doubted_before_it_is_replaced_and_can_be_kept(
    drawn: tuple[SourceDocument, ImportPlan], blank: Report
) -> None:
    apply_edits(blank, entry_edits(blank, POSTS, "12"))
    review = Review(*drawn, blank)
    at = next(
        n for n, p in enumerate(review.plan.pieces) if p.target and p.target.field == "编制数"
    )
    line = review.line_of_piece(at)
    assert line.kind is Kind.DOUBTED
    assert "“12”" in review.plan.pieces[at].why
    assert review.replaces(line) == "12"
    assert review.replaced_lines() == [line]
    review.keep_standing([at])
    assert shown(review, POSTS) == "12"
    assert plan_edits(review.plan, blank)  # the rest comes in all the same
    imported = Session(blank.copy(), lambda batch: None)
    imported.apply(plan_edits(review.plan, imported.report), "导入", Origin.IMPORTED)
    assert imported.report.value(POSTS) == blank.value(POSTS)


def test_paragraphs_put_into_one_chapter_are_joined(review: Review) -> None:
    chapter = FieldAddress("", "机构设置情况")
    before = shown(review, chapter)
    review.place(piece_of(review, "29.35"), chapter)
    assert set(shown(review, chapter).split("\n")) == {*before.split("\n"), "29.35"}


def test_a_table_can_be_taken_for_each_annex_of_each_project(review: Review) -> None:
    words = [each.words for each in sheet_choices(review)]
    assert "是附件1-1" in words
    assert sum(each.startswith("是附件1-3：") for each in words) == 2
    assert SheetRef("附件1-2") in [each.ref for each in sheet_choices(review)]


def test_a_row_of_the_report_that_the_document_lacks_can_be_filled_by_hand(
    drawn: tuple[SourceDocument, ImportPlan], blank: Report
) -> None:
    line = blank.records_of("项目明细")[0]
    name = FieldAddress(line, "项目明细.名称")
    apply_edits(blank, entry_edits(blank, name, "文件里没有的项目"))
    review = Review(*drawn, blank)
    budget = next(f.id for f in blank.template.fields_of("项目明细") if "2022" in f.column
                  or "年度" in f.column)  # fmt: skip
    place = FieldAddress(line, budget)
    review.place(piece_of(review, "29.35"), place)
    assert shown(review, place) == "29.35"
    imported = Session(blank.copy(), lambda batch: None)
    imported.apply(plan_edits(review.plan, imported.report), "导入", Origin.IMPORTED)
    value = imported.report.value(place)
    assert value is not None
    assert value.text == "29.35"


def test_the_list_tells_where_each_piece_stands_and_can_be_saved(
    review: Review, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from openpyxl import load_workbook

    listed = import_list(review)
    left = listed.left_over
    assert [each.source for each in left] == ["29.35"]
    assert left[0].where.startswith("第")
    assert "行" in left[0].where
    assert as_text(left).split("\t")[2] == "29.35"
    path = tmp_path_factory.mktemp("list") / "清单.xlsx"
    write_import_list(listed, path)
    sheet = load_workbook(path).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(values) == 3 + len(listed.rows)
    assert "29.35" in {str(row[2]) for row in values if row[0] == Kind.NOT_TAKEN.value}


def test_no_piece_is_lost_by_any_correction(review: Review) -> None:
    sources = [each.source for each in review.plan.pieces]
    review.take_out(range(0, len(sources), 7))
    review.confirm(range(len(sources)))
    review.place(piece_of(review, "29.35"), STAFF, "7")
    assert [each.source for each in review.plan.pieces] == sources
    states = {PlannedState.TAKEN, PlannedState.DOUBTED}
    assert all(_is_whole(each) for each in review.plan.pieces if each.state in states)


def _is_whole(piece: PlannedPiece) -> bool:
    return piece.target is not None and piece.value is not None
