"""Files as they come: our own exports, and what LibreOffice makes of them in every format."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from perfeval_desktop.domain.errors import ReadingCancelledError, SourceRefusedError
from perfeval_desktop.domain.source_document import SourceDocument, SourceTable
from perfeval_desktop.importing import converting
from perfeval_desktop.importing.compound_file import read_stream
from perfeval_desktop.importing.converting import can_convert, converted
from perfeval_desktop.importing.office import read_converted, read_document, read_document_here
from perfeval_desktop.services.exporting import export_docx, export_xlsx
from perfeval_desktop.services.files import create_from_data_file, read_session, sample_data
from tests.office import convert_all, has_office

needs_office = pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample report as we export it."""
    folder = tmp_path_factory.mktemp("files")
    create_from_data_file(folder / "样例.peval", sample_data()).close()
    session = read_session(folder / "样例.peval")
    export_docx(session, folder / "report.docx")
    export_xlsx(session, folder / "book.xlsx")
    return {"docx": folder / "report.docx", "xlsx": folder / "book.xlsx"}


@pytest.fixture(scope="module")
def by_office(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same, saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    made = {}
    for ending, source in (("doc", "docx"), ("xls", "xlsx")):
        (made[ending],) = convert_all([files[source]], ending, folder)
    return made


def shape(document: SourceDocument) -> list[object]:
    """Tables with places, merges and words, blanks at the ends aside."""
    return [
        [(c.row, c.column, c.rows, c.columns, c.text.strip(), c.kept, c.doubt) for c in block.cells]
        if isinstance(block, SourceTable)
        else (block.number + block.text).strip()
        for block in document.blocks
    ]


def words(document: SourceDocument) -> list[object]:
    """Tables and paragraphs by their words: LibreOffice leaves out columns that nothing needs."""
    return [
        [(c.row, c.rows, c.text.strip()) for c in block.cells]
        if isinstance(block, SourceTable)
        else (block.number + block.text).strip()
        for block in document.blocks
    ]


def test_our_own_workbook_is_read_as_openpyxl_reads_it(files: dict[str, Path]) -> None:
    document = read_document_here(files["xlsx"])
    book = openpyxl.load_workbook(files["xlsx"], data_only=True)
    assert [block.title for block in document.blocks if isinstance(block, SourceTable)] == (
        book.sheetnames
    )
    for block, sheet in zip(document.blocks, book.worksheets, strict=True):
        assert isinstance(block, SourceTable)
        merges = {
            (m.min_row - 1, m.min_col - 1): (m.size["rows"], m.size["columns"])
            for m in sheet.merged_cells.ranges
        }
        ours = {(c.row, c.column): (c.rows, c.columns) for c in block.cells}
        assert {k: v for k, v in ours.items() if v != (1, 1)} == merges
        values = {
            (c.row - 1, c.column - 1): c.value
            for row in sheet.iter_rows()
            for c in row
            if c.value not in (None, "")
        }
        shown = {(c.row, c.column): c for c in block.cells if c.text}
        assert shown.keys() == values.keys()
        for place, value in values.items():
            if isinstance(value, str):
                assert shown[place].text == value.replace("\r\n", "\n")
        assert not any(c.doubt for c in block.cells)
    assert document.left_out == ()


def test_labels_and_per_cents_of_our_own_workbook_are_read_as_they_are_shown(
    files: dict[str, Path],
) -> None:
    texts = {cell.text for _, cell in read_document_here(files["xlsx"]).cells()}
    assert {"按收入性质分：125.98", "　其中：基本支出：108.28", "100%", "135.28"} <= texts


@needs_office
@pytest.mark.slow
def test_an_old_workbook_that_libreoffice_saved_reads_the_same(
    files: dict[str, Path], by_office: dict[str, Path]
) -> None:
    ours = shape(read_document_here(files["xlsx"]))
    old = shape(read_document_here(by_office["xls"]))
    different = [
        (mine, theirs)
        for table, other in zip(ours, old, strict=True)
        for mine, theirs in zip(table, other, strict=True)  # type: ignore[call-overload]
        if mine != theirs
    ]
    # LibreOffice stores 0 as the result of a formula that gives nothing where it is not asked for.
    assert all(mine[4] == "" and theirs[4] == "0%" for mine, theirs in different)
    assert len(different) <= 2


@needs_office
@pytest.mark.slow
def test_an_old_document_is_converted_and_nothing_stays_behind(
    files: dict[str, Path], by_office: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    old = tmp_path / "上年报告.wps"  # a name that LibreOffice does not know
    shutil.copyfile(by_office["doc"], old)
    before = old.read_bytes()
    with pytest.raises(SourceRefusedError, match="WPS 文字的旧格式"):
        read_document(old)
    assert can_convert(old)
    steps: list[tuple[int, int]] = []
    document = read_converted(old, folder, lambda done, total: steps.append((done, total)))
    assert document.name == "上年报告.wps"
    assert words(document) == words(read_document_here(files["docx"]))
    assert steps
    assert list(folder.iterdir()) == []
    assert old.read_bytes() == before


@needs_office
@pytest.mark.slow
def test_real_old_files_with_a_password_are_told_and_not_offered_for_conversion(
    by_office: dict[str, Path], tmp_path: Path
) -> None:
    document = bytearray(by_office["doc"].read_bytes())
    begin = document.find(read_stream(bytes(document), "WordDocument")[:64])
    document[begin + 11] |= 1  # the flag of a document that is encrypted
    (tmp_path / "密.doc").write_bytes(document)
    book = bytearray(by_office["xls"].read_bytes())
    page = book.find(b"\x42\0\2\0")  # the record that names the code page
    assert page > 0
    book[page] = 0x2F  # is now the one that says how the rest is encrypted
    (tmp_path / "密.xls").write_bytes(book)
    for name in ("密.doc", "密.xls"):
        with pytest.raises(SourceRefusedError, match="去掉密码"):
            read_document(tmp_path / name)
        assert not can_convert(tmp_path / name)


@needs_office
@pytest.mark.slow
def test_an_old_workbook_that_makes_its_library_panic_is_told(
    by_office: dict[str, Path], tmp_path: Path
) -> None:
    book = bytearray(by_office["xls"].read_bytes())
    at = book.find(read_stream(bytes(book), "Workbook")[:64])
    while (kind := int.from_bytes(book[at : at + 2], "little")) != 0x18:  # a defined name
        assert kind != 0x0A, "the workbook has no names"
        at += 4 + int.from_bytes(book[at + 2 : at + 4], "little")
    book[at + 8 : at + 10] = b"\xff\xff"  # its formula is longer than the record
    path = tmp_path / "名.xls"
    path.write_bytes(book)
    for read in (read_document_here, read_document):
        with pytest.raises(SourceRefusedError, match="没有复制完整"):
            read(path)


@needs_office
def test_a_cancelled_conversion_ends_libreoffice_and_leaves_nothing(tmp_path: Path) -> None:
    old = tmp_path / "旧.rtf"
    old.write_bytes(b"{\\rtf1\\ansi text}")
    asked = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(ReadingCancelledError):
        read_converted(old, tmp_path, is_cancelled=is_cancelled)
    assert [each.name for each in tmp_path.iterdir()] == ["旧.rtf"]
    assert not [each for each in running() if str(tmp_path) in each]


@needs_office
def test_a_conversion_that_takes_too_long_is_ended_and_told(tmp_path: Path) -> None:
    old = tmp_path / "旧.rtf"
    old.write_bytes(b"{\\rtf1\\ansi text}")
    with (
        pytest.raises(SourceRefusedError, match="转换了很久"),
        converted(old, tmp_path, seconds=0.3),
    ):
        pytest.fail("it came in time")
    assert [each.name for each in tmp_path.iterdir()] == ["旧.rtf"]
    assert not [each for each in running() if str(tmp_path) in each]


def running() -> list[str]:
    """The command lines of all processes."""
    lines = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(each.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines


def test_what_libreoffice_could_not_read_either_is_not_offered(tmp_path: Path) -> None:
    for name, data in (("a.pdf", b"%PDF-1.7"), ("b.docx", b"x"), ("c.doc", b"")):
        (tmp_path / name).write_bytes(data)
        assert not can_convert(tmp_path / name)
    assert not can_convert(tmp_path / "没有.doc")


def test_without_libreoffice_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "旧.rtf"
    old.write_bytes(b"{\\rtf1\\ansi text}")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(converting, "_USUAL_PLACES", ())
    if converting.office_program() is None:  # it may lie in /opt
        assert not can_convert(old)
        with pytest.raises(SourceRefusedError, match="没有找到 LibreOffice"):
            read_converted(old, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["旧.rtf"]


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_reading_a_report_takes_moments_and_tells_how_far_it_is(
    files: dict[str, Path], ending: str
) -> None:
    began = time.process_time()
    document = read_document_here(files[ending])
    assert time.process_time() - began < 2
    assert read_document(files[ending]) == document
