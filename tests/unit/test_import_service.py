"""A plan becomes one batch of edits: what is put in, what is stated, what stays, what goes back."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin, SetEntry, SetRemark
from perfeval_desktop.domain.errors import ReportIsReadOnlyError, ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.import_plan import (
    ImportPlan,
    PlannedPiece,
    PlannedRecord,
    PlannedState,
    Target,
)
from perfeval_desktop.domain.report import Entry, FieldAddress, Remark
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Mark, Text, display
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.importing import (
    confirmed,
    conflicts,
    import_into,
    plan_edits,
    replaced,
)
from perfeval_desktop.services.session import Session
from tests.import_plans import piece, plan_of_paper

LINES = "项目明细"


def shown(session: Session) -> dict[tuple[str, str], list[str]]:
    """Return what stands on all sheets, by field and name of the record."""
    report, found = session.report, dict[tuple[str, str], list[str]]()
    for group in ("", *report.template.groups):
        for record in report.records_of(group):
            name = report.record_name(record) if record else ""
            for field in report.template.fields_of(group):
                if field.refers_to or field.reading is not None:
                    continue
                text = display(
                    session.value(FieldAddress(record, field.id)), report.template.numbers
                )
                found.setdefault((field.id, name), []).append(text)
    return found


def findings(session: Session) -> set[tuple[str, str, str, str]]:
    """Return what all checks find: check, record, both values."""
    return {
        (
            each.check.removesuffix(f".{each.part}"),
            session.report.record_name(each.record) if each.record else "",
            each.left.shown,
            each.right.shown,
        )
        for each in session.engine.findings(complete=True)
    }


def put(session: Session, field: str, text: str, record: str = REPORT) -> None:
    session.apply(
        entry_edits(session.report, FieldAddress(record, field), text), "填", Origin.TYPED
    )


def text_of(session: Session, field: str, record: str = REPORT) -> str:
    value = session.value(FieldAddress(record, field))
    return display(value, session.report.template.numbers)


def names(session: Session, group: str = LINES) -> list[str]:
    return [session.report.record_name(each) for each in session.report.children(REPORT, group)]


def line(key: str, name: str, amount: str, session: Session) -> list[PlannedPiece]:
    return [
        piece("项目明细.名称", name, session, key),
        piece("项目明细.本年决算", amount, session, key),
    ]


def test_importing_the_paper_of_the_sample_gives_its_figures_and_its_findings(
    sample_session: Session, new_session: Session
) -> None:
    import_into(new_session, plan_of_paper(sample_session), "报告.docx")
    assert shown(new_session) == shown(sample_session)
    assert findings(new_session) == findings(sample_session)


def test_an_import_is_one_step_and_undo_takes_all_of_it_back(
    sample_session: Session, new_session: Session
) -> None:
    before = new_session.report.copy()
    outcome = import_into(new_session, plan_of_paper(sample_session), "报告.docx")
    assert outcome is not None
    assert (outcome.batch.label, outcome.batch.origin) == ("导入 报告.docx", Origin.IMPORTED)
    new_session.undo()
    assert new_session.report.holds_the_same(before)


def test_importing_the_same_a_second_time_changes_nothing(
    sample_session: Session, new_session: Session
) -> None:
    plan = plan_of_paper(sample_session)
    import_into(new_session, plan)
    again = plan_of_paper(new_session)._replace(records=_known(plan_of_paper(new_session)))
    assert plan_edits(again, new_session.report) == []


def _known(plan: ImportPlan) -> tuple[PlannedRecord, ...]:
    return tuple(each._replace(record_id=each.key) for each in plan.records)


def test_only_what_differs_from_the_formula_is_stated(new_session: Session) -> None:
    plan = ImportPlan(
        (),
        (
            piece("编制数", "11", new_session),
            piece("在职人数", "6", new_session),
            piece("控制率", "54.55%", new_session),
        ),
    )
    import_into(new_session, plan)
    assert new_session.report.entry(FieldAddress(REPORT, "控制率")) is None
    wrong = ImportPlan((), (piece("控制率", "60%", new_session),))
    import_into(new_session, wrong)
    assert text_of(new_session, "控制率") == "60%"


def test_a_wrong_total_is_imported_as_written_and_found(new_session: Session) -> None:
    parts = [
        piece(f, "1", new_session) for f in ("一般公共预算", "政府性基金拨款", "专户非税收入拨款")
    ]
    total = piece("按收入性质分", "30", new_session)
    import_into(new_session, ImportPlan((), (total, *parts, piece("其他资金", "2", new_session))))
    assert text_of(new_session, "按收入性质分") == "30"
    assert any("按收入性质分" in each[0] or "收入" in each[0] for each in findings(new_session))


def test_a_total_left_empty_over_figures_stays_empty(new_session: Session) -> None:
    hole = PlannedPiece(SourcePlace(0), "", PlannedState.EMPTY, Target(REPORT, "控制率"))
    plan = ImportPlan(
        (), (piece("编制数", "11", new_session), piece("在职人数", "6", new_session), hole)
    )
    import_into(new_session, plan)
    assert new_session.report.entry(FieldAddress(REPORT, "控制率")) == Entry(Mark.BLANK)


def test_an_empty_blank_leaves_the_totals_of_a_filled_report_alone(new_session: Session) -> None:
    put(new_session, "编制数", "11")
    put(new_session, "在职人数", "6")
    hole = PlannedPiece(SourcePlace(0), "", PlannedState.EMPTY, Target(REPORT, "控制率"))
    assert plan_edits(ImportPlan((), (hole,)), new_session.report) == []


def test_paragraphs_of_a_chapter_are_joined_as_they_stand(new_session: Session) -> None:
    first = piece("存在问题", "第一段，", new_session)
    rest = piece("存在问题", "折下来的半句。", new_session)._replace(joint="")
    last = piece("存在问题", "第二段。", new_session)
    import_into(new_session, ImportPlan((), (first, rest, last)))
    assert text_of(new_session, "存在问题") == "第一段，折下来的半句。\n第二段。"


def test_rows_come_in_the_order_of_the_document_and_spare_rows_go(new_session: Session) -> None:
    keys = ("a", "b", "c")
    records = tuple(PlannedRecord(key, LINES) for key in keys)
    pieces = [
        each
        for at, key in enumerate(keys)
        for each in line(key, f"项目{key}", f"{at}", new_session)
    ]
    import_into(new_session, ImportPlan(records, tuple(pieces)))
    assert names(new_session) == ["项目a", "项目b", "项目c"]


def test_rows_that_are_filled_stay_beside_those_of_the_document(new_session: Session) -> None:
    own = new_session.report.children(REPORT, LINES)[0]
    put(new_session, "项目明细.名称", "自己填的项目", own)
    records = (PlannedRecord("a", LINES), PlannedRecord("b", LINES))
    pieces = [*line("a", "甲", "1", new_session), *line("b", "乙", "2", new_session)]
    import_into(new_session, ImportPlan(records, tuple(pieces)))
    assert sorted(names(new_session)) == sorted(["自己填的项目", "甲", "乙"])
    assert text_of(new_session, "项目明细.名称", own) == "自己填的项目"


def test_a_row_that_is_known_is_filled_where_it_stands_and_moved_to_its_place(
    new_session: Session,
) -> None:
    own = new_session.report.children(REPORT, LINES)[0]
    put(new_session, "项目明细.名称", "甲", own)
    records = (PlannedRecord("b", LINES), PlannedRecord("a", LINES, record_id=own))
    pieces = [*line("a", "甲", "1", new_session), *line("b", "乙", "2", new_session)]
    import_into(new_session, ImportPlan(records, tuple(pieces)))
    assert names(new_session) == ["乙", "甲"]
    assert text_of(new_session, "项目明细.本年决算", own) == "1"


def test_a_remark_on_a_spare_row_keeps_the_row(new_session: Session) -> None:
    rows = new_session.report.children(REPORT, LINES)
    address = FieldAddress(rows[-1], "项目明细.名称")
    new_session.apply([SetRemark(address, None, Remark("等通知"))], "批注", Origin.REMARKED)
    import_into(
        new_session,
        ImportPlan((PlannedRecord("a", LINES),), tuple(line("a", "甲", "1", new_session))),
    )
    assert new_session.report.remark(address) == Remark("等通知")


def test_what_the_report_holds_otherwise_is_listed_and_can_be_kept(new_session: Session) -> None:
    put(new_session, "编制数", "12")
    plan = ImportPlan((), (piece("编制数", "11", new_session), piece("在职人数", "6", new_session)))
    found = conflicts(plan, new_session.report)
    assert [(each.target.field, each.here.text, each.document.text) for each in found] == [
        ("编制数", "12", "11")
    ]
    import_into(new_session, plan, keeps=[each.target for each in found])
    assert (text_of(new_session, "编制数"), text_of(new_session, "在职人数")) == ("12", "6")
    import_into(new_session, plan)
    assert text_of(new_session, "编制数") == "11"


def test_a_report_that_can_only_be_looked_at_is_not_imported_into(new_session: Session) -> None:
    new_session.read_only = "别人正开着它。"
    with pytest.raises(ReportIsReadOnlyError):
        import_into(new_session, ImportPlan((), (piece("编制数", "11", new_session),)))


# Corrections by hand


@pytest.fixture
def one_piece(new_session: Session) -> ImportPlan:
    given = piece("编制数", "11", new_session)._replace(state=PlannedState.DOUBTED, why="请看看。")
    return ImportPlan((), (given, piece("在职人数", "6", new_session)))


def test_a_piece_can_be_put_elsewhere_and_what_stood_there_is_listed(
    one_piece: ImportPlan, template: ReportTemplate
) -> None:
    moved = replaced(one_piece, 0, Target(REPORT, "在职人数"), None, template)
    assert [each.state for each in moved.pieces] == [PlannedState.TAKEN, PlannedState.NOT_TAKEN]
    assert moved.pieces[1].why
    assert moved.pieces[0].value is not None
    assert moved.pieces[0].value.text == "11"


def test_a_piece_can_be_taken_out_and_stays_listed(one_piece: ImportPlan) -> None:
    plan = replaced(one_piece, 0, None)
    assert (plan.pieces[0].state, plan.pieces[0].target) == (PlannedState.NOT_TAKEN, None)
    assert plan.pieces[0].source == "11"


def test_a_piece_can_be_worded_otherwise_and_shows_what_is_put_there(
    one_piece: ImportPlan, template: ReportTemplate
) -> None:
    plan = replaced(one_piece, 0, Target(REPORT, "编制数"), "13", template)
    assert (plan.pieces[0].source, plan.pieces[0].reads) == ("11", "13")
    with pytest.raises(ValueParseError):
        replaced(one_piece, 0, Target(REPORT, "编制数"), "很多", template)


def test_a_doubted_piece_is_confirmed(one_piece: ImportPlan) -> None:
    assert confirmed(one_piece, 0).pieces[0].state is PlannedState.TAKEN
    assert confirmed(one_piece, 0).pieces[0].value == one_piece.pieces[0].value


def test_notes_on_figures_that_stay_are_kept(new_session: Session) -> None:
    address = FieldAddress(REPORT, "基本支出情况")
    noted = Text("基本支出74.71万元。", (FigureNote(4, 11, NoteKind.MEANT, "", "基本支出"),))
    new_session.apply([SetEntry(address, None, Entry(noted))], "填", Origin.TYPED)
    plan = ImportPlan((), (piece(address.field, "基本支出74.71万元。另加一句。", new_session),))
    import_into(new_session, plan)
    after = new_session.report.value(address)
    assert isinstance(after, Text)
    assert (after.text, after.notes) == ("基本支出74.71万元。另加一句。", noted.notes)


def test_what_follows_from_a_stated_figure_is_not_stated_itself(new_session: Session) -> None:
    plan = ImportPlan(
        (),
        (
            piece("按支出性质分", "138.28", new_session),
            piece("基本支出", "108.28", new_session),
            piece("项目支出", "30", new_session),
        ),
    )
    import_into(new_session, plan)
    assert new_session.report.entry(FieldAddress(REPORT, "按支出性质分")) is None
    assert text_of(new_session, "按支出性质分") == "138.28"
