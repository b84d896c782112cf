"""An Excel workbook as tables: every worksheet, hidden ones too, with merges and what is shown.

The XML is read as a stream, since a worksheet may have a hundred thousand cells; what is in it was
counted before (`importing/prescan`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.domain.text import shortened

from .number_formats import GENERAL, built_in
from .package import Package, Relationship
from .prescan import LimitError
from .shared_strings import read_strings
from .source_cells import filled
from .worksheet_xml import Sheet, SheetSettings, read_sheet

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_PARTS_LEFT_OUT = {
    "xl/charts/chart": "图表 {} 个",
    "xl/media/": "图片 {} 张",
    "xl/embeddings/": "嵌入的对象 {} 个",
    "xl/externallinks/externallink": "指向其他工作簿的链接 {} 个",
    "xl/pivottables/pivottable": "数据透视表的设置 {} 个",
    "xl/vbaproject.bin": "宏",
    "xl/queries": "外部数据的查询",
}
_COMMENTS = "批注 {} 条"
_CHART_SHEET = "图表页“{}”"
_BOXES = "文本框或图形里的文字：{}"
_SAID = 30


class _Sheet(NamedTuple):
    name: str
    part: Relationship | None
    is_hidden: bool


def workbook_source(
    path: Path, package: Package, on_step: Callable[[int, int], None]
) -> SourceDocument:
    """Return every worksheet.

    Args:
        path: The file, for its name.
        package: What is in it, looked through.
        on_step: Called before each sheet with the sheets done and all of them.

    Raises:
        SourceRefusedError: it is broken, or has more than anybody writes.
    """
    main = package.main_part()
    if not package.has(main):
        package.refuse("里面没有工作表。请在 Excel 或 WPS 里打开它，另存为 .xlsx，再选一次。")
    book = package.xml(main)
    of_book = package.relationships(main)
    kinds = {each.kind: each.target for each in of_book.values()}
    strings = read_strings(package, kinds.get("sharedStrings", ""))
    properties = book.find(S + "workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    settings = SheetSettings(strings, _formats(package, kinds.get("styles", "")), is_1904=is_1904)
    found: list[tuple[_Sheet, Sheet]] = []
    left_out = []
    sheets = [_sheet(each, of_book) for each in book.iterfind(f"{S}sheets/{S}sheet")]
    for done, sheet in enumerate(sheets):
        on_step(done, len(sheets))
        if sheet.part is None or sheet.part.kind != "worksheet":
            left_out.append(_CHART_SHEET.format(sheet.name))
            continue
        try:
            found.append((sheet, read_sheet(package.read(sheet.part.target), settings)))
        except LimitError as error:
            package.refuse(f"工作表“{sheet.name}”里，{error}")
    if any(sheet.computed for _, sheet in found):
        for _, each in found:
            _forget_blanks(each)
    tables = [_table(package, about, each) for about, each in found]
    left_out += _left_out(package)
    return SourceDocument(path.name, tuple(tables), tuple(left_out))


def worksheet_parts(package: Package) -> list[str]:
    """Return the name of the part of each worksheet, in the order of the tables of the source."""
    main = package.main_part()
    of_book = package.relationships(main)
    sheets = (_sheet(e, of_book) for e in package.xml(main).iterfind(f"{S}sheets/{S}sheet"))
    return [e.part.target for e in sheets if e.part is not None and e.part.kind == "worksheet"]


def cell_formats(package: Package) -> list[str]:
    """Return the number format of each cell style of a workbook."""
    of_book = package.relationships(package.main_part()).values()
    styles = next((each.target for each in of_book if each.kind == "styles"), "")
    return _formats(package, styles)


def _forget_blanks(sheet: Sheet) -> None:
    """Take a formula that is stored with nothing for one that gives nothing.

    Only where others have values: a program that computes nothing stores all of them like that.
    """
    for place in sheet.blank:
        sheet.cells.pop(place, None)


def _table(package: Package, about: _Sheet, sheet: Sheet) -> SourceTable:
    try:
        cells = filled(sheet.cells, sheet.merges)
    except LimitError as error:
        package.refuse(f"工作表“{about.name}”里，{error}")
    return SourceTable(
        tuple(cells),
        about.name,
        about.is_hidden,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
    )


def _sheet(element: ElementTree.Element, of_book: dict[str, Relationship]) -> _Sheet:
    part = of_book.get(element.get(_R + "id", ""))
    return _Sheet(element.get("name", ""), part, element.get("state", "visible") != "visible")


def _formats(package: Package, part: str) -> list[str]:
    """Return the number format of each cell style."""
    if not package.has(part):
        return []
    styles = package.xml(part)
    own = {
        each.get("numFmtId", ""): each.get("formatCode", GENERAL)
        for each in styles.iterfind(f"{S}numFmts/{S}numFmt")
    }

    def format_of(number: str) -> str:
        found = own.get(number)
        if found is not None:
            return found
        return built_in(int(number)) if number.isdigit() and len(number) < 6 else GENERAL

    return [format_of(each.get("numFmtId", "0")) for each in styles.iterfind(f"{S}cellXfs/{S}xf")]


def _left_out(package: Package) -> Iterator[str]:
    """Name what is in the file and no cell."""
    names = [each.lower() for each in package.names()]
    for beginning, words in _PARTS_LEFT_OUT.items():
        count = sum(each.startswith(beginning) and "/_rels/" not in each for each in names)
        if count:
            yield words.format(count)
    comments = sum(_count_comments(package, each) for each in names)
    if comments:
        yield _COMMENTS.format(comments)
    for name in names:
        if name.startswith("xl/drawings/drawing"):
            texts = (each.text or "" for each in package.xml(name).iter() if each.tag[-2:] == "}t")
            if words := shortened("".join(texts), _SAID):
                yield _BOXES.format(words)


def _count_comments(package: Package, name: str) -> int:
    if not (name.startswith("xl/comments") and name.endswith(".xml")):
        return 0
    return sum(1 for _ in package.xml(name).iter(S + "comment"))
