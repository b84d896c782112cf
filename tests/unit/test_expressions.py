"""The functions over indicator values, and what the language refuses."""

from __future__ import annotations

import pytest

from perfeval_desktop.checks.compile import EXACT, Compiler, is_condition
from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.expressions import ExpressionError, parse_expression
from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import fragment_edits


def evaluated(template: ReportTemplate, text: str, target: str, actual: str) -> str:
    """The value of an expression for one indicator, as text; true and false for a condition."""
    report = Report(template, 2022)
    row = {"年度指标值": target, "实际完成值": actual}
    apply_edits(report, fragment_edits({"整体指标": {"数量指标": [row]}}, template, "test"))
    record = report.children("", "整体指标")[0]
    compiler = Compiler("整体指标", template, EXACT)
    node = parse_expression(text)
    compiled = compiler.condition(node) if is_condition(node) else compiler.value(node)
    return str(compiled(Engine(report), record))


@pytest.mark.parametrize(
    ("text", "target", "actual", "result"),
    [
        ("完成率(实际完成值, 年度指标值)", "4起", "5起", "1.25"),
        ("完成率(实际完成值, 年度指标值) * 2", "4起", "1起", "0.50"),
        ("完成率(实际完成值, 年度指标值)", "4起", "已完成", "None"),
        ("完成率(实际完成值, 年度指标值)", "4起", "", "None"),
        ("有数字(实际完成值)", "", "≥95%", "True"),
        ("有数字(实际完成值)", "", "12月底前", "False"),
        ("有数字(实际完成值)", "", "", "False"),
        ("有单位(年度指标值)", "≥100", "", "False"),
        ("有单位(年度指标值)", "≥100%", "", "True"),
        ("有比较号(年度指标值)", "不低于95%", "", "True"),
        ("有比较号(年度指标值)", "95%", "", "False"),
        ("模糊(年度指标值)", "30余次", "", "True"),
        ("模糊(年度指标值) 或 模糊(实际完成值)", "30次", "约30次", "True"),
        ("单位不同(实际完成值, 年度指标值)", "8个", "8户", "True"),
        ("单位不同(实际完成值, 年度指标值)", "8个", "", "False"),
    ],
)
def test_a_function_over_indicator_values(
    template: ReportTemplate, text: str, target: str, actual: str, result: str
) -> None:
    assert evaluated(template, text, target, actual) == result


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("完成率(实际完成值)", "参数个数不对"),
        ("完成率(1, 2)", "括号里应是填报项的名称"),
        ("完成率(得分, 分值)", "应是指标值（quantity）的填报项"),
        ("若(模糊(三级指标), 1, 0)", "应是指标值（quantity）的填报项"),
        ("若(有数字(整体指标.实际完成值), 1, 0)", "应是指标值（quantity）的填报项"),
        ("模糊(实际完成值) + 1", "写的却是一个条件"),
        ("达标(实际完成值)", "没有“达标”这个函数"),
    ],
)
def test_a_function_used_wrongly_is_refused_in_a_sentence(
    template: ReportTemplate, text: str, reason: str
) -> None:
    with pytest.raises(ExpressionError, match=reason):
        Compiler("整体指标", template, EXACT).value(parse_expression(text))
