"""The workbook opened by another program: LibreOffice shows and computes what the program does."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import cell_text
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import ValueType, number_of
from perfeval_desktop.services.data_file import read_data_file
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.loader import template_from_texts
from tests.excel_file import Changes, ExcelFile, recomputed, recomputed_all, shown, squeezed
from tests.office import convert, has_office

from .excel_papers import TOP, annexes, enter, exported, figures, let_all_be_computed
from .word_papers import CONSISTENT, session_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed"),
]


@pytest.fixture(params=["sample", "computed"])
def session(request: pytest.FixtureRequest, template: ReportTemplate) -> Session:
    if request.param == "sample":
        return session_of(sample_data(), template)
    return let_all_be_computed(session_of(read_data_file(CONSISTENT), template))


def assert_shows(session: Session, path: Path, folder: Path) -> int:
    """Compare the forms that LibreOffice shows with those on paper; return how many cells."""
    numbers = session.report.template.numbers
    worksheets = shown(path, folder)
    count = 0
    for name, grid in annexes(session):
        found = {each[:4]: each.text for each in worksheets[name]}
        for cell in grid.cells:
            where = (cell.row + TOP, cell.column + 1, cell.rows, cell.columns)
            text = squeezed(cell_text(cell.segments, session.value, numbers))
            assert found[where] == text, (name, where)
            count += 1
    return count


def test_it_shows_every_cell_as_it_is_printed(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "报告.xlsx"
    path.write_bytes(exported(session))
    assert assert_shows(session, path, tmp_path / "看") > 400


def test_computed_again_it_has_the_programs_values(session: Session, tmp_path: Path) -> None:
    data = exported(session)
    count = assert_computes(session, data, recomputed(data, tmp_path))
    assert count >= 12


def assert_computes(session: Session, data: bytes, book) -> int:
    """Compare every formula of a workbook with the program; return how many there are."""
    places = {(name, at): address for name, at, address, _ in figures(session)}
    count = 0
    for cell in ExcelFile(data).formulas():
        address = places[cell.parent.title, cell.coordinate]
        number = number_of(session.value(address))
        found = book[cell.parent.title][cell.coordinate].value
        if number is None:
            assert found in (None, ""), (cell.parent.title, cell.coordinate, cell.value)
        else:
            assert found == pytest.approx(float(number), abs=1e-9), (cell.coordinate, cell.value)
        count += 1
    return count


CHANGED = (  # the sheet, what is changed to what, and the totals that follow
    ("附件1-1", "公车购置_本年决算", 0.7, {"公务用车_本年决算", "三公经费_本年决算"}),
    ("附件1-1", "在职人数", 12, {"控制率"}),
    ("附件1-2", "其他资金", 8.15, {"按收入性质分"}),
    ("附件1-2", "资金总额_全年执行", 100, {"执行率", "执行率得分", "总得分"}),
)


def test_a_figure_changed_there_changes_the_totals(
    template: ReportTemplate, tmp_path: Path
) -> None:
    session = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    data = exported(session)
    at = {(name, x.field): (name, a) for name, a, x, _ in figures(session)}
    changes = [(data, {at[sheet, field]: to}) for sheet, field, to, _ in CHANGED]
    for (sheet, field, to, totals), book in zip(
        CHANGED, recomputed_all(changes, tmp_path), strict=True
    ):
        before = values_of(session)
        enter(session, address_of(session, sheet, field), str(to))
        assert_computes(session, data, book)
        after = values_of(session)
        assert {each.field for each in after if after[each] != before[each]} >= {field, *totals}
        session.undo()


def address_of(session: Session, sheet: str, field: str) -> FieldAddress:
    return next(x for name, _, x, _ in figures(session) if (name, x.field) == (sheet, field))


def values_of(session: Session) -> dict[FieldAddress, Decimal | None]:
    return {address: number for _, _, address, number in figures(session)}


def test_names_are_still_there_after_it_saved_the_file(session: Session, tmp_path: Path) -> None:
    data = exported(session)
    path = tmp_path / "报告.xlsx"
    path.write_bytes(data)
    saved = ExcelFile(convert(path, "xlsx", tmp_path / "存").read_bytes())
    assert sorted(saved.names()) == sorted(ExcelFile(data).names())


def test_any_figures_and_blanks_put_there_compute_as_in_the_program(
    template: ReportTemplate, tmp_path: Path
) -> None:
    """Only what other sheets read is left as it is: a worksheet reads no other."""
    drawn = [_drawn_figures(template, seed) for seed in range(2)]
    books = recomputed_all([(data, changes) for _, data, changes in drawn], tmp_path)
    for (session, data, changes), book in zip(drawn, books, strict=True):
        assert len(changes) > 60
        assert assert_computes(session, data, book) >= 25


def _drawn_figures(template: ReportTemplate, seed: int) -> tuple[Session, bytes, Changes]:
    """Return a report with other figures, and how its workbook before has to be changed."""
    session = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    data = exported(session)
    formulas = {(c.parent.title, c.coordinate) for c in ExcelFile(data).formulas()}
    drawn = random.Random(seed)
    changes: dict[tuple[str, str], object] = {}
    for name, at, address, _ in list(figures(session)):
        field = template.fields[address.field]
        if (name, at) in formulas or field.formula or address.field.startswith("项目明细"):
            continue
        if address.field.startswith("项目支出"):
            continue
        text = drawn.choice(["", "0", "7", "0.1", "0.2", "12.35", "1234.56"])
        if field.type is ValueType.HEADCOUNT:
            text = drawn.choice(["", "0", "7", "11"])
        text = text if seed else ""  # the first time nothing at all is there
        enter(session, address, text)
        entered = number_of(session.value(address))
        changes[name, at] = float(entered) if entered is not None else None
    places = {(name, at): address for name, at, address, _ in figures(session)}
    fixed = [
        key
        for key, address in places.items()
        if template.fields[address.field].formula and key not in formulas
    ]
    for key in fixed:  # what comes from other sheets
        number = number_of(session.value(places[key]))
        changes[key] = float(number) if number is not None else None
    return session, data, changes


EXPRESSIONS = (
    "若(出国经费_{列} > 公务接待_{列}, 出国经费_{列} - 公务接待_{列}, 空)",
    "四舍五入(出国经费_{列} / 公务接待_{列}, 1) + 公车购置_{列}",
    "绝对值(出国经费_{列} - 公务接待_{列}) * 2",
    "最大(出国经费_{列}, 公务接待_{列}) - 最小(公车购置_{列}, 5)",
    "-(出国经费_{列} + 公车购置_{列}) / 公务接待_{列}",
    "若(非 (出国经费_{列} = 3) 且 公务接待_{列} <= 公车购置_{列} 或 公务接待_{列} <> 2,"
    " 1, 出国经费_{列})",
    "出国经费_{列} * (公务接待_{列} - 公车购置_{列}) - 若(公车购置_{列} > 0, 4, 空)",
    "10 - 出国经费_{列} / 公务接待_{列} / 公车购置_{列}",
)
SUMS = tuple(f"三公经费_{column}" for column in ("上年决算", "本年预算", "本年决算"))


def test_whatever_a_template_lets_compute_is_computed_there_as_well(
    template: ReportTemplate, tmp_path: Path
) -> None:
    """With numbers, with blanks, with 0 as a divisor, after the figures of a column changed."""
    prepared = [_with_figures(_new(_with_formula(template, each))) for each in EXPRESSIONS]
    books = recomputed_all([(data, changes) for _, data, changes in prepared], tmp_path)
    for expression, (session, data, _), book in zip(EXPRESSIONS, prepared, books, strict=True):
        places = {a for name, a, x, _ in figures(session) if name == "附件1-1" and x.field in SUMS}
        assert places <= {c.coordinate for c in ExcelFile(data).formulas()}, expression
        assert assert_computes(session, data, book) > 3, expression
        results = (session.value(address_of(session, "附件1-1", each)) for each in SUMS)
        assert any(map(number_of, results)), expression


def _with_figures(session: Session) -> tuple[Session, bytes, Changes]:
    """Return it with figures, and how its workbook before has to be changed."""
    data = exported(session)
    rows = ("出国经费", "公务接待", "公车购置")
    figures_put = (("6", "4", "2"), ("3", "", "1.5"), ("0.3", "0", ""))
    changes: dict[tuple[str, str], object] = {}
    for total, texts in zip(SUMS, figures_put, strict=True):
        for line, text in zip(rows, texts, strict=True):
            address = address_of(session, "附件1-1", total.replace("三公经费", line))
            at = next(a for _, a, x, _ in figures(session) if x == address)
            changes["附件1-1", at] = float(text) if text else None
            enter(session, address, text)
    return session, data, changes


def _new(template: ReportTemplate) -> Session:
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建报告", Origin.CREATED)
    return session


def _with_formula(template: ReportTemplate, expression: str) -> ReportTemplate:
    texts = dict(template.texts)
    old = "公务用车_{列} + 出国经费_{列} + 公务接待_{列}"
    assert texts["附件1-1.toml"].count(f'"{old}"') == 1
    texts["附件1-1.toml"] = texts["附件1-1.toml"].replace(old, expression)
    return template_from_texts(texts)


def test_a_number_changed_there_is_printed_as_the_program_prints_it(
    template: ReportTemplate, tmp_path: Path
) -> None:
    """Needless zeros dropped, two decimals at most, rates in per cent, fixed words around them."""
    session = let_all_be_computed(session_of(read_data_file(CONSISTENT), template))
    data = exported(session)
    changes: dict[tuple[str, str], object] = {}
    for sheet, field, number in (
        ("附件1-1", "公车购置_本年决算", 1.239),
        ("附件1-1", "公务接待_本年决算", 20.5),
        ("附件1-1", "编制数", 13),
        ("附件1-2", "一般公共预算", 1234.567),
        ("附件1-2", "资金总额_全年执行", 100),
    ):
        at = next(a for name, a, x, _ in figures(session) if (name, x.field) == (sheet, field))
        changes[sheet, at] = number
        enter(session, address_of(session, sheet, field), str(number))
    recomputed(data, tmp_path, changes)
    with pypdfium2.PdfDocument(
        convert(tmp_path / "改过-0.xlsx", "pdf", tmp_path / "印")
    ) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    first = next(text for text in texts if "附件1-1" in text).split()
    second = next(text for text in texts if "附件1-2" in text).split()
    assert {"1.24", "20.5", "13", "76.92%", "3.54", "24.04"} <= set(first)
    assert {"70.67%", "7.07", "97.07", "按收入性质分：1241.67"} <= set(second)
    assert "其中：一般公共预算：1234.57" in second
    shown_by_program = {
        cell_text(cell.segments, session.value, session.report.template.numbers).strip()
        for _, grid in annexes(session)
        for cell in grid.cells
    }
    assert {"24.04", "3.54", "76.92%", "70.67%", "按收入性质分：1241.67"} <= shown_by_program


def test_a_form_is_as_wide_as_the_paper_and_no_page_is_empty(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "报告.xlsx"
    path.write_bytes(exported(session))
    with pypdfium2.PdfDocument(convert(path, "pdf", tmp_path / "印")) as document:
        sizes = {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document}
        texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
    assert sizes == {(210, 297)}
    assert all(texts)
    breaks = [len(sheet.row_breaks.brk) for sheet in ExcelFile(path.read_bytes()).book]
    assert len(texts) == sum(breaks) + len(breaks), "a page was full before it was said to be"
    assert "—1—" in texts[1]
    assert "—1—" not in texts[0]
