"""What a file is, by what it begins with: names are given by hand and often wrong.

What is not read is said with the way out: which program opens it, and what to save it as.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import Path

from perfeval_desktop.domain.errors import SourceRefusedError

from .compound_file import is_compound, read_stream, stream_names, word_is_locked
from .xls_records import read_records

_WORD_OR_WPS = "请在 Word 或 WPS 里打开它，另存为 .docx，再选一次。"
_EXCEL_OR_WPS = "请在 Excel 或 WPS 里打开它，另存为 .xlsx，再选一次。"
_SAVE = "请在 Word、Excel 或 WPS 里打开它，另存为 .docx 或 .xlsx，再选一次。"
LOCKED = "它加了密码，打不开。请在原来的程序里去掉密码，另存一份，再选一次。"

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".et")


class Kind(Enum):
    """How a file is read."""

    WORD = auto()
    WORKBOOK = auto()
    OLD_WORKBOOK = auto()  # .xls
    PAGE = auto()  # HTML, as other systems save "Excel"
    XML_WORKBOOK = auto()  # Excel's XML of 2003
    TEXT = auto()  # separated by commas or tabs


class Convertible(Enum):
    """What LibreOffice can turn into something that is read."""

    DOCX = "docx"
    XLSX = "xlsx"


def kind_of(path: Path, data: bytes) -> Kind:
    """Return how to read a file.

    Raises:
        SourceRefusedError: it is nothing that is read; the sentence says what it is and what to do.
    """
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(path, data)
    if is_compound(data):
        return _kind_of_compound(path, data)
    beginning = _beginning(data)
    for mark, sentence in _REFUSED.items():
        if beginning.startswith(mark):
            raise SourceRefusedError(path, sentence)
    if beginning.startswith("<"):
        return _kind_of_markup(path, beginning)
    if not data.strip(b"\0 \t\r\n"):
        raise SourceRefusedError(path, "它是空的，里面什么也没有。请重新复制一份，再选一次。")
    is_text = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in data[:4_096]
    if is_text and path.suffix.lower() in _TEXT_ENDINGS:
        return Kind.TEXT
    raise SourceRefusedError(path, f"它不是 Word 或 Excel 文件，或者没有复制完整。{_SAVE}")


def _beginning(data: bytes) -> str:
    """The first characters, without what marks their encoding."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    return data[:4_096].decode(encoding, "replace").lstrip("\ufeffï»¿ \t\r\n\0")


_PICTURE = "它是一张图片，里面的字读不出来。请找到原来的 Word 或 Excel 文件，再选一次。"
_REFUSED = {
    "%PDF": "它是 PDF。请找到原来的 Word 或 Excel 文件；只有 PDF 时，请在 WPS 里把它转成 .docx，"
    "再选一次。",
    "{\\rtf": f"它是 RTF 格式的文档。{_WORD_OR_WPS}",
    "SQLite format 3": "它是本程序的自评报告文件（.peval），不用导入：请用“打开”打开它，"
    "或者在“沿用上年”里选它。",
    "\x89PNG": _PICTURE,
    "\xff\xd8\xff": _PICTURE,
    "GIF8": _PICTURE,
    "BM": _PICTURE,
    "MIME-Version": f"它是网页存成的单个文件（.mht）。{_SAVE}",
    "Rar!": "它是压缩包。请先解压，再选里面的文件。",
    "7z\xbc\xaf": "它是压缩包。请先解压，再选里面的文件。",
}


def _kind_of_markup(path: Path, beginning: str) -> Kind:
    if "schemas-microsoft-com:office:spreadsheet" in beginning and "<html" not in beginning.lower():
        return Kind.XML_WORKBOOK
    if "schemas.microsoft.com/office/word/2003/wordml" in beginning or "xmlPackage" in beginning:
        raise SourceRefusedError(path, f"它是 XML 格式的 Word 文档。{_WORD_OR_WPS}")
    if re.search(r"<(?:!doctype html|html|head|body|table|meta|style|div)\b", beginning, re.I):
        return Kind.PAGE
    raise SourceRefusedError(path, f"它不是 Word 或 Excel 文件。{_SAVE}")


def _kind_of_zip(path: Path, data: bytes) -> Kind:
    """By the names of the parts, as they stand in the list at the end of the file."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    listed = data[int.from_bytes(data[at + 16 : at + 20], "little") : at] if at >= 0 else data
    listed = listed[:1_500_000]
    if b"xl/workbook.bin" in listed:
        raise SourceRefusedError(path, f"它是二进制格式的工作簿（.xlsb）。{_EXCEL_OR_WPS}")
    if b"word/" in listed:
        return Kind.WORD
    if b"xl/" in listed:
        return Kind.WORKBOOK
    if data[30:38] == b"mimetype":
        is_sheet = b"opendocument.spreadsheet" in data[38:130]
        way_out = _EXCEL_OR_WPS if is_sheet else _WORD_OR_WPS
        raise SourceRefusedError(path, f"它是 OpenDocument 格式的文件。{way_out}")
    if b"[Content_Types].xml" in listed:
        raise SourceRefusedError(path, f"它不是 Word 文档，也不是 Excel 工作簿。{_SAVE}")
    if at < 0:
        raise SourceRefusedError(path, f"它坏了，或者没有复制完整。{_SAVE}")
    raise SourceRefusedError(path, "它是压缩包。请先解压，再选里面的文件。")


def _kind_of_compound(path: Path, data: bytes) -> Kind:
    names = stream_names(data)
    ending = path.suffix.lower()
    if "EncryptedPackage" in names:
        raise SourceRefusedError(path, LOCKED)
    if names & {"Workbook", "Book", "ETWorkbook"}:
        return Kind.OLD_WORKBOOK
    if "WordDocument" in names:
        if word_is_locked(data):
            raise SourceRefusedError(path, LOCKED)
        what = "WPS 文字的旧格式（.wps）" if ending == ".wps" else "Word 的旧格式（.doc）"
        raise SourceRefusedError(path, f"它是 {what}。{_WORD_OR_WPS}")
    if ending == ".et":
        raise SourceRefusedError(path, f"它是 WPS 表格的旧格式（.et）。{_EXCEL_OR_WPS}")
    if ending == ".wps":
        raise SourceRefusedError(path, f"它是 WPS 文字的旧格式（.wps）。{_WORD_OR_WPS}")
    if "PowerPoint Document" in names:
        raise SourceRefusedError(path, f"它是演示文稿，不是报告，也不是表格。{_SAVE}")
    raise SourceRefusedError(path, f"它是旧格式的 Office 文件，或者没有复制完整。{_SAVE}")


def convertible(path: Path, data: bytes) -> Convertible | None:
    """Say what LibreOffice could make of a file that is not read; None for nothing."""
    beginning = _beginning(data)
    is_other_text = "schemas.microsoft.com/office/word/2003/wordml" in beginning
    if is_other_text or beginning.startswith("{\\rtf") or b"opendocument.text" in data[30:130]:
        return Convertible.DOCX
    if b"opendocument.spreadsheet" in data[30:130]:
        return Convertible.XLSX
    return _convertible_compound(path, data) if is_compound(data) else None


def _convertible_compound(path: Path, data: bytes) -> Convertible | None:
    names, ending = stream_names(data), path.suffix.lower()
    if "EncryptedPackage" in names or ("WordDocument" in names and word_is_locked(data)):
        return None
    if "WordDocument" in names or ending == ".wps":
        return Convertible.DOCX
    known = read_records(read_stream(data, "Workbook"))
    is_workbook = bool(names & {"Workbook", "Book", "ETWorkbook"}) or ending == ".et"
    is_locked = known is not None and known.is_locked
    return Convertible.XLSX if is_workbook and not is_locked else None
