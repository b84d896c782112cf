"""Produce the LibreOffice members: fill tables, choose a range, copy it, keep what is copied.

The project does not depend on LibreOffice. To produce the files anew on Debian:

    apt-get install --no-install-recommends libreoffice-calc libreoffice-writer python3-uno
    python3 tests/data/clipboard/produce_libreoffice.py      # the python3 that has `uno`

With a table of ours as argument (`produce_libreoffice.py --paste ours.html`) it has Calc import the
HTML instead, and prints each cell: row, column, rows x columns, kind, text.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

HERE = Path(__file__).parent
PIPE = "perfeval-clipboard"
FORMATS = {
    "money": "#,##0.00",
    "bracketed": "#,##0.0_);(#,##0.0)",
    "percent": "0.00%",
    "two": "0.00",
    "yuan": '#,##0.00"元"',
    "sign": '"￥"#,##0.00',
    "date": 'YYYY"年"M"月"D"日"',
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation={Path(folder).as_uri()}",
                f"--accept=pipe,name={PIPE};urp;",
            ]
        )
        try:
            context = connect()
            if sys.argv[1:2] == ["--paste"]:
                paste(context, Path(sys.argv[2]))
                return
            merged_cells(context)
            shown_otherwise(context)
            hidden_column(context)
            writer_table(context)
        finally:
            office.terminate()
            office.wait()


def connect() -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not start")


def merged_cells(context: Any) -> None:
    """The head of 附件1-1: cells merged over columns and over rows."""
    document, sheet = new_sheet(context)
    for place, text in {
        "A1": "财政供养人员情况（人）",
        "B1": "编制数",
        "D1": "2022年实际在职人数",
        "A3": "经费控制情况（万元）",
        "B3": "2021年决算数",
        "D3": "2022年预算数",
        "A4": "办公经费\n水费、电费",
    }.items():
        sheet.getCellRangeByName(place).setString(text)
    for place, number in {"B2": 11, "D2": 6, "B4": 13.41, "D4": 6.31}.items():
        sheet.getCellRangeByName(place).setValue(number)
    for block in ("A1:A2", "B1:C1", "D1:E1", "B2:C2", "D2:E2", "B3:C3", "D3:E3", "B4:C4", "D4:E4"):
        sheet.getCellRangeByName(block).merge(True)
    copy(context, document, sheet.getCellRangeByName("A1:E4"), "libreoffice-calc-合并")


def shown_otherwise(context: Any) -> None:
    """Figures that are shown rounded, in brackets, as a rate, with a sign, or not at all."""
    document, sheet = new_sheet(context)
    rows = [
        (1234.5, "money", -3.2, "bracketed", 0.125, "percent"),
        (17.153456, "two", 0.045678, "percent", 644783.52, "yuan"),
        (1234567.891, "sign", 44926, "date", 0, "two"),
    ]
    for row, cells in enumerate(rows):
        for column in range(3):
            cell = sheet.getCellByPosition(column, row)
            cell.setValue(cells[2 * column])
            cell.NumberFormat = number_format(document, FORMATS[cells[2 * column + 1]])
    for column, text in enumerate(("１２．５", "", "甲\n“乙”\t丙")):
        sheet.getCellByPosition(column, 3).setString(text)
    narrow = sheet.getCellByPosition(3, 0)
    narrow.setValue(98765432.1234)
    narrow.NumberFormat = number_format(document, FORMATS["money"])
    sheet.getColumns().getByIndex(3).Width = 600
    copy(context, document, sheet.getCellRangeByName("A1:D4"), "libreoffice-calc-显示")


def hidden_column(context: Any) -> None:
    document, sheet = new_sheet(context)
    for row, cells in enumerate([("甲项目", 9, 1.5), ("乙项目", 9, 2), ("丙项目", 9, 3)]):
        sheet.getCellByPosition(0, row).setString(cells[0])
        for column in (1, 2):
            sheet.getCellByPosition(column, row).setValue(cells[column])
    sheet.getColumns().getByIndex(1).IsVisible = False
    sheet.getRows().getByIndex(1).IsVisible = False
    copy(context, document, sheet.getCellRangeByName("A1:C3"), "libreoffice-calc-隐藏")


def writer_table(context: Any) -> None:
    """A table of a text document: paragraphs and line breaks in cells, two cells merged."""
    document = new_document(context, "swriter")
    table = document.createInstance("com.sun.star.text.TextTable")
    table.initialize(3, 3)
    document.Text.insertTextContent(document.Text.End, table, False)
    for name, text in {
        "A1": "项目",
        "B1": "预算",
        "C1": "决算",
        "A2": "自治奖励\n（含以奖代补）",
        "B2": "1,234.50",
        "C2": "（3.2）",
        "A3": "合计",
        "B3": "１２．５",
    }.items():
        table.getCellByName(name).setString(text)
    cursor = table.createCursorByCellName("B3")
    cursor.gotoCellByName("C3", True)
    cursor.mergeRange()
    document.getCurrentController().select(table.getCellByName("A1"))
    dispatch(context, document, ".uno:SelectTable")
    copy(context, document, None, "libreoffice-writer-表格")


def paste(context: Any, path: Path) -> None:
    """Calc asks for a language before it takes HTML from the clipboard; its import is the same."""
    wanted = (PropertyValue("FilterName", 0, "calc_HTML_WebQuery", 0),)
    document = desktop(context).loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, wanted)
    sheet = document.Sheets.getByIndex(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    for row in range(cursor.RangeAddress.EndRow + 1):
        for column in range(cursor.RangeAddress.EndColumn + 1):
            cell = sheet.getCellByPosition(column, row)
            area = sheet.createCursorByRange(cell)
            area.collapseToMergedArea()
            size = area.RangeAddress
            spans = f"{size.EndRow - size.StartRow + 1}x{size.EndColumn - size.StartColumn + 1}"
            is_first = (size.StartRow, size.StartColumn) == (row, column)
            if is_first and (cell.String or spans != "1x1"):
                print(row, column, spans, cell.Type.value, repr(cell.String), sep="\t")
    document.close(True)


def new_document(context: Any, kind: str) -> Any:
    return desktop(context).loadComponentFromURL(f"private:factory/{kind}", "_blank", 0, ())


def desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def new_sheet(context: Any) -> tuple[Any, Any]:
    document = new_document(context, "scalc")
    return document, document.Sheets.getByIndex(0)


def number_format(document: Any, code: str) -> int:
    formats, language = document.getNumberFormats(), uno.createUnoStruct("com.sun.star.lang.Locale")
    found = formats.queryKey(code, language, False)
    return found if found >= 0 else formats.addNew(code, language)


def clipboard(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext(
        "com.sun.star.datatransfer.clipboard.SystemClipboard", context
    )


def dispatch(context: Any, document: Any, command: str) -> None:
    helper = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context
    )
    frame = document.getCurrentController().getFrame()
    helper.executeDispatch(frame, command, "", 0, (PropertyValue(),))


def copy(context: Any, document: Any, chosen: Any, name: str) -> None:
    """Copy what is chosen, and keep both flavours as they are."""
    if chosen is not None:
        document.getCurrentController().select(chosen)
    dispatch(context, document, ".uno:Copy")
    contents = clipboard(context).getContents()
    for flavour in contents.getTransferDataFlavors():
        kind, data = flavour.MimeType.split(";")[0], None
        if kind in ("text/html", "text/plain"):
            data = contents.getTransferData(flavour)
        if kind == "text/html" and data is not None:
            (HERE / f"{name}.html").write_bytes(data.value)
        elif isinstance(data, str):
            (HERE / f"{name}.txt").write_bytes(data.encode("utf-8"))
    document.close(True)


if __name__ == "__main__":
    main()
