"""填入原表 over real blanks: what is written, what stays to the byte, and what is told."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ExportError, SourceRefusedError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.domain.template import REPORT, ReportTemplate, Role
from perfeval_desktop.domain.values import ValueType, display
from perfeval_desktop.exporting.docx import write_docx
from perfeval_desktop.exporting.xlsx import write_xlsx
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.blank_form import blank_document
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.filling_in import fill, prepare
from perfeval_desktop.services.filling_places import Filling, FillState
from perfeval_desktop.services.filling_told import left_out
from perfeval_desktop.services.importing import plan_edits
from perfeval_desktop.services.session import Session
from tests.blank_files import MACROS, NOTE, with_macros, word_blank, workbook_blank
from tests.office import convert_all, has_office

from . import test_docx_valid, test_xlsx_valid

Make = Callable[[ReportTemplate, Path], None]
_CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)


def own_word(template: ReportTemplate, path: Path) -> None:
    write_docx(blank_document(template, template.year), path)


def own_workbook(template: ReportTemplate, path: Path) -> None:
    write_xlsx(blank_document(template, template.year), path)


MAKERS: dict[str, Make] = {
    "空表.docx": own_word,
    "空表.xlsx": own_workbook,
    "下发.docx": word_blank,
    "下发.xlsx": workbook_blank,
}


@pytest.fixture(scope="module")
def made(template: ReportTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all blanks; no test changes them."""
    folder = tmp_path_factory.mktemp("blanks")
    for name, make in MAKERS.items():
        make(template, folder / name)
    return folder


@pytest.fixture
def blanks(made: Path, tmp_path: Path) -> Path:
    """Copies of all blanks."""
    for name in MAKERS:
        shutil.copy(made / name, tmp_path / name)
    return tmp_path


class Filled(NamedTuple):
    """A blank, the copy that was filled in from the sample, and what became of each place."""

    blank: Path
    out: Path
    filling: Filling
    session: Session

    @property
    def left(self) -> set[str]:
        return {each.label for each in left_out(self.filling, self.filling.usual())}


@pytest.fixture(scope="module")
def copies(made: Path, template: ReportTemplate) -> dict[str, Filled]:
    """All blanks filled in once, for the tests that only look at them."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    found = {}
    for name in MAKERS:
        blank, before = made / name, (made / name).read_bytes()
        filling = prepare(blank, session)
        out = made / f"已填{name}"
        fill(filling, session, out, filling.usual())
        assert blank.read_bytes() == before
        found[name] = Filled(blank, out, filling, session)
    return found


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shown(session: Session, field: str, record: str = REPORT) -> str:
    value = session.value(FieldAddress(record, field))
    return display(value, session.report.template.numbers)


def filled(session: Session, blank: Path) -> tuple[Path, set[str]]:
    """Fill a copy in, and return it with the labels of what found no place."""
    filling = prepare(blank, session)
    out = blank.with_name(f"已填{blank.suffix}")
    fill(filling, session, out, filling.usual())
    return out, {each.label for each in left_out(filling, filling.usual())}


def read_back(template: ReportTemplate, path: Path) -> Session:
    """Return a new report into which a file was imported."""
    session = Session(Report(template, template.year), lambda batch: None)
    plan = match_document(read_document_here(path), session.report)
    session.apply(plan_edits(plan, session.report), "导入", Origin.IMPORTED)
    return session


@pytest.mark.parametrize("name", list(MAKERS))
def test_a_new_report_that_the_filled_blank_is_imported_into_has_the_same_values(
    template: ReportTemplate, copies: dict[str, Filled], name: str
) -> None:
    filling, session = copies[name].filling, copies[name].session
    again = read_back(template, copies[name].out)
    style = template.numbers
    written = [e for n, e in enumerate(filling.items) if n in filling.usual()]
    assert len(written) > 120
    for group in ("", "项目明细", "整体指标", "项目"):
        ours, theirs = (each.report.records_of(group) for each in (session, again))
        fields = {e.address.field for e in written if e.address.record in ours}
        for one, other in zip(ours, theirs, strict=False):
            for field in fields:
                placed = any(e.address == FieldAddress(one, field) for e in written)
                value = again.value(FieldAddress(other, field))
                if placed:
                    got = "".join(display(value, style).split())
                    assert got == "".join(shown(session, field, one).split()), field


@pytest.mark.parametrize("name", ["空表.xlsx", "下发.xlsx"])
def test_of_a_workbook_only_the_filled_cells_are_other_bytes(
    template: ReportTemplate, new_session: Session, blanks: Path, name: str
) -> None:
    blank = blanks / name
    for field in template.fields.values():
        if field.group == REPORT and field.type is ValueType.AMOUNT and field.role is Role.INPUT:
            edits = entry_edits(new_session.report, FieldAddress(REPORT, field.id), "1.5")
            new_session.apply(edits, "填", Origin.TYPED)
    filling = prepare(blank, new_session)
    assert len(filling.usual()) > 40
    out, _ = filled(new_session, blank)
    old, new = parts(blank), parts(out)
    assert list(old) == list(new)
    changed = {part for part in old if old[part] != new[part]}
    sheets = filling.blank.sheet_parts()
    assert changed <= {*sheets, "xl/workbook.xml"}
    places = {e.place for n, e in enumerate(filling.items) if n in filling.usual()}
    for number, part in enumerate(sheets):
        names = {_reference(e) for e in places if e is not None and e.block == number}
        cells = [dict(_named(data)) for data in (old[part], new[part])]
        for cell in cells[0]:
            if cell not in names and b"<f>" not in cells[0][cell]:
                assert cells[0][cell] == cells[1][cell]
        bare = [_CELL.sub(b"", each[part]).replace(b"></row>", b"/>") for each in (old, new)]
        assert bare[0] == bare[1]


def _named(data: bytes) -> list[tuple[str, bytes]]:
    return [(re.findall(rb'r="(\w+)"', e)[0].decode(), e) for e in _CELL.findall(data)]


def _reference(place: SourcePlace) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(place.column + 1)}{place.row + 1}"


@pytest.mark.parametrize("name", ["空表.docx", "下发.docx"])
def test_of_a_text_only_one_part_is_changed_and_nothing_of_it_is_lost(
    new_session: Session, blanks: Path, tmp_path: Path, name: str
) -> None:
    blank = blanks / name
    for field, text in (("编制数", "11"), ("公务接待_本年决算", "0.26"), ("预期目标", "甲<&>\n乙")):
        edits = entry_edits(new_session.report, FieldAddress(REPORT, field), text)
        new_session.apply(edits, "填", Origin.TYPED)
    filling = prepare(blank, new_session)
    chosen = {
        n
        for n, e in enumerate(filling.items)
        if e.address.field in ("编制数", "公务接待_本年决算", "预期目标") and n in filling.usual()
    }
    assert len(chosen) == 3
    out = tmp_path / "已填.docx"
    fill(filling, new_session, out, chosen)
    old, new = parts(blank), parts(out)
    main = "word/document.xml"
    assert {part for part in old if old[part] != new[part]} == {main}
    assert list(old) == list(new)
    tokens = [re.findall(rb"<[^>]*>|[^<]+", each[main]) for each in (old, new)]
    rest = iter(tokens[1])
    lost = [t for t in tokens[0] if not t.startswith(b"<w:p") and t not in rest]
    assert lost == []
    texts = b"".join(t for t in tokens[1] if not t.startswith(b"<")).decode()
    for text in ("11", "0.26", "甲&lt;&amp;&gt;", "乙"):
        assert text in texts


def test_letters_of_a_cell_are_those_of_the_blank(copies: dict[str, Filled]) -> None:
    import docx
    from docx.shared import Pt

    table = docx.Document(str(copies["下发.docx"].out)).tables[0]
    written = [r for c in table._cells for p in c.paragraphs for r in p.runs if r.text == "11"]
    assert written
    assert {r.font.size for r in written} == {Pt(9)}


def test_a_text_gets_rows_and_sheets_as_the_report_needs_them(
    template: ReportTemplate, copies: dict[str, Filled], tmp_path: Path
) -> None:
    blank, out, _, session = copies["空表.docx"]
    assert copies["空表.docx"].left == set()
    again = read_back(template, out)
    for group in ("项目明细", "项目"):
        names = [
            [each.report.record_name(record) for record in each.report.records_of(group)]
            for each in (session, again)
        ]
        assert names[0] == names[1]
    assert "7、" in parts(out)["word/document.xml"].decode()
    assert test_docx_valid.faults(out.read_bytes(), tmp_path) == test_docx_valid.faults(
        blank.read_bytes(), tmp_path
    )


def test_a_workbook_without_formulas_gets_rows_and_sheets(
    template: ReportTemplate, copies: dict[str, Filled]
) -> None:
    blank, out, _, session = copies["空表.xlsx"]
    assert copies["空表.xlsx"].left == set()
    again = read_back(template, out)
    for group in ("项目明细", "项目"):
        names = [
            [each.report.record_name(record) for record in each.report.records_of(group)]
            for each in (session, again)
        ]
        assert names[0] == names[1]
    old, new = openpyxl.load_workbook(blank), openpyxl.load_workbook(out)
    was, sheet = old["附件1-1"], new["附件1-1"]
    assert sheet["A15"].value.startswith("　3、")
    assert sheet["A20"].value.startswith("　8、")
    assert sheet.print_area == was.print_area.replace("26", "31")
    assert sheet.print_title_rows == was.print_title_rows
    merges = [{str(each) for each in one.merged_cells.ranges} for one in (was, sheet)]
    assert "B20:C20" in merges[1]
    assert "D26:E26" in merges[0]
    assert "D31:E31" in merges[1]
    assert len(merges[1]) == len(merges[0]) + 15
    heights = [[one.row_dimensions[n].height for n in rows] for one, rows in (
        (was, range(16, 27)), (sheet, range(21, 32))
    )]  # fmt: skip
    assert heights[0] == heights[1]
    formats = {str(e.sqref) for e in sheet.conditional_formatting}
    assert any("B15:B20" in each for each in formats)
    copies = [each for each in new.sheetnames if each.startswith("附件1-3")]
    assert len(copies) == len(session.report.records_of("项目"))
    assert len({new[each].print_area.rpartition("!")[2] for each in copies}) == 1


def test_a_workbook_lists_the_records_that_it_has_no_rows_for(copies: dict[str, Filled]) -> None:
    left, session = copies["下发.xlsx"].left, copies["下发.xlsx"].session
    details = session.report.records_of("项目明细")
    for record in details[3:]:
        name = session.report.record_name(record)
        assert f"{name} 项目名称" in left
    for record in details[:3]:
        name = session.report.record_name(record)
        assert f"{name} 项目名称" not in left


@pytest.mark.parametrize("name", ["空表.xlsx", "下发.xlsx"])
def test_nothing_new_is_wrong_with_a_filled_workbook(
    copies: dict[str, Filled], tmp_path: Path, name: str
) -> None:
    found = [
        {re.sub(r"\d+", "#", fault) for fault in test_xlsx_valid.faults(data, tmp_path)}
        for data in (copies[name].blank.read_bytes(), copies[name].out.read_bytes())
    ]
    assert found[1] <= found[0]


def test_numbers_are_numbers_in_the_format_of_the_cell(copies: dict[str, Filled]) -> None:
    blank, out, _, session = copies["下发.xlsx"]
    sheet, old = openpyxl.load_workbook(out)["附件1-1"], openpyxl.load_workbook(blank)["附件1-1"]
    total = shown(session, "项目支出_本年决算")
    found = [c for row in sheet.iter_rows() for c in row if c.value == float(total)]
    assert found
    assert all(isinstance(c.value, int | float) for c in found)
    for row in old.iter_rows():
        for cell in row:
            assert sheet[cell.coordinate].number_format == cell.number_format
    assert sheet.protection.sheet
    assert sheet.oddHeader.center.text == "统一印制"


def test_a_head_in_yuan_gets_yuan(
    template: ReportTemplate, sample_session: Session, tmp_path: Path
) -> None:
    blank = tmp_path / "按元.xlsx"
    workbook_blank(template, blank, unit="元")
    filling = prepare(blank, sample_session)
    item = next(e for e in filling.items if e.address.field == "项目支出_本年决算")
    value = sample_session.value(item.address)
    assert value is not None
    assert Decimal(item.new) == value.number * 10_000  # type: ignore[union-attr]
    out, _ = filled(sample_session, blank)
    again = read_back(template, out)
    assert shown(again, "项目支出_本年决算") == shown(sample_session, "项目支出_本年决算")


def test_a_formula_stays_and_everything_is_computed_on_opening(
    template: ReportTemplate, sample_session: Session, tmp_path: Path
) -> None:
    blank = tmp_path / "公式.xlsx"
    workbook_blank(template, blank, has_formula=True)
    filling = prepare(blank, sample_session)
    item = next(e for e in filling.items if e.address.field == "三公经费_上年决算")
    assert item.state is FillState.FORMULA
    out, _ = filled(sample_session, blank)
    book = openpyxl.load_workbook(out)
    assert book["附件1-1"]["B6"].value == "=B7+B10+B11"
    assert book.calculation.fullCalcOnLoad
    cached = openpyxl.load_workbook(out, data_only=True)["附件1-1"]["B6"].value
    assert cached == float(shown(sample_session, "三公经费_上年决算"))
    assert openpyxl.load_workbook(out)[NOTE]["B2"].value == "=1+1"


def test_macros_stay(sample_session: Session, blanks: Path) -> None:
    blank = with_macros(blanks / "下发.xlsx")
    out, _ = filled(sample_session, blank)
    assert out.suffix == ".xlsm"
    assert parts(out)[MACROS] == parts(blank)[MACROS]


def test_what_stands_there_already_is_replaced_only_when_it_was_chosen(
    sample_session: Session, blanks: Path, tmp_path: Path
) -> None:
    blank = blanks / "下发.xlsx"
    book = openpyxl.load_workbook(blank)
    sheet = book["附件1-1"]
    sheet["B4"], sheet["D4"] = 99, 6
    book.save(blank)
    filling = prepare(blank, sample_session)
    states = {e.address.field: (n, e.state) for n, e in enumerate(filling.items)}
    number, state = states["编制数"]
    assert state is FillState.OTHER
    assert states["在职人数"][1] is FillState.SAME
    out = tmp_path / "已填.xlsx"
    fill(filling, sample_session, out, filling.usual())
    assert openpyxl.load_workbook(out)["附件1-1"]["B4"].value == 99
    fill(filling, sample_session, out, {*filling.usual(), number})
    assert openpyxl.load_workbook(out)["附件1-1"]["B4"].value == 11


def test_nothing_is_written_over_the_blank_nor_into_other_files(
    sample_session: Session, blanks: Path, tmp_path: Path
) -> None:
    blank = blanks / "空表.xlsx"
    before = blank.read_bytes()
    filling = prepare(blank, sample_session)
    with pytest.raises(ExportError, match="不能写在原表上"):
        fill(filling, sample_session, blank, filling.usual())
    assert blank.read_bytes() == before
    other = tmp_path / "别的.csv"
    other.write_text("项目,金额\n合计,1\n", "utf-8")
    with pytest.raises(SourceRefusedError, match=r"另存为 \.docx 或 \.xlsx"):
        prepare(other, sample_session)


def test_a_file_that_would_say_something_else_is_not_given_out(
    sample_session: Session, blanks: Path, tmp_path: Path
) -> None:
    """The report changed behind what was shown: the old figures are not what it says."""
    blank = blanks / "空表.xlsx"
    filling = prepare(blank, sample_session)
    at, item = next((n, e) for n, e in enumerate(filling.items) if e.address.field == "编制数")
    other = next(e for e in filling.items if e.address.field == "在职人数")
    items = list(filling.items)
    items[at] = item._replace(place=other.place, piece=other.piece)
    out = tmp_path / "已填.xlsx"
    with pytest.raises(ExportError, match="没有给出文件"):
        fill(filling._replace(items=tuple(items)), sample_session, out, {at})
    assert not out.exists()


def test_the_command_fills_lists_and_says_what_is_left(
    blanks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word, book, file = (blanks / each for each in ("空表.docx", "下发.xlsx", "甲.peval"))
    run(["sample", str(file)])
    assert run(["fill", str(word), str(file), "--to", str(tmp_path / "甲.docx")]) == 0
    told, listed = tmp_path / "甲.json", tmp_path / "清单.xlsx"
    command = ["fill", str(book), str(file), "--to", str(tmp_path / "甲.xlsx"), "--report"]
    assert run([*command, str(told)]) == 1
    assert run([*command, str(listed)]) == 1
    data = json.loads(told.read_text("utf-8"))
    missing = [each["label"] for each in data["items"] if each["state"] == "no-place"]
    assert missing
    rows = openpyxl.load_workbook(listed).worksheets[0].iter_rows(min_row=4, values_only=True)
    assert [row[0] for row in rows] == missing
    assert "没有填进去的" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(not has_office(), reason="needs LibreOffice")
def test_blanks_that_libreoffice_saved_are_filled_and_what_is_filled_opens_in_it(
    template: ReportTemplate, sample_session: Session, blanks: Path, tmp_path: Path
) -> None:
    (word,) = convert_all([blanks / "下发.docx"], "docx", tmp_path / "lo")
    (book,) = convert_all([blanks / "下发.xlsx"], "xlsx", tmp_path / "lo")
    outs = []
    for blank in (word, book):
        filling = prepare(blank, sample_session)
        assert len(filling.usual()) > 120
        out = tmp_path / f"开{blank.suffix}"
        fill(filling, sample_session, out, filling.usual())
        outs.append(out)
    (text,) = convert_all(outs[:1], "txt:Text (encoded):UTF8", tmp_path / "lo")
    (again,) = convert_all(outs[1:], "xlsx", tmp_path / "again")
    assert shown(sample_session, "项目支出_本年决算") in text.read_text("utf-8")
    assert sample_session.report.record_name(sample_session.report.records_of("项目")[-1]) in (
        text.read_text("utf-8")
    )
    read = read_back(template, again)
    for field in ("项目支出_本年决算", "资金总额_全年执行", "编制数", "预算部门名称"):
        assert shown(read, field) == shown(sample_session, field)


def test_a_blank_of_another_year_is_told(
    template: ReportTemplate,
    sample_session: Session,
    tmp_path: Path,
    copies: dict[str, Filled],
) -> None:
    blank = tmp_path / "明年.xlsx"
    write_xlsx(blank_document(template, 2023), blank)
    notes = prepare(blank, sample_session).notes
    assert "原表是 2023 年度的，报告是 2022 年度的，请看看是不是选错了。" in notes
    assert not any("年度" in each for each in copies["空表.xlsx"].filling.notes)
