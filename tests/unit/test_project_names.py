"""A project under several names: each difference is told once, by the check that knows it best."""

from __future__ import annotations

import pytest

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits

TABLES, PROSE = "表间.项目名称", "正文.项目名称"


def told(template: ReportTemplate, sheet: str, head: str, lines: tuple[str, ...]) -> list[str]:
    """The checks that speak of names, for lines that one sheet covers and a passage's head."""
    values = {
        "项目明细": [{"名称": each, "项目表": sheet} for each in lines],
        "项目": [{"项目名称": sheet}],
        "项目支出绩效情况": f"（1）{head}\n实际支出3万元。" if head else "",
    }
    report = Report(template, 2022)
    apply_edits(report, fragment_edits(values, template, "test"))
    found = Engine(report).findings(complete=True)
    return [each.check for each in found if each.check in (TABLES, PROSE)]


@pytest.mark.parametrize(
    ("sheet", "head", "checks"),
    [
        ("甲", "", []),
        ("甲", "甲", []),
        ("甲", "甲项目", []),  # 项目 after a name in the prose is no other name
        ("甲经费", "", [TABLES]),
        ("甲经费", "甲", [TABLES]),
        ("甲经费", "甲项目", [TABLES]),
        ("甲", "甲经费", [PROSE]),
        ("甲经费", "甲专项经费", [TABLES, PROSE]),  # three names: the prose has one of its own
        ("甲经费", "甲经费", [TABLES, PROSE]),  # as in the sample: neither is called as in 附件1-1
    ],
)
def test_what_differs_between_two_sheets_is_told_once(
    template: ReportTemplate, sheet: str, head: str, checks: list[str]
) -> None:
    assert told(template, sheet, head, ("甲",)) == checks


def test_a_sheet_over_several_lines_has_a_name_of_its_own(template: ReportTemplate) -> None:
    assert told(template, "老旧小区改造", "", ("一期", "二期")) == []
    assert told(template, "老旧小区改造", "一期", ("一期", "二期")) == []
    assert told(template, "老旧小区改造", "一期经费", ("一期", "二期")) == [PROSE]
