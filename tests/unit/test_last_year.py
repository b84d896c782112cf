"""What last year's file showed is kept, compared, and found again by the names of records."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.checks.compile import EXACT, INTERVALS, Compiler
from perfeval_desktop.checks.expressions import ExpressionError, parse_expression
from perfeval_desktop.checks.resolve import LAST_YEAR, One
from perfeval_desktop.checks.rules import compile_check, index_rules
from perfeval_desktop.domain.edits import Origin, SetLastYear
from perfeval_desktop.domain.errors import (
    DataFileError,
    LastYearRefusedError,
    NotAReportError,
    ReportIsFinalError,
)
from perfeval_desktop.domain.report import FieldAddress, LastPlace, LastYear
from perfeval_desktop.domain.template import ReportTemplate, Side
from perfeval_desktop.services.checking import check_data
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_from_data_file, sample_data
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.last_year import (
    last_year_edits,
    read_last_year,
    shown_values,
    told,
    unit_warning,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.user_text import user_text

UNIT = "株洲市荷塘区物业服务指导中心"


def last_file(path: Path, year: int = 2021, **values: object) -> Path:
    """Make last year's file: the sample, with some of its values changed."""
    data = sample_data()
    create_from_data_file(path, data._replace(year=year, values={**data.values, **values})).close()
    return path


def keep(session: Session, kept: LastYear | None) -> None:
    edits = [SetLastYear(session.report.last_year, kept)]
    session.apply(edits, "对照上年文件", Origin.LAST_YEAR)


def enter(session: Session, field: str, text: str, record: str = "") -> None:
    edits = entry_edits(session.report, FieldAddress(record, field), text)
    session.apply(edits, f"填写 {field}", Origin.TYPED)


def found(session: Session) -> list[str]:
    return [each.check for each in session.engine.findings(True) if each.rule == "Y1"]


def titles(session: Session) -> list[str]:
    return [each.title for each in session.engine.findings(True) if each.rule == "Y1"]


def kept_of(session: Session, **figures: str) -> LastYear:
    """What a file shows that has just these figures; `__` stands for the dot of a group."""
    from perfeval_desktop.domain.parsing import parse_value

    fields = session.report.template.fields
    values = {
        LastPlace(field): parse_value(fields[field].type, text) for field, text in figures.items()
    }
    return LastYear(UNIT, 2021, values)


def test_every_shown_value_is_read_computed_ones_too(
    tmp_path: Path, sample_session: Session
) -> None:
    kept = read_last_year(last_file(tmp_path / "上年.peval"), sample_session.report)
    shown = {place: value.text for place, value in kept.values.items()}
    assert (kept.unit, kept.year) == (UNIT, 2021)
    assert shown[LastPlace("公用经费_本年决算")] == "29.35"
    assert shown[LastPlace("项目支出_本年决算")] == "27", "a computed total"
    assert shown[LastPlace("项目明细.本年决算", "自治奖励")] == "20", "of 自治奖励经费"
    assert shown[LastPlace("项目指标.年度指标值", "自治奖励/自治小区确保做到三保")]
    assert LastPlace("正文基本支出") not in shown, "read from prose, on no sheet"


def test_reading_writes_nothing_to_the_file_or_beside_it(
    tmp_path: Path, sample_session: Session
) -> None:
    (tmp_path / "上年").mkdir()
    path = last_file(tmp_path / "上年" / "2021.peval")
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    path.parent.chmod(0o555)
    read_last_year(path, sample_session.report)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert [each.name for each in path.parent.iterdir()] == ["2021.peval"]
    path.parent.chmod(0o755)


@pytest.mark.parametrize("year", [2020, 2022, 2023])
def test_a_file_of_another_year_is_refused_with_a_sentence(
    tmp_path: Path, sample_session: Session, year: int
) -> None:
    path = last_file(tmp_path / "别的.peval", year)
    with pytest.raises(LastYearRefusedError) as caught:
        read_last_year(path, sample_session.report)
    said = user_text(caught.value).sentence
    assert f"{year} 年度的，要选 2021 年度的" in said
    assert sample_session.report.last_year is None


def test_a_file_that_is_no_report_is_refused(tmp_path: Path, sample_session: Session) -> None:
    path = tmp_path / "上年.peval"
    path.write_bytes(b"PK not a report" * 20)
    with pytest.raises(NotAReportError):
        read_last_year(path, sample_session.report)


def test_what_was_read_is_told_and_another_unit_is_warned_of(
    tmp_path: Path, sample_session: Session
) -> None:
    report, value = sample_session.report, sample_session.value
    own = read_last_year(last_file(tmp_path / "上年.peval"), report)
    assert told(own).startswith(f"已读入上年文件：{UNIT}，2021 年度，共 ")
    assert unit_warning(report, own, value) == ""
    other = own._replace(unit="乙单位")
    assert "“乙单位”" in unit_warning(report, other, value)
    assert unit_warning(report, own._replace(unit=""), value) == "", "nobody can tell"


def test_the_same_file_again_is_no_change(tmp_path: Path, sample_session: Session) -> None:
    path = last_file(tmp_path / "上年.peval")
    kept = read_last_year(path, sample_session.report)
    keep(sample_session, kept)
    again = read_last_year(path, sample_session.report)
    assert last_year_edits(sample_session.report, again) == []


def test_nothing_is_found_while_no_file_was_read(sample_session: Session) -> None:
    assert found(sample_session) == []


def test_a_last_year_column_that_differs_is_found_and_undo_takes_all_back(
    sample_session: Session,
) -> None:
    keep(sample_session, kept_of(sample_session, 公用经费_本年决算="94.9"))
    assert found(sample_session) == ["上年.决算数.公用经费"]
    finding = next(e for e in check_data(sample_session)["findings"] if e["rule"] == "Y1")
    assert finding["severity"] == "warning"
    assert (finding["left"]["value"], finding["right"]["value"]) == ("99.4", "94.9")
    assert [each["label"] for each in finding["places"]] == ["公用经费"]
    sample_session.undo()
    assert (sample_session.report.last_year, found(sample_session)) == (None, [])
    sample_session.redo()
    assert found(sample_session) == ["上年.决算数.公用经费"]


def test_mending_the_column_ends_the_finding(sample_session: Session) -> None:
    keep(sample_session, kept_of(sample_session, 公用经费_本年决算="994012元"))
    assert found(sample_session) == [], "99.4012 prints as 99.40"
    enter(sample_session, "公用经费_上年决算", "94.9")
    assert found(sample_session) == ["上年.决算数.公用经费"]
    enter(sample_session, "公用经费_上年决算", "99.4")
    assert found(sample_session) == []


def test_a_total_waits_until_its_parts_are_filled_in(new_session: Session) -> None:
    keep(new_session, kept_of(new_session, 三公经费_本年决算="3"))
    enter(new_session, "公车购置_上年决算", "1")
    live = [each.check for each in new_session.engine.findings() if each.rule == "Y1"]
    assert live == [], "1 is not yet all of it"
    for field in ("公车运行维护", "出国经费", "公务接待"):
        enter(new_session, f"{field}_上年决算", "0")
    live = [each.check for each in new_session.engine.findings() if each.rule == "Y1"]
    assert live == ["上年.三公经费"]


def test_a_project_line_is_found_again_by_its_name(new_session: Session) -> None:
    from perfeval_desktop.domain.parsing import parse_value

    value = parse_value(new_session.report.template.fields["项目明细.本年决算"].type, "20")
    last = LastYear(UNIT, 2021, {LastPlace("项目明细.本年决算", "自治奖励"): value})
    keep(new_session, last)
    line = new_session.report.children("", "项目明细")[0]
    enter(new_session, "项目明细.上年决算", "2", line)
    assert found(new_session) == [], "the line has no name yet"
    enter(new_session, "项目明细.名称", "“自治”奖励经费", line)
    assert titles(new_session) == ["“自治”奖励经费：上年决算数与上年报告不等"]
    enter(new_session, "项目明细.名称", "别的项目", line)
    assert found(new_session) == [], "renamed: last year's file has no such project"


def test_chapters_taken_over_are_one_folded_hint(sample_session: Session) -> None:
    keep(sample_session, shown_values(sample_session.report, sample_session.value))
    of_text = [e for e in sample_session.engine.findings() if e.check == "上年.照抄"]
    assert len(of_text) == 1
    places = {each.field for each in of_text[0].places}
    assert "项目支出绩效情况" in places
    assert places.isdisjoint({"部门职责", "机构设置情况", "其他说明"})
    enter(sample_session, "项目支出绩效情况", "今年另写一段，与上年的没有什么相同的地方。")
    of_text = [e for e in sample_session.engine.findings() if e.check == "上年.照抄"]
    assert "项目支出绩效情况" not in {each.field for each in of_text[0].places}


def test_a_final_report_keeps_what_it_has(sample_session: Session) -> None:
    edits = finalise_edits(sample_session, "照此上报")
    sample_session.apply(edits, "定稿", Origin.STATUS)
    with pytest.raises(ReportIsFinalError):
        keep(sample_session, kept_of(sample_session, 公用经费_本年决算="1"))
    assert sample_session.report.last_year is None


@pytest.mark.parametrize(
    "text",
    [
        "上年.没有的",
        "上年.项目明细",
        "上年.单位名称",
        "上年.上年.编制数",
        "合计(上年.本年决算)",
        "计数(上年.项目明细)",
        "若(已填(上年.编制数), 1, 0)",
        "若(同名(上年.单位名称, 单位名称), 1, 0)",
        "上年",
    ],
)
def test_only_single_figures_of_last_year_can_be_asked_for(
    template: ReportTemplate, text: str
) -> None:
    with pytest.raises(ExpressionError):
        Compiler("", template, EXACT).value(parse_expression(text))


def test_renaming_what_is_above_runs_the_check_of_a_row_again(template: ReportTemplate) -> None:
    """A row of a project sheet reads last year's figure of its sheet, found by the sheet's name."""
    side = Side("上年.资金总额_全年执行", "上年")
    check = template.checks[0]._replace(
        for_each="项目指标", left=side, right=Side("0", "零"), places=("三级指标",), when=""
    )
    readers = index_rules({}, [compile_check(check, template)], template).readers
    number = readers[LAST_YEAR][0][0]
    assert (number, One(1, "项目.项目名称")) in readers["项目.项目名称"]


def test_a_question_about_last_year_is_refused_with_the_reason(template: ReportTemplate) -> None:
    node = parse_expression("若(已填(上年.编制数), 1, 0)")
    with pytest.raises(ExpressionError, match="只能用来计算和比较"):
        Compiler("", template, EXACT).value(node)


def test_a_figure_of_last_year_is_read_exactly_and_as_what_it_may_stand_for(
    sample_session: Session,
) -> None:
    keep(sample_session, kept_of(sample_session, 公用经费_本年决算="99.4", 编制数="11"))
    engine, template = sample_session.engine, sample_session.report.template
    node = parse_expression("上年.公用经费_本年决算 + 1")
    assert str(Compiler("", template, EXACT).value(node)(engine, "")) == "100.4"
    interval = Compiler("", template, INTERVALS).value(node)(engine, "")
    assert interval is not None
    assert (str(interval.low), str(interval.high)) == ("100.395", "100.405")
    blank = Compiler("", template, EXACT).value(parse_expression("上年.在职人数"))
    assert blank(engine, "") is None


def test_a_line_reads_the_figures_of_the_report_too(sample_session: Session) -> None:
    keep(sample_session, kept_of(sample_session, 编制数="11"))
    template = sample_session.report.template
    line = sample_session.report.children("", "项目明细")[0]
    closure = Compiler("项目明细", template, EXACT).value(parse_expression("上年.编制数"))
    assert str(closure(sample_session.engine, line)) == "11"


def test_a_fragment_that_is_no_report_of_last_year_is_refused(template: ReportTemplate) -> None:
    for wrong in ("2021", {"没有的": "1"}):
        with pytest.raises(DataFileError):
            fragment_edits({"上年": wrong}, template, "例子")
