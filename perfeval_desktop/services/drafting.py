"""表样起草: a first template from an official blank, to be finished by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.errors import ExportError, SourceRefusedError, TemplateError
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.templates.installed import template_folder_faults

_ID = re.compile(r"[\w\-]+(?:/[\w\-]+)*")
_NO_YEAR = "看不出是哪一年的表样。请加上 --year，例如 --year 2023。"
_BAD_ID = "表样的 id 只能用字母、数字、汉字、减号和斜线，例如 hunan/hetang/2023。"


class Drafted(NamedTuple):
    """What was written: the files, how much was found, and what a person has to look at."""

    files: tuple[str, ...]
    sheets: tuple[str, ...]
    fields: int
    said: tuple[str, ...]
    faults: TemplateError | None  # None: the draft loads


def draft_from_blank(
    path: Path,
    folder: Path,
    template_id: str = "",
    year: int | None = None,
    read: Callable[[Path], SourceDocument] | None = None,
) -> Drafted:
    """Draft a template from the blank in `path` and write its files into `folder`.

    Args:
        path: The blank: .docx, .xlsx or .xls.
        folder: A folder that is not there yet, or holds no template.
        template_id: The template's id; the name of the folder when it is empty.
        year: The year of the form; as the blank says when it is None.
        read: How the document is read; in a process of its own when it is None.

    Raises:
        CannotOpenError, SourceRefusedError: the blank cannot be read, or is none.
        ExportError: the folder cannot be written; a template that is there is never overwritten.
    """
    from perfeval_desktop.exporting.atomic import replace_file
    from perfeval_desktop.importing.drafting.blank_widths import column_widths
    from perfeval_desktop.importing.drafting.drafts import (
        NothingToDraftError,
        draft_template,
        year_of_blank,
    )
    from perfeval_desktop.importing.office import read_document

    if folder.exists() and (not folder.is_dir() or any(folder.glob("*.toml"))):
        raise ExportError(folder, "那里已经有表样文件，没有覆盖。请换一个新的文件夹")
    wanted = template_id or re.sub(r"[^\w\-]+", "-", folder.resolve().name).strip("-") or "draft"
    if not _ID.fullmatch(wanted):
        raise ExportError(folder, _BAD_ID)
    document = (read or read_document)(path)
    found = year or year_of_blank(document)
    if found is None:
        raise SourceRefusedError(path, _NO_YEAR)
    try:
        draft = draft_template(document, column_widths(path), wanted, found)
    except NothingToDraftError as error:
        raise SourceRefusedError(path, str(error)) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(folder, "文件夹建不起来，请换一个位置") from error
    for name, text in draft.texts.items():
        replace_file(folder / name, text.encode())
    return Drafted(
        tuple(draft.texts),
        tuple(draft.sheets),
        draft.fields,
        tuple(draft.said),
        template_folder_faults(folder),
    )


def drafted_lines(drafted: Drafted, folder: Path) -> list[str]:
    """Return what to tell whoever drafted it."""
    sheets = "、".join(drafted.sheets)
    lines = [f"已起草 {len(drafted.sheets)} 张表（{sheets}）、{drafted.fields} 个填报项。"]
    lines += drafted.said
    if drafted.faults is not None:
        lines += ["还有下面的问题要改，改好才能用：", *str(drafted.faults).split("\n")]
    lines.append(f"文件在 {folder}。名称和类型是猜的，请逐项核对，再用 templates check 检查。")
    return lines
