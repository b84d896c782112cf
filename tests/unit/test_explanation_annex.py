"""审核情况说明: what was said of the findings, by whom and when, on paper and as a worksheet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.checking import export_findings, findings_as_text
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits, explained_in, withdraw_edits
from perfeval_desktop.services.explanation_annex import explained_findings, export_explanations
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session

BALANCE = "1-2.收支平衡"
REASON = "上年结转资金在本年使用。"


@pytest.fixture
def session(template: ReportTemplate) -> Session:
    at = datetime(2023, 3, 9, 10, 0, tzinfo=UTC)
    made = Session(Report(template, 2022), lambda batch: None, None, "刘敏", lambda: at)
    made.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return made


def finding(session: Session, check: str = BALANCE) -> Finding:
    return next(each for each in session.engine.findings(True) if each.check == check)


def explain(session: Session, check: str = BALANCE, reason: str = REASON) -> None:
    edits = explain_edits(session.report, [finding(session, check)], reason)
    session.apply(edits, "写审核说明", Origin.EXPLAINED)


def printed(session: Session, path: Path) -> str:
    export_explanations(session, path)
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    return "".join(text.split())


def test_the_annex_has_problem_figures_reason_person_and_day(
    session: Session, tmp_path: Path
) -> None:
    explain(session)
    text = printed(session, tmp_path / "说明.pdf")
    assert "2022年度部门整体支出绩效自评审核情况说明" in text
    assert "填报单位：株洲市荷塘区物业服务指导中心" in text
    for words in (
        "按收入性质分125.98；按支出性质分135.28；相差9.30",
        REASON,
        "刘敏",
        "2023年3月9日",
    ):
        assert words in text
    assert "请查一查" not in text, "what the panel asks of the clerk is not printed"


def test_every_explained_finding_is_printed_once_in_binding_order(
    session: Session, tmp_path: Path
) -> None:
    explain(session)
    explain(session, "1-1.公用比预算", "年中追加公用经费。")
    assert [each.check for each in explained_findings(session)] == ["1-1.公用比预算", BALANCE]
    text = printed(session, tmp_path / "说明.pdf")
    assert text.index("年中追加公用经费。") < text.index(REASON)


def test_a_reason_whose_figures_moved_says_so_on_paper(session: Session, tmp_path: Path) -> None:
    explain(session)
    edits = entry_edits(session.report, FieldAddress("", "其他资金"), "24")
    session.apply(edits, "", Origin.TYPED)
    assert "需重新确认" in printed(session, tmp_path / "说明.pdf")


def test_who_explained_is_who_said_it_last_and_undo_takes_it_back(session: Session) -> None:
    explain(session)
    first = explained_in(session.history)[finding(session).key]
    session.apply(withdraw_edits(session.report, [finding(session)]), "撤回", Origin.EXPLAINED)
    assert explained_in(session.history)[finding(session).key].number == first.number + 1
    session.undo()
    assert explained_in(session.history)[finding(session).key] == first


def test_the_worksheet_has_state_reason_person_and_day(session: Session, tmp_path: Path) -> None:
    explain(session)
    export_findings(session, tmp_path / "审核.xlsx")
    (sheet,) = load_workbook(tmp_path / "审核.xlsx").worksheets
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][-3:] == ("状态", "审核说明", "说明人和日期")
    balance = next(row for row in rows if "125.98 万元与" in str(row[3]))
    assert balance[-3:] == ("已说明", REASON, "刘敏 2023年3月9日")
    assert {row[-3] for row in rows[1:] if row is not balance} == {"待处理"}


def test_copied_findings_are_lines_of_cells_with_both_values(session: Session) -> None:
    explain(session, reason="第一行\n第二行\t尾")
    chosen = [finding(session), finding(session, "1-1.公用比预算")]
    head, balance, other = findings_as_text(session, chosen).split("\n")
    cells = balance.split("\t")
    assert len(cells) == len(head.split("\t")) == len(other.split("\t"))
    assert cells[:2] == ["强制性", "附件1-2"]
    assert cells[3:8] == ["按收入性质分", "125.98", "按支出性质分", "135.28", "9.30"]
    assert cells[8:] == ["已说明", "第一行 第二行 尾"]
