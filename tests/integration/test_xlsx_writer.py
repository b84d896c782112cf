"""The workbook: every figure and text at its row and column, with the template's merges."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.utils import coordinate_to_tuple

from perfeval_desktop.cli import run
from perfeval_desktop.domain.addresses import address_at
from perfeval_desktop.domain.defined_names import path_of_name
from perfeval_desktop.domain.layout import cell_text
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import display
from perfeval_desktop.exporting.document import Paragraph, SealPlace
from perfeval_desktop.exporting.tables import Table
from perfeval_desktop.services.data_file import read_data_file
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.excel_file import ExcelFile, cells_of, lines_of, merges_of

from .excel_papers import (
    TOP,
    annexes,
    excel_of,
    exported,
    figures,
    let_all_be_computed,
    name_at,
    place,
)
from .word_papers import CONSISTENT, session_of

HALF_A_PAGE_PT = 225 / 25.4 * 72 / 2


@pytest.fixture(scope="module", params=["sample", "stated", "computed"])
def session(request: pytest.FixtureRequest, template: ReportTemplate) -> Session:
    """The sample; a report whose totals are all stated; the same with all of them computed."""
    if request.param == "sample":
        return session_of(sample_data(), template)
    session = session_of(read_data_file(CONSISTENT), template)
    return session if request.param == "stated" else let_all_be_computed(session)


@pytest.fixture(scope="module")
def written(session: Session) -> ExcelFile:
    return excel_of(session)


# What stands where -------------------------------------------------------------------------------


def test_there_is_a_worksheet_for_every_sheet_in_binding_order(
    session: Session, written: ExcelFile
) -> None:
    expected = [section.name for section in paper_document(session).sections]
    assert written.book.sheetnames == expected
    assert [each.sheet_state for each in written.book] == ["visible"] * len(expected)


def test_every_figure_and_text_of_the_forms_is_at_its_row_and_column(
    session: Session, written: ExcelFile
) -> None:
    """Figures are found as numbers, everything else as the words on paper."""
    numbers = {(name, at): number for name, at, _, number in figures(session)}
    compared = 0
    for name, grid in annexes(session):
        sheet = written.values[name]
        for cell in grid.cells:
            at = place(cell.row, cell.column)
            number = numbers.get((name, at))
            if number is not None:
                assert sheet[at].value == float(number), (name, at)
                assert sheet[at].data_type == "n"
            else:
                text = cell_text(cell.segments, session.value, session.report.template.numbers)
                found = sheet[at].value or ""
                is_empty_figure = (name, at) in numbers and not found
                assert is_empty_figure or found.strip("\u3000 ") == text.strip("\u3000 "), (
                    name,
                    at,
                )
            compared += 1
        last = max(cell.row + cell.rows for cell in grid.cells)
        in_form = [c for c in cells_of(sheet) if TOP <= c.row < TOP + last]
        assert len(in_form) <= len(grid.cells)
    assert compared > 400


def test_merges_are_those_of_the_template(session: Session, written: ExcelFile) -> None:
    for name, grid in annexes(session):
        last = max(cell.row + cell.rows for cell in grid.cells)
        found = {each for each in merges_of(written.book[name]) if TOP <= each[0] < TOP + last}
        assert found == {
            (
                cell.row + TOP,
                cell.column + 1,
                cell.row + cell.rows + TOP - 1,
                cell.column + cell.columns,
            )
            for cell in grid.cells
            if cell.rows > 1 or cell.columns > 1
        }
        assert len(found) >= 20


def test_every_text_outside_of_the_forms_is_there_in_order(
    session: Session, written: ExcelFile
) -> None:
    document = paper_document(session)
    for section, sheet in zip(document.sections, written.values, strict=True):
        found = iter(lines_of(sheet))
        for text in _outside(section.blocks):
            squeezed = "".join(text.split())
            assert any("".join(each.split()) == squeezed for each in found), text


def _outside(blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() if block.text:
                yield block.text
            case SealPlace():
                yield from (line.text for line in block.lines if line.text)
            case Table():
                yield from block.notes
                if block.signature is not None:
                    yield from (part for part in block.signature.parts if part)


def test_columns_have_the_widths_of_the_form_and_fill_the_paper(
    session: Session, written: ExcelFile
) -> None:
    """A column of n digits is 8n pixels wide, and there are 96 pixels to an inch."""
    for name, grid in annexes(session):
        sheet = written.book[name]
        pixels = [8 * width for width in written.widths(name)]
        assert len(pixels) == len(grid.sheet.columns)
        total = sum(grid.sheet.columns)
        for found, wanted in zip(pixels, grid.sheet.columns, strict=True):
            assert found / sum(pixels) == pytest.approx(wanted / total, abs=0.01)
        text_inches = 8.27 - sheet.page_margins.left - sheet.page_margins.right
        assert sum(pixels) / 96 == pytest.approx(text_inches, rel=0.03)


def test_fonts_and_lines_are_those_of_the_paper(session: Session, written: ExcelFile) -> None:
    for name, grid in annexes(session):
        sheet = written.book[name]
        assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("黑体", 16)
        assert (sheet["A2"].font.name, sheet["A2"].font.size) == ("方正小标宋简体", 22)
        for cell in grid.cells:
            found = sheet[place(cell.row, cell.column)]
            has_border = grid.rows[cell.row].has_border
            assert found.font.name == "宋体"
            assert 6 <= found.font.size <= 10.5
            assert (found.border.left.style == "thin") is has_border
            rows = range(found.row, found.row + cell.rows)
            is_high = sum(sheet.row_dimensions[each].height for each in rows) > HALF_A_PAGE_PT
            assert found.alignment.vertical == ("top" if is_high else "center")
            for row in range(cell.row, cell.row + cell.rows):
                edge = sheet[place(row, cell.column + cell.columns - 1)]
                assert (edge.border.right.style == "thin") is has_border
    body = next(
        c for c in cells_of(written.book["报告正文"]) if c.row > 3 and c.font.name != "黑体"
    )
    assert (body.font.name.startswith(("仿宋", "楷体")), body.font.size) == (True, 16)


def test_a_stored_value_stands_beside_every_formula(session: Session, written: ExcelFile) -> None:
    fields = session.report.template.fields
    by_place = {(name, at): (address, number) for name, at, address, number in figures(session)}
    formulas = written.formulas()
    for cell in formulas:
        address, number = by_place[cell.parent.title, cell.coordinate]
        stored = written.values[cell.parent.title][cell.coordinate].value
        assert (stored or None if isinstance(stored, str) else stored) == (
            float(number) if number is not None else None
        )
        assert fields[address.field].formula
        assert session.report.entry(address) is None, "what was stated is no formula"
    assert all("!" not in cell.value and "[" not in cell.value for cell in formulas)


def test_what_is_computed_on_one_sheet_is_a_formula_there(template: ReportTemplate) -> None:
    session = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    found = {
        address_at(session.report, path_of_name(name)): excel.book[sheet][
            cells.partition(":")[0]
        ].value
        for excel in [excel_of(session)]
        for sheet, name, cells in excel.names()
    }
    formulas = {key.field: text for key, text in found.items() if str(text).startswith("=")}
    assert formulas["三公经费_本年决算"] == '=IF(COUNT(F7,F10:F11)>0,SUM(F7,F10:F11),"")'
    assert formulas["执行率"] == '=IF(COUNT(F5,E5)=2,IF(E5<>0,F5/E5,""),"")'
    assert {"控制率", "按收入性质分", "总得分", "项目.总得分", "项目.执行率得分"} <= set(formulas)
    assert "项目支出" not in formulas, "it comes from another sheet"


# Page set-up -------------------------------------------------------------------------------------


def test_pages_are_set_up_for_a4(session: Session, written: ExcelFile) -> None:
    document = paper_document(session)
    for section, sheet in zip(document.sections, written.book, strict=True):
        page = section.page
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.orientation in (
            ("landscape",) if page.is_landscape else ("portrait", None)
        )
        margins = sheet.page_margins
        assert margins.left * 25.4 == pytest.approx(page.left_mm, abs=0.01)
        assert margins.right * 25.4 == pytest.approx(page.right_mm, abs=0.01)
        assert margins.top * 25.4 == pytest.approx(page.top_mm, abs=0.01)
        assert margins.bottom * 25.4 == pytest.approx(page.bottom_mm, abs=0.01)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_options.horizontalCentered
        last = max(cell.row for cell in cells_of(sheet))
        area = sheet.print_area.rpartition("!")[2].replace("$", "").split(":")
        assert area[0] == "A1"
        assert coordinate_to_tuple(area[1])[0] >= last


def test_the_cover_has_no_page_number_and_the_others_have(written: ExcelFile) -> None:
    cover, body, *rest = written.book
    assert "&P" not in (cover.oddFooter.center.text or "")
    for sheet in (body, *rest):
        feet = [(f.left.text, f.center.text, f.right.text) for f in (sheet.oddFooter,)]
        assert any("&P" in (text or "") for text in feet[0]), sheet.title
    assert body.page_setup.firstPageNumber in (None, 1)  # 1 is what it is where nothing is said
    assert body.page_setup.useFirstPageNumber
    assert body.evenFooter.left.text, "on even pages it stands outside as well"


def test_head_rows_are_repeated_on_every_page(session: Session, written: ExcelFile) -> None:
    for name, grid in annexes(session):
        first, last = written.book[name].print_title_rows.replace("$", "").split(":")
        repeated = range(int(first) - TOP, int(last) - TOP + 1)
        assert all(grid.rows[row].is_head for row in repeated)
        after = repeated.stop
        assert not grid.rows[after].is_head
        assert repeated.start == 0 or not grid.rows[repeated.start - 1].is_head


# Nothing hidden or locked ------------------------------------------------------------------------


def test_nothing_is_hidden_locked_or_linked(written: ExcelFile) -> None:
    assert written.book.security is None or not written.book.security.lockStructure
    for sheet in written.book:
        assert not sheet.protection.sheet
        assert not any(each.hidden for each in sheet.row_dimensions.values())
        assert not any(each.hidden for each in sheet.column_dimensions.values())
    assert not [name for name in written.parts if "external" in name or "vba" in name]
    whole = b"".join(written.parts.values())
    for word in (b"sheetProtection", b"workbookProtection", b'state="hidden"', b'hidden="1"'):
        assert word not in whole


# Names -------------------------------------------------------------------------------------------


def test_every_name_leads_to_the_cell_of_its_field(session: Session, written: ExcelFile) -> None:
    numbers = session.report.template.numbers
    checked = 0
    for sheet, name, cells in written.names():
        address = address_at(session.report, path_of_name(name))
        assert address is not None, name
        first, _, last = cells.partition(":")
        rows = written.values[sheet][f"{first}:{last or first}"]
        found = [cell.value for row in rows for cell in row[:1] if cell.value is not None]
        value = session.value(address)
        shown = display(value, numbers)
        if found and isinstance(found[0], (int, float)):
            assert found == [pytest.approx(float(value.number))], name
        elif shown:
            joined = "".join("".join(str(each).split()) for each in found)
            assert "".join(shown.split()) in joined, name
        checked += 1
    assert checked > 300


def test_every_field_of_the_forms_has_its_name(session: Session, written: ExcelFile) -> None:
    names = {(sheet, name): cells for sheet, name, cells in written.names()}
    count = 0
    for name, grid in annexes(session):
        for cell in grid.cells:
            if cell.address is not None:
                found = names[name, name_at(session, cell.address)].partition(":")[0]
                assert found == place(cell.row, cell.column)
                count += 1
    assert count > 200
    assert all(
        ("报告正文", name_at(session, FieldAddress(REPORT, field))) in names
        for field in ("人员情况", "其他说明")
    )


def test_the_workbook_says_which_forms_its_names_mean(session: Session, written: ExcelFile) -> None:
    properties = {each.name: each.value for each in written.book.custom_doc_props.props}
    assert properties["绩效自评表样"] == session.report.template.id
    assert properties["绩效自评年度"] == session.report.year
    assert properties["绩效自评名称格式"] == 1
    assert written.book.properties.creator == paper_document(session).author


# Files -------------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes(session: Session) -> None:
    data = exported(session)
    assert data == exported(session)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {each.date_time[0] for each in package.infolist()} == {1980}
    assert ExcelFile(data).book.properties.created == datetime(2000, 1, 1)


def test_the_command_line_writes_the_same_file(
    template: ReportTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "样例.peval"
    assert run(["sample", str(report)]) == 0
    assert run(["export", str(report), "--to", str(tmp_path / "出"), "--xlsx"]) == 0
    (path,) = (tmp_path / "出").iterdir()
    assert path.suffix == ".xlsx"
    assert str(path) in capsys.readouterr().out
    assert path.read_bytes() == exported(session_of(sample_data(), template))
