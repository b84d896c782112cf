"""Workbooks of Excel 97 to 2003 (.xls): values by python-calamine, how they are shown by us."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_desktop.domain.errors import SourceRefusedError
from perfeval_desktop.domain.source_document import SourceCell, SourceDocument, SourceTable

from .compound_file import read_stream
from .file_kinds import LOCKED
from .number_formats import GENERAL, date_text
from .package import BROKEN, TOO_MUCH
from .prescan import LimitError
from .source_cells import MAX_CELLS, MAX_COLUMNS, Area, filled, told
from .worksheet_xml import ERROR, TRUTH, number_content
from .xls_records import XlsSheet, read_records

_MAX_BYTES = 40_000_000
_MAX_ROWS = 20_000
_PANIC = "PanicException"  # of Rust: no Exception, and no module has its name
_NO_FORMAT = "没有读出这一格的显示格式（如百分号、小数位数），请对照原表。"


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
    if len(data) > _MAX_BYTES:
        raise SourceRefusedError(path, TOO_MUCH)
    known = read_records(read_stream(data, "Workbook"))
    if known is not None and known.is_locked:
        raise SourceRefusedError(path, LOCKED)
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    tables, left_out = [], []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for done, about in enumerate(book.sheets_metadata):
            on_step(done, len(book.sheets_metadata))
            if about.typ != SheetTypeEnum.WorkSheet:
                left_out.append(f"图表页或宏表“{about.name}”")
                continue
            sheet = book.get_sheet_by_name(about.name)
            shown = known.sheets.get(about.name) if known is not None else None
            is_hidden = about.visible != SheetVisibleEnum.Visible
            tables.append(_table(sheet, shown, is_hidden=is_hidden))
    except PasswordError as error:
        raise SourceRefusedError(path, LOCKED) from error
    except LimitError as error:
        raise SourceRefusedError(path, str(error)) from error
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SourceRefusedError(path, BROKEN) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise SourceRefusedError(path, BROKEN) from error
    notes = sum(each.notes for each in known.sheets.values()) if known is not None else 0
    left_out += [f"批注 {notes} 条"] if notes else []
    left_out += ["宏"] if read_stream(data, "PROJECT") else []
    return SourceDocument(path.name, tuple(tables), tuple(left_out))


def _table(sheet: Any, shown: XlsSheet | None, *, is_hidden: bool) -> SourceTable:
    height, width = sheet.total_height, sheet.total_width
    if height > _MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise LimitError(f"工作表“{sheet.name}”太大。{TOO_MUCH}")
    cells = {}
    blanks = shown.blanks if shown is not None else set()
    for row, line in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(line):
            place = (row, column)
            if value not in ("", None) and place not in blanks:
                number_format = shown.formats.get(place, GENERAL) if shown is not None else ""
                cells[place] = _cell(place, value, number_format)
    merges: list[Area] = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return SourceTable(
        tuple(filled(cells, merges)),
        sheet.name,
        is_hidden,
        hidden_rows=frozenset(shown.hidden_rows if shown is not None else ()),
        hidden_columns=frozenset(shown.hidden_columns if shown is not None else ()),
    )


def _cell(place: tuple[int, int], value: object, number_format: str) -> SourceCell:
    """`number_format` is "" where it is not known."""
    if isinstance(value, bool):
        return SourceCell(*place, str(value).upper(), doubt=TRUTH)
    if isinstance(value, int | float):
        text, kept, doubt = number_content(str(Decimal(repr(value))), number_format or GENERAL)
        doubt = doubt or ("" if number_format else _NO_FORMAT)
        return SourceCell(*place, text, kept=kept, doubt=doubt)
    words = _words(value)
    is_error = words.startswith("#") and words.rstrip("!?").isupper()
    return told(SourceCell(*place, words, doubt=ERROR if is_error else ""))


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return date_text(value)
    if isinstance(value, date):
        return date_text(datetime.combine(value, time()))
    return f"{value.hour}:{value.minute:02}" if isinstance(value, time) else str(value)
