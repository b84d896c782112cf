"""Papers that are hard to set: reports of the shipped form with much, little or odd content."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import sheet_refs
from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import Document, Paragraph, Section, paragraph
from perfeval_desktop.exporting.pages import ANNEX_PAGE
from perfeval_desktop.exporting.pdf import Page
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.styles import ParagraphStyle
from perfeval_desktop.exporting.tables import CellStyle, Table, TableCell
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts
from tests.sections import SECTIONS

from .sample_paper import head, label, row

Values = dict[str, Any]
IsWanted = Callable[[Page], bool]

WORK = (
    "按照“属地管理、分级负责”的原则，对辖区内149个小区逐一督查，发现问题268个，下达整改通知书51份，"
    "已完成整改251个（占93.7%）；对其余17个问题，逐个明确责任人和时限，跟踪到办结为止。"
)


class HardPaper(NamedTuple):
    """A document, and which of its pages are worth a picture."""

    document: Document
    pages: IsWanted


def sheet(name: str) -> IsWanted:
    return lambda page: page.section.startswith(name)


@cache
def form_texts() -> Mapping[str, str]:
    folder = forms_dir() / "hunan" / "hetang" / "2022"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


@cache
def template_with(*changes: tuple[str, str]) -> ReportTemplate:
    """The shipped form with lines put at the head of some of its files."""
    texts = dict(form_texts())
    for file, lines in changes:
        texts[file] = lines + texts[file]
    return template_from_texts(texts)


def session_with(change: Callable[[Values], None], *changes: tuple[str, str]) -> Session:
    """The sample report with other values."""
    data = sample_data()
    values = copy.deepcopy(dict(data.values))
    change(values)
    template = template_with(*changes)
    session = Session(Report(template, data.year), lambda batch: None)
    edits = data_file_edits(data._replace(values=values), template)
    session.apply(edits, "", Origin.DATA_FILE)
    return session


def document_with(change: Callable[[Values], None]) -> Document:
    return paper_document(session_with(change))


def forty_indicators() -> HardPaper:
    """附件1-2 with 40 indicators, many of them with long texts."""

    def change(values: Values) -> None:
        for number, section in enumerate(SECTIONS):
            values["整体指标"][section] = [
                {
                    "三级指标": f"{section[:2]}{row}：{WORK[: 6 + (number * 7 + row * 31) % 50]}",
                    "年度指标值": ("≥95%", "30余次", "提升", "12月底前完成")[row % 4],
                    "实际完成值": ("96.37%", "32次", "有所提升", "已完成")[row % 4],
                    "偏差原因": WORK[: (row * 37) % 60],
                }
                for row in range(5 if number < 4 else 4)
            ]

    wanted = {11, 12, 18}
    return HardPaper(document_with(change), lambda page: page.place in wanted)


def thirty_projects() -> HardPaper:
    """附件1-1 with 30 project lines."""

    def change(values: Values) -> None:
        values["项目"] = []
        values["项目明细"] = [
            {
                "名称": ("小区自治", "“三供一业”小区改造专项工作经费（含上年结转）")[n % 2]
                + str(n),
                "本年预算": f"{n * 1.25:.2f}",
                "本年决算": f"{n * 1.5:.2f}",
            }
            for n in range(1, 31)
        ]

    return HardPaper(document_with(change), sheet("附件1-1"))


def long_cell(length: int) -> HardPaper:
    """附件1-2 with one text of so many characters."""
    text = "".join(f"{number}.{WORK}" for number in range(1, 60))

    def change(values: Values) -> None:
        values["预期目标"] = text[:length]
        values["目标实际完成情况"] = "已完成"

    return HardPaper(document_with(change), sheet("附件1-2"))


def one_line_narrative() -> HardPaper:
    """A narrative in which only one line was written."""

    def change(values: Values) -> None:
        for field in sample_data().values:
            if isinstance(values[field], str) and len(values[field]) > 15:
                del values[field]
        values["部门职责"] = "无。"

    return HardPaper(document_with(change), sheet("报告正文"))


def rare_characters() -> HardPaper:
    """Names with characters of the extensions, one that no font has, and text that looks odd."""

    def change(values: Values) -> None:
        values["人员情况"] = (
            "主任窦𬱖，副主任㛃、喆堃，成员昇玥、赟、𠮷（吉）、㎡、③、Ⅳ、№、α≤β、café、1，000元；"
            "<b>粗体</b>、&amp;、😀、a\u0301、\u202e反\u202c、%s、\\n、｛｝。"
        )
        values["单位名称"] = "荷塘区㛃𬱖服务指导中心"

    wanted = {1, 3}
    return HardPaper(document_with(change), lambda page: page.place in wanted)


def draft() -> HardPaper:
    """A draft with its mark, codes, QR codes and the guide of the seal."""
    session = session_with(lambda values: None)
    codes = PaperCodes(
        "NPQR-STUV-WXYZ",
        "修改记录第1200步",
        dict.fromkeys(sheet_refs(session.report), "ABCD-EFGH-JKLM"),
    )
    choices = PaperChoices(mark="征求意见稿", has_seal_guide=True, has_qr=True)
    wanted = {1, 2, 3, 10}
    return HardPaper(paper_document(session, choices, codes), lambda page: page.place in wanted)


def sealed_narrative() -> HardPaper:
    """A narrative that ends with unit, date and the place of the seal."""
    lines = 'seal_mm = 50\nsign_off = ["{单位名称}", "{报告日期|年　　月　　日}"]\n'

    def change(values: Values) -> None:
        values["报告日期"] = "2023-03-05"

    session = session_with(change, ("报告正文.toml", lines))
    document = paper_document(session, PaperChoices(mark="草稿", has_seal_guide=True))
    wanted = {9, 10}
    return HardPaper(document, lambda page: page.place in wanted)


def landscape_sheet() -> HardPaper:
    """附件1-2 on landscape pages, its heads and labels repeated on the second."""
    session = session_with(lambda values: None, ("附件1-2.toml", "landscape = true\n"))
    return HardPaper(paper_document(session), sheet("附件1-2"))


def changed_text() -> HardPaper:
    """A page with what is gone and what is new (花脸稿)."""
    prose = Paragraph(
        (
            TextSpan("2022年度一般公共预算财政拨款基本支出"),
            TextSpan("74.71", change=Change.DELETED),
            TextSpan("101.71", change=Change.INSERTED),
            TextSpan("万元，其中：人员经费64.48万元，占基本支出的86.3%，"),
            TextSpan(WORK, change=Change.DELETED),
            TextSpan("主要用于工资、津贴、奖金和各项社会保险。", change=Change.INSERTED),
        )
    )
    cells = (
        label("项目支出"),
        TableCell("20", style=CellStyle.NUMBER, was="17.15"),
        TableCell("已完成，全年共处理投诉300起。", was=WORK),
    )
    added = (
        label("三公经费"),
        TableCell("", style=CellStyle.NUMBER, was="3"),
        TableCell("新", was=""),
    )
    heads = (head("项目"), head("决算数（万元）"), head("实际完成情况"))
    table = Table((2, 2, 6), (row(*heads, is_head=True), row(*cells), row(*added)))
    blocks = (paragraph("二、支出情况", ParagraphStyle.HEADING1), prose, table)
    return HardPaper(Document("花脸稿", (Section("花脸稿", blocks, ANNEX_PAGE),)), sheet("花脸稿"))


HARD_PAPERS: Mapping[str, Callable[[], HardPaper]] = {
    "indicators-40": forty_indicators,
    "projects-30": thirty_projects,
    "cell-600": lambda: long_cell(600),
    "cell-3000": lambda: long_cell(3000),
    "narrative-of-one-line": one_line_narrative,
    "rare-characters": rare_characters,
    "draft": draft,
    "narrative-with-seal": sealed_narrative,
    "landscape": landscape_sheet,
    "changed-text": changed_text,
}
