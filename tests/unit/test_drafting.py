"""A draft from an official blank: it loads, and it is the form as far as its words tell."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Cm
from docx.table import Table

from perfeval_desktop.domain.errors import ExportError, SourceRefusedError
from perfeval_desktop.domain.template import (
    ReportTemplate,
    SheetKind,
    SheetTemplate,
    Slot,
)
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.exporting.docx import write_docx
from perfeval_desktop.exporting.xlsx import write_xlsx
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.blank_form import blank_document
from perfeval_desktop.services.drafting import Drafted, draft_from_blank
from perfeval_desktop.services.template_check import check_template
from perfeval_desktop.templates.loader import load_template

ANNEXES = ("附件1-1", "附件1-2", "附件1-3")


def drafted(blank: Path, folder: Path, year: int | None = None) -> tuple[ReportTemplate, Drafted]:
    result = draft_from_blank(blank, folder, "test/form", year, read=read_document_here)
    assert result.faults is None, str(result.faults)
    return load_template(folder), result


def types_on(template: ReportTemplate, sheet: SheetTemplate) -> dict[tuple[int, int], ValueType]:
    """The type of each place by row and cell."""
    return {
        (row, number): template.fields[segment.field].type
        for row, line in enumerate(sheet.rows)
        for number, cell in enumerate(line.cells)
        for segment in cell.segments
        if isinstance(segment, Slot)
    }


def label_of(template: ReportTemplate, sheet: SheetTemplate) -> dict[str, ValueType]:
    found = {}
    for row in sheet.rows:
        for cell in row.cells:
            for segment in cell.segments:
                if isinstance(segment, Slot):
                    field = template.fields[segment.field]
                    found[field.full_label] = field.type
    return found


# The blank of our own program


@pytest.fixture(scope="module", params=["docx", "xlsx"])
def own(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    template: ReportTemplate,
) -> ReportTemplate:
    """The draft made from the district's blank as our program exports it."""
    folder = tmp_path_factory.mktemp("draft")
    write = {"docx": write_docx, "xlsx": write_xlsx}[request.param]
    path = folder / f"空表.{request.param}"
    write(blank_document(template, 2022), path)
    return drafted(path, folder / "form")[0]


@pytest.mark.parametrize("sheet", ANNEXES)
def test_rows_and_merges_of_our_own_blank_come_back(
    own: ReportTemplate, template: ReportTemplate, sheet: str
) -> None:
    def shape(of: ReportTemplate) -> list[list[tuple[int, int, bool]]]:
        rows = of.sheet(sheet).rows
        return [[(each.columns, each.rows, each.once) for each in row.cells] for row in rows]

    assert shape(own) == shape(template)


def test_nine_types_in_ten_of_our_own_blank_are_guessed_right(
    own: ReportTemplate, template: ReportTemplate
) -> None:
    wanted = {
        (s, at): t for s in ANNEXES for at, t in types_on(template, template.sheet(s)).items()
    }
    found = {(s, at): t for s in ANNEXES for at, t in types_on(own, own.sheet(s)).items()}
    right = sum(found.get(at) is kind for at, kind in wanted.items())
    assert len(wanted) > 150
    assert right >= 0.95 * len(wanted)


def test_indicators_keep_their_sections_and_heads(
    own: ReportTemplate, template: ReportTemplate
) -> None:
    for group in ("整体指标", "项目指标"):
        assert own.groups[group].sections == template.groups[group].sections
        assert own.groups[group].initial == 3
        assert own.groups[group].name_field == f"{group}.三级指标"
    assert [(each.name, str(each.points)) for each in own.scoring.heads] == [
        ("产出指标", "50"),
        ("效益指标", "30"),
        ("满意度指标", "10"),
    ]
    assert own.scored_group("附件1-2") is not None


def test_numbered_rows_become_one_repeating_row(own: ReportTemplate) -> None:
    row = next(each for each in own.sheet("附件1-1").rows if each.repeat)
    assert row.repeat == "项目支出明细"
    assert own.groups["项目支出明细"].initial == 3
    assert row.cells[0].segments == ("　{序号}、", Slot("项目支出明细.名称"))


def test_titles_heads_and_the_narrative_follow_the_year(
    own: ReportTemplate, template: ReportTemplate
) -> None:
    assert own.year == 2022
    sheet = own.sheet("附件1-1")
    assert (sheet.mark, sheet.unit) == ("附件1-1", "万元")
    assert sheet.title == ("{年度}年度部门整体支出绩效评价基础数据表",)
    assert own.fields["三公经费_上年决算数"].column == "{上年}年决算数"
    assert len(sheet.signature) == 4
    assert own.sheet("附件1-3").per == "项目"
    narrative = own.sheet("报告正文")
    assert narrative.kind is SheetKind.NARRATIVE
    assert len(narrative.headings) == 17
    assert len(own.prose_fields) == len(template.prose_fields)
    assert own.sheet("封面").kind is SheetKind.COVER


def test_widths_are_those_of_the_blank(own: ReportTemplate, template: ReportTemplate) -> None:
    for name in ANNEXES:
        ours, wanted = own.sheet(name).columns, template.sheet(name).columns
        shares = [each / sum(ours) for each in ours]
        assert shares == pytest.approx([each / sum(wanted) for each in wanted], abs=0.01)


def test_a_draft_passes_the_check_of_templates_and_can_be_drawn(own: ReportTemplate) -> None:
    assert check_template(own).failures == ()
    assert blank_document(own, 2023).sections


# Blanks of others


def _filled(table: Table, rows: list[list[str]]) -> None:
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def project_form(path: Path) -> None:
    """A form that is used alone, as a ministry prints it."""
    word = docx.Document()
    word.add_paragraph("项目支出绩效自评表")
    word.add_paragraph("（2023年度）")
    table = word.add_table(11, 8)
    _filled(
        table,
        [
            ["项目名称", "", "", "", "", "", "", ""],
            ["主管部门", "", "", "", "实施单位", "", "", ""],
            [
                "项目资金（万元）",
                "",
                "年初预算数",
                "全年预算数",
                "全年执行数",
                "分值",
                "执行率",
                "得分",
            ],
            ["", "年度资金总额", "", "", "", "10", "", ""],
            ["", "其中：当年财政拨款", "", "", "", "—", "", "—"],
            [
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "备注",
            ],
            ["产出指标", "数量指标", "指标1：", "", "", "", "", ""],
            ["", "", "指标2：", "", "", "", "", ""],
            ["", "", "……", "", "", "", "", ""],
            ["效益指标", "社会效益指标", "指标1：", "", "", "", "", ""],
            ["总分", "", "", "", "", "100", "", ""],
        ],
    )
    for first, last in (
        ((0, 1), (0, 7)),
        ((1, 1), (1, 3)),
        ((1, 5), (1, 7)),
        ((2, 0), (4, 0)),
        ((6, 0), (8, 0)),
        ((6, 1), (8, 1)),
        ((10, 0), (10, 4)),
    ):
        table.cell(*first).merge(table.cell(*last))
    word.add_paragraph("填报单位：　　　　　　填表人：　　　　　　联系电话：")
    word.save(str(path))


def test_a_form_alone_is_a_template_of_one_sheet(tmp_path: Path) -> None:
    project_form(tmp_path / "b.docx")
    template, _ = drafted(tmp_path / "b.docx", tmp_path / "form")
    assert template.year == 2023
    [sheet] = template.sheets
    assert sheet.per == ""
    assert len(sheet.rows) == 9
    types = label_of(template, sheet)
    assert types["项目名称"] is types["主管部门"] is types["实施单位"] is ValueType.TEXT
    assert types["年度资金总额（全年执行数）"] is ValueType.AMOUNT
    assert types["年度资金总额（执行率）"] is ValueType.RATE
    assert types["年度指标值"] is ValueType.QUANTITY
    assert types["总分（得分）"] is ValueType.POINTS
    [group] = template.groups.values()
    assert [each.id for each in group.sections] == ["数量指标", "社会效益指标"]
    assert {"填表人", "联系电话"} <= set(template.fields)


def list_form(path: Path) -> None:
    """A worksheet with a list of lines that go on, in 元."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    for row in (
        ["附表2"],
        ["2024年度项目支出绩效自评汇总表"],
        ["单位：元"],
        ["序号", "项目名称", "预算数", "执行数", "执行率", "自评得分", "备注"],
        [1, None, None, None, None, None, None],
        [2, None, None, None, None, None, None],
        ["……", None, None, None, None, None, None],
        ["合计", None, None, None, None, None, None],
        ["注：金额按元填列。"],
    ):
        sheet.append(row)
    for area in ("A1:G1", "A2:G2", "A3:G3", "A9:G9", "A8:B8"):
        sheet.merge_cells(area)
    sheet.column_dimensions["B"].width = 40
    book.save(path)


def test_a_list_with_numbers_and_dots_grows(tmp_path: Path) -> None:
    list_form(tmp_path / "b.xlsx")
    template, _ = drafted(tmp_path / "b.xlsx", tmp_path / "form")
    [sheet] = template.sheets
    assert (sheet.id, sheet.mark, sheet.unit) == ("附表2", "附表2", "元")
    assert sheet.title == ("{年度}年度项目支出绩效自评汇总表",)
    assert sheet.notes == ("注：金额按元填列。",)
    assert [bool(row.repeat) for row in sheet.rows] == [False, True, False]
    repeat = sheet.rows[1]
    assert template.groups[repeat.repeat].initial == 3
    assert repeat.cells[0].segments == ("{序号}",)
    types = label_of(template, sheet)
    assert types["项目名称"] is ValueType.TEXT
    assert types["预算数"] is types["执行数"] is ValueType.YUAN
    assert types["执行率"] is ValueType.RATE
    assert types["自评得分"] is ValueType.POINTS
    assert sheet.columns[1] > 3 * sheet.columns[0]


def test_prompts_under_headings_become_notes(tmp_path: Path) -> None:
    word = docx.Document()
    for line in (
        "2023年度部门整体支出绩效自评报告",
        "一、部门概况",
        "（一）主要职责",
        "按三定方案写，逐条编号。",
        "二、存在的问题",
        "写两三条主要的问题，并说明原因。",
    ):
        word.add_paragraph(line)
    word.save(str(tmp_path / "b.docx"))
    template, _ = drafted(tmp_path / "b.docx", tmp_path / "form")
    assert template.sheet("报告正文").headings[0].text == "一、部门概况"
    assert template.fields["主要职责"].note == "按三定方案写，逐条编号。"
    assert template.fields["存在的问题"].type is ValueType.PROSE
    assert "部门概况" not in template.fields


def test_what_found_no_place_is_told_and_stands_in_the_file(tmp_path: Path) -> None:
    list_form(tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    page = book.create_sheet("填报要求")
    page["A1"] = "本表由各单位财务人员填写，月底前报送。"
    page["A2"] = "逾期不再受理。"
    book.save(tmp_path / "b.xlsx")
    _, result = drafted(tmp_path / "b.xlsx", tmp_path / "form")
    assert any("月底前报送" in each for each in result.said)
    assert "月底前报送" in (tmp_path / "form" / "template.toml").read_text(encoding="utf-8")


def test_every_guess_says_why_in_a_comment(tmp_path: Path) -> None:
    list_form(tmp_path / "b.xlsx")
    drafted(tmp_path / "b.xlsx", tmp_path / "form")
    lines = (tmp_path / "form" / "附表2.toml").read_text(encoding="utf-8").splitlines()
    fields = [at for at, line in enumerate(lines) if ".field." in line or ".series." in line]
    assert fields
    assert all(lines[at - 1].startswith("# ") for at in fields)


def _two_tables(path: Path, between: str) -> None:
    """Parts of one form with columns of their own, as a program writes them that drops merges."""
    word = docx.Document()
    word.add_paragraph("2023年度资金情况表")
    for texts, widths in (
        ([["资金", "预算数", "执行数"], ["合计数", "", ""]], (6, 4, 4)),
        ([["单位名称", "", "主管部门", ""]], (3, 3, 4, 4)),
    ):
        table = word.add_table(len(texts), len(widths))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        _filled(table, texts)
        if between:
            word.add_paragraph(between)
    word.save(str(path))


def test_parts_with_columns_of_their_own_become_one_grid(tmp_path: Path) -> None:
    _two_tables(tmp_path / "b.docx", "")
    template, _ = drafted(tmp_path / "b.docx", tmp_path / "form")
    [sheet] = template.sheets
    assert len(sheet.columns) == 4
    assert [[each.columns for each in row.cells] for row in sheet.rows] == [
        [2, 1, 1],
        [2, 1, 1],
        [1, 1, 1, 1],
    ]


def test_tables_with_a_title_between_them_are_two_sheets(tmp_path: Path) -> None:
    _two_tables(tmp_path / "b.docx", "2023年度其他情况表")
    template, _ = drafted(tmp_path / "b.docx", tmp_path / "form")
    assert [each.id for each in template.sheets] == ["资金情况表", "其他情况表"]


def test_a_form_that_was_filled_in_is_said_to_be_no_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "预算数", "执行数"])
    for number in range(15):
        book.active.append([f"项目甲{number}", number * 10, number])
    book.save(tmp_path / "b.xlsx")
    _, result = drafted(tmp_path / "b.xlsx", tmp_path / "form", 2023)
    assert any("填好的数" in each for each in result.said)


WORDS = (
    "项目",
    "合计",
    "金额（万元）",
    "年度",
    "备注",
    "",
    "",
    "",
    "1、",
    "……",
    "{a|b}",
    '"引号"\\',
    "——",
)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_table_comes_the_draft_loads(tmp_path: Path, seed: int) -> None:
    """Any words in any merges: names are free, every place is covered, nothing is no TOML."""
    drawn = random.Random(seed)
    book = openpyxl.Workbook()
    for number in range(3):
        sheet = book.active if number == 0 else book.create_sheet(f"表{number}")
        rows, columns = drawn.randint(1, 9), drawn.randint(2, 7)
        for row in range(1, rows + 1):
            for column in range(1, columns + 1):
                sheet.cell(row, column, drawn.choice(WORDS) or None)
        sheet.cell(1, 1, "收支情况")
        taken: set[tuple[int, int]] = set()
        for _ in range(5):
            top, left = drawn.randint(1, rows), drawn.randint(1, columns)
            low, far = (
                min(rows, top + drawn.randint(0, 2)),
                min(columns, left + drawn.randint(0, 2)),
            )
            places = {(r, c) for r in range(top, low + 1) for c in range(left, far + 1)}
            if len(places) > 1 and not places & taken:
                taken |= places
                sheet.merge_cells(start_row=top, end_row=low, start_column=left, end_column=far)
    book.save(tmp_path / "b.xlsx")
    template, _ = drafted(tmp_path / "b.xlsx", tmp_path / "form", 2023)
    assert blank_document(template, 2023).sections


def _no_form(path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("关于开会的通知，请准时参加。")
    word.save(str(path))


def test_a_letter_is_no_blank(tmp_path: Path) -> None:
    _no_form(tmp_path / "b.docx")
    with pytest.raises(SourceRefusedError, match="看不出是表样"):
        drafted(tmp_path / "b.docx", tmp_path / "form", 2023)
    assert not (tmp_path / "form").exists()


def test_a_blank_without_a_year_asks_for_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "金额"])
    book.active.append(["甲", None])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(SourceRefusedError, match="--year"):
        drafted(tmp_path / "b.xlsx", tmp_path / "form")


def test_a_template_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    list_form(tmp_path / "b.xlsx")
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "template.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="没有覆盖"):
        drafted(tmp_path / "b.xlsx", tmp_path / "form")
    assert (tmp_path / "form" / "template.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_the_command_drafts_and_the_check_finds_nothing(tmp_path: Path) -> None:
    project_form(tmp_path / "b.docx")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "perfeval_desktop", "templates", *words]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    made = run("draft", str(tmp_path / "b.docx"), str(tmp_path / "form"), "--id", "mof/2023")
    assert made.returncode == 0, made.stderr
    assert "已起草 1 张表" in made.stdout
    checked = run("check", str(tmp_path / "form"))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "mof/2023" in checked.stdout
