"""Documents made to choke their reader, and files that are no documents: a sentence each, in time.

The child process is the real one; what it took is measured from outside.
"""

from __future__ import annotations

import contextlib
import os
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    SourceRefusedError,
)
from perfeval_desktop.importing import reading_process
from perfeval_desktop.importing.office import read_document, read_document_here
from tests.faults.document_bombs import BOMBS, PARAGRAPH, ROW, TEXT_CELL
from tests.faults.refused import sentence_for
from tests.office_parts import (
    relations,
    with_part,
    word,
    word_parts,
    workbook,
    workbook_parts,
    zipped,
)

SECONDS, MEGABYTES = 10, 700
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


# --- Bombs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_time_before_anything_swells(tmp_path: Path, name: str) -> None:
    path = tmp_path / "附件.xlsx"
    path.write_bytes(BOMBS[name]())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = sentence_for(path, read_document)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS
    assert after.ru_maxrss < MEGABYTES * 1024  # of the largest child so far
    own_words = (reading_process.TOO_LONG, reading_process.TOO_LARGE, reading_process.UNREADABLE)
    assert not any(each in said for each in own_words), "found by counting, not by choking"


def test_styles_that_are_based_on_each_other_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "圈.docx"
    styles = (
        '<w:style w:styleId="a"><w:name w:val="甲"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="乙"/><w:basedOn w:val="a"/></w:style>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>'
    path.write_bytes(word(body, styles=styles))
    assert [each.text for _, each in read_document_here(path).paragraphs()] == ["字"]


def test_names_that_lead_out_of_the_folder_are_only_names(tmp_path: Path) -> None:
    folder = tmp_path / "里"
    folder.mkdir()
    path = folder / "滑.docx"
    parts = [*word_parts(PARAGRAPH), ("../../滑出去.txt", b"x"), ("/etc/滑", b"x")]
    path.write_bytes(zipped(parts))
    assert [each.text for _, each in read_document(path).paragraphs()] == ["基本支出"]
    assert sorted(each.name for each in tmp_path.rglob("*")) == sorted(["里", "滑.docx"])


def test_a_target_outside_the_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "外.docx"
    secret = tmp_path / "secret.xml"
    secret.write_text("<x/>", encoding="utf-8")
    outside = relations(("styles", "../../../../secret.xml"), ("numbering", secret.as_uri()))
    path.write_bytes(with_part(word_parts(PARAGRAPH), "word/_rels/document.xml.rels", outside))
    assert [each.text for _, each in read_document_here(path).paragraphs()] == ["基本支出"]


# --- Files that are something else ----------------------------------------------------------------


def _doubled() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped([*workbook_parts(ROW), ("xl/workbook.xml", b"<x/>")])


def _flagged() -> bytes:
    data = bytearray(workbook(ROW))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _lying() -> bytes:
    """The list at the end says that every part is ten bytes long."""
    data = bytearray(workbook(ROW))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, 10)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _without(name: str, instead: bytes = b"") -> bytes:
    """A good file with another part in the place of one, or with none."""
    parts = word_parts("") if name.startswith("word/") else workbook_parts(ROW)
    if instead:
        return with_part(parts, name, instead)
    return zipped([each for each in parts if each[0] != name])


ODD_CODING = b'<?xml version="1.0" encoding="nobody-knows"?><x/>'


def compound(*names: str) -> bytes:
    """An old Office file of which there is only the directory."""
    head = bytearray(512)
    head[:8] = COMPOUND
    struct.pack_into("<HHH", head, 26, 3, 0xFFFE, 9)
    struct.pack_into("<I", head, 44, 1)
    struct.pack_into("<I", head, 48, 1)
    struct.pack_into("<II", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, *range(2, 128), 0xFFFFFFFE)
    entries = bytearray()
    for name in ("Root Entry", *names):
        entry = bytearray(128)
        written = name.encode("utf-16-le")
        entry[: len(written)] = written
        struct.pack_into("<H", entry, 64, len(written) + 2)
        struct.pack_into("<I", entry, 116, 100)
        entries += entry
    return bytes(head) + table + bytes(entries).ljust(512, b"\0")


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("密码.xlsx", lambda: compound("EncryptionInfo", "EncryptedPackage"), "去掉密码"),
        ("密码.docx", lambda: compound("EncryptionInfo", "EncryptedPackage"), "去掉密码"),
        ("旧.doc", lambda: compound("WordDocument", "1Table"), "Word 的旧格式（.doc）"),
        ("旧.docx", lambda: compound("WordDocument", "1Table"), "另存为 .docx"),
        ("旧.wps", lambda: compound("WordDocument", "1Table"), "WPS 文字的旧格式（.wps）"),
        ("旧.et", lambda: compound("Other"), "WPS 表格的旧格式（.et）"),
        ("坏.xls", lambda: compound("Workbook"), "没有复制完整"),
        ("文稿.ppt", lambda: compound("PowerPoint Document"), "演示文稿"),
        ("半个.xls", lambda: COMPOUND + b"\0" * 600, "旧格式"),
        ("加密标志.xlsx", _flagged, "去掉密码"),
        ("两份.xlsx", _doubled, "内部结构"),
        ("假大小.xlsx", _lying, "没有复制完整"),
        ("半截.docx", lambda: word(PARAGRAPH)[:400], "没有复制完整"),
        ("半截.xlsx", lambda: workbook(ROW)[:-30], "没有复制完整"),
        ("坏页.xlsx", lambda: _without("xl/worksheets/sheet1.xml", b"<no"), "它坏了"),
        ("怪编码.docx", lambda: _without("word/document.xml", ODD_CODING), "它坏了"),
        ("没有页.xlsx", lambda: _without("xl/worksheets/sheet1.xml"), "它坏了"),
        ("没有正文.docx", lambda: _without("word/document.xml"), "它坏了"),
        ("空正文.docx", lambda: _without("word/document.xml", b"<x/>"), "没有正文"),
        ("二进制.xlsb", lambda: zipped([("xl/workbook.bin", b"x")]), "（.xlsb）"),
        ("幻灯.pptx", lambda: zipped([("[Content_Types].xml", b"<x/>")]), "不是 Word"),
        ("压缩包.docx", lambda: zipped([("a.txt", b"x")]), "请先解压"),
        ("公开.pdf", lambda: b"%PDF-1.7\n...", "它是 PDF"),
        ("改名.docx", lambda: b"{\\rtf1 x}", "RTF"),
        ("图.docx", lambda: b"\x89PNG\r\n\x1a\n", "图片"),
        ("自评.peval", lambda: b"SQLite format 3\0" + b"\0" * 100, "请用“打开”打开它"),
        ("空.docx", lambda: b"", "它是空的"),
        ("全零.xlsx", lambda: b"\0" * 4096, "它是空的"),
        ("网页.mht", lambda: b"MIME-Version: 1.0\r\n", "网页"),
        ("没有表.xls", lambda: b"<html><body>x</body></html>", "没有表格"),
        ("别的.xml", lambda: b"<?xml version='1.0'?><x/>", "不是 Word 或 Excel 文件"),
        ("编码.csv", lambda: b"\xff\xff\xff\x81", "认不出是哪种编码"),
        ("程序.docx", lambda: b"MZ\x90\0\3\0\0\0", "不是 Word 或 Excel 文件"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told_with_the_way_out(
    tmp_path: Path, name: str, make: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    assert said in sentence_for(path)


@pytest.mark.parametrize("name", ["表.docx", "表", "表.xls", "表.et", "表.txt"])
def test_a_workbook_is_read_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(workbook(ROW))
    assert [each.text for _, each in read_document_here(path).cells()] == ["1"]


@pytest.mark.parametrize("name", ["文.xlsx", "文.doc", "文.wps"])
def test_a_document_is_read_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(word(f"<w:tbl><w:tr>{TEXT_CELL}</w:tr></w:tbl>"))
    assert [each.text for _, each in read_document_here(path).cells()] == ["1"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names in folders")
def test_what_is_no_file_is_told_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.docx")
    (tmp_path / "文件夹.docx").mkdir()
    for name in ("管道.docx", "文件夹.docx", "没有.docx"):
        with pytest.raises(CannotOpenError):
            read_document(tmp_path / name)


def test_every_cut_of_a_file_is_refused_or_read_whole(tmp_path: Path) -> None:
    whole = word(f"<w:tbl><w:tr>{TEXT_CELL}</w:tr></w:tbl>{PARAGRAPH}")
    path = tmp_path / "断.docx"
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        sentence_for(path)


def test_a_changed_byte_never_gives_more_than_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "错.xlsx"
    for whole in (workbook(ROW), compound("Workbook")):
        for at in range(0, len(whole), 13):
            changed = bytearray(whole)
            changed[at] ^= 0x55
            path.write_bytes(changed)
            with contextlib.suppress(SourceRefusedError):
                read_document_here(path)
