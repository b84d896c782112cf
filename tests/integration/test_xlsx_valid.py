"""The workbook against Excel's own schema and rules, and that a broken file is noticed."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path

from openxml_audit import OpenXmlValidator

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import Document, PageBreak, Paragraph, Section, paragraph
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.styles import ParagraphStyle
from perfeval_desktop.exporting.xlsx import make_xlsx
from perfeval_desktop.services.data_file import read_data_file
from perfeval_desktop.services.exporting import export_xlsx
from perfeval_desktop.services.files import sample_data
from tests.excel_file import merges_of

from .excel_papers import annexes, excel_of, exported, let_all_be_computed
from .sample_paper import sample_document
from .word_papers import CONSISTENT, session_of


def faults(data: bytes, folder: Path) -> list[str]:
    """What Excel's schema and rules have against a file."""
    path = folder / "file.xlsx"
    path.write_bytes(data)
    return [str(each) for each in OpenXmlValidator().validate(path).errors]


def test_the_workbooks_of_reports_are_valid(template: ReportTemplate, tmp_path: Path) -> None:
    sample = session_of(sample_data(), template)
    export_xlsx(sample, tmp_path / "稿.xlsx", PaperChoices(mark="送审稿", has_seal_guide=True))
    computed = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    assert faults((tmp_path / "稿.xlsx").read_bytes(), tmp_path) == []
    assert faults(exported(computed), tmp_path) == []


def test_every_kind_of_block_is_valid(tmp_path: Path) -> None:
    spans = (TextSpan("旧", True, Change.DELETED), TextSpan("新\n行", True, Change.INSERTED))
    blocks = (
        *(paragraph("文<&>", style) for style in ParagraphStyle),
        *(Paragraph(spans, style) for style in ParagraphStyle),
        PageBreak(),
        paragraph(""),
    )
    section = Section("各种", blocks)
    assert faults(make_xlsx(Document("试", (section, section))).data, tmp_path) == []
    assert faults(make_xlsx(sample_document()).data, tmp_path) == []
    assert faults(make_xlsx(Document("空", (Section("空", ()),))).data, tmp_path) == []


def test_a_broken_workbook_is_noticed(tmp_path: Path) -> None:
    data = make_xlsx(sample_document()).data
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b'orientation="portrait"', b'orientation="up"')
            )
    assert faults(broken.getvalue(), tmp_path)


def test_no_page_begins_within_a_label_of_a_few_rows(template: ReportTemplate) -> None:
    """The label of all indicators goes over two pages; no other does."""
    session = session_of(sample_data(), template)
    written = excel_of(session)
    cut = {
        name: [
            [m for m in merges_of(written.book[name]) if m[0] <= each.id < m[2]]
            for each in written.book[name].row_breaks.brk
        ]
        for name, _ in annexes(session)
    }
    assert [len(breaks) for breaks in cut.values()] == [0, 1, 1, 1]
    assert [merge[1] for breaks in cut.values() for each in breaks for merge in each] == [1, 1, 1]


def test_a_label_that_goes_on_over_pages_is_whole_where_it_begins(template: ReportTemplate) -> None:
    sheet = excel_of(session_of(sample_data(), template)).book["附件1-2"]
    places = {
        cell.value: cell.alignment.vertical
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert places["绩\n效\n指\n标"] == "top"
    assert places["年度\n总体\n目标"] == places["产出指标\n（50分）"] == "center"


def test_no_page_of_the_narrative_ends_with_a_heading(template: ReportTemplate) -> None:
    sheet = excel_of(session_of(sample_data(), template)).book["报告正文"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert len(breaks) >= 5
    assert all(sheet.cell(row, 1).font.name not in ("黑体", "楷体_GB2312") for row in breaks)
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    for first, end in pairwise([0, *breaks, len(heights)]):
        assert sum(heights[first:end]) < 225 / 25.4 * 72
