"""Old workbooks (.xls), binary ones (.xlsb) and OpenDocument ones, read by python-calamine.

It gives values, not what the cells show: a number has no format here. Merges are known for .xls.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_desktop.domain.errors import SourceRefusedError
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable

from .file_kinds import LOCKED
from .number_formats import GENERAL, date_text
from .package import BROKEN, TOO_MUCH, Package
from .prescan import LimitError
from .source_cells import MAX_CELLS, MAX_COLUMNS, Area, filled, told
from .worksheet_xml import ERROR, TRUTH, number_content

_MAX_BYTES = 40_000_000
_MAX_ROWS = 20_000
_NO_FORMATS = "旧格式工作簿里数的显示格式（小数位数、百分号）"


def old_workbook_source(
    path: Path, data: bytes, on_step: Callable[[int, int], None]
) -> SourceDocument:
    """Return every worksheet.

    Args:
        path: The file, for its name.
        data: What it holds.
        on_step: Called before each sheet with the sheets done and all of them.

    Raises:
        SourceRefusedError: it is broken, protected, or has more than anybody writes.
    """
    if data.startswith(b"PK"):
        Package.open(path, data)
    if len(data) > _MAX_BYTES:
        raise SourceRefusedError(path, TOO_MUCH)
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    tables, left_out = [], [_NO_FORMATS]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for done, about in enumerate(book.sheets_metadata):
            on_step(done, len(book.sheets_metadata))
            if about.typ != SheetTypeEnum.WorkSheet:
                left_out.append(f"图表页“{about.name}”")
                continue
            sheet = book.get_sheet_by_name(about.name)
            is_hidden = about.visible != SheetVisibleEnum.Visible
            tables.append(SourceTable(tuple(_cells(sheet)), about.name, is_hidden))
    except PasswordError as error:
        raise SourceRefusedError(path, LOCKED) from error
    except LimitError as error:
        raise SourceRefusedError(path, str(error)) from error
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SourceRefusedError(path, BROKEN) from error
    return SourceDocument(path.name, tuple(tables), tuple(left_out))


def _cells(sheet: Any) -> list[SourceCell]:
    if sheet.total_height > _MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise LimitError(f"工作表“{sheet.name}”太大。{TOO_MUCH}")
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise LimitError(f"工作表“{sheet.name}”太大。{TOO_MUCH}")
    cells = {}
    for row, line in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(line):
            if value not in ("", None):
                cells[row, column] = _cell(row, column, value)
    merges: list[Area] = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return filled(cells, merges)


def _cell(row: int, column: int, value: object) -> SourceCell:
    if isinstance(value, bool):
        return SourceCell(row, column, str(value).upper(), doubt=TRUTH)
    if isinstance(value, int | float):
        text, kept, doubt = number_content(str(Decimal(repr(value))), GENERAL)
        return SourceCell(row, column, text, kept=kept, doubt=doubt)
    words = _words(value)
    is_error = words.startswith("#") and words.rstrip("!?").isupper()
    return told(SourceCell(row, column, words, doubt=ERROR if is_error else ""))


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return date_text(value)
    if isinstance(value, date):
        return date_text(datetime.combine(value, time()))
    return f"{value.hour}:{value.minute:02}" if isinstance(value, time) else str(value)
