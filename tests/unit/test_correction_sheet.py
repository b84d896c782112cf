"""更正说明: what is different from a paper that was made final, as a page of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from perfeval_desktop.domain.edits import MoveRecord, Origin
from perfeval_desktop.domain.errors import NothingToCorrectError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate, Role
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.exporting.document import Document, Paragraph, SealPlace
from perfeval_desktop.exporting.tables import Table, place_cells
from perfeval_desktop.services.correction_sheet import (
    correctable,
    correction_document,
    export_correction,
)
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.rows import insert_rows_edits
from perfeval_desktop.services.session import Session

UNIT = "株洲市荷塘区物业服务指导中心"


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    """The sample, final as 第1稿 and opened again."""
    at = datetime(2023, 3, 9, 10, 0, tzinfo=UTC)
    made = Session(Report(template, 2022), lambda batch: None, None, "刘敏", lambda: at)
    made.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    finalise(made)
    return made


def finalise(session: Session) -> None:
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(session.report, "财政局退回"), "取消定稿", Origin.STATUS)


def enter(session: Session, field: str, text: str, record: str = REPORT, reason: str = "") -> None:
    address = FieldAddress(record, field)
    session.apply(entry_edits(session.report, address, text, reason), "填写", Origin.TYPED)


def tables(document: Document) -> list[list[list[str]]]:
    """The texts of each table row by row, without the head; a spanning cell in its first row."""
    (section,) = document.sections
    found = []
    for block in section.blocks:
        if isinstance(block, Table):
            rows: dict[int, list[str]] = {}
            for each in place_cells(block):
                rows.setdefault(each.row, []).append(each.cell.text)
            found.append([row for at, row in sorted(rows.items()) if at])
    return found


def words(document: Document) -> list[str]:
    (section,) = document.sections
    return [each.text for each in section.blocks if isinstance(each, Paragraph)]


def test_it_lists_old_and_new_figures_what_was_typed_before_what_follows(session: Session) -> None:
    enter(session, "其他资金", "33.57")
    enter(session, "编制数", "12")
    (rows,) = tables(correction_document(session))
    assert rows == [
        ["1", "附件1-1", "编制数", "11", "12", ""],
        ["2", "附件1-2", "其他资金", "24.27", "33.57", ""],
        ["3", "按收入性质分", "125.98", "135.28", "随之变化"],
    ]


def test_it_says_which_paper_it_corrects_with_its_code_and_why_it_was_opened(
    session: Session,
) -> None:
    enter(session, "编制数", "12")
    title, which, why, heading = words(correction_document(session, code="H7K2-9QWM"))
    assert title == "2022年度部门整体支出绩效自评更正说明"
    assert which == (
        f"{UNIT}2022年度部门整体支出绩效自评报告第1稿（2023年3月9日定稿），校验码 H7K2-9QWM，"
        "现更正数据1处，其余内容不变。"
    )
    assert why == "更正缘由：财政局退回。"
    assert heading == "数据更正", "one part needs no number"
    assert "校验码" not in words(correction_document(session))[1]


def test_the_reason_of_a_stated_figure_is_told_and_that_of_an_indicator(session: Session) -> None:
    enter(session, "控制率", "60%", reason="上级文件另有口径")
    (indicator, *_) = session.report.children_in(REPORT, "整体指标", "数量指标")
    enter(session, "整体指标.偏差原因", "热线并入12345", indicator)
    enter(session, "整体指标.实际完成值", "300起", indicator)
    (rows,) = tables(correction_document(session))
    reasons = {row[-4]: row[-1] for row in rows}
    assert reasons["控制率"] == "上级文件另有口径"
    assert [each for label, each in reasons.items() if "实际完成值" in label] == ["热线并入12345"]
    assert [each for label, each in reasons.items() if "偏差原因" in label] == [""]


def test_the_narrative_is_corrected_sentence_by_sentence(session: Session) -> None:
    chapter = session.report.template.prose_fields[4]
    value = session.value(FieldAddress(REPORT, chapter))
    assert value is not None
    enter(session, chapter, value.text + "以上数据已经核实。")
    enter(session, "编制数", "12")
    document = correction_document(session)
    assert tables(document)[1] == [
        ["1", "报告正文\n（二）项目支出情况", "（新增）", "以上数据已经核实。"]
    ]
    assert [each for each in words(document) if each[:2] in ("一、", "二、")] == [
        "一、数据更正",
        "二、文字更正",
    ]


def test_a_chapter_whose_paragraphs_alone_changed_is_listed_too(session: Session) -> None:
    chapter = session.report.template.prose_fields[0]
    value = session.value(FieldAddress(REPORT, chapter))
    assert value is not None
    enter(session, chapter, value.text.replace("\n", ""))
    (rows,) = tables(correction_document(session))
    assert rows[0][2:] == ["（文字相同）", "（只改了分段、空格）"]


def test_rows_and_sheets_that_came_or_went_are_one_line_each(session: Session) -> None:
    lines = list(session.report.children(REPORT, "项目明细"))
    names = [session.report.record_name(each) for each in lines]
    session.apply([MoveRecord(lines[0], 0, 4)], "移动", Origin.ROWS)
    session.apply(delete_line_edits(session.report, lines[1]), "删除", Origin.ROWS)
    (new, *_), edits = insert_rows_edits(session.report, [lines[2]])
    session.apply(edits, "加行", Origin.ROWS)
    enter(session, "项目明细.名称", "消防改造", new)
    enter(session, "项目明细.本年决算", "3.5", new)
    (rows,) = tables(correction_document(session))
    told = [row[-4:-1] for row in rows]
    assert names[1] == "自治奖励"
    assert ["自治奖励（整行）", "2022年预算数 1\n2022年决算数 20", "（删去）"] in told
    assert ["消防改造（整行）", "（新增）", "2022年决算数 3.5"] in told
    assert [f"{names[0]}（行的先后）", "第1行", "第5行"] in told
    assert [row[1:] for row in rows if row[1] == "附件1-3 自治奖励经费"] == [
        ["附件1-3 自治奖励经费", "整张表", "有", "删去", ""]
    ]


def test_it_ends_with_a_signature_line_and_the_place_of_a_seal_over_unit_and_date(
    session: Session,
) -> None:
    enter(session, "编制数", "12")
    (section,) = correction_document(session).sections
    seal = section.blocks[-1]
    assert isinstance(seal, SealPlace)
    assert [each.text for each in seal.lines] == [UNIT, "　　年　　月　　日"]
    assert (seal.width_mm, seal.height_mm, seal.diameter_mm) == (50, 50, 45)


def test_nothing_is_made_before_the_first_final(template: ReportTemplate, tmp_path: Path) -> None:
    session = Session(Report(template, 2022), lambda batch: None)
    with pytest.raises(NothingToCorrectError, match="还没有定过稿"):
        export_correction(session, tmp_path / "更正.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_nothing_is_made_when_nothing_is_different(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NothingToCorrectError, match="第1稿（2023年3月9日定稿）一样"):
        export_correction(session, tmp_path / "更正.pdf")
    enter(session, "编制数", "12")
    enter(session, "编制数", "11")
    with pytest.raises(NothingToCorrectError, match="一样"):
        export_correction(session, tmp_path / "更正.pdf")


def test_a_second_final_is_corrected_against_the_first_and_opened_again_against_itself(
    session: Session,
) -> None:
    enter(session, "编制数", "12")
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    assert [each.name for each in correctable(session)] == ["第1稿"]
    session.apply(reopen_edits(session.report, "再改"), "取消定稿", Origin.STATUS)
    assert [each.name for each in correctable(session)] == ["第2稿", "第1稿"]
    enter(session, "编制数", "13")
    assert tables(correction_document(session))[0][0][3:5] == ["12", "13"]
    first = correctable(session)[1]
    assert tables(correction_document(session, first))[0][0][3:5] == ["11", "13"]


def test_sixty_differences_are_printed_each_with_its_sheet_on_every_page(
    session: Session, tmp_path: Path
) -> None:
    changed = 0
    for record in ("", *(each.id for each in session.report.all_records())):
        for field in session.report.template.fields_of(session.report.group_of(record)):
            if field.type is ValueType.AMOUNT and field.role is Role.INPUT and changed < 60:
                changed += 1
                enter(session, field.id, f"{changed}.37", record)
    export_correction(session, tmp_path / "更正.pdf")
    pages = ["".join(p.extract_text().split()) for p in PdfReader(tmp_path / "更正.pdf").pages]
    assert len(pages) >= 3
    whole = "".join(pages)
    assert all(f"{number}.37" in whole for number in range(1, 61))
    for page in pages[:-1]:
        assert "序号所在表栏目原数更正后原因" in page
        assert "附件1-" in page
    assert pages[-1].count("单位负责人签字：") == 1
