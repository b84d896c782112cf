"""From a file of another program to a `SourceDocument`, whatever its name says it is."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.errors import CannotOpenError, SourceRefusedError
from perfeval_desktop.domain.source_document import SourceDocument

from .file_kinds import Kind, kind_of

MAX_BYTES = 100_000_000
OnStep = Callable[[int, int], None]


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


def read_document(
    path: Path, on_step: OnStep = _nobody, is_cancelled: Callable[[], bool] = lambda: False
) -> SourceDocument:
    """Read a document in a process of its own, whose time and memory are bounded.

    Args:
        path: A .docx, .xlsx, .xls, .ods, .csv, or a web page with tables, under any name.
        on_step: Called with what is done and about how much there is; may raise to end the reading.
        is_cancelled: Asked now and then; the reading ends at once when it says so.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: it is something else, broken, protected, too large, or hostile.
        ReadingCancelledError: `is_cancelled` said so.
    """
    from .reading_process import read_in_child

    expect_readable(path)
    return read_in_child(path, on_step, is_cancelled)


def read_converted(
    path: Path,
    folder: Path,
    on_step: OnStep = _nobody,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> SourceDocument:
    """Read a document that LibreOffice has to convert first (`converting.can_convert`).

    Args:
        path: A .doc, .wps, .et, .rtf or OpenDocument file.
        folder: Where a private folder is made, and removed before this returns.
        on_step: Called with what is done and about how much there is; may raise to end it.
        is_cancelled: Asked now and then; all ends at once when it says so.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: it could not be converted, or what came of it cannot be read.
        ReadingCancelledError: `is_cancelled` said so.
    """
    from .converting import converted

    expect_readable(path)
    with converted(path, folder, on_step, is_cancelled) as new:
        try:
            return read_document(new, on_step, is_cancelled)._replace(name=path.name)
        except SourceRefusedError as error:
            raise SourceRefusedError(path, error.reason) from error


def read_document_here(path: Path, on_step: OnStep = _nobody) -> SourceDocument:
    """Read a document in this process; arguments and errors as of `read_document`."""
    expect_readable(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpenError(path) from error
    kind = kind_of(path, data)
    if kind is Kind.WORD:
        from .package import Package
        from .word_document import word_source

        return word_source(path, Package.open(path, data), on_step)
    if kind is Kind.WORKBOOK:
        from .package import Package
        from .workbook import workbook_source

        return workbook_source(path, Package.open(path, data), on_step)
    if kind is Kind.OLD_WORKBOOK:
        from .old_workbook import old_workbook_source

        return old_workbook_source(path, data, on_step)
    from .plain_tables import page_source, text_source, xml_source

    sources = {Kind.PAGE: page_source, Kind.XML_WORKBOOK: xml_source, Kind.TEXT: text_source}
    return sources[kind](path, data)


def expect_readable(path: Path) -> None:
    """Find out before anything is begun whether there is a file, and not a pipe or a folder.

    Raises:
        CannotOpenError: there is none, or it may not be read.
        SourceRefusedError: it is too large.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise CannotOpenError(path)
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise CannotOpenError(path) from error
    if found.st_size > MAX_BYTES:
        words = (
            f"它超过 {MAX_BYTES // 1_000_000} MB，太大了。请删去里面的图片，另存一份，再选一次。"
        )
        raise SourceRefusedError(path, words)
