"""负责人阅签单: one page, whatever the data; what stands on it comes from the template's list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from perfeval_desktop.domain.edits import Edit, Origin
from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.paper import PaperCodes
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, Signatory
from perfeval_desktop.exporting.pdf import lay_out
from perfeval_desktop.exporting.signatory_document import ReasonLine, build_signatory
from perfeval_desktop.services.coverage import counted
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.finalising import finalise_edits, obstacles
from perfeval_desktop.services.projects import add_sheet_edits
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.signatory_page import (
    export_signatory,
    signatory_document,
    signatory_facts,
)
from perfeval_desktop.templates.loader import template_from_texts
from tests.unit.test_consistent_report import DATA

REASON = "年中追加公用经费。"
LONG_REASON = (
    "年中追加了区委、区政府交办的临时任务经费，按区财政局批复的追加预算文件执行，"
    "已经单位党组会研究同意，资金全部用于民生实事项目。"
) * 6


@pytest.fixture
def consistent_session(template: ReportTemplate) -> Session:
    made = Session(Report(template, 2022), lambda batch: None)
    made.apply(data_file_edits(read_data_file(DATA), template), "读入", Origin.DATA_FILE)
    return made


def apply(session: Session, edits: list[Edit]) -> None:
    session.apply(edits, "改", Origin.TYPED)


def enter(session: Session, place: FieldAddress, text: str) -> None:
    apply(session, entry_edits(session.report, place, text))


def explain(session: Session, reason: str, check: str = "") -> None:
    found = [e for e in session.engine.findings(True) if check in ("", e.check)]
    apply(session, explain_edits(session.report, found, reason))


def printed(session: Session, path: Path, codes: PaperCodes | None = None) -> str:
    export_signatory(session, path, codes)
    (page,) = PdfReader(path).pages
    return re.sub(r"\s", "", page.extract_text())


def test_totals_rate_score_and_grade_are_those_of_the_report(
    sample_session: Session, tmp_path: Path
) -> None:
    text = printed(sample_session, tmp_path / "x.pdf")
    assert text.startswith("2022年度绩效自评报告负责人阅签单")
    for words in (
        *("株洲市荷塘区物业服务指导中心", "年初预算数全年预算数全年执行数", "74.49135.28135.28"),
        *("2021年决算数2022年预算数2022年决算数", "项目支出（8个项目）", "总分（等级）"),
        "100%108.282798分（优）",
    ):
        assert words in text


def test_a_figure_that_moves_moves_on_the_page(sample_session: Session) -> None:
    enter(sample_session, FieldAddress("", "资金总额_全年执行"), "120")
    enter(sample_session, FieldAddress("", "总得分"), "85")
    facts = signatory_facts(sample_session)
    assert facts.rows[0].label == "年度资金总额"
    assert [each.shown for each in facts.rows[0].figures] == ["74.49", "135.28", "120"]
    tiles = dict(facts.tiles)
    assert tiles["执行率"] == "88.7%"
    assert tiles["总分（等级）"] == "85分（良）"


def test_large_changes_stand_with_their_reasons(sample_session: Session, tmp_path: Path) -> None:
    explain(sample_session, REASON, "1-1.公用比预算")
    lines = {each.what: each.why for each in signatory_facts(sample_session).changes}
    budget = next(what for what in lines if "公用经费2022年决算数" in what and "预算数" in what)
    assert "相差 20.61 万元" in budget
    assert lines[budget] == REASON
    others = [why for what, why in lines.items() if what != budget]
    assert set(others) == {"还没有写原因。"}
    text = printed(sample_session, tmp_path / "x.pdf")
    assert REASON in text
    assert "请说明原因" not in text, "what is asked of the clerk is not told to the head"


def test_a_reason_whose_figures_moved_says_so(sample_session: Session) -> None:
    explain(sample_session, REASON, "1-1.公用比预算")
    enter(sample_session, FieldAddress("", "公用经费_本年决算"), "30")
    whys = [each.why for each in signatory_facts(sample_session).changes]
    assert f"{REASON}（数已经变了，需重新确认）" in whys


def test_the_unit_comes_before_its_projects(sample_session: Session) -> None:
    whats = [each.what for each in signatory_facts(sample_session).changes]
    of_project = [at for at, what in enumerate(whats) if what.startswith("自治奖励")]
    assert of_project == [len(whats) - 1]


def test_lost_points_stand_with_their_reason(consistent_session: Session) -> None:
    session = consistent_session
    assert signatory_facts(session).changes == ()
    rows = session.report.children("", "整体指标")
    enter(session, FieldAddress(rows[0], "整体指标.得分"), "26")
    enter(session, FieldAddress(rows[0], "整体指标.偏差原因"), "投诉处理不及时，已加派人手。")
    assert (
        ReasonLine("附件1-2 处理投诉：扣了 4 分。", "投诉处理不及时，已加派人手。")
        in signatory_facts(session).changes
    )


def test_a_report_without_changes_says_so(consistent_session: Session, tmp_path: Path) -> None:
    text = printed(consistent_session, tmp_path / "x.pdf")
    assert "没有超过界限的变动，没有扣了分的指标。" in text
    assert "没有另外写了说明的问题。" in text
    assert "发现的问题都已改正或者写了说明。" in text


def test_checks_passed_open_and_explained_are_counted(
    sample_session: Session, tmp_path: Path
) -> None:
    compared, passed = counted(sample_session)
    errors = sum(each.severity.value == "强制性" for each in obstacles(sample_session))
    text = printed(sample_session, tmp_path / "a.pdf")
    assert f"已核对{compared}项，通过{passed}项。" in text
    assert f"还没有处理的问题：强制性{errors}个" in text
    assert "还是草稿" in text
    count = len(sample_session.engine.findings(True))
    explain(sample_session, REASON)
    apply(sample_session, finalise_edits(sample_session))
    text = printed(sample_session, tmp_path / "b.pdf")
    assert f"写了说明的问题{count}个" in text
    assert "发现的问题都已改正或者写了说明。" in text
    assert "已经定稿，是第1稿" in text


def test_an_override_is_told_to_the_head(sample_session: Session, tmp_path: Path) -> None:
    apply(sample_session, finalise_edits(sample_session, "财政局要求先行报送"))
    assert "定稿时写的原因：财政局要求先行报送" in printed(sample_session, tmp_path / "x.pdf")


def test_the_code_is_printed_when_there_is_one(sample_session: Session, tmp_path: Path) -> None:
    assert "校验码" not in printed(sample_session, tmp_path / "a.pdf")
    text = printed(sample_session, tmp_path / "b.pdf", PaperCodes("K7M2-9QXD-4TRE", "第2稿"))
    assert "校验码全文K7M2-9QXD-4TRE（第2稿）" in text


def test_there_is_room_for_opinion_signature_and_date(
    sample_session: Session, tmp_path: Path
) -> None:
    text = printed(sample_session, tmp_path / "x.pdf")
    assert "单位负责人签字：年月日" in text
    rows = signatory_document(sample_session).sections[0].blocks[1].rows  # type: ignore[union-attr]
    assert rows[-1].min_height_mm >= 30


# One page


def _as_it_is(session: Session) -> None:
    return


def _all_explained(session: Session) -> None:
    explain(session, LONG_REASON)
    assert len(signatory_facts(session).explained) >= 30


def _thirty_projects(session: Session) -> None:
    for number in range(30):
        line = session.report.children("", "项目明细")[-1]
        new, edits = insert_row_edits(session.report, line)
        apply(session, edits)
        enter(
            session, FieldAddress(new, "项目明细.名称"), f"很长名称的老旧小区改造项目{number}" * 4
        )
        enter(session, FieldAddress(new, "项目明细.本年预算"), "10")
        enter(session, FieldAddress(new, "项目明细.本年决算"), "20")
        sheet, edits = add_sheet_edits(session.report, new)
        apply(session, edits)
        enter(session, FieldAddress(sheet, "项目.财政拨款_全年预算"), "25")
    assert len(signatory_facts(session).changes) >= 30


def _everything(session: Session) -> None:
    _thirty_projects(session)
    explain(session, LONG_REASON)
    enter(session, FieldAddress("", "单位名称"), "很长很长的单位名称" * 400)
    apply(session, finalise_edits(session, LONG_REASON))


@pytest.mark.parametrize("harden", [_as_it_is, _all_explained, _thirty_projects, _everything])
def test_it_is_one_page_whatever_the_data(
    sample_session: Session, tmp_path: Path, harden: Callable[[Session], None]
) -> None:
    harden(sample_session)
    codes = PaperCodes("K7M2-9QXD-4TRE", "修改记录第120步")
    text = printed(sample_session, tmp_path / "x.pdf", codes)
    assert "单位负责人签字：" in text
    assert "K7M2-9QXD-4TRE" in text
    assert "已核对" in text


def test_what_does_not_fit_is_counted_and_the_gravest_stay(
    sample_session: Session, tmp_path: Path
) -> None:
    explain(sample_session, LONG_REASON)
    facts = signatory_facts(sample_session)
    text = printed(sample_session, tmp_path / "x.pdf")
    shown = {
        part: [each for each in lines if re.sub(r"\s", "", each.what) in text]
        for part, lines in (("变动", facts.changes), ("说明", facts.explained))
    }
    assert shown["变动"] == list(facts.changes[: len(shown["变动"])]), "the first ones"
    assert shown["说明"] == list(facts.explained[: len(shown["说明"])])
    assert min(map(len, shown.values())) >= 2
    left = [len(facts.changes) - len(shown["变动"]), len(facts.explained) - len(shown["说明"])]
    said = [int(each) for each in re.findall(r"另有(\d+)项", text)]
    assert said == [each for each in left if each]


def test_one_line_more_would_not_fit(sample_session: Session) -> None:
    explain(sample_session, LONG_REASON)
    facts = signatory_facts(sample_session)
    rows = signatory_document(sample_session).sections[0].blocks[1].rows  # type: ignore[union-attr]
    texts = {cell.text for row in rows for cell in row.cells}
    changes = sum(each.what in texts for each in facts.changes)
    explained = sum(each.what in texts for each in facts.explained)
    more = build_signatory(facts, changes + 1, explained + 1)
    assert len(lay_out(more)) > 1


def test_the_data_of_the_file_are_those_of_the_report(
    sample_session: Session, tmp_path: Path
) -> None:
    printed(sample_session, tmp_path / "x.pdf")
    reader = PdfReader(tmp_path / "x.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "2022年度绩效自评报告负责人阅签单"
    assert reader.metadata.author == "株洲市荷塘区物业服务指导中心"
    assert reader.metadata.subject == sample_session.report.template.name
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


# The template


def test_a_template_without_the_table_has_score_and_state_all_the_same(
    template: ReportTemplate, sample_session: Session, tmp_path: Path
) -> None:
    """As those embedded in files made before."""
    sample_session.report.template = replace(template, signatory=Signatory())
    text = printed(sample_session, tmp_path / "x.pdf")
    assert "98分（优）" in text
    assert "已核对" in text


def test_another_template_chooses_other_totals(
    template: ReportTemplate, sample_session: Session
) -> None:
    chosen = Signatory(("编制数", "在职人数"), ("1-1.采购超计划",))
    sample_session.report.template = replace(template, signatory=chosen)
    facts = signatory_facts(sample_session)
    assert facts.rows == ()
    assert dict(facts.tiles)["编制数"] == "11"
    assert [each.what[:6] for each in facts.changes] == ["政府采购金额"]


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        (
            '"资金总额_全年执行", "三公',
            '"资金总额_全年执行数", "三公',
            "totals",
            "是不是“资金总额_",
        ),
        ('"基本支出", "项目支出"]', '"基本支出", "项目.执行率"]', "totals", "不是整份报告的一个数"),
        ('"基本支出", "项目支出"]', '"基本支出", "预期目标"]', "totals", "不是整份报告的一个数"),
        ('"1-2.执行率低"', '"1-2.执行率太低"', "changes", "是不是“1-2.执行率低”"),
    ],
)
def test_a_fault_in_the_table_is_told_with_its_line(
    template: ReportTemplate, old: str, new: str, key: str, message: str
) -> None:
    text = template.texts["template.toml"]
    assert old in text
    texts = {**template.texts, "template.toml": text.replace(old, new, 1)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    (fault,) = caught.value.faults
    assert fault.key == f"signatory.{key}"
    assert fault.line == 1 + text[: text.index(f"\n{key} = [")].count("\n") + 1
    assert message in fault.message
