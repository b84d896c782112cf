"""Word documents and workbooks that are made to choke their reader."""

from __future__ import annotations

from collections.abc import Callable

from tests.office_parts import S, W, with_part, word, word_parts, workbook, workbook_parts, zipped

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
CELL = '<c r="A1"><v>1</v></c>'
ROW = f"<sheetData><row>{CELL}</row></sheetData>"
PARAGRAPH = "<w:p><w:r><w:t>基本支出</w:t></w:r></w:p>"
EMPTY_ROW = f"<w:tr>{'<w:tc/>' * 50}</w:tr>"
TEXT_CELL = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"


def _entity_part(declared: str, root: str, inner: str) -> bytes:
    return f"{declared}<{root}>{inner}</{root.split(maxsplit=1)[0]}>".encode()


def word_entities(declared: str, inside: str) -> bytes:
    root = f'w:document xmlns:w="{W}"'
    body = f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>"
    part = _entity_part(declared, root, body)
    return with_part(word_parts(""), "word/document.xml", part)


def nested_tables(depth: int) -> str:
    inner = PARAGRAPH
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return inner


def utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


# What each is, and the file; made only when it is asked for. Sizes are just over what is allowed.
BOMBS: dict[str, Callable[[], bytes]] = {
    "one text of 45 MB": lambda: with_part(
        workbook_parts(ROW),
        "xl/sharedStrings.xml",
        f'<sst xmlns="{S}"><si><t>'.encode() + b"A" * 45_000_000 + b"</t></si></sst>",
    ),
    "70 MB in parts that are small enough": lambda: zipped(
        [
            *workbook_parts(ROW),
            *((f"xl/x{n}.xml", b"<x>" + b" " * 14_000_000 + b"</x>") for n in range(5)),
        ]
    ),
    "a text longer than a cell holds": lambda: with_part(
        workbook_parts(ROW),
        "xl/sharedStrings.xml",
        f'<sst xmlns="{S}"><si><t>{"字" * 33_000}</t></si></sst>'.encode(),
    ),
    "a text in a cell longer than it holds": lambda: workbook(
        f'<sheetData><row><c t="inlineStr"><is><t>{"字" * 33_000}</t></is></c></row></sheetData>'
    ),
    "rows without end": lambda: workbook(
        "<sheetData>" + "<row><c><v>1</v></c></row>" * 300_000 + "</sheetData>"
    ),
    "many rows without anything": lambda: workbook(
        "<sheetData>" + "<row><c/><c/><c/></row>" * 300_000 + "</sheetData>"
    ),
    "a merge of the whole sheet": lambda: workbook(
        f'{ROW}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "20,000 merges": lambda: workbook(
        f"{ROW}<mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 20_001))
        + "</mergeCells>"
    ),
    "a cell at the far corner": lambda: workbook(
        '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ),
    "cells far apart": lambda: workbook(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="KA1"><v>1</v></c></row>'
        '<row r="19000"><c r="A19000"><v>1</v></c></row></sheetData>'
    ),
    "entities in a workbook": lambda: with_part(
        workbook_parts(ROW),
        "xl/worksheets/sheet1.xml",
        _entity_part(ENTITIES, f'worksheet xmlns="{S}"', "&h;"),
    ),
    "an entity in the properties": lambda: zipped(
        [*workbook_parts(ROW), ("docProps/core.xml", f"{OUTSIDE}<x>&f;</x>".encode())]
    ),
    "a declaration in UTF-16": lambda: with_part(
        workbook_parts(ROW), "xl/styles.xml", utf16(f"{OUTSIDE}<x>&f;</x>")
    ),
    "a declaration in a part with another ending": lambda: zipped(
        [*word_parts(PARAGRAPH), ("word/media/image1.png", f"{OUTSIDE}<x>&f;</x>".encode())]
    ),
    "entities in a document": lambda: word_entities(ENTITIES, "&h;"),
    "a file of the computer in a document": lambda: word_entities(OUTSIDE, "X&f;X"),
    "a cell over 200 million columns": lambda: word(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="200000000"/></w:tcPr><w:p/></w:tc></w:tr>'
        "</w:tbl>"
    ),
    "a gap of many columns": lambda: word(
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="99999999999999999999"/></w:trPr>'
        f"{TEXT_CELL}</w:tr></w:tbl>"
    ),
    "rows of many wide cells": lambda: word(
        "<w:tbl><w:tr>"
        + '<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p/></w:tc>' * 5
        + "</w:tr></w:tbl>"
    ),
    "millions of empty paragraphs": lambda: word("<w:p/>" * 2_000_000),
    "millions of runs": lambda: word(f"<w:p>{'<w:r/>' * 1_100_000}</w:p>"),
    "5,000 tables one in another": lambda: word(nested_tables(5_000)),
    "20 tables one in another": lambda: word(nested_tables(20)),
    "elements one in another": lambda: word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
    "201,000 cells": lambda: word(f"<w:tbl>{EMPTY_ROW * 4_020}</w:tbl>"),
    "2,100 parts": lambda: zipped(
        [*word_parts(PARAGRAPH), *((f"word/media/{n}.bin", b"") for n in range(2_100))]
    ),
    "22,000 parts": lambda: zipped((f"{n}.bin", b"") for n in range(22_000)),
}
