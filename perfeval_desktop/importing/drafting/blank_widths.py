"""How wide the columns of a blank are, by block; empty where the file does not say."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from perfeval_desktop.domain.source_document import SourceTable
from perfeval_desktop.importing.file_kinds import Kind, kind_of
from perfeval_desktop.importing.package import Package
from perfeval_desktop.importing.word_document import WordBlock, read_word
from perfeval_desktop.importing.word_numbering import W
from perfeval_desktop.importing.workbook import S

_TWIPS_PER_MM = 56.7
_MM_PER_DIGIT = 2.0
_USUAL_DIGITS = 8.4
_MOST_COLUMNS = 100


def column_widths(path: Path) -> dict[int, tuple[float, ...]]:
    """Return the widths in mm of the columns of each table that tells them.

    Raises:
        SourceRefusedError: the file is broken, or hostile.
    """
    data = path.read_bytes()
    kind = kind_of(path, data)
    if kind is Kind.WORD:
        return _of_word(Package.open(path, data))
    if kind is Kind.WORKBOOK:
        return _of_workbook(Package.open(path, data))
    return {}


def _of_word(package: Package) -> dict[int, tuple[float, ...]]:
    blocks = [e for e in read_word(package, lambda done, total: None) if isinstance(e, WordBlock)]
    found = {}
    for number, each in enumerate(blocks):
        if isinstance(each.block, SourceTable):
            columns = each.element.findall(f"{W}tblGrid/{W}gridCol")
            widths = [_number(e.get(W + "w", "")) / _TWIPS_PER_MM for e in columns]
            if widths and all(widths):
                found[number] = tuple(widths[:_MOST_COLUMNS])
    return found


def _of_workbook(package: Package) -> dict[int, tuple[float, ...]]:
    main = package.main_part()
    of_book = package.relationships(main)
    found = {}
    number = 0
    for sheet in package.xml(main).iterfind(f"{S}sheets/{S}sheet"):
        ids = [value for name, value in sheet.attrib.items() if name.endswith("}id")]
        part = of_book.get(ids[0]) if ids else None
        if part is None or part.kind != "worksheet":
            continue
        found[number] = _of_worksheet(package.xml(part.target))
        number += 1
    return found


def _of_worksheet(root: ElementTree.Element) -> tuple[float, ...]:
    widths = [_USUAL_DIGITS] * _MOST_COLUMNS
    for each in root.iterfind(f"{S}cols/{S}col"):
        first, last = _number(each.get("min", "")), _number(each.get("max", ""))
        for column in range(max(1, int(first)), min(_MOST_COLUMNS, int(last)) + 1):
            widths[column - 1] = _number(each.get("width", "")) or _USUAL_DIGITS
    return tuple(each * _MM_PER_DIGIT for each in widths)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if 0 < found < 100_000 else 0.0
