"""Workbooks: what each cell shows, the figure behind it, and a doubt rather than a wrong figure."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.importing.worksheet_xml import number_content
from tests.office_parts import workbook


def read(tmp_path: Path, data: bytes, name: str = "表.xlsx") -> SourceDocument:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document_here(path)


def table(document: SourceDocument, number: int = 0) -> SourceTable:
    block = document.blocks[number]
    assert isinstance(block, SourceTable)
    return block


def cells(tmp_path: Path, row: str, strings: str = "") -> list[SourceCell]:
    """The cells of one row of bare XML."""
    found = table(read(tmp_path, workbook(f"<sheetData>{row}</sheetData>", strings)))
    return list(found.cells)


def saved(book: openpyxl.Workbook) -> bytes:
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


# --- What a number shows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text", "kept"),
    [
        ("74.71", "General", "74.71", ""),
        ("64.478352", "0.00", "64.48", "64.478352"),
        ("64.48", "0.00", "64.48", ""),
        ("27", "0.00", "27.00", ""),
        ("1082796.31", "#,##0.00", "1,082,796.31", ""),
        ("1082796.314", "#,##0.00", "1,082,796.31", "1082796.314"),
        ("0.9777", "0%", "98%", "97.77%"),
        ("1", "0.00%", "100.00%", ""),
        ("0.30000000000000004", "General", "0.3", ""),
        ("108.27963100000001", "General", "108.279631", ""),
        ("-3.5", "0.00_);(0.00)", "(3.50)", ""),
        ("-3.5", "0.00_ ;[Red]-0.00 ", "-3.50", ""),
        ("-3.456", "#,##0.00;-#,##0.00", "-3.46", "-3.456"),
        ("0", '0.00;-0.00;"—"', "—", ""),
        ("0", "General", "0", ""),
        ("12", '0"人"', "12人", ""),
        ("64.478352", '0.00"万元"', "64.48万元", "64.478352万元"),
        ("125.978", '"按收入性质分："0.00', "按收入性质分：125.98", "按收入性质分：125.978"),
        ("0.1234567891", "0.0000000", "0.1234568", "0.123457"),
        ("125.98", '"按收入性质分："0.######', "按收入性质分：125.98", ""),
        ("125", '"按收入性质分："0.######', "按收入性质分：125", ""),
        ("5", "000", "005", ""),
        ("100000", "General", "100000", ""),
        ("1E5", "General", "100000", ""),
        ("1.0000000000000001E-5", "General", "0.00001", ""),
        ("44621", "yyyy/m/d", "2022年3月1日", ""),
        ("44621", 'yyyy"年"m"月"d"日"', "2022年3月1日", ""),
        ("44621", 'yyyy"年"m"月"', "2022年3月", "2022年3月1日"),
        ("44621.4375", "yyyy/m/d h:mm", "2022年3月1日 10:30", ""),
        ("44621", "[$-804]yyyy-mm-dd;@", "2022年3月1日", ""),
        ("0.4375", "h:mm", "10:30", ""),
        ("0.5", "# ?/?", "0.5", ""),
        ("3", "@", "3", ""),
        ("12.5", "¥#,##0.00", "¥12.50", ""),
        ("1234.5", '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "1,234.50", ""),
        ("0", '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "-", ""),
        ("7", "G/通用格式", "7", ""),
    ],
)
def test_a_number_is_read_as_it_is_shown_with_what_is_behind_it(
    value: str, number_format: str, text: str, kept: str
) -> None:
    assert number_content(value, number_format) == (text, kept, "")


@pytest.mark.parametrize(
    ("number_format", "seen"),
    [
        ('0.00,"千元"', "644.78千元"),
        ('0!.0,"万元"', "64.5万元"),
        ("0\\.0,", "64.5"),
        ('#,##0.00,,"百万元"', "0.64百万元"),
    ],
)
def test_a_figure_shown_in_another_unit_is_doubted_and_whole_behind_it(
    number_format: str, seen: str
) -> None:
    text, kept, doubt = number_content("644783.52", number_format)
    assert text == seen
    assert kept == "644783.52"
    assert "644783.52" in doubt


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    assert number_content("43159", "yyyy/m/d", is_1904=True)[0] == "2022年3月1日"


@pytest.mark.parametrize("value", ["430203199001011234", "4.3020319900101120E+17"])
def test_a_number_of_more_than_15_digits_is_doubted(tmp_path: Path, value: str) -> None:
    (cell,) = cells(tmp_path, f'<row r="1"><c r="A1"><v>{value}</v></c></row>')
    assert cell.text.startswith("43020319900101")
    assert len(cell.text) == 18
    assert "15 位" in cell.doubt


# --- Other cells ----------------------------------------------------------------------------------


def test_text_stays_text_and_phonetic_signs_are_left_out(tmp_path: Path) -> None:
    strings = (
        "<si><t>00123</t></si><si><r><t>基本</t></r><r><t>支出</t></r></si>"
        "<si><t>荷塘</t><rPh><t>hetang</t></rPh></si><si><t>两_x000D_\n行_x0041_</t></si>"
    )
    row = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(4))
    inline = '<c t="inlineStr"><is><t>1E5</t></is></c><c t="str"><f>A1</f><v>74</v></c>'
    found = cells(tmp_path, f"<row>{row}{inline}</row>", strings)
    assert [each.text for each in found] == ["00123", "基本支出", "荷塘", "两\n行A", "1E5", "74"]
    assert not any(each.doubt or each.kept for each in found)


def test_errors_truth_values_and_formulas_without_a_value_are_doubted(tmp_path: Path) -> None:
    found = cells(
        tmp_path,
        '<row><c t="e"><f>A9</f><v>#REF!</v></c><c t="b"><v>1</v></c><c><f>SUM(A1:A2)</f></c>'
        '<c><f t="shared" si="0"/></c><c><f>1+1</f><v>2</v></c></row>',
    )
    assert [each.text for each in found] == ["#REF!", "TRUE", "=SUM(A1:A2)", "=（公式）", "2"]
    assert [bool(each.doubt) for each in found] == [True, True, True, True, False]
    assert "没有存它算出的数" in found[2].doubt


def test_a_formula_that_gives_nothing_is_told_from_one_that_was_never_computed(
    tmp_path: Path,
) -> None:
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into)
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, '=IF(1,"","")', None, "")
    sheet.write_formula(0, 1, "=1+1", None, 2)
    book.close()
    assert [each.text for each in table(read(tmp_path, into.getvalue())).cells] == ["", "2"]
    never = openpyxl.Workbook()
    never.active.append(["=1+1", "=SUM(A1)"])
    assert all(each.doubt for each in table(read(tmp_path, saved(never))).cells)


def test_what_is_hidden_is_read_and_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["见", "藏列"])
    book.active.append(["藏行"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    for name, state in (("藏", "hidden"), ("深藏", "veryHidden")):
        book.create_sheet(name).append([1])
        book[name].sheet_state = state
    document = read(tmp_path, saved(book))
    first = table(document)
    assert [each.text for each in first.cells] == ["见", "藏列", "藏行", ""]
    assert (first.hidden_rows, first.hidden_columns) == ({1}, {1})
    assert [table(document, n).is_hidden for n in range(3)] == [False, True, True]
    assert [table(document, n).title for n in range(3)] == ["Sheet", "藏", "深藏"]


def test_merges_cover_their_places_and_what_they_hide_is_doubted(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>'
        '<row r="4"><c r="B4"><v>3</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="B2:C3"/><mergeCell ref="B4:D4"/></mergeCells>'
    )
    found = table(read(tmp_path, workbook(sheet))).cells
    merged = {(c.row, c.column): (c.rows, c.columns) for c in found if c.rows * c.columns > 1}
    assert merged == {(1, 1): (2, 2), (3, 1): (1, 3)}
    (hidden,) = (each for each in found if (each.row, each.column) == (1, 2))
    assert (hidden.text, "盖住" in hidden.doubt) == ("2", True)
    assert {(each.row, each.column) for each in found} == {
        *((0, n) for n in range(4)), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 3), (3, 0), (3, 1),
    }  # fmt: skip


def test_a_title_merged_over_the_whole_sheet_does_not_widen_the_table(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
        '<row r="900000"><c r="A900000" s="1"/></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>'
    )
    found = table(read(tmp_path, workbook(sheet))).cells
    assert [(c.row, c.column, c.columns) for c in found] == [(0, 0, 2), (1, 0, 1), (1, 1, 1)]


def test_signs_that_are_not_seen_are_taken_out_of_cells_and_told(tmp_path: Path) -> None:
    (cell,) = cells(tmp_path, '<row><c t="inlineStr"><is><t>基本\u200b支出</t></is></c></row>')
    assert (cell.text, "已经去掉" in cell.doubt) == ("基本支出", True)


def test_what_is_no_cell_is_named(tmp_path: Path) -> None:
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into)
    sheet = book.add_worksheet("附件")
    sheet.write(0, 0, 1)
    sheet.write_comment(0, 0, "请核对")
    sheet.insert_textbox(3, 3, "单位：万元")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=附件!$A$1:$A$1"})
    sheet.insert_chart(5, 5, chart)
    other = book.add_chart({"type": "pie"})
    other.add_series({"values": "=附件!$A$1:$A$1"})
    book.add_chartsheet("图").set_chart(other)
    book.close()
    left_out = read(tmp_path, into.getvalue()).left_out
    assert "图表页“图”" in left_out
    assert "批注 1 条" in left_out
    assert "文本框或图形里的文字：单位：万元" in left_out
    assert any(each.startswith("图表 ") for each in left_out)


def test_a_workbook_of_openpyxl_is_read_as_openpyxl_reads_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rich = CellRichText("基本", TextBlock(InlineFont(b=True), "支出"))
    rows = [
        ["项目", "金额", "日期", None, rich],
        ["自治奖励", 20.5, date(2022, 12, 31), 3, "  前后有空格 "],
        [None, -7, datetime(2022, 3, 1, 10, 30), "１２．５", "a\nb"],
    ]
    for row in rows:
        sheet.append(row)
    document = read(tmp_path, saved(book))
    grid = [["" for _ in range(5)] for _ in range(3)]
    for each in table(document).cells:
        grid[each.row][each.column] = each.text
    assert grid == [
        ["项目", "金额", "日期", "", "基本支出"],
        ["自治奖励", "20.5", "2022年12月31日", "3", "  前后有空格 "],
        ["", "-7", "2022年3月1日 10:30", "１２．５", "a\nb"],
    ]
