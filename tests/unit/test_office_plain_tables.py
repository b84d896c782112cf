"""Tables that are text: separated values, web pages named .xls, Excel's XML of 2003."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.importing.office import read_document_here


def read(tmp_path: Path, name: str, data: bytes) -> SourceDocument:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document_here(path)


def drawn(document: SourceDocument) -> list[tuple[int, int, str]]:
    return [(c.row, c.column, c.text) for _, c in document.cells()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["支出.csv", "支出.xls"])
def test_separated_values_are_one_table_in_the_usual_encodings(
    tmp_path: Path, name: str, encoding: str
) -> None:
    sign = "," if name.endswith(".csv") else "\t"
    text = f'项目{sign}金额\r\n自治奖励{sign}"1,082.50"\r\n00123{sign}1E5\r\n'
    document = read(tmp_path, name, text.encode(encoding))
    assert drawn(document) == [
        (0, 0, "项目"), (0, 1, "金额"), (1, 0, "自治奖励"), (1, 1, "1,082.50"),
        (2, 0, "00123"), (2, 1, "1E5"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_that_another_system_calls_xls_is_read(tmp_path: Path, encoding: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        "</head><body><p>导出时间</p><table><tr><td colspan=2>支出表</td></tr>"
        '<tr><td>自治奖励</td><td x:num="20.123">20.12</td></tr></table></body></html>'
    )
    document = read(tmp_path, "导出.xls", page.encode(encoding))
    (table,) = document.blocks
    assert isinstance(table, SourceTable)
    assert [(c.row, c.column, c.columns, c.text, c.kept) for c in table.cells] == [
        (0, 0, 2, "支出表", ""),
        (1, 0, 1, "自治奖励", ""),
        (1, 1, 1, "20.12", "20.123"),
    ]
    assert document.left_out == ("网页里表格以外的文字",)


def test_excels_xml_of_2003_is_read_with_merges_formats_and_hidden_rows(tmp_path: Path) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" '
        f'xmlns:ss="{space}"><Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
        '</Styles><Worksheet ss:Name="附件"><Table>'
        '<Row><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">标题</Data></Cell>'
        '<Cell><Data ss:Type="Number">64.478352</Data></Cell></Row>'
        '<Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="p">'
        '<Data ss:Type="Number">0.9777</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2022-03-01T00:00:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    document = read(tmp_path, "附件.xls", xml.encode())
    (table,) = document.blocks
    assert isinstance(table, SourceTable)
    assert table.title == "附件"
    assert table.hidden_rows == {2}
    assert [(c.row, c.column, c.rows, c.columns, c.text) for c in table.cells if c.text] == [
        (0, 0, 2, 2, "标题"),
        (0, 2, 1, 1, "64.478352"),
        (2, 1, 1, 1, "97.77%"),
        (2, 2, 1, 1, "2022年3月1日"),
    ]


def test_signs_that_are_not_seen_are_told_here_too(tmp_path: Path) -> None:
    document = read(tmp_path, "a.csv", "基本\u200b支出,1\n".encode())
    (first, _) = (cell for _, cell in document.cells())
    assert (first.text, "已经去掉" in first.doubt) == ("基本支出", True)
