"""花脸稿: a draft against an earlier one, with its changes marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from perfeval_desktop.domain.edits import MoveRecord, Origin
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.exporting.document import Document, Paragraph, SealPlace
from perfeval_desktop.exporting.spans import Change, TextSpan, spans_text
from perfeval_desktop.exporting.tables import Table, place_cells
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.marked_copy import (
    default_since,
    earlier_states,
    export_marked,
    last_printed,
    marked_document,
)
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.revisions import state_at
from perfeval_desktop.services.rows import insert_rows_edits
from perfeval_desktop.services.session import Session
from tests.integration.operations import do_some

STAFF = FieldAddress(REPORT, "编制数")
DUTIES = "部门职责"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2023, 3, 9, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(template: ReportTemplate, clock: Clock) -> Session:
    return made(template, clock)


def made(template: ReportTemplate, clock: Clock) -> Session:
    session = Session(Report(template, 2022), lambda batch: None, None, "刘敏", clock)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return session


def finalise(session: Session) -> None:
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)


def enter(session: Session, field: str, text: str, record: str = REPORT) -> None:
    address = FieldAddress(record, field)
    session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def chapter(session: Session, number: int) -> FieldAddress:
    return FieldAddress(REPORT, session.report.template.prose_fields[number])


def paragraphs(document: Document) -> Iterator[Paragraph]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block
            elif isinstance(block, SealPlace):
                yield from block.lines


def table(document: Document, name: str) -> Table:
    section = next(each for each in document.sections if each.name == name)
    return next(each for each in section.blocks if isinstance(each, Table))


def without(spans: tuple[TextSpan, ...], change: Change) -> str:
    return spans_text(tuple(each for each in spans if each.change is not change))


def texts(document: Document, without_change: Change) -> list[str]:
    """All paragraphs and cells, row by row, of a draft; what is beside the drafts left out."""
    found = [without(each.spans, without_change) for each in list(paragraphs(document))[1:]]
    found = [each for each in found if each]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found += [without(each.cell.spans, without_change) for each in place_cells(block)]
    return found


def plain(document: Document) -> list[str]:
    found = [each.text for each in paragraphs(document) if each.text]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found += [each.cell.text for each in place_cells(block)]
    return found


def document_at(session: Session, number: int) -> Document:
    state = state_at(session, number)
    return paper_document(Session(state.report, lambda batch: None, reads_prose=False))


def test_a_changed_figure_stands_struck_beside_the_new_one(session: Session) -> None:
    before = session.history.last_number
    enter(session, "编制数", "12")
    cells = [each.cell for each in place_cells(table(marked_document(session, before), "附件1-1"))]
    (changed,) = [each for each in cells if each.was is not None]
    assert changed.spans == (
        TextSpan("11", change=Change.DELETED),
        TextSpan("12", change=Change.INSERTED),
    )


def test_the_words_around_a_figure_are_not_marked(session: Session) -> None:
    before = session.history.last_number
    enter(session, "其他资金", "33.57")
    cells = [each.cell for each in place_cells(table(marked_document(session, before), "附件1-2"))]
    changed = [each.spans for each in cells if each.was is not None]
    assert changed == [
        (
            TextSpan("按收入性质分："),
            TextSpan("125.98", change=Change.DELETED),
            TextSpan("135.28", change=Change.INSERTED),
        ),
        (
            TextSpan("　　　　其他资金："),
            TextSpan("24.27", change=Change.DELETED),
            TextSpan("33.57", change=Change.INSERTED),
        ),
    ]


def test_paragraphs_that_went_stand_where_they_stood(session: Session) -> None:
    before, address = session.history.last_number, chapter(session, 0)
    value = session.value(address)
    assert value is not None
    first, second, *rest = value.text.split("\n")
    enter(session, address.field, "\n".join([first, *rest, "新的一段。"]))
    marked = list(paragraphs(marked_document(session, before)))
    at = [each.text for each in marked].index(second)
    assert marked[at].spans == (TextSpan(second, change=Change.DELETED),)
    assert marked[at - 1].text == first
    assert TextSpan("新的一段。", change=Change.INSERTED) in [s for p in marked for s in p.spans]


def test_a_new_row_is_marked_whole_and_the_numbers_behind_it_are_not(session: Session) -> None:
    before = session.history.last_number
    lines = session.report.children(REPORT, "项目明细")
    (new, *_), edits = insert_rows_edits(session.report, lines[:1])
    session.apply(edits, "加行", Origin.ROWS)
    enter(session, "项目明细.名称", "消防改造", new)
    enter(session, "项目明细.本年决算", "0", new)
    cells = [each.cell for each in place_cells(table(marked_document(session, before), "附件1-1"))]
    marked = [without(each.spans, Change.DELETED) for each in cells if each.was is not None]
    assert [each.strip("　 12、") for each in marked] == ["消防改造", "0"]


def test_rows_that_went_or_moved_are_told_under_the_table(session: Session) -> None:
    before = session.history.last_number
    lines = list(session.report.children(REPORT, "项目明细"))
    names = [session.report.record_name(each) for each in lines]
    session.apply([MoveRecord(lines[0], 0, 3)], "移动", Origin.ROWS)
    session.apply(delete_line_edits(session.report, lines[2]), "删除", Origin.ROWS)
    enter(session, "填表人", "张三")
    notes = table(marked_document(session, before), "附件1-1").notes
    assert notes[1:] == (
        f"已删除：{names[2]}（2022年预算数 0.75；2022年决算数 0）。",
        f"已移动：{names[0]}，从第1行移到第3行。",
        "签字行：“填表人：”改为“填表人：张三”。",
    )


def test_a_sheet_that_went_is_listed_on_a_last_page_with_what_stood_on_it(
    session: Session,
) -> None:
    before = session.history.last_number
    line = next(
        each
        for each in session.report.children(REPORT, "项目明细")
        if session.report.record_name(each) == "自治奖励"
    )
    session.apply(delete_line_edits(session.report, line), "删除", Origin.ROWS)
    *_, last = marked_document(session, before).sections
    words = [each.text for each in last.blocks if isinstance(each, Paragraph)]
    assert words[:2] == ["已删除的表", "已删除：附件1-3 自治奖励经费"]
    (listed,) = [each for each in last.blocks if isinstance(each, Table)]
    rows = [(label.text, texts.spans) for label, texts in (row.cells for row in listed.rows[1:])]
    assert ("年度资金总额（全年执行数）", (TextSpan("20", change=Change.DELETED),)) in rows
    indicator = ("数量指标 自治小区奖励", "年度指标值 2个；实际完成值 2个")
    assert indicator in [(label, spans_text(spans)) for label, spans in rows]


def test_the_first_page_says_what_the_marks_mean_and_every_page_with_what_it_is_compared(
    session: Session,
) -> None:
    finalise(session)
    enter(session, "编制数", "12")
    since = default_since(session)
    assert since is not None
    document = marked_document(session, since)
    first = document.sections[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith("本稿与第1稿（2023年3月9日定稿）比较：删去的加删除线")
    assert {each.page.mark for each in document.sections} == {"花脸稿（与第1稿比较）"}
    assert not any(each.page.footer for each in document.sections), "it carries no check code"


def test_it_is_compared_with_the_last_final_else_the_last_paper_else_the_day_before(
    session: Session, clock: Clock
) -> None:
    assert default_since(session) is None, "there is nothing earlier"
    enter(session, "编制数", "12")
    assert default_since(session) == 1, "how it began"
    first_day = session.history.last_number
    clock.now += timedelta(days=1)
    enter(session, "编制数", "13")
    printed = session.history.last_number
    enter(session, "编制数", "14")
    assert default_since(session) == first_day
    assert default_since(session, printed) == printed
    finalise(session)
    final = session.history.last_number - 1
    enter(session, "编制数", "15")
    assert default_since(session, printed) == final
    assert [each.words.split("　")[0] for each in earlier_states(session)] == [
        "第1稿",
        "2023年3月9日 10:00",
        "2023年3月9日 10:00",
    ]


def test_a_report_that_is_final_is_compared_with_the_final_before(session: Session) -> None:
    finalise(session)
    first = session.history.last_number - 1
    enter(session, "编制数", "12")
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    assert default_since(session) == first


def test_what_stands_there_now_is_no_earlier_state_though_it_was_printed(
    session: Session, clock: Clock
) -> None:
    enter(session, "编制数", "12")
    first = session.history.place
    note_paper(session, codes_now(session), Medium.PRINT)
    assert last_printed(session) is None
    enter(session, "编制数", "13")
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    clock.now += timedelta(days=1)
    note_paper(session, codes_now(session), Medium.PDF)
    assert last_printed(session) == first
    assert [each.number for each in earlier_states(session)] == [first, 1]
    assert default_since(session, last_printed(session)) == first
    enter_after_reopening(session)
    assert [each.is_final for each in earlier_states(session)][:2] == [True, False], "once each"


def enter_after_reopening(session: Session) -> None:
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    enter(session, "编制数", "14")


def test_the_pdf_has_old_and_new(session: Session, tmp_path: Path) -> None:
    before = session.history.last_number
    enter(session, chapter(session, 4).field, "全年支出135.28万元。")
    export_marked(session, before, tmp_path / "花脸稿.pdf")
    text = "".join(
        "".join(page.extract_text() for page in PdfReader(tmp_path / "花脸稿.pdf").pages).split()
    )
    assert "本稿与2023年3月9日的稿子（修改记录第1步）比较" in text
    assert "全年支出135.28万元。" in text
    assert "一般公共预算财政拨款基本支出74.71万元" in text, "what went is printed, too"


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(
            ("编制数", "其他资金", "预期目标", "公务接待_本年决算", "单位名称", "填表人")
        ),
        st.sampled_from(("", "0", "12", "33.57", "——", "≥95%，新的目标。", "甲单位")),
    ),
    max_size=4,
)
SENTENCES = st.lists(
    st.sampled_from(
        (
            "支出125.98万元。",
            "支出135.28万元；",
            "编制11人，",
            "完成了任务。",
            "\n",
            "一是落实。",
            "无。",
        )
    ),
    max_size=8,
).map("".join)
CHAPTERS = st.lists(st.tuples(st.integers(0, 9), SENTENCES, SENTENCES), max_size=3)


@settings(max_examples=20)
@given(entries=ENTRIES, chapters=CHAPTERS)
def test_without_what_came_it_is_the_old_draft_without_what_went_the_new_one(
    template: ReportTemplate, entries: list[tuple[str, str]], chapters: list[tuple[int, str, str]]
) -> None:
    session = made(template, Clock())
    for number, old, _ in chapters:
        enter(session, chapter(session, number).field, old)
    before = session.history.last_number
    for number, _, new in chapters:
        enter(session, chapter(session, number).field, new)
    for field, text in entries:
        try:
            enter(session, field, text)
        except ValueParseError:
            continue
    marked = marked_document(session, before)
    assert texts(marked, Change.DELETED) == plain(paper_document(session))
    assert texts(marked, Change.INSERTED) == plain(document_at(session, before))


@pytest.mark.slow
@settings(max_examples=15)
@given(data=st.data())
def test_whatever_was_done_without_what_went_it_is_the_new_draft(
    template: ReportTemplate, data: st.DataObject
) -> None:
    session = made(template, Clock())
    before = session.history.last_number
    do_some(session, data.draw)
    marked = marked_document(session, before)
    sections = [each for each in marked.sections if each.name != "已删除的表"]
    now = texts(Document(marked.title, tuple(sections)), Change.DELETED)
    assert [e for e in now if e] == [e for e in plain(paper_document(session)) if e]
