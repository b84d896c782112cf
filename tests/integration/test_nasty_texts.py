"""Nothing typed, pasted or got from a stranger's file is ever markup, formula or command."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.cell import Cell

from perfeval_desktop.domain.edits import AddRecord, Edit, Origin, SetEntry
from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate, Role
from perfeval_desktop.domain.values import Quantity, Text, ValueType
from perfeval_desktop.exporting.findings_xlsx import FindingRow, write_findings
from perfeval_desktop.exporting.text import clean_text
from perfeval_desktop.exporting.xlsx.sheet_names import sheet_names
from perfeval_desktop.services.checking import check_text, export_findings, findings_as_text
from perfeval_desktop.services.exporting import export_docx, export_json, export_pdf, export_xlsx
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session

NASTY = (
    "<b>粗</b><i>未关",
    "=1+1",
    '=HYPERLINK("http://a.b","点")',
    "+86 731",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=2+3",
    "<img src='/etc/passwd'/>",
    "a<b 且 c>d & e",
    "&lt;已经转过&gt;",
    "]]> <![CDATA[ 段",
    "</w:t></w:r><w:r><w:t>插",
    "{ PAGE } {{单位名称}} {年度}",
    "_x0041_ \\u0041 %s %n {0}",
    "响铃\x07退\x1b[31m红",
    "倒\u202e叙\u2066写\u200b零\ufeff宽",
    "半\ud83d个\ufffe\uffff",
    "回\r车\r\n换\u2028行",
    "𠮷𰻝😀é",
    "'引\"号'",
    "长" * 400,
    "1E5",
    "0012345678901234567",
)
_TYPED = (ValueType.TEXT, ValueType.QUANTITY, ValueType.PROSE)


def filled(template: ReportTemplate, texts: tuple[str, ...]) -> Session:
    """A report with a text in every field that takes words, none of them cleaned at an entrance.

    So a stranger's file may have them.
    """
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建", Origin.CREATED)
    project = Record("项目甲", "项目", REPORT, "")
    indicator = Record("指标甲", "项目指标", "项目甲", "数量指标")
    session.apply([AddRecord(project, 0), AddRecord(indicator, 0)], "加项目", Origin.ROWS)
    session.apply(list(_edits(session.report, texts)), "填写", Origin.TYPED)
    return session


def _edits(report: Report, texts: tuple[str, ...]) -> Iterator[Edit]:
    records = {group: report.records_of(group) for group in report.template.groups}
    fields = [
        each
        for each in report.template.fields.values()
        if each.type in _TYPED and each.role is Role.INPUT and not each.choices
    ]
    for number, field in enumerate(fields):
        text = texts[number % len(texts)]
        value = Quantity(text) if field.type is ValueType.QUANTITY else Text(text)
        record = REPORT if not field.group else next(iter(records[field.group]))
        yield SetEntry(FieldAddress(record, field.id), None, Entry(value, text))


def shapes(data: bytes) -> dict[str, set[str]]:
    """The kinds of elements in each part of an office file, whatever its texts are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    return {
        name: {str(each.tag) for each in etree.fromstring(part).iter()}
        for name, part in parts.items()
        if name.endswith((".xml", ".rels"))
    }


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def nasty(template: ReportTemplate) -> list[Session]:
    """Each puts the texts into other kinds of fields."""
    return [filled(template, NASTY[each:] + NASTY[:each]) for each in (0, 8, 16)]


@pytest.fixture(scope="module")
def plain(template: ReportTemplate) -> Session:
    """The same with harmless words."""
    return filled(template, ("平常的话", "又一句\n两行"))


@pytest.mark.slow
def test_a_word_file_has_the_words_and_no_element_that_harmless_words_do_not_bring(
    nasty: list[Session], plain: Session, tmp_path: Path
) -> None:
    path, words = tmp_path / "报告.docx", ""
    export_docx(plain, path)
    harmless = shapes(path.read_bytes())
    for session in nasty:
        export_docx(session, path)
        found = shapes(path.read_bytes())
        assert found.keys() == harmless.keys()
        assert [part for part in found if not found[part] <= harmless[part]] == []
        with zipfile.ZipFile(path) as package:
            root = etree.fromstring(package.read("word/document.xml"))
        words += squeezed("".join(root.itertext()))
    assert [each for each in NASTY if squeezed(clean_text(each)) not in words] == []


@pytest.mark.slow
def test_a_workbook_has_the_words_as_text_and_not_one_formula_more(
    nasty: list[Session], plain: Session, tmp_path: Path
) -> None:
    path, cells = tmp_path / "报告.xlsx", list[Cell]()
    export_xlsx(plain, path)
    harmless = formulas_in(openpyxl.load_workbook(path))
    for session in nasty:
        export_xlsx(session, path)
        book = openpyxl.load_workbook(path)
        assert formulas_in(book) <= harmless
        cells += [each for sheet in book for row in sheet for each in row if each.value]
    assert not any(each.hyperlink or each.data_type == "e" for each in cells)
    words = {squeezed(str(each.value)) for each in cells if each.data_type == "s"}
    everything = "\n".join(words)
    assert [each for each in NASTY if squeezed(clean_text(each)) not in everything] == []
    kept = [each for each in cells if each.data_type == "s" and str(each.value)[:1] in "=+-@"]
    assert kept
    assert all(each.quotePrefix for each in kept)


def formulas_in(book: openpyxl.Workbook) -> set[tuple[int, str]]:
    return {
        (number, cell.coordinate)
        for number, sheet in enumerate(book)
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.slow
def test_a_pdf_has_the_words_and_neither_pictures_nor_links_nor_scripts(
    nasty: list[Session], tmp_path: Path
) -> None:
    path, words = tmp_path / "报告.pdf", ""
    for session in nasty:
        export_pdf(session, path)
        reader = pypdf.PdfReader(path)
        words += squeezed("".join(page.extract_text() for page in reader.pages))
        assert not any("/Annots" in page for page in reader.pages)
        assert not any(len(page.images) for page in reader.pages)
        assert not {"/AA", "/OpenAction", "/Names"} & set(reader.trailer["/Root"])
    for each in ("<b>粗</b><i>未关", "=1+1", "<imgsrc='/etc/passwd'/>", "a<b且c>d&e", "&lt;已经"):
        assert each in words


def test_json_and_the_results_of_checking_take_every_text(
    template: ReportTemplate, tmp_path: Path
) -> None:
    session = filled(template, tuple(each for each in NASTY if "\ud83d" not in each))
    export_json(session, tmp_path / "报告.json")
    assert b"<b>" in (tmp_path / "报告.json").read_bytes()
    export_findings(session, tmp_path / "审核.xlsx")
    book = openpyxl.load_workbook(tmp_path / "审核.xlsx")
    assert all(each.data_type != "f" for row in book.active for each in row)
    assert "\n".join(check_text(session))
    lines = findings_as_text(session, session.engine.findings(True)).split("\n")
    assert len({line.count("\t") for line in lines}) == 1


@settings(max_examples=25, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=40) | st.sampled_from(NASTY))
def test_any_text_in_the_findings_is_read_back_as_text(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("审核") / "审核.xlsx"
    write_findings(text, text, [FindingRow(*[text] * len(FindingRow._fields))], path)
    cells = [each for row in openpyxl.load_workbook(path).active for each in row]
    assert all(each.data_type in "sn" for each in cells)
    wanted = clean_text(text)
    shown = [each.value for each in cells if each.row == 4]
    assert [(each or "").replace("\r", "\n") for each in shown] == [wanted] * len(shown)


TITLES = (
    "a/b\\c:d*e?f[g]h",
    "",
    "   ",
    "长" * 40,
    "长" * 40,
    "CON",
    "con",
    "'引'",
    "History",
    "\n",
    "😀" * 31,
)


def test_titles_of_worksheets_are_valid_and_unique() -> None:
    names = sheet_names(TITLES)
    book = openpyxl.Workbook()
    for each in names:
        assert book.create_sheet(each).title == each
        assert 0 < len(each) <= 31
        assert not set(each) & set("[]:*?/\\")
    assert len({each.casefold() for each in names}) == len(TITLES)


@given(st.text(max_size=120) | st.sampled_from(TITLES))
def test_names_of_files_are_taken_by_every_file_system(
    tmp_path_factory: pytest.TempPathFactory, wanted: str
) -> None:
    name = safe_file_name(wanted)
    assert name
    assert not set(name) & set('\\/:*?"<>|\n\t\0')
    assert name == name.strip(" .")
    assert re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name) is None
    path = tmp_path_factory.getbasetemp() / f"{name}（公开版）.docx"
    path.write_bytes(b"")
    path.unlink()
