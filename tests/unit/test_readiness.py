"""盖章前检查: what is not ready is said with its place, and what is ready is not called wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from perfeval_desktop.domain.edits import Edit, MoveRecord, Origin, SetEntry
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import DateValue
from perfeval_desktop.exporting.document import (
    Document,
    PageBreak,
    SealPlace,
    Section,
    paragraph,
)
from perfeval_desktop.exporting.pages import NARRATIVE_PAGE
from perfeval_desktop.exporting.pdf import lay_out
from perfeval_desktop.exporting.seal_pages import pages_with_seal_only
from perfeval_desktop.exporting.styles import Align, ParagraphStyle
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.finalising import finalise_edits, obstacles
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.projects import Exemption, cover_line_edits
from perfeval_desktop.services.readiness import PaperFacts, paper_facts, stamp_readiness, told
from perfeval_desktop.services.readiness_item import Readiness, ReadinessItem
from perfeval_desktop.services.readiness_page import export_readiness
from perfeval_desktop.services.records import removal_edits
from perfeval_desktop.services.remarks import to_verify_edits
from perfeval_desktop.services.session import Session
from tests.unit.test_consistent_report import DATA

TODAY = date(2023, 3, 9)
PAPER = PaperFacts((("封面", 1), ("报告正文", 3), ("附件1-1", 1)), font_notes=())
TO_DO, TO_KNOW, OK = Readiness.TO_DO, Readiness.TO_KNOW, Readiness.OK
COVER_NAME = FieldAddress("", "封面单位名称")
REPORT_DATE = FieldAddress("", "报告日期")


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    """A report in which all agrees."""
    made = Session(Report(template, 2022), lambda batch: None)
    made.apply(data_file_edits(read_data_file(DATA), template), "读入", Origin.DATA_FILE)
    return made


def enter(session: Session, place: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, place, text), "填写", Origin.TYPED)


def apply(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "改", Origin.TYPED)


def items(
    session: Session, today: date = TODAY, paper: PaperFacts = PAPER
) -> dict[str, ReadinessItem]:
    found = stamp_readiness(session, today, paper)
    by_title = {each.title: each for each in found}
    assert len(by_title) == len(found)
    return by_title


def states(session: Session, today: date = TODAY) -> dict[str, Readiness]:
    return {title: each.state for title, each in items(session, today).items()}


# False alarms


def test_a_consistent_final_report_has_nothing_to_do(session: Session) -> None:
    apply(session, finalise_edits(session))
    found = stamp_readiness(session, TODAY, paper_facts(session, font_notes=()))
    assert [each for each in found if each.state is TO_DO] == []
    assert {each.title for each in found if each.state is TO_KNOW} == {"签字", "盖章处", "骑缝章"}
    assert told(found) == "都准备好了，可以打印盖章。另有 3 项请留意。"


def test_the_sample_is_held_back_by_what_is_wrong_with_it_and_nothing_else(
    sample_session: Session,
) -> None:
    facts = paper_facts(sample_session, font_notes=())
    found = stamp_readiness(sample_session, TODAY, facts)
    assert [each.title for each in found if each.state is TO_DO] == ["审核问题", "定稿", "附件"]
    assert told(found).startswith("盖章前还有 3 项要处理。")
    by_title = {each.title: each for each in found}
    left = obstacles(sample_session)
    errors = sum(each.severity.value == "强制性" for each in left)
    words = f"强制性 {errors} 个，核实性 {len(left) - errors} 个"
    assert words in by_title["审核问题"].sentence
    assert by_title["审核问题"].places[0] == left[0].places[0]
    assert "基层治理工作经费" in by_title["附件"].sentence
    assert "三供一业" in by_title["附件"].sentence


def test_what_is_to_be_done_comes_first(sample_session: Session) -> None:
    order = [each.state for each in stamp_readiness(sample_session, TODAY, PAPER)]
    assert order == sorted(order, key=list(Readiness).index)


# Name of the unit


def test_a_name_written_with_other_spaces_and_signs_is_the_same(session: Session) -> None:
    enter(session, COVER_NAME, "荷塘区 某中心　")
    assert items(session)["单位名称"].state is OK


def test_a_short_form_on_the_cover_is_shown_and_is_no_fault(session: Session) -> None:
    enter(session, COVER_NAME, "某中心")
    item = items(session)["单位名称"]
    assert item.state is TO_KNOW
    assert "“荷塘区某中心”" in item.sentence
    assert "写的是“某中心”" in item.sentence
    assert item.places[0] == COVER_NAME


def test_another_name_on_the_cover_is_to_be_put_right_unless_explained(session: Session) -> None:
    enter(session, COVER_NAME, "天元区环卫处")
    assert items(session)["单位名称"].state is TO_DO
    found = [each for each in obstacles(session) if COVER_NAME in each.places]
    apply(session, explain_edits(session.report, found, "用主管部门的章。"))
    item = items(session)["单位名称"]
    assert item.state is TO_KNOW
    assert "天元区环卫处" in item.sentence


def test_who_carries_a_project_out_may_be_another_unit(session: Session) -> None:
    project = session.report.children("", "项目")[0]
    enter(session, FieldAddress(project, "项目.实施单位"), "仙庾镇人民政府")
    assert items(session)["单位名称"].state is OK


def test_a_missing_name_is_to_be_filled_in(session: Session) -> None:
    enter(session, FieldAddress("", "单位名称"), "")
    assert items(session)["单位名称"].state is TO_DO


# Dates


@pytest.mark.parametrize("title", ["报告日期", "填报日期"])
def test_a_date_left_blank_is_ready(session: Session, title: str) -> None:
    item = items(session)[title]
    assert (item.state, item.sentence) == (OK, "留空，盖章时手写。")


@pytest.mark.parametrize(
    ("typed", "state", "words"),
    [
        ("2023年3月9日", OK, "写的是2023年3月9日。"),
        ("2023年1月1日", OK, "2023年1月1日"),
        ("2023年3月", OK, "日由盖章时手写"),
        ("2022年12月31日", TO_DO, "2022 年度还没有结束"),
        ("2022年3月", TO_DO, "2022 年度还没有结束"),
        ("2023年3月15日", TO_KNOW, "今天是2023年3月9日，还没有到那一天"),
        ("2024年3月9日", TO_DO, "还没有到那一天"),
    ],
)
def test_a_date_has_to_be_possible(
    session: Session, typed: str, state: Readiness, words: str
) -> None:
    enter(session, REPORT_DATE, typed)
    item = items(session)["报告日期"]
    assert item.state is state
    assert words in item.sentence
    assert item.places == (REPORT_DATE,)


def test_a_day_that_no_calendar_has_is_told(session: Session) -> None:
    """Typing refuses it; a file made elsewhere may hold it."""
    value = DateValue(2023, 2, 30)
    apply(session, [SetEntry(REPORT_DATE, None, Entry(value))])
    item = items(session)["报告日期"]
    assert item.state is TO_DO
    assert "日历上没有这一天" in item.sentence


def test_a_clock_that_is_wrong_accuses_nobody(session: Session) -> None:
    enter(session, REPORT_DATE, "2023年3月9日")
    item = items(session, today=date(2000, 1, 1))["报告日期"]
    assert item.state is TO_KNOW
    assert "电脑的日期是2000年1月1日，可能不对" in item.sentence


def test_a_date_that_was_explained_is_no_fault_any_more(session: Session) -> None:
    enter(session, REPORT_DATE, "2022年12月20日")
    found = [each for each in obstacles(session) if REPORT_DATE in each.places]
    apply(session, explain_edits(session.report, found, "财政局要求年底前报送。"))
    assert items(session)["报告日期"].state is TO_KNOW


# Signatures and seals


def test_it_says_what_is_printed_and_what_is_signed_by_hand(session: Session) -> None:
    enter(session, FieldAddress("", "填表人"), "刘敏")
    sentence = items(session)["签字"].sentence
    assert "附件1-1、附件1-2、附件1-3（2 张）" in sentence
    assert "印上的有填表人“刘敏”" in sentence
    assert "手写的有填报日期、联系电话、单位负责人签字" in sentence


def test_every_sealed_place_of_the_template_is_listed(
    session: Session, template: ReportTemplate
) -> None:
    item = items(session)["盖章处"]
    assert item.places == (SheetRef("封面"),)
    assert item.sentence.startswith("共 1 处：封面。")
    session.report.template = replace(
        template,
        sheets=tuple(
            each._replace(seal_mm=50.0) if each.id in ("报告正文", "附件1-3") else each
            for each in template.sheets
        ),
    )
    item = items(session)["盖章处"]
    assert item.sentence.startswith("共 4 处：封面、报告正文、附件1-3（2 张）。")
    assert len(item.places) == 4


def test_several_pages_are_reminded_of_the_seal_over_their_edges(session: Session) -> None:
    assert "全文共 5 页" in items(session)["骑缝章"].sentence
    assert "骑缝章" not in items(session, paper=PaperFacts((("封面", 1),)))


# Annexes


def test_a_project_without_its_sheet_is_missing_unless_it_is_exempt(session: Session) -> None:
    line = session.report.children("", "项目明细")[0]
    assert items(session)["附件"].state is OK
    sheet = session.report.children("", "项目")[0]
    apply(session, cover_line_edits(session.report, line))
    apply(session, removal_edits(session.report, sheet))
    item = items(session)["附件"]
    assert item.state is TO_DO
    assert "自治奖励有支出，没有附件1-3" in item.sentence
    assert FieldAddress(line, "项目明细.名称") in item.places
    exemption = Exemption("涉密", "涉及国家秘密")
    apply(session, cover_line_edits(session.report, line, exemption=exemption))
    item = items(session)["附件"]
    assert item.state is OK
    assert "免报的项目有涉密 1 个" in item.sentence


def test_an_exempt_project_is_told(sample_session: Session) -> None:
    for line in sample_session.report.children("", "项目明细"):
        edits = cover_line_edits(sample_session.report, line, exemption=Exemption("限额以下", "小"))
        if not sample_session.report.value(FieldAddress(line, "项目明细.项目表")):
            apply(sample_session, edits)
    item = items(sample_session)["附件"]
    assert item.state is OK
    assert "免报的项目有限额以下 6 个" in item.sentence


def test_explained_gaps_are_no_work_any_more(sample_session: Session) -> None:
    found = obstacles(sample_session)
    apply(sample_session, explain_edits(sample_session.report, found, "经核实无误。"))
    item = items(sample_session)["附件"]
    assert item.state is TO_KNOW
    assert "有 2 处与项目对不上，已写说明" in item.sentence


def test_sheets_out_of_the_order_of_their_lines_are_told(session: Session) -> None:
    first = session.report.children("", "项目")[0]
    apply(session, [MoveRecord(first, 0, 1)])
    item = items(session)["附件"]
    assert item.state is TO_KNOW
    assert "先后不同" in item.sentence


# Findings, explanations, marks, state


def test_a_stale_explanation_is_asked_for_once(sample_session: Session) -> None:
    found = obstacles(sample_session)
    apply(sample_session, explain_edits(sample_session.report, found, "经核实无误。"))
    assert items(sample_session)["审核问题"].state is OK
    enter(sample_session, FieldAddress("", "其他资金"), "24.28")
    now = items(sample_session)
    assert now["审核问题"].state is OK
    assert now["审核说明"].state is TO_DO
    assert "要重新确认" in now["审核说明"].sentence


def test_a_cell_to_verify_is_named_and_gone_to(session: Session) -> None:
    place = FieldAddress("", "编制数")
    apply(session, to_verify_edits(session.report, [place]))
    item = items(session)["待核实"]
    assert item.state is TO_DO
    assert "编制数" in item.sentence
    assert item.places == (place,)


def test_a_draft_is_not_ready_and_a_final_one_is(session: Session) -> None:
    assert items(session)["定稿"].state is TO_DO
    apply(session, finalise_edits(session))
    item = items(session)["定稿"]
    assert item.state is OK
    assert "第 1 稿" in item.sentence


def test_findings_that_were_overridden_are_told_with_the_reason(sample_session: Session) -> None:
    apply(sample_session, finalise_edits(sample_session, "财政局要求先行报送"))
    item = items(sample_session)["审核问题"]
    assert item.state is TO_KNOW
    assert "财政局要求先行报送" in item.sentence


# Paper


def test_pages_are_counted_as_the_pdf_has_them(sample_session: Session) -> None:
    facts = paper_facts(sample_session)
    pages = lay_out(paper_document(sample_session))
    assert facts.page_count == len(pages)
    sentence = items(sample_session, paper=facts)["页数"].sentence
    assert f"共 {len(pages)} 页" in sentence
    assert "附件1-3（4 页）" in sentence, "all projects together"


def test_substituted_fonts_are_told_only_when_somebody_looked(session: Session) -> None:
    note = "这台电脑没有“方正小标宋”，用随程序的字体代替。"
    told_of = items(session, paper=replace(PAPER, font_notes=(note,)))["字体"]
    assert (told_of.state, told_of.sentence) == (TO_KNOW, note)
    assert items(session)["字体"].state is OK
    assert "字体" not in items(session, paper=replace(PAPER, font_notes=None))


def test_a_character_no_font_has_leads_to_where_it_stands(session: Session) -> None:
    place = FieldAddress("", "填表人")
    enter(session, place, "刘\U00020bb7")
    item = items(session, paper=paper_facts(session))["生僻字"]
    assert item.state is TO_DO
    assert "“\U00020bb7”" in item.sentence
    assert item.places == (place,)


def _sealed(*before: object, height: float = 50.0) -> Document:
    lines = tuple(
        paragraph(text, ParagraphStyle.SIGN_OFF) for text in ("荷塘区某中心", "2023年3月9日")
    )
    place = SealPlace(lines, height_mm=height, align=Align.RIGHT)
    return Document("x", (Section("报告正文", (*before, place), NARRATIVE_PAGE),))  # type: ignore[arg-type]


def _lonely(document: Document) -> list[int]:
    return pages_with_seal_only(document, lay_out(document))


def test_a_page_with_nothing_but_the_seal_is_found() -> None:
    text = paragraph("正文" * 40)
    assert _lonely(_sealed(text, PageBreak())) == [2]
    assert _lonely(_sealed(text)) == []
    assert _lonely(_sealed(text, PageBreak(), paragraph("结尾。"))) == []


@pytest.mark.parametrize("lines", range(15, 24))
def test_text_that_fills_its_page_brings_lines_over_to_the_seal(lines: int) -> None:
    assert _lonely(_sealed(*(paragraph(f"第{n}行。") for n in range(lines)))) == []


def test_a_guide_for_the_seal_is_no_text(session: Session) -> None:
    document = _sealed(paragraph("正文"), PageBreak())
    section = document.sections[0]
    *others, place = section.blocks
    guided = replace(place, has_guide=True)  # type: ignore[type-var]
    document = replace(document, sections=(replace(section, blocks=(*others, guided)),))
    assert _lonely(document) == [2]


def test_no_page_of_sample_and_consistent_report_is_called_lonely(
    session: Session, sample_session: Session
) -> None:
    for each in (session, sample_session):
        assert paper_facts(each).seal_only == ()


def test_a_lonely_seal_leads_to_its_sheet(session: Session) -> None:
    paper = replace(PAPER, seal_only=(4,))
    item = items(session, paper=paper)["空白的盖章页"]
    assert item.state is TO_DO
    assert "第 4 页" in item.sentence
    assert item.places == (SheetRef("报告正文"),)


# The list on paper


def test_the_printed_list_is_one_page_with_every_sentence(
    sample_session: Session, tmp_path: Path
) -> None:
    found = stamp_readiness(sample_session, TODAY, paper_facts(sample_session, font_notes=()))
    export_readiness(sample_session, found, TODAY, tmp_path / "检查.pdf")
    reader = PdfReader(tmp_path / "检查.pdf")
    assert len(reader.pages) == 1
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    for each in found:
        assert re.sub(r"\s", "", each.sentence) in text
    marks: dict[Readiness, Callable[[str], int]] = {
        TO_DO: lambda said: said.count("×要处理"),
        TO_KNOW: lambda said: said.count("△请留意"),
        OK: lambda said: said.count("√就绪"),
    }
    for state, count in marks.items():
        assert count(text) == sum(each.state is state for each in found)
    assert "检查日期：2023年3月9日" in text
    assert "填报单位：株洲市荷塘区物业服务指导中心" in text
    assert reader.metadata is not None
    assert reader.metadata.title == "2022年度绩效自评报告盖章前检查单"
    assert reader.metadata.author == "株洲市荷塘区物业服务指导中心"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
