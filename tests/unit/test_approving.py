"""The approved targets: read from Word and Excel, filled in, locked, and compared (R2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.report import Entry, FieldAddress, LastPlace, Record, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.approving import (
    ApprovalRead,
    Standing,
    approval_edits,
    read_approval,
)
from perfeval_desktop.services.carried import (
    Lock,
    approved_value,
    explained_edits,
    lock_of,
    locked_changes,
    with_reason,
)
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.field_facts import facts_of
from perfeval_desktop.services.records import delete_record_edits, initial_edits, new_record_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.approval_forms import Approval, Target, write_excel, write_word

DAY = date(2022, 2, 1)
TARGETS = (
    Target("数量指标", "发放奖励小区数", "≥20个", "20"),
    Target("数量指标", "培训场次", "4场", "10"),
    Target("社会效益指标", "居民自治水平", "提升", "30"),
)
UNIT = Approval("管好全区的老旧小区。", TARGETS[:1])
PROJECT = Approval("按时发放奖励。", TARGETS, "自治奖励经费")
OTHER = Approval("维修消防设施。", TARGETS[:1], "消防维修")
FORMS: dict[str, Callable[..., Path]] = {"a.docx": write_word, "a.xlsx": write_excel}


@pytest.fixture
def begun(template: ReportTemplate) -> Session:
    """A report that was begun: one project that has its name, and nothing else."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建", Origin.CREATED)
    enter(session, "项目.项目名称", "自治奖励", project(session))
    return session


@pytest.fixture
def approved(begun: Session, tmp_path: Path) -> Session:
    read_in(begun, tmp_path, UNIT, PROJECT)
    return begun


def project(session: Session, number: int = 0) -> str:
    if not session.report.children("", "项目"):
        record = Record("aa", "项目")
        edits = new_record_edits(session.report.template, record, 0)
        session.apply(edits, "新建项目", Origin.ROWS)
    return session.report.children("", "项目")[number]


def enter(session: Session, field: str, text: str, record: str = "") -> None:
    edits = entry_edits(session.report, FieldAddress(record, field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def read(session: Session, path: Path) -> ApprovalRead:
    return read_approval(read_document_here(path), session, DAY)


def read_in(session: Session, folder: Path, *approvals: Approval) -> ApprovalRead:
    found = read(session, write_word(folder / "a.docx", *approvals))
    session.apply(approval_edits(session, found, found.usual()), "读入", Origin.IMPORTED)
    return found


def rows(session: Session, parent: str = "") -> list[tuple[str, ...]]:
    """The named rows of a project, or of the unit: section, name, target, points."""
    group = "项目指标" if parent else "整体指标"
    found = []
    for record in session.report.children(parent, group):
        texts = [
            shown(session, f"{group}.{each}", record) for each in ("三级指标", "年度指标值", "分值")
        ]
        if any(texts):
            found.append((session.report.record(record).section, *texts))
    return found


def row(session: Session, name: str) -> str:
    below = session.report.children(project(session), "项目指标")
    return next(each for each in below if shown(session, "项目指标.三级指标", each) == name)


def shown(session: Session, field: str, record: str = "") -> str:
    value = session.value(FieldAddress(record, field))
    return value.text if value is not None else ""


def unlike(session: Session) -> list[str]:
    return [each.message for each in session.engine.findings(True) if each.rule == "R2"]


# Reading and filling


@pytest.mark.parametrize("name", FORMS)
def test_goals_indicators_targets_and_points_are_filled_from_word_and_excel(
    begun: Session, tmp_path: Path, name: str
) -> None:
    found = read(begun, FORMS[name](tmp_path / name, UNIT, PROJECT))
    begun.apply(approval_edits(begun, found, found.usual()), "读入", Origin.IMPORTED)
    assert shown(begun, "预期目标") == UNIT.goal
    assert rows(begun) == [tuple(TARGETS[0])]
    assert shown(begun, "项目.预期目标", project(begun)) == PROJECT.goal
    assert rows(begun, project(begun)) == [tuple(each) for each in TARGETS]
    assert shown(begun, "项目.项目名称", project(begun)) == "自治奖励"


def test_every_text_of_the_document_is_a_target_a_word_of_the_form_or_listed(
    begun: Session, tmp_path: Path
) -> None:
    found = read(begun, write_word(tmp_path / "a.docx", UNIT, PROJECT))
    unused = {each.piece.source: each.why for each in found.unused}
    assert set(unused) == {"荷塘区房屋安全事务中心", "区住建局"}
    assert all(each.endswith("。") for each in unused.values())


def test_one_undo_takes_cells_rows_and_the_approval_back(begun: Session, tmp_path: Path) -> None:
    before = begun.report.copy()
    read_in(begun, tmp_path, UNIT, PROJECT)
    assert begun.report.approved is not None
    assert begun.report.approved.document == "a.docx"
    begun.undo()
    assert begun.report.holds_the_same(before)


def test_what_is_there_otherwise_stays_unless_it_is_chosen(begun: Session, tmp_path: Path) -> None:
    enter(begun, "项目.预期目标", "自己写的目标。", project(begun))
    found = read_in(begun, tmp_path, PROJECT)
    assert shown(begun, "项目.预期目标", project(begun)) == "自己写的目标。"
    other = next(each for each in found.proposals if each.what == "预期目标")
    assert (other.standing, other.now) == (Standing.OTHER, "自己写的目标。")
    begun.apply(approval_edits(begun, found, [other]), "读入", Origin.IMPORTED)
    assert shown(begun, "项目.预期目标", project(begun)) == PROJECT.goal


def test_an_indicator_comes_beside_another_one_and_not_in_its_place(
    begun: Session, tmp_path: Path
) -> None:
    here = begun.report.children_in(project(begun), "项目指标", "社会效益指标")[0]
    enter(begun, "项目指标.三级指标", "小区面貌", here)
    enter(begun, "项目指标.实际完成值", "好转", here)
    read_in(begun, tmp_path, PROJECT)
    names = [each[1] for each in rows(begun, project(begun)) if each[0] == "社会效益指标"]
    assert names == ["小区面貌", "居民自治水平"]
    assert shown(begun, "项目指标.实际完成值", row(begun, "居民自治水平")) == ""


def test_a_project_that_the_report_lacks_is_added_only_when_chosen(
    begun: Session, tmp_path: Path
) -> None:
    found = read_in(begun, tmp_path, OTHER, PROJECT)
    assert len(begun.report.children("", "项目")) == 1
    lacking = [each for each in found.proposals if each.standing is Standing.NO_SHEET]
    begun.apply(approval_edits(begun, found, lacking), "读入", Origin.IMPORTED)
    names = [shown(begun, "项目.项目名称", each) for each in begun.report.children("", "项目")]
    assert names == ["自治奖励", "消防维修"], "behind those that are there"
    assert rows(begun, project(begun, 1)) == [tuple(TARGETS[0])]
    assert unlike(begun) == []


def test_a_second_approval_replaces_the_first(approved: Session, tmp_path: Path) -> None:
    changed = PROJECT._replace(targets=[TARGETS[0]._replace(value="≥25个"), *TARGETS[1:]])
    found = read(approved, write_word(tmp_path / "b.docx", UNIT, changed))
    approved.apply(approval_edits(approved, found, found.usual(True)), "读入", Origin.IMPORTED)
    assert approved.report.approved is not None
    place = LastPlace("项目指标.年度指标值", "自治奖励/数量指标/发放奖励小区数")
    assert approved.report.approved.values[place].text == "≥25个"
    assert rows(approved, project(approved))[0][2] == "≥25个"
    assert unlike(approved) == []
    assert approval_edits(approved, read(approved, tmp_path / "b.docx"), ()) == []


# The lock


def typed(session: Session, field: str, text: str, record: str = "") -> list[Edit]:
    return entry_edits(session.report, FieldAddress(record, field), text)


def test_approved_cells_are_locked_and_others_are_not(approved: Session) -> None:
    here = row(approved, "培训场次")
    for field in ("三级指标", "年度指标值", "分值"):
        assert lock_of(approved, FieldAddress(here, f"项目指标.{field}")) is Lock.APPROVED
    assert lock_of(approved, FieldAddress("", "预期目标")) is Lock.APPROVED
    enter(approved, "项目指标.实际完成值", "4场", here)
    assert lock_of(approved, FieldAddress(here, "项目指标.实际完成值")) is None
    assert lock_of(approved, FieldAddress(project(approved), "项目.项目名称")) is None
    assert facts_of(approved, FieldAddress(here, "项目指标.年度指标值")).approved == "4场"


def test_going_back_to_what_was_approved_needs_no_reason(approved: Session) -> None:
    here = row(approved, "培训场次")
    field = "项目指标.年度指标值"
    edits = typed(approved, field, "3场", here)
    changes, free = locked_changes(approved, edits, Origin.TYPED)
    assert [(each.before, each.after, each.lock) for each in changes] == [
        ("4场", "3场", Lock.APPROVED)
    ]
    assert free == []
    approved.apply(with_reason(edits, changes, "减了一场"), "改", Origin.TYPED)
    assert lock_of(approved, FieldAddress(here, field)) is Lock.APPROVED
    back = typed(approved, field, " 4 场", here)
    assert locked_changes(approved, back, Origin.TYPED) == ([], back)


def test_the_reason_for_a_change_is_the_explanation_of_what_is_found(approved: Session) -> None:
    edits = typed(approved, "项目指标.年度指标值", "3场", row(approved, "培训场次"))
    changes, _ = locked_changes(approved, edits, Origin.TYPED)
    given = with_reason(edits, changes, "已按程序报批变更")
    done = [*given, *explained_edits(approved, given, "已按程序报批变更")]
    approved.apply(done, "改", Origin.TYPED)
    (finding,) = [e for e in approved.engine.findings(True) if e.rule == "R2"]
    explanation = approved.report.explanation(finding.key)
    assert explanation is not None
    assert explanation.text == "已按程序报批变更"


def test_a_renamed_indicator_stays_locked_with_its_target(approved: Session) -> None:
    here = row(approved, "培训场次")
    name = FieldAddress(here, "项目指标.三级指标")
    before = approved.report.entry(name)
    assert before is not None
    enter(approved, name.field, "宣讲场次", here)
    assert lock_of(approved, name) is Lock.APPROVED
    value = approved_value(approved, FieldAddress(here, "项目指标.年度指标值"))
    assert value is not None
    assert value.text == "4场"
    assert Entry(before.value) == before


# What is found (R2)


def test_without_an_approval_nothing_is_found(begun: Session) -> None:
    enter(begun, "项目.预期目标", "自己写的目标。", project(begun))
    assert unlike(begun) == []


def test_a_report_filled_as_approved_has_no_finding(approved: Session) -> None:
    assert unlike(approved) == []
    enter(approved, "项目.预期目标", "1．按时 发放奖励", project(approved))
    assert unlike(approved) == [], "number, blank and full stop do not count"


def test_another_value_is_found_with_both_and_leads_to_its_cell(approved: Session) -> None:
    here = row(approved, "培训场次")
    enter(approved, "项目指标.分值", "15", here)
    (finding,) = [e for e in approved.engine.findings(True) if e.rule == "R2"]
    assert (finding.left.shown, finding.right.shown) == ("15", "10")
    assert finding.places == (FieldAddress(here, "项目指标.分值"),)
    assert "“自治奖励”的指标“培训场次”的分值" in finding.message
    approved.undo()
    assert unlike(approved) == []


def test_rows_that_are_gone_and_rows_that_are_new_are_one_line_of_each_project(
    approved: Session,
) -> None:
    approved.apply(
        delete_record_edits(approved.report, row(approved, "培训场次")), "删", Origin.ROWS
    )
    quality = next(
        each
        for each in approved.report.children(project(approved), "项目指标")
        if approved.report.record(each).section == "质量指标"
    )
    enter(approved, "项目指标.三级指标", "发放准确率", quality)
    (message,) = unlike(approved)
    assert "批复里没有的：发放准确率" in message
    assert "批复了、现在没有的：培训场次" in message


def test_an_approved_project_that_is_gone_is_found_by_its_name(
    begun: Session, tmp_path: Path
) -> None:
    read_in(begun, tmp_path, OTHER, PROJECT)
    (message,) = unlike(begun)
    assert "消防维修" in message


def test_an_approval_that_fills_nothing_is_compared_and_taken_back_with_its_findings(
    begun: Session, tmp_path: Path
) -> None:
    enter(begun, "项目.预期目标", "自己写的目标。", project(begun))
    found = read(begun, write_word(tmp_path / "a.docx", PROJECT))
    begun.apply(approval_edits(begun, found, ()), "读入", Origin.IMPORTED)
    assert any("自己写的目标。" in each for each in unlike(begun))
    begun.undo()
    assert begun.report.approved is None
    assert unlike(begun) == []


# Other forms


def test_a_form_of_one_project_alone_takes_its_approval(tmp_path: Path) -> None:
    template = load_installed("caizhengbu/xiangmu/2020")
    session = Session(Report(template, 2020), lambda batch: None)
    session.apply(initial_edits(template), "新建", Origin.CREATED)
    read_in(session, tmp_path, PROJECT)
    assert shown(session, "预期目标") == PROJECT.goal
    first = session.report.children("", "项目指标")[0]
    assert shown(session, "项目指标.三级指标", first) == "发放奖励小区数"
    assert unlike(session) == []
    enter(session, "项目指标.分值", "15", first)
    assert len(unlike(session)) == 1


def test_a_form_with_targets_in_three_columns_takes_an_approval(tmp_path: Path) -> None:
    template = load_installed("yunnan/bumen/2022")
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建", Origin.CREATED)
    read_in(session, tmp_path, PROJECT)
    sheet = session.report.children("", "项目")[0]
    first = session.report.children(sheet, "项目指标")[0]
    assert shown(session, "项目.预期目标", sheet) == PROJECT.goal
    assert lock_of(session, FieldAddress(first, "项目指标.三级指标")) is Lock.APPROVED
    assert unlike(session) == []
