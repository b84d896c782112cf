"""Single cells of the workbook: what stays a text, how numbers look, and what is too long."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_desktop.domain.layout import SheetRef, lay_out
from perfeval_desktop.domain.paper import Edition, PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.exporting.document import Document, Section, paragraph
from perfeval_desktop.exporting.pages import ANNEX_LANDSCAPE_PAGE, ANNEX_PAGE, PageSettings
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.styles import ParagraphStyle
from perfeval_desktop.exporting.tables import CellData, Table, TableCell
from perfeval_desktop.exporting.xlsx import make_xlsx
from perfeval_desktop.services.data_file import read_data_file
from perfeval_desktop.services.exporting import export_xlsx
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from tests.balanced import balanced_session
from tests.excel_file import ExcelFile, cells_of, recomputed

from .excel_papers import annexes, enter, excel_of, exported, figures, let_all_be_computed, place
from .sample_paper import head, row
from .word_papers import CONSISTENT, session_of


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    return session_of(sample_data(), template)


def at(session: Session, field: str, sheet: str = "附件1-2") -> str:
    """The cell of a field of the report."""
    for cell in lay_out(session.report, SheetRef(sheet)).cells:
        if cell.address == FieldAddress(REPORT, field):
            return place(cell.row, cell.column)
    raise LookupError(field)


def workbook(*blocks: object, page: PageSettings = ANNEX_PAGE, name: str = "表") -> ExcelFile:
    return ExcelFile(make_xlsx(Document("试", (Section(name, tuple(blocks), page),))).data)


def figure(text: str, number: str | None, **data: object) -> TableCell:
    exact = Decimal(number) if number is not None else None
    return TableCell(text, data=CellData("甲", number=exact, **data))


# What stays a text -------------------------------------------------------------------------------


LIKE_OTHERS = (
    *("=1+1", "+86 731 28888888", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("x","y")'),
    *("010", "1e5", "3-4", "2022/1/2", "TRUE", "{=1}"),
    *("_x0041_", "<b>&amp;", "'引号", "https://a.b"),
)


def test_what_looks_like_a_formula_or_a_number_is_stored_as_the_text_it_is(
    session: Session,
) -> None:
    cells = texts_of_indicators(session)
    for address, text in zip(cells, LIKE_OTHERS, strict=False):
        enter(session, address, text)
    book = excel_of(session).book
    checked = 0
    for (name, where), text in zip(cells.values(), LIKE_OTHERS, strict=False):
        cell = book[name][where]
        assert (cell.data_type, cell.value.replace("_x005F_", "_")) == ("s", text)
        assert cell.number_format == "@"
        assert cell.quotePrefix or not text.startswith(("=", "+", "-", "@"))
        assert cell.hyperlink is None
        checked += 1
    assert checked == len(LIKE_OTHERS)


def texts_of_indicators(session: Session) -> dict[FieldAddress, tuple[str, str]]:
    """The names of indicators: where each stands, by worksheet and cell."""
    return {
        cell.address: (name, place(cell.row, cell.column))
        for name, grid in annexes(session)
        for cell in grid.cells
        if cell.address is not None and cell.address.field.endswith("指标.三级指标")
    }


def test_a_text_like_a_formula_is_still_a_text_after_another_program_saved_it(
    session: Session, tmp_path
) -> None:
    enter(session, FieldAddress(REPORT, "预期目标"), "=1+1")
    enter(session, FieldAddress(REPORT, "其他说明"), "=2+2")
    book = recomputed(exported(session), tmp_path)
    assert book["附件1-2"][at(session, "预期目标")].value == "=1+1"
    assert any(str(cell.value).strip("\u3000") == "=2+2" for cell in cells_of(book["报告正文"]))


def test_characters_that_no_workbook_may_hold_are_left_out(session: Session) -> None:
    text = "甲\x00乙\x0b丙\x1f丁\ufffe\ud800"
    document = Document(
        "试", (Section("表\x01", (paragraph(text), Table((1,), (row(head(text)),)))),)
    )
    sheet = ExcelFile(make_xlsx(document).data).book["表"]
    assert [cell.value.strip("\u3000") for cell in cells_of(sheet)] == ["甲乙\n丙丁〓〓"] * 2


def test_a_rare_character_comes_through(session: Session) -> None:
    enter(session, FieldAddress(REPORT, "预期目标"), "𠮷野家、㙍、😀")
    assert excel_of(session).book["附件1-2"][at(session, "预期目标")].value == "𠮷野家、㙍、😀"


# How numbers look --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "number_format"),
    [
        (figure("74.49", "74.49"), 74.49, "General"),
        (figure("20", "20.0"), 20, "General"),
        (figure("12.35", "12.3456"), 12.3456, "0.00"),
        (figure("20.00", "20", keeps_zeros=True), 20, "0.00"),
        (figure("100%", "1", is_rate=True), 1, "0%"),
        (figure("97.03%", "0.97031802", is_rate=True), 0.97031802, "0.00%"),
        (figure("-5", "-5"), -5, "General"),
        (figure("3人", "3", after="人"), 3, '0"人"'),
        (figure("——", None), "——", "General"),
    ],
)
def test_a_number_is_a_number_with_its_official_format(
    cell: TableCell, value: object, number_format: str
) -> None:
    found = workbook(Table((1,), (row(cell),))).book["表"]["A1"]
    assert found.value == value
    assert found.data_type == ("s" if isinstance(value, str) else "n")
    assert found.number_format.split(";")[0].replace("General", "0") == number_format.replace(
        "General", "0"
    )


def test_a_number_of_more_digits_than_a_worksheet_keeps_is_written_as_printed() -> None:
    found = workbook(Table((1,), (row(figure("1234567890123456.78", "1234567890123456.78")),)))
    assert found.book["表"]["A1"].value == "1234567890123456.78"


def test_the_figure_of_a_balanced_print_stays_exact(tmp_path) -> None:
    session = balanced_session()
    path = tmp_path / "报告.xlsx"
    export_xlsx(session, path)
    book = ExcelFile(path.read_bytes())
    compared = 0
    for name, cell, _, number in figures(session):
        if number is not None:
            assert book.values[name][cell].value == float(number)
            compared += 1
    assert compared > 40


# Changed and left out ----------------------------------------------------------------------------


def test_the_public_edition_carries_nothing_of_what_is_not_public(
    template: ReportTemplate, tmp_path
) -> None:
    session = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    assert template.not_public
    secret = "0731-28886666"
    for field in template.not_public:
        if template.fields[field].group == REPORT:
            enter(session, FieldAddress(REPORT, field), secret)
    assert secret in _whole(exported(session))
    path = tmp_path / "公开.xlsx"
    export_xlsx(session, path, PaperChoices(edition=Edition.PUBLIC))
    assert secret not in _whole(path.read_bytes())


def _whole(data: bytes) -> str:
    return b"".join(ExcelFile(data).parts.values()).decode("utf-8", "replace")


def test_bold_and_changed_words_are_set_so(tmp_path) -> None:
    from perfeval_desktop.exporting.document import Paragraph

    spans = (TextSpan("甲"), TextSpan("乙", is_bold=True), TextSpan("丙", change=Change.DELETED))
    written = workbook(Paragraph(spans, ParagraphStyle.BODY))
    xml = written.parts["xl/sharedStrings.xml"].decode()
    assert "<b/>" in xml
    assert "<strike/>" in xml
    assert written.book["表"]["A1"].value.strip("\u3000") == "甲乙丙"


# Too long ----------------------------------------------------------------------------------------


def test_a_text_longer_than_a_cell_goes_on_under_the_table_and_this_is_said() -> None:
    text = "绩效" * 20_000
    table = Table((1, 1), (row(TableCell(text), TableCell("邻")),), notes=("说明：无。",))
    made = make_xlsx(Document("试", (Section("附件1-2", (table,), ANNEX_PAGE),)))
    assert made.said == ("“附件1-2”第1行第1列的文字太长，一格放不下，后一部分写在表的下面。",)
    found = [str(cell.value) for cell in cells_of(ExcelFile(made.data).book["附件1-2"])]
    assert found[0] == text[:32_767]
    rest = "".join(found[2:-1])
    assert rest.replace("\u3000", "") == "第1行第1列续：" + text[32_767:]
    assert found[-1].endswith("说明：无。")


def test_a_long_paragraph_goes_on_in_the_rows_below_and_none_is_too_high() -> None:
    text = "加强物业管理，" * 3000
    sheet = workbook(paragraph(text)).book["表"]
    parts = [str(cell.value) for cell in cells_of(sheet)]
    assert "".join(parts).strip("\u3000") == text
    assert len(parts) > 20
    assert all(each.height <= 409 for each in sheet.row_dimensions.values() if each.height)


def test_a_high_row_of_a_form_becomes_several_that_are_merged() -> None:
    text = "\n".join("第一行" for _ in range(200))
    sheet = workbook(
        Table((1, 1), (row(TableCell(text), head("邻")), row(head("下"), head("右"))))
    ).book["表"]
    heights = [each.height for each in sheet.row_dimensions.values()]
    assert max(heights) <= 409
    assert sum(heights[:-1]) > 1000
    assert sheet["A1"].value == text
    merged = {str(each) for each in sheet.merged_cells}
    assert merged == {f"A1:A{len(heights) - 1}", f"B1:B{len(heights) - 1}"}


# Worksheets --------------------------------------------------------------------------------------


def test_worksheets_get_names_that_excel_takes_and_differ() -> None:
    wanted = ["附件1-3 甲/乙:丙", "附件1-3 甲/乙:丙", "A" * 60, "a" * 60, "", "History", "'x'"]
    document = Document("试", tuple(Section(each, (paragraph("甲"),)) for each in wanted))
    names = ExcelFile(make_xlsx(document).data).book.sheetnames
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name.casefold() != "history"


def test_a_wide_form_lies_on_its_side() -> None:
    sheet = workbook(Table((1, 2), (row(head("甲"), head("乙")),)), page=ANNEX_LANDSCAPE_PAGE).book[
        "表"
    ]
    assert sheet.page_setup.orientation == "landscape"


def test_the_mark_of_a_draft_stands_at_the_head_of_every_page(session: Session, tmp_path) -> None:
    path = tmp_path / "稿.xlsx"
    export_xlsx(session, path, PaperChoices(mark="送审稿"))
    for sheet in ExcelFile(path.read_bytes()).book:
        assert sheet.oddHeader.right.text == "送审稿"
