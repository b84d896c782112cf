"""Read worksheets (.xlsx) and separated text (.csv, .tsv, the clipboard) as tables of cells."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_desktop.domain.cell_table import Cell, CellTable
from perfeval_desktop.domain.errors import CannotOpenError, SourceRefusedError, WorksheetError

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 300_000_000  # what a workbook of that size may hold; more is made to choke on
MAX_CELLS = 100_000  # accounts of a unit have some thousands
OnStep = Callable[[int, int], None]

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # old Office formats, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "请在 Excel 或 WPS 里打开它，另存为 .xlsx，再选一次。"
_SPLIT = "请把要用的表复制到一个新的工作簿里，再选它；也可以复制以后粘贴到核对底数页。"
_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}


def read_tables(path: Path, on_step: OnStep = lambda done, total: None) -> tuple[CellTable, ...]:
    """Return every sheet of a workbook, or the one table of a text file.

    Args:
        path: An .xlsx, .csv or .tsv file.
        on_step: Called with the sheets done and all of them; may raise to end the reading.

    Raises:
        CannotOpenError: the operating system refused to read it.
        WorksheetError: it is something else, broken, protected by a password, or too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise WorksheetError(path, f"它超过 {MAX_BYTES // 1_000_000} MB，太大了。{_SPLIT}")
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpenError(path) from error
    if path.suffix.lower() in _DELIMITERS:
        return (_text_table(path, data),)
    return _workbook_tables(path, data, on_step)


def table_of_text(text: str, name: str = "", delimiter: str = "\t") -> CellTable:
    """Return the table that a text of separated cells is, as spreadsheets put it on the clipboard.

    A quotation mark that nothing closes is a sign like any other: the rows stay apart.
    """
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        rows = [line.split(delimiter) for line in lines.split("\n")]
    return CellTable(name, rows)


def _text_table(path: Path, data: bytes) -> CellTable:
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        table = table_of_text(text, path.stem, _DELIMITERS[path.suffix.lower()])
        _expect_size(path, sum(map(len, table.rows)))
        return table
    raise WorksheetError(path, f"里面的文字认不出是哪种编码。{_SAVE_AS}")


def _workbook_tables(path: Path, data: bytes, on_step: OnStep) -> tuple[CellTable, ...]:
    _expect_workbook(path, data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        tables, cells = [], 0
        for done, sheet in enumerate(book.worksheets):
            on_step(done, len(book.worksheets))
            sheet.reset_dimensions()  # some programs write A1:A1 there
            rows = []
            for row in sheet.iter_rows(values_only=True):
                cells += len(row)
                _expect_size(path, cells)
                rows.append(tuple(map(_cell, row)))
            tables.append(CellTable(sheet.title, rows))
        return tuple(tables)
    except _faults_of_files() as error:
        raise WorksheetError(path, f"它坏了，或者没有复制完整。{_SAVE_AS}") from error


def _expect_workbook(path: Path, data: bytes) -> None:
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            words = "它加了密码，打不开。请在 Excel 或 WPS 里去掉密码，另存一份，再选一次。"
            raise WorksheetError(path, words)
        raise WorksheetError(path, f"它是旧格式（.xls、.et）的工作簿。{_SAVE_AS}")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise WorksheetError(path, f"它不是工作簿，或者没有复制完整。{_SAVE_AS}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {each.filename for each in archive.infolist()}
        unpacked = sum(each.file_size for each in archive.infolist())
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise WorksheetError(path, f"它不是 .xlsx 工作簿。{_SAVE_AS}")
    if unpacked > MAX_UNPACKED_BYTES:
        raise WorksheetError(path, f"里面的内容太多。{_SPLIT}")
    from .package import Package
    from .prescan import Limits

    limits = Limits(rows=MAX_CELLS, merges=MAX_CELLS, merged_cells=100 * MAX_CELLS)
    try:
        Package.open(path, data, limits)
    except SourceRefusedError as error:
        raise WorksheetError(path, error.reason) from error


def _expect_size(path: Path, cells: int) -> None:
    if cells > MAX_CELLS:
        raise WorksheetError(path, f"里面超过 {MAX_CELLS // 10_000} 万个格子，太多了。{_SPLIT}")


def _faults_of_files() -> tuple[type[Exception], ...]:
    """What openpyxl lets through for a broken file: it checks little by itself."""
    from openpyxl.utils.exceptions import InvalidFileException

    named = (InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError)
    return (*named, OSError, EOFError, LookupError, ValueError, TypeError, AttributeError)


def _cell(value: Any) -> Cell:
    """A date, a truth value or an error is no figure: its text will do."""
    is_plain = isinstance(value, int | float | str | Decimal) and not isinstance(value, bool)
    return value if value is None or is_plain else str(value)


def cells_of(table: CellTable) -> Iterator[Cell]:
    """Yield the cells that hold something."""
    return (cell for row in table.rows for cell in row if cell not in (None, ""))
