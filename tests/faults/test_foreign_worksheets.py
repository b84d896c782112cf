"""Files that are no workbook, or a broken one: a sentence each, and nothing is touched."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from perfeval_desktop.domain.errors import CannotOpenError, PerfevalError, WorksheetError
from perfeval_desktop.importing import worksheets
from perfeval_desktop.importing.worksheets import cells_of, read_tables, table_of_text
from perfeval_desktop.services.user_text import user_text


def workbook_bytes(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def zipped(**files: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return into.getvalue()


GOOD = workbook_bytes(["基本支出", 1.5])
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("旧.xls", COMPOUND, "旧格式"),
        ("表.et", COMPOUND, "另存为 .xlsx"),
        ("密.xlsx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
        ("空.xlsx", b"", "不是工作簿"),
        ("图.xlsx", b"\x89PNG" * 100, "不是工作簿"),
        ("半.xlsx", GOOD[: len(GOOD) // 2], "没有复制完整"),
        ("包.xlsx", zipped(a="b"), "不是 .xlsx 工作簿"),
        ("文.xlsx", zipped(word__document="x"), "不是 .xlsx 工作簿"),
        ("码.csv", b"\xff\xff\xff\x81", "认不出是哪种编码"),
    ],
)
def test_each_is_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(WorksheetError) as caught:
        read_tables(path)
    sentence = user_text(caught.value).sentence
    assert name in sentence
    assert said in sentence
    assert "再选一次" in sentence
    assert sentence.endswith("报告和这个文件都没有改动。")
    assert path.read_bytes() == data


def test_a_broken_part_of_a_workbook_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        into = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(GOOD)) as good, zipfile.ZipFile(into, "w") as bad:
            for each in good.namelist():
                bad.writestr(each, b"<no" if each == part else good.read(each))
        path.write_bytes(into.getvalue())
        with pytest.raises(WorksheetError, match="坏了"):
            read_tables(path)


def test_too_large_ones_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "大.xlsx"
    path.write_bytes(GOOD)
    for limit in ("MAX_BYTES", "MAX_UNPACKED_BYTES", "MAX_CELLS"):
        with monkeypatch.context() as patched:
            patched.setattr(worksheets, limit, 1)
            with pytest.raises(WorksheetError, match="太"):
                read_tables(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotOpenError) as caught:
        read_tables(tmp_path / "没有.xlsx")
    assert isinstance(caught.value, PerfevalError)


def test_every_sheet_is_read_as_plain_cells(tmp_path: Path) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("第二张")
    assert first is not None
    first.title = "第一张"
    first.append(["基本支出", 1.5, None, date(2022, 12, 31), True])
    first.merge_cells("A3:B3")
    second.append(["项目支出", 27])
    path = tmp_path / "两张.xlsx"
    book.save(path)
    one, two = read_tables(path)
    assert (one.name, two.name) == ("第一张", "第二张")
    assert list(one.rows[0]) == ["基本支出", 1.5, None, "2022-12-31 00:00:00", "True"]
    assert list(two.rows[0]) == ["项目支出", 27]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "决算.csv"
    path.write_bytes('基本支出,"1,082,796.31"\r\n项目支出,270000\r\n'.encode(encoding))
    (table,) = read_tables(path)
    assert table.rows == [["基本支出", "1,082,796.31"], ["项目支出", "270000"]]


def test_copied_cells_with_quotes_stay_in_their_rows() -> None:
    assert table_of_text('"两\n行"\t5\n三公\t6').rows == [["两\n行", "5"], ["三公", "6"]]
    assert table_of_text('"没有关\t5\n三公\t6').rows == [['"没有关', "5"], ["三公", "6"]]
    assert list(cells_of(table_of_text("\t\n\t5\n"))) == ["5"]
