"""比较: files of their own, what stands beside values, sentences, the workbook and the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfeval_desktop import cli
from perfeval_desktop.domain.edits import Edit, MoveRecord, Origin, SetVersion
from perfeval_desktop.domain.errors import NotComparableError
from perfeval_desktop.domain.layout import SheetRef, lay_out
from perfeval_desktop.domain.report import FieldAddress, Report, Version
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.services.comparing import Kind
from perfeval_desktop.services.comparison import (
    Comparison,
    comparable_states,
    compare,
    export_comparison,
)
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    sample_data,
    start_session,
)
from perfeval_desktop.services.projects import cover_line_edits, delete_line_edits, sheet_of_line
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.revisions import state_now
from perfeval_desktop.services.session import Session

STAFF = FieldAddress(REPORT, "编制数")
CHAPTER = FieldAddress(REPORT, "人员情况")
LINES = "项目明细"

Said = list[tuple[str, Kind, str, str, str]]


def made_anew(template: ReportTemplate) -> Session:
    """The same figures typed into a file of its own: every row has another id."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return session


@pytest.fixture
def old(template: ReportTemplate) -> Session:
    return made_anew(template)


@pytest.fixture
def new(template: ReportTemplate) -> Session:
    return made_anew(template)


def enter(session: Session, address: FieldAddress, text: str) -> None:
    do(session, entry_edits(session.report, address, text))


def do(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "做", Origin.ROWS)


def compared(old: Session, new: Session) -> Comparison:
    return compare(state_now(old), state_now(new), "甲.peval", "乙.peval")


def said(old: Session, new: Session) -> Said:
    return [(e.what, e.kind, e.label, e.before, e.after) for e in compared(old, new).lines]


def test_two_files_with_the_same_contents_have_no_difference(old: Session, new: Session) -> None:
    ids = [{each.id for each in session.report.all_records()} for session in (old, new)]
    assert not ids[0] & ids[1], "they have no row in common but by what stands in it"
    assert compared(old, new).lines == ()
    assert "没有不同" in compared(old, new).summary


def test_rows_of_another_file_are_known_by_their_names(old: Session, new: Session) -> None:
    row = new.report.children(REPORT, LINES)[2]
    enter(new, FieldAddress(row, f"{LINES}.本年预算"), "0.8")
    name = new.report.record_name(row)
    assert ("填报内容", Kind.CHANGED, f"{name}（2022年预算数）", "0.75", "0.8") in said(old, new)
    enter(new, FieldAddress(row, f"{LINES}.本年决算"), "0.7")
    assert {each[1] for each in said(old, new)} == {Kind.CHANGED}, "little else is the same now"


def test_a_row_with_another_name_is_known_by_its_contents(old: Session, new: Session) -> None:
    row = new.report.children(REPORT, LINES)[2]
    was = new.report.record_name(row)
    enter(new, FieldAddress(row, f"{LINES}.名称"), "完全不同")
    assert said(old, new) == [("填报内容", Kind.CHANGED, "完全不同（项目名称）", was, "完全不同")]


def test_a_row_of_another_file_that_stands_elsewhere_has_moved(old: Session, new: Session) -> None:
    row = new.report.children(REPORT, LINES)[0]
    do(new, [MoveRecord(row, 0, 3)])
    assert said(old, new) == [
        ("填报内容", Kind.MOVED, new.report.record_name(row), "第1行", "第4行")
    ]


def test_rows_only_one_file_has_are_new_or_gone(old: Session, new: Session) -> None:
    rows = new.report.children(REPORT, LINES)
    do(new, delete_line_edits(new.report, rows[2]))
    row, edits = insert_row_edits(new.report, new.report.children(REPORT, LINES)[-1])
    do(new, edits)
    enter(new, FieldAddress(row, f"{LINES}.名称"), "全新的项目")
    kinds = {(each[1], each[3] or each[4]) for each in said(old, new)}
    assert (Kind.ADDED, "全新的项目") in kinds
    assert (Kind.REMOVED, "矛盾调解") in kinds


def test_a_text_is_told_sentence_by_sentence(old: Session, new: Session) -> None:
    enter(old, CHAPTER, "核定编制11人。在职6人。退休2人。")
    enter(new, CHAPTER, "核定编制11人。在职7人。退休2人。")
    assert said(old, new) == [
        ("填报内容", Kind.CHANGED, "（三）人员情况", "在职6人。", "在职7人。")
    ]


def test_remarks_reasons_and_explanations_are_told_apart_from_cells(
    old: Session, new: Session
) -> None:
    finding = new.engine.findings(True)[0]
    do(new, remark_edits(new.report, STAFF, "等人事科核对"))
    do(new, explain_edits(new.report, [finding], "上级已经批复"))
    rate = FieldAddress(REPORT, "控制率")
    for session, reason in ((old, "照文件"), (new, "照批复")):
        do(session, entry_edits(session.report, rate, "60%", reason))
    found = {each[0]: each[1:] for each in said(old, new)}
    assert found["批注"] == (Kind.ADDED, "编制数", "", "等人事科核对")
    assert found["审核说明"][3] == "上级已经批复"
    assert found["照填理由"][2:] == ("照文件", "照批复")
    assert "填报内容" not in found


def test_which_sheet_covers_a_project_is_told_by_its_name(old: Session, new: Session) -> None:
    lines = new.report.children(REPORT, LINES)
    sheets = [sheet_of_line(new.report, each) for each in lines]
    own = next(each for each in sheets if each)
    bare = lines[sheets.index("")]
    do(new, cover_line_edits(new.report, bare, own))
    (found,) = [each for each in said(old, new) if each[4] == new.report.record_name(own)]
    assert found[1] is Kind.CHANGED


def test_what_the_clerk_fills_in_for_herself_alone_is_compared_too(
    old: Session, new: Session
) -> None:
    hidden = next(each for each in new.report.template.sheets if not each.is_printed)
    first, second, *_ = dict.fromkeys(lay_out(new.report, SheetRef(hidden.id)).fields())
    enter(new, second, "12345.67")
    enter(new, first, "7654.32")
    found = [each for each in compared(old, new).lines if each.sheet_name == hidden.id]
    assert [each.address for each in found] == [first, second], "as they stand there"


def test_figures_that_only_print_the_same_are_different(old: Session, new: Session) -> None:
    row = FieldAddress(new.report.children(REPORT, LINES)[2], f"{LINES}.本年预算")
    enter(new, row, "0.7511")
    assert ("0.75", "0.7511") in [each[3:] for each in said(old, new)]


def test_reports_of_two_forms_are_not_compared_and_it_says_what_to_do(
    old: Session, new: Session
) -> None:
    from dataclasses import replace

    new.report.template = replace(new.report.template, id="别的", issued_digest="别的")
    with pytest.raises(NotComparableError, match="对照上年文件"):
        compared(old, new)


def test_states_to_compare_with_are_each_there_once(new: Session) -> None:
    enter(new, STAFF, "12")
    version = Version(1, "刘敏", new.now())
    new.apply([SetVersion("送审稿", None, version)], "命名", Origin.NAMED)
    states = comparable_states(new)
    assert states[0].name == "送审稿"
    assert [each.number for each in states].count(1) == 1


def test_the_workbook_has_a_row_for_each_difference_and_texts_stay_texts(
    old: Session, new: Session, tmp_path: Path
) -> None:
    enter(new, STAFF, "12")
    enter(new, CHAPTER, "=1+1 不是公式。")
    enter(old, CHAPTER, "原来的一句。")
    path = tmp_path / "比较.xlsx"
    export_comparison(compared(old, new), path)
    sheet = load_workbook(path)["比较"]
    heads, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert heads == ("所在表", "栏目", "内容", "怎样不同", "原来", "现在")
    assert ("附件1-1", "编制数", "填报内容", "改动", 11, 12) in rows
    formulas = [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []
    assert any(row[5] == "=1+1 不是公式。" for row in rows)


def test_the_command_compares_two_files_and_leaves_them_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other, xlsx = (tmp_path / name for name in ("甲.peval", "乙.peval", "不同.xlsx"))
    create_from_data_file(one, sample_data()).close()
    shutil.copy(one, other)
    assert cli.run(["compare", str(one), str(other)]) == cli.OK
    document = open_report(other)
    enter(start_session(document, document.commit), STAFF, "12")
    document.close()
    capsys.readouterr()
    before = one.read_bytes(), other.read_bytes()
    assert cli.run(["compare", str(one), str(other), "--xlsx", str(xlsx)]) == cli.FOUND
    out = capsys.readouterr().out
    assert "【附件1-1】" in out
    assert "改动 编制数：11 → 12" in out
    assert xlsx.exists()
    assert (one.read_bytes(), other.read_bytes()) == before
