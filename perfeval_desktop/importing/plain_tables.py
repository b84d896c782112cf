"""Tables that are text: separated values, web pages saved as .xls, Excel's XML of 2003."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from perfeval_desktop.domain.errors import SourceRefusedError
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable

from .html_tables import html_tables
from .kept_values import real_text
from .number_formats import GENERAL
from .package import TOO_MUCH
from .prescan import LimitError, Limits, scan_xml
from .source_cells import Area, filled, told
from .worksheet_xml import ERROR, iso_text, number_content
from .worksheets import table_of_text

_MAX_BYTES = 40_000_000
_MAX_CELLS = 400_000
_ENCODING = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SAVE_AS = "请在 Excel 或 WPS 里打开它，另存为 .xlsx，再选一次。"
_NO_CODING = f"里面的文字认不出是哪种编码。{_SAVE_AS}"
_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED_FORMATS = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "General Number": GENERAL,
    "Short Date": "yyyy/m/d",
    "Long Date": "yyyy年m月d日",
}


def text_source(path: Path, data: bytes) -> SourceDocument:
    """Return separated text as one table.

    Raises:
        SourceRefusedError: it is no text, or too much of it.
    """
    text = _decoded(path, data)
    first = text[:10_000]
    delimiter = "," if path.suffix.lower() == ".csv" or "\t" not in first else "\t"
    rows = table_of_text(text, path.stem, delimiter).rows
    if sum(map(len, rows)) > _MAX_CELLS:
        raise SourceRefusedError(path, TOO_MUCH)
    cells = [
        told(SourceCell(row, column, str(each or "")))
        for row, line in enumerate(rows)
        for column, each in enumerate(line)
    ]
    return SourceDocument(path.name, (SourceTable(tuple(cells), path.stem),))


def _decoded(path: Path, data: bytes, stated: str = "") -> str:
    if len(data) > _MAX_BYTES:
        raise SourceRefusedError(path, TOO_MUCH)
    is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in (stated, "utf-16" if is_utf16 else "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding) if encoding else _undecided()
        except (UnicodeDecodeError, LookupError):
            continue
    raise SourceRefusedError(path, _NO_CODING)


def _undecided() -> str:
    raise LookupError


def page_source(path: Path, data: bytes) -> SourceDocument:
    """Return the tables of a web page, one under the other as a spreadsheet shows them.

    Raises:
        SourceRefusedError: it has none, or too much.
    """
    match = _ENCODING.search(data[:4_096])
    stated = match[1].decode("ascii").lower() if match else ""
    stated = "gb18030" if stated in ("gb2312", "gbk") else stated
    found = html_tables(_decoded(path, data, stated))
    if not found.cells:
        words = f"它是网页，里面没有表格。{_SAVE_AS}"
        raise SourceRefusedError(path, words)
    if len(found.cells) > _MAX_CELLS:
        raise SourceRefusedError(path, TOO_MUCH)
    cells = []
    for each in found.cells:
        real = real_text(each.text, each.kept, each.number_format)
        kept = real if real != each.text else ""
        cells.append(
            told(SourceCell(each.row, each.column, each.text, each.rows, each.columns, kept))
        )
    table = SourceTable(
        tuple(cells),
        path.stem,
        hidden_rows=found.hidden_rows,
        hidden_columns=found.hidden_columns,
    )
    return SourceDocument(path.name, (table,), ("网页里表格以外的文字",))


def xml_source(path: Path, data: bytes) -> SourceDocument:
    """Return the worksheets of an Excel file in XML, as of 2003.

    Raises:
        SourceRefusedError: it is broken, or too much.
    """
    try:
        scan_xml(data, Limits())
        root = ElementTree.fromstring(data)
        formats = {
            each.get(f"{_S}ID", ""): number.get(f"{_S}Format", GENERAL)
            for each in root.iter(f"{_S}Style")
            for number in each.iter(f"{_S}NumberFormat")
        }
        tables = [_xml_table(each, formats) for each in root.iterfind(f"{_S}Worksheet")]
    except LimitError as error:
        raise SourceRefusedError(path, str(error)) from error
    return SourceDocument(path.name, tuple(tables))


def _xml_table(sheet: ElementTree.Element, formats: dict[str, str]) -> SourceTable:
    cells: dict[tuple[int, int], SourceCell] = {}
    merges: list[Area] = []
    hidden: set[int] = set()
    row = -1
    for line in sheet.iterfind(f"{_S}Table/{_S}Row"):
        row = _count(line, "Index", row + 2) - 1
        if line.get(f"{_S}Hidden") == "1":
            hidden.add(row)
        column = -1
        for each in line.iterfind(f"{_S}Cell"):
            column = _count(each, "Index", column + 2) - 1
            across, down = _count(each, "MergeAcross", 0), _count(each, "MergeDown", 0)
            if across or down:
                merges.append((row, column, row + down, column + across))
            cell = _xml_cell(each, row, column, formats)
            if cell.text:
                cells[row, column] = cell
            column += across
        row += _count(line, "Span", 0)
    return SourceTable(
        tuple(filled(cells, merges)),
        sheet.get(f"{_S}Name", ""),
        bool(sheet.findtext(".//{urn:schemas-microsoft-com:office:excel}Visible")),
        hidden_rows=frozenset(hidden),
    )


def _xml_cell(
    element: ElementTree.Element, row: int, column: int, formats: dict[str, str]
) -> SourceCell:
    data = element.find(f"{_S}Data")
    if data is None:
        return SourceCell(row, column, "")
    words = "".join(data.itertext())
    kind = data.get(f"{_S}Type", "String")
    if kind == "Error":
        return SourceCell(row, column, words, doubt=ERROR)
    if kind == "DateTime":
        return SourceCell(row, column, iso_text(words))
    if kind != "Number":
        return told(SourceCell(row, column, words))
    number_format = formats.get(element.get(f"{_S}StyleID", ""), GENERAL)
    number_format = _NAMED_FORMATS.get(number_format, number_format)
    text, kept, doubt = number_content(words, number_format)
    return SourceCell(row, column, text, kept=kept, doubt=doubt)


def _count(element: ElementTree.Element, name: str, otherwise: int) -> int:
    words = element.get(f"{_S}{name}", "")
    return int(words) if words.isdigit() and len(words) < 7 else otherwise
