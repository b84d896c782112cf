"""`perfeval check` in text, JSON and as a worksheet, over a real file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfeval_desktop.cli import run
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.checking import export_findings
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


@pytest.fixture
def sample_file(tmp_path: Path) -> Path:
    path = tmp_path / "样例.peval"
    assert run(["sample", str(path)]) == 0
    return path


def test_text_tells_the_likely_cause_below_the_values(
    sample_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["check", str(sample_file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(lines) if "合计 23 万元" in line)
    assert lines[at + 1].strip() == "附件1-3全年执行数合计 23；附件1-1项目支出 27"
    assert lines[at + 2].strip().startswith("也许少算了“基层治理工作经费")


def test_json_has_the_cause_beside_what_the_contract_asks_for(
    sample_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["check", str(sample_file), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    causes = {each["check"]: each["cause"] for each in findings}
    assert causes["表间.项目执行数合计"].startswith("也许少算了")
    assert causes["1-1.采购超计划"] is None
    by_check = {each["check"]: each for each in findings}
    assert by_check["1-1.采购超计划"]["left"]["value"] == "54.38"
    assert by_check["1-1.采购超计划"]["difference"] == "25.38"


def test_the_worksheet_has_a_row_for_each_finding_with_figures_as_figures(
    sample_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(sample_file), "--format", "xlsx"]) == 1
    path = sample_file.with_name("样例-审核结果.xlsx")
    assert str(path) in capsys.readouterr().out
    (sheet,) = load_workbook(path).worksheets
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:6] == ("级别", "所在表", "问题", "说明", "一方", "数值")
    balance = next(row for row in rows if "125.98 万元与" in str(row[3]))
    assert balance[:2] == ("强制性", "附件1-2")
    assert balance[4:10] == (
        *("按收入性质分", 125.98, "按支出性质分", 135.28, 9.3),
        "按收入性质分、按支出性质分",
    )
    assert balance[10].startswith("附件1-2：资金总额")
    assert any("54.55%" in row for row in rows)
    assert f"发现问题 {len(rows) - 1} 个" in str(sheet["A2"].value)
    assert sheet.freeze_panes == "A4"


def test_a_name_that_looks_like_a_formula_stays_a_text(
    sample_session: Session, tmp_path: Path
) -> None:
    line = sample_session.report.children("", "项目明细")[0]
    name = FieldAddress(line, "项目明细.名称")
    edits = entry_edits(sample_session.report, name, "=HYPERLINK(1)")
    sample_session.apply(edits, "", Origin.TYPED)
    export_findings(sample_session, tmp_path / "审核.xlsx")
    (sheet,) = load_workbook(tmp_path / "审核.xlsx").worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_an_output_that_cannot_be_written_is_one_sentence(
    sample_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = sample_file.parent / "没有" / "审核.xlsx"
    arguments = ["check", str(sample_file), "--format", "xlsx", "--output", str(target)]
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert "文件夹不存在" in told
    assert "Traceback" not in told
